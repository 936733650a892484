"""Moving a dossier on: every act after reception, checked against the rules and written as one event.

Bodies are for the form and may be empty (CLI.md). What an act changes by law is worked out here and written into the
event, so that the desk, the relay and a replay in ten years fold the same facts: the new due moment after a pause, the
old values beside corrected ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection

from app.errors import UserError
from app.models import journal
from app.rules import states
from app.rules.clock import iso, parse_date, parse_moment
from app.rules.deadline import due
from app.rules.dossier import Dossier, view
from app.rules.events import Body, Kind, canonical, new_event
from app.rules.folding import fold, look_up
from app.rules.record import CORRECTABLE, LARGEST, LARGEST_FEE, MOST_COPIES, MOST_PAGES, Record, plain
from app.rules.states import State
from app.rules.terms import parse_term
from app.rules.text import nfc
from app.rules.vocabulary import Channel, Delivery, Method
from app.services import drafts
from app.services.desk import Desk
from app.services.drafts import ComponentDraft, PersonDraft
from app.services.finding import by_id, id_of

MOST_BYTES = 1024 * 1024
"""Of one event's body: the relay reads 8 MB at once, and what it cannot read would hold up all that follows."""
_TEXTS = (
    "reason", "legal_basis", "number", "abstract", "place", "unit", "note", "basis", "type", "series", "signer",
    "receiver", "giver", "handover", "request", "decided_by", "method",
)  # fmt: skip
_PERSON = tuple(PersonDraft.model_fields)
_RECEIVER = ("name", "id_number", "phone", "authorisation", "via", "item")
_RESULT = ("type", "number", "abstract", "place")
_OURS = ("due_at", "due_reason", "was", "resumes")
"""What an event says besides its author's words: worked out here, never taken from a body."""


def act(desk: Desk, code: str, kind: Kind, body: Body | None = None) -> Dossier:
    """Write one act on a dossier and return the dossier after it.

    Raises UserError DOSSIER_UNKNOWN, ACT_NOT_ALLOWED (act, state), BODY_FIELD (field) for a body that cannot be
    read, EXTENSION_LATE and EXTENSION_NOT_LATER (due), PAYMENT_AMOUNT (amount, paid), CORRECTION_EMPTY,
    CORRECTION_FIELD (field), and for numbers in corrections what `rules.identity` raises.
    """
    if kind is Kind.RECEIVED:
        raise UserError("ACT_UNKNOWN", act=kind.value)
    with desk.store.write() as connection:
        return write(desk, connection, id_of(connection, code), kind, {} if body is None else body)


def write(desk: Desk, connection: Connection, id_: str, kind: Kind, body: Body) -> Dossier:
    """Write one act as `act` does, by the dossier's id and in a caller's transaction."""
    given = _tidy(body)
    record = journal.load(connection, id_)
    states.check(record.state, kind, given)
    full = _complete(desk, connection, kind, given, record)
    if len(canonical(full)) > MOST_BYTES:
        raise UserError("BODY_TOO_LARGE", have=len(canonical(full)) // 1024, most=MOST_BYTES // 1024)
    journal.write(
        connection,
        desk.centre(connection).author(),
        kind,
        full,
        at=iso(desk.clock()),
        dossier=id_,
        record=record,
    )
    return by_id(desk, connection, id_)


def imagined(desk: Desk, code: str, kind: Kind, body: Body) -> Dossier:
    """Return a dossier as it would be after an act, for a look at its paper; nothing is written. Raises as `act`."""
    given = _tidy(body)
    with desk.store.read() as connection:
        id_ = id_of(connection, code)
        record = journal.load(connection, id_)
        states.check(record.state, kind, given)
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
        return view(fold(record, made), events=[*(one.event for one in journal.history(connection, id_)), made])


def cautions(desk: Desk, code: str, kind: Kind) -> tuple[str, ...]:
    """Return what an officer should know before an act that may be done all the same, as codes of warnings.

    SUPPLEMENT_SECOND: the portal counts a dossier asked twice as late (QĐ 766/QĐ-TTg). EXTENSION_LIMIT: as many
    extensions as the centre's setting allows were made already; a warning, for the limit of NĐ 118/2025 was not found.
    """
    with desk.store.read() as connection:
        record = journal.load(connection, id_of(connection, code))
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
    for name in _TEXTS:
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
        return {**body, **_correction(body, record)}
    if kind is Kind.SUPPLEMENTED:
        full: Body = {**body, **_after_pause(desk, connection, record)}
        if body.get("components") is not None:
            full["components"] = _components(body["components"], record)
        return full
    if kind is Kind.PAYMENT_REQUESTED:
        _check_amount(body, lowest=1)
    if kind is Kind.PAID:
        resumes = record.state is State.PAYMENT_REQUESTED
        return {
            **body,
            **_payment(body, record),
            "resumes": resumes,
            **(_after_pause(desk, connection, record) if resumes else {}),
        }
    if kind is Kind.RETURNED:
        return {**body, "to": _receiver(body.get("to"))}
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


def _check_amount(body: Body, lowest: int) -> None:
    amount = body.get("amount")
    if amount is not None and (type(amount) is not int or not lowest <= amount <= LARGEST_FEE):
        raise UserError("BODY_FIELD", field="amount")


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
    moment = _new_due(desk, connection, str(body["new_due"]))
    if moment <= old:
        raise UserError("EXTENSION_NOT_LATER", field="new_due", due=old)
    reason = f"Gia hạn: {body.get('reason') or 'có văn bản kèm theo'}."
    return {**was, "due_at": iso(moment), "due_reason": reason}


def _new_due(desk: Desk, connection: Connection, text: str) -> datetime:
    """Return the moment of a new promise; a bare date is the end of that day's work, or of the next working day's."""
    if "T" in text or " " in text.strip():
        return parse_moment(text, "new_due")
    day, working = parse_date(text, "new_due"), desk.working(connection)
    day = day if working.is_working_day(day) else working.next_working_day(day)
    return working.sessions(day)[-1][1]


def _after_pause(desk: Desk, connection: Connection, record: Record) -> Body:
    """Work out the due moment when the clock runs again.

    A promise that was extended meanwhile counts from the extended moment; its pause is then added as working time.
    """
    if record.paused_from is None:
        return {}
    working = desk.working(connection)
    pause = (record.paused_from, desk.clock())
    if record.extensions:
        length = working.working_between(*pause)
        moment = working.add_working(record.due_at, length) if length > timedelta() else None
        return {"due_at": iso(moment), "due_reason": record.due_reason} if moment else {}
    answer = due(record.received_at, parse_term(record.term), working, [*record.pauses, pause])
    return {"due_at": iso(answer.at), "due_reason": answer.explanation}


def _receiver(given: Any) -> dict[str, Any]:
    """Return who took the result; `services.returning` has checked the numbers, a script's body may say anything."""
    if not isinstance(given, dict) or not given.get("name"):
        raise UserError("RECEIVER_MISSING", field="to")
    if not set(given) <= set(_RECEIVER) or not all(value is None or isinstance(value, str) for value in given.values()):
        raise UserError("BODY_FIELD", field="to")
    via = given.get("via") or Delivery.COUNTER.value
    if via not in tuple(Delivery):
        raise UserError("BODY_FIELD", field="to.via")
    return {**{name: given.get(name) for name in _RECEIVER}, "via": via}


def _correction(body: Body, record: Record) -> Body:
    asked = body.get("changes")
    if not isinstance(asked, dict) or not asked:
        raise UserError("CORRECTION_EMPTY", field="changes")
    for undone in ("returned_at", "result"):
        if set(asked) == {undone} and asked[undone] is None:
            return {"changes": {undone: None}, "was": {undone: look_up(record, undone)}}
    changes: dict[str, Any] = {}
    for path, value in asked.items():
        changes |= _changes_of(path, value, record)
    was = {path: look_up(record, path) for path in changes}
    changes = {path: value for path, value in changes.items() if value != was[path]}
    if not changes:
        raise UserError("CORRECTION_EMPTY", field="changes")
    return {"changes": changes, "was": {path: was[path] for path in changes}}


def _changes_of(path: str, value: Any, record: Record) -> dict[str, Any]:
    """Return the clean changes one asked-for change stands for; a bare person's field means the applicant's."""
    head, _, part = path.partition(".")
    if not part and head in _PERSON:
        head, part = "applicant", head
    if head not in CORRECTABLE:
        raise UserError("CORRECTION_FIELD", field=path)
    if head in ("result", "returned_to"):
        return _wording(path, head, part, value, record)
    if head in ("applicant", "owner") and value is not None:
        held = record.applicant if head == "applicant" else record.owner
        now = asdict(held) if held else {}
        person = {**now, part: value} if part else {**now, **value} if isinstance(value, dict) else value
        kept = _person(person, head)
        names = [part] if part and held else list(kept)
        if not set(names) <= set(kept):
            raise UserError("CORRECTION_FIELD", field=path)
        return {f"{head}.{name}": kept[name] for name in names} if held else {head: kept}
    if part:
        if head in ("applicant", "owner") and part in _PERSON[2:]:
            return {f"{head}.{part}": None}
        raise UserError("CORRECTION_FIELD", field=path)
    return {head: _components(value, record) if head == "components" else _value(head, value)}


def _wording(path: str, head: str, part: str, value: Any, record: Record) -> dict[str, Any]:
    """Return a corrected word of the result or of its receiver, both of which came with their acts."""
    known, held = (_RESULT, record.result) if head == "result" else (_RECEIVER, record.returned_to)
    named = value if head == "returned_to" and part in ("name", "via") else value or "-"
    if held is None or part not in known or not isinstance(named, str) or not named:
        raise UserError("CORRECTION_FIELD", field=path)
    if part == "via" and value not in tuple(Delivery):
        raise UserError("BODY_FIELD", field=path)
    return {path: nfc(value) if value else None}


def _person(data: Any, field: str) -> dict[str, Any]:
    given = {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data
    return asdict(drafts.check_person(drafts.part(PersonDraft, given, field), field)[0])


def _components(value: Any, record: Record) -> list[dict[str, Any]]:
    """Return clean papers; one that was there already keeps its scans, whatever is said of its counts."""
    if not isinstance(value, list):
        raise UserError("BODY_FIELD", field="components")
    scans = {part["name"]: part["files"] for part in plain(record)["components"]}
    given = [{**row, "files": []} if isinstance(row, dict) else row for row in value]
    rows = [drafts.part(ComponentDraft, row, "components").model_dump() for row in given]
    return [{**row, "files": scans.get(row["name"], [])} for row in rows]


def _value(name: str, value: Any) -> Any:
    """Return a clean value of one field of the dossier; raises UserError BODY_FIELD (field)."""
    if name == "due_at":
        return iso(parse_moment(str(value), name))
    fits = {
        "copies": type(value) is int and 1 <= value <= MOST_COPIES,
        "fee": value is None or (type(value) is int and 0 <= value <= LARGEST_FEE),
        "pages": value is None or (type(value) is int and 1 <= value <= MOST_PAGES),
        "fee_receipt": value is None or _is_object(value, ("number",), ("series",)),
        "destination": value is None or _is_object(value, ("name",), ("commune",)),
        "deliver": value in tuple(Delivery),
        "channel": value in tuple(Channel),
        "summary": isinstance(value, str),
        "applicant": False,
    }.get(name, value is None or isinstance(value, str))
    if not fits:
        raise UserError("BODY_FIELD", field=name)
    if name == "fee_receipt" and value is not None:
        return {"series": value.get("series"), "number": value["number"]}
    return nfc(value, newlines=True) if isinstance(value, str) else value


def _is_object(value: Any, needed: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Tell whether a value is an object of texts with the needed names, and no others but `more`."""
    if not isinstance(value, dict) or not set(value) <= {*needed, *more}:
        return False
    texts = all(isinstance(value.get(name), str) and value[name] for name in needed)
    return texts and all(value.get(name) is None or isinstance(value[name], str) for name in more)
