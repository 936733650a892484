"""Working time: which days and hours a centre works, from its weekly sessions and a calendar of exceptions.

Weekly rest days are simply days without sessions, so the calendar lists only what the week does not say: holidays,
days off in exchange, make-up working days. A holiday that falls on a weekly rest day is listed too, for the
sentence the officer reads. A make-up day at the weekend stands for a whole working day, in a centre with Saturday hours
too: it has the sessions of the day it replaces where its basis names one (`Làm bù cho Thứ Hai 31/08`), else Friday's.
A working day from Monday to Friday keeps the sessions it has, and has Friday's where it has none.

Everything here is wall-clock time in Asia/Ho_Chi_Minh. Moments of one zone are compared and subtracted by their
wall clock in Python, which is what the law counts, and Vietnam has had no change of offset since 1975. A session
ends the day it begins, at 23:59 at the latest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.errors import UserError
from app.rules.clock import VN
from app.rules.text import nfc

WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRIDAY, SATURDAY = 4, 5
# Past this the calendar or the schedule is wrong: no list of holidays closes a centre for three years.
SEARCH_DAYS = 3 * 366

_ONE_DAY = timedelta(days=1)
_WEEKDAY_WORDS = ("hai", "ba", "tư", "năm", "sáu")
_weekday_named = re.compile(r"(?<!lần )\bthứ ([2-6]|hai|ba|tư|năm|sáu)\b")
_day_named = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/])", re.ASCII)


class Kind(StrEnum):
    """What an exception makes of its day."""

    OFF = "off"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Entry:
    """One exception: a day, what it becomes, why, and whether the State has already announced it."""

    date: date
    kind: Kind
    basis: str
    official: bool = True

    def __post_init__(self) -> None:
        """Keep the basis as one line of NFC text: it is read out and printed."""
        object.__setattr__(self, "basis", nfc(self.basis))

    @property
    def replaced(self) -> int:
        """The weekday a make-up day stands for: the first from Monday to Friday its basis names, else Friday."""
        named = _weekday_named.search(self.basis.lower())
        if named:
            word = named[1]
            return int(word) - 2 if word.isdecimal() else _WEEKDAY_WORDS.index(word)
        for day, month, year in _day_named.findall(self.basis):
            try:
                weekday = date(int(year or self.date.year), int(month), int(day)).weekday()
            except ValueError:
                continue
            if weekday < SATURDAY:
                return weekday
        return FRIDAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """The exceptions, one a day, in order of date.

    Raises UserError CALENDAR_DUPLICATE when a day has two entries.
    """

    entries: tuple[Entry, ...]
    _by_day: dict[date, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the entries and index them by day."""
        ordered = tuple(sorted(self.entries, key=lambda entry: entry.date))
        by_day: dict[date, Entry] = {}
        for entry in ordered:
            if entry.date in by_day:
                raise UserError("CALENDAR_DUPLICATE", field="calendar", date=entry.date)
            by_day[entry.date] = entry
        object.__setattr__(self, "entries", ordered)
        object.__setattr__(self, "_by_day", by_day)

    def entry(self, day: date) -> Entry | None:
        """Return the exception of a day, if it has one."""
        return self._by_day.get(day)

    def kind_of(self, day: date) -> Kind | None:
        """Return what the calendar makes of a day; None when the week decides."""
        entry = self._by_day.get(day)
        return None if entry is None else entry.kind

    @property
    def years(self) -> tuple[int, int] | None:
        """Return the first and last year the calendar speaks of; None for an empty one.

        Outside them days are still counted, by the week alone, and the answer says that it is unsure.
        """
        return (self.entries[0].date.year, self.entries[-1].date.year) if self.entries else None


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting of the centre: 07:30 to 11:30, local time."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Schedule:
    """The sessions of each weekday, Monday first; an empty weekday is a weekly rest day.

    Raises UserError SCHEDULE_EMPTY when no weekday has a session, SCHEDULE_ORDER when a session ends before it
    begins or begins before the one above it has ended, SCHEDULE_FORMAT when there are not seven weekdays.
    """

    week: tuple[tuple[Session, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a week nobody can work."""
        if len(self.week) != len(WEEKDAY_KEYS):
            raise UserError("SCHEDULE_FORMAT", field="sessions", day=None)
        if not any(self.week):
            raise UserError("SCHEDULE_EMPTY", field="sessions")
        for key, sessions in zip(WEEKDAY_KEYS, self.week, strict=True):
            edges = [edge for session in sessions for edge in (session.start, session.end)]
            # A session may begin when the one before it ends; it may not end when it begins.
            in_order = edges == sorted(edges) and all(session.start < session.end for session in sessions)
            if not in_order:
                raise UserError("SCHEDULE_ORDER", field="sessions", day=key)


_WORKDAY = (Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17, 0)))
DEFAULT_SCHEDULE = Schedule((_WORKDAY,) * 5 + ((), ()))

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A centre's schedule and calendar together: the one place that knows when the centre works.

    Every method takes aware moments of any zone and answers in Asia/Ho_Chi_Minh.
    """

    schedule: Schedule
    calendar: Calendar
    # Sessions by day, filled as days are asked for: a deadline asks for the same weeks again and again.
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sessions(self, day: date) -> tuple[Span, ...]:
        """Return the sessions of one day as pairs of moments, in order; empty on a day off."""
        known = self._days.get(day)
        if known is None:
            known = tuple(
                (datetime.combine(day, session.start, VN), datetime.combine(day, session.end, VN))
                for session in self._sittings(day)
            )
            self._days[day] = known
        return known

    def _sittings(self, day: date) -> tuple[Session, ...]:
        week, own = self.schedule.week, self.schedule.week[day.weekday()]
        entry = self.calendar.entry(day)
        if entry is None or (entry.kind is Kind.WORKING and own and day.weekday() < SATURDAY):
            return own
        return () if entry.kind is Kind.OFF else week[entry.replaced] or week[FRIDAY] or own

    def is_working_day(self, day: date) -> bool:
        """Tell whether the centre opens at all on this day."""
        return bool(self.sessions(day))

    def is_make_up(self, day: date) -> bool:
        """Tell whether this is a day of the weekend, or one of rest, that the calendar makes a working day."""
        extra = day.weekday() >= SATURDAY or not self.schedule.week[day.weekday()]
        return extra and self.calendar.kind_of(day) is Kind.WORKING and self.is_working_day(day)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`.

        Raises UserError NO_WORKING_DAY when three years hold none.
        """
        following = day
        for _ in range(SEARCH_DAYS):
            following += _ONE_DAY
            if self.sessions(following):
                return following
        raise UserError("NO_WORKING_DAY", field="calendar", after=day, years=3)

    def next_working_moment(self, moment: datetime) -> datetime:
        """Return `moment` if the centre is at work then, else the next opening.

        A moment at a session's end counts as past it. Raises UserError NO_WORKING_DAY.
        """
        moment = local(moment)
        for start, end in self.sessions(moment.date()):
            if moment < end:
                return max(moment, start)
        return self.sessions(self.next_working_day(moment.date()))[0][0]

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the centre works between two moments; zero when `end` is not after `start`."""
        start, end = local(start), local(end)
        total = timedelta()
        for day in days(start.date(), end.date()):
            for opens, closes in self.sessions(day):
                worked = min(end, closes) - max(start, opens)
                if worked > timedelta():
                    total += worked
        return total

    def add_working(self, moment: datetime, length: timedelta) -> datetime:
        """Return the moment when `length` of working time after `moment` has been consumed.

        It may be a session's very end; for a length of zero it is `moment` itself. Raises UserError NO_WORKING_DAY.
        """
        moment = local(moment)
        if length <= timedelta():
            return moment
        day = moment.date()
        while True:
            for opens, closes in self.sessions(day):
                begin = max(moment, opens)
                room = closes - begin
                if room <= timedelta():
                    continue
                if length <= room:
                    return begin + length
                length -= room
            day = self.next_working_day(day)


def local(moment: datetime) -> datetime:
    """Return a moment on the wall clock of Asia/Ho_Chi_Minh; a naive one is a mistake of ours, ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(VN)


def days(first: date, last: date) -> Iterator[date]:
    """Yield each day from `first` to `last`, both included."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def calendar_from_rows(rows: object) -> Calendar:
    """Build a calendar from the list a JSON file or a script gives: {date, kind, basis, official}.

    `basis` may be missing (then empty) and so may `official` (then true). Raises UserError CALENDAR_FORMAT with
    the number of the first wrong row, CALENDAR_DUPLICATE as Calendar does.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise UserError("CALENDAR_FORMAT", field="calendar", row=None)
    return Calendar(tuple(_entry(number, row) for number, row in enumerate(rows, 1)))


def _entry(number: int, row: object) -> Entry:
    try:
        if not isinstance(row, Mapping):
            raise TypeError
        basis, official = row.get("basis") or "", row.get("official", True)
        if not isinstance(basis, str) or not isinstance(official, bool):
            raise TypeError
        return Entry(date.fromisoformat(row["date"]), Kind(row["kind"]), basis, official)
    except (KeyError, TypeError, ValueError):
        raise UserError("CALENDAR_FORMAT", field="calendar", row=number) from None


def schedule_from_mapping(weekdays: object) -> Schedule:
    """Build a schedule from {"mon": [["07:30", "11:30"], …], …}; a weekday missing, null or [] is a rest day.

    Raises UserError SCHEDULE_FORMAT naming the weekday that cannot be read, and what Schedule raises.
    """
    if not isinstance(weekdays, Mapping):
        raise UserError("SCHEDULE_FORMAT", field="sessions", day=None)
    for key in weekdays:
        if key not in WEEKDAY_KEYS:
            raise UserError("SCHEDULE_FORMAT", field="sessions", day=str(key))
    return Schedule(tuple(_weekday(key, weekdays.get(key)) for key in WEEKDAY_KEYS))


def _weekday(key: str, pairs: object) -> tuple[Session, ...]:
    try:
        if not isinstance(pairs, Sequence | None) or isinstance(pairs, str):
            raise TypeError
        return tuple(Session(_clock(start), _clock(end)) for start, end in pairs or ())
    except (TypeError, ValueError):
        raise UserError("SCHEDULE_FORMAT", field="sessions", day=key) from None


def _clock(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()


def calendar_difference(old: Calendar, new: Calendar) -> list[tuple[date, Entry | None, Entry | None]]:
    """Return the days whose entries differ, in order: (day, old entry or None, new entry or None)."""
    touched = sorted({entry.date for entry in (*old.entries, *new.entries)})
    pairs = ((day, old.entry(day), new.entry(day)) for day in touched)
    return [(day, before, after) for day, before, after in pairs if before != after]
