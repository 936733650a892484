"""Taking in what the relay sends: each event whole. One this program cannot read sets its dossier aside (`journal`)."""

from __future__ import annotations

from app.errors import SyncError
from app.rules.events import Event
from app.sync.protocol import WireEvent

Ordered = list[tuple[int | None, Event]]
"""Events with their order at the relay; None for one of our own that it refused."""


def checked(wire: list[WireEvent]) -> Ordered:
    """Return events with their order, all of them whole. Raises SyncError REFUSED (why=HASH_WRONG) for another."""
    events: Ordered = []
    for item in wire:
        event = item.event()
        if event.expected_hash() != event.hash:
            raise SyncError("REFUSED", why="HASH_WRONG", event=event.id)
        events.append((item.seq, event))
    return events
