"""Figures: a report with what each of its numbers counts, so that every number opens the dossiers behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import orjson

from app.printing.report import Report, Value
from app.rules.clock import iso
from app.services.reports.reading import Period, Read


@dataclass(frozen=True, slots=True)
class Figures:
    """A report, the names of its columns and of its rows, and how many dossiers each of its keys counts.

    A key is the name of a column for a total, `column/row` for a cell. `rows` holds what a row is known by: a field,
    an indicator, a list's number; in a list of dossiers the code, which opens the dossier itself.
    """

    name: str
    report: Report
    columns: Sequence[str]
    rows: Sequence[str]
    counts: Mapping[str, int]
    period: Period

    @property
    def at(self) -> datetime:
        """When it was counted; given to `members`, it lists exactly what was counted."""
        return self.period.now

    def key(self, row: int | None, column: int) -> str | None:
        """Return the key of a cell, or of the total where `row` is None; None where a cell counts no dossiers."""
        name = self.columns[column] if row is None else f"{self.columns[column]}/{self.rows[row]}"
        return name if name in self.counts else None

    def as_json(self) -> dict[str, Any]:
        """Return the report with figures as numbers, days and moments in ISO 8601; what there is not is null."""
        total = self.report.total
        return {
            "name": self.name,
            "title": self.report.title,
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "at": iso(self.at),
            "rows": [{"key": key, **self._plain(row)} for key, row in zip(self.rows, self.report.rows, strict=True)],
            "total": None if total is None else self._plain(total),
            "counts": dict(self.counts),
            "notes": list(self.report.notes),
        }

    def _plain(self, row: Sequence[Value]) -> dict[str, Any]:
        return {name: plain(value) for name, value in zip(self.columns, row, strict=True)}


class Counting(Protocol):
    """One kind of report over one period, within a read of the store."""

    where: tuple[str, dict[str, Any]]
    """Which dossiers it reads: SQL of ours on `d`, and its values."""

    def keys(self, one: Read) -> Iterator[str]:
        """Yield the keys that count this dossier, each once; both the figures and their lists are made of it."""

    def figures(self, found: Iterable[Read]) -> Figures:
        """Count."""


def plain(value: Value) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def encoded(figures: Figures) -> bytes:
    """Return the figures as the bytes of a JSON file."""
    return orjson.dumps(figures.as_json(), option=orjson.OPT_INDENT_2) + b"\n"


def tally(counting: Counting, found: Iterable[Read]) -> Counter[str]:
    """Count every key."""
    counts = Counter[str]()
    for one in found:
        counts.update(counting.keys(one))
    return counts
