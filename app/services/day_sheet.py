"""The closing sheet of a day: filled from what the store knows of it, printed and counted.

Prints are counted by the day and by what was closed. A day closed without network and compared later has two sheets
that say different things: the signed one is then a first print, and no reprint of the unsigned one. After a later
act the day stands as not closed again, and so does its sheet.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, text

from app.models import setting
from app.printing.closing_sheet import ClosingSheet, render_closing_sheet
from app.rules.clock import day_bounds, iso
from app.rules.closing import Side
from app.services import blanks, closing, papers, prints
from app.services.closing import DayState
from app.services.desk import Desk
from app.services.papers import Paper


def render(desk: Desk, on: date, *, paper: Paper = "A5") -> bytes:
    """Return the next print of a day's sheet as a PDF: a draft until the day is closed, a reprint from the second."""
    state = closing.day(desk, on)
    return _page(desk, sheet(desk, state), paper, copies(desk, state) + 1)


def preview(desk: Desk, state: DayState, *, paper: Paper = "A5") -> bytes:
    """Return the sheet as it was printed last, or as its first print would be."""
    return _page(desk, sheet(desk, state), paper, max(1, copies(desk, state)))


def printed(desk: Desk, on: date) -> int:
    """Count the sheet of a day, as it is closed now, as printed and return how often it now was."""
    filled = sheet(desk, closing.day(desk, on))
    with desk.store.write() as connection:
        return prints.count(connection, on.isoformat(), _form(filled), desk.clock())


def copies(desk: Desk, state: DayState) -> int:
    """Return how often the sheet of a day, as it is closed now, was printed."""
    filled = sheet(desk, state)
    with desk.store.read() as connection:
        return prints.copies(connection, filled.date.isoformat(), _form(filled))


def to_file(desk: Desk, on: date, path: Path, *, paper: Paper = "A5") -> None:
    """Write the sheet of a day to a PDF file, whole or not at all, and count it. Raises KnownError FILE_WRITE."""
    papers.write_whole(path, render(desk, on, paper=paper))
    printed(desk, on)


def sheet(desk: Desk, state: DayState) -> ClosingSheet:
    """Return what the sheet of a day says as the day stands."""
    count = state.count
    closed = None if state.outdated else state.closing
    with desk.store.read() as connection:
        touched, paid = _dossiers(connection, desk.centre(connection).desk, count.date)
        link = setting.link(connection)
    return ClosingSheet(
        date=count.date,
        received=count.received,
        returned=count.returned,
        handed_over=count.forwarded,
        supplements=count.supplements,
        ended=count.ended,
        fees_collected=count.collected,
        fees_dossiers=paid,
        desk=closed.desk if closed else Side(count.events, touched, ""),
        closing=closed,
        reason=_reason(closed.state if closed else None, enrolled=link is not None),
        key_fingerprint=hashlib.sha256(base64.b64decode(link.key)).hexdigest() if link else None,
        parked=tuple(hit.code for hit in state.parked),
        unprinted=tuple(hit.code for hit in state.unprinted),
        by_pen=state.blanks.used if state.blanks else (),
        spoiled=tuple(f"{blanks.written(n)}: {why}" for n, why in state.blanks.spoiled) if state.blanks else (),
    )


def _page(desk: Desk, filled: ClosingSheet, paper: Paper, number: int) -> bytes:
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
    return render_closing_sheet(filled, centre, paper=paper, copy_number=number)


def _form(filled: ClosingSheet) -> str:
    return f"closing-sheet {filled.outcome} {filled.desk.hash[:16]}".rstrip()


def _dossiers(connection: Connection, desk: int, on: date) -> tuple[int, int]:
    """Return how many dossiers the desk touched on a day, and for how many it took a fee, then or at reception."""
    start, end = (iso(moment) for moment in day_bounds(on))
    row = connection.execute(
        text(
            "SELECT count(DISTINCT dossier) AS touched, count(DISTINCT iif("
            "kind = 'received' AND plain(body) ->> 'fee_paid' AND plain(body) ->> 'fee' > 0 "
            "OR kind = 'paid' AND plain(body) ->> 'amount' > 0, dossier, NULL)) AS paid "
            "FROM event WHERE desk = :desk AND at >= :start AND at < :end"
        ),
        {"desk": desk, "start": start, "end": end},
    ).one()
    return row.touched, row.paid


def _reason(state: str | None, *, enrolled: bool) -> str | None:
    """Return the code of why a day was not compared; None where it was, or nobody tried yet."""
    if not enrolled:
        return "NO_PROVINCE"
    return None if state in (None, "done") else str(state).upper()
