"""Bringing what others did: accepted events after the cursor, checked, stored with the cursor in one transaction.

The cursor never runs ahead of the data, nor the data of the cursor, so a pull may be cut anywhere and repeated.
An event whose hash does not fit was altered on the way or at the relay: nothing of its page is stored and the
cursor stays, because stepping over it would hide it for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.errors import SyncError
from app.models import journal, setting
from app.models.store import Store
from app.rules.acts import Kind
from app.rules.events import Event
from app.rules.record import Broken
from app.sync.past import count_on
from app.sync.protocol import WireEvent
from app.sync.transport import Transport

_KINDS = frozenset(kind.value for kind in Kind)

KEEP = 50
"""Events stored in one transaction; see `push.KEEP`."""

Ordered = list[tuple[int | None, Event]]


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
        yield len(page.events)
        if not page.more:
            return


def take_in(connection: Connection, events: Ordered) -> None:
    """Store events the relay sent. Raises SyncError TOO_OLD (field) for one that says what this program cannot read."""
    try:
        journal.accept(connection, events)
    except Broken as broken:
        raise SyncError("TOO_OLD", field=broken.field) from None


def checked(wire: list[WireEvent]) -> Ordered:
    """Return events with their order, each of them whole.

    Raises SyncError REFUSED (why=HASH_WRONG) for an altered one, TOO_OLD for a kind this program does not know.
    """
    events: Ordered = []
    for item in wire:
        event = item.event()
        if event.expected_hash() != event.hash:
            raise SyncError("REFUSED", why="HASH_WRONG", event=event.id)
        if event.kind not in _KINDS:
            raise SyncError("TOO_OLD", kind=event.kind)
        events.append((item.seq, event))
    return events


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
