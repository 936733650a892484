"""The operator's orders to refuse an event, so that a desk's chain goes on past one the relay fails on.

Of such an event the relay holds nothing: the failing request left no trace. What is kept is the order; when the desk
sends the event again it is stored as refused without being judged, and the order is gone. Its reason goes to the
desk as the verdict's facts, under `by_hand`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.errors import UserError
from app.province import enrolment, tables
from app.province.store import among, listed
from app.rules.clock import iso, now
from app.rules.text import nfc
from app.sync.protocol import ID, Verdict

_table = tables.refusal_order
_THESE = (_table.c.agency == bindparam("of"), among(_table.c.event, "wanted"))
_ORDERED = select(_table.c.event, _table.c.reason).where(*_THESE)
_DONE = delete(_table).where(*_THESE)


def order(tx: Connection, agency: str, event: str, reason: str) -> dict[str, Any]:
    """Order an agency's event to be refused when it comes; return {agency, event, reason, at}.

    The event need not have been seen. A second order replaces the first. Raises UserError AGENCY_UNKNOWN, EVENT_FORMAT
    (text), REFUSAL_REASON, EVENT_ACCEPTED (event), EVENT_NOT_ACCEPTED (event: it is refused already).
    """
    event, reason = event.strip().lower(), nfc(" ".join(reason.split()))
    if not re.fullmatch(ID, event):
        raise UserError("EVENT_FORMAT", field="event", text=event)
    if not reason:
        raise UserError("REFUSAL_REASON", field="reason")
    enrolment.the_province(tx, agency)  # which also keeps the agency's desks from sending meanwhile
    events = tables.event.c
    verdict = tx.scalar(select(events.verdict).where(events.agency == agency, events.id == event))
    if verdict is not None:
        accepted = verdict == Verdict.ACCEPTED.value
        raise UserError("EVENT_ACCEPTED" if accepted else "EVENT_NOT_ACCEPTED", field="event", event=event)
    values = {"agency": agency, "event": event, "reason": reason, "at": iso(now())}
    done(tx, agency, [event])
    tx.execute(insert(_table).values(**values))
    return values


def ordered(tx: Connection, agency: str, events: Iterable[str]) -> dict[str, str]:
    """Return which of these events are to be refused by hand, each with the operator's reason."""
    return {row.event: row.reason for row in tx.execute(_ORDERED, {"of": agency, "wanted": listed(events)})}


def done(tx: Connection, agency: str, events: Iterable[str]) -> None:
    """Forget orders: their events are stored now."""
    tx.execute(_DONE, {"of": agency, "wanted": listed(events)})


def waiting(tx: Connection, agency: str) -> list[str]:
    """Return the events an agency's desks have not sent since they were ordered to be refused, oldest order first."""
    query = select(_table.c.event).where(_table.c.agency == agency).order_by(_table.c.at, _table.c.event)
    return list(tx.scalars(query))
