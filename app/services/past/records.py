"""The rows of a sheet as records: which are new, which are there already, which cannot be taken.

What makes two rows one record: a code long enough to hold its day and number (eight digits) alone; a shorter one, a
running number that begins anew each year and in each register, with the name and the day; without a code name,
procedure and day; where even these are missing the whole row. A row with a code and one without are the same when
name, procedure and day are. So the same file twice adds nothing, and the summary of a year adds what its months had
left out.

A row without a name, or whose day of receipt is there and cannot be read, is refused: it would be found by nothing or
stand in the wrong year for ever. Another day that cannot be read ("đã trả") costs the row nothing but that day. A cell
that says "nt" or a sign for it has what stands above it; a dash does where every row has something.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.models.engine import driver
from app.rules.charset import capitalised
from app.rules.letters import fault, lost
from app.rules.text import fold, search_tokens
from app.services.desk import Desk
from app.services.past.columns import check
from app.services.past.views import DATES, Columns, Double, Preview, Problem, Record
from app.services.past_file.cells import (
    day_of,
    identity_number,
    is_above,
    is_dash,
    phone_number,
    swap,
    swapped,
    text_of,
)
from app.services.past_file.sheet import FIELDS, Cell, Row, Sheet

FIRST = 50
"""How many records a preview shows."""
_TELLING = 8
_NUMBER = re.compile(r"(?<!\d)(?:\d{9,12}|0\d{2,3}[ .]\d{3}[ .]\d{3,4}|\d{3}[ .]\d{3}[ .]\d{3}(?:[ .]\d{3})?)(?!\d)")
_folded = lru_cache(maxsize=20_000)(fold)
_DASH_IS_ABOVE = ("name", "address", "procedure", "received_on", "due_on", "receiver")
_GROUPED = re.compile(r"[\d .]+")


class Fresh(NamedTuple):
    """A new record with the row it was made of and what it is known by."""

    record: Record
    row: Row
    key: str
    person: str | None

    def words(self, texts: Iterable[str]) -> str:
        """Return the folded words it is found by: code, name, year of receipt, and every long number of the row.

        All numbers of nine to twelve digits among the row's `texts` and not only those of two columns: registers write
        the telephone behind the address and the card behind the name.
        """
        record = self.record
        parts = [record.code or "", record.name, str(record.received_on.year) if record.received_on else ""]
        numbers = [one for one in (record.id_number, record.phone) if one]
        numbers += [one for text in texts for one in _NUMBER.findall(text)]
        return " ".join(dict.fromkeys(search_tokens(" ".join((*parts, *map(_ungrouped, numbers))))))


@dataclass
class Prepared:
    """What a sheet comes to with its columns, before anything is stored."""

    fresh: list[Fresh] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    padded: int = 0
    swapped: tuple[str, ...] = ()
    above: int = 0
    doubtful: list[Problem] = field(default_factory=list)


def preview(desk: Desk, sheet: Sheet, columns: Columns) -> Preview:
    """Return what taking the sheet in would do; nothing is written.

    Raises UserError PAST_COLUMN_NEEDED (field) without a column for a required field, PAST_COLUMN_UNKNOWN (column),
    PAST_FIELD_UNKNOWN (name).
    """
    made = prepare(desk, sheet, columns)
    return Preview(
        total=sheet.count,
        new=len(made.fresh),
        records=tuple(one.record for one in made.fresh[:FIRST]),
        doubles=tuple(made.doubles),
        refused=tuple(made.refused),
        unread=tuple(made.unread),
        padded=made.padded,
        swapped=made.swapped,
        converted=sheet.converted,
        above=made.above,
        doubtful=tuple(made.doubtful),
    )


def prepare(desk: Desk, sheet: Sheet, columns: Columns) -> Prepared:
    """Make records of the sheet's rows and set apart what is there already. Raises as `preview`."""
    check(sheet, columns)
    made = Prepared(swapped=_swapped(sheet, columns))
    with desk.store.read() as connection:
        known = _Known(connection, sheet)
        for row, record in _records(sheet, columns, desk.clock().date(), made):
            person = _person(record)
            one = Fresh(record, row, _key(record, row, person), person)
            double = known.double(one)
            if double is None:
                known.add(one)
                made.fresh.append(one)
            else:
                made.doubles.append(double)
    return made


def _swapped(sheet: Sheet, columns: Columns) -> tuple[str, ...]:
    return tuple(
        day for day in DATES if day in columns and swapped([row.cells[columns[day]] for row in sheet.rows])
    )  # fmt: skip


def _records(sheet: Sheet, columns: Columns, today: date, made: Prepared) -> Iterator[tuple[Row, Record]]:
    """Give each row that can be a record with its record; note the others, and what was mended, in `made`."""
    above = Row(0, tuple("" for _ in sheet.heads))
    for row in sheet.rows:
        above = whole = _filled(row, above, columns, made)
        texts, doubtful = _texts(whole, columns, made)
        days, problems, several = _days(whole, columns, made.swapped)
        if not texts["name"]:
            problems.append(Problem(row.number, "name", "PAST_NAME_MISSING", ""))
        elif days["received_on"] and days["received_on"] > today:
            text = text_of(whole.cells[columns["received_on"]])
            problems.append(Problem(row.number, "received_on", "PAST_DATE_AHEAD", text))
        refused = [one for one in problems if one.field in ("name", "received_on")]
        if refused:
            made.refused.append(refused[0])
            continue
        made.unread.extend(problems)
        made.doubtful += [*doubtful, *several]
        yield row, Record(row=row.number, **texts, **days)


def _filled(row: Row, above: Row, columns: Columns, made: Prepared) -> Row:
    """Return a row in which what it says by a sign is what the row above it says, and a dash otherwise nothing."""
    cells, legacy = list(row.cells), set(row.legacy)
    for name, column in columns.items():
        dash = is_dash(cells[column])
        if above.cells[column] != "" and (is_above(cells[column]) or (dash and name in _DASH_IS_ABOVE)):
            cells[column] = above.cells[column]
            legacy |= {column} & above.legacy
            made.above += 1
        elif dash:
            cells[column] = ""
    return replace(row, cells=tuple(cells), legacy=frozenset(legacy))


def _texts(row: Row, columns: Columns, made: Prepared) -> tuple[dict[str, Any], list[Problem]]:
    texts, doubtful = dict[str, str | None](), []
    for name in FIELDS:
        if name in DATES:
            continue
        column = columns.get(name)
        if column is None:
            texts[name] = None
            continue
        text, mended = text_of(row.cells[column]), False
        try:
            if name == "id_number":
                text, mended = identity_number(row.cells[column])
            elif name == "phone":
                text, mended = phone_number(row.cells[column])
            elif name in ("name", "receiver") and column in row.legacy:
                text = capitalised(text)
        except ValueError:
            doubtful.append(Problem(row.number, name, "PAST_NUMBER_CUT", text))
            text = ""
        if fault(text) or (name == "name" and lost(text)):
            doubtful.append(Problem(row.number, name, "PAST_GARBLED", text))
        made.padded += mended
        texts[name] = text or None
    return texts, doubtful


def _days(row: Row, columns: Columns, turned: tuple[str, ...]) -> tuple[dict[str, Any], list[Problem], list[Problem]]:
    """Return the days of a row, those that cannot be read, and those that are the first of several."""
    days, problems, several = dict[str, date | None](), [], []
    for name in DATES:
        days[name] = None
        if name in columns:
            cell = row.cells[columns[name]]
            try:
                said = day_of(swap(cell) if name in turned else cell, row.period)
                days[name] = said and _not_before(days["received_on"], said.day, cell, row)
            except ValueError:
                problems.append(Problem(row.number, name, "PAST_DATE", text_of(cell)))
                continue
            if said and not said.alone:
                several.append(Problem(row.number, name, "PAST_DATE_FIRST", text_of(cell)))
    return days, problems, several


def _not_before(received: date | None, day: date, cell: Cell, row: Row) -> date:
    """Return a day, of the next year where what stands above gave its year and it would lie before the receipt."""
    if received is None or row.period[0] is None or day >= received:
        return day
    try:
        day_of(cell)
    except ValueError:
        return day.replace(year=day.year + 1)
    return day


def _ungrouped(number: str) -> str:
    return number.replace(" ", "").replace(".", "") if _GROUPED.fullmatch(number) else number


def _key(record: Record, row: Row, person: str | None) -> str:
    if record.code:
        code = _folded(record.code).replace(" ", "")
        if sum(map(str.isdigit, code)) >= _TELLING:
            return _hash("code", code)
        return _hash("number", code, _folded(record.name), str(record.received_on or ""))
    return person or _hash("row", *map(text_of, row.cells))


def _person(record: Record) -> str | None:
    if not (record.procedure and record.received_on):
        return None
    return _hash("person", _folded(record.name), _folded(record.procedure), record.received_on.isoformat())


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


class _Known:
    """What is there already: the rows before in the file, the past register, the centre's own dossiers."""

    def __init__(self, connection: Connection, sheet: Sheet) -> None:
        self._ask = driver(connection).execute
        self._keys: dict[str, int] = {}
        self._coded: dict[str, int] = {}
        self._bare: dict[str, int] = {}
        self._days: dict[str, dict[str, str]] = {}

    def add(self, one: Fresh) -> None:
        """Note a new record."""
        self._keys[one.key] = one.record.row
        if one.person:
            (self._coded if one.record.code else self._bare).setdefault(one.person, one.record.row)

    def double(self, one: Fresh) -> Double | None:
        """Return where a record is already, None when it is new."""
        row, name = one.record.row, one.record.name
        at = self._keys.get(one.key)
        if at is None and one.person:
            at = self._bare.get(one.person)
            if at is None and not one.record.code:
                at = self._coded.get(one.person)
        if at is not None:
            return Double(row, name, "file", str(at), at)
        if found := self._in_past(one):
            return Double(row, name, "past", found[0], found[1])
        code = self._dossier(one)
        return Double(row, name, "dossier", code) if code else None

    def _in_past(self, one: Fresh) -> Any:
        where = "SELECT f.file, p.row FROM past p JOIN past_source f ON f.id = p.source WHERE"
        found = self._ask(f"{where} p.key = ?", (one.key,)).fetchone()
        if found is None and one.person:
            other = " AND p.code IS NULL" if one.record.code else ""
            found = self._ask(f"{where} p.person = ?{other} LIMIT 1", (one.person,)).fetchone()
        return found

    def _dossier(self, one: Fresh) -> str | None:
        record = one.record
        if record.code:
            found = self._ask("SELECT code FROM dossier WHERE code = ?", (record.code.upper(),)).fetchone()
            return found[0] if found else None
        if one.person is None or record.received_on is None:
            return None
        return self._received(record.received_on.isoformat()).get(one.person)

    def _received(self, day: str) -> dict[str, str]:
        """Return the codes of the dossiers received on a day, by who handed in what."""
        if day not in self._days:
            rows = self._ask(
                "SELECT code, name, procedure FROM dossier WHERE received_at >= ? AND received_at < ?",
                (day, f"{day}T24"),
            )
            self._days[day] = {_hash("person", _folded(name), _folded(asked), day): code for code, name, asked in rows}
        return self._days[day]
