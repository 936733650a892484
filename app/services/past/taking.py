"""Taking a register into the store, and taking it out again.

In batches, each a transaction of its own: 50,000 records take seconds to write, and a citizen who stands at the
counter must not wait for them (one batch keeps the counter waiting some tenths of a second at most). What is given up
for it is all or nothing, and three things make up for that: an import is marked incomplete from its first batch to its
last; the same file taken in again goes on where it ended, for a record that is there is not put in twice; and an
import that is stopped takes back what it had added.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import past
from app.rules.clock import iso, parse_moment
from app.services.desk import Desk
from app.services.past.columns import remember
from app.services.past.records import Fresh, prepare
from app.services.past.views import DATES, Columns, Source, Taken
from app.services.past_file.cells import text_of
from app.services.past_file.sheet import FIELDS, Sheet

BATCH = 1000


def take_in(
    desk: Desk,
    sheet: Sheet,
    columns: Columns,
    *,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Taken:
    """Take the sheet's new records in and remember the columns; the same file twice adds nothing.

    `progress(done, total)` hears of every batch, `stopped()` is asked before each; both on the calling thread. Stopped,
    what was added is taken back. Raises as `preview`, and KnownError as the store does.
    """
    made = prepare(desk, sheet, columns)
    remember(desk, sheet, columns)
    fresh = sorted(made.fresh, key=lambda one: (one.record.received_on or date.min, one.record.row))
    added: list[int] = []
    source = None
    for start in range(0, len(fresh), BATCH):
        if stopped is not None and stopped():
            if source is not None:
                _take_back(desk, source, added)
            return Taken(0, len(made.doubles), len(made.refused), None, stopped=True)
        rows = [_row(one) for one in fresh[start : start + BATCH]]
        with desk.store.write() as connection:
            if source is None:
                source = _begun(desk, connection, sheet)
            added += past.put(connection, [row | {"source": source} for row in rows])
            if start + BATCH >= len(fresh):
                connection.execute(text("UPDATE past_source SET complete = 1 WHERE id = :id"), {"id": source})
        if progress is not None:
            progress(start + len(rows), len(fresh))
    doubles = len(made.doubles) + len(fresh) - len(added)
    return Taken(len(added), doubles, len(made.refused), source)


def sources(desk: Desk) -> tuple[Source, ...]:
    """Return the imports, newest first."""
    with desk.store.read() as connection:
        rows = connection.execute(
            text(
                "SELECT id, file, sheet, at, officer, complete, "
                "(SELECT count(*) FROM past WHERE source = past_source.id) AS records FROM past_source ORDER BY id DESC"
            )
        )
        return tuple(
            Source(row.id, row.file, row.sheet, parse_moment(row.at), row.officer, row.records, bool(row.complete))
            for row in rows
        )


def remove(desk: Desk, source: int) -> int:
    """Take a whole import back; return how many records went. Raises UserError PAST_SOURCE_UNKNOWN (source)."""
    with desk.store.write() as connection:
        begun = connection.execute(text("UPDATE past_source SET complete = 0 WHERE id = :id"), {"id": source})
        if begun.rowcount == 0:
            raise UserError("PAST_SOURCE_UNKNOWN", source=source)
    gone = 0
    while True:
        with desk.store.write() as connection:
            numbers = past.numbers_of(connection, source, BATCH)
            past.take_out(connection, numbers)
            gone += len(numbers)
            if len(numbers) < BATCH:
                connection.execute(text("DELETE FROM past_source WHERE id = :id"), {"id": source})
                return gone


def _begun(desk: Desk, connection: Connection, sheet: Sheet) -> int:
    """Return the import this file and sheet belong to, marked incomplete; made when they were never taken in."""
    values = {
        "file": sheet.path.name,
        "sheet": sheet.name,
        "digest": sheet.digest,
        "at": iso(desk.clock()),
        "officer": desk.centre(connection).officer,
        "heads": orjson.dumps(sheet.heads).decode(),
    }
    connection.execute(
        text(
            "INSERT INTO past_source(file, sheet, digest, at, officer, heads, complete) "
            "VALUES (:file, :sheet, :digest, :at, :officer, :heads, 0) "
            "ON CONFLICT(digest, sheet) DO UPDATE SET complete = 0"
        ),
        values,
    )
    found = connection.execute(
        text("SELECT id FROM past_source WHERE digest = :digest AND sheet = :sheet"), values
    ).scalar_one()
    return int(found)


def _take_back(desk: Desk, source: int, added: list[int]) -> None:
    """Take out what this run put in, and the import with it when nothing else is left of it."""
    numbers = iter(added)
    while batch := list(islice(numbers, BATCH)):
        with desk.store.write() as connection:
            past.take_out(connection, batch)
    with desk.store.write() as connection:
        connection.execute(
            text("DELETE FROM past_source WHERE id = :id AND NOT EXISTS (SELECT 1 FROM past WHERE source = :id)"),
            {"id": source},
        )


def _row(one: Fresh) -> dict[str, Any]:
    """Return a record as the table has it."""
    record, texts = one.record, [text_of(cell) for cell in one.row.cells]
    values = {field: getattr(record, field) for field in FIELDS}
    values |= {day: values[day].isoformat() for day in DATES if values[day]}
    return values | {
        "row": record.row,
        "key": one.key,
        "person": one.person,
        "day": record.received_on.toordinal() if record.received_on else 0,
        "words": one.words(texts),
        "cells": orjson.dumps(texts).decode(),
    }
