"""The cash in the drawer at the end of a day: counted by the officer note by note, kept beside the day.

A difference does not keep a day from being closed: it is written down as it is, because a count that must come out
right is a count that is made to come out right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.models import setting
from app.rules.clock import iso, parse_moment
from app.services.desk import Desk

NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
"""The banknotes in use that a counter meets, in đồng."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of each note were counted, and when; `total` is in đồng."""

    notes: Mapping[int, int]
    at: datetime

    @property
    def total(self) -> int:
        """Return the sum in đồng."""
        return total(self.notes)


def total(notes: Mapping[int, int]) -> int:
    """Return the sum of so many of each note, in đồng."""
    return sum(note * number for note, number in notes.items())


def keep(desk: Desk, on: date, notes: Mapping[int, int]) -> Count:
    """Keep the count of a day in place of an earlier one. Raises UserError CASH_COUNT for a note or number unknown."""
    if any(note not in NOTES or number < 0 for note, number in notes.items()):
        raise UserError("CASH_COUNT", field="cash")
    count = Count(dict(notes), desk.clock())
    value = {"notes": {str(note): number for note, number in notes.items()}, "at": iso(count.at)}
    with desk.store.write() as connection:
        setting.put(connection, _name(on), value)
    return count


def kept(desk: Desk, on: date) -> Count | None:
    """Return the count of a day, None when nothing was counted yet."""
    with desk.store.read() as connection:
        value = setting.get(connection, _name(on))
    if value is None:
        return None
    return Count({int(note): number for note, number in value["notes"].items()}, parse_moment(value["at"]))


def _name(on: date) -> str:
    return f"cash:{on.isoformat()}"
