"""A register read in a process apart, which tells the sheet in pieces: what a damaged file asks for ends there.

The library that opens Excel files believes what a file says of itself. A sheet that claims to be as large as a sheet
can be has it ask for 137 GB, and that is no exception but the end of the process. So are a bomb of zeros packed a
thousandfold and a fault of the library. Here the file is refused with a sentence, and whoever asked goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app import apart
from app.errors import UserError
from app.services.past_file import reading
from app.services.past_file.sheet import Cell, Converted, Kind, Row, Sheet

MEMORY_MB = 2048
"""Half of what the smallest PC has. 200,000 rows of twelve columns take 0.6 GB."""
SECONDS = 300
"""200,000 rows take half a minute on two busy cores."""
_AT_ONCE = 1000
_AS_IT_IS = frozenset((str, int, float))


def read(
    path: Path, sheet: str | None = None, *, kind: Kind = "past", stopped: Callable[[], bool] | None = None
) -> Sheet:
    """Read a sheet of a file (Excel's, .ods, .csv, a web page), the first with a list of its kind when none is named.

    Slow (seconds for 50,000 rows): off the GUI thread. `stopped()`, asked ten times a second on a thread of its own,
    ends it. Raises what `reading.read` does; UserError PAST_BROKEN (name) when the file made the process apart end or
    ask for more than MEMORY_MB, PAST_SLOW (name, minutes) after SECONDS, STOPPED; KnownError APART_START (why).
    """
    told = apart.answers(
        tell,
        str(path.absolute()),
        sheet,
        kind,
        memory=MEMORY_MB << 20,
        seconds=SECONDS,
        stopped=stopped or (lambda: False),
    )
    try:
        made = _sheet(path, next(told))
        return replace(made, rows=tuple(_row(*one) for some in told for one in some))
    except apart.Lost as lost:
        if lost.slow:
            raise UserError("PAST_SLOW", name=path.name, minutes=SECONDS // 60) from None
        raise UserError("PAST_BROKEN", name=path.name) from None


def tell(path: str, name: str | None, kind: Kind = "past") -> Iterator[Any]:
    """Give a sheet, as the process apart: first all but its rows, then the rows, a thousand at once."""
    sheet = reading.read(Path(path), name, kind)
    converted = [[one.charset, one.cells, one.examples] for one in sheet.converted]
    yield [
        sheet.name, sheet.sheets, sheet.heads, sheet.letters, sheet.head_row, sheet.count, sheet.charset, sheet.sample,
        converted, sheet.digest, sheet.titles,
    ]  # fmt: skip
    for first in range(0, len(sheet.rows), _AT_ONCE):
        rows = sheet.rows[first : first + _AT_ONCE]
        yield [
            [
                one.number,
                [cell if type(cell) in _AS_IT_IS else _numbers(cell) for cell in one.cells],
                [*one.legacy],
                one.period,
            ]
            for one in rows
        ]


def _sheet(path: Path, told: list[Any]) -> Sheet:
    name, sheets, heads, letters, head_row, count, charset, sample, converted, digest, titles = told
    return Sheet(
        path, name, tuple(sheets), tuple(heads), tuple(letters), head_row, count, charset, tuple(map(tuple, sample)),
        tuple(Converted(kind, cells, tuple(map(tuple, examples))) for kind, cells, examples in converted), digest, (),
        tuple(map(tuple, titles)),
    )  # fmt: skip


def _row(number: int, cells: list[Any], legacy: list[int], period: list[int | None]) -> Row:
    read = tuple([_day(one) if type(one) is list else one for one in cells])
    return Row(number, read, frozenset(legacy), (period[0], period[1]))


def _numbers(cell: Cell) -> list[int]:
    """Return a day or a moment, which JSON lacks, as the list of its numbers; no other cell is a list."""
    assert isinstance(cell, date)
    return [*cell.timetuple()[:6], cell.microsecond] if isinstance(cell, datetime) else [*cell.timetuple()[:3]]


def _day(numbers: list[int]) -> date:
    return date(*numbers) if len(numbers) == 3 else datetime(*numbers)  # type: ignore[arg-type]
