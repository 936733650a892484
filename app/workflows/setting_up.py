"""Setting a PC up: a centre that has no province made by hand, or a whole desk from the answers of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import vault
from app.errors import KnownError, UserError
from app.models import setting
from app.models.setting import CentreRecord, ProvinceLink
from app.models.store import FILE
from app.printing.print_setup import PrintSetup, named
from app.services import centre, print_setup
from app.services.desk import Desk
from app.services.setup import Answers
from app.workflows.joining import enrol
from app.workflows.opening import open_desk


@dataclass(frozen=True, slots=True)
class SetUp:
    """A PC as it is set up now; `already` tells that it was before, with the same place."""

    centre: CentreRecord
    printing: PrintSetup
    enrolled: bool
    already: bool


def make_centre(home: Path, *, printing: PrintSetup | None = None, **asked: Any) -> CentreRecord:
    """Make a centre with no province, its key and its store, from what `services.centre.describe` takes.

    It keeps where this PC prints, where somebody was asked. Raises what `describe` refuses, KnownError STORE_EXISTS
    (home) and those of `vault.store_key`; nothing stays behind.
    """
    if (home / FILE).exists():
        # Asked before a key is made that would belong to nothing.
        raise KnownError("STORE_EXISTS", home=str(home))
    record = centre.describe(**asked)
    centre.create(home, vault.store_key(home, create=True), record, printing).close()
    return record


def set_up(home: Path, answers: Answers, admit: Callable[[Desk], object] | None = None) -> SetUp:
    """Make the centre in `home`, or join its province, as a file answers; `admit` as for `joining.enrol`.

    Repeating it is harmless: where the desk is set up already with the same place, nothing changes. Raises what
    `make_centre` and `joining.enrol` raise, and UserError SETUP_OTHER (name, centre, desk) where another desk is set
    up in `home`.
    """
    already = False
    if (home / FILE).exists():
        own, link = _place(home)
        # A centre that worked alone and now has its invitation joins, with its dossiers.
        already = link is not None or answers.place is not None
        other = answers.differs(own, link) if already else None
        if other is not None:
            raise UserError("SETUP_OTHER", name=other, centre=own.name, desk=own.desk)
    if not already and answers.place is not None:
        make_centre(home, officer=answers.officer, **answers.place)
    elif not already:
        enrol(home, answers.url, answers.code, answers.officer, admit=admit)
    own, link = _place(home)
    with open_desk(home) as desk:
        printing = print_setup.begin(desk, named(answers.printer, answers.paper))
    return SetUp(own, printing, link is not None, already)


def _place(home: Path) -> tuple[CentreRecord, ProvinceLink | None]:
    with open_desk(home) as desk, desk.store.read() as connection:
        return setting.centre(connection), setting.link(connection)
