"""The register (Sổ theo dõi hồ sơ; Mẫu 07, in 2018 Mẫu 06): every dossier received in a period, as its receipt says.

Each desk keeps a book a year, and the entry's number is the one on the receipt ("Vào Sổ theo dõi hồ sơ, Quyển số …
Số thứ tự …"): so the books stand one after the other. A voided entry stays in its line with the reason, since a book
with holes in it proves nothing; it is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from app.errors import UserError
from app.printing.report import Row, Value, shaped
from app.rules.record import Record
from app.rules.vocabulary import DELIVERIES, capitalised
from app.services.centre import commune_name
from app.services.desk import Desk
from app.services.editions import edition_for
from app.services.reports import words
from app.services.reports.figures import Figures
from app.services.reports.reading import Period, Read, counts

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "2018": (
        "number", "code", "procedure", "copies", "name", "contact", "unit", "received_on", "due_on", "returned_on",
        "deliver", "signed", "note",
    ),
    "2025": (
        "number", "code", "summary", "copies", "name", "address", "phone", "received_at", "due_at", "returned_at",
        "received_by", "area",
    ),
}  # fmt: skip
"""The columns of the forms `register-<edition>`, in order."""


class Register:
    """The register of one period."""

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Count within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self.where: tuple[str, dict[str, Any]] = (
            "d.received_at >= :start AND d.received_at < :end",
            period.bounds,
        )

    def keys(self, one: Read) -> Iterator[str]:
        """Yield whether the dossier is one received, one refused at the door, or one voided."""
        if counts(one.record):
            yield "received"
        else:
            yield "at_door" if one.record.at_door else "voided"

    def figures(self, found: Iterable[Read]) -> Figures:
        """Fill the book."""
        centre = self._desk.centre(self._connection)
        edition = edition_for(centre, self._period.last)
        counted = Counter({"received": 0, "at_door": 0, "voided": 0})
        lines: list[tuple[str, int, str, Row]] = []
        for one in found:
            counted.update(self.keys(one))
            line = _line(one.record, centre.commune)
            entry, row = one.record.register, tuple(line[name] for name in COLUMNS[edition])
            lines.append((entry.book, entry.number, one.record.code, row))
        lines.sort(key=lambda line: line[:3])
        books = ", ".join(dict.fromkeys(book for book, *_ in lines))
        values = words.values(self._desk, self._connection, self._period)
        report = shaped(f"register-{edition}", [row for *_, row in lines], values={**values, "book": books or None})
        return Figures("register", report, COLUMNS[edition], [code for _, _, code, _ in lines], counted, self._period)


def _line(record: Record, commune: str) -> dict[str, Value]:
    citizen, phone, returned = record.citizen, words.phone(record), record.returned_at
    ending = words.ENDINGS.get(record.state)
    note = ": ".join(part for part in (ending, record.reason) if part) if ending else record.note
    address = " ".join((citizen.address or "").split()) or None
    return {
        "number": record.register.number,
        "code": record.code,
        "procedure": record.procedure.name,
        # The form of 2025 has no column for notes: what became of an entry must still stand in its line.
        "summary": record.summary + (f" ({ending[0].lower()}{ending[1:]})" if ending else ""),
        "copies": record.copies,
        "name": citizen.name,
        "contact": ", ".join(part for part in (address, phone) if part) or None,
        "address": address,
        "phone": phone,
        "unit": record.goes_to,
        "received_on": record.received_at.date(),
        "received_at": record.received_at,
        "due_on": record.due_at.date(),
        "due_at": record.due_at,
        "returned_on": returned.date() if returned else None,
        "returned_at": returned,
        "received_by": record.received_by,
        "deliver": capitalised(DELIVERIES[record.deliver]),
        "area": _area(citizen.commune or commune),
        "signed": None,
        "note": note,
    }


def _area(commune: str) -> str:
    """Return the commune's name; one whose code the list does not know any more is said by its code."""
    try:
        return commune_name(commune)
    except UserError:
        return commune
