"""Builds everything once and hands it over; the only file that knows everyone (DESIGN §2).

The command line and the window both come through here: find the key, open the store, make the desk, and, where the
centre has a province, the line to it. Nothing else in the program constructs these, so a test that wants another
clock or another line passes it through the same door.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import logs, vault
from app.models.store import open_store
from app.services.desk import Desk


@contextmanager
def open_desk(home: Path) -> Iterator[Desk]:
    """Open the desk in `home`. Raises the KnownErrors of `vault.store_key` and `open_store`."""
    from app.models.store import FILE

    if not (home / FILE).exists():
        from app.errors import KnownError

        raise KnownError("STORE_MISSING", home=str(home))
    key = vault.store_key(home)
    store = open_store(home, key)
    logs.start(home)
    try:
        yield Desk(store)
    finally:
        store.close()
