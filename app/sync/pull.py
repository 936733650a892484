"""Bringing what others did: accepted events after the cursor, checked, stored with the cursor in one transaction.

The cursor never runs ahead of the data, nor the data of the cursor, so a pull may be cut anywhere and repeated.
An event whose hash does not fit was altered on the way or at the relay: it is kept by its hash alone and asked for
again in each round (`taking`). At the end both must have one log (`agreeing`); where
they do not, they go back to where they had, what is to be sent again is sent, and the pull begins anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy import text

from app.errors import SyncError
from app.models import chain, event_rows, journal, setting
from app.models.store import Store
from app.rules.acts import Kind
from app.sync.agreeing import agree_again, count_up
from app.sync.past import come_back
from app.sync.push import push
from app.sync.restored import bring_back, make_room
from app.sync.taking import Ordered, checked
from app.sync.transport import Transport

log = logging.getLogger(__name__)
ASKED = 20
"""Dossiers asked after in one round while another desk has not come back."""
KEEP = 50
"""Events stored in one transaction; see `push.KEEP`."""


def pull(store: Store, transport: Transport) -> Iterator[int]:
    """Pull until the relay has no more, yielding after each page how many events it brought.

    Raises SyncError; REFUSED (why=HASH_WRONG) for an altered event of this desk's own, LOG where going back to what
    both hold alike did not bring them together.
    """
    try:
        yield from _pull(store, transport)
    except SyncError as problem:
        if problem.code != "LOG":
            raise
        log.warning("the relay holds something else than this desk; going back to where they agreed")
        agree_again(store, transport)
        for _ in push(store, transport):
            pass
        yield from _pull(store, transport)


def _pull(store: Store, transport: Transport) -> Iterator[int]:
    sent_again = False
    while True:
        with store.read() as connection:
            link, own = setting.link(connection), setting.centre(connection).desk
        if link is None:
            return
        cursor = link.cursor
        page = transport.pull(cursor, n=link.log_n, log=link.log)
        if page.more and page.cursor <= cursor:
            raise SyncError("SERVER", why="CURSOR")
        events = checked(page.events, own)
        # Before anything of others comes in: with a whole dossier of it would come own events that hide older ones.
        bring_back(store, transport, page.head)
        lacking = _beginnings(store, transport, events, own)
        if lacking:
            make_room(store, transport, lacking)
            with store.write() as connection:
                come_back(connection, setting.centre(connection), lacking)
        # A few at a time, each with its own place of the cursor: the counter writes in between.
        for start in range(0, len(events), KEEP):
            part = events[start : start + KEEP]
            with store.write() as connection:
                journal.accept(connection, part)
                setting.move_cursor(connection, part[-1][0] or cursor)
        if page.cursor > cursor:
            with store.write() as connection:
                setting.move_cursor(connection, page.cursor)
        if not page.more and not sent_again and _send_lost(store, page.head):
            # What it refused is in no log: a relay that has lost nothing else is known by the desk's last event there.
            for _ in push(store, transport):
                pass
            sent_again = True
            continue
        if not page.more:
            count_up(store, transport, page.cursor, page.log)
            _ask_again(store, transport, own)
        yield len(page.events)
        if not page.more:
            return


def _send_lost(store: Store, head: str | None) -> bool:
    """Put what this desk had sent and the relay has not into the outbox; tell whether there was anything.

    It is what comes after `head`, its last event there.
    """
    with store.read() as connection:
        desk = setting.centre(connection).desk
        if not chain.ends_before(connection, desk, head):
            return False
    with store.write() as connection:
        centre = setting.centre(connection)
        return chain.ends_before(connection, centre.desk, head) and chain.send_from(connection, centre, head)


def _ask_again(store: Store, transport: Transport, own: int) -> None:
    """Ask after what a relay may have by now: events of other desks it had lost when it was put back, and altered ones.

    Those of others were sent again and may have been refused; altered ones may be there as they were.
    """
    with store.read() as connection:
        lost, altered = chain.others_lost(connection, own), event_rows.unsaid(connection, ASKED)
        link = setting.link(connection)
    # Another part of them each time something has come: one desk that stays away must not hide the others'.
    first = link.cursor % len(lost) if link and lost else 0
    for id_ in (lost[first:] + lost[:first])[:ASKED]:
        page = transport.dossier(id_)
        if page is not None and page.refused:
            with store.write() as connection:
                chain.refused_elsewhere(connection, id_, own, page.refused)
    for number in altered:
        page = transport.pull(number - 1, own=True, limit=1)
        with store.write() as connection:
            journal.accept(connection, checked(page.events, own))


def _beginnings(store: Store, transport: Transport, events: Ordered, own: int) -> Ordered:
    """Fetch whole dossiers that others acted on and this store does not have: it was restored from a backup."""
    born = {event.dossier for _, event in events if event.kind == Kind.RECEIVED}
    asked = {event.dossier for _, event in events} - born
    if not asked:
        return []
    with store.read() as connection:
        known = text("SELECT 1 FROM event WHERE dossier = key(:id) AND kind = 'received' LIMIT 1")
        missing = [id_ for id_ in sorted(asked) if connection.execute(known, {"id": id_}).scalar() is None]
    whole: Ordered = []
    for id_ in missing:
        page = transport.dossier(id_)
        if page is None:
            raise SyncError("SERVER", why="UNKNOWN_DOSSIER")
        whole += checked(page.events, own)
    return whole
