"""Finding in the past register, by the same few letters and digits as a dossier (`services.finding`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import text

from app.errors import UserError
from app.models import past, search
from app.services.desk import Desk
from app.services.past.views import DATES, Found, PastHit, Record

COUNTED = 1000
"""How far hits are counted: beyond, "hơn 1.000" says as much, and a count of 40,000 at each key costs its time."""
_DAYS = [Record._fields.index(day) for day in DATES]
_day = lru_cache(maxsize=10_000)(date.fromisoformat)


def find(desk: Desk, typed: str, *, limit: int = 50) -> Found:
    """Return the past records in which every typed word begins a word of code, name, number, phone or year.

    Newest receipt first, records without a day last; nothing typed finds nothing.
    """
    query = search.match(typed)
    if query is None:
        return Found((), 0)
    with desk.store.read() as connection:
        rows, count = past.find(connection, query, limit=limit, most=COUNTED)
    return Found(tuple(map(_hit, rows)), count)


def source_row(desk: Desk, id_: int) -> tuple[tuple[str, str], ...]:
    """Return (head, text) of every column of the row a record came from. Raises UserError PAST_UNKNOWN."""
    with desk.store.read() as connection:
        row = connection.execute(
            text("SELECT f.heads, p.cells FROM past p JOIN past_source f ON f.id = p.source WHERE p.n = :n"), {"n": id_}
        ).one_or_none()
    if row is None:
        raise UserError("PAST_UNKNOWN")
    return tuple(zip(orjson.loads(row.heads), orjson.loads(row.cells), strict=True))


def _hit(row: Sequence[Any]) -> PastHit:
    number, source, file, sheet, *values = row
    for at in _DAYS:
        if values[at]:
            values[at] = _day(values[at])
    return PastHit(number, source, file, sheet, Record(*values))
