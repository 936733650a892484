"""A generated year, and form 06a counted again from its events alone, by somebody who never saw the reports.

Written from the definition: the unit is the dossier; the day of reception and the day it was dealt with are local
days; what is open is judged at the end of the period or now; voided dossiers and those refused at the door count
nowhere. Every dossier is told by its own small machine over its events, not by `rules.folding`, and what was true at
the end of a period is read off that dossier's own timeline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from sqlalchemy import text

from app.rules.clock import VN
from app.services import practice
from app.services.desk import Desk

YEAR = 2026
NOON = datetime(YEAR, 12, 18, 11, 0, tzinfo=VN)
"""When the year is looked at: its last weeks are still under way."""

Cells = dict[tuple[str, str], set[str]]
"""The codes each cell counts, by field ("" for the total) and column."""


def generated(desk: Desk, count: int) -> None:
    """Fill the store with a year of this many dossiers, at a desk whose clock stands at `NOON`."""
    practice.generate(desk, count, seed=YEAR, start=date(YEAR, 1, 5), daily=-(-count // 250))


def periods() -> Iterator[tuple[date, date]]:
    """Yield the year, its quarters, its months and its last days."""
    yield date(YEAR, 1, 1), date(YEAR, 12, 31)
    for length in (3, 1):
        for month in range(1, 13, length):
            after = date(YEAR + (month + length > 12), (month + length - 1) % 12 + 1, 1)
            yield date(YEAR, month, 1), after - timedelta(days=1)
    yield NOON.date() - timedelta(days=4), NOON.date()


@dataclass
class Told:
    """One dossier as its events tell it; `promises` are (since, due, standing still since) in order."""

    code: str
    sector: str
    channel: str
    received: datetime
    counts: bool = True
    ended: datetime | None = None
    promises: list[tuple[datetime, datetime, datetime | None]] = field(default_factory=list)


def stories(desk: Desk) -> list[Told]:
    """Read every event of the store and tell its dossiers."""
    told: dict[str, Told] = {}
    with desk.store.read() as connection:
        for row in connection.execute(
            text("SELECT text_of(dossier) AS dossier, kind, at, plain(body) AS body, verdict FROM event ORDER BY n")
        ):
            assert row.verdict == "waiting", "a generated store has no province"
            body, at = orjson.loads(row.body), datetime.fromisoformat(row.at)
            if row.kind == "received":
                told[row.dossier] = _begun(body)
            else:
                _goes_on(told[row.dossier], row.kind, body, at)
    return list(told.values())


def _begun(body: dict[str, Any]) -> Told:
    received, due = (datetime.fromisoformat(body[name]) for name in ("received_at", "due_at"))
    return Told(body["code"], body["field"], body["channel"], received, promises=[(received, due, None)])


def _goes_on(story: Told, kind: str, body: dict[str, Any], at: datetime) -> None:
    _, due, still = story.promises[-1]
    if kind in ("result_ready", "refused", "withdrawn", "stopped"):
        story.ended = story.ended or at
        story.counts = story.counts and not body.get("at_door")
    elif kind == "voided":
        story.counts = False
    elif kind == "corrected" and "result" in body["changes"]:
        story.ended = None
    elif kind in ("supplement_requested", "payment_requested"):
        story.promises.append((at, due, at))
    elif kind in ("supplemented", "extended") or (kind == "paid" and still):
        runs_again = still if kind == "extended" else None
        story.promises.append((at, datetime.fromisoformat(body["due_at"]), runs_again))


def counted(told: list[Told], first: date, last: date, now: datetime) -> Cells:
    """Return form 06a from `first` to `last`."""
    cells: Cells = defaultdict(set)
    over = datetime.combine(last + timedelta(days=1), time(), VN)
    for story in told:
        for column in _columns(story, first, last, over, now):
            cells["", column].add(story.code)
            cells[story.sector, column].add(story.code)
    return cells


def _columns(story: Told, first: date, last: date, over: datetime, now: datetime) -> list[str]:
    came, went = story.received.date(), story.ended.date() if story.ended else date.max
    if not story.counts or came > last or went < first:
        return []
    if came < first:
        inflow = "received_before"
    else:
        inflow = {"online": "received_online", "counter": "received_direct", "post": "received_direct"}[story.channel]
    if story.ended and went <= last:
        _, due, still = story.promises[-1]
        days = ((still or story.ended).date() - due.date()).days
        return [inflow, "received", "resolved", "early" if days < 0 else "late" if days else "on_time"]
    _, due, still = [step for step in story.promises if step[0] < over or step is story.promises[0]][-1]
    broken = due < (still or min(now, over))
    return [inflow, "received", "pending", "overdue" if broken else "in_due"]
