"""Reading a notice of holidays: JSON or CSV in, entries out, or the line and the column that is wrong.

The JSON is a bare list or `{"entries": [...]}` as in `resources/calendars`; the CSV has the columns date, kind, basis
and official, in any order, separated by comma, semicolon (what Excel writes on a Vietnamese machine) or tab. Days are
`2027-02-08` or `08/02/2027`; kinds are those of `calendar.Kind`, or nghỉ, làm bù, làm việc. A basis is asked for:
it is what the citizen is told.

A notice speaks of the days it names and of no other: one on Tết says nothing of 30/4. So its entries are added to ours
or change them, and a day of ours that it leaves out stays, even in a year it covers; it is shown as known here only.
Two exceptions. What is not official yet is a guess, and neighbouring days of one guess stand or fall together: when the
notice names one of them, those it does not name are taken away (we guessed Tết 2027 from 04/02 to 10/02; the notice may
say 05/02 to 09/02). And a file that is meant to be the whole of its years says so,
`{"replace_years": true, "entries": [...]}`; CSV cannot.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from app.errors import UserError
from app.rules.calendar import Calendar, Entry, Kind
from app.rules.text import nfc
from app.rules.text_file import bad_line, first_row, separated, text_of

_COLUMNS, _NEEDED = ("date", "kind", "basis", "official"), ("date", "kind", "basis")
_KEYS = ("title", "sources", "replace_years", "entries")
_KINDS = {"off": Kind.OFF, "nghỉ": Kind.OFF, "working": Kind.WORKING, "làm bù": Kind.WORKING, "làm việc": Kind.WORKING}
_OFFICIAL = {
    "": True, "1": True, "true": True, "x": True, "có": True, "0": False, "false": False, "không": False,
}  # fmt: skip
_YEARS = range(2000, 2101)
"""A day outside them is a slip of the keyboard, and would make the calendar vouch for all the years up to it."""

_OURS = {"date", "kind", "basis"}
_ONE_DAY = timedelta(days=1)
_day_month_year = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)

Row = tuple[int, object]


@dataclass(frozen=True, slots=True)
class Notice:
    """The entries of a file, in its order; `replace_years`: it is the whole of each year it has a day of.

    `told` is what whoever takes in a table of another shape should know of how it was read.
    """

    entries: tuple[Entry, ...]
    replace_years: bool = False
    told: tuple[str, ...] = ()

    def left_out(self, ours: Calendar) -> tuple[Entry, ...]:
        """Return the entries of ours that stay although the notice, which covers their years, does not name them."""
        years = set() if self.replace_years else {entry.date.year for entry in self.entries}
        gone = self._gone(ours)
        return tuple(entry for entry in ours.entries if entry.date.year in years and entry.date not in gone)

    def taken_into(self, ours: Calendar) -> Calendar:
        """Return our calendar as the notice makes it."""
        gone = self._gone(ours)
        return Calendar((*(entry for entry in ours.entries if entry.date not in gone), *self.entries))

    def _gone(self, ours: Calendar) -> set[date]:
        """Return the days on which the notice has the word, or takes ours away."""
        gone = {entry.date for entry in self.entries}
        if self.replace_years:
            years = {day.year for day in gone}
            return gone | {entry.date for entry in ours.entries if entry.date.year in years}
        spreading = [entry for entry in ours.entries if entry.date in gone and not entry.official]
        while spreading:
            guess = spreading.pop()
            for near in (guess.date - _ONE_DAY, guess.date + _ONE_DAY):
                other = ours.entry(near)
                if other and near not in gone and (other.official, other.basis) == (False, guess.basis):
                    gone.add(near)
                    spreading.append(other)
        return gone


def is_ours(text: str) -> bool:
    """Tell by its first line whether a CSV has our columns; one in Vietnamese words has none of them."""
    return not _OURS.isdisjoint(first_row(text))


def parse_notice(content: bytes, name: str) -> Notice:
    """Read a notice; its format is told by the ending of its name: .json or .csv.

    Raises UserError CALENDAR_FILE (name), CALENDAR_ENCODING (line) when nothing can read the text, CALENDAR_EMPTY,
    CALENDAR_LINE (line, column, reason), CALENDAR_DAY_TWICE (line, other, date). Reasons: JSON, SHAPE, CELLS, MISSING,
    UNKNOWN, TYPE, CHOICE, DATE, RANGE.
    """
    ending = name.lower().rpartition(".")[2]
    if ending not in ("json", "csv"):
        raise UserError("CALENDAR_FILE", field="file", name=name)
    text = text_of(content)
    if text is None:
        raise UserError("CALENDAR_ENCODING", line=bad_line(content))
    replace_years, rows = _json_rows(text) if ending == "json" else (False, list(_csv_rows(text)))
    entries: dict[date, tuple[int, Entry]] = {}
    for line, row in rows:
        entry = _entry(line, row)
        if entry.date in entries:
            raise UserError("CALENDAR_DAY_TWICE", line=line, other=entries[entry.date][0], date=entry.date)
        entries[entry.date] = line, entry
    if not entries:
        raise UserError("CALENDAR_EMPTY", field="file")
    return Notice(tuple(entry for _, entry in entries.values()), replace_years)


def _wrong(line: int, column: object, reason: str) -> UserError:
    return UserError("CALENDAR_LINE", line=line, column=column, reason=reason)


def _entry(line: int, row: object) -> Entry:
    if not isinstance(row, dict):
        raise _wrong(line, "entries", "SHAPE")
    for column in row:
        if column not in _COLUMNS:
            raise _wrong(line, column, "UNKNOWN")
    for column in _NEEDED:
        value = row.get(column)
        if value is not None and not isinstance(value, str):
            raise _wrong(line, column, "TYPE")
        if not nfc(value or ""):
            raise _wrong(line, column, "MISSING")
    kind, official = _KINDS.get(nfc(row["kind"]).lower()), row.get("official")
    if kind is None:
        raise _wrong(line, "kind", "CHOICE")
    if not isinstance(official, bool | None):
        raise _wrong(line, "official", "TYPE")
    return Entry(_day(line, nfc(row["date"])), kind, row["basis"], official is not False)


def _day(line: int, text: str) -> date:
    found = _day_month_year.fullmatch(text)
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError:
        raise _wrong(line, "date", "DATE") from None
    if day.year not in _YEARS:
        raise _wrong(line, "date", "RANGE")
    return day


def _json_rows(text: str) -> tuple[bool, list[Row]]:
    """Return whether the file replaces its years, and each of its entries with the line it begins on."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        # Besides wrong syntax: a number of thousands of digits, brackets nested without end.
        raise _wrong(getattr(problem, "lineno", 1), getattr(problem, "colno", 1), "JSON") from None
    begins = len(text) - len(text.lstrip())
    if isinstance(data, dict):
        for at, key in list(_parts(text, begins))[::2]:
            if key not in _KEYS:
                raise _wrong(_line(text, at), key, "UNKNOWN")
            begins = text.index("[", at) if key == "entries" and isinstance(data[key], list) else begins
        replace_years, data = data.get("replace_years", False), data.get("entries")
    else:
        replace_years = False
    if not isinstance(replace_years, bool):
        raise _wrong(1, "replace_years", "TYPE")
    if not isinstance(data, list):
        raise _wrong(1, "entries", "SHAPE")
    return replace_years, list(_placed(text, begins))


def _placed(text: str, begins: int) -> Iterator[Row]:
    """Yield each item of the list that begins at `begins` with its line, counted on from the one before."""
    line, counted = 1, 0
    for at, row in _parts(text, begins):
        line, counted = line + text.count("\n", counted, at), at
        yield line, row


def _parts(text: str, at: int) -> Iterator[tuple[int, object]]:
    """Yield each item of the list that begins at `at`, or each key and value of the object; the text is known right."""
    decoder = json.JSONDecoder()
    at += 1
    while True:
        while text[at] in " \t\r\n,:":
            at += 1
        if text[at] in "]}":
            return
        value, end = decoder.raw_decode(text, at)
        yield at, value
        at = end


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _csv_rows(text: str) -> Iterator[Row]:
    """Yield each record that is not blank, in the shape of JSON, with the line it begins on."""
    delimiter, table, above = separated(text)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter)
    header: list[str] = []
    line = above + 1
    try:
        for read in reader:
            cells = read[: max((at for at, cell in enumerate(read, 1) if cell.strip()), default=0)]
            if not header:
                header = _header([nfc(name).lower() for name in cells])
            elif any(cell.strip() for cell in cells):
                yield line, _from_cells(line, header, cells)
            line = reader.line_num + above + 1
    except csv.Error:
        raise _wrong(line, 1, "CELLS") from None


def _header(names: list[str]) -> list[str]:
    for at, name in enumerate(names):
        if name not in _COLUMNS or name in names[:at]:
            raise _wrong(1, name or at + 1, "UNKNOWN")
    for name in _NEEDED:
        if name not in names:
            raise _wrong(1, name, "MISSING")
    return names


def _from_cells(line: int, header: list[str], cells: list[str]) -> dict[str, object]:
    if len(cells) > len(header):
        raise _wrong(line, len(header) + 1, "CELLS")
    row: dict[str, object] = dict(zip_longest(header, cells, fillvalue=""))
    official = nfc(str(row.get("official", ""))).lower()
    if official not in _OFFICIAL:
        raise _wrong(line, "official", "CHOICE")
    return {**row, "official": _OFFICIAL[official]}
