"""An older store brought to this program's revision: a copy is migrated and checked, then takes the store's place.

Killed anywhere it leaves the old store as it was, or the new one whole; the old one stays beside it for a month
(ADR 0007, STYLE §3.24).
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine

from app.errors import KnownError
from app.models.engine import COPY, REVISIONS, address, driver, engine_of, meaning, told
from app.models.progress import Progress, Report
from app.paths import drop, put, settle

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
"""How long the store as it was before a migration is kept: a month's work says whether the new one has everything."""
_PARTS = {"copied": 5, "migrated": 70, "written out": 9, "checked": 10, "kept": 6}
"""The parts of a migration and how long they take against each other, of 100,000 dossiers."""
_WRITTEN, _CHECKED = 4, 9
"""Steps of the database's machine for each entry of a table or an index that is written out, or checked."""
_AT_ONCE = 1 << 24
"""Bytes of a file copied, and settled where they must be, before it is told and may be stopped: 16 MB."""


def forget_kept(home: Path, now: datetime) -> None:
    """Delete the stores kept as they were before a migration once they are older than `KEPT`."""
    for kept in home.glob("motcua.before-*.db"):
        if datetime.fromtimestamp(kept.stat().st_mtime, now.tzinfo) < now - KEPT:
            log.info("%s is %d days old and is not kept any longer", kept.name, KEPT.days)
            with suppress(OSError):  # held by another program: at the next opening
                kept.unlink()


def migrate(path: Path, key: bytes, report: Report | None) -> None:
    """Bring the store at `path` to the newest revision. Raises as `store.open_store` says, and what `report` raises."""
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
    with told():
        try:
            # The log of a copy whose migration was killed would be played into this one.
            remove(copy)
            remove(fresh)
            progress.begin("copied")
            _copy(path, copy, progress)
            progress.begin("migrated")
            upgrade(copy, key, progress=progress)
            progress.begin("written out")
            whole = engine_of(copy, key, COPY)
            try:
                write_out(whole, fresh, key, progress)
            finally:
                whole.dispose()
            remove(copy)
            progress.begin("checked")
            check(fresh, key, progress)
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
            raised = meaning(problem)
            raise raised or KnownError("MIGRATION_FAILED", revision=newest, why=type(problem).__name__) from problem
        finally:
            remove(copy)
            remove(fresh)
            drop(keeping)
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


def remove(path: Path) -> None:
    """Remove a file of ours and the logs SQLite keeps beside it."""
    for left in path.parent.glob(path.name + "*"):
        drop(left)


def upgrade(path: Path, key: bytes, revision: str = "head", *, progress: Progress | None = None) -> None:
    """Bring the file at `path` to `revision`; used on copies only, since one that fails is not brought back."""
    from alembic import command

    engine = engine_of(path, key, COPY)
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


def write_out(engine: Engine, fresh: Path, key: bytes, progress: Progress) -> None:
    """Write a store out to a file of its own, row by row: as it is at one moment, without the room its old rows had.

    The key is named though it is the same: a file that is given one has a salt of its own, which is in the seal of each
    page. Under the store's salt a page of any copy would be taken for one of any other.
    """
    named = address(fresh, key=f"x'{key.hex()}'")
    # No transaction may be open: past SQLAlchemy, which begins one.
    raw = engine.raw_connection()
    connection: Any = raw.driver_connection
    try:
        progress.watch(connection, _WRITTEN * _entries(connection))
        connection.execute("VACUUM INTO ?", (named,))
    except sqlcipher.Error as problem:
        # What the library says names the file as it was asked for, the key with it.
        told = type(problem)(str(problem).replace(named, str(fresh)))
        told.sqlite_errorcode = problem.sqlite_errorcode
        raise told from None
    finally:
        connection.set_progress_handler(None, 0)
        raw.close()


def _entries(connection: Any) -> int:
    """Return how many rows there are in all tables, each counted once more for every index."""
    tables = connection.execute(
        "SELECT name, (SELECT count(*) FROM sqlite_master AS i WHERE i.type = 'index' AND i.tbl_name = t.name) "
        "FROM sqlite_master AS t WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %'"
    ).fetchall()
    return sum(
        connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] * (1 + indexes) for name, indexes in tables
    )


def check(path: Path, key: bytes, progress: Progress | None = None) -> None:
    """Check every page of a copy. Raises KnownError STORE_BROKEN."""
    engine = engine_of(path, key, COPY)
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
