"""Taking in what the relay sends: each event whole, or known to be altered.

An altered one must not hide what comes after it, nor be believed. It is kept by its hash alone (`rules.events.unsaid`),
so that the agency's log can be counted, and its dossier is set aside (`journal`); so is one this program cannot read.
One of this desk's own is not taken: which numbers it had issued would be anybody's guess.
"""

from __future__ import annotations

from app.errors import SyncError
from app.rules.events import Event, unsaid
from app.sync.protocol import WireEvent

Ordered = list[tuple[int | None, Event]]
"""Events with their order at the relay; None for one of our own that it refused."""


def checked(wire: list[WireEvent], own: int) -> Ordered:
    """Return events with their order. Raises SyncError REFUSED (why=HASH_WRONG) for an altered one of desk `own`."""
    events: Ordered = []
    for item in wire:
        event = item.event()
        if event.expected_hash() != event.hash:
            if event.desk == own:
                raise SyncError("REFUSED", why="HASH_WRONG", event=event.id)
            event = unsaid(event)
        events.append((item.seq, event))
    return events
