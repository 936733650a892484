"""A sheet as it is filled cell by cell by what is not Excel's own: cells from A1 on, merged cells, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import UserError

MOST_ROWS = 200_000
"""The most rows: more than forty dossiers each working day of fifteen years; all are in memory for the preview."""
MOST_COLUMNS = 256
"""The most columns of an .xls; one that claims more is damaged."""

Grid = list[list[Any]]
Merged = list[tuple[int, int, int, int]]
Tables = Mapping[str, tuple[Grid, Merged]]


class Filling:
    """One sheet. Nothing is kept of what stands nowhere: a million empty cells cost nothing."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: list[dict[int, Any]] = []
        self._merged: Merged = []

    def put(self, row: int, column: int, value: Any, *, down: int = 0, right: int = 0) -> None:
        """Put a value, merged with so many cells below and to the right. Raises UserError PAST_TOO_WIDE."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if row >= MOST_ROWS + 100 or column >= MOST_COLUMNS:
            raise too_wide(f"{letter(column)}{row + 1}")
        while len(self._rows) <= row:
            self._rows.append({})
        self._rows[row][column] = value
        if down > 0 or right > 0:
            self._merged.append((row, column, row + down, column + right))

    def made(self) -> tuple[Grid, Merged]:
        """Return the sheet as a full rectangle; merged cells end where it does."""
        width = max((max(row, default=-1) + 1 for row in self._rows), default=0)
        grid = [[row.get(at, "") for at in range(width)] for row in self._rows]
        last, across = len(grid) - 1, width - 1
        return grid, [(top, left, min(down, last), min(right, across)) for top, left, down, right in self._merged]


def letter(column: int) -> str:
    """Return the letters of a column, counted from 0, as Excel shows them."""
    above, last = divmod(column, 26)
    return (letter(above - 1) if above else "") + chr(65 + last)


def too_wide(cell: str) -> UserError:
    """Return the refusal of a sheet with a cell so far out."""
    return UserError("PAST_TOO_WIDE", cell=cell, rows=f"{MOST_ROWS:,}".replace(",", "."))
