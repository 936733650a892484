"""Reading a flat catalogue table, CSV as a spreadsheet writes it, into the shape the JSON catalogue has.

Separated by comma, semicolon (what Excel writes on a Vietnamese machine) or tab, or by what `sep=` above it says; empty
columns at the end mean nothing, and cells Excel leaves out at the end of a record are empty. One record is one version
of a procedure. `fee_*` and `online_*` columns hold the fee rule and one reduction, `fee_tiers` is `1=2000;3=1000`, and
`fee_amount` may say its unit (`8.000 đồng/bản`). `components` has one paper a line or between semicolons, as
`name | originals | certified | photocopies | kind | note` (kind: nộp, xuất trình or khai thác dữ liệu), with "(nếu có)"
in the name of one that is not always needed;
`exemptions` likewise as `key | name | basis`; `linked` and `verified` are words between blanks, commas or semicolons,
`verified` of them the names of the marks.

A record with a `case` is a branch of the procedure whose record stands above it: `case` is its key, and `name`,
`term`, `fee_*`, `online_*`, `exemptions` and `components` are its own; with `fee_kind` or `components` empty those of
the procedure hold. Its `code` repeats the procedure's and everything else stays empty. What a flat table cannot say:
reductions on another channel or several in a row, and a branch that asks for no paper at all; those need JSON.

Only the shape is made here; every check is `catalogue_file`'s, so that all formats share it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from app.errors import UserError
from app.rules.fee_words import read_fee
from app.rules.text import nfc
from app.rules.text_file import first_row, separated

if TYPE_CHECKING:
    from _csv import Reader

_day_month_year = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_between_words = re.compile(r"[\s,;]+")

_FEE = (
    "fee_kind", "fee_amount", "fee_tiers", "fee_cap", "fee_basis",
    "online_amount", "online_percent", "online_from", "online_to", "online_basis", "exemptions",
)  # fmt: skip
_OF_A_CASE = ("code", "case", "name", "term", *_FEE, "components")
_COLUMNS = (
    *_OF_A_CASE, "field", "body", "unit", "term_note", "effective_from", "effective_to", "guidance_only", "linked",
    "verified",
)  # fmt: skip
_NEEDED = ("code", "name", "field", "body", "unit", "term", "fee_kind", "effective_from")
_YES, _NO = ("1", "true", "x", "có"), ("", "0", "false", "không")
_KINDS = {"nộp": "submit", "xuất trình": "show", "khai thác dữ liệu": "data"}

_OURS = {"fee_kind", "effective_from", "body", "unit"}

Cells = dict[str, str]


class Placed(dict[str, object]):
    """A part of an entry that stands on a line of its own, which an error about it has to name."""

    def __init__(self, line: int, values: dict[str, object]) -> None:
        super().__init__(values)
        self.line = line


def is_ours(text: str) -> bool:
    """Tell by its first line whether a table is of this shape; one in the words of a province has none of ours."""
    return not _OURS.isdisjoint(first_row(text))


def csv_rows(text: str) -> Iterator[tuple[int, object]]:
    """Give each procedure of a CSV file in the shape of JSON, with the line it begins on.

    Faults stand in the place of what they are about, UserError CATALOGUE_LINE (line, column, reason, code): UNKNOWN for
    a column of the header nobody knows or that is there twice, COLUMN for one that is not there, CELLS for a record
    with too many cells or one no table holds, CASE for a branch that does not stand under its procedure.
    """
    delimiter, table, above = separated(text)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter)
    try:
        yield from entries_of(_lines(reader, above))
    except csv.Error:
        yield reader.line_num + above, _wrong(reader.line_num + above, None, "CELLS", None)


def _lines(reader: Reader, above: int) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the line it begins on."""
    line = above + 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + above + 1


def entries_of(records: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, object]]:
    """Give each procedure of a table, its heads first, once the branches below it are read; a fault in its place."""
    above: tuple[int, dict[str, object], list[object]] | None = None
    for line, cells in _records(iter(records)):
        if isinstance(cells, UserError):
            yield line, cells
        elif not cells.get("case"):
            if above:
                yield above[:2]
            cases: list[object] = []
            above = line, {**_entry(cells), "cases": cases}, cases
        elif above and above[1]["code"] == cells["code"]:
            above[2].append(Placed(line, _case(cells)))
        else:
            yield line, _wrong(line, "case", "CASE", cells["code"])
    if above:
        yield above[:2]


def _records(records: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Cells | UserError]]:
    """Check the heads, then give each record that is not blank, its cells by column."""
    first, heads = next((one for one in records if any(one[1])), (1, []))
    header = _trimmed([nfc(name) for name in heads])
    strange = [name for name in dict.fromkeys(header) if name not in _COLUMNS or header.count(name) > 1]
    missing = [name for name in _NEEDED if name not in header]
    yield from ((first, _wrong(first, name, "UNKNOWN", None)) for name in strange)
    yield from ((first, _wrong(first, name, "COLUMN", None)) for name in missing)
    if strange or missing:
        return
    for line, cells in records:
        filled = _trimmed([cell.strip() for cell in cells])
        if len(filled) > len(header):
            yield line, _wrong(line, None, "CELLS", filled[0])
        elif filled:
            yield line, dict(zip_longest(header, filled, fillvalue=""))


def _trimmed(cells: list[str]) -> list[str]:
    """Return the cells without the empty ones at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _wrong(line: int, column: str | None, reason: str, code: str | None) -> UserError:
    return UserError("CATALOGUE_LINE", line=line, column=column, reason=reason, code=code)


def _entry(cells: Cells) -> dict[str, object]:
    """Turn a procedure's record into the shape of JSON; what cannot be turned is left for the checks to name."""
    guided = cells.get("guidance_only", "").lower()
    return {
        **{key: cells.get(key) for key in ("code", "name", "field", "body", "unit", "term", "term_note")},
        "fee": _fee(cells),
        "components": [_component(one) for one in _parts(cells, "components")],
        "effective_from": _iso(cells["effective_from"]),
        "effective_to": _iso(cells.get("effective_to", "")),
        "guidance_only": True if guided in _YES else False if guided in _NO else guided,
        "linked": _words(cells, "linked"),
        "verified": dict.fromkeys(_words(cells, "verified"), True),
    }


def _case(cells: Cells) -> dict[str, object]:
    """Turn a branch's record into the shape of JSON; a cell that is none of its own is left to be named."""
    strange = {column: cell for column, cell in cells.items() if cell and column not in _OF_A_CASE}
    return {
        "key": cells["case"],
        "name": cells["name"],
        "term": cells["term"],
        "fee": _fee(cells) if any(cells.get(column) for column in _FEE) else None,
        "components": [_component(one) for one in _parts(cells, "components")] or None,
        **strange,
    }


def _fee(cells: Cells) -> dict[str, object]:
    """Turn the columns of a fee into the rule, with the one reduction they can hold."""
    reduction = {
        "channel": "online",
        "effective_from": _iso(cells.get("online_from", "")),
        "effective_to": _iso(cells.get("online_to", "")),
        "amount": _whole(cells.get("online_amount", "")),
        "percent": _whole(cells.get("online_percent", "")),
        "basis": cells.get("online_basis"),
    }
    return {
        "kind": cells["fee_kind"],
        "amount": _amount(cells),
        "cap": _whole(cells.get("fee_cap", "")),
        "tiers": [_tier(one) for one in _parts(cells, "fee_tiers")],
        "basis": cells.get("fee_basis"),
        "reductions": [reduction] if any(cells.get(f"online_{key}") for key in ("amount", "percent", "from")) else [],
        "exemptions": [_exemption(one) for one in _parts(cells, "exemptions")],
    }


def _amount(cells: Cells) -> object:
    """Read an amount, with the unit where that is the one of its kind; another unit is left for the checks to name."""
    cell = cells.get("fee_amount", "")
    found = _whole(cell)
    if isinstance(found, str):
        said = read_fee(cell)
        found = said.amount if said and said.amount is not None and said.kind == cells["fee_kind"] else found
    return found


def _parts(cells: Cells, column: str) -> list[str]:
    """Split a cell that holds several things, one a line or between semicolons."""
    return [part for part in re.split(r"[\n;]", cells.get(column, "")) if part.strip()]


def _words(cells: Cells, column: str) -> list[str]:
    return [word for word in _between_words.split(cells.get(column, "")) if word]


def _whole(cell: str) -> object:
    """Read a whole number, with the dots Vietnamese groups digits by; none for an empty cell."""
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", cell):
        cell = cell.replace(".", "")
    return int(cell) if cell.isdecimal() and len(cell) < 20 else cell or None


def _iso(cell: str) -> str:
    """Read a day as Excel rewrites it, 01/07/2025, back to ISO 8601."""
    found = _day_month_year.fullmatch(cell)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell


def _tier(cell: str) -> dict[str, object]:
    """Read `3=1000`: from page 3 on, 1,000 đồng a page."""
    page, _, each = cell.partition("=")
    return {"from_page": _whole(page.strip()), "each": _whole(each.strip())}


def _component(cell: str) -> dict[str, object]:
    """Read `name | originals | certified | photocopies | kind | note`, all but the name optional."""
    name, *rest = (part.strip() for part in cell.split("|"))
    counts = dict(zip(("originals", "certified", "photocopies"), map(_whole, rest), strict=False))
    words = dict(zip(("kind", "note", "too many"), rest[3:], strict=False))
    if "kind" in words:
        words["kind"] = _KINDS.get(nfc(words["kind"]).lower(), words["kind"])
    return {"name": name, "required": "(nếu có)" not in nfc(name).lower(), **counts, **words}


def _exemption(cell: str) -> dict[str, object]:
    """Read `key | name | basis`; a part that is not there is left for the checks to name."""
    return dict(zip(("key", "name", "basis", "too many"), (part.strip() for part in cell.split("|")), strict=False))
