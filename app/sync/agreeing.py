"""The agency's log at the desk: what the relay has accepted, all of it and in its order, as one hash.

After each pull the desk goes through the numbers it has not counted yet and moves its log on (`rules.events.next_log`);
the relay's own must say the same there. Where it does not, the relay was put back to an older state, or one of the two
holds something else. They then look for the last number at which they agreed, halving, and the desk forgets what the
relay had said after it: its own events wait to be sent again, those of others until they have sent theirs.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from sqlalchemy import Connection

from app.errors import SyncError
from app.models import chain, event_rows, journal, setting
from app.models.setting import ProvinceLink
from app.models.store import Store
from app.rules.events import LOG_START, count_log
from app.sync.restored import make_room
from app.sync.taking import checked
from app.sync.transport import Transport


def count_up(store: Store, transport: Transport, upto: int, log: str | None) -> None:
    """Move this store's log on to number `upto`, where the relay's says `log`; None for a relay that has none.

    A number this store lacks is fetched: the answer to an event of its own was lost. Raises SyncError LOG where the
    two do not agree, or a number stays missing.
    """
    if log is None:
        return
    link = _counted(store, upto)
    if link.log_n < upto:
        _fetch(store, transport)
        link = _counted(store, upto)
        if link.log_n < upto:
            raise SyncError("LOG", why="GAP")
    if (link.log_n, link.log) != (upto, log):
        raise SyncError("LOG", last=upto)


def agree_again(store: Store, transport: Transport) -> None:
    """Find the last number at which this store and the relay agree, and forget what the relay had said after it."""
    with store.read() as connection:
        accepted = event_rows.accepted(connection, 0, _link(connection).cursor)
        logs = [LOG_START, *(log for _, log in count_log(0, LOG_START, accepted))]
    same, differs = 0, min(len(logs) - 1, transport.log(0).last) + 1
    while differs - same > 1:
        middle = (same + differs) // 2
        if transport.log(middle).log == logs[middle]:
            same = middle
        else:
            differs = middle
    with store.write() as connection:
        chain.take_back(connection, same, setting.centre(connection).desk)
        setting.put_link(connection, replace(_link(connection), cursor=same, log_n=same, log=logs[same]))


def _counted(store: Store, upto: int) -> ProvinceLink:
    """Move the log on as far as the numbers go without a gap, at most to `upto`; return where it stands."""
    with store.read() as connection:
        link = _link(connection)
    if link.log_n >= upto:
        return link
    with store.write() as connection:
        link = _link(connection)
        accepted = event_rows.accepted(connection, link.log_n, upto)
        for n, log in deque(count_log(link.log_n, link.log, accepted), maxlen=1):
            link = replace(link, log_n=n, log=log)
            setting.put_link(connection, link)
    return link


def _fetch(store: Store, transport: Transport) -> None:
    """Take in everything accepted after the last counted number, this desk's own too."""
    with store.read() as connection:
        cursor, more, own = _link(connection).log_n, True, setting.centre(connection).desk
    while more:
        page = transport.pull(cursor, own=True)
        more, cursor = page.more and page.cursor > cursor, page.cursor
        events = checked(page.events, own)
        make_room(store, transport, events)
        with store.write() as connection:
            journal.accept(connection, events)


def _link(connection: Connection) -> ProvinceLink:
    link = setting.link(connection)
    if link is None:
        raise SyncError("AUTH")
    return link
