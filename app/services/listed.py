"""A list somebody else drew, in Excel, CSV or a portal's JSON: its columns found by the words of their heads.

How heads are found is `past_file`'s, for all three formats: a province's list of procedures and a notice of holidays
look like registers do, with a letterhead above and a part's name between the rows.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.rules.text import fold, nfc
from app.rules.text_file import separated, text_of
from app.services.past_file import heads, telling
from app.services.past_file.cells import text_of as shown
from app.services.past_file.sheet import Cell, Kind, letter

EXCEL = (".xlsx", ".xls")
_PARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list's columns and rows; `columns` are those whose heads are known, by field.

    `rows` have their line in the file (in JSON their place in the list) and a cell for each head; `titles` are rows of
    one text among them. `sheet` is None where the file has none.
    """

    sheet: str | None
    head_row: int
    heads: tuple[str, ...]
    letters: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    titles: tuple[tuple[int, str], ...] = ()

    def column(self, asked: str) -> int:
        """Return a column by its letter or the words of its head. Raises UserError LIST_COLUMN_UNKNOWN (column)."""
        if asked.upper() in self.letters:
            return self.letters.index(asked.upper())
        folded = [fold(head) for head in self.heads]
        if fold(asked) in folded:
            return folded.index(fold(asked))
        raise UserError("LIST_COLUMN_UNKNOWN", column=asked)

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        """Give the heads and then each row as texts, as a flat table of our own has them."""
        yield self.head_row, list(self.heads)
        for line, cells in self.rows:
            yield line, [shown(cell) for cell in cells]


def read(path: Path, content: bytes, kind: Kind, sheet: str | None = None) -> Listed:
    """Read a list whose heads are in Vietnamese words, or whatever they are; an Excel file in a process apart.

    Raises UserError LIST_NO_HEADS (name), LIST_ENCODING (name), and for Excel what `past_file.telling` raises.
    """
    ending = path.suffix.lower()
    if ending in EXCEL:
        return _sheet(path, kind, sheet)
    text = text_of(content)
    if text is None:
        raise UserError("LIST_ENCODING", name=path.name)
    found = _json(text, kind) if ending == ".json" else _table(text, kind)
    if found is None:
        raise UserError("LIST_NO_HEADS", name=path.name)
    return found


def _sheet(path: Path, kind: Kind, name: str | None) -> Listed:
    try:
        made = telling.read(path, name, kind=kind)
    except UserError as problem:
        raise UserError("LIST_NO_HEADS", name=path.name) if problem.code == "PAST_NO_HEADS" else problem from None
    rows = tuple((row.number, row.cells) for row in made.rows)
    return Listed(made.name, made.head_row, made.heads, made.letters, heads.guess(made.heads, kind), rows, made.titles)


def _table(text: str, kind: Kind) -> Listed | None:
    """Read a CSV; None where no row of it is heads."""
    delimiter, table, above = separated(text)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter)
    lines: list[tuple[int, list[str]]] = []
    begins = above + 1
    try:
        for cells in reader:
            lines.append((begins, [nfc(cell) for cell in cells]))
            begins = reader.line_num + above + 1
    except csv.Error:
        return None
    width = max((at + 1 for _, cells in lines for at, cell in enumerate(cells) if cell), default=0)
    grid = [(cells + [""] * width)[:width] for _, cells in lines]
    block = heads.find_heads(grid[: heads.HEAD_ROWS], (), kind)
    if block is None:
        return None
    words = heads.joined(grid, *block, ())
    under = [(lines[at][0], tuple(grid[at])) for at in range(block[1] + 1, len(grid)) if any(grid[at])]
    rows = tuple(one for one in under if sum(map(bool, one[1])) > 1)
    titles = tuple((line, next(filter(None, cells))) for line, cells in under if sum(map(bool, cells)) == 1)
    letters = tuple(map(letter, range(width)))
    return Listed(None, lines[block[1]][0], tuple(words), letters, heads.guess(words, kind), rows, titles)


def _json(text: str, kind: Kind) -> Listed | None:
    """Read the first list of objects in a JSON file, their keys taken for heads; None where there is none."""
    try:
        found = _objects(json.loads(text))
    except (ValueError, RecursionError):
        return None
    if not found:
        return None
    keys = list(dict.fromkeys(key for one in found for key in one))
    words = [_PARTS.sub(" ", key) for key in keys]
    rows = tuple((at, tuple(_said(one.get(key)) for key in keys)) for at, one in enumerate(found, 1))
    columns = heads.guess(words, kind)
    return Listed(None, 0, tuple(keys), tuple(keys), columns, rows) if len(columns) > 1 else None


def _objects(value: Any, depth: int = 3) -> list[dict[str, Any]]:
    """Return the first list of objects: a portal puts it under `data`, `result`, `content`."""
    if isinstance(value, list):
        return value if value and all(isinstance(one, dict) for one in value) else []
    if isinstance(value, dict) and depth:
        return next(filter(None, (_objects(one, depth - 1) for one in value.values())), [])
    return []


def _said(value: Any) -> Cell:
    """Return a JSON value as a cell: of a nested object its name, of a list its parts."""
    if isinstance(value, dict):
        value = next((one for key, one in value.items() if fold(_PARTS.sub(" ", key)).startswith(("ten", "name"))), "")
    if isinstance(value, list):
        value = "; ".join(filter(None, (shown(_said(one)) for one in value)))
    if isinstance(value, bool):
        return "có" if value else "không"
    return value if isinstance(value, int | float) else nfc(value) if isinstance(value, str) else ""
