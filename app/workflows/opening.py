"""Opening the desk of a data folder: the key found, the log begun, the store opened and migrated where it is old.

A store that does not open is told with how it is damaged and which copy is good (`told`), and is left as it lies.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import logs, mark, vault, words
from app.errors import KnownError
from app.models import backup, replacing, seals
from app.models.migrating import forget_kept
from app.models.progress import Report
from app.models.store import FILE, open_store
from app.paths import state_home
from app.rules.calendar import DEFAULT_SCHEDULE, WorkingTime
from app.services import numbers
from app.services.centre import shipped_calendar
from app.services.desk import Desk
from app.workflows import backing_up, finding_copies

_EVERY = 2.0
"""Seconds between two words about a migration."""


def start_desk(home: Path, report: Report | None = None) -> Desk:
    """Open the desk in `home`; whoever asked closes its store. `report` is told how far a migration is.

    Raises KnownError STORE_MISSING (home), STORE_GONE (home, copy) where only the store itself is missing, and those of
    `vault.store_key`, `models.store.open_store`, `numbers.bind`; of them STORE_BROKEN as `told` has it.
    """
    if not lies(home):
        raise missing(home)
    # Before the store: what a migration did, or why it failed, belongs in the log.
    logs.start(home)
    replacing.finish(home, lambda: vault.promote(home))
    key = vault.store_key(home)
    try:
        return _opened(home, key, report)
    except KnownError as problem:
        raise told(home, key, problem) from None


def _opened(home: Path, key: bytes, report: Report | None) -> Desk:
    desk = Desk(open_store(home, key, report=report), marks=state_home())
    try:
        numbers.bind(desk)
        if not (home / vault.PRACTICE_KEY).exists():
            mark.keep_key(state_home(), home, key)
        forget_kept(home, desk.clock())
    except BaseException:
        desk.store.close()
        raise
    return desk


def told(home: Path, key: bytes, problem: KnownError) -> KnownError:
    """Return why the store in `home` does not open, so that somebody can act on it.

    Of a damaged one STORE_BROKEN has the facts of `seals.damage` and its newest good `copy`, None where there is none.
    A damaged first page looks like a wrong key; the key is none where it opened this store before, or a copy of it.
    """
    code = problem.code
    if code == "WRONG_KEY" and _is_own(home, key):
        code = "STORE_BROKEN"
    if code != "STORE_BROKEN":
        return problem
    try:
        facts = seals.damage(home / FILE, key)
    except OSError:
        facts = {}
    return KnownError("STORE_BROKEN", **facts, copy=_newest_good(home, key))


def _newest_good(home: Path, key: bytes) -> Path | None:
    found = finding_copies.find(finding_copies.own_places(home))
    return backing_up.newest_good((one.path for one in found), key)


def _is_own(home: Path, key: bytes) -> bool:
    if (home / vault.PRACTICE_KEY).exists() or mark.knows_key(state_home(), home, key):
        return True
    place = home / backup.FOLDER
    return any(seals.is_key_of(place / one.name, key) for one in backing_up.present(place)[-1:])


_LEFT = (f"{FILE}-wal", "motcua.aside-*.db", "motcua.before-*.db", f"{backup.FOLDER}/*.motcua")
"""What lies in a data folder only where a store was."""


def lies(home: Path) -> bool:
    """Tell whether a store lies in `home`, be it one that is about to take its place."""
    return (home / FILE).exists() or (home / replacing.NEXT).exists()


def missing(home: Path) -> KnownError:
    """Return what is said where there is no store: none was made here, or it is gone and what belonged to it is not."""
    if not any(found for left in _LEFT for found in home.glob(left)):
        return KnownError("STORE_MISSING", home=str(home))
    try:
        copy = _newest_good(home, vault.store_key(home))
    except KnownError:
        copy = None
    return KnownError("STORE_GONE", home=str(home), copy=copy)


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
