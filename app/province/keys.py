"""What the relay knows desks' packages by: the public halves of the keys of each, as it gave them with its token."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from app.province import tables
from app.province.enrolment import Desk
from app.sync.protocol import Keys

_table = tables.desk_key


def replace(tx: Connection, desk: Desk, keys: Keys | None) -> None:
    """Put a desk's keys in the place of those it had; None leaves it without, as a program of 0.3.0 has it."""
    tx.execute(delete(_table).where(_table.c.agency == desk.agency, _table.c.desk == desk.number))
    if keys is not None:
        tx.execute(insert(_table).values(agency=desk.agency, desk=desk.number, **keys.model_dump()))
