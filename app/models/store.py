"""The desk's store: one SQLCipher file, opened, migrated and guarded here.

Opening never half-succeeds. A new store is built under another name and moved into place; an old one is copied, the
copy is migrated and checked, and only then takes the old one's place, which stays beside it (ADR 0007, STYLE §3.24).
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, create_engine
from sqlalchemy.exc import DBAPIError

from app import __version__
from app.errors import KnownError
from app.models import packed
from app.models.progress import Progress, Report
from app.paths import put, settle

log = logging.getLogger(__name__)
FILE = "motcua.db"
_AFTER = "after_commit"
_LASTING = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
_COPY = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
"""A copy of which half was written is thrown away; one that takes the store's place is settled on the disk first."""
KEPT = timedelta(days=30)
"""How long the store as it was before a migration is kept: a month's work says whether the new one has everything."""
_PARTS = {"copied": 5, "migrated": 70, "written out": 9, "checked": 10, "kept": 6}
"""The parts of a migration and how long they take against each other, of 100,000 dossiers."""
_WRITTEN, _CHECKED = 4, 9
"""Steps of the database's machine for each entry of a table or an index that is written out, or checked."""
_AT_ONCE = 1 << 24
"""Bytes of a file copied, and settled where they must be, before it is told and may be stopped: 16 MB."""
REVISIONS = ("0001", "0002", "0003")
"""Every revision this program knows, oldest first; a test holds it equal to the migrations folder."""
_FULL = ("disk is full", "disk I/O error", "unable to open database file", "readonly database")
_STRANGE = ("file is not a database", "file is encrypted", "malformed", "hmac check failed")


class Store:
    """An open store. `read` and `write` give connections; neither may be held across a network call."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the file at `path`; the revision is the caller's concern (see `open_store`)."""
        self.path = path
        self.key = key
        self._engine = _engine(path, key)
        self._turn, self._writing = threading.Lock(), threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store throughout."""
        # Begun at once: what goes straight to the driver would otherwise run before SQLAlchemy's own begin.
        with _told(), self._engine.begin() as connection:
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
            with _told(), self._engine.connect() as connection:
                driver(connection).execute("BEGIN IMMEDIATE")
                with connection.begin():
                    calls = connection.info[_AFTER] = list[Callable[[], None]]()
                    yield connection
            for call in calls:
                call()
        finally:
            self._writing.release()

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the file."""
        self._engine.dispose()


def after_commit(connection: Connection, call: Callable[[], None]) -> None:
    """Have `call` made once the write transaction of a connection is kept; never, when it is not."""
    connection.info[_AFTER].append(call)


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
        revision = _revision(store)
        if revision not in REVISIONS:
            raise KnownError("STORE_NEWER", revision=revision, program=__version__)
        if revision == REVISIONS[-1]:
            return store
    except BaseException:
        store.close()
        raise
    store.close()
    _migrate_copy(path, key, report)
    return Store(path, key)


def forget_kept(home: Path, now: datetime) -> None:
    """Delete the stores kept as they were before a migration once they are older than `KEPT`."""
    for kept in home.glob(f"{Path(FILE).stem}.before-*.db"):
        if datetime.fromtimestamp(kept.stat().st_mtime, now.tzinfo) < now - KEPT:
            log.info("%s is %d days old and is not kept any longer", kept.name, KEPT.days)
            with suppress(OSError):  # held by another program: at the next opening
                kept.unlink()


def _create(path: Path, key: bytes, fill: Callable[[Store], object] | None) -> None:
    if path.exists():
        raise KnownError("STORE_EXISTS", home=str(path.parent))
    fresh = path.with_suffix(".new")
    with _told():
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove(fresh)
            upgrade(fresh, key)
            if fill is not None:
                made = Store(fresh, key)
                try:
                    fill(made)
                finally:
                    made.close()
            _check(fresh, key)
            settle(fresh)
            put(fresh, path)
        except OSError as problem:
            raise KnownError("DISK", why=problem.strerror) from None
        finally:
            _remove(fresh)


def _migrate_copy(path: Path, key: bytes, report: Report | None) -> None:
    if path.with_name(path.name + "-wal").exists():
        # Another program has the store open: its last writes are in that log, not yet in the file we would copy.
        raise KnownError("STORE_BUSY")
    # The copy, both of it and of its new rows at once, and those once more without the room the old ones had.
    needed, free = 2 * path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < needed:
        raise KnownError("MIGRATION_SPACE", needed=needed, free=free)
    newest = REVISIONS[-1]
    kept = path.with_name(f"{path.stem}.before-{newest}.db")
    copy, fresh, keeping = (path.with_suffix(end) for end in (".migrating", ".migrated", ".keeping"))
    log.info("migrating the store to %s", newest)
    progress = Progress(report, _PARTS)
    with _told():
        try:
            # The log of a copy whose migration was killed would be played into this one.
            _remove(copy)
            _remove(fresh)
            progress.begin("copied")
            _copy(path, copy, progress)
            progress.begin("migrated")
            upgrade(copy, key, progress=progress)
            progress.begin("written out")
            _write_out(copy, fresh, key, progress)
            _remove(copy)
            progress.begin("checked")
            _check(fresh, key, progress)
            # Whole and on the disk before the old store loses its place; a kill leaves no half of it under its name.
            progress.begin("kept")
            _copy(path, keeping, progress, sure=True)
            # From here on nobody is asked: it is done whole.
            put(keeping, kept)
            settle(fresh)
            put(fresh, path)
            settle(path.parent)
        except KnownError:
            raise
        except OSError as problem:
            raise KnownError("DISK", why=problem.strerror) from None
        except Exception as problem:
            if progress.stopped:
                raise progress.stopped from None
            # A fault of ours: the old store stands as it was, and the version before this one can go on with it.
            log.exception("the migration to %s failed", newest)
            raised = _meaning(problem)
            raise raised or KnownError("MIGRATION_FAILED", revision=newest, why=type(problem).__name__) from problem
        finally:
            _remove(copy)
            _remove(fresh)
            keeping.unlink(missing_ok=True)
    log.info("migrated; the store as it was is kept in %s", kept.name)


def _copy(path: Path, copy: Path, progress: Progress, *, sure: bool = False) -> None:
    """Copy a file, telling how far that is; `sure`: it is on the disk then, piece by piece, which may take longest."""
    size, done = path.stat().st_size, 0
    with path.open("rb") as source, copy.open("wb") as target:
        while piece := source.read(_AT_ONCE):
            target.write(piece)
            if sure:
                target.flush()
                os.fsync(target.fileno())
            done += len(piece)
            progress.at(done, size)


def _remove(path: Path) -> None:
    """Remove a file of ours and the logs SQLite keeps beside it."""
    for left in path.parent.glob(path.name + "*"):
        left.unlink(missing_ok=True)


def upgrade(path: Path, key: bytes, revision: str = "head", *, progress: Progress | None = None) -> None:
    """Bring the file at `path` to `revision`; used on copies only, since one that fails is not brought back."""
    from alembic import command

    engine = _engine(path, key, _COPY)
    try:
        with engine.connect() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            if progress:
                progress.watch(driver(connection))
                config.attributes["report"] = progress.at
            command.upgrade(config, revision)
            connection.commit()
    finally:
        engine.dispose()


def _write_out(path: Path, fresh: Path, key: bytes, progress: Progress) -> None:
    """Write a store out to a file of its own, row by row: without the room its old rows had."""
    engine = _engine(path, key, _COPY)
    try:
        # No transaction may be open: past SQLAlchemy, which begins one.
        raw = engine.raw_connection()
        try:
            connection: Any = raw.driver_connection
            progress.watch(connection, _WRITTEN * _entries(connection))
            connection.execute("VACUUM INTO ?", (str(fresh),))
        finally:
            raw.close()
    finally:
        engine.dispose()


def _entries(connection: Any) -> int:
    """Return how many rows there are in all tables, each counted once more for every index."""
    tables = connection.execute(
        "SELECT name, (SELECT count(*) FROM sqlite_master AS i WHERE i.type = 'index' AND i.tbl_name = t.name) "
        "FROM sqlite_master AS t WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %'"
    ).fetchall()
    return sum(
        connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] * (1 + indexes) for name, indexes in tables
    )


def _check(path: Path, key: bytes, progress: Progress | None = None) -> None:
    """Check every page of a copy. Raises KnownError STORE_BROKEN."""
    engine = _engine(path, key, _COPY)
    try:
        with engine.connect() as connection:
            if progress:
                progress.watch(driver(connection), _CHECKED * _entries(driver(connection)))
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() != "ok":
                raise KnownError("STORE_BROKEN")
    finally:
        engine.dispose()


def alembic_config() -> Any:
    """Return Alembic's settings, made in code: a packaged program has no ini file."""
    from alembic.config import Config

    config = Config()
    # A per cent sign in the program's folder would be read as a reference to another option.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revision(store: Store) -> str:
    with store.read() as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar():
            raise KnownError("STORE_BROKEN")
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def _engine(path: Path, key: bytes, lasting: tuple[str, ...] = _LASTING) -> Engine:
    def connect() -> Any:
        connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=5)
        # A raw key skips SQLCipher's 256,000 rounds of key derivation, which protect passwords, not random keys.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
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


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the database library says into the codes an officer or technician can act on."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as problem:
        known = _meaning(problem)
        if known is None:
            raise
        raise known from problem


def _meaning(problem: Exception) -> KnownError | None:
    """Return what an error of the database library means to a person; None when it is a fault of the program."""
    if not isinstance(problem, DBAPIError | sqlcipher.Error):
        return None
    text = str(problem.orig if isinstance(problem, DBAPIError) else problem)
    if any(word in text for word in _STRANGE):
        # A wrong key and a file that is no store cannot be told apart: every page looks like noise.
        return KnownError("WRONG_KEY")
    if any(word in text for word in _FULL):
        return KnownError("DISK", why=text)
    if "user-defined function raised" in text:
        # The one thing our functions raise (`packed.plain`).
        return KnownError("STORE_NEWER", revision=REVISIONS[-1], program=__version__)
    return KnownError("STORE_BUSY") if "locked" in text else None
