"""Where this PC prints and on which paper: kept in the store, which whoever prints has open anyway.

There it is saved in one transaction with everything else Cài đặt saves (ADR 0020). Until version 0.2.0 it stood in
settings.json: a store that holds none yet reads it from there, so an upgrade changes nothing at the counter, and
neither does a store of an earlier day that was put back.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from app import settings
from app.errors import UserError
from app.models import setting
from app.printing.print_setup import PrintSetup, named
from app.services.desk import Desk

_NAME = "print_setup"


def check(chosen: PrintSetup) -> None:
    """Refuse a folder nobody could find again. Raises UserError FOLDER_PATH (example)."""
    if chosen.folder is not None and not chosen.folder.is_absolute():
        raise UserError("FOLDER_PATH", field="folder", example=Path.home())


def print_setup(desk: Desk) -> PrintSetup:
    """Return where this PC prints; the system's default printer and A5 where nobody ever chose."""
    return _known(desk) or PrintSetup()


def begin(desk: Desk, chosen: PrintSetup) -> PrintSetup:
    """Keep where a PC prints that is set up, unless somebody has chosen before; return what is in force."""
    known = _known(desk)
    if known is None:
        with desk.store.write() as connection:
            put(connection, chosen)
    return known or chosen


def put(connection: Connection, chosen: PrintSetup) -> None:
    """Store where this PC prints, in the caller's transaction."""
    folder = None if chosen.folder is None else str(chosen.folder)
    setting.put(connection, _NAME, {"printer": chosen.printer, "folder": folder, "paper": chosen.paper})


def before_the_store(home: Path) -> PrintSetup | None:
    """Return what a version up to 0.2.0 left in `home/settings.json`, None where it left nothing."""
    said = settings.written(home)
    printer, paper = said.get("printer"), said.get("paper")
    if printer is None and paper is None:
        return None
    return named(printer if isinstance(printer, str) else "", paper)


def _known(desk: Desk) -> PrintSetup | None:
    with desk.store.read() as connection:
        kept = setting.get(connection, _NAME)
    if kept is None:
        return before_the_store(desk.store.path.parent)
    return PrintSetup(kept["printer"], Path(kept["folder"]) if kept["folder"] else None, kept["paper"])
