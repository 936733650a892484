"""The end of the day at one desk: what was done, what is still open, and the sheet that says so.

Comparing with the province is the conversation's work (`app.sync.reconcile`), which leaves its outcome in the closing
table; this module counts, reads that outcome and fills the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from app.models import setting
from app.rules.clock import day_bounds, iso
from app.rules.closing import DayClosing, read_closing
from app.rules.vocabulary import Method
from app.services import blanks
from app.services.blanks import BlankDay
from app.services.desk import Desk
from app.services.finding import Hit, listed


@dataclass(frozen=True, slots=True)
class DayCount:
    """What this desk did on one day, in events; `cash` and `transfers` are fees less refunds, in đồng."""

    date: date
    received: int
    returned: int
    forwarded: int
    supplements: int
    ended: int
    corrected: int
    cash: int
    transfers: int
    events: int

    @property
    def collected(self) -> int:
        """Return all fees of the day, in đồng."""
        return self.cash + self.transfers


@dataclass(frozen=True, slots=True)
class DayState:
    """The day's counts, what is still open, and its last closing (None: not closed yet).

    `outdated` tells that something was done after that closing; `blanks` is None where none was used or spoiled.
    """

    count: DayCount
    unprinted: tuple[Hit, ...]
    parked: tuple[Hit, ...]
    waiting: int
    closing: DayClosing | None
    outdated: bool
    blanks: BlankDay | None


def day(desk: Desk, on: date) -> DayState:
    """Return how a day stands at this desk."""
    with desk.store.read() as connection:
        own = desk.centre(connection).desk
        count = _count(connection, own, on)
        start, end = (iso(moment) for moment in day_bounds(on))
        values = {"desk": own, "start": start, "end": end}
        unprinted = listed(
            desk,
            connection,
            "d.printed = 0 AND d.desk = :desk AND d.received_at >= :start AND d.received_at < :end "
            "AND d.state <> 'voided' ORDER BY d.received_at",
            values,
        )
        parked = listed(desk, connection, "d.sync = 'parked' ORDER BY d.received_at", {})
        waiting = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
        kept = connection.execute(
            text("SELECT last_event, data FROM closing WHERE date = :date"), {"date": on.isoformat()}
        ).one_or_none()
        last = connection.execute(
            text("SELECT max(n) FROM event WHERE desk = :desk AND at >= :start AND at < :end"), values
        ).scalar()
        told = blanks.day(desk, connection, on)
    return DayState(
        count=count,
        unprinted=tuple(unprinted),
        parked=tuple(parked),
        waiting=waiting,
        closing=read_closing(kept.data) if kept else None,
        outdated=bool(kept and last is not None and last > kept.last_event),
        blanks=told,
    )


def left_open(desk: Desk, before: date) -> date | None:
    """Return the earliest of the seven days before `before` on which this desk worked and which is not settled.

    Settled is signed by the province or, for a centre that has none, closed at the desk.
    """
    with desk.store.read() as connection:
        own = desk.centre(connection).desk
        alone = setting.link(connection) is None
        found = connection.execute(
            text(
                "SELECT min(substr(at, 1, 10)) FROM event WHERE desk = :desk AND at >= :since AND at < :until "
                "AND substr(at, 1, 10) NOT IN (SELECT date FROM closing WHERE signed OR :alone)"
            ),
            {
                "desk": own,
                "since": iso(day_bounds(before - timedelta(days=7))[0]),
                "until": iso(day_bounds(before)[0]),
                "alone": alone,
            },
        ).scalar()
    return date.fromisoformat(found) if found else None


def _count(connection: Connection, own: int, on: date) -> DayCount:
    start, end = (iso(moment) for moment in day_bounds(on))
    values = {"desk": own, "start": start, "end": end}
    kinds: dict[str, int] = {
        row.kind: row.times
        for row in connection.execute(
            text(
                "SELECT kind, count(*) AS times FROM event WHERE desk = :desk AND at >= :start AND at < :end "
                "GROUP BY kind"
            ),
            values,
        )
    }
    taken = takings(connection, own, start, end)
    return DayCount(
        date=on,
        received=kinds.get("received", 0),
        returned=kinds.get("returned", 0),
        forwarded=kinds.get("forwarded", 0),
        supplements=kinds.get("supplement_requested", 0),
        ended=sum(kinds.get(kind, 0) for kind in ("refused", "withdrawn", "stopped", "voided")),
        corrected=kinds.get("corrected", 0),
        cash=taken.cash,
        transfers=taken.transfers,
        events=sum(kinds.values()),
    )


class Takings(NamedTuple):
    """Fees taken less fees given back, in đồng: in notes, and by transfer."""

    cash: int
    transfers: int


def takings(connection: Connection, desk: int, start: str, end: str) -> Takings:
    """Return what a desk took between two moments, at reception and later.

    By events, so that the sheet and the province count the same.
    """
    rows = connection.execute(
        text(
            "SELECT coalesce(said ->> iif(kind = 'paid', 'method', 'pay_method'), 'cash') AS method, "
            "sum(said ->> iif(kind = 'paid', 'amount', 'fee')) AS amount "
            "FROM (SELECT kind, plain(body) AS said FROM event WHERE desk = :desk AND at >= :start AND at < :end "
            "AND kind IN ('paid', 'received')) WHERE kind = 'paid' OR said ->> 'fee_paid' GROUP BY 1"
        ),
        {"desk": desk, "start": start, "end": end},
    )
    sums = {row.method: row.amount or 0 for row in rows}
    return Takings(sums.get(Method.CASH, 0), sums.get(Method.TRANSFER, 0))
