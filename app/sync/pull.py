"""Bringing what others did: accepted events after the cursor, checked, stored with the cursor in one transaction.

The cursor never runs ahead of the data, nor the data of the cursor, so a pull may be cut anywhere and repeated.
An event whose hash does not fit was altered on the way or at the relay: nothing of its page is stored and the
cursor stays, because stepping over it would hide it for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from app.errors import SyncError
from app.models import setting
from app.models.store import Store
from app.rules.acts import Kind
from app.sync.past import count_on
from app.sync.restored import bring_back, notice
from app.sync.taking import Ordered, checked, take_in
from app.sync.transport import Transport

KEEP = 50
"""Events stored in one transaction; see `push.KEEP`."""


def pull(store: Store, transport: Transport) -> Iterator[int]:
    """Pull until the relay has no more, yielding after each page how many events it brought.

    Raises SyncError; REFUSED (why=HASH_WRONG) for an altered event.
    """
    while True:
        with store.read() as connection:
            link = setting.link(connection)
        cursor = link.cursor if link else 0
        page = transport.pull(cursor)
        if page.more and page.cursor <= cursor:
            raise SyncError("SERVER", why="CURSOR")
        events = checked(page.events)
        notice(store, page.head)
        lacking = _beginnings(store, transport, events)
        if lacking:
            with store.write() as connection:
                take_in(connection, lacking)
                count_on(connection, setting.centre(connection).desk)
        # A few at a time, each with its own place of the cursor: the counter writes in between.
        for start in range(0, len(events), KEEP):
            part = events[start : start + KEEP]
            with store.write() as connection:
                take_in(connection, part)
                setting.move_cursor(connection, part[-1][0] or cursor)
        with store.write() as connection:
            setting.move_cursor(connection, page.cursor)
        if not page.more:
            bring_back(store, transport, page.head)
        yield len(page.events)
        if not page.more:
            return


def _beginnings(store: Store, transport: Transport, events: Ordered) -> Ordered:
    """Fetch whole dossiers that others acted on and this store does not have: it was restored from a backup."""
    born = {event.dossier for _, event in events if event.kind == Kind.RECEIVED}
    asked = {event.dossier for _, event in events} - born
    with store.read() as connection:
        known = text("SELECT 1 FROM dossier WHERE id = :id")
        missing = [id_ for id_ in sorted(asked) if connection.execute(known, {"id": id_}).scalar() is None]
    whole: Ordered = []
    for id_ in missing:
        page = transport.dossier(id_)
        if page is None:
            raise SyncError("SERVER", why="UNKNOWN_DOSSIER")
        whole += checked(page.events)
    return whole
