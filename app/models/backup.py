"""A copy of a store: written while the counter goes on, looked through page by page, put away whole or not at all.

A copy is a store of its own under the same key (ADR 0023). Each of its pages carries a seal made with the key, so what
happens to it later is found by reading it, and it is put back by giving it the store's name.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection

from app import __version__
from app.errors import KnownError
from app.models.engine import FIXED, REVISIONS, scalar, sealed
from app.models.progress import Progress, Report
from app.models.seals import PAGE
from app.models.store import Store
from app.paths import put, settle

FOLDER = "backups"
"""Where a PC's own copies lie in its data folder."""
_PARTS = {"written": 70, "looked through": 30}
_ROOM = 1.05
"""How much larger than the store a copy may be; it is mostly smaller."""
_SHOWN = 3


def write(store: Store, target: Path, report: Report | None = None) -> None:
    """Copy a store to `target`: what has that name then is whole, looked through and on the disk.

    Raises KnownError BACKUP_SPACE (place; needed, free: bytes), BACKUP_PLACE (place, why) where it cannot be written,
    BACKUP_BROKEN (path, why) where what is read back is not what was written, and what `report` raises.
    """
    fresh, progress = target.with_name(target.name + ".new"), Progress(report, _PARTS)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget(fresh)
        needed, free = int(store.path.stat().st_size * _ROOM), shutil.disk_usage(target.parent).free
        if free < needed:
            raise KnownError("BACKUP_SPACE", place=str(target.parent), needed=needed, free=free)
        progress.begin("written")
        store.write_out(fresh, progress)
        settle(fresh)
        progress.begin("looked through")
        look_through(fresh, store.key)
        put(fresh, target)
        settle(target.parent)
    except OSError as problem:
        raise KnownError("BACKUP_PLACE", place=str(target.parent), why=problem.strerror) from None
    except KnownError as problem:
        if problem.code != "DISK":
            raise
        raise KnownError("BACKUP_PLACE", place=str(target.parent), why=problem.facts.get("why")) from None
    except sqlcipher.Error:
        if progress.stopped:
            raise progress.stopped from None
        raise
    finally:
        _forget(fresh)


def look_through(path: Path, key: bytes) -> str:
    """Read every page of a copy: its seal, then that the pages go together; return the revision it is of.

    Raises KnownError BACKUP_MISSING (path), BACKUP_KEY (path) where the key opens no page of it, BACKUP_BROKEN (path,
    why), STORE_NEWER (revision, program) where a newer program wrote it.
    """
    if not path.is_file():
        raise KnownError("BACKUP_MISSING", path=str(path))
    # Past the engine, whose own settings read the first page before it can be asked which pages are wrong.
    connection = sealed(path, key, FIXED)
    try:
        revision = _look(connection, path)
    except OSError as problem:
        raise KnownError("BACKUP_BROKEN", path=str(path), why=problem.strerror) from None
    except sqlcipher.Error as problem:
        raise KnownError("BACKUP_BROKEN", path=str(path), why=str(problem)) from None
    finally:
        connection.close()
    if revision not in REVISIONS:
        raise KnownError("STORE_NEWER", revision=revision, program=__version__)
    return revision


@dataclass(frozen=True, slots=True)
class Content:
    """What a store holds: `newest` is the moment of its last event, ISO 8601, None where there is none."""

    dossiers: int
    events: int
    newest: str | None


def content(connection: Connection) -> Content:
    """Return how much a store holds."""
    dossiers, events = (int(scalar(connection, f"SELECT count(*) FROM {table}", {})) for table in ("dossier", "event"))
    return Content(dossiers, events, scalar(connection, "SELECT at FROM event ORDER BY n DESC LIMIT 1", {}))


def _look(connection: Any, path: Path) -> str:
    wrong = [said for (said,) in connection.execute("PRAGMA cipher_integrity_check")]
    if wrong and len(wrong) >= path.stat().st_size // PAGE:
        raise KnownError("BACKUP_KEY", path=str(path))
    if not wrong:
        wrong = [said for (said,) in connection.execute("PRAGMA integrity_check") if said != "ok"]
    if wrong:
        raise KnownError("BACKUP_BROKEN", path=str(path), why="; ".join(wrong[:_SHOWN]))
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        raise KnownError("BACKUP_BROKEN", path=str(path), why="no store")  # an empty file opens with any key
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _forget(fresh: Path) -> None:
    """Remove what a copy that was cut off has left, and the journal beside it."""
    for left in (fresh, fresh.with_name(fresh.name + "-journal")):
        with suppress(OSError):  # a place that is gone takes it along
            left.unlink(missing_ok=True)
