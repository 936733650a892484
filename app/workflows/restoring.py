"""A copy put back: on the PC it was made on or on another one, with what that PC must learn first.

The copy is brought up to date in a folder of its own, told that it was put back, and only then takes the store's place;
what was there is set aside. How its numbers go on is the business of `services.numbers`: on the same PC the mark tells,
on another one the last printed receipt is asked for. At a province its token is traded in the first round, so that the
PC it came from cannot speak any more.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import vault
from app.errors import KnownError
from app.models import backup, files, replacing, seals, setting
from app.models.progress import Progress, Report
from app.models.store import FILE, open_store
from app.rules import clock, recovery_key
from app.services import numbers
from app.workflows.opening import open_desk
from app.workflows.scratch import empty_folder

_SCRATCH = "restoring"
_ROOM = 2.1
"""How many times its size a copy needs to be put back: itself, and once more while it is brought up to date."""
_PARTS = {"looked through": 35, "copied": 25, "brought up to date": 40}
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What lies in the data folder now: `aside` is where the store that was there lies, None where there was none.

    `numbers` is how they stand (`services.numbers`): old where any counter goes on above what the copy knows, gone
    where the last receipt is asked for, else as today's counter does.
    """

    dossiers: int
    newest: str | None
    aside: Path | None
    numbers: str

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua restore --json` prints it."""
        aside = str(self.aside) if self.aside else None
        return {"dossiers": self.dossiers, "newest": self.newest, "set_aside": aside, "numbers": self.numbers}


def key_for(home: Path, typed: str | None) -> bytes:
    """Return the key a copy is opened with: of what was typed from a recovery paper, else this PC's own of `home`.

    Raises UserError as `recovery_key.read`, KnownError as `vault.store_key`.
    """
    return vault.store_key(home) if typed is None else recovery_key.store_key(recovery_key.read(typed))


def restore(
    home: Path, file: Path, key: bytes, last_receipt: str | None = None, report: Report | None = None
) -> Restored:
    """Put a copy in the place of the store in `home`, its scans too; killed anywhere, the old one or the new is there.

    `report` is told how far it is and ends it by raising, up to the moment that decides. The key of the store that was
    there is kept beside, where it is another one. Raises as `models.backup.look_through`, `replacing.finish`,
    `vault.prepare`, `numbers.continue_after`, and KnownError RESTORE_SPACE (needed, free: bytes), PRACTICE_HOME where
    `home` is a practice centre's.
    """
    if (home / vault.PRACTICE_KEY).exists():
        raise KnownError("PRACTICE_HOME")
    progress = Progress(report, _PARTS)
    progress.begin("looked through")
    backup.look_through(file, key)
    if replacing.in_use(home / FILE):
        raise KnownError("STORE_BUSY")
    try:
        _prepare(home, file, key, progress)
        files.copy_all(file.parent, home)
    except BaseException as problem:
        shutil.rmtree(home / _SCRATCH, ignore_errors=True)
        if isinstance(problem, OSError):
            raise KnownError("DISK", why=problem.strerror) from None
        raise
    _keep_former(home, key)
    vault.prepare(home, key)
    replacing.decide(home, home / _SCRATCH / FILE)
    shutil.rmtree(home / _SCRATCH, ignore_errors=True)
    aside = replacing.finish(home, lambda: vault.promote(home))
    with open_desk(home) as desk:
        if last_receipt is not None and numbers.look(desk).state == "gone":
            numbers.continue_after(desk, last_receipt)
        with desk.store.read() as connection:
            held = backup.content(connection)
        state = "old" if desk.behind_mark else numbers.look(desk).state
        return Restored(held.dossiers, held.newest, aside, state)


def _keep_former(home: Path, key: bytes) -> None:
    vault.keep_former(home, key, f"aside-{clock.now():%Y%m%d-%H%M%S}")


def open_with(home: Path, key: bytes) -> bool:
    """Give this PC a key for the store that lies in `home`, if it is that store's; tell whether it is.

    Where only the key is gone nothing is put back: a copy would know less. Raises as `vault.prepare`.
    """
    if not (home / FILE).exists() or not seals.is_key_of(home / FILE, key):
        return False
    _keep_former(home, key)
    vault.prepare(home, key)
    vault.promote(home)
    return True


def go_on(home: Path) -> None:
    """Go on with a putting back that was cut off where there was no store before. Raises as `replacing.finish`."""
    replacing.finish(home, lambda: vault.promote(home))


def _prepare(home: Path, file: Path, key: bytes, progress: Progress) -> None:
    """Bring a copy of the copy up to date in a folder of its own, and write into it that it was put back."""
    scratch = empty_folder(home / _SCRATCH, file, _ROOM, "RESTORE_SPACE")
    progress.begin("copied")
    _copy(file, scratch / FILE, progress)
    progress.begin("brought up to date")
    store = open_store(scratch, key, report=progress.at)
    try:
        with store.write() as connection:
            setting.put(connection, setting.RESTORED, clock.iso(clock.now()))
    finally:
        store.close()


def _copy(file: Path, target: Path, progress: Progress) -> None:
    size = file.stat().st_size
    with file.open("rb") as read, target.open("xb") as written:
        while piece := read.read(_PIECE):
            written.write(piece)
            progress.at(written.tell(), size)
