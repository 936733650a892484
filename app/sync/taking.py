"""Taking in what the relay sends: each event whole, of a kind and a shape this program reads."""

from __future__ import annotations

from sqlalchemy import Connection

from app.errors import SyncError
from app.models import journal
from app.rules.acts import Kind
from app.rules.events import Event
from app.rules.record import Broken
from app.sync.protocol import WireEvent

_KINDS = frozenset(kind.value for kind in Kind)
Ordered = list[tuple[int | None, Event]]
"""Events with their order at the relay; None for one of our own that it refused."""


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
