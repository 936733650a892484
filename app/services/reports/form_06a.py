"""Form 06a: what was received, resolved and is pending, by field (TT 01/2020/TT-VPCP, II.06a; DOMAIN §8.2).

The unit is the dossier: a linked one is one. Received is by the local day of reception, resolved by the moment the
dossier was dealt with (`finished_at`: the result was there, or it was refused, withdrawn or stopped; a later return
moves nothing). Early, on time and late compare days; what is pending is judged at the period's end, or now, to the
minute, as the board does. A dossier whose clock stands still is judged when it stopped.

For a past period the figures say what was true at its end: whether a dossier was finished follows from
`finished_at`, and a promise that has moved since is taken as it was then (`reading.at_end`). A result or a return
recorded by mistake and taken back never was. Voided dossiers and those refused at the door count nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.errors import KnownError
from app.printing.report import Row, shaped
from app.rules.record import Record
from app.rules.vocabulary import Channel
from app.services.desk import Desk
from app.services.reports import words
from app.services.reports.figures import Figures, tally
from app.services.reports.reading import Period, Read, at_end, counts, finished, overdue, stopped_clock

FORM = "report-06a"
SUMS: Mapping[str, tuple[str, ...]] = {
    "received": ("received_online", "received_direct", "received_before"),
    "resolved": ("early", "on_time", "late"),
    "pending": ("in_due", "overdue"),
}
"""Each total of the form and the columns it is the sum of."""
FIGURES = tuple(name for total, parts in SUMS.items() for name in (total, *parts))
COLUMNS = ("number", "field", *FIGURES)


class Form06a:
    """The form over one period."""

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Count within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self.where: tuple[str, dict[str, Any]] = (
            "d.received_at < :end AND d.state <> 'voided'",
            period.bounds,
        )

    def keys(self, one: Read) -> Iterator[str]:
        """Yield the columns that count this dossier: of the total, and of its field."""
        for column in self._columns(one.record):
            yield column
            yield f"{column}/{one.record.field}"

    def _columns(self, record: Record) -> Iterator[str]:
        """Say where a dossier counts: how it came, and how it stands; what does not count came neither way."""
        period, ended = self._period, finished(record)
        if not counts(record) or (ended is not None and ended < period.start):
            return
        yield "received"
        if not period.has(record.received_at):
            yield "received_before"
        else:
            yield "received_online" if record.channel is Channel.ONLINE else "received_direct"
        if ended is not None and ended < period.end:
            yield "resolved"
            yield _timing(record, ended)
        else:
            yield "pending"
            then = at_end(self._connection, record, period)
            yield "overdue" if overdue(then, period.judged) else "in_due"

    def figures(self, found: Iterable[Read]) -> Figures:
        """Count. Raises KnownError REPORT_IDENTITY (row) rather than let figures out that do not add up."""
        counted = tally(self, found)
        fields = sorted({key.partition("/")[2] for key in counted} - {""}, key=words.order)
        for row in ("", *fields):
            _check(counted, row)
        rows: list[Row] = [(at, field, *_row(counted, field)) for at, field in enumerate(fields, 1)]
        report = shaped(
            FORM,
            rows,
            values=words.values(self._desk, self._connection, self._period),
            total=(None, words.TOTAL, *_row(counted, "")),
            signers=words.signers(self._desk, self._connection),
            place=words.place(self._desk, self._connection, self._period),
        )
        # A cell of 0 opens an empty list, so it has its key too.
        keys = {key: counted[key] for row in ("", *fields) for key in _keys(row)}
        return Figures("06a", report, COLUMNS, fields, keys, self._period)


def _timing(record: Record, ended: datetime) -> str:
    day, promised = stopped_clock(record, ended).date(), record.due_at.date()
    return "early" if day < promised else "on_time" if day == promised else "late"


def _keys(row: str) -> tuple[str, ...]:
    return tuple(f"{name}/{row}" if row else name for name in FIGURES)


def _row(counted: Counter[str], row: str) -> tuple[int, ...]:
    return tuple(counted[key] for key in _keys(row))


def _check(counted: Counter[str], row: str) -> None:
    """See that each total is the sum of its parts, and that what was received is resolved or pending."""
    found = dict(zip(FIGURES, _row(counted, row), strict=True))
    sums = all(found[total] == sum(found[part] for part in parts) for total, parts in SUMS.items())
    if not sums or found["received"] != found["resolved"] + found["pending"]:
        raise KnownError("REPORT_IDENTITY", row=row or words.TOTAL)
