"""Blanks: receipts printed ahead with a number, handed out by pen while there is no power, keyed in when there is.

A blank carries the desk's number and not its day, for nobody knows the day yet: the six digits of it are written by
pen, and code and paper are the same from then on. So the numbers of blanks are a part of the lease that the counter
never issues (`part`), on any day, and one number may be used once a day.

What must never happen is two blanks of one number in the drawer, or one number twice on one day. Sheets are therefore
counted as they are printed, and a sheet's count gives its number: after the last number of the part comes the first
again, and it is printed only when the sheet that had it before is used, on an earlier day, or spoiled (`room`). The
count is kept by the mark as every number is, so an old copy of the store prints none a second time (DESIGN §3.3).
What an old copy does not know of a sheet is taken for the worse: it was printed, and lies in the drawer.

Sheets are handed out from the top of the pile. Therefore a sheet below one that was used was used, spoiled or left
lying, and so was the first above: those are what the day's end asks about (`asked`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from app.errors import UserError
from app.rules.numbering import Lease
from app.rules.record import Moment

MOST = 50
"""As many blanks has a desk, where its lease is wide enough: what it receives in a day without power."""
_PART = 10
"""Of a narrower lease a tenth: the counter needs the rest, on all the days with power."""

T = TypeVar("T")
_span = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)


def part(lease: Lease) -> Lease | None:
    """Return the numbers of a lease that are for blanks, its last ones; None where it is too narrow to have any."""
    size = min(MOST, (lease.last - lease.first + 1) // _PART)
    return Lease(lease.last - size + 1, lease.last) if size else None


def read_numbers(text: str) -> list[int]:
    """Read numbers of blanks as a person writes them: `0952`, `952-955`, `0950, 0952-0955`.

    Raises UserError BLANK_NUMBERS (text).
    """
    numbers: list[int] = []
    for one in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        found = _span.fullmatch(one)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not 1 <= first <= last < first + MOST:
            raise UserError("BLANK_NUMBERS", field="numbers", text=text)
        numbers += range(first, last + 1)
    return list(dict.fromkeys(numbers))


@dataclass(frozen=True, slots=True)
class Run:
    """Sheets printed at once, by their counts, both included, and when."""

    first: int
    last: int
    at: Moment


@dataclass(frozen=True, slots=True)
class Used:
    """A sheet that was handed out: the code it became, the moment on it, and the day on which it was keyed in."""

    code: str
    at: Moment
    keyed: date


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A sheet that no citizen has and nobody will be given: why, and the day on which somebody said so."""

    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the register kept for a sheet that lies below one keyed in already, which was handed out on `day`."""

    book: str
    entry: int
    day: date


@dataclass(frozen=True, slots=True)
class Stock:
    """The sheets of one desk, by their counts: `numbers` is the part of the lease, `last` the count of the newest.

    `since` is the count after which this part began. Only the newest sheet of each number matters, so at most as many
    as the part has numbers. `lain` is the last day on which somebody saw a sheet lie blank.
    """

    numbers: Lease
    since: int = 0
    last: int = 0
    runs: tuple[Run, ...] = ()
    used: Mapping[int, Used] = field(default_factory=dict)
    spoiled: Mapping[int, Spoiled] = field(default_factory=dict)
    lain: Mapping[int, date] = field(default_factory=dict)
    places: Mapping[int, Place] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return how many numbers there are."""
        return self.numbers.last - self.numbers.first + 1

    def number(self, sheet: int) -> int:
        """Return the number a sheet carries."""
        return self.numbers.first + (sheet - self.since - 1) % self.size

    def newest(self, number: int) -> int | None:
        """Return the newest sheet of a number; None where none was printed, or the number is not of this part."""
        if not self.numbers.first <= number <= self.numbers.last or self.last == self.since:
            return None
        sheet = self.last - (self.number(self.last) - number) % self.size
        return sheet if sheet > self.since else None

    @property
    def lying(self) -> tuple[int, ...]:
        """Return the sheets of which nobody has said what became of them, in the order they are handed out."""
        first = max(self.since, self.last - self.size) + 1
        return tuple(s for s in range(first, self.last + 1) if s not in self.used and s not in self.spoiled)

    def printed(self, sheet: int) -> datetime | None:
        """Return when a sheet was printed; None where this store does not know."""
        return next((run.at for run in self.runs if run.first <= sheet <= run.last), None)

    def room(self, today: date, taken: Container[int] = ()) -> int:
        """Return how many sheets may be printed now: up to the first number that might be in citizens' hands twice.

        `taken` are numbers on paper with today's date already, whichever way: by a counter that had gone further before
        there were blanks, or by a sheet this store did not know.
        """
        for more in range(1, self.size + 1):
            before = self.last + more - self.size
            used = self.used.get(before)
            free = before <= self.since or before in self.spoiled or (used is not None and used.at.date() < today)
            if not free or self.number(self.last + more) in taken:
                return more - 1
        return self.size

    def used_on(self, day: date) -> tuple[int, ...]:
        """Return the sheets handed out on a day, or keyed in on it."""
        return tuple(sorted(s for s, one in self.used.items() if day in (one.at.date(), one.keyed)))

    def asked(self, day: date) -> tuple[int, ...]:
        """Return the sheets of which somebody must say what became of them before a day is closed.

        None on a day on which none was used. Else those below the highest one used, and the first above it; where the
        pile was gone on with on another day, those up to where it was. A sheet that was seen lying blank, on that day
        or later, is not asked about.
        """
        mine = self.used_on(day)
        if not mine:
            return ()
        top, lying = mine[-1], self.lying
        later = min((s for s in self.used if s > top), default=None)
        above = [s for s in lying if s > top and (later is None or s < later)]
        found = (*(s for s in lying if s < top), *(above[:1] if later is None else above))
        return tuple(s for s in found if s not in self.lain or self.lain[s] < day)

    def waiting(self, sheet: int, at: datetime) -> tuple[int, ...]:
        """Return the sheets an entry of the register is kept for when `sheet`, handed out at `at`, is keyed in first.

        They lie between it and what was used on an earlier day, and may have been handed out before it. One that was
        seen lying blank that day was not.
        """
        earlier = max((s for s, one in self.used.items() if one.at.date() < at.date()), default=self.since)
        return tuple(
            s
            for s in self.lying
            if earlier < s < sheet and s not in self.places and not (s in self.lain and self.lain[s] >= at.date())
        )

    def place(self, sheet: int, book: str, at: datetime) -> int | None:
        """Return the entry kept for a sheet that was handed out at `at`; None where none is, or it was kept too early.

        One that lay forgotten while the pile was gone on with, and was handed out on a later day, comes after those.
        """
        kept = self.places.get(sheet)
        return kept.entry if kept is not None and kept.book == book and at.date() <= kept.day else None

    def in_order(self, sheet: int, at: datetime) -> bool:
        """Tell whether the moment on a sheet fits between those of the sheets below and above it that day."""
        that_day = {s: one.at for s, one in self.used.items() if one.at.date() == at.date()}
        return all(said <= at if s < sheet else said >= at for s, said in that_day.items() if s != sheet)

    # -- what becomes of it ------------------------------------------------------------------------------------

    def print_more(self, upto: int, count: int, at: datetime) -> Stock:
        """Return the stock with `count` more sheets, `upto` the newest; what no longer matters is left out."""
        first = max(self.since, upto - self.size) + 1
        runs = (*(run for run in self.runs if run.last >= first), Run(upto - count + 1, upto, at))
        return replace(
            self, last=upto, runs=runs, used=_from(first, self.used), spoiled=_from(first, self.spoiled),
            lain=_from(first, self.lain), places=_from(first, self.places),
        )  # fmt: skip

    def use(self, sheet: int, used: Used, places: Mapping[int, Place] | None = None) -> Stock:
        """Return the stock after a sheet was keyed in; `places` are the entries kept for those below it."""
        return replace(
            self, used={**self.used, sheet: used}, lain=_without(sheet, self.lain),
            places=_without(sheet, {**self.places, **(places or {})}),
        )  # fmt: skip

    def spoil(self, sheet: int, spoiled: Spoiled) -> Stock:
        """Return the stock after somebody said that a sheet is spoiled."""
        return replace(
            self, spoiled={**self.spoiled, sheet: spoiled}, lain=_without(sheet, self.lain),
            places=_without(sheet, self.places),
        )  # fmt: skip

    def lie(self, sheet: int, day: date) -> Stock:
        """Return the stock after somebody saw a sheet lie blank at the end of a day, one said to be spoiled too."""
        seen = max(day, self.lain.get(sheet, day))
        return replace(self, spoiled=_without(sheet, self.spoiled), lain={**self.lain, sheet: seen})


def _from(first: int, held: Mapping[int, T]) -> dict[int, T]:
    return {sheet: one for sheet, one in held.items() if sheet >= first}


def _without(sheet: int, held: Mapping[int, T]) -> dict[int, T]:
    return {one: said for one, said in held.items() if one != sheet}


def passing_over(number: int, blanks: Lease | None) -> int:
    """Return the number the counter issues where `number` would be its next: never one of the blanks."""
    return blanks.last + 1 if blanks is not None and blanks.first <= number <= blanks.last else number


def counter_last(lease: Lease, blanks: Lease | None) -> int:
    """Return the last number of a lease that the counter may issue."""
    return blanks.first - 1 if blanks is not None and blanks.last == lease.last else lease.last
