"""Parked dossiers: what the relay refused, beside what the province holds, and the two ways out.

The officer sees only what differs, with who said it and when on each side, and chooses: say ours again on top of
what the province holds now, or take theirs. Either way the refused events stay in the history as settled. Each way
out works in the transaction of who asks: `app.workflows.settling` looks, checks and settles in one.

Saying again keeps kind, body, officer and moment: it is the same act, which happened when it happened, and pauses
and returns are counted from that moment. What is new is its place in the chain and its base.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import event_rows, journal, projection, setting
from app.models.event_rows import Stored
from app.rules.acts import Kind, check_legal
from app.rules.clock import iso, parse_moment
from app.rules.events import Event
from app.rules.folding import fold, fold_all, look_up, overlap, wrote
from app.rules.record import Broken, Record
from app.rules.states import State

_WHOLE = ("code", "procedure", "applicant", "owner", "summary", "received_at", "due_at", "fee", "components")
"""What a refused `received` says that an officer would compare."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused event: `reason` and `facts` are the relay's, the reason null when a replaced PC lost it."""

    event: str
    kind: str
    at: str
    officer: str
    reason: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """What one side says of a field, and who said it when; without `officer` nobody has."""

    value: Any
    officer: str | None
    desk: int | None
    at: str | None


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field the two sides do not hold alike; `path` is dotted, as in a correction."""

    path: str
    ours: Voice
    theirs: Voice


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked dossier. `there`: the province holds a dossier of this id at all."""

    id: str
    code: str
    name: str
    there: bool
    refusals: tuple[Refusal, ...]
    fields: tuple[FieldChoice, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what `motcua parked --json` prints for one dossier."""
        return asdict(self)


def parked(connection: Connection) -> tuple[Parked, ...]:
    """Return every parked dossier, newest first."""
    rows = connection.execute(text("SELECT text_of(id) FROM dossier WHERE sync = 'parked' ORDER BY n DESC")).scalars()
    return tuple(_parked(connection, id_) for id_ in list(rows))


def look(connection: Connection, id_: str) -> Parked:
    """Return one parked dossier by id. Raises UserError DOSSIER_UNKNOWN, NOT_PARKED (code)."""
    _check(connection, id_)
    return _parked(connection, id_)


def resend(connection: Connection, id_: str, now: datetime) -> list[Event]:
    """Say a dossier's refused events again on top of what the province holds; return the new events.

    Each says the moment it said before, but none that has not come: the clock it was written by was wrong.

    Raises UserError DOSSIER_UNKNOWN, NOT_PARKED, or ACT_NOT_ALLOWED (act, state) when what the province did since
    leaves no place for one of them; the caller's transaction must not be kept then.
    """
    _check(connection, id_)
    author = setting.centre(connection).author()
    refused = [stored.event for stored in event_rows.history(connection, id_) if stored.verdict == "refused"]
    journal.settle(connection, id_)
    said: list[Event] = []
    for event in refused:
        kind, born = Kind(event.kind), event.kind == Kind.RECEIVED
        record = None if born else projection.load(connection, id_)
        if record is not None:
            check_legal(record.state, kind, event.body)
        made, _ = journal.write(
            connection,
            replace(author, officer=event.officer),
            kind,
            event.body,
            at=iso(min(parse_moment(event.at), now)),
            dossier=id_,
            record=record,
            again=born,
        )
        said.append(made)
    return said


def accept_theirs(connection: Connection, id_: str) -> None:
    """Let the province's record stand; our refused events stay in the history.

    A dossier the province never took cannot be left to it: a citizen holds its paper. Once it is voided here, both
    sides agree that there is nothing. Raises UserError DOSSIER_UNKNOWN, NOT_PARKED, PARKED_NOT_THERE (code).
    """
    code = _check(connection, id_)
    there = any(stored.verdict == "accepted" for stored in event_rows.history(connection, id_))
    if not there and projection.load(connection, id_).state is not State.VOIDED:
        raise UserError("PARKED_NOT_THERE", code=code)
    journal.settle(connection, id_)


def _check(connection: Connection, id_: str) -> str:
    """Return the code of a dossier that is parked; refuse any other."""
    row = connection.execute(text("SELECT code, sync FROM dossier WHERE id = key(:id)"), {"id": id_}).one_or_none()
    if row is None:
        raise UserError("DOSSIER_UNKNOWN", code=id_)
    if row.sync != "parked":
        raise UserError("NOT_PARKED", code=row.code)
    return str(row.code)


def _parked(connection: Connection, id_: str) -> Parked:
    history = event_rows.history(connection, id_)
    theirs = [stored for stored in projection.in_order(history) if stored.verdict == "accepted"]
    ours = [stored for stored in history if stored.verdict in ("refused", "waiting")]
    held = fold_all(stored.event for stored in theirs)
    said = held
    for stored in ours:
        # What the province refused may be no record at all; the officer still sees that it was said.
        with suppress(Broken):
            said = fold(said, stored.event)
    record = projection.load(connection, id_)
    return Parked(
        id=id_,
        code=record.code,
        name=record.citizen.name,
        there=held is not None,
        refusals=tuple(_refusal(stored) for stored in ours if stored.verdict == "refused"),
        fields=_fields(said or record, held, ours, theirs),
    )


def _refusal(stored: Stored) -> Refusal:
    event, why = stored.event, stored.reason
    code, facts = (why.code, why.facts) if why else (None, {})
    return Refusal(event.id, event.kind, event.at, event.officer, code, facts)


def _fields(said: Record, held: Record | None, ours: list[Stored], theirs: list[Stored]) -> tuple[FieldChoice, ...]:
    paths: dict[str, None] = {}
    for stored in ours:
        if stored.verdict == "refused":
            paths.update(dict.fromkeys(sorted(_writes(stored.event))))
    choices = []
    for path in paths:
        mine, other = look_up(said, path), look_up(held, path) if held is not None else None
        if mine != other:
            choices.append(FieldChoice(path, _voice(path, mine, ours), _voice(path, other, theirs)))
    return tuple(choices)


def _voice(path: str, value: object, stored: list[Stored]) -> Voice:
    for event in (one.event for one in reversed(stored)):
        if overlap([path], _writes(event)) or event.kind == Kind.RECEIVED:
            return Voice(value, event.officer, event.desk, event.at)
    return Voice(value, None, None, None)


def _writes(event: Event) -> frozenset[str]:
    return frozenset(_WHOLE) if event.kind == Kind.RECEIVED else wrote(event.kind, event.body)
