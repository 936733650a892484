"""The closing sheet of a day: filled from what the store knows of it, printed and counted.

A sheet belongs to one outcome: when a day closed without network is compared later, its signed sheet is a first print
and not a reprint of the unsigned one. After a later act the day counts as not closed again, and so does its sheet.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app.models import setting
from app.printing.closing_sheet import ClosingSheet, Side, render_closing_sheet
from app.rules.clock import day_bounds, iso
from app.services import closing
from app.services.closing import DayState
from app.services.desk import Desk
from app.services.papers import Paper, write_whole


def sheet(desk: Desk, on: date, state: DayState | None = None) -> ClosingSheet:
    """Return what the sheet of a day says now; `state` is that day if the caller has read it already."""
    day = state or closing.day(desk, on)
    count, outcome = day.count, None if day.outdated else day.outcome
    with desk.store.read() as connection:
        dossiers, paid = _dossiers(connection, desk.centre(connection).desk, on)
        link = setting.link(connection)
    said = outcome or {}
    return ClosingSheet(
        date=on,
        received=count.received,
        returned=count.returned,
        handed_over=count.forwarded,
        supplements=count.supplements,
        ended=count.ended,
        fees_collected=count.collected,
        fees_dossiers=paid,
        desk=_side(said.get("desk")) or Side(count.events, dossiers, ""),
        relay=_side(said.get("relay")),
        equal=said.get("equal"),
        reason=_reason(said.get("state"), enrolled=link is not None),
        differences=tuple((one["code"] or "", one["why"]) for one in said.get("differences", ())),
        signature=said.get("signature"),
        key_fingerprint=hashlib.sha256(base64.b64decode(link.key)).hexdigest() if link else None,
        closed_at=day.closed_at if outcome else None,
        parked=tuple(hit.code for hit in day.parked),
        unprinted=tuple(hit.code for hit in day.unprinted),
    )


def render(desk: Desk, on: date, *, paper: Paper = "A5") -> bytes:
    """Return the sheet of a day as a PDF: a draft while the day is not closed, a reprint from the second print on."""
    filled = sheet(desk, on)
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
        number = _copies(connection, on, filled) + 1
    return render_closing_sheet(filled, centre, paper=paper, copy_number=number)


def copies(desk: Desk, on: date) -> int:
    """Return how often the sheet of a day, as it is closed now, was printed."""
    filled = sheet(desk, on)
    with desk.store.read() as connection:
        return _copies(connection, on, filled)


def printed(desk: Desk, on: date) -> int:
    """Count the sheet of a day as printed and return how often it now was."""
    filled = sheet(desk, on)
    with desk.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO print(subject, form, copies, at) VALUES (:subject, :form, 1, :at) "
                "ON CONFLICT(subject, form) DO UPDATE SET copies = copies + 1, at = :at"
            ),
            {"subject": on.isoformat(), "form": _form(filled), "at": iso(desk.clock())},
        )
        return _copies(connection, on, filled)


def to_file(desk: Desk, on: date, path: Path, *, paper: Paper = "A5") -> None:
    """Write the sheet of a day to a PDF file, whole or not at all, and count it. Raises KnownError FILE_WRITE."""
    write_whole(path, render(desk, on, paper=paper))
    printed(desk, on)


def _form(filled: ClosingSheet) -> str:
    return f"closing-sheet {filled.outcome} {filled.desk.hash[:16]}".strip()


def _copies(connection: Connection, on: date, filled: ClosingSheet) -> int:
    found = connection.execute(
        text("SELECT copies FROM print WHERE subject = :subject AND form = :form"),
        {"subject": on.isoformat(), "form": _form(filled)},
    ).scalar()
    return int(found or 0)


def _dossiers(connection: Connection, desk: int, on: date) -> tuple[int, int]:
    """Return how many dossiers the desk touched on a day, and of how many it collected the fee at reception."""
    start, end = (iso(moment) for moment in day_bounds(on))
    row = connection.execute(
        text(
            "SELECT count(DISTINCT dossier) AS touched, coalesce(sum(kind = 'received' AND "
            "json_extract(body, '$.fee_paid') AND json_extract(body, '$.fee') > 0), 0) AS paid "
            "FROM event WHERE desk = :desk AND at >= :start AND at < :end"
        ),
        {"desk": desk, "start": start, "end": end},
    ).one()
    return row.touched, row.paid


def _side(said: dict[str, Any] | None) -> Side | None:
    return Side(said["events"], said["dossiers"], said["hash"]) if said else None


def _reason(state: str | None, *, enrolled: bool) -> str | None:
    """Return why a day was not compared, as the sheet names it."""
    if not enrolled:
        return "NO_PROVINCE"
    return None if state in (None, "done") else state.upper()
