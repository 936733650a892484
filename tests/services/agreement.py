"""Whether a report says what was counted without it: figures, the lists behind them, and the files it is written to."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.services import reports
from app.services.desk import Desk
from app.services.reports import Figures
from tests.services.year import Cells

COLUMNS = ("received", "received_online", "received_direct", "received_before",
           "resolved", "early", "on_time", "late", "pending", "in_due", "overdue")  # fmt: skip


def same(figures: Figures, cells: Cells) -> None:
    """See that form 06a has exactly these cells, in its table and in its counts."""
    fields = list(figures.rows)
    assert sorted(fields) == sorted({field for field, _ in cells} - {""})
    wanted = [[len(cells[field, column]) for column in COLUMNS] for field in [*fields, ""]]
    assert [list(row[2:]) for row in [*figures.report.rows, figures.report.total or ()]] == wanted
    for column in COLUMNS:
        for field in [*fields, ""]:
            assert figures.counts[key_of(column, field)] == len(cells[field, column])


def opened(desk: Desk, first: date, last: date, cells: Cells) -> int:
    """See that every figure of form 06a opens exactly its dossiers; return how many lists were opened."""
    figures = reports.build(desk, "06a", first, last)
    for row, field in enumerate([*figures.rows, ""]):
        for at, column in enumerate(figures.columns[2:], 2):
            key = figures.key(row if field else None, at)
            assert key == key_of(column, field)
            hits = reports.members(desk, "06a", first, last, key, at=figures.at)
            assert len(hits) == figures.counts[key]
            assert {hit.code for hit in hits} == cells[field, column], key
    return len(figures.counts)


def key_of(column: str, field: str) -> str:
    return f"{column}/{field}" if field else column


def written(desk: Desk, name: str, first: date, last: date, folder: Path) -> Figures:
    """Write a report as XLSX and as JSON, see that both say its figures, and return them."""
    figures = reports.to_file(desk, name, first, last, folder / "figures.json")
    reports.to_file(desk, name, first, last, folder / "figures.xlsx")
    said = json.loads((folder / "figures.json").read_bytes())
    rows = [tuple(row[column] for column in figures.columns) for row in said["rows"]]
    assert rows == [tuple(map(_as_json, row)) for row in figures.report.rows]
    table = _table(folder / "figures.xlsx", len(figures.columns))
    wanted = {_rounded(_typed(row)) for row in [*figures.report.rows, figures.report.total] if row}
    assert wanted <= {_rounded(row) for row in table}
    return figures


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _table(path: Path, width: int) -> list[tuple[Any, ...]]:
    """Read the first sheet as numbers and texts, from the file's own XML and not by what wrote it."""
    with zipfile.ZipFile(path) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        texts = ["".join(part.itertext()) for part in shared]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.findall(".//{*}row"):
        cells: dict[str, Any] = {}
        for cell in row.findall("{*}c"):
            value = cell.findtext("{*}v")
            column = cell.attrib["r"].rstrip("0123456789")
            if value is not None:
                cells[column] = texts[int(value)] if cell.get("t") == "s" else float(value)
        rows.append(tuple(cells.get(chr(ord("A") + at)) for at in range(width)))
    return rows


def _typed(row: Any) -> tuple[Any, ...]:
    return tuple(_plain(value) for value in row)


def _rounded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(round(value, 6) if isinstance(value, float) else value for value in row)


def _plain(value: Any) -> Any:
    """Return a value as a sheet has it: days since the last of 1899 for moments, a number for every figure."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    return float(value) if isinstance(value, (int, Decimal)) else value or None
