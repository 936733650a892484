"""Reading the dossiers a report counts: one pass over their records, with what was true when the period ended.

The store is asked by its columns, which are text that sorts as time does; records are compared by their moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.errors import UserError
from app.models import event_rows, projection
from app.models.engine import driver
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.folding import fold_all
from app.rules.record import Record, moment
from app.rules.states import State
from app.rules.vocabulary import Sync

Progress = Callable[[int, int], None]
"""Told how many of how many dossiers are read; what it raises ends the work."""
STEP = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, as they stand at `now`."""

    first: date
    last: date
    now: datetime
    start: datetime = field(init=False)
    """The first moment of the first day."""
    end: datetime = field(init=False)
    """The first moment after the last day."""
    judged: datetime = field(init=False)
    """When what is still open is judged: at the end of the last day, or now while that has not come."""

    def __post_init__(self) -> None:
        """Raise UserError PERIOD_ORDER (first, last) for days in the wrong order."""
        if self.first > self.last:
            raise UserError("PERIOD_ORDER", field="to", first=self.first, last=self.last)
        # Kept, because every dossier is compared with them.
        object.__setattr__(self, "start", _midnight(self.first))
        object.__setattr__(self, "end", _midnight(self.last) + timedelta(days=1) if self.last < date.max else _NEVER)
        object.__setattr__(self, "judged", min(self.end, self.now))

    @property
    def bounds(self) -> dict[str, str]:
        """Return what the columns of the store are compared with, as `start` and `end`: text that sorts as time."""
        return {"start": f"{self.first.isoformat()}T00", "end": f"{self.last.isoformat()}T24"}

    def has(self, moment: datetime | None) -> bool:
        """Tell whether a moment lies in the period."""
        return moment is not None and self.start <= moment < self.end


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VN)


_NEVER = datetime.max.replace(tzinfo=VN)


class Read(NamedTuple):
    """One dossier as a report reads it: its row, where it stands with the province, its record."""

    n: int
    sync: Sync
    record: Record


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
            yield Read(n, Sync(sync), projection.record_of(facts))
        done += len(part)
        if progress:
            progress(done, total)


def counts(record: Record) -> bool:
    """Tell whether a dossier counts at all: not when it was voided, nor when nothing was taken in at the door."""
    return record.state is not State.VOIDED and not record.at_door


def finished(record: Record) -> datetime | None:
    """Return when the dossier was dealt with; one dated ahead of its own reception cannot end before it."""
    return max(record.finished_at, record.received_at) if record.finished_at else None


def stopped_clock(record: Record, moment: datetime) -> datetime:
    """Return the moment by which lateness is judged: `moment`, or when the clock was stopped and stands still.

    The citizen's time to bring a paper or to pay is not the officer's delay (DOMAIN §5; QĐ 766/QĐ-TTg subtracts it).
    Pauses that ended have moved the promise itself.
    """
    return min(moment, record.paused_from or moment)


def overdue(record: Record, moment: datetime) -> bool:
    """Tell whether an open dossier's promise was broken by a moment, as the board tells it: to the minute."""
    return record.due_at < stopped_clock(record, moment)


def at_end(connection: Connection, record: Record, period: Period) -> Record:
    """Return the record of a dossier still open at the period's end as it was then.

    The promise and the count of supplement requests may have moved since; only then are its events replayed up to
    that end, which keeps the pass one over records. A correction counts from the beginning: it says what should have
    been said.
    """
    stops = [end for _, end in record.pauses] + ([record.paused_from] if record.paused_from else [])
    if period.judged < period.end or not (record.extensions or any(stop >= period.end for stop in stops)):
        return record
    always = (Kind.RECEIVED, Kind.CORRECTED)
    events = [one.event for one in projection.in_order(event_rows.history(connection, record.id))]
    then = fold_all(one for one in events if one.kind in always or moment(one.at) < period.end)
    assert then is not None, "every dossier begins with its reception"
    return then
