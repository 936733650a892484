"""A sheet of an Excel file read as a register: where its heads are, which rows are records, its text in Unicode."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.rules.text import fold
from app.services.past_file import heads, workbook
from app.services.past_file.cells import text_of
from app.services.past_file.converting import converted, plain
from app.services.past_file.sheet import Kind, Period, Row, Sheet, letter
from app.services.past_file.workbook import Grid, Merged

SAMPLE = 5
_TOTAL = re.compile(r"tổng (cộng|số)\b|(tổng|cộng)( *:| *$| \d| trang| tháng| cả| sổ| dồn)|tong (cong|so)( *:| *$| \d)")
_YEAR = re.compile(r"\b((?:199|20\d)\d)\b")
_DECREE = re.compile(r"\b(?:ngay|so) \d.*|\b(?:thong tu|nghi dinh|quyet dinh|mau|kem theo)\b.*")
_HEADING = re.compile(
    r"(?:so )?(?:[ivx]+ |\d )?(?:(?:quy|ky) \w+ )?(?:thang (?P<month>\d{1,2}) ?)?(?:nam )?(?P<year>(?:199|20\d)\d)"
    r"|(?:[ivx]+ |\d )?thang (?P<only>\d{1,2})"
)
_SIGNS = re.compile(r"[()\[\].\s]")


def read(path: Path, sheet: str | None = None, kind: Kind = "past") -> Sheet:
    """Read a sheet of an .xls or .xlsx file, the first with a register (or another kind of list) when none is named.

    Slow (seconds for 50,000 rows): off the GUI thread. Raises KnownError PAST_FILE_BUSY (name), FILE_READ (name, why);
    UserError PAST_NOT_EXCEL (name), PAST_ENCRYPTED (name), PAST_SHEET_UNKNOWN (name, sheet), PAST_EMPTY (name),
    PAST_NO_HEADS (sheet), PAST_TOO_LARGE (name, size, limit: MB), PAST_TOO_WIDE (cell, rows).
    """
    content = workbook.content(path)
    book, names = workbook.opened(content, path.name)
    if sheet is not None and sheet not in names:
        raise UserError("PAST_SHEET_UNKNOWN", name=path.name, sheet=sheet)
    headless = None
    for name in names if sheet is None else (sheet,):
        grid, merged = workbook.grid_of(book, name, path.name)
        if not grid:
            continue
        first = [plain(row) for row in grid[: heads.HEAD_ROWS]]
        block = heads.find_heads(first, merged, kind)
        if block is not None:
            digest = hashlib.sha256(content).hexdigest()
            return _sheet(path, name, names, grid, merged, first, block, digest)
        headless = headless or name
    if headless is None:
        raise UserError("PAST_EMPTY", name=path.name)
    raise UserError("PAST_NO_HEADS", sheet=headless)


def _sheet(
    path: Path,
    name: str,
    names: tuple[str, ...],
    grid: Grid,
    merged: Merged,
    first: list[list[str]],
    block: tuple[int, int],
    digest: str,
) -> Sheet:
    top, bottom = block
    words = heads.joined(first, top, bottom, merged)
    titles = tuple(_titles(grid, bottom))
    periods = _periods(grid, bottom, [*map(" ".join, first[: bottom + 1]), name])
    filled = _filled_down(grid, bottom, merged)
    used = _used(words, filled)
    named = tuple(words[at] or f"(cột {letter(at)})" for at in used)
    unicode, told = converted([(number, [row[at] for at in used]) for number, row in filled])
    registered = _registered(unicode, [set(filter(None, row)) for row in first[top : bottom + 1]])
    rows = tuple(replace(row, period=periods[row.number - 1]) for row in registered)
    sample = tuple(tuple(map(text_of, row.cells)) for row in rows[:SAMPLE])
    charset = told[0].charset if told else "unicode"
    letters = tuple(map(letter, used))
    return Sheet(path, name, names, named, letters, bottom + 1, len(rows), charset, sample, told, digest, rows, titles)


def _titles(grid: Grid, bottom: int) -> Iterator[tuple[int, str]]:
    """Give the rows of a single text under the heads, with their Excel numbers."""
    for at in range(bottom + 1, len(grid)):
        said = [cell for cell in grid[at] if cell != ""]
        if len(said) == 1 and isinstance(said[0], str) and (text := plain(said)[0]):
            yield at + 1, text


def _periods(grid: Grid, bottom: int, titles: Sequence[str]) -> list[Period]:
    """Return for each row the year and month that stand above it: in a heading of its own, else in a title.

    A title names the day of a decree as well, so it tells a year only where all titles together name one.
    """
    years = {year for title in map(fold, titles) for year in _YEAR.findall(_DECREE.sub(" ", title))}
    now: Period = (int(years.pop()), None) if len(years) == 1 else (None, None)
    periods = []
    for at, row in enumerate(grid):
        texts = [cell for cell in row if cell != ""] if at > bottom else []
        if len(texts) == 1 and (found := _HEADING.fullmatch(fold(plain(texts)[0]))):
            month = int(found["month"] or found["only"] or 0)
            now = (int(found["year"] or now[0] or 0) or None, month if 0 < month < 13 else None)
        periods.append(now)
    return periods


def _filled_down(grid: Grid, bottom: int, merged: Merged) -> list[tuple[int, list[Any]]]:
    """Return the rows under the heads that say something of their own, with their Excel numbers.

    A cell merged over several rows (one day, one applicant) says the same in each. A row is more than one cell: the
    name of a month, the place and day at the end, numbers printed ahead for rows never used are none.
    """
    own = [sum(cell != "" for cell in row) for row in grid]
    for first, left, last, _ in merged:
        if bottom < first < last < len(grid):
            for at in range(first + 1, last + 1):
                if grid[at][left] == "":
                    grid[at][left] = grid[first][left]
    return [
        (at + 1, grid[at])
        for at in range(bottom + 1, len(grid))
        if own[at] and sum(cell != "" for cell in grid[at]) > 1
    ]


def _used(words: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]]) -> list[int]:
    """Return the columns with a head or anything below it."""
    empty = {at for at, head in enumerate(words) if not head}
    for _, row in rows:
        if not empty:
            break
        empty -= {at for at in empty if row[at] != ""}
    return [at for at in range(len(words)) if at not in empty]


def _registered(rows: Iterable[Row], repeated: Sequence[set[str]]) -> Iterator[Row]:
    """Give the rows that may be records: not the heads again on each page, columns' numbers, totals, signatures."""
    kept = []
    for row in rows:
        texts = [text_of(cell) for cell in row.cells if cell != ""]
        if len(texts) < 2 or any(one.issuperset(texts) for one in repeated) or _numbers_columns(texts):
            continue
        if not any(_TOTAL.match(text.lower()) for text in texts[:3]):
            kept.append((row, len(texts)))
    usual = sorted(count for _, count in kept)[len(kept) // 2] if kept else 0
    while kept and usual >= 6 and kept[-1][1] <= usual // 3:
        # Who drew the register up and who signed it stand under its last row.
        kept.pop()
    return (row for row, _ in kept)


def _numbers_columns(texts: Sequence[str]) -> bool:
    bare = [_SIGNS.sub("", text) for text in texts]
    if len(bare) < 3 or not all(text.isdigit() and len(text) < 3 for text in bare[1:]):
        return False
    numbers = [int(text) for text in bare[1:]]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
