"""An old copy learns what it had said: a store that was put back fetches its own lost events, and goes on after them.

The relay's answer to a pull names the desk's last event there. One this store does not know was written by the store
that was lost; it comes back with what it issued, and the desk's chain goes on after it (`enrol` does the same for a
replaced PC).

An old copy that wrote before it knew has events of its own that follow the same event as the lost ones, which the relay
calls cloned. They are said again after what was lost, under the numbers that are on paper; one whose number the lost
store had issued too is refused and parked, for an officer to decide. With it the desk's token is traded for another
one: were this no old copy but a second PC, the other one is shut out from then on, and comes back with an invitation.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import Connection

from app.errors import SyncError
from app.models import chain, event_rows, setting
from app.models.setting import CentreRecord
from app.models.store import Store
from app.sync.keys import held, public
from app.sync.past import come_back, go_on, knows
from app.sync.protocol import Trade
from app.sync.taking import Ordered, checked
from app.sync.transport import Transport


def bring_back(store: Store, transport: Transport, head: str | None) -> None:
    """Fetch this desk's own accepted events that the store lacks, and go on after `head`, its last event at the relay.

    Nothing is asked where the store knows that event. Raises SyncError as a pull does; nothing of it is kept then.
    """
    with store.read() as connection:
        own = setting.centre(connection)
        if knows(connection, own, head):
            return
        unsent = event_rows.waiting(connection, 1)
    if unsent:
        say_again(store, transport)
        return
    lost, after, _ = _lost(store, transport)
    with store.write() as connection:
        take_in(connection, setting.centre(connection), lost, head, after)
    transport.restored = True


def say_again(store: Store, transport: Transport) -> None:
    """Make this store the desk's: a new token, what was lost, and after it what this store has not sent.

    Raises SyncError as a pull does, and CLONED where a relay of 0.3.0 or before cannot give what was lost; the next
    round goes on where it ended.
    """
    if transport.protocol < 2:
        raise SyncError("CLONED")
    trade(store, transport)
    lost, after, head = _lost(store, transport)
    with store.write() as connection:
        take_in(connection, setting.centre(connection), lost, head, after)
    transport.restored = True


def make_room(store: Store, transport: Transport, events: Ordered) -> None:
    """Have nothing of this store stand where `events` of its own do at the relay: it is said again after them."""
    with store.read() as connection:
        taken = chain.taken(connection, setting.centre(connection).desk, [event for _, event in events])
    if taken:
        say_again(store, transport)


def trade(store: Store, transport: Transport) -> None:
    """Trade this desk's token for another one, and show that from now on; its keys go with the asking."""
    traded = transport.trade(Trade(nonce=secrets.token_urlsafe(24), keys=public(held(store))))
    with store.write() as connection:
        link = setting.link(connection)
        if link is not None:
            setting.put_link(connection, replace(link, token=traded.token, recipient=traded.recipient))
            setting.put(connection, setting.RESTORED, None)
    transport.show(traded.token)


def _lost(store: Store, transport: Transport) -> tuple[Ordered, int, str | None]:
    """Fetch this desk's accepted events after all it has counted, its number, and the hash of its last event there."""
    with store.read() as connection:
        desk, link = setting.centre(connection).desk, setting.link(connection)
    after = cursor = link.log_n if link else 0
    lost, more = Ordered(), True
    while more:
        page = transport.pull(cursor, own=True)
        lost += [(seq, event) for seq, event in checked(page.events, desk) if event.desk == desk]
        more, cursor = page.more and page.cursor > cursor, page.cursor
    return lost, after, page.head


def take_in(connection: Connection, centre: CentreRecord, lost: Ordered, head: str | None, after: int) -> CentreRecord:
    """Store what was lost, with what it issued, and say after it what stood in its place and what was not sent.

    `lost` has every event of this desk that the relay has accepted after its number `after`. The chain goes on after
    `head`; the centre, which says so, is stored and returned.
    """
    again = chain.set_back(connection, centre.desk)
    own = [event for _, event in lost if event.desk == centre.desk]
    again |= chain.step_aside(connection, centre.desk, own, head, after)
    come_back(connection, centre, lost)
    # What came in had its number at the relay from something of this desk that the relay has lost.
    again |= chain.set_back(connection, centre.desk)
    centre = go_on(connection, centre, head)
    setting.put_centre(connection, centre)
    chain.say_again(connection, centre.author(), [again[n] for n in sorted(again)])
    return centre
