"""Another store in the store's place: what was there is set aside, never deleted, and a kill anywhere is gone on from.

A store is its file and the log beside it, which must never be played into another file. So there is one moment that
decides: the new store, whole and on the disk, gets the name `NEXT`. From then on every start goes on to the end of it,
however often it is killed. The name what was there gets is made of `NEXT` alone, so that file and log stay together.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.errors import KnownError
from app.models.store import FILE
from app.paths import drop, put, settle
from app.rules.clock import VN, now

NEXT = "motcua.next"
_LOG, _SHARED = "-wal", "-shm"
_LOCKED_FROM, _LOCKED = 0x40000002, 510
"""Where SQLite locks a file that is open anywhere (its file format, "the locking-byte page"): the shared locks."""


def decide(home: Path, fresh: Path) -> None:
    """Have a store take the place of the one in `home`: from here on it happens. Raises KnownError DISK (why)."""
    try:
        settle(fresh)
        put(fresh, home / NEXT)
        settle(home)
    except OSError as problem:
        raise KnownError("DISK", why=problem.strerror) from None


def finish(home: Path, before: Callable[[], object] = lambda: None) -> Path | None:
    """Go on with what was decided; return where the store that was there lies now, None where there was none.

    `before` is called when nothing of the old store is in the way any more, each time this is begun again: it sees to
    the key. Raises KnownError STORE_BUSY where another program has the old store open, DISK (why), and what it raises.
    """
    fresh, place = home / NEXT, home / FILE
    if not fresh.exists():
        return None
    if in_use(place):
        raise KnownError("STORE_BUSY")
    try:
        aside = _set_aside(home, datetime.fromtimestamp(fresh.stat().st_mtime, VN))
        before()
        put(fresh, place)
        settle(home)
    except OSError as problem:
        raise KnownError("DISK", why=problem.strerror) from None
    return aside if aside.exists() else None


def set_aside(home: Path) -> Path | None:
    """Take the store in `home`, which does not open, out of the way, so that another one can be made; return where it
    lies then, None where there was none. Raises KnownError STORE_BUSY, DISK (why).
    """
    place = home / FILE
    if in_use(place):
        raise KnownError("STORE_BUSY")
    try:
        aside = _set_aside(home, now())
        drop(place)
        settle(home)
    except OSError as problem:
        raise KnownError("DISK", why=problem.strerror) from None
    return aside if aside.exists() else None


def _set_aside(home: Path, made: datetime) -> Path:
    place, aside = home / FILE, home / f"motcua.aside-{made:%Y%m%d-%H%M%S}.db"
    if place.exists():
        _also_called(place, aside)
    if (log := place.with_name(FILE + _LOG)).exists():
        put(log, aside.with_name(aside.name + _LOG))
    drop(place.with_name(FILE + _SHARED))
    settle(home)
    return aside


def _also_called(path: Path, name: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no second names: the first is never without a file."""
    if name.exists():
        return
    try:
        os.link(path, name)
    except OSError:
        fresh = name.with_suffix(".new")
        shutil.copyfile(path, fresh)
        settle(fresh)
        put(fresh, name)


def in_use(path: Path) -> bool:
    """Tell whether another program has a store open. On Windows nobody is asked: a file that is open keeps its name.

    Never called by a program that has it open itself: closing the file would take its own locks off.
    """
    try:
        import fcntl
    except ImportError:
        return False
    try:
        with path.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED, _LOCKED_FROM)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
