"""The frozen view of a dossier, which paper and screens read, and the object the command line shows.

The record it is made from is folded from events by `app.rules.folding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.clock import parse_moment
from app.rules.deadline_words import UNSURE
from app.rules.events import Event
from app.rules.folding import Facts
from app.rules.states import OFFICIAL_STATUS, State


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
    """The result of the dossier: what it is, its number, what it says in short, when it was there, on which shelf."""

    type: str | None
    number: str | None
    abstract: str | None
    at: datetime
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a dossier goes that another commune or a department of the province decides.

    A centre receives for the whole province (NĐ 118/2025 art. 17). `commune` is None for a department.
    """

    name: str
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken, or given back where `amount` (đồng) is negative; `method` is cash or transfer."""

    amount: int
    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FeeReceipt:
    """The fee receipt (biên lai) as the system that issued it numbered it; never a number of ours."""

    series: str | None
    number: str


@dataclass(frozen=True, slots=True)
class Bank:
    """The centre's own account, which citizens pay into by VietQR (DOMAIN §7.1)."""

    bin: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who took the result home: at the counter, by post (`item` is the postal item's code) or online."""

    name: str
    id_number: str | None = None
    phone: str | None = None
    authorisation: str | None = None
    via: str = "counter"
    item: str | None = None


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
    edition: str | None = None
    destination: Destination | None = None
    linked: tuple[str, ...] = ()
    pages: int | None = None
    exemption: str | None = None
    fee_basis: str | None = None
    fee_receipt: FeeReceipt | None = None
    payments: tuple[Payment, ...] = ()
    finished_at: datetime | None = None
    at_door: bool = False
    handover: str | None = None
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

    @property
    def due_unsure(self) -> bool:
        """Whether the promise leans on days off that are not announced yet, as the sentence kept with it says."""
        return UNSURE in self.due_reason

    @property
    def goes_to(self) -> str | None:
        """Return who works on it: the body of another place, else the unit of this commune."""
        return self.destination.name if self.destination else self.unit

    @property
    def paid(self) -> int:
        """Return what was paid so far, đồng, refunds taken off."""
        return sum(payment.amount for payment in self.payments)


def view(facts: Facts, *, sync: str = "local", prints: int = 0, events: Iterable[Event] = ()) -> Dossier:
    """Turn a record into the frozen view; `prints` counts how often its receipt was printed here."""
    result, receiver, procedure = facts["result"], facts["returned_to"], facts["procedure"]
    destination, fee_receipt = facts["destination"], facts["fee_receipt"]
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
        result=_result(result) if result else None,
        returned_at=_moment(facts["returned_at"]),
        returned_to=Receiver(**receiver) if receiver else None,
        edition=facts["edition"],
        destination=Destination(**destination) if destination else None,
        linked=tuple(facts["linked"]),
        pages=facts["pages"],
        exemption=facts["exemption"],
        fee_basis=facts["fee_basis"],
        fee_receipt=FeeReceipt(**fee_receipt) if fee_receipt else None,
        payments=tuple(Payment(one["amount"], one["method"], parse_moment(one["at"])) for one in facts["payments"]),
        finished_at=_moment(facts["finished_at"]),
        at_door=facts["at_door"],
        handover=facts["handover"],
        sync=sync,
        prints=prints,
        events=tuple(events),
    )


def _result(facts: Mapping[str, Any]) -> Result:
    return Result(**{**facts, "at": parse_moment(facts["at"])})


def _component(row: Mapping[str, Any]) -> Component:
    files = tuple(FileRef(**file) for file in row.get("files", ()))
    return Component(row["name"], row["originals"], row["certified"], row["photocopies"], files)


def _moment(text: str | None) -> datetime | None:
    return parse_moment(text) if text else None


def shown(facts: Facts, sync: str, events: Iterable[Event]) -> dict[str, Any]:
    """Return the object that `motcua show --json` prints (CLI.md); a field with no value is null."""
    keys = ("id", "code", "state", "procedure", "applicant", "owner", "authorised_by", "channel", "deliver",
            "received_at", "due_at", "due_reason", "fee", "fee_paid", "copies", "components", "summary", "note",
            "case", "register", "place", "result", "returned_at", "returned_to", "reason", "edition", "destination",
            "linked", "pages", "exemption", "fee_basis", "fee_receipt", "payments", "finished_at", "at_door",
            "handover")  # fmt: skip
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
    bank: Bank | None = None
