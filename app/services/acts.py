"""Moving a dossier on: every act after reception, checked against the rules and written as one event.

Bodies are for the form and may be empty (CLI.md). What an act changes by law is worked out here and written into the
event, so that the desk, the relay and a replay in ten years fold the same facts: the new due moment after a pause, the
old values beside corrected ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.errors import UserError
from app.models import journal
from app.rules import states
from app.rules.clock import iso, parse_date, parse_moment
from app.rules.deadline import due
from app.rules.dossier import CORRECTABLE, Dossier, Facts, look_up
from app.rules.events import Body, Kind, canonical
from app.rules.states import State
from app.rules.terms import parse_term
from app.rules.text import nfc
from app.services import drafts
from app.services.desk import Desk
from app.services.drafts import ComponentDraft, PersonDraft
from app.services.finding import by_id, id_of

MOST_BYTES = 1024 * 1024
"""Of one event's body: the relay reads 8 MB at once, and what it cannot read would hold up all that follows."""
_TEXTS = ("reason", "legal_basis", "number", "abstract", "place", "unit", "note", "basis")
_PERSON = tuple(PersonDraft.model_fields)
_RECEIVER = ("name", "id_number", "phone", "authorisation")
_OURS = ("due_at", "due_reason", "was")
"""What an event says besides its author's words: worked out here, never taken from a body."""
_LARGEST = 2**53 - 1
"""Beyond it, programs that read our JSON disagree about a number, and so about a hash."""
_MOST_COPIES, _LARGEST_FEE = 9999, 10_000_000_000  # as drafts have it


def act(desk: Desk, code: str, kind: Kind, body: Body | None = None) -> Dossier:
    """Write one act on a dossier and return the dossier after it.

    Raises UserError DOSSIER_UNKNOWN, ACT_NOT_ALLOWED (act, state), BODY_FIELD (field) for a body that cannot be
    read, CORRECTION_EMPTY, CORRECTION_FIELD (field), and for numbers in corrections what `rules.identity` raises.
    """
    if kind is Kind.RECEIVED:
        raise UserError("ACT_UNKNOWN", act=kind.value)
    given = _tidy({} if body is None else body)
    with desk.store.write() as connection:
        facts = journal.load(connection, id_of(connection, code))
        states.check(State(facts["state"]), kind, given)
        full = _complete(desk, connection, kind, given, facts)
        if len(canonical(full)) > MOST_BYTES:
            raise UserError("BODY_TOO_LARGE", have=len(canonical(full)) // 1024, most=MOST_BYTES // 1024)
        journal.write(
            connection,
            desk.centre(connection).author(),
            kind,
            full,
            at=iso(desk.clock()),
            dossier=facts["id"],
            facts=facts,
        )
        return by_id(desk, connection, facts["id"])


def kind_named(name: str) -> Kind:
    """Return the kind of act a script names. Raises UserError ACT_UNKNOWN (act)."""
    try:
        return Kind(name)
    except ValueError:
        raise UserError("ACT_UNKNOWN", act=name) from None


def _tidy(body: Body) -> Body:
    if not isinstance(body, dict):
        raise UserError("BODY_FIELD", field="body")
    for name in _TEXTS:
        if body.get(name) is not None and not isinstance(body[name], str):
            raise UserError("BODY_FIELD", field=name)
    for name in _OURS:
        if name in body:
            raise UserError("BODY_FIELD", field=name)
    return {nfc(name): _clean(value, name) for name, value in body.items()}


def _clean(value: Any, field: str) -> Any:
    """Return a value of a body as events keep it: text NFC throughout, whole numbers only (`rules.events`)."""
    if isinstance(value, str):
        return nfc(value, newlines=True)
    if isinstance(value, list):
        return [_clean(one, field) for one in value]
    if isinstance(value, dict):
        return {nfc(name): _clean(one, field) for name, one in value.items()}
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _LARGEST):
        raise UserError("BODY_FIELD", field=field)
    return value


def _complete(desk: Desk, connection: Connection, kind: Kind, body: Body, facts: Facts) -> Body:
    if kind is Kind.CORRECTED:
        return {**body, **_correction(body, facts)}
    if kind in (Kind.SUPPLEMENTED, Kind.PAID):
        papers = {"components": _components(body["components"], facts)} if body.get("components") is not None else {}
        return {**body, **papers, **_after_pause(desk, connection, facts)}
    if kind is Kind.RETURNED:
        return {**body, "to": _receiver(body.get("to"))}
    if kind is Kind.EXTENDED and body.get("new_due"):
        moment = _new_due(desk, connection, str(body["new_due"]))
        return {**body, "due_at": iso(moment), "due_reason": f"Gia hạn: {body.get('reason') or 'có văn bản kèm theo'}."}
    return body


def _new_due(desk: Desk, connection: Connection, text: str) -> datetime:
    """Return the moment of a new promise; a bare date is the end of that day's work, or of the next working day's."""
    if "T" in text or " " in text.strip():
        return parse_moment(text, "new_due")
    day, working = parse_date(text, "new_due"), desk.working(connection)
    day = day if working.is_working_day(day) else working.next_working_day(day)
    return working.sessions(day)[-1][1]


def _after_pause(desk: Desk, connection: Connection, facts: Facts) -> Body:
    """Work out the due moment when the clock runs again.

    A promise that was extended meanwhile counts from the extended moment; its pause is then added as working time.
    """
    if facts["paused_from"] is None:
        return {}
    working = desk.working(connection)
    pause = (parse_moment(facts["paused_from"]), desk.clock())
    if facts["extensions"]:
        length = working.working_between(*pause)
        moment = working.add_working(parse_moment(facts["due_at"]), length) if length > timedelta() else None
        return {"due_at": iso(moment), "due_reason": facts["due_reason"]} if moment else {}
    earlier = [(parse_moment(start), parse_moment(end)) for start, end in facts["pauses"]]
    answer = due(parse_moment(facts["received_at"]), parse_term(facts["term"]), working, [*earlier, pause])
    return {"due_at": iso(answer.at), "due_reason": answer.explanation}


def _receiver(given: Any) -> dict[str, Any]:
    """Return who took the result; `services.returning` has checked the numbers, a script's body may say anything."""
    if not isinstance(given, dict) or not given.get("name"):
        raise UserError("RECEIVER_MISSING", field="to")
    if not set(given) <= set(_RECEIVER) or not all(value is None or isinstance(value, str) for value in given.values()):
        raise UserError("BODY_FIELD", field="to")
    return {name: given.get(name) for name in _RECEIVER}


def _correction(body: Body, facts: Facts) -> Body:
    asked = body.get("changes")
    if not isinstance(asked, dict) or not asked:
        raise UserError("CORRECTION_EMPTY", field="changes")
    if set(asked) == {"returned_at"}:
        return {"changes": {"returned_at": None}, "was": {"returned_at": facts["returned_at"]}}
    changes: dict[str, Any] = {}
    for path, value in asked.items():
        changes |= _changes_of(path, value, facts)
    was = {path: look_up(facts, path) for path in changes}
    changes = {path: value for path, value in changes.items() if value != was[path]}
    if not changes:
        raise UserError("CORRECTION_EMPTY", field="changes")
    return {"changes": changes, "was": {path: was[path] for path in changes}}


def _changes_of(path: str, value: Any, facts: Facts) -> dict[str, Any]:
    """Return the clean changes one asked-for change stands for; a bare person's field means the applicant's."""
    head, _, part = path.partition(".")
    if not part and head in _PERSON:
        head, part = "applicant", head
    if head not in CORRECTABLE:
        raise UserError("CORRECTION_FIELD", field=path)
    if head in ("applicant", "owner") and value is not None:
        now = facts[head] or {}
        person = {**now, part: value} if part else {**now, **value} if isinstance(value, dict) else value
        kept = _person(person, head)
        names = [part] if part and facts[head] else list(kept)
        if not set(names) <= set(kept):
            raise UserError("CORRECTION_FIELD", field=path)
        return {f"{head}.{name}": kept[name] for name in names} if facts[head] else {head: kept}
    if part:
        if head in ("applicant", "owner") and part in _PERSON[2:]:
            return {f"{head}.{part}": None}
        raise UserError("CORRECTION_FIELD", field=path)
    return {head: _components(value, facts) if head == "components" else _value(head, value)}


def _person(data: Any, field: str) -> dict[str, Any]:
    given = {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data
    return drafts.check_person(drafts.part(PersonDraft, given, field), field)[0]


def _components(value: Any, facts: Facts) -> list[dict[str, Any]]:
    """Return clean papers; one that was there already keeps its scans, whatever is said of its counts."""
    if not isinstance(value, list):
        raise UserError("BODY_FIELD", field="components")
    scans = {part["name"]: part["files"] for part in facts["components"]}
    given = [{**row, "files": []} if isinstance(row, dict) else row for row in value]
    rows = [drafts.part(ComponentDraft, row, "components").model_dump() for row in given]
    return [{**row, "files": scans.get(row["name"], [])} for row in rows]


def _value(name: str, value: Any) -> Any:
    """Return a clean value of one field of the dossier; raises UserError BODY_FIELD (field)."""
    if name == "due_at":
        return iso(parse_moment(str(value), name))
    fits = {
        "copies": type(value) is int and 1 <= value <= _MOST_COPIES,
        "fee": value is None or (type(value) is int and 0 <= value <= _LARGEST_FEE),
        "fee_paid": isinstance(value, bool),
        "deliver": value in ("counter", "post", "online"),
        "channel": value in ("counter", "online", "post"),
        "summary": isinstance(value, str),
        "applicant": False,
    }.get(name, value is None or isinstance(value, str))
    if not fits:
        raise UserError("BODY_FIELD", field=name)
    return nfc(value, newlines=True) if isinstance(value, str) else value
