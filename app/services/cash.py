"""The cash in the drawer at the end of a shift: counted note by note, kept with the day, printed on its sheet.

One count a day and desk, for one drawer: counted again, the new count takes the old one's place until the next day's.
What the drawer should hold is the fees of the day paid in notes, refunds taken off; the sheet says it as it stood
when the drawer was counted, so that a sheet printed again says what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import orjson
from sqlalchemy import text

from app.errors import UserError
from app.printing.cash_sheet import CashSheet, render_cash_sheet
from app.rules.clock import day_bounds, iso
from app.rules.text import nfc
from app.services import papers, prints
from app.services.closing import takings
from app.services.desk import Desk
from app.services.papers import Paper

FORM = "cash-sheet"


def keep(desk: Desk, on: date, counts: Mapping[int, int], note: str | None = None) -> CashSheet:
    """Keep a count of the drawer: pieces by denomination in đồng; return its sheet.

    Raises UserError CASH_COUNT (note, pieces) for a note or a number of pieces that cannot be.
    """
    for worth, pieces in counts.items():
        if worth <= 0 or not 0 <= pieces <= 1_000_000:
            raise UserError("CASH_COUNT", field="cash", note=worth, pieces=pieces)
    start, end = (iso(moment) for moment in day_bounds(on))
    counted = sum(worth * pieces for worth, pieces in counts.items())
    with desk.store.write() as connection:
        centre = desk.centre(connection)
        taken = takings(connection, centre.desk, start, end)
        data = {
            "officer": centre.officer,
            "expected": taken.cash,
            "transfers": taken.transfers,
            "counts": sorted(((worth, pieces) for worth, pieces in counts.items() if pieces), reverse=True),
            "counted": counted,
            "note": nfc(note or "") or None,
        }
        connection.execute(
            text(
                "INSERT INTO cash(date, at, data) VALUES (:date, :at, :data) "
                "ON CONFLICT(date) DO UPDATE SET at = :at, data = :data"
            ),
            {"date": on.isoformat(), "at": iso(desk.clock()), "data": orjson.dumps(data).decode()},
        )
        # Another count is another sheet: its first print is none of the old one's reprints.
        connection.execute(
            text("DELETE FROM print WHERE subject = :date AND form = :form"), {"date": on.isoformat(), "form": FORM}
        )
    found = counted_on(desk, on)
    assert found is not None
    return found


def counted_on(desk: Desk, on: date) -> CashSheet | None:
    """Return the day's count, None when the drawer was not counted."""
    with desk.store.read() as connection:
        row = connection.execute(text("SELECT data FROM cash WHERE date = :date"), {"date": on.isoformat()}).scalar()
        number = desk.centre(connection).desk
    if row is None:
        return None
    data = orjson.loads(row)
    return CashSheet(
        date=on,
        desk=number,
        officer=data["officer"],
        expected=data["expected"],
        transfers=data["transfers"],
        counts=tuple((worth, pieces) for worth, pieces in data["counts"]),
        counted=data["counted"],
        difference=data["counted"] - data["expected"],
        note=data["note"],
    )


def render(desk: Desk, on: date, *, paper: Paper = "A5") -> bytes:
    """Return the sheet of a day's count as a PDF. Raises UserError CASH_NOT_COUNTED (date)."""
    sheet = counted_on(desk, on)
    if sheet is None:
        raise UserError("CASH_NOT_COUNTED", date=on)
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
        number = prints.copies(connection, on.isoformat(), FORM) + 1
    return render_cash_sheet(sheet, centre, paper=paper, copy_number=number)


def printed(desk: Desk, on: date) -> int:
    """Count the sheet as printed and return how often it now was."""
    with desk.store.write() as connection:
        return prints.count(connection, on.isoformat(), FORM, desk.clock())


def to_file(desk: Desk, on: date, path: Path, *, paper: Paper = "A5") -> None:
    """Write the sheet to a PDF file, whole or not at all, and count it. Raises KnownError FILE_WRITE."""
    papers.write_whole(path, render(desk, on, paper=paper))
    printed(desk, on)
