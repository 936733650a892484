"""Dossiers the province refused something of, as its answers leave them in a store."""

from __future__ import annotations

from sqlalchemy import text

from app.models import event_rows, journal
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.events import Body, Event, new_event
from app.services import acts
from app.services.desk import Desk
from tests.services.counter import receive

THEIRS = {"applicant.address": "Buôn Ea Krôm, xã Minh Tâm", "applicant.phone": "0941220315"}
OURS = {"applicant.address": "Buôn Ea Kram, xã Minh Tâm", "applicant.phone": "0914220315"}


def refused(desk: Desk, dossier: Dossier, mine: Event, theirs: Event | None, code: str) -> None:
    """Let the relay take the birth, perhaps another desk's event, and refuse ours."""
    with desk.store.write() as connection:
        last = connection.execute(text("SELECT coalesce(max(seq), 0) FROM event")).scalar_one()
        if mine.id != dossier.events[0].id:
            journal.answer(connection, [(dossier.events[0].id, last + 1, None)])
        if theirs is not None:
            journal.accept(connection, [(last + 2, theirs)])
        journal.answer(connection, [(mine.id, None, event_rows.Refused(code, {}))])


def elsewhere(dossier: Dossier, kind: Kind, body: Body) -> Event:
    """Return what an officer of desk 2 did with a dossier just received."""
    return new_event(
        dossier=dossier.id, kind=kind, at="2026-11-23T08:51:00+07:00", officer="Lê Văn Thuận", desk=2,
        base=dossier.events[0].id, prev_hash=None, body=body,
    )  # fmt: skip


def clash(desk: Desk) -> str:
    """Two desks corrected address and phone of one dossier; desk 2 was first. Return its code."""
    made = receive(desk, {"name": "Y Bhăm Niê"}).dossier
    mine = acts.act(desk, made.code, Kind.CORRECTED, {"changes": dict(OURS)}).events[-1]
    theirs = elsewhere(made, Kind.CORRECTED, {"changes": dict(THEIRS), "was": {}})
    refused(desk, made, mine, theirs, "BASE_MOVED")
    return made.code


def withdrawn(desk: Desk) -> str:
    """A citizen withdrew a dossier at desk 2 before this desk had its result. Return its code."""
    made = receive(desk).dossier
    mine = acts.act(desk, made.code, Kind.RESULT_READY).events[-1]
    refused(desk, made, mine, elsewhere(made, Kind.WITHDRAWN, {"reason": "không cần nữa"}), "STATE")
    return made.code


def never_taken(desk: Desk) -> str:
    """Receive a dossier the province refused to take at all. Return its code."""
    made = receive(desk).dossier
    refused(desk, made, made.events[0], None, "BODY_INVALID")
    return made.code
