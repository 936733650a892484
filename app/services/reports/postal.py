"""The results that went out by post in the period: the list the postman signs, with each item's code.

COD is what the citizen still owes: the post collects it with the delivery (DOMAIN §2, BCCI).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from app.printing.report import Row, shaped
from app.rules.states import State
from app.services.desk import Desk
from app.services.reports import words
from app.services.reports.figures import Figures
from app.services.reports.reading import Period, Read


class PostalList:
    """Results given to the post in the period, in the order they went."""

    COLUMNS = ("number", "code", "item", "result", "name", "address", "phone", "owed", "note")

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Count within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self.where: tuple[str, dict[str, Any]] = (
            f"d.state = '{State.RETURNED.value}' AND d.returned_at >= :start AND d.returned_at < :end "
            "AND plain(d.facts) ->> '$.returned_to.via' = 'post'",
            period.bounds,
        )

    def keys(self, one: Read) -> Iterator[str]:
        """Yield the list."""
        yield "postal"

    def figures(self, found: Iterable[Read]) -> Figures:
        """List."""
        sent = [one.record for one in found]
        sent.sort(key=lambda record: (record.returned_at or record.received_at, record.code))
        owed = [max(0, (record.fee or 0) - record.paid) for record in sent]
        rows: list[Row] = []
        for at, (record, amount) in enumerate(zip(sent, owed, strict=True), 1):
            citizen, result, receiver = record.citizen, record.result, record.returned_to
            what = (result and (result.type or result.abstract)) or record.procedure.name
            item = receiver.item if receiver else None
            rows.append((at, record.code, item, what, citizen.name, citizen.address, words.phone(record), amount, None))
        report = shaped(
            "postal-list",
            rows,
            values=words.values(self._desk, self._connection, self._period),
            total=(words.TOTAL, None, None, None, None, None, None, sum(owed), None) if rows else None,
            signers=words.signers(self._desk, self._connection),
            place=words.place(self._desk, self._connection, self._period),
        )
        return Figures(
            "postal", report, self.COLUMNS, [str(row[1]) for row in rows], {"postal": len(rows)}, self._period
        )
