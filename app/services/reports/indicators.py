"""The figures of QĐ 766/QĐ-TTg that a commune can compute from its own store (DOMAIN §8.1); the others are named.

Each has a numerator and a denominator of dossiers. Where the denominator is 0 there is no percentage, which is not 0.

On time compares moments, as the portal does (end of handling ≤ promise), over what was to be dealt with in the
period: all that 06a calls resolved or pending. Refused, withdrawn and stopped dossiers are among them. Time in a
supplement is subtracted, because a promise moves by its pauses; a second request makes a dossier late whatever its
promise says. Online share, digitisation and payment are over what was received in the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection

from app.models import setting
from app.paths import resource
from app.printing.report import Row, shaped
from app.rules.record import Record
from app.rules.vocabulary import Channel, Method, Sync
from app.services.desk import Desk
from app.services.reports import words
from app.services.reports.figures import Figures, tally
from app.services.reports.reading import Period, Read, at_end, counts, finished, overdue, stopped_clock

COLUMNS = ("number", "title", "numerator", "denominator", "percent", "note")


class Indicators:
    """The indicators of one period."""

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Count within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self._province = setting.link(connection) is not None
        self.where: tuple[str, dict[str, Any]] = (
            "d.received_at < :end AND d.state <> 'voided'",
            period.bounds,
        )

    def keys(self, one: Read) -> Iterator[str]:
        """Yield where this dossier is in a denominator, and where in the numerator too."""
        record, ended = one.record, finished(one.record)
        if not counts(record) or (ended is not None and ended < self._period.start):
            return
        met = {"on_time": self._on_time(record, ended)}
        if self._period.has(record.received_at):
            met |= {
                "online": record.channel is Channel.ONLINE,
                "digitised": record.scans > 0,
            }
            if record.fee:
                met["paid_online"] = _transferred(record) > 0
            if self._province:
                met["synced"] = one.sync is Sync.SENT
        for key, good in met.items():
            yield f"denominator/{key}"
            if good:
                yield f"numerator/{key}"

    def _on_time(self, record: Record, ended: datetime | None) -> bool:
        if ended is not None and ended < self._period.end:
            return record.supplements <= 1 and stopped_clock(record, ended) <= record.due_at
        then = at_end(self._connection, record, self._period)
        return then.supplements <= 1 and not overdue(then, self._period.judged)

    def figures(self, found: Iterable[Read]) -> Figures:
        """Count."""
        law, counted = _law(), tally(self, found)
        told = [one for one in law["indicators"] if one["key"] != "synced" or self._province]
        rows: list[Row] = []
        for at, one in enumerate(told, 1):
            part, whole = counted[f"numerator/{one['key']}"], counted[f"denominator/{one['key']}"]
            rows.append((at, one["title"], part, whole, percent(part, whole), one["note"]))
        report = shaped(
            "report-indicators",
            rows,
            values=words.values(self._desk, self._connection, self._period),
            signers=words.signers(self._desk, self._connection),
            place=words.place(self._desk, self._connection, self._period),
        )
        left_out = [*law["left_out"], *([] if self._province else [law["no_province"]])]
        missing = [law["left_out_line"].format(**one) for one in left_out]
        names = [one["key"] for one in told]
        keys = {f"{side}/{name}": counted[f"{side}/{name}"] for name in names for side in ("numerator", "denominator")}
        told_too = replace(report, notes=(*report.notes, *missing))
        return Figures("indicators", told_too, COLUMNS, names, keys, self._period)


def percent(part: int, whole: int) -> Decimal | None:
    """Return a share of 100 with two decimals, halves up; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _transferred(record: Record) -> int:
    return sum(payment.amount for payment in record.payments if payment.method is Method.TRANSFER)


@cache
def _law() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(resource("indicators.json").read_bytes())
    return found
