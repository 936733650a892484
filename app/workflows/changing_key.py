"""Another key for a store: the one a recovery paper gives, from the moment that paper was typed back.

The store is written out anew under the new key and takes the old one's place as a restored copy does (`replacing`), so
a kill leaves the old store with the old key or the new one with the new. The copies under the old key go with the next
one that is made (`backing_up`). Scans stay as they are: the store keeps what opened them; those of before could be read
by whoever had the old paper, those kept from now on cannot.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from app import vault
from app.errors import KnownError
from app.models import files, migrating, replacing, setting
from app.models.progress import Report
from app.models.setting import RecoveryPaper
from app.models.store import FILE, Store
from app.rules import clock, recovery_key
from app.workflows.opening import open_desk, start_desk
from app.workflows.scratch import empty_folder

_SCRATCH = "rekeying"
_ROOM = 1.1


def new_secret() -> bytes:
    """Return the secret of a new recovery paper."""
    return secrets.token_bytes(recovery_key.BYTES)


def paper_of(home: Path) -> RecoveryPaper | None:
    """Return which recovery paper opens the store in `home`, None where it has none. Raises as `start_desk`."""
    with open_desk(home) as desk, desk.store.read() as connection:
        return setting.recovery_paper(connection)


def change(home: Path, secret: bytes, report: Report | None = None) -> RecoveryPaper:
    """Give the store in `home` the key of a recovery paper; return the paper. Whoever asks has typed it back.

    No program may have the store open. Raises KnownError STORE_BUSY, RESTORE_SPACE (needed, free: bytes), PRACTICE_HOME
    where it is a practice centre, and those of `start_desk`, `replacing` and `vault.prepare`.
    """
    if (home / vault.PRACTICE_KEY).exists():
        raise KnownError("PRACTICE_HOME")
    key, paper = recovery_key.store_key(secret), RecoveryPaper(recovery_key.paper(secret), clock.iso(clock.now()))
    desk = start_desk(home, report)
    try:
        _write_anew(home, desk.store, key, paper)
    finally:
        desk.store.close()
    if replacing.in_use(home / FILE):
        shutil.rmtree(home / _SCRATCH, ignore_errors=True)
        raise KnownError("STORE_BUSY")
    vault.prepare(home, key)
    replacing.decide(home, home / _SCRATCH / FILE)
    shutil.rmtree(home / _SCRATCH, ignore_errors=True)
    aside = replacing.finish(home, lambda: vault.promote(home))
    if aside is not None:
        # The same store, under the key that is void from now on.
        migrating.remove(aside)
    return paper


def _write_anew(home: Path, store: Store, key: bytes, paper: RecoveryPaper) -> None:
    """Write a store out under another key, in a folder of its own, with what it must know of its former one."""
    scratch = home / _SCRATCH
    try:
        store.export(empty_folder(scratch, store.path, _ROOM, "RESTORE_SPACE") / FILE, key)
    except OSError as problem:
        raise KnownError("DISK", why=problem.strerror) from None
    fresh = Store(scratch / FILE, key)
    try:
        with fresh.write() as connection:
            files.keep_former_key(connection, store.key)
            setting.put_recovery_paper(connection, paper)
    finally:
        fresh.close()
    migrating.check(scratch / FILE, key)
