"""The deadline engine: when a result is promised, and the sentence that tells the citizen why.

DOMAIN §5 is the law. Readings that it leaves open, and why:
- The day of receipt is the day of the moved moment: what arrives on Saturday is received on Monday at opening.
- Same-day procedures look at the real clock: 15:00 is a rule of the procedure, so lunch time is before it and a
  receipt at 15:30 goes to the next working day even where the centre sits until 20:00. So is the end of a pause: a
  dossier complete again before 15:00 of the day it is promised for keeps that day, else the pause's working time is
  added as elsewhere.
- Eight hours are one working day, however long the centre sits: 8, 16, 40 working hours are 1, 2, 5 working days with
  all their rules. Any other number is consumed session by session; half a day is four hours after the whole ones.
- Pauses may touch, overlap and begin before the receipt: they are merged and clipped to it. A pause begun after
  the promise was broken still counts; whether it may be asked for is a matter of states, not of arithmetic.
- For days and months the calendar length of the pauses comes before the moves. A result that lands on a day off
  keeps its clock time on the next working day; so a longer pause may, over a weekend, give an earlier hour:
  Saturday 23:00 moves to Monday 23:00 and on to Tuesday's opening, Sunday 02:00 to Monday's opening. So the rules.
- `skipped` holds the days the promise really passed over. Saturdays inside `30 ngày` are counted, so they are not
  in it; a day off at either end that moved the promise is.
- A promise is `unsure` when it leans on an entry not yet official or on a year the calendar does not know.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain

from app.errors import UserError
from app.rules.calendar import Entry, Kind, WorkingTime, days, local
from app.rules.deadline_words import WEEKDAYS, Reckoning, length_words, sentence
from app.rules.terms import CALENDAR_UNITS, DAY_HOURS, SAME_DAY_CUT_OFF, Term, Unit

LONGEST_PAUSE = timedelta(days=3_650)

_ONE_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_NOTHING = timedelta()

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day off the promise passed over, and why: the holiday's basis, or the weekday's name."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """A promise: its moment (local time), the sentence for the citizen, the days passed over, and its doubt."""

    at: datetime
    explanation: str
    skipped: tuple[Skipped, ...]
    unsure: bool


def due(received: datetime, term: Term, working: WorkingTime, pauses: Sequence[Span] = ()) -> Due:
    """Reckon when a dossier received at `received` is due, `pauses` being the closed (from, to) stops of its clock.

    All moments are aware; the answer is in Asia/Ho_Chi_Minh and keeps the seconds of the receipt. Raises UserError
    PAUSE_ORDER (ends before it begins), PAUSE_TOO_LONG (over ten years), NO_WORKING_DAY (the calendar leaves none
    within three years), DEADLINE_RANGE (past the year 9999).
    """
    try:
        reckoning = _reckon(local(received), term, working, pauses)
        return _answer(reckoning, working)
    except OverflowError:
        raise UserError("DEADLINE_RANGE", field="received", received=received.isoformat()) from None


def _reckon(received: datetime, given: Term, working: WorkingTime, pauses: Sequence[Span]) -> Reckoning:
    stops = _merged(received, pauses) if pauses else []
    start, term = working.next_working_moment(received), _in_days(given)
    if term.unit in CALENDAR_UNITS:
        paused = sum((end - begin for begin, end in stops), _NOTHING)
        landing = _calendar_landing(start, term) + paused
        at = _half(settled(landing, working), term, working)
        return Reckoning(given, term, received, start, landing, paused, at)
    paused = sum((working.working_between(begin, end) for begin, end in stops), _NOTHING)
    added = paused
    if term.unit is Unit.SAME_DAY:
        landing = due_before_pause = _same_day_end(received, start, working)
        if stops and stops[-1][1] < datetime.combine(landing.date(), SAME_DAY_CUT_OFF, landing.tzinfo):
            added = _NOTHING
    elif term.unit is Unit.WORKING_DAY:
        day = start.date()
        for _ in range(term.amount):
            day = working.next_working_day(day)
        landing = datetime.combine(day, start.timetz())
        due_before_pause = _half(settled(landing, working), term, working)
    else:
        minutes = term.amount * (1 if term.unit is Unit.MINUTE else 60)
        landing = due_before_pause = working.add_working(start, timedelta(minutes=minutes))
    return Reckoning(given, term, received, start, landing, paused, working.add_working(due_before_pause, added))


def _in_days(term: Term) -> Term:
    """Return whole days of working hours as working days."""
    whole, rest = divmod(term.amount, DAY_HOURS)
    return term if term.unit is not Unit.WORKING_HOUR or rest else Term(whole, Unit.WORKING_DAY)


def _half(moment: datetime, term: Term, working: WorkingTime) -> datetime:
    """Return the moment half a working day on, where the term has one."""
    return working.add_working(moment, timedelta(hours=DAY_HOURS / 2)) if term.half else moment


def _merged(received: datetime, pauses: Sequence[Span]) -> list[Span]:
    """Return the pauses in order, none before the receipt, none overlapping another."""
    merged: list[Span] = []
    for begin, end in sorted((local(begin), local(end)) for begin, end in pauses):
        if end < begin:
            raise UserError("PAUSE_ORDER", field="pauses", begin=begin.isoformat(), end=end.isoformat())
        if end - begin > LONGEST_PAUSE:
            raise UserError("PAUSE_TOO_LONG", field="pauses", begin=begin.isoformat(), end=end.isoformat(), years=10)
        begin = max(begin, merged[-1][1] if merged else received)
        if begin < end:
            merged.append((begin, end))
    return merged


def _calendar_landing(start: datetime, term: Term) -> datetime:
    if term.unit is Unit.DAY:
        return start + timedelta(days=term.amount)
    years, month = divmod(start.month - 1 + term.amount, 12)
    year = start.year + years
    if year > date.max.year:
        raise OverflowError
    last = months.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def settled(moment: datetime, working: WorkingTime) -> datetime:
    """Make the two last moves: off a day off at the same clock time, then into a session or onto its very end.

    A promise that this gives back as it was stands at a moment the centre can keep. Raises UserError NO_WORKING_DAY.
    """
    day = moment.date()
    if not working.is_working_day(day):
        moment = datetime.combine(working.next_working_day(day), moment.timetz())
    for opens, closes in working.sessions(moment.date()):
        if moment <= closes:
            return max(moment, opens)
    return working.next_working_moment(moment)


def _same_day_end(received: datetime, start: datetime, working: WorkingTime) -> datetime:
    day = start.date()
    # A receipt moved to another day counts as at that day's opening; one moved within its day keeps its real time.
    clock = received.time() if received.date() == day else start.time()
    if clock >= SAME_DAY_CUT_OFF:
        day = working.next_working_day(day)
    return working.sessions(day)[-1][1]


def _answer(reckoning: Reckoning, working: WorkingTime) -> Due:
    """Look at each day the promise passed over and tell it."""
    skipped: list[tuple[date, Entry | None]] = []
    made_up: list[Entry] = []
    unofficial = False
    for day, counted in _passed(reckoning):
        entry = working.calendar.entry(day)
        if not working.is_working_day(day):
            if entry is not None and entry.kind is Kind.WORKING:
                entry = None  # made a working day, but Friday's sessions are none: the week keeps it closed
            skipped.append((day, entry))
        elif entry is not None and counted and working.is_make_up(day):
            made_up.append(entry)
        else:
            continue
        unofficial = unofficial or (entry is not None and not entry.official)
    years = working.calendar.years
    known = years is not None and years[0] <= reckoning.received.year and reckoning.at.year <= years[1]
    return Due(
        at=reckoning.at,
        explanation=sentence(reckoning, working, skipped, made_up, known=known, official=not unofficial),
        skipped=tuple(
            [Skipped(day, off.basis if off and off.basis else WEEKDAYS[day.weekday()]) for day, off in skipped]
        ),
        unsure=unofficial or not known,
    )


def _passed(reckoning: Reckoning) -> Iterator[tuple[date, bool]]:
    """Yield the days that may have moved the promise, and whether each could be one of the days counted."""
    first, start, last = reckoning.received.date(), reckoning.start.date(), reckoning.at.date()
    if reckoning.term.unit in CALENDAR_UNITS:
        # The days of the term itself count whatever they are; only its two ends are moved.
        for day in chain(days(first, start - _ONE_DAY), days(reckoning.landing.date(), last)):
            yield day, day == last
    else:
        for day in days(first, last):
            yield day, day > start


class Stand(StrEnum):
    """Where a promise stands now; the board colours by it."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Remaining:
    """How an officer says what is left: `còn 3 ngày`, `còn 18 phút`, `hôm nay`, `quá 1 ngày` (UI §6)."""

    kind: Stand
    text: str


def remaining(due_at: datetime, now: datetime, working: WorkingTime) -> Remaining:
    """Tell what is left until `due_at`, in working days, and in hours only within today.

    Minutes are told when no break lies between (the present session holds the promise); before that it is
    `hôm nay`. A promise broken before today and not one working day ago is `quá hạn`.
    """
    due_at, now = local(due_at), local(now)
    promised, today = due_at.date(), now.date()
    if now > due_at:
        if promised == today:
            return Remaining(Stand.OVERDUE, f"quá {length_words(max(now - due_at, _MINUTE))}")
        late = sum(map(working.is_working_day, days(promised + _ONE_DAY, today)))
        return Remaining(Stand.OVERDUE, f"quá {late} ngày" if late else "quá hạn")
    if promised == today:
        present = any(opens <= now and due_at <= closes for opens, closes in working.sessions(today))
        return Remaining(Stand.TODAY, f"còn {length_words(due_at - now)}" if present else "hôm nay")
    # The day of the promise counts even if a newer calendar closes it: it is what the paper says.
    left = 1 + sum(map(working.is_working_day, days(today + _ONE_DAY, promised - _ONE_DAY)))
    return Remaining(Stand.LATER, f"còn {left} ngày")
