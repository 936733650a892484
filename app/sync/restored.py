"""An old copy learns what it had said: a store that was put back fetches its own lost events before it says more.

The relay's answer to a pull names the desk's last event there. One this store does not know was written by the store
that was lost; it comes back with what it issued, and the desk's chain goes on after it (`enrol` does the same for a
replaced PC). With unsent events of its own on top of the old state the desk has spoken twice, and the round is cloned.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.models import setting
from app.models.store import Store
from app.sync.past import count_on, go_on
from app.sync.taking import Ordered, checked, take_in
from app.sync.transport import Transport


def bring_back(store: Store, transport: Transport, head: str | None) -> None:
    """Fetch this desk's own accepted events that the store lacks, and go on after `head`, its last event at the relay.

    Nothing is asked where the store knows that event. Raises SyncError as a pull does; what came before is kept, and
    the next round fetches the rest.
    """
    with store.read() as connection:
        own = setting.centre(connection)
        if head is None or head == own.inherited_head or _knows(connection, own.desk, head):
            return
        newest = text("SELECT coalesce(max(seq), 0) FROM event WHERE desk = :desk")
        cursor, more = int(connection.execute(newest, {"desk": own.desk}).scalar_one()), True
    while more:
        page = transport.pull(cursor, own=True)
        events: Ordered = [(seq, event) for seq, event in checked(page.events) if event.desk == own.desk]
        more, cursor = page.more and page.cursor > cursor, page.cursor
        with store.write() as connection:
            take_in(connection, events)
            count_on(connection, own.desk)
            if not more:
                transport.restored = True
                setting.put_centre(connection, go_on(connection, setting.centre(connection), head))


def _knows(connection: Connection, desk: int, head: str) -> bool:
    known = text("SELECT 1 FROM event WHERE desk = :desk AND hash = :head")
    return connection.execute(known, {"desk": desk, "head": head}).scalar() is not None
