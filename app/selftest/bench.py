"""What the checks work with: a temporary folder, and in it the desk of an invented centre whose clock stands.

The clock stands on a working Monday the shipped calendar knows, so that what is checked of papers does not change
with the day; this PC's own clock has its own check. The centre is one for practice, whose key lies beside its store
and whose papers say what they are: one that slips out of the folder deceives nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app import vault
from app.models.setting import CentreRecord
from app.models.store import open_store
from app.printing.print_setup import PrintSetup
from app.selftest.counter import Clock
from app.selftest.specimens import Specimens, make
from app.services import centre
from app.services.desk import Desk

AGENCY, COMMUNE, NAME = "H99.10", "01747", "Trung tâm thử máy"
OFFICER = "Trần Thị Mai Duyên"


@dataclass
class Bench:
    """Where one run of checks works: `folder` is its own, `home` the desk's data folder, only looked at.

    `headless` keeps the window off the screen.
    """

    folder: Path
    home: Path
    headless: bool = True

    @cached_property
    def clock(self) -> Clock:
        """The clock of the desk."""
        return Clock()

    @cached_property
    def desk(self) -> Desk:
        """The desk the papers are made at."""
        home = self.folder / "desk"
        make_centre(home)
        return Desk(open_store(home, vault.store_key(home)), self.clock, clock_ok=True)

    @cached_property
    def specimens(self) -> Specimens:
        """The dossiers whose papers are drawn, made at the desk when first asked for."""
        return make(self.desk, self.clock)

    def close(self) -> None:
        """Let go of what was opened."""
        if "desk" in self.__dict__:
            self.desk.store.close()


def record() -> CentreRecord:
    """Return the invented centre."""
    return centre.describe(agency=AGENCY, commune=COMMUNE, name=NAME, desk=1, officer=OFFICER, kind="practice")


def make_centre(home: Path, printing: PrintSetup | None = None) -> None:
    """Make the centre's store in `home`, its key beside it; its papers go where `printing` says."""
    vault.make_practice_key(home)
    centre.create(home, vault.store_key(home), record(), printing).close()
