"""Builds everything once and hands it over; the only file that knows everyone (DESIGN §2).

The command line and the window both come through here: find the key, open the store, make the desk and, where the
centre has a province, the line to it. Nobody else in the program constructs these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from app import logs, vault
from app.errors import KnownError
from app.models import setting
from app.models.store import FILE, open_store
from app.services import centre
from app.services.desk import Desk


@contextmanager
def open_desk(home: Path) -> Iterator[Desk]:
    """Open the desk in `home`, and close it.

    Raises KnownError STORE_MISSING and those of `vault.store_key` and `open_store`.
    """
    desk = start_desk(home)
    try:
        yield desk
    finally:
        desk.store.close()


def start_desk(home: Path) -> Desk:
    """Open the desk in `home`; whoever asked closes its store. Raises as `open_desk` does."""
    if not (home / FILE).exists():
        raise KnownError("STORE_MISSING", home=str(home))
    store = open_store(home, vault.store_key(home))
    logs.start(home)
    return Desk(store)


def enrol(home: Path, url: str, code: str, officer: str) -> dict[str, Any]:
    """Join a province with the store in `home`, or with a new one; return the desk's place.

    The key is found before the code is used up. Raises what `sync.enrol`, `vault` and the store raise; a store made
    here does not stay behind when joining fails.
    """
    from app.sync import enrol as joining

    key = vault.store_key(home, create=True)
    made = not (home / FILE).exists()
    joined = joining.ask(url, code, officer)
    place = joined.place
    if made:
        record = centre.describe(
            agency=place.agency,
            commune=place.commune,
            name=place.name,
            desk=place.desk,
            officer=officer,
            first=place.first,
            last=place.last,
        )
        store = centre.create(home, key, record)
    else:
        store = open_store(home, key)
    try:
        kept = joining.keep(store, joined, officer)
    except BaseException:
        store.close()
        if made:
            centre.remove(home)
        raise
    store.close()
    return {
        "agency": kept.agency,
        "commune": kept.commune,
        "name": kept.name,
        "desk": kept.desk,
        "first": kept.first,
        "last": kept.last,
    }


def sync_now(desk: Desk) -> dict[str, Any]:
    """Send and fetch once; the result as `motcua sync --json` prints it. Raises UserError NOT_ENROLLED."""
    from app.errors import UserError
    from app.sync.once import sync_once
    from app.sync.transport import Transport

    with desk.store.read() as connection:
        link = setting.link(connection)
    if link is None:
        raise UserError("NOT_ENROLLED")
    with Transport.of(link) as transport:
        return sync_once(desk.store, transport, desk.clock()).as_json()


def close_day(desk: Desk, on: date) -> dict[str, Any]:
    """Close a day with the province, or without one; the result as `motcua close-day --json` prints it."""
    from app.sync import reconcile
    from app.sync.transport import Transport

    with desk.store.read() as connection:
        link = setting.link(connection)
    if link is None:
        return reconcile.close_day(desk.store, None, on, desk.clock()).as_json()
    with Transport.of(link) as transport:
        return reconcile.close_day(desk.store, transport, on, desk.clock()).as_json()
