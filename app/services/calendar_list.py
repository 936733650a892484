"""A notice of holidays as offices draw it up: a table of days with what they are for, its columns found by their heads.

A cell may say one day, several or a stretch (`05/02/2027 - 09/02/2027`); a year said once holds for the days beside it.
A day is off unless its kind, or the words it is listed for, begin with working (`Làm bù cho …`): that is told, for the
file did not say it in a column. A column of make-up days gives each the day it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.errors import UserError
from app.rules.calendar import Entry, Kind
from app.rules.calendar_file import Notice
from app.rules.deadline_words import WEEKDAYS
from app.services.listed import Listed
from app.services.past_file.cells import text_of
from app.services.past_file.sheet import Cell

LABELS = {"date": "Ngày", "basis": "Nội dung"}
LONGEST = 31
"""So many days in one stretch at most; more is a slip in a year."""
_YEARS = range(2000, 2101)
_day = re.compile(
    r"(?P<iso>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})|(?<!\d)(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*"
    r"(?P<month>\d{1,2})(?:\s*(?:[/.-]|năm)\s*(?P<year>\d{4}))?(?!\d)",
    re.IGNORECASE,
)
_stretch = re.compile(r"[^,;]*(?:[-–—]|\bđến\b|\btới\b)[^,;]*", re.IGNORECASE)
_word = re.compile(r"\b(nghỉ|làm bù|làm việc|đi làm)\b", re.IGNORECASE)


def notice_of(listed: Listed) -> Notice:
    """Return the notice a table is.

    Raises UserError LIST_COLUMN_NEEDED (name), CALENDAR_LINE (line, column, reason: DATE, RANGE, MISSING),
    CALENDAR_DAY_TWICE (line, other, date), CALENDAR_EMPTY.
    """
    columns = listed.columns
    for name, label in LABELS.items():
        if name not in columns:
            raise UserError("LIST_COLUMN_NEEDED", name=label)
    found: dict[date, tuple[int, Entry]] = {}
    for line, cells in listed.rows:
        for entry in _entries(line, {name: cells[at] for name, at in columns.items()}):
            if entry.date in found:
                raise UserError("CALENDAR_DAY_TWICE", line=line, other=found[entry.date][0], date=entry.date)
            found[entry.date] = line, entry
    if not found:
        raise UserError("CALENDAR_EMPTY", field="file")
    told = [f"Đọc cột “{listed.heads[columns[name]]}” là {label.lower()}." for name, label in LABELS.items()]
    if "kind" not in columns:
        told.append("Tệp không có cột nghỉ hay làm bù: coi là ngày nghỉ, trừ dòng ghi làm bù.")
    return Notice(tuple(entry for _, entry in found.values()), told=tuple(told))


def _entries(line: int, row: dict[str, Cell]) -> Iterator[Entry]:
    """Give the entries of one row."""
    basis = text_of(row["basis"])
    if not basis:
        raise _wrong(line, "basis", "MISSING")
    named = days_of(row["date"])
    until = days_of(row["until"]) if row.get("until") else []
    if not named or until is None:
        raise _wrong(line, "date", "DATE")
    days = _between(named[0], until[-1]) if until else named
    if not 0 < len(days) <= LONGEST:
        raise _wrong(line, "date", "RANGE")
    kind = _kind(text_of(row.get("kind", ""))) or _kind(basis) or Kind.OFF
    yield from (Entry(day, kind, basis) for day in days)
    made_up = days_of(row["made_up"]) if row.get("made_up") else []
    if made_up is None:
        raise _wrong(line, "made_up", "DATE")
    for at, day in enumerate(made_up):
        stands_for = days[min(at, len(days) - 1)]
        yield Entry(day, Kind.WORKING, f"Làm bù cho {WEEKDAYS[stands_for.weekday()]} {stands_for:%d/%m}")


def _wrong(line: int, column: str, reason: str) -> UserError:
    return UserError("CALENDAR_LINE", line=line, column=column, reason=reason)


def _kind(words: str) -> Kind | None:
    found = _word.search(words)
    return None if found is None else Kind.OFF if found[1].lower() == "nghỉ" else Kind.WORKING


def days_of(cell: Cell) -> list[date] | None:
    """Return the days a cell names, a stretch day by day; None where it names none or one that does not exist."""
    if isinstance(cell, date):
        return [date(cell.year, cell.month, cell.day)]
    text = text_of(cell)
    found = list(_day.finditer(text))
    years = [one["iso"] or one["year"] for one in found]
    days: list[date] = []
    try:
        for at, one in enumerate(found):
            year = int(next(filter(None, (*years[at:], *reversed(years[:at])))))
            month, day = int(one["iso_month"] or one["month"]), int(one["iso_day"] or one["day"])
            named = date(year, month, day)
            if at and _stretch.fullmatch(text[found[at - 1].end() : one.start()]):
                days += _between(days[-1], named)[1:] or [named]
            else:
                days.append(named)
    except (StopIteration, ValueError):
        return None
    return days if days and all(day.year in _YEARS for day in days) else None


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
