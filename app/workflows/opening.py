"""Opening the desk of a data folder: the key found, the log begun, the store opened and migrated where it is old."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import logs, vault, words
from app.errors import KnownError
from app.models import backup, replacing
from app.models.migrating import forget_kept
from app.models.progress import Report
from app.models.store import FILE, Store, open_store
from app.paths import state_home
from app.rules.calendar import DEFAULT_SCHEDULE, WorkingTime
from app.services import numbers
from app.services.centre import shipped_calendar
from app.services.desk import Desk

_EVERY = 2.0
"""Seconds between two words about a migration."""


def start_desk(home: Path, report: Report | None = None) -> Desk:
    """Open the desk in `home`; whoever asked closes its store. `report` is told how far a migration is.

    Raises KnownError STORE_MISSING (home) and those of `vault.store_key`, `models.store.open_store`, `numbers.bind`.
    """
    if not (home / FILE).exists():
        raise KnownError("STORE_MISSING", home=str(home))
    # Before the store: what a migration did, or why it failed, belongs in the log.
    logs.start(home)
    replacing.finish(home, lambda: vault.promote(home))
    desk = Desk(_opened(home, vault.store_key(home), report), marks=state_home())
    try:
        numbers.bind(desk)
        forget_kept(home, desk.clock())
    except BaseException:
        desk.store.close()
        raise
    return desk


def _opened(home: Path, key: bytes, report: Report | None) -> Store:
    """Open the store; a damaged first page is no wrong key, where the key has sealed another one or a copy."""
    try:
        return open_store(home, key, report=report)
    except KnownError as problem:
        known = (home / FILE, *sorted((home / backup.FOLDER).glob("*.motcua"), reverse=True)[:1])
        if problem.code == "WRONG_KEY" and any(backup.is_key_of(path, key) for path in known):
            raise KnownError("STORE_BROKEN") from None
        raise


@contextmanager
def open_desk(home: Path, *, clock_ok: bool = False) -> Iterator[Desk]:
    """Open the desk in `home`, and close it; `clock_ok` as in `Desk`. Raises as `start_desk` does.

    What takes longer than a moment before is told on stderr: this is how the command line opens.
    """
    desk = start_desk(home, _on_stderr())
    desk.clock_ok = clock_ok
    try:
        yield desk
    finally:
        desk.store.close()


def _on_stderr() -> Report:
    """Return what tells a migration on stderr, every two seconds and not at all when it is done by then."""
    said = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal said
        if sys.stderr and time.monotonic() - said >= _EVERY:  # none in a Windows program without a console
            said = time.monotonic()
            sys.stderr.write(words.migrating(done, total) + "\n")

    return tell


def working_time(home: Path) -> WorkingTime:
    """Return the working time of the centre in `home`; where there is none, the default week and shipped calendar.

    Raises as `start_desk` does, but for STORE_MISSING.
    """
    if not (home / FILE).exists():
        return WorkingTime(DEFAULT_SCHEDULE, shipped_calendar())
    with open_desk(home) as desk, desk.store.read() as connection:
        return desk.working(connection)
