"""A connection to a store's file, opened with its key, and what the database library says in the program's codes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, create_engine
from sqlalchemy.exc import DBAPIError

from app import __version__
from app.errors import KnownError
from app.models import packed

REVISIONS = ("0001", "0002", "0003")
"""Every revision this program knows, oldest first; a test holds it equal to the migrations folder."""
LASTING = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
COPY = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
"""A copy of which half was written is thrown away; one that takes the store's place is settled on the disk first."""
FIXED, WATCHED = "immutable=1&mode=ro", "mode=ro"
"""How a store is only looked at: as the file lies there, or together with the log of a program that has it open."""
_FULL = frozenset((sqlcipher.SQLITE_FULL, sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_READONLY))
_DAMAGED = frozenset((sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_NOTADB, sqlcipher.SQLITE_FORMAT))
_BUSY = frozenset((sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED))
_UNREAD = ("hmac check failed", "vtable constructor failed", "malformed")
"""Damage that the library has no number of its own for."""


def sealed(path: Path, key: bytes, how: str = "") -> Any:
    """Return a driver's connection to a file and the key for it; no page is read yet. `how` as in `engine_of`."""
    name = address(path) + (f"?{how}" if how else "")
    connection = sqlcipher.connect(name, isolation_level=None, check_same_thread=False, timeout=5, uri=True)
    # Of a damaged file it would write some hundred lines to stderr, and no person reads them there.
    connection.execute("PRAGMA cipher_log_level = NONE")
    # A raw key skips SQLCipher's 256,000 rounds of key derivation, which protect passwords, not random keys.
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def address(path: Path, **asked: str) -> str:
    """Return the URI by which the database library opens a file, with what is asked of it.

    A folder of another PC, \\\\server\\folder, has four strokes: as `Path.as_uri` writes it, the library takes the
    server for an authority and refuses it (SQLite, "URI filenames", 3.1).
    """
    name = path.absolute().as_posix()
    query = f"?{urlencode(asked, quote_via=quote)}" if asked else ""
    return f"file://{'' if name.startswith('/') else '/'}{quote(os.fsencode(name), safe='/:')}{query}"


def engine_of(path: Path, key: bytes, lasting: tuple[str, ...] = LASTING, how: str = "") -> Engine:
    """Return the engine of a file; nothing is opened yet. `lasting` is how its writes reach the disk.

    One that is only looked at (`how`: FIXED or WATCHED) is not written to, whoever tries.
    """

    def connect() -> Any:
        connection = sealed(path, key, how)
        try:
            for pragma in lasting:
                connection.execute(pragma)
            connection.execute("PRAGMA foreign_keys = ON")
            # Without it REPLACE would delete a row and pass by the triggers that keep events.
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.execute("PRAGMA cache_size = -32000")
            packed.register(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, module=sqlcipher, poolclass=QueuePool, pool_size=2, hide_parameters=True
    )

    engine.dialect.do_begin = _begin  # type: ignore[assignment, method-assign]
    return engine


def _begin(connection: Any) -> None:
    """Begin a transaction where a writer has not begun his: for a listener SQLAlchemy would stop at every statement."""
    if not connection.in_transaction:
        connection.execute("BEGIN")


def driver(connection: Connection) -> Any:
    """Return the driver's own connection, inside the transaction SQLAlchemy began on it.

    For the statements of an act, which are many and always the same: through SQLAlchemy each costs some 35 µs more
    than it does here. Errors reach `read` and `write` either way.
    """
    return connection.connection.driver_connection


def scalar(connection: Connection, statement: str, values: dict[str, Any]) -> Any:
    """Return the first column of the first row a prepared statement finds, None when there is none."""
    row = driver(connection).execute(statement, values).fetchone()
    return None if row is None else row[0]


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database library says into the codes an officer or technician can act on."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as problem:
        known = meaning(problem)
        if known is None:
            raise
        raise known from problem


def meaning(problem: Exception) -> KnownError | None:
    """Return what an error of the database library means to a person; None when it is a fault of the program."""
    if not isinstance(problem, DBAPIError | sqlcipher.Error):
        return None
    said = problem.orig if isinstance(problem, DBAPIError) else problem
    # Its first byte is the kind, the rest the place.
    text, number = str(said), getattr(said, "sqlite_errorcode", 0) & 0xFF
    if number in _DAMAGED or any(word in text for word in _UNREAD):
        # Also where the first page looks like noise: whether the key is a wrong one is asked at the opening (`seals`).
        return KnownError("STORE_BROKEN")
    if number in _FULL:
        return KnownError("DISK", why=text)
    if "user-defined function raised" in text:
        # The one thing our functions raise (`packed.plain`).
        return KnownError("STORE_NEWER", revision=REVISIONS[-1], program=__version__)
    return KnownError("STORE_BUSY") if number in _BUSY else None
