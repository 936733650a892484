"""The words and facts that every report shares: the centre, the period, who signs, and how records are said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.printing.texts import day_text
from app.rules.clock import parse_moment
from app.rules.folding import Facts
from app.rules.text import fold
from app.services.desk import Desk
from app.services.reports.reading import Period

TOTAL = "Tổng số"
DELIVERIES = {"counter": "Trực tiếp", "post": "Bưu chính", "online": "Trực tuyến"}
ENDINGS = {"refused": "Từ chối", "withdrawn": "Công dân rút", "stopped": "Dừng giải quyết", "voided": "Đã hủy"}
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


def citizen(facts: Facts) -> dict[str, Any]:
    """Return whose dossier it is."""
    found: dict[str, Any] = facts["owner"] or facts["applicant"]
    return found


def phone(facts: Facts) -> str | None:
    """Return the number to call: the owner's, or that of who handed the dossier in."""
    found: str | None = citizen(facts)["phone"] or facts["applicant"]["phone"]
    return found


def goes_to(facts: Facts) -> str | None:
    """Return who decides: the body of another place, else the unit of this commune."""
    found: str | None = facts["destination"]["name"] if facts["destination"] else facts["unit"]
    return found


def moment(text: str | None) -> datetime | None:
    """Return a moment of a record."""
    return parse_moment(text) if text else None


def day(text: str | None) -> date | None:
    """Return the local day of a moment of a record."""
    return date.fromisoformat(text[:10]) if text else None
