"""The numbers this desk has issued, by what they count: the codes of a day, the entries of a year's register, lists."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from app.models.engine import driver, scalar

_LAST = "SELECT last FROM counter WHERE name = :name"
_NEXT = "INSERT INTO counter(name, last) VALUES (:name, :last) ON CONFLICT(name) DO UPDATE SET last = :last"


def codes_of(day: date) -> str:
    """Return the name under which this desk counts the dossier numbers of a day."""
    return f"code:{day:%y%m%d}"


def book_of(year: int) -> str:
    """Return the name under which this desk counts the entries of its register of a year."""
    return f"book:{year}"


def last_number(connection: Connection, name: str) -> int | None:
    """Return the last number issued under `name`, None when none was; the caller computes and keeps the next."""
    found: int | None = scalar(connection, _LAST, {"name": name})
    return found


def keep_number(connection: Connection, name: str, number: int) -> None:
    """Remember `number` as the last issued under `name`; with the transaction that uses it, or not at all."""
    driver(connection).execute(_NEXT, {"name": name, "last": number})
