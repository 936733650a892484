"""The sentence that tells a citizen why a promise falls where it does.

The officer reads it out, so it names what changes the promise: the days counted when they are few, each holiday with
its basis, make-up days, pauses, doubt. Weekly rest days are named one by one only when there are two at most. A year
is written only where it is not the year of receipt.

A promise in doubt ends with `UNSURE`, and by these words a dossier's promise is known to be in doubt afterwards: the
sentence is what its event keeps, and a mark beside it could come to say something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.rules.calendar import Entry, WorkingTime, days
from app.rules.terms import CALENDAR_UNITS, SAME_DAY_CUT_OFF, Term, Unit

UNSURE = "ngày hẹn là dự kiến"
_ON_PAPER = "Hẹn theo giấy viết tay đã giao."
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

# As many as an officer can read out in one breath; the answer's `skipped` holds the rest.
_DAYS_NAMED, _REST_DAYS_NAMED, _HOLIDAYS_NAMED = 5, 2, 6
_UNANNOUNCED = "lịch nghỉ những ngày này chưa công bố"
_ONE_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The steps of one computation, which the sentence retells; every moment on the local clock."""

    given: Term
    term: Term  # as it is counted: whole days of working hours are working days
    received: datetime
    start: datetime  # the receipt moved to a working moment
    landing: datetime  # before the last moves and, for working units, before the pause
    paused: timedelta  # working time, or calendar time for days and months
    at: datetime


def on_paper(reckoned: datetime, why: str) -> str:
    """Say of a promise that it is the one written by pen on the citizen's paper, and what it would be by itself."""
    return f"{_ON_PAPER} Tính theo thời hạn là {reckoned:%H:%M} {reckoned:%d/%m/%Y}: {why}"


def is_on_paper(why: str) -> bool:
    """Tell whether a promise is another than the reckoned one because a citizen's paper says so."""
    return why.startswith(_ON_PAPER)


def sentence(
    reckoning: Reckoning,
    working: WorkingTime,
    skipped: Sequence[tuple[date, Entry | None]],
    made_up: Sequence[Entry],
    *,
    known: bool,
    official: bool,
) -> str:
    """Tell a citizen how the promise was counted, in one line of NFC text of one or two short sentences.

    `skipped` are the days off passed over with their holidays, `made_up` the make-up days counted; not `known` says
    that the calendar does not cover the years passed, not `official` that the State has not announced a day of them.
    """
    year = reckoning.received.year
    notes = []
    if skipped:
        notes.append(f"bỏ qua {_skipped_words(skipped, year)}")
    if made_up:
        notes.append("tính cả " + ", ".join(_made_up_words(entry, year) for entry in made_up))
    if not (known and official):
        notes.append(f"{_UNANNOUNCED if known else _range_words(working.calendar.years)}, {UNSURE}")
    told = "; ".join(notes)
    tail = f" {told[0].upper()}{told[1:]}." if told else ""
    return f"{_count_words(reckoning, working, year)}{_promise_words(reckoning, year)}.{tail}"


def _count_words(reckoning: Reckoning, working: WorkingTime, year: int) -> str:
    """Tell from when and how the term was counted."""
    term, received, start, landing = reckoning.term, reckoning.received, reckoning.start, reckoning.landing
    same_day = start.date() == received.date()
    if term.unit is Unit.SAME_DAY:
        if not same_day:
            why = f"ngoài giờ, tính từ {_moment(start, year)}"
        else:
            why = "trước 15:00" if received.time() < SAME_DAY_CUT_OFF else "từ 15:00 trở đi"
        if reckoning.paused and reckoning.at == landing:
            why += ", hết tạm dừng trước 15:00"
        return f"Trong ngày, nhận {why}: trả chậm nhất {_moment(landing, year)}"
    if term.unit in (Unit.WORKING_HOUR, Unit.MINUTE):
        opening = f"{start:%H:%M}" if start.date() == landing.date() else _moment(start, year)
        return f"{'' if start == received else 'Nhận ngoài giờ, '}{term} từ {opening} đến {_moment(landing, year)}"
    moved = ""
    if start != received:
        moved = f"Nhận ngoài giờ, tính từ {f'{start:%H:%M}' if same_day else _moment(start, year)}; "
    if term.unit is Unit.WORKING_DAY:
        said = term if reckoning.given == term else f"{reckoning.given} là {term}"
        return f"{moved}{said}, không tính ngày nhận: {_counted_words(reckoning, working, year)}"
    how = "tính cả ngày nghỉ, không tính ngày nhận" if term.unit is Unit.DAY else "kể từ ngày nhận"
    if not reckoning.paused:
        return f"{moved}{term} {how}: đến {_day(landing.date(), year)}"
    return f"{moved}{term} {how}, cộng {length_words(reckoning.paused)} tạm dừng: đến {_moment(landing, year)}"


def _counted_words(reckoning: Reckoning, working: WorkingTime, year: int) -> str:
    """Name the working days counted, `25, 26, 27/11`, or the first and the last of many."""
    first = working.next_working_day(reckoning.start.date())
    last = reckoning.landing.date()
    if reckoning.term.amount > _DAYS_NAMED:
        return f"từ {_short(first, year)} đến {_short(last, year)}"
    counted = [day for day in days(first, last) if working.is_working_day(day)]
    words = [
        f"{day.day:02}" if (day.year, day.month) == (following.year, following.month) else _short(day, year)
        for day, following in pairwise(counted)
    ]
    return ", ".join([*words, _short(last, year)])


def _promise_words(reckoning: Reckoning, year: int) -> str:
    """Name the promised moment when the pause or the last moves carried it on."""
    if reckoning.at == reckoning.landing:
        return ""
    by_pause = reckoning.paused and reckoning.term.unit not in CALENDAR_UNITS
    added = f", cộng {length_words(reckoning.paused, by_day=False)} làm việc tạm dừng" if by_pause else ""
    return f"{added}, hẹn trả {_moment(reckoning.at, year)}"


def _skipped_words(skipped: Sequence[tuple[date, Entry | None]], year: int) -> str:
    """Name each holiday with its basis, and the weekly rest days one by one only if they are few."""
    rest = [day for day, off in skipped if off is None]
    runs = _runs([off for _, off in skipped if off is not None])
    named = runs[:_HOLIDAYS_NAMED]
    words = [(run[0].date, _off_words(run, year, with_weekday=len(runs) < 3)) for run in named]
    if len(rest) <= _REST_DAYS_NAMED:
        words += [(day, _day(day, year)) for day in rest]
    told = ", ".join(text for _, text in sorted(words))
    unnamed = sum(len(run) for run in runs[_HOLIDAYS_NAMED:])
    if unnamed:
        told += f", {unnamed} ngày nghỉ khác"
    if len(rest) > _REST_DAYS_NAMED:
        weekly = ", ".join(WEEKDAYS[number] for number in sorted({day.weekday() for day in rest}))
        told += f"{' và ' if told else ''}các ngày {weekly}"
    return told


def _runs(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Group neighbouring days off that have one basis: the days of Tết are told as one stretch."""
    runs: list[list[Entry]] = []
    for entry in entries:
        last = runs[-1][-1] if runs else None
        if last and (last.date + _ONE_DAY, last.basis, last.official) == (entry.date, entry.basis, entry.official):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _off_words(run: Sequence[Entry], year: int, *, with_weekday: bool) -> str:
    first, last = run[0], run[-1]
    if first is last:
        when = _day(first.date, year) if with_weekday else _short(first.date, year)
    else:
        joint = "," if last.date - first.date == _ONE_DAY else " đến"
        one_month = (first.date.year, first.date.month) == (last.date.year, last.date.month)
        when = f"{f'{first.date.day:02}' if one_month else _short(first.date, year)}{joint} {_short(last.date, year)}"
    return f"{when} {_basis_words(first, 'nghỉ')}"


def _made_up_words(entry: Entry, year: int) -> str:
    return f"{_day(entry.date, year)} {_basis_words(entry, 'làm bù')}"


def _basis_words(entry: Entry, word: str) -> str:
    """Join `nghỉ` or `làm bù` and the basis, which may begin with that word itself."""
    basis = entry.basis
    told = word + basis[len(word) :] if basis.lower().startswith(word) else f"{word} {basis}".rstrip()
    return told if entry.official else f"{told} (dự kiến)"


def _range_words(years: tuple[int, int] | None) -> str:
    return f"lịch nghỉ mới có từ năm {years[0]} đến năm {years[1]}" if years else "chưa có lịch nghỉ"


def _short(day: date, year: int) -> str:
    """Write `24/11`, with its year when that is not the year of receipt."""
    return f"{day.day:02}/{day.month:02}" if day.year == year else f"{day.day:02}/{day.month:02}/{day.year}"


def _day(day: date, year: int) -> str:
    return f"{WEEKDAYS[day.weekday()]} {_short(day, year)}"


def _moment(moment: datetime, year: int) -> str:
    return f"{moment:%H:%M} {_day(moment.date(), year)}"


def length_words(length: timedelta, *, by_day: bool = True) -> str:
    """Write a length as `2 ngày 3 giờ 5 phút`, rounded down to the minute; without `by_day` hours go past 24."""
    minutes = length // _MINUTE
    whole_days, minutes = divmod(minutes, 24 * 60) if by_day else (0, minutes)
    hours, minutes = divmod(minutes, 60)
    parts = ((whole_days, "ngày"), (hours, "giờ"), (minutes, "phút"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "dưới 1 phút"
