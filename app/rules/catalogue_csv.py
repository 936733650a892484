"""Reading a flat catalogue table, CSV as a spreadsheet writes it, into the shape the JSON catalogue has.

Separated by comma, semicolon (what Excel writes on a Vietnamese machine) or tab. `fee_*` and `online_*`
columns hold the fee rule and one reduction, `fee_tiers` is `1=2000;3=1000`, `components` has one paper a line
or between semicolons, as `name | originals | certified | photocopies`, with "(nếu có)" in the name of one
that is not always needed. Only the shape is made here; every check is `catalogue_file`'s, so that all formats
share it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.errors import UserError
from app.rules.text import nfc

if TYPE_CHECKING:
    from _csv import Reader

_day_month_year = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)

_COLUMNS = (
    "code name field body unit term term_note fee_kind fee_amount fee_tiers fee_cap fee_basis online_amount "
    "online_percent online_from online_to online_basis components effective_from effective_to guidance_only"
)
_NEEDED = ("code", "name", "field", "body", "unit", "term", "fee_kind", "effective_from")
_YES, _NO = ("1", "true", "x", "có"), ("", "0", "false", "không")


def csv_rows(text: str) -> Iterator[tuple[int, object]]:
    """Give each record of a CSV file in the shape of JSON, with the line it begins on.

    Raises UserError CATALOGUE_LINE (line, column, reason, code): UNKNOWN or MISSING for a column of the
    header, CELLS for a record with too many or too few cells or one no table holds.
    """
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        yield from _records(reader)
    except csv.Error:
        raise UserError("CATALOGUE_LINE", line=reader.line_num, column=None, reason="CELLS", code=None) from None


def _records(reader: Reader) -> Iterator[tuple[int, object]]:
    """Check the header, then give each record that is not blank."""
    header = [nfc(name) for name in next(reader, [])]
    for fault, names in (("UNKNOWN", set(header) - set(_COLUMNS.split())), ("MISSING", set(_NEEDED) - set(header))):
        for name in sorted(names):
            raise UserError("CATALOGUE_LINE", line=1, column=name, reason=fault, code=None)
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(cells) != len(header):
                raise UserError("CATALOGUE_LINE", line=line, column=None, reason="CELLS", code=cells[0])
            yield line, _from_cells({name: cell.strip() for name, cell in zip(header, cells, strict=True)})
        line = reader.line_num + 1


def _from_cells(cells: dict[str, str]) -> dict[str, object]:
    """Turn a flat record into the shape of JSON; what cannot be turned is left for the checks to name."""
    plain = {key: cells.get(key) for key in ("code", "name", "field", "body", "unit", "term", "term_note")}
    reduction = {
        "channel": "online",
        "effective_from": _iso(cells.get("online_from", "")),
        "effective_to": _iso(cells.get("online_to", "")),
        "amount": _whole(cells.get("online_amount", "")),
        "percent": _whole(cells.get("online_percent", "")),
        "basis": cells.get("online_basis"),
    }
    fee = {
        "kind": cells["fee_kind"],
        "amount": _whole(cells.get("fee_amount", "")),
        "cap": _whole(cells.get("fee_cap", "")),
        "tiers": [_tier_cell(part) for part in cells.get("fee_tiers", "").split(";") if part.strip()],
        "basis": cells.get("fee_basis"),
        "reductions": [reduction] if any(cells.get(f"online_{key}") for key in ("amount", "percent", "from")) else [],
    }
    papers = re.split(r"[\n;]", cells.get("components", ""))
    guided = cells.get("guidance_only", "").lower()
    return {
        **plain,
        "fee": fee,
        "components": [_component_cell(paper) for paper in papers if paper.strip()],
        "effective_from": _iso(cells["effective_from"]),
        "effective_to": _iso(cells.get("effective_to", "")),
        "guidance_only": True if guided in _YES else False if guided in _NO else guided,
    }


def _whole(cell: str) -> object:
    """Read a whole number, with the dots Vietnamese groups digits by; none for an empty cell."""
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", cell):
        cell = cell.replace(".", "")
    return int(cell) if cell.isdecimal() and len(cell) < 20 else cell or None


def _iso(cell: str) -> str:
    """Read a day as Excel rewrites it, 01/07/2025, back to ISO 8601."""
    found = _day_month_year.fullmatch(cell)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell


def _tier_cell(cell: str) -> dict[str, object]:
    """Read `3=1000`: from page 3 on, 1,000 đồng a page."""
    page, _, each = cell.partition("=")
    return {"from_page": _whole(page.strip()), "each": _whole(each.strip())}


def _component_cell(cell: str) -> dict[str, object]:
    """Read `name | originals | certified | photocopies`, the counts optional."""
    name, *counts = (part.strip() for part in cell.split("|"))
    numbers = dict(zip(("originals", "certified", "photocopies", "too many"), map(_whole, counts), strict=False))
    return {"name": name, "required": "(nếu có)" not in nfc(name).lower(), **numbers}
