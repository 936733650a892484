"""The desk's store: one SQLCipher file, made, opened, read and written in transactions.

Opening never half-succeeds. A new store is built under another name and moved into place; an old one is brought up to
date on a copy first (`migrating`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app import __version__
from app.errors import KnownError
from app.models import migrating, seals
from app.models.engine import FIXED, LASTING, REVISIONS, WATCHED, driver, engine_of, told
from app.models.progress import Progress, Report
from app.paths import put, settle

FILE = "motcua.db"
_AFTER = "after_commit"


class Store:
    """An open store. `read` and `write` give connections; neither may be held across a network call."""

    def __init__(self, path: Path, key: bytes, *, fixed: bool = False) -> None:
        """Open the file at `path`; the revision is the caller's concern (see `open_store`).

        A `fixed` one is only looked at: nothing is written to it nor beside it. A mere reader would leave an empty log
        there, which the next migration would take for a program at work; where one is, the log is there already.
        """
        self.path = path
        self.key = key
        how = (WATCHED if path.with_name(path.name + "-wal").exists() else FIXED) if fixed else ""
        self._engine = engine_of(path, key, () if fixed else LASTING, how)
        self._turn, self._writing = threading.Lock(), threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store throughout."""
        # Begun at once: what goes straight to the driver would otherwise run before SQLAlchemy's own begin.
        with told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in one BEGIN IMMEDIATE transaction: all of it is kept, on disk, or nothing.

        Raises KnownError DISK when the disk is full or cannot be written, STORE_BUSY when another program holds the
        store for more than five seconds.
        """
        # In turn: a thread that writes again and again (sync) must not keep overtaking one that waits (the desk),
        # as SQLite's own waiting, which is polling, would let it.
        with self._turn:
            self._writing.acquire()
        try:
            with told(), self._engine.connect() as connection:
                driver(connection).execute("BEGIN IMMEDIATE")
                with connection.begin():
                    calls = connection.info[_AFTER] = list[Callable[[], None]]()
                    yield connection
            for call in calls:
                call()
        finally:
            self._writing.release()

    def write_out(self, path: Path, progress: Progress) -> None:
        """Write the store as it is at one moment to a new file under the same key, while the counter goes on.

        Raises KnownError DISK, and what the one who is told of the progress raises; half a file may be left then.
        """
        with told():
            migrating.write_out(self._engine, path, self.key, progress)

    def export(self, path: Path, key: bytes) -> None:
        """Write the store as it is at one moment to a new file under another key. Raises KnownError DISK."""
        with told():
            raw = self._engine.raw_connection()
            try:
                connection: Any = raw.driver_connection
                connection.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(path),))
                connection.execute("SELECT sqlcipher_export('fresh')")
                connection.execute("DETACH DATABASE fresh")
            finally:
                raw.invalidate()  # one that failed half-way has the other file still
                raw.close()

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the file."""
        self._engine.dispose()


def after_commit(connection: Connection, call: Callable[[], None]) -> None:
    """Have `call` made once the write transaction of a connection is kept; never, when it is not."""
    connection.info[_AFTER].append(call)


def open_store(
    home: Path,
    key: bytes,
    *,
    create: bool = False,
    fill: Callable[[Store], object] | None = None,
    report: Report | None = None,
) -> Store:
    """Open the store in `home`, migrating it first if it is older than the program, which `report` is told.

    With `create` a new one is made there. What `fill` writes is in it before it has its name: a store without it is
    none, and a kill must not leave one. What `fill` raises leaves nothing.

    Raises KnownError STORE_MISSING, STORE_EXISTS (with `create`), WRONG_KEY, STORE_NEWER, STORE_BROKEN, STORE_BUSY,
    MIGRATION_FAILED, MIGRATION_SPACE (needed, free: bytes) or DISK; after each of them the file is as it was.
    """
    path = home / FILE
    if create:
        _create(path, key, fill)
    elif not path.exists():
        raise KnownError("STORE_MISSING", home=str(home))
    elif path.stat().st_size == 0:
        # Such a file opens with any key, as a database in which nothing is, and would be written to.
        raise KnownError("STORE_BROKEN")
    store = Store(path, key)
    try:
        if revision_of(store) == REVISIONS[-1]:
            return store
    except BaseException:
        store.close()
        raise
    store.close()
    migrating.migrate(path, key, report)
    return Store(path, key)


def _create(path: Path, key: bytes, fill: Callable[[Store], object] | None) -> None:
    if path.exists():
        raise KnownError("STORE_EXISTS", home=str(path.parent))
    fresh = path.with_suffix(".new")
    with told():
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            migrating.remove(fresh)
            migrating.upgrade(fresh, key)
            if fill is not None:
                made = Store(fresh, key)
                try:
                    fill(made)
                finally:
                    made.close()
            migrating.check(fresh, key)
            settle(fresh)
            put(fresh, path)
        except OSError as problem:
            raise KnownError("DISK", why=problem.strerror) from None
        finally:
            migrating.remove(fresh)


def revision_of(store: Store) -> str:
    """Return the revision of a store, one this program knows.

    Raises KnownError STORE_NEWER (revision, program), WRONG_KEY where no page is this key's, STORE_BROKEN, DISK.
    """
    try:
        with store.read() as connection:
            if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar():
                raise KnownError("STORE_BROKEN")
            revision = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    except KnownError as problem:
        if problem.code == "STORE_BROKEN" and not (seals.is_key_of(store.path, store.key) or seals.blank(store.path)):
            raise KnownError("WRONG_KEY") from None
        raise
    if revision not in REVISIONS:
        raise KnownError("STORE_NEWER", revision=revision, program=__version__)
    return revision
