"""Reading the dossiers a report counts: one pass over their records, with what was true when the period ended.

Moments in records are text in local time with one offset, so they are compared as text; only what is printed is
turned into a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from app.errors import UserError
from app.models import journal
from app.models.store import driver
from app.rules.clock import iso
from app.rules.events import Kind
from app.rules.folding import Facts, fold_all
from app.rules.states import State

Progress = Callable[[int, int], None]
"""Told how many of how many dossiers are read; what it raises ends the work."""
STEP = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, as they stand at `now`. Moments are text, as records have them."""

    first: date
    last: date
    now: datetime
    start: str = field(init=False)
    """The first moment of the first day."""
    end: str = field(init=False)
    """What no moment of the last day comes after, and no moment of a later day before."""
    judged: str = field(init=False)
    """When what is still open is judged: at the end of the last day, or now while that has not come."""

    def __post_init__(self) -> None:
        """Raise UserError PERIOD_ORDER (first, last) for days in the wrong order."""
        if self.first > self.last:
            raise UserError("PERIOD_ORDER", field="to", first=self.first, last=self.last)
        # Kept, because every dossier is compared with them.
        object.__setattr__(self, "start", f"{self.first.isoformat()}T00")
        object.__setattr__(self, "end", f"{self.last.isoformat()}T24")
        object.__setattr__(self, "judged", min(self.end, iso(self.now)))

    def has(self, moment: str | None) -> bool:
        """Tell whether a moment lies in the period."""
        return moment is not None and self.start <= moment < self.end


class Read(NamedTuple):
    """One dossier as a report reads it: its row, where it stands with the province, its record."""

    n: int
    sync: str
    facts: Facts


def read(
    connection: Connection, where: str, values: dict[str, Any], progress: Progress | None = None
) -> Iterator[Read]:
    """Read the dossiers `where` (SQL of ours, on `d`) names, in the order that is quickest."""
    run = driver(connection).execute
    total = run(f"SELECT count(*) FROM dossier d WHERE {where}", values).fetchone()[0] if progress else 0
    rows = run(f"SELECT d.n, d.sync, d.facts FROM dossier d WHERE {where}", values)
    done = 0
    while part := rows.fetchmany(STEP):
        for n, sync, facts in part:
            yield Read(n, sync, orjson.loads(facts))
        done += len(part)
        if progress:
            progress(done, total)


def counts(facts: Facts) -> bool:
    """Tell whether a dossier counts at all: not when it was voided, nor when nothing was taken in at the door."""
    return facts["state"] != State.VOIDED and not facts["at_door"]


def finished(facts: Facts) -> str | None:
    """Return when the dossier was dealt with; one dated ahead of its own reception cannot end before it."""
    return max(facts["finished_at"], facts["received_at"]) if facts["finished_at"] else None


def stopped_clock(facts: Facts, moment: str) -> str:
    """Return the moment by which lateness is judged: `moment`, or when the clock was stopped and stands still.

    The citizen's time to bring a paper or to pay is not the officer's delay (DOMAIN §5; QĐ 766/QĐ-TTg subtracts it).
    Pauses that ended have moved the promise itself.
    """
    return min(moment, facts["paused_from"] or moment)


def overdue(facts: Facts, moment: str) -> bool:
    """Tell whether an open dossier's promise was broken by a moment, as the board tells it: to the minute."""
    return bool(facts["due_at"] < stopped_clock(facts, moment))


def at_end(connection: Connection, facts: Facts, period: Period) -> Facts:
    """Return the record of a dossier still open at the period's end as it was then.

    The promise and the count of supplement requests may have moved since; only then are its events replayed up to
    that end, which keeps the pass one over records. A correction counts from the beginning: it says what should have
    been said.
    """
    stops = [end for _, end in facts["pauses"]] + [facts["paused_from"] or ""]
    if period.judged < period.end or not (facts["extensions"] or max(stops) >= period.end):
        return facts
    always = (Kind.RECEIVED, Kind.CORRECTED)
    stored = journal.in_order(journal.history(connection, facts["id"]))
    then = fold_all(one.event for one in stored if one.event.at < period.end or one.event.kind in always)
    assert then is not None, "every dossier begins with its reception"
    return then
