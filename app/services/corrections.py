"""What a correction changes: asked for by dotted paths, cleaned and checked, kept beside the values it replaces.

A part of a person is checked with the whole person it makes; papers keep their scans whatever is said of their counts.
What stands on no paper of the citizen may be emptied, a name may not.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Any

from app.errors import UserError
from app.rules import identity
from app.rules.body import Body
from app.rules.clock import iso, parse_moment
from app.rules.folding import look_up
from app.rules.record import CORRECTABLE, LARGEST_FEE, MOST_COPIES, MOST_PAGES, Receiver, Record, Result, plain
from app.rules.text import nfc
from app.rules.vocabulary import Channel, Delivery
from app.services import drafts
from app.services.drafts import ComponentDraft, PersonDraft

_PERSON = tuple(PersonDraft.model_fields)
_RECEIVER = tuple(one.name for one in fields(Receiver))
_RESULT = tuple(one.name for one in fields(Result) if one.name != "at")


def correction(body: Body, record: Record, today: date) -> Body:
    """Return the changes a correction asks for, clean, and what they replace.

    A bare person's field means the applicant's. Raises UserError CORRECTION_EMPTY, CORRECTION_FIELD (field),
    BODY_FIELD (field), DUE_BEFORE_RECEIVED (received), and what `drafts.check_person` raises.
    """
    asked = body.get("changes")
    if not isinstance(asked, dict) or not asked:
        raise UserError("CORRECTION_EMPTY", field="changes")
    for undone in ("returned_at", "result"):
        if set(asked) == {undone} and asked[undone] is None:
            return {"changes": {undone: None}, "was": {undone: look_up(record, undone)}}
    changes: dict[str, Any] = {}
    for path, value in asked.items():
        changes |= _changes_of(path, value, record, today)
    was = {path: look_up(record, path) for path in changes}
    changes = {path: value for path, value in changes.items() if value != was[path]}
    if not changes:
        raise UserError("CORRECTION_EMPTY", field="changes")
    return {"changes": changes, "was": {path: was[path] for path in changes}}


def _changes_of(path: str, value: Any, record: Record, today: date) -> dict[str, Any]:
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
        # Who has shown a paper since has no reason any more for having none.
        shown = ["no_papers"] if part == "id_number" and now.get("no_papers") else []
        kept = _person({**person, **dict.fromkeys(shown)} if shown else person, head, today)
        names = [part, *shown] if part and held else list(kept)
        if not set(names) <= set(kept):
            raise UserError("CORRECTION_FIELD", field=path)
        return {f"{head}.{name}": kept[name] for name in names} if held else {head: kept}
    if part:
        if head in ("applicant", "owner") and part in _PERSON[2:]:
            return {f"{head}.{part}": None}
        raise UserError("CORRECTION_FIELD", field=path)
    return {head: components(value, record) if head == "components" else _value(head, value, record)}


def _wording(path: str, head: str, part: str, value: Any, record: Record) -> dict[str, Any]:
    """Return a corrected word of the result or of its receiver, both of which came with their acts.

    Raises what `rules.identity` raises for numbers, as the return does.
    """
    known, held = (_RESULT, record.result) if head == "result" else (_RECEIVER, record.returned_to)
    named = value if head == "returned_to" and part in ("name", "via") else value or "-"
    if held is None or part not in known or not isinstance(named, str) or not named:
        raise UserError("CORRECTION_FIELD", field=path)
    if part == "via" and value not in tuple(Delivery):
        raise UserError("BODY_FIELD", field=path)
    try:
        if value and part == "id_number":
            return {path: identity.check_paper_number(value)[0]}
        if value and part == "phone":
            return {path: identity.check_phone(value)}
    except UserError as problem:
        raise UserError(problem.code, field=path, **problem.facts) from None
    return {path: nfc(value) if value else None}


def _person(data: Any, field: str, today: date) -> dict[str, Any]:
    given = {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data
    return asdict(drafts.check_person(drafts.part(PersonDraft, given, field), field, today)[0])


def components(value: Any, record: Record) -> list[dict[str, Any]]:
    """Return clean papers; one that was there already keeps its scans, whatever is said of its counts.

    Raises UserError BODY_FIELD (field) and what `drafts.part` raises.
    """
    if not isinstance(value, list):
        raise UserError("BODY_FIELD", field="components")
    scans = {part["name"]: part["files"] for part in plain(record)["components"]}
    given = [{**row, "files": []} if isinstance(row, dict) else row for row in value]
    rows = [drafts.part(ComponentDraft, row, "components").model_dump() for row in given]
    return [{**row, "files": scans.get(row["name"], [])} for row in rows]


def _value(name: str, value: Any, record: Record) -> Any:
    """Return a clean value of one field of the dossier; raises UserError BODY_FIELD (field)."""
    if name == "due_at":
        due = parse_moment(str(value), name)
        if due < record.received_at:
            raise UserError("DUE_BEFORE_RECEIVED", field=name, received=record.received_at)
        return iso(due)
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
