"""How a dossier's events fold into one record, and what each of them writes.

`fold` is used by the desk for its projection and by the relay for its own, so both arrive at the same record from
the same events. Of an act's body it takes what `acts.Law.reads` names; the others are for forms and history.

The relay accepts an event whose base is not the newest event if nothing that came in between wrote what it writes
(DESIGN §3.5, "field by field"): `writes` names those fields as dotted paths, `overlap` compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import orjson
from pydantic import Field, PlainValidator, TypeAdapter, ValidationError

from app.rules.acts import LAWS, Kind, after, known_kind, undoes_result, undoes_return
from app.rules.body import Body
from app.rules.events import UNSAID, Event
from app.rules.record import (
    CORRECTABLE,
    LARGEST_FEE,
    RECEIVED,
    Arrival,
    Broken,
    Component,
    FeeReceipt,
    Filled,
    Moment,
    Payment,
    Receiver,
    Record,
    Result,
    first_wrong,
    make_record,
    moment,
    plain,
)
from app.rules.states import PAUSED, State
from app.rules.vocabulary import Method


def writes(kind: Kind, body: Body) -> frozenset[str]:
    """Return the dotted paths an event writes; two events clash when their paths overlap."""
    if kind is Kind.CORRECTED:
        undone = undoes_return(kind, body) or undoes_result(kind, body)
        return frozenset((*body.get("changes", {}), *(("state", "returned_to") if undone else ())))
    if kind is Kind.PAID and not body.get("resumes", True):
        # Money taken while the clock runs is no act on the dossier's course: a unit may act meanwhile.
        return frozenset(("payments", "fee_receipt"))
    return frozenset(LAWS[kind].writes)


def overlap(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return the paths of `mine` that touch one of `theirs`, sorted; a path touches itself, its parts and its whole."""
    others = tuple(theirs)
    return sorted(
        path
        for path in mine
        if any(path == other or path.startswith(other + ".") or other.startswith(path + ".") for other in others)
    )


def fold(record: Record | None, event: Event) -> Record:
    """Return the record after `event`; `record` is None before `received`.

    Whether an event may happen is asked of `acts` before it is written; replaying gives the record back whatever
    was accepted. Raises Broken (field) when what the event says makes no record.
    """
    if event.edition == UNSAID:
        raise Broken("body")
    if record is None:
        return _first(event)
    kind = known_kind(event.kind)
    if kind is None:
        # Of a newer program: kept, hashed and handed on, and nothing of it is guessed.
        return replace(record, head=event.id)
    if kind is Kind.RECEIVED:
        raise Broken("kind")
    state = after(record.state, kind, event.body, record.resume)
    if kind is Kind.CORRECTED:
        return _corrected(record, event, state)
    changed = _ACTS.get(kind, _explained)(record, event, _said(kind, event.body))
    if LAWS[kind].finishes and record.finished_at is None:
        changed["finished_at"] = _at(event)
    return replace(record, state=state, head=event.id, **changed)


def fold_all(events: Iterable[Event]) -> Record | None:
    """Replay a dossier's events in order, passing by what cannot be read; None without a reception that can."""
    return replay(events)[0]


def replay(events: Iterable[Event]) -> tuple[Record | None, bool]:
    """Replay a dossier's events as `fold_all` does; tell beside it whether all of them could be read."""
    record, whole = None, True
    for event in events:
        try:
            record = fold(record, event)
            whole = whole and known_kind(event.kind) is not None
        except Broken:
            record, whole = record and replace(record, head=event.id), False
    return record, whole


def wrote(kind: str, body: Body) -> frozenset[str]:
    """Return the paths an event of any kind wrote: none that is known, where the kind is not."""
    known = known_kind(kind)
    return frozenset() if known is None else writes(known, body)


def check_act(kind: Kind, body: Body) -> None:
    """See that what an act says of the record can be read, whatever record it meets. Raises Broken (field)."""
    if kind is Kind.CORRECTED:
        _changes(body)
    else:
        _said(kind, body)


def look_up(record: Record, path: str) -> object:
    """Return the JSON value at a dotted path of a record, None where there is none."""
    value: object = plain(record)
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


# -- reception -----------------------------------------------------------------------------------------------------


def _first(event: Event) -> Record:
    said: Mapping[str, Any] = event.body
    paid = said.get("fee_paid", False)
    if not isinstance(paid, bool):
        raise Broken("fee_paid")
    record = make_record(
        {
            **{name: said[name] for name in RECEIVED if name in said},
            "id": event.dossier,
            "desk": event.desk,
            "state": State.RECEIVED,
            "head": event.id,
        }
    )
    if not paid or not record.fee:
        return record
    method = said.get("pay_method") or Method.CASH
    if method not in tuple(Method):
        raise Broken("pay_method")
    return replace(record, **_paid(record, Payment(record.fee, Method(method), _at(event))))


# -- acts ----------------------------------------------------------------------------------------------------------

_Changed = dict[str, Any]
"""Fields of the record with their new values."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What an act's body says of the record, read and in range."""

    unit: str | None = None
    handover: str | None = None
    body: Filled | None = None
    at: Moment | None = None
    due_at: Moment | None = None
    due_reason: str | None = None
    components: tuple[Component, ...] | None = None
    amount: Annotated[int, Field(ge=-LARGEST_FEE, le=LARGEST_FEE)] | None = None
    method: Method | None = None
    series: str | None = None
    number: str | None = None
    type: str | None = None
    abstract: str | None = None
    place: str | None = None
    to: Receiver | None = None
    reason: str | None = None
    at_door: Annotated[bool, PlainValidator(bool)] = False


_NOTHING = _Said()


def _said(kind: Kind, body: Mapping[str, Any]) -> _Said:
    """Read what an act says of the record. Raises Broken (field)."""
    given = {name: body[name] for name in LAWS[kind].reads if name in body}
    if not given:
        return _NOTHING
    try:
        read: _Said = _reader().validate_json(orjson.dumps(given), strict=True)
    except ValidationError as problem:
        raise Broken(first_wrong(problem)) from None
    except TypeError:  # nested beyond what any reader takes
        raise Broken("") from None
    return read


@cache
def _reader() -> Any:
    return TypeAdapter(_Said).validator


def _moved(record: Record, _event: Event, said: _Said) -> _Changed:
    return {"place": said.unit or record.place, "handover": said.handover or record.handover}


def _arrived(record: Record, _event: Event, said: _Said) -> _Changed:
    if said.body is None:
        raise Broken("arrived.body")
    if said.at is None or said.at < record.received_at.replace(second=0):
        raise Broken("arrived.at")
    return {"arrived": Arrival(said.body, said.at)}


def _asked_for_papers(record: Record, event: Event, _: _Said) -> _Changed:
    return {"supplements": record.supplements + 1, **_stopped(record, event)}


def _asked_for_money(record: Record, event: Event, said: _Said) -> _Changed:
    fee = (record.fee or 0) + said.amount if said.amount else record.fee
    if not 0 <= (fee or 0) <= LARGEST_FEE:
        raise Broken("amount")
    return {"fee": fee, "fee_paid": _reached(fee, record.paid), **_stopped(record, event)}


def _stopped(record: Record, event: Event) -> _Changed:
    """Stop the clock, unless it stands still already: of two requests the earlier one counts."""
    if record.state in PAUSED:
        return {}
    return {"resume": record.state, "paused_from": _at(event)}


def _brought(record: Record, event: Event, said: _Said) -> _Changed:
    papers = {} if said.components is None else {"components": said.components}
    return {**papers, **_resumed(record, event), **_promised(said)}


def _paid_in(record: Record, event: Event, said: _Said) -> _Changed:
    """Put down money, which may come at any time; only what was asked for lets the clock run again."""
    owed = (record.fee or 0) - record.paid
    amount = owed if said.amount is None else said.amount
    if abs(amount) > LARGEST_FEE:
        raise Broken("amount")
    changed = _paid(record, Payment(amount, said.method or Method.CASH, _at(event))) if amount else {}
    if said.number:
        changed["fee_receipt"] = FeeReceipt(said.series, said.number)
    if record.state is State.PAYMENT_REQUESTED:
        changed |= {**_resumed(record, event), **_promised(said)}
    return changed


def _resumed(record: Record, event: Event) -> _Changed:
    pause = ((record.paused_from, _at(event)),) if record.paused_from is not None else ()
    return {"pauses": (*record.pauses, *pause), "resume": None, "paused_from": None}


def _extended(record: Record, _event: Event, said: _Said) -> _Changed:
    return {"extensions": record.extensions + 1, **_promised(said)}


def _ready(_record: Record, event: Event, said: _Said) -> _Changed:
    result = Result(said.type, said.number, said.abstract, _at(event), said.place)
    return {"result": result, "place": said.place}


def _returned(_record: Record, event: Event, said: _Said) -> _Changed:
    return {"returned_at": _at(event), "returned_to": said.to}


def _explained(_record: Record, _event: Event, said: _Said) -> _Changed:
    return {"reason": said.reason, "at_door": said.at_door}


_ACTS = {
    Kind.FORWARDED: _moved,
    Kind.ARRIVED: _arrived,
    Kind.PROCESSING: _moved,
    Kind.SUPPLEMENT_REQUESTED: _asked_for_papers,
    Kind.SUPPLEMENTED: _brought,
    Kind.PAYMENT_REQUESTED: _asked_for_money,
    Kind.PAID: _paid_in,
    Kind.EXTENDED: _extended,
    Kind.RESULT_READY: _ready,
    Kind.RETURNED: _returned,
}
"""What an act changes beside the state; of one that is not here the record keeps the reason."""


def _promised(said: _Said) -> _Changed:
    if said.due_at is None:
        return {}
    if said.due_reason is None:
        raise Broken("due_reason")
    return {"due_at": said.due_at, "due_reason": said.due_reason}


def _paid(record: Record, payment: Payment) -> _Changed:
    """Put down money taken, or given back when its amount is negative."""
    return {
        "payments": (*record.payments, payment),
        "fee_paid": _reached(record.fee, record.paid + payment.amount),
    }


def _reached(fee: int | None, paid: int) -> bool:
    """Say whether the payments reach the fee."""
    return 0 < (fee or 0) <= paid


def _at(event: Event) -> datetime:
    try:
        return moment(event.at)
    except ValueError:
        raise Broken("at") from None


# -- corrections ---------------------------------------------------------------------------------------------------


def _corrected(record: Record, event: Event, state: State) -> Record:
    body, values = event.body, plain(record)
    for path, value in _changes(body).items():
        _assign(values, path, value)
    if undoes_return(Kind.CORRECTED, body):
        values["returned_to"] = None
    if undoes_result(Kind.CORRECTED, body):
        values["finished_at"] = None
    after = make_record({**values, "state": state, "head": event.id})
    return replace(after, fee_paid=_reached(after.fee, after.paid))


def _changes(body: Body) -> Mapping[str, Any]:
    """Return the changes of a correction. Raises Broken for no object, and for a path nobody may correct."""
    changes = body.get("changes", {})
    if not isinstance(changes, dict):
        raise Broken("changes")
    for path, value in changes.items():
        head, _, part = path.partition(".")
        taken_back = path in ("returned_at", "result") and value is None
        # A result and a receiver come with their acts; corrected are only the words in them.
        whole = head in ("result", "returned_to") and not part
        if not taken_back and (whole or head not in CORRECTABLE):
            raise Broken(f"changes.{path}")
    return changes


def _assign(values: dict[str, Any], path: str, value: object) -> None:
    """Set a dotted path; a part of what is not there begins it. What an event said is copied, never written into."""
    *outer, last = path.split(".")
    inner = values
    for step in outer:
        held = inner.get(step)
        if held is not None and not isinstance(held, dict):
            raise Broken(f"changes.{path}")
        inner[step] = inner = dict(held or {})
    inner[last] = value
