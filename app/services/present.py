"""The present as a desk may write it: the clock of its PC, held against the newest moment this desk has written.

A PC whose battery is flat starts years back, and a mistyped year puts a wrong day on every receipt; so a clock more
than five minutes before that moment, or more than three days after it, is asked about once, with both moments named.
Who answers that it is right writes on, and what is written then is the newest moment: after a long holiday there is one
question and no second. A practice centre is not asked; its days are invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import setting
from app.rules.clock import iso, parse_moment
from app.services.desk import Desk

BACK, AHEAD = timedelta(minutes=5), timedelta(days=3)
_NAME = "newest_moment"


def present(desk: Desk, connection: Connection) -> datetime:
    """Return the moment an event may say, local time, and keep it as the newest, in the caller's transaction.

    Raises UserError CLOCK_BACK or CLOCK_AHEAD (now, newest), unless somebody answered for the clock (`Desk.clock_ok`).
    """
    now = desk.clock()
    if desk.centre(connection).kind == "practice":
        return now
    newest = None if desk.clock_ok else _newest(desk, connection)
    if newest is not None and now < newest - BACK:
        raise UserError("CLOCK_BACK", now=now, newest=newest)
    if newest is not None and now > newest + AHEAD:
        raise UserError("CLOCK_AHEAD", now=now, newest=newest)
    if newest is None or now > newest:
        setting.put(connection, _NAME, iso(now))
    return now


def _newest(desk: Desk, connection: Connection) -> datetime | None:
    """Return the newest moment, in a store of 0.3.0 or before its last event's; None where nothing was written."""
    kept = setting.get(connection, _NAME)
    if kept is None:
        # The plus keeps SQLite from the index on desk, by which it would sort every event before taking the newest.
        last = text("SELECT at FROM event WHERE +desk = :desk ORDER BY n DESC LIMIT 1")
        kept = connection.execute(last, {"desk": desk.centre(connection).desk}).scalar()
    return parse_moment(kept) if kept else None
