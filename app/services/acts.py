"""Moving a dossier on: every act after reception, checked against the rules and written as one event.

A body says what the form will say; what it must say is asked in `rules.acts`. What an act changes by law is worked
out here and written into the event, so that the desk, the relay and a replay in ten years fold the same facts: the new
due moment after a pause, the old values beside corrected ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection

from app.errors import UserError
from app.models import event_rows, journal, projection
from app.rules import identity, receiver
from app.rules.acts import Kind, check_demands, check_legal
from app.rules.body import WORDS
from app.rules.clock import iso, parse_moment
from app.rules.deadline import due
from app.rules.dossier import Dossier, view
from app.rules.events import Body, canonical, new_event
from app.rules.folding import fold
from app.rules.record import LARGEST, LARGEST_FEE, Receiver, Record
from app.rules.states import State
from app.rules.terms import parse_term
from app.rules.text import nfc
from app.rules.vocabulary import Delivery, Method
from app.services.corrections import components, correction
from app.services.desk import Desk
from app.services.finding import by_id, id_of
from app.services.present import present
from app.services.reckoning import moment_of

MOST_BYTES = 1024 * 1024
"""Of one event's body: the relay reads 8 MB at once, and what it cannot read would hold up all that follows."""
_RECEIVER = tuple(one.name for one in fields(Receiver))
_OURS = ("due_at", "due_reason", "was", "resumes")
"""What an event says besides its author's words: worked out here, never taken from a body."""


def act(desk: Desk, code: str, kind: Kind, body: Body | None = None) -> Dossier:
    """Write one act on a dossier and return the dossier after it.

    Raises UserError DOSSIER_UNKNOWN, ACT_NOT_ALLOWED (act, state), BODY_FIELD (field) for a body that cannot be
    read, REASON_MISSING and ACT_LACKS (act) for what `rules.acts` asks, EXTENSION_LATE and EXTENSION_NOT_LATER
    (due), ARRIVED_AHEAD (arrived), ARRIVED_BEFORE_RECEIVED (received), PAYMENT_AMOUNT (amount, paid),
    RECEIVER_MISSING, RECEIVER_NUMBER and RECEIVER_AUTHORITY, what `corrections.correction` and `present` raise, for
    moments what `parse_moment` raises and for numbers what `rules.identity` raises.
    """
    if kind is Kind.RECEIVED:
        raise UserError("ACT_UNKNOWN", act=kind.value)
    with desk.store.write() as connection:
        return write(desk, connection, id_of(connection, code), kind, {} if body is None else body)


def write(desk: Desk, connection: Connection, id_: str, kind: Kind, body: Body) -> Dossier:
    """Write one act as `act` does, by the dossier's id and in a caller's transaction."""
    given = _tidy(body)
    record = projection.load(connection, id_)
    check_legal(record.state, kind, given)
    check_demands(kind, given)
    full = _complete(desk, connection, kind, given, record)
    if len(canonical(full)) > MOST_BYTES:
        raise UserError("BODY_TOO_LARGE", have=len(canonical(full)) // 1024, most=MOST_BYTES // 1024)
    journal.write(
        connection,
        desk.centre(connection).author(),
        kind,
        full,
        at=iso(present(desk, connection)),
        dossier=id_,
        record=record,
    )
    return by_id(desk, connection, id_)


def imagined(desk: Desk, code: str, kind: Kind, body: Body) -> Dossier:
    """Return a dossier as it would be after an act, for a look at its paper; nothing is written. Raises as `act`."""
    given = _tidy(body)
    with desk.store.read() as connection:
        id_ = id_of(connection, code)
        record = projection.load(connection, id_)
        check_legal(record.state, kind, given)
        made = new_event(
            dossier=id_,
            kind=kind,
            at=iso(desk.clock()),
            officer=desk.centre(connection).officer,
            desk=desk.centre(connection).desk,
            base=record.head,
            prev_hash=None,
            body=_complete(desk, connection, kind, given, record),
        )
        return view(fold(record, made), events=[*(one.event for one in event_rows.history(connection, id_)), made])


def cautions(desk: Desk, code: str, kind: Kind) -> tuple[str, ...]:
    """Return what an officer should know before an act that may be done all the same, as codes of warnings.

    SUPPLEMENT_SECOND: the portal counts a dossier asked twice as late (QĐ 766/QĐ-TTg). EXTENSION_LIMIT: as many
    extensions as the centre's setting allows were made already; a warning, for the limit of NĐ 118/2025 was not found.
    """
    with desk.store.read() as connection:
        record = projection.load(connection, id_of(connection, code))
        limit = desk.centre(connection).extension_limit
    if kind is Kind.SUPPLEMENT_REQUESTED and record.supplements:
        return ("SUPPLEMENT_SECOND",)
    if kind is Kind.EXTENDED and record.extensions >= limit:
        return ("EXTENSION_LIMIT",)
    return ()


def kind_named(name: str) -> Kind:
    """Return the kind of act a script names. Raises UserError ACT_UNKNOWN (act)."""
    try:
        return Kind(name)
    except ValueError:
        raise UserError("ACT_UNKNOWN", act=name) from None


def _tidy(body: Body) -> Body:
    """Return a body as events keep it; a script's may be anything."""
    if not isinstance(body, dict):
        raise UserError("BODY_FIELD", field="body")
    given: Mapping[str, object] = body
    for name in WORDS:
        if given.get(name) is not None and not isinstance(given[name], str):
            raise UserError("BODY_FIELD", field=name)
    for name in _OURS:
        if name in given:
            raise UserError("BODY_FIELD", field=name)
    return cast(Body, {nfc(name): _clean(value, name) for name, value in given.items()})


def _clean(value: Any, field: str) -> Any:
    """Return a value of a body as events keep it: text NFC throughout, whole numbers only (`rules.events`)."""
    if isinstance(value, str):
        return nfc(value, newlines=True)
    if isinstance(value, list):
        return [_clean(one, field) for one in value]
    if isinstance(value, dict):
        return {nfc(name): _clean(one, field) for name, one in value.items()}
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST):
        raise UserError("BODY_FIELD", field=field)
    return value


def _complete(desk: Desk, connection: Connection, kind: Kind, body: Body, record: Record) -> Body:
    if kind is Kind.CORRECTED:
        return {**body, **correction(body, record, desk.clock().date())}
    if kind is Kind.SUPPLEMENTED:
        full: Body = {**body, **_after_pause(desk, connection, record)}
        if body.get("components") is not None:
            full["components"] = components(body["components"], record)
        return full
    if kind is Kind.ARRIVED:
        return {**body, "at": iso(_arrival(str(body.get("at")), record, desk.clock()))}
    if kind is Kind.PAYMENT_REQUESTED:
        _check_amount(body, record)
    if kind is Kind.PAID:
        resumes = record.state is State.PAYMENT_REQUESTED
        return {
            **body,
            **_payment(body, record),
            "resumes": resumes,
            **(_after_pause(desk, connection, record) if resumes else {}),
        }
    if kind is Kind.RETURNED:
        return {**body, "to": _receiver(body.get("to"), record)}
    if kind is Kind.EXTENDED:
        return {**body, **_extension(desk, connection, body, record)}
    return body


def _payment(body: Body, record: Record) -> Body:
    """Return how much is paid (all that is owed, where the body does not say) and how.

    Less than nothing is a refund, of no more than was paid. Raises UserError PAYMENT_AMOUNT (amount, paid) or
    BODY_FIELD (field).
    """
    so_far = record.paid
    amount = body.get("amount")
    amount = (record.fee or 0) - so_far if amount is None else amount
    if amount == 0 and record.state is not State.PAYMENT_REQUESTED:
        # Nothing is owed and nothing was asked for: there is nothing to pay.
        raise UserError("ACT_NOT_ALLOWED", act=Kind.PAID.value, state=record.state.value)
    if type(amount) is not int or so_far + amount < 0 or abs(amount) > LARGEST_FEE:
        raise UserError("PAYMENT_AMOUNT", field="amount", amount=amount, paid=so_far)
    method = body.get("method") or Method.CASH.value
    if method not in tuple(Method):
        raise UserError("BODY_FIELD", field="method")
    return {"amount": amount, "method": method}


def _check_amount(body: Body, record: Record) -> None:
    """See that what is asked for is money, and that the fee it makes is one."""
    amount = body.get("amount")
    if amount is not None and (type(amount) is not int or amount < 1 or amount + (record.fee or 0) > LARGEST_FEE):
        raise UserError("BODY_FIELD", field="amount")


def _arrival(said: str, record: Record, now: datetime) -> datetime:
    """Return when a body got the dossier: not ahead of the clock, and not before it was received here.

    Papers say minutes, so neither is asked to the second.
    """
    at = parse_moment(said, "at")
    if at > now:
        raise UserError("ARRIVED_AHEAD", field="at", arrived=at)
    if at < record.received_at.replace(second=0):
        raise UserError("ARRIVED_BEFORE_RECEIVED", field="at", received=record.received_at)
    return at


def _extension(desk: Desk, connection: Connection, body: Body, record: Record) -> Body:
    """Return the new promise beside the old one.

    Asked for before the promise is broken (DOMAIN §5: at the latest the day before): UserError EXTENSION_LATE (due)
    after it, EXTENSION_NOT_LATER (due) where the new moment is no later than the old.
    """
    old = record.due_at
    if desk.clock() > old:
        raise UserError("EXTENSION_LATE", field="new_due", due=old)
    was: Body = {"was": {"due_at": iso(old)}}
    if not body.get("new_due"):
        return was
    moment = moment_of(str(body["new_due"]), "new_due", desk.working(connection))
    if moment <= old:
        raise UserError("EXTENSION_NOT_LATER", field="new_due", due=old)
    reason = f"Gia hạn: {body.get('reason') or 'có văn bản kèm theo'}."
    return {**was, "due_at": iso(moment), "due_reason": reason}


def _after_pause(desk: Desk, connection: Connection, record: Record) -> Body:
    """Work out the due moment when the clock runs again.

    A promise that was extended meanwhile counts from the extended moment, as does one an officer gave because the
    procedure has no term; its pause is then added as working time.
    """
    if record.paused_from is None:
        return {}
    working = desk.working(connection)
    pause = (record.paused_from, desk.clock())
    if record.extensions or not record.term:
        length = working.working_between(*pause)
        moment = working.add_working(record.due_at, length) if length > timedelta() else None
        return {"due_at": iso(moment), "due_reason": record.due_reason} if moment else {}
    answer = due(record.received_at, parse_term(record.term), working, [*record.pauses, pause])
    return {"due_at": iso(answer.at), "due_reason": answer.explanation}


def _receiver(given: Any, record: Record) -> dict[str, Any]:
    """Return who took the result, as the event keeps it; a number the dossier knows need not be said again.

    Raises UserError RECEIVER_MISSING, RECEIVER_NUMBER, RECEIVER_AUTHORITY, BODY_FIELD (field) and what
    `rules.identity` raises for numbers.
    """
    if not isinstance(given, dict) or not given.get("name"):
        raise UserError("RECEIVER_MISSING", field="to.name")
    if not set(given) <= set(_RECEIVER) or not all(value is None or isinstance(value, str) for value in given.values()):
        raise UserError("BODY_FIELD", field="to")
    said = {name: given.get(name) or None for name in _RECEIVER}
    if (said["via"] or Delivery.COUNTER) not in tuple(Delivery):
        raise UserError("BODY_FIELD", field="to.via")
    via = Delivery(said["via"] or Delivery.COUNTER)
    who = receiver.who_is(record, str(said["name"]))
    known = receiver.known_person(record, who)
    try:
        if said["id_number"]:
            said["id_number"] = identity.check_paper_number(said["id_number"])[0]
        elif via is Delivery.COUNTER and known is not None:
            said["id_number"] = known.id_number
        if said["phone"]:
            said["phone"] = identity.check_phone(said["phone"])
    except UserError as problem:
        raise UserError(problem.code, field=f"to.{problem.field}", **problem.facts) from None
    if not said["id_number"] and receiver.asks_number(record, who, via):
        raise UserError("RECEIVER_NUMBER", field="to.id_number")
    if not said["authorisation"] and receiver.asks_authority(who, via):
        raise UserError("RECEIVER_AUTHORITY", field="to.authorisation")
    return {**said, "via": via.value}
