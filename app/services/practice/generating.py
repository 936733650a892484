"""Whole days of invented dossiers written into a practice store, as its desk would have written them one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import counting, journal, setting
from app.models.journal import Entry
from app.models.setting import CentreRecord
from app.rules.acts import Kind
from app.rules.calendar import WorkingTime
from app.rules.clock import iso
from app.rules.numbering import Lease, dossier_code
from app.services.catalogue import in_force_on
from app.services.desk import Desk
from app.services.handover import OUT
from app.services.practice import people
from app.services.practice.course import Course
from app.services.practice.receiving import Receptions

BATCH = 2000
"""Dossiers written in one transaction: large enough to be quick, small enough to stop soon."""
DAILY = 250
"""Dossiers a day of a busy commune; a larger trial crowds a year with more."""

Place = tuple[date, int, int]
"""A day, a place in it, and how many dossiers the day has."""


def generate(desk: Desk, count: int, *, seed: int = 1, start: date | None = None, daily: int = DAILY) -> int:
    """Add `count` invented dossiers received from `start` on, with all that happened to them until now.

    `daily` is how many a working day has; more when they would not fit into a year. With no `start` they end on the
    last working day before today: nobody is invented who has not come yet.

    Raises UserError PRACTICE_ONLY when the store holds real dossiers.
    """
    source = random.Random(seed)
    with desk.store.write() as connection:
        centre = _practice_only(connection)
        setting.put_centre(connection, centre)
    desk.changed()
    today, daily = desk.clock().date(), _crowded(daily, count, Lease(centre.first, centre.last))
    with desk.store.read() as connection:
        working = desk.working(connection)
    if start is None:
        start = _working_days_before(working, today, -(-count // daily))
    # A trial may begin before the catalogue does.
    versions = in_force_on(desk, start) or in_force_on(desk, today)
    receptions = Receptions(centre, working, [one for one in versions if one.term and not one.guidance_only], source)
    places = [(day, place, number) for day, number in _days(working, start, count, daily) for place in range(number)]
    handovers: dict[tuple[datetime, str], tuple[str, str]] = {}
    for first in range(0, len(places), BATCH):
        with desk.store.write() as connection:
            desk_day = _DeskDay(_Numbers(connection), receptions, desk.clock(), handovers)
            journal.write_many(connection, centre.author(), desk_day.entries(places[first : first + BATCH]))
            desk_day.numbers.keep()
            # Their citizens went home with a receipt: the board must show what is really not printed.
            connection.execute(text("UPDATE dossier SET printed = 1 WHERE printed = 0"))
    return len(places)


def _practice_only(connection: Connection) -> CentreRecord:
    centre = setting.centre(connection)
    if centre.kind != "practice" and connection.execute(text("SELECT 1 FROM dossier LIMIT 1")).scalar():
        raise UserError("PRACTICE_ONLY")
    return replace(centre, kind="practice")


def _crowded(daily: int, count: int, lease: Lease) -> int:
    """Return how many a day must have: a busy commune's day, or as much as fits them all into one year."""
    return min(max(daily, -(-count // 250)), lease.last - lease.first + 1)


def _working_days_before(working: WorkingTime, day: date, number: int) -> date:
    """Return the first of the `number` working days that end before `day`."""
    while number:
        day -= timedelta(days=1)
        number -= working.is_working_day(day)
    return day


def _days(working: WorkingTime, start: date, count: int, daily: int) -> Iterator[tuple[date, int]]:
    """Spread the dossiers over working days from `start` on."""
    day = start if working.is_working_day(start) else working.next_working_day(start)
    while count > 0:
        number = min(daily, count)
        yield day, number
        count -= number
        day = working.next_working_day(day)


class _Numbers:
    """The counters of one batch, read and kept once each: asking for every dossier would be most of the work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[str, int] = {}

    def take(self, name: str, lease: Lease | None = None) -> int:
        """Take the next number under a name, of a lease or without end."""
        last = self._last.get(name) or counting.last_number(self._connection, name)
        self._last[name] = lease.next_after(last) if lease else (last or 0) + 1
        return self._last[name]

    def keep(self) -> None:
        """Remember what was taken, in the transaction that uses it."""
        for name, number in self._last.items():
            counting.keep_number(self._connection, name, number)


@dataclass
class _DeskDay:
    """One batch of receptions with their courses; `handovers` are the lists that left so far, by moment and unit."""

    numbers: _Numbers
    receptions: Receptions
    now: datetime
    handovers: dict[tuple[datetime, str], tuple[str, str]] = field(default_factory=dict)

    def entries(self, places: list[Place]) -> Iterator[Entry]:
        """Tell each dossier from its reception on."""
        made, centre = self.receptions, self.receptions.centre
        lease = Lease(centre.first, centre.last)
        for day, place, number in places:
            at = made.moment(day, place, number)
            body = made.body(at, online=made.online_at_night(place, number))
            body["code"] = dossier_code(centre.agency, day, self.numbers.take(counting.codes_of(day), lease))
            entry = self.numbers.take(counting.book_of(day.year))
            body["register"] = {"book": f"{centre.desk:02d}-{day:%Y}", "number": entry}
            yield Entry(Kind.RECEIVED, body["dossier"], iso(at), body)
            yield from Course(body, made.working, self.now, made.source, self._handover).told()

    def _handover(self, at: datetime, unit: str) -> tuple[str, str]:
        """Return the list that leaves for a unit at a moment: its number and who takes it."""
        if (at, unit) not in self.handovers:
            made = self.receptions
            start = f"{OUT}-{made.centre.desk:02d}-{at:%y%m%d}"
            self.handovers[at, unit] = f"{start}-{self.numbers.take(start):02d}", people.name(made.source, "male")
        return self.handovers[at, unit]
