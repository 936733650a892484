"""Periods an officer reports over: months, years, and the quarters of the reports, from a 15th to a 14th.

A quarter is reported from the 15th of the month before it to the 14th of its last month (DOMAIN §8.2), so the one of
today ends when its report is due. What is typed in the two fields is a period too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.ui.typed_text import read_date

TYPED = "typed"
_CLOSES = 14
_ROMAN = ("I", "II", "III", "IV")
_NO_DAY = "Ghi ngày như 01/11/2026."


@dataclass(frozen=True, slots=True)
class Preset:
    """A period with a name; both days are included."""

    key: str
    words: str
    first: date
    last: date


def presets(today: date) -> list[Preset]:
    """Return the periods offered on a day: this one and the one before, of months, quarters and years."""
    month = _month(today)
    before = _month(month[0] - timedelta(days=1))
    quarter = quarter_of(today)
    earlier = quarter_of(quarter[0] - timedelta(days=1))
    return [
        Preset("month", f"Tháng này, {today:%m/%Y}", *month),
        Preset("last_month", f"Tháng trước, {before[0]:%m/%Y}", *before),
        Preset("quarter", _quarter_words(*quarter), *quarter),
        Preset("last_quarter", _quarter_words(*earlier), *earlier),
        Preset("year", f"Năm nay, {today.year}", *_year(today.year)),
        Preset("last_year", f"Năm trước, {today.year - 1}", *_year(today.year - 1)),
    ]


def quarter_of(day: date) -> tuple[date, date]:
    """Return the quarter of the reports that holds a day."""
    months = day.year * 12 + day.month - 1 + (day.day > _CLOSES)
    year, quarter = divmod(months // 3, 4)
    last = date(year, 3 * quarter + 3, _CLOSES)
    start = date(year, 3 * quarter, 1) if quarter else date(year - 1, 12, 1)
    return start.replace(day=_CLOSES + 1), last


def day_problem(text: str) -> str:
    """Return what is wrong with a typed day, empty when nothing is."""
    return "" if read_date(text) else _NO_DAY


def written(day: date) -> str:
    """Write a day as the fields show it."""
    return f"{day:%d/%m/%Y}"


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _quarter_words(first: date, last: date) -> str:
    return f"Quý {_ROMAN[last.month // 3 - 1]}/{last.year}, {first:%d/%m}–{last:%d/%m}"


def file_name(title: str, first: date, last: date, kind: str) -> str:
    """Return the name a report is offered under: `Biểu 06a 01-11-2026 đến 30-11-2026.pdf`."""
    return f"{title} {first:%d-%m-%Y} đến {last:%d-%m-%Y}{kind}"
