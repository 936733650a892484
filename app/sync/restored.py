"""An old copy learns what it had said: a store that was put back fetches its own lost events before it says more.

The relay's answer to a pull names the desk's last event there. One this store does not know was written by the store
that was lost; it comes back with what it issued, and the desk's chain goes on after it (`enrol` does the same for a
replaced PC). With unsent events of its own on top of the old state the desk has spoken twice, and the round is cloned.

From where it lacks events is noted before anything comes in, and kept until all are here: a dossier that others went on
with comes whole (`pull`), our newest events in it before the older ones, and a round may be cut after it.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, text

from app.models import setting
from app.models.store import Store
from app.sync.past import count_on
from app.sync.taking import Ordered, checked, take_in
from app.sync.transport import Transport

_AFTER = "lacks_own_after"
"""The setting that holds after which of the relay's numbers own events may be missing; null when none are."""


def notice(store: Store, head: str | None) -> None:
    """Note that this store is an old copy, where the relay's `head`, the desk's last event there, is not in it."""
    with store.read() as connection:
        own = setting.centre(connection)
        if head is None or head == own.inherited_head or _knows(connection, own.desk, head):
            return
        if setting.get(connection, _AFTER) is not None:
            return
    newest = text("SELECT coalesce(max(seq), 0) FROM event WHERE desk = :desk")
    with store.write() as connection:
        setting.put(connection, _AFTER, connection.execute(newest, {"desk": own.desk}).scalar_one())


def bring_back(store: Store, transport: Transport, head: str | None) -> None:
    """Fetch this desk's own accepted events that the store lacks, and go on after `head`, its last event at the relay.

    Nothing is asked where none were noticed to be missing. Raises SyncError as a pull does; what came before is kept,
    and the next round fetches the rest.
    """
    with store.read() as connection:
        cursor, more = setting.get(connection, _AFTER), True
    if cursor is None:
        return
    while more:
        page = transport.pull(cursor, own=True)
        with store.write() as connection:
            own = setting.centre(connection)
            events: Ordered = [(seq, event) for seq, event in checked(page.events) if event.desk == own.desk]
            take_in(connection, events)
            count_on(connection, own.desk)
            more, cursor = page.more and page.cursor > cursor, page.cursor
            # They are no row of the chain as it was written here: it goes on after the relay's last one.
            setting.put(connection, _AFTER, cursor if more else None)
            if not more:
                transport.restored = True
                newest = connection.execute(text("SELECT coalesce(max(n), 0) FROM event")).scalar_one()
                setting.put_centre(connection, replace(own, inherited_head=head, inherited_n=newest))


def _knows(connection: Connection, desk: int, head: str) -> bool:
    known = text("SELECT 1 FROM event WHERE desk = :desk AND hash = :head")
    return connection.execute(known, {"desk": desk, "head": head}).scalar() is not None
