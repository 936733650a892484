"""The words and facts that every report shares: the centre, the period, who signs, and how records are said."""

from __future__ import annotations

from sqlalchemy import Connection

from app.printing.texts import day_text
from app.rules.record import Record
from app.rules.states import State
from app.rules.text import fold
from app.services.desk import Desk
from app.services.reports.reading import Period

TOTAL = "Tổng số"
ENDINGS = {
    State.REFUSED: "Từ chối",
    State.WITHDRAWN: "Công dân rút",
    State.STOPPED: "Dừng giải quyết",
    State.VOIDED: "Đã hủy",
}
"""How a dossier that ended without a result is said to have ended."""


def values(desk: Desk, connection: Connection, period: Period) -> dict[str, str | None]:
    """Return the facts the words of a report are filled with."""
    return {
        "centre": desk.centre(connection).name,
        "from": f"{period.first:%d/%m/%Y}",
        "to": f"{period.last:%d/%m/%Y}",
        "at": f"{period.now:%H:%M ngày %d/%m/%Y}",
        "recipient": None,
    }


def signers(desk: Desk, connection: Connection) -> tuple[str | None, ...]:
    """Return who makes the report out; the head of the unit signs by hand."""
    return (desk.centre(connection).officer,)


def place(desk: Desk, connection: Connection, period: Period) -> str:
    """Return the line of place and day."""
    return f"{desk.centre(connection).place}, {day_text(period.now)}"


def order(name: str) -> tuple[str, str]:
    """Return what names are sorted by: đ stands after d and not after y, as in a Vietnamese dictionary."""
    return fold(name), name


def phone(record: Record) -> str | None:
    """Return the number to call: the owner's, or that of who handed the dossier in."""
    return record.citizen.phone or record.applicant.phone
