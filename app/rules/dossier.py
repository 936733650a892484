"""A dossier is its events: how they fold into one record, and what each of them writes.

`fold` is used by the desk for its projection and by the relay for its own, so both arrive at the same record from
the same events. The record ("facts") is a plain JSON object, because it is stored, compared, printed and sent as
JSON; `Dossier` is the frozen view of it that printing and the window read.

The relay accepts an event whose base is not the newest event if nothing that came in between wrote what it writes
(DESIGN §3.5, "field by field"): `writes` names those fields as dotted paths, `overlap` compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.clock import parse_moment
from app.rules.events import Body, Event, Kind
from app.rules.states import OFFICIAL_STATUS, PAUSED, State, after, undoes_return

Facts = dict[str, Any]

CORRECTABLE = (
    "applicant",
    "owner",
    "authorised_by",
    "summary",
    "copies",
    "components",
    "deliver",
    "channel",
    "fee",
    "fee_paid",
    "note",
    "due_at",
    "due_reason",
)
"""What a correction may change, itself or a field inside it. Code, procedure and moment of receipt are not among
them: they decided the number and the promise on paper, so a wrong one is voided and received anew."""

_WRITES: Mapping[Kind, tuple[str, ...]] = {
    Kind.FORWARDED: ("state", "place"),
    Kind.PROCESSING: ("state", "place"),
    Kind.SUPPLEMENT_REQUESTED: ("state",),
    Kind.SUPPLEMENTED: ("state", "due_at", "due_reason", "components"),
    Kind.PAYMENT_REQUESTED: ("state",),
    Kind.PAID: ("state", "due_at", "due_reason"),
    Kind.EXTENDED: ("due_at", "due_reason"),
    Kind.RESULT_READY: ("state", "result", "place"),
    Kind.RETURNED: ("state", "returned_at", "returned_to"),
    Kind.REFUSED: ("state",),
    Kind.WITHDRAWN: ("state",),
    Kind.STOPPED: ("state",),
    Kind.VOIDED: ("state",),
}


def writes(kind: Kind, body: Mapping[str, Any]) -> frozenset[str]:
    """Return the dotted paths an event writes; two events clash when their paths overlap."""
    if kind is Kind.CORRECTED:
        extra = ("state", "returned_to") if undoes_return(kind, body) else ()
        return frozenset((*body.get("changes", {}), *extra))
    return frozenset(_WRITES[kind])


def overlap(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return the paths of `mine` that touch one of `theirs`, sorted; a path touches itself, its parts and its whole."""
    others = tuple(theirs)
    return sorted(
        path
        for path in mine
        if any(path == other or path.startswith(other + ".") or other.startswith(path + ".") for other in others)
    )


def fold(facts: Facts | None, event: Event) -> Facts:
    """Return the record after `event`; `facts` is None before `received`.

    Never refuses: whether an event may happen is asked of `states` before it is written, while replaying must give
    the record back whatever was accepted.
    """
    if facts is None:
        return _first(event)
    kind, body = Kind(event.kind), event.body
    state = State(facts["state"])
    resume = State(facts["resume"]) if facts["resume"] else None
    new = {**facts, "state": after(state, kind, body, resume).value, "head": event.id}
    if kind is Kind.CORRECTED:
        for path, value in body.get("changes", {}).items():
            _assign(new, path, value)
        if undoes_return(kind, body):
            new["returned_to"] = None
    elif kind in (Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED):
        _pause(new, state, event)
    elif kind in (Kind.SUPPLEMENTED, Kind.PAID):
        _resume(new, event)
    elif kind in (Kind.FORWARDED, Kind.PROCESSING):
        new["place"] = body.get("unit") or facts["place"]
    elif kind is Kind.EXTENDED:
        new["extensions"] = facts["extensions"] + 1
        _promise(new, body)
    elif kind is Kind.RESULT_READY:
        new["result"] = {
            "number": body.get("number"),
            "abstract": body.get("abstract"),
            "at": event.at,
        }
        new["place"] = body.get("place")
    elif kind is Kind.RETURNED:
        new["returned_at"] = event.at
        new["returned_to"] = body.get("to")
    else:
        new["reason"] = body.get("reason")
    return new


def fold_all(events: Iterable[Event]) -> Facts | None:
    """Replay a dossier's events in order; None when there are none."""
    facts: Facts | None = None
    for event in events:
        facts = fold(facts, event)
    return facts


def _first(event: Event) -> Facts:
    body = {key: value for key, value in event.body.items() if key != "dossier"}
    return {
        **body,
        "id": event.dossier,
        "desk": event.desk,
        "state": State.RECEIVED.value,
        "head": event.id,
        "resume": None,
        "paused_from": None,
        "pauses": [],
        "place": None,
        "supplements": 0,
        "extensions": 0,
        "result": None,
        "returned_at": None,
        "returned_to": None,
        "reason": None,
    }


def _pause(new: Facts, state: State, event: Event) -> None:
    if state not in PAUSED:
        new["resume"] = state.value
        new["paused_from"] = event.at
    if event.kind == Kind.SUPPLEMENT_REQUESTED:
        new["supplements"] += 1


def _resume(new: Facts, event: Event) -> None:
    if new["paused_from"] is not None:
        new["pauses"] = [*new["pauses"], [new["paused_from"], event.at]]
    new["resume"] = new["paused_from"] = None
    if event.body.get("components") is not None:
        new["components"] = event.body["components"]
    _promise(new, event.body)


def _promise(new: Facts, body: Body) -> None:
    if body.get("due_at"):
        new["due_at"] = body["due_at"]
        new["due_reason"] = body.get("due_reason")


def _assign(facts: Facts, path: str, value: object) -> None:
    """Set a dotted path, copying each object on the way: earlier records must not change under their readers."""
    head, _, rest = path.partition(".")
    if not rest:
        facts[head] = value
        return
    inner = dict(facts.get(head) or {})
    _assign(inner, rest, value)
    facts[head] = inner


def look_up(facts: Mapping[str, Any], path: str) -> object:
    """Return the value at a dotted path, None where there is none."""
    value: object = facts
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


@dataclass(frozen=True, slots=True)
class Person:
    """Who hands in or owns a dossier. `birth_date` is an ISO date, kept as text because cards leave parts open."""

    kind: str
    name: str
    id_number: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    address: str | None = None
    commune: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class FileRef:
    """A scanned file of a component; it travels after its event and is known by its SHA-256."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier and how many of each sort were handed in."""

    name: str
    originals: int = 0
    certified: int = 0
    photocopies: int = 0
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The result of the dossier: its number, what it is in short, when it was there."""

    number: str | None
    abstract: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who took the result home."""

    name: str
    id_number: str | None = None
    phone: str | None = None
    authorisation: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """The frozen view of a dossier that paper and screens read; moments are local time, money whole đồng."""

    id: str
    code: str
    state: State
    procedure_code: str
    procedure_name: str
    procedure_version: str
    case: str | None
    term: str
    field: str
    unit: str | None
    applicant: Person
    owner: Person | None
    authorised_by: str | None
    channel: str
    deliver: str
    received_at: datetime
    received_by: str
    due_at: datetime
    due_reason: str
    fee: int | None
    fee_paid: bool
    copies: int
    components: tuple[Component, ...]
    summary: str
    note: str | None
    book: str
    book_number: int
    desk: int
    place: str | None
    paused_from: datetime | None
    supplements: int
    extensions: int
    reason: str | None
    result: Result | None
    returned_at: datetime | None
    returned_to: Receiver | None
    sync: str = "local"
    prints: int = 0
    events: tuple[Event, ...] = ()

    @property
    def official_status(self) -> int | None:
        """Return TrangThaiHoSo of the national portal (DOMAIN §4.1); None for a voided dossier."""
        return OFFICIAL_STATUS[self.state]

    @property
    def citizen(self) -> Person:
        """Return whose dossier it is: the owner when somebody else handed it in."""
        return self.owner or self.applicant


def view(facts: Facts, *, sync: str = "local", prints: int = 0, events: Iterable[Event] = ()) -> Dossier:
    """Turn a record into the frozen view; `prints` counts how often its receipt was printed here."""
    result, receiver, procedure = facts["result"], facts["returned_to"], facts["procedure"]
    return Dossier(
        id=facts["id"],
        code=facts["code"],
        state=State(facts["state"]),
        procedure_code=procedure["code"],
        procedure_name=procedure["name"],
        procedure_version=procedure["version"],
        case=facts["case"],
        term=facts["term"],
        field=facts["field"],
        unit=facts["unit"],
        applicant=Person(**facts["applicant"]),
        owner=Person(**facts["owner"]) if facts["owner"] else None,
        authorised_by=facts["authorised_by"],
        channel=facts["channel"],
        deliver=facts["deliver"],
        received_at=parse_moment(facts["received_at"]),
        received_by=facts["received_by"],
        due_at=parse_moment(facts["due_at"]),
        due_reason=facts["due_reason"],
        fee=facts["fee"],
        fee_paid=facts["fee_paid"],
        copies=facts["copies"],
        components=tuple(_component(row) for row in facts["components"]),
        summary=facts["summary"],
        note=facts["note"],
        book=facts["register"]["book"],
        book_number=facts["register"]["number"],
        desk=facts["desk"],
        place=facts["place"],
        paused_from=_moment(facts["paused_from"]),
        supplements=facts["supplements"],
        extensions=facts["extensions"],
        reason=facts["reason"],
        result=Result(result["number"], result["abstract"], parse_moment(result["at"])) if result else None,
        returned_at=_moment(facts["returned_at"]),
        returned_to=Receiver(**receiver) if receiver else None,
        sync=sync,
        prints=prints,
        events=tuple(events),
    )


def _component(row: Mapping[str, Any]) -> Component:
    files = tuple(FileRef(**file) for file in row.get("files", ()))
    return Component(row["name"], row["originals"], row["certified"], row["photocopies"], files)


def _moment(text: str | None) -> datetime | None:
    return parse_moment(text) if text else None


def shown(facts: Facts, sync: str, events: Iterable[Event]) -> dict[str, Any]:
    """Return the object that `motcua show --json` prints (CLI.md); a field with no value is null."""
    keys = ("id", "code", "state", "procedure", "applicant", "owner", "authorised_by", "channel", "deliver",
            "received_at", "due_at", "due_reason", "fee", "fee_paid", "copies", "components", "summary", "note",
            "case", "register", "place", "result", "returned_at", "returned_to", "reason")  # fmt: skip
    return {
        **{key: facts[key] for key in keys},
        "official_status": OFFICIAL_STATUS[State(facts["state"])],
        "sync": sync,
        "events": [event.as_json() for event in events],
    }


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre and the desk a paper speaks for; `parent` is the People's Committee printed above its name."""

    agency: str
    commune: str
    name: str
    parent: str
    place: str
    desk: int
    officer: str
    practice: bool = False
    phone: str | None = None
