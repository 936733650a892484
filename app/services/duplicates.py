"""Whether this person has already handed in this procedure and still waits for its result.

Only one question is answered, and only for a number: two people of one name are common, two of one number are not.
A dossier counts until its result is in the citizen's hands, whoever of the two, applicant or owner, bears the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from app.errors import UserError
from app.models import search
from app.rules.clock import parse_moment
from app.rules.states import OPEN, State
from app.services.desk import Desk

_WAITING = ", ".join(f"'{state.value}'" for state in sorted(OPEN | {State.RESULT_READY}))


@dataclass(frozen=True, slots=True)
class Earlier:
    """The dossier that is already there: which, at which desk, when received and due, and where it stands."""

    code: str
    name: str
    desk: int
    state: State
    received_at: datetime
    due_at: datetime


def earlier(desk: Desk, id_number: str, procedure: str) -> Earlier | None:
    """Return the newest dossier of this number and procedure whose result was not given back, or None.

    `id_number` is in its plain form, as `rules.identity` returns it; `procedure` is a procedure's code.
    """
    with desk.store.read() as connection:
        return earlier_in(connection, id_number, procedure)


def by_code(desk: Desk, code: str) -> Earlier:
    """Return the dossier a refusal as DUPLICATE named. Raises UserError DOSSIER_UNKNOWN (code)."""
    with desk.store.read() as connection:
        row = connection.execute(
            text("SELECT code, name, desk, state, received_at, due_at FROM dossier WHERE code = :code"), {"code": code}
        ).one_or_none()
    if row is None:
        raise UserError("DOSSIER_UNKNOWN", code=code)
    return _earlier(row)


def earlier_in(connection: Connection, id_number: str, procedure: str) -> Earlier | None:
    """Look as `earlier` does, in a caller's transaction."""
    query = search.match(id_number)
    if query is None:
        return None
    row = connection.execute(
        text(
            "SELECT d.code, d.name, d.desk, d.state, d.received_at, d.due_at "
            "FROM search s JOIN dossier d ON d.n = s.rowid WHERE search MATCH :query "
            f"AND d.state IN ({_WAITING}) AND d.procedure_code = :procedure "
            "AND :number IN (plain(d.facts) ->> '$.applicant.id_number', "
            "plain(d.facts) ->> '$.owner.id_number') ORDER BY s.rowid DESC LIMIT 1"
        ),
        {"query": query, "procedure": procedure, "number": id_number},
    ).one_or_none()
    return None if row is None else _earlier(row)


def _earlier(row: Row[Any]) -> Earlier:
    moments = parse_moment(row.received_at), parse_moment(row.due_at)
    return Earlier(row.code, row.name, row.desk, State(row.state), *moments)
