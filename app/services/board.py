"""The day's board: how many dossiers ask for something now, which ones, and what each desk did today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.rules.calendar import Kind as DayKind
from app.rules.clock import day_bounds, iso, parse_moment
from app.rules.states import RUNNING, State
from app.services.closing import takings
from app.services.desk import Desk
from app.services.finding import Hit, listed

LISTS = ("due_today", "overdue", "ready", "supplement", "unprinted", "parked")
"""The board's six lists, in the order of its tiles."""

_RUNNING = ", ".join(f"'{state.value}'" for state in sorted(RUNNING))
_WHERE = {
    # A result that waits is due today as well: its citizen comes today.
    "due_today": f"d.state IN ({_RUNNING}, '{State.RESULT_READY.value}') AND d.due_at >= :now AND d.due_at < :tomorrow "
    "ORDER BY d.due_at",
    "overdue": f"d.state IN ({_RUNNING}) AND d.due_at < :now ORDER BY d.due_at",
    "ready": f"d.state = '{State.RESULT_READY.value}' ORDER BY d.due_at",
    "supplement": f"d.state IN ('{State.SUPPLEMENT_REQUESTED.value}', '{State.PAYMENT_REQUESTED.value}') "
    "ORDER BY d.due_at",
    "unprinted": f"d.printed = 0 AND d.desk = :desk AND d.state <> '{State.VOIDED.value}' ORDER BY d.received_at DESC",
    "parked": "d.sync = 'parked' ORDER BY d.received_at DESC",
}


@dataclass(frozen=True, slots=True)
class DeskDay:
    """What one desk did today; `collected` is in đồng."""

    desk: int
    received: int
    returned: int
    collected: int


@dataclass(frozen=True, slots=True)
class Board:
    """The counts of the six lists by name, each desk's day, and the next day off within a week, if any.

    `earliest` is the earliest promise in a list, `sample` one code of it: what a tile says beneath its figure.
    """

    at: datetime
    counts: dict[str, int]
    earliest: dict[str, datetime]
    sample: dict[str, str]
    desks: tuple[DeskDay, ...]
    notice: str | None


def board(desk: Desk) -> Board:
    """Return the board as of now."""
    now = desk.clock()
    with desk.store.read() as connection:
        own = desk.centre(connection).desk
        values = _values(now, own)
        counts, earliest, sample = dict[str, int](), dict[str, datetime](), dict[str, str]()
        for name, where in _WHERE.items():
            condition = "WHERE " + where.partition(" ORDER BY ")[0]
            row = connection.execute(
                text(f"SELECT count(*) AS times, min(due_at) AS due, max(code) AS code FROM dossier d {condition}"),
                values,
            ).one()
            counts[name] = row.times
            if row.times:
                earliest[name], sample[name] = parse_moment(row.due), row.code
        start, end = day_bounds(now.date())
        today = {"start": iso(start), "end": iso(end)}
        others = connection.execute(
            text("SELECT DISTINCT desk FROM dossier WHERE received_at >= :start AND received_at < :end"), today
        ).scalars()
        desks = tuple(_day(connection, number, today) for number in sorted({own, *others} - {0}))
        return Board(now, counts, earliest, sample, desks, _notice(desk, connection, now))


def hits(desk: Desk, name: str, limit: int = 500) -> list[Hit]:
    """Return the dossiers behind one count of the board, the most urgent first."""
    with desk.store.read() as connection:
        own = desk.centre(connection).desk
        return listed(desk, connection, _WHERE[name], _values(desk.clock(), own), limit)


def _values(now: datetime, own: int) -> dict[str, Any]:
    return {"now": iso(now), "tomorrow": iso(day_bounds(now.date())[1]), "desk": own}


def _day(connection: Any, number: int, today: dict[str, str]) -> DeskDay:
    rows = connection.execute(
        text(
            "SELECT kind, count(*) AS times FROM event WHERE desk = :desk AND at >= :start AND at < :end "
            "AND verdict <> 'refused' AND verdict <> 'settled' GROUP BY kind"
        ),
        {**today, "desk": number},
    )
    kinds = {row.kind: row.times for row in rows}
    return DeskDay(
        number, kinds.get("received", 0), kinds.get("returned", 0), sum(takings(connection, number, **today))
    )


def _notice(desk: Desk, connection: Any, now: datetime) -> str | None:
    """Return a sentence about the next exception of the calendar within a week."""
    for entry in desk.working(connection).calendar.entries:
        if 0 < (entry.date - now.date()).days <= 7:
            word = "nghỉ" if entry.kind is DayKind.OFF else "làm việc"
            return f"{entry.date:%d/%m} {word}: {entry.basis}. Hẹn trả đã tính ngày này."
    return None
