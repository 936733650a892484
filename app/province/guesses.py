"""Guessing invitation codes: one wrong one a second for the whole relay, counted in its database.

However many workers there are, and however many lines a guesser opens, what comes within that second is answered 429
at once and not judged at all: a right code answered among wrong ones would tell which it was. A desk that meets it asks
again a moment later by itself.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select, text

from app.errors import SyncError
from app.province import tables
from app.province.store import is_postgres
from app.rules.clock import iso, now, parse_moment

APART = timedelta(seconds=1)
_table = tables.wrong_code


def check(tx: Connection) -> None:
    """See that no wrong code came within the last second, and let no other be judged in this transaction's time.

    Raises SyncError BUSY.
    """
    if is_postgres(tx):
        # In SQLite a transaction that may write is alone from its first statement.
        tx.execute(text("LOCK TABLE wrong_code IN EXCLUSIVE MODE"))
    at = tx.scalar(select(func.max(_table.c.at)))
    # A clock that was set back must not close the door for as long.
    if at and timedelta() <= now() - parse_moment(at) < APART:
        raise SyncError("BUSY")


def note(tx: Connection) -> None:
    """A wrong code has come."""
    tx.execute(delete(_table))
    tx.execute(insert(_table).values(at=iso(now())))
