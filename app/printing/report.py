"""A register, a list or a report as plain values: its words from `resources/forms`, its rows from whoever counts.

`table` turns one into a PDF and `workbook` into XLSX, so both show the same columns and the same figures. A service
supplies rows and facts; titles, heads, notes and the names of signatures are data, since circulars change them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from app.printing.fonts import register
from app.printing.letterhead import Signature
from app.printing.texts import Values, form, runs_of
from app.rules.clock import VN
from app.rules.fees import format_dong

ColumnKind = Literal["text", "code", "count", "money", "percent", "date", "moment"]

Value = str | int | Decimal | date | datetime | None
"""A cell. Money is whole đồng, a percentage a Decimal (`Decimal("97.35")` is 97,35 %), a moment aware, None empty."""

Row = Sequence[Value]

Progress = Callable[[int, int], None]
"""Told how many of how many rows are done; what it raises ends the work."""

DOTS = "." * 40
"""What stands for a fact nobody knows yet, to be written in by hand."""

NO_ROWS = "Không có hồ sơ nào"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what it holds, and its share of the width.

    `code` is text that is never broken (dossier codes, phones, item numbers). `group` names the headings above the
    column, the outermost first: neighbours with the same group share one cell. `number` is what stands below the
    head in a report whose columns are numbered, such as `(3)=(4)+(5)+(6)`.
    """

    title: str
    kind: ColumnKind = "text"
    width: float = 1.0
    group: tuple[str, ...] = ()
    number: str = ""


class Head(NamedTuple):
    """A cell of a table's head: its text, and the rows and columns it covers, both ends included."""

    text: str
    top: int
    bottom: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Report:
    """What is printed or exported.

    A line end in `title`, or in a cell of text, is kept. `subtitle` stands centred under the title, `lines` before the
    table, `notes` after it. In `total` a text spans the empty cells after it. `place` is the line `<địa danh>,
    ngày … tháng … năm …` of the letterhead, empty where it has none. With a `cover` the first page holds only the
    letterhead, the title and these lines. `empty` is said when there are no rows.
    """

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row | None = None
    notes: Sequence[str] = ()
    signatures: Sequence[Signature] = ()
    place: str = ""
    subtitle: str = ""
    cover: Sequence[str] = ()
    empty: str = NO_ROWS


def shaped(
    name: str,
    rows: Sequence[Row],
    *,
    values: Values | None = None,
    total: Row | None = None,
    signers: Sequence[str | None] = (),
    place: str = "",
) -> Report:
    """Return the report `resources/forms/<name>.json` describes, with these rows.

    `values` fills the fields of its title, subtitle, lines, notes and cover (`{from}`, `{unit}`…): a field without a
    value becomes dots to write on, a line with `when` is left out without that value. `signers` are the printed
    names under the signatures, in the order of the file; those not given stay open.
    """
    register()  # what letters may be printed is known only with the typeface
    words = form(name)
    facts: Values = defaultdict(lambda: None, values or {})
    names = [*signers, *[None] * len(words["signatures"])]
    return Report(
        name=name,
        title=_filled(words["title"], facts),
        subtitle=_filled(words.get("subtitle", ""), facts),
        lines=_lines(words.get("lines", ()), facts),
        columns=columns(name),
        rows=rows,
        total=total,
        notes=_lines(words.get("notes", ()), facts),
        signatures=tuple(Signature(role, who) for role, who in zip(words["signatures"], names, strict=False)),
        place=place,
        cover=_lines(words.get("cover", ()), facts),
        empty=words.get("empty", NO_ROWS),
    )


def columns(name: str) -> tuple[Column, ...]:
    """Return the columns of a report's form, in order."""
    return tuple(
        Column(each["title"], each["kind"], each["width"], tuple(each.get("group", ())), each.get("number", ""))
        for each in form(name)["columns"]
    )


def heads(columns: Sequence[Column]) -> list[Head]:
    """Return the cells of the head, row by row: groups over their columns, a column's own head down to the last."""
    bottom = max(len(column.group) for column in columns)
    cells = []
    for level in range(bottom + 1):
        first = 0
        while first < len(columns):
            column, last = columns[first], first
            if len(column.group) > level:
                path = column.group[: level + 1]
                while last + 1 < len(columns) and columns[last + 1].group[: level + 1] == path:
                    last += 1
                cells.append(Head(path[-1], level, level, first, last))
            elif len(column.group) == level:
                cells.append(Head(column.title, level, bottom, first, first))
            first = last + 1
    return cells


def spans(total: Row) -> list[tuple[int, int]]:
    """Return the cells of a total as first and last column: a text covers the empty cells after it."""
    found: list[tuple[int, int]] = []
    for at, value in enumerate(total):
        if value is None and found and isinstance(total[found[-1][0]], str):
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def text_of(value: Value, kind: ColumnKind) -> str:
    """Write a cell as paper and screens show it: `15.000`, `97,35`, `27/11/2026`, `09:42 27/11/2026`."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VN)
        day = f"{value.day:02}/{value.month:02}/{value.year}"
        return day if kind == "date" else f"{value.hour:02}:{value.minute:02} {day}"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}".translate(_VIETNAMESE)
    return format_dong(value) if isinstance(value, int) else value


_VIETNAMESE = str.maketrans(",.", ".,")


def _lines(templates: Sequence[Mapping[str, str]], values: Values) -> tuple[str, ...]:
    told = (each["text"] for each in templates if "when" not in each or values[each["when"]] is not None)
    return tuple(_filled(text, values) for text in told)


def _filled(template: str, values: Values) -> str:
    runs, empty = runs_of(template, values)
    return "".join(run.text for run in runs) + (DOTS if empty else "")
