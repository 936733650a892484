"""The past register in the store: its records and their search index, put in and taken out together.

A record's number begins with the day of its receipt, so that the search index, which gives hits newest row first and
stops at the page (`models.search`), gives the newest receipt first whatever year was imported last. FTS5 writes rows
that come in order in one piece and the others one by one, so a batch is put in by day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.models.engine import driver

A_DAY = 1_000_000
"""How many records of one day have a number: more than the rows a file may have."""

FIELDS = (
    "code", "name", "id_number", "address", "phone", "procedure",
    "received_on", "due_on", "finished_on", "returned_on", "receiver", "note",
)  # fmt: skip
_COLUMNS = ("n", "source", "row", "key", "person", *FIELDS, "cells")
_INSERT = f"INSERT INTO past({', '.join(_COLUMNS)}) VALUES ({', '.join(':' + column for column in _COLUMNS)})"
_INDEX = "INSERT INTO search_past(rowid, words) VALUES (:n, :words)"
_LAST = "SELECT max(n) FROM past WHERE n BETWEEN :first AND :last"
_FIND = (
    f"SELECT p.n, p.source, f.file, f.sheet, p.row, {', '.join('p.' + field for field in FIELDS)} "
    "FROM search_past s JOIN past p ON p.n = s.rowid JOIN past_source f ON f.id = p.source "
    "WHERE search_past MATCH :query ORDER BY s.rowid DESC LIMIT :limit"
)
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM search_past WHERE search_past MATCH :query LIMIT :most)"


def put(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Put in records whose `key` is not there yet; return their numbers.

    Each has the columns of `past` but `n`, the `day` of receipt as a proleptic ordinal (0 when unknown), and its
    folded `words`.
    """
    cursor = driver(connection)
    fresh = [row for row in sorted(rows, key=lambda row: (row["day"], row["row"])) if not _known(cursor, row["key"])]
    day, last = -1, 0
    for row in fresh:
        if row["day"] != day:
            day = row["day"]
            first = day * A_DAY
            last = cursor.execute(_LAST, {"first": first, "last": first + A_DAY - 1}).fetchone()[0] or first
        last += 1
        row["n"] = last
    cursor.executemany(_INSERT, fresh)
    cursor.executemany(_INDEX, fresh)
    return [row["n"] for row in fresh]


def _known(cursor: Any, key: str) -> bool:
    return cursor.execute("SELECT 1 FROM past WHERE key = ?", (key,)).fetchone() is not None


def take_out(connection: Connection, numbers: Iterable[int]) -> None:
    """Take records out again, and out of the index."""
    rows = [(n,) for n in numbers]
    driver(connection).executemany("DELETE FROM search_past WHERE rowid = ?", rows)
    driver(connection).executemany("DELETE FROM past WHERE n = ?", rows)


def numbers_of(connection: Connection, source: int, limit: int) -> list[int]:
    """Return the numbers of up to `limit` records of an import."""
    rows = driver(connection).execute("SELECT n FROM past WHERE source = ? LIMIT ?", (source, limit))
    return [n for (n,) in rows]


def find(connection: Connection, query: str, *, limit: int, most: int) -> tuple[list[Any], int]:
    """Return the newest records an FTS5 query matches, and how many match, counted up to `most`."""
    rows = driver(connection).execute(_FIND, {"query": query, "limit": limit}).fetchall()
    if len(rows) < limit:
        return rows, len(rows)
    return rows, driver(connection).execute(_COUNT, {"query": query, "most": most}).fetchone()[0]
