"""The record of a dossier: the one definition of what is known of it, for desk, relay, screens, paper and registers.

It is folded from the dossier's events (`folding`), kept as JSON beside them, and read back here. A field is defined
once, with its type, its range and, where a correction may change it, that mark; who prints, shows, counts or compares
a dossier takes it from here.

What is read is checked, since a record travels to every desk of a centre: a wrong type or a number out of range in
one event would break screens and papers far away, so it stops where the event is judged (DESIGN §3.14). A field that
a record lacks reads as its default, because the event was written by a program that did not know it; a field that is
not defined here is left out of the record, because its event was written by one that knows more, and keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Annotated, Any, TypeVar, get_type_hints

import orjson
from pydantic import Field, PlainValidator, TypeAdapter, ValidationError

from app.rules.clock import parse_moment
from app.rules.states import State
from app.rules.vocabulary import Channel, Delivery, Method

LARGEST = 2**53 - 1
"""Beyond it, programs that read our JSON disagree about a number, and so about a hash."""
MOST_COPIES, MOST_PAGES, LARGEST_FEE = 9999, 99_999, 10_000_000_000


class Broken(Exception):
    """What was said does not make a record; `field` is the dotted path of the first thing wrong, never its value."""

    def __init__(self, field: str) -> None:
        """Name the field."""
        super().__init__(field)
        self.field = field


@lru_cache(maxsize=10_000)
def moment(value: object) -> datetime:
    """Return a moment an event or a record says. Raises ValueError when it is none a record can hold.

    Remembered: an event says the same few moments several times over, and lists bring the same dossiers back.
    """
    try:
        return parse_moment(value)  # type: ignore[arg-type]
    except Exception:  # a UserError, or an overflow at either end of the calendar
        raise ValueError("no moment") from None


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("no text")
    return moment(value)


Moment = Annotated[datetime, PlainValidator(_moment)]
"""A moment in local time, to the second; ISO 8601 with offset in JSON."""
Filled = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Fee = Annotated[int, Field(ge=0, le=LARGEST_FEE)]
"""Whole đồng."""
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class ProcedureName:
    """The procedure and the version of the catalogue a dossier was received under."""

    code: Filled
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who hands in or owns a dossier. `birth_date` is as `rules.birth` keeps it; `no_papers` says why somebody who
    hands in has no identity paper to show, for no form asks for a number (NĐ 118/2025, Mẫu 01).
    """

    kind: Filled
    name: Filled
    id_number: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    address: str | None = None
    commune: str | None = None
    phone: str | None = None
    email: str | None = None
    no_papers: str | None = None


@dataclass(frozen=True, slots=True)
class FileRef:
    """A scanned file of a component; it travels after its event and is known by its SHA-256."""

    name: str
    sha256: Sha256
    size: Count


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier and how many of each sort were handed in."""

    name: str
    originals: Count = 0
    certified: Count = 0
    photocopies: Count = 0
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Where the dossier stands in the book ("Vào Sổ theo dõi hồ sơ, Quyển số …, Số thứ tự …")."""

    book: str
    number: Count


@dataclass(frozen=True, slots=True)
class Result:
    """The result of the dossier: what it is, its number, what it says in short, when it was there, on which shelf."""

    type: str | None
    number: str | None
    abstract: str | None
    at: Moment
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a dossier goes that another commune or a department of the province decides.

    A centre receives for the whole province (NĐ 118/2025 art. 17). `commune` is None for a department.
    """

    name: Filled
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """That the competent body has the dossier: which it is, and since when (NĐ 118/2025 art. 17(3))."""

    body: Filled
    at: Moment


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken, or given back where `amount` (đồng) is negative."""

    amount: Annotated[int, Field(ge=-LARGEST_FEE, le=LARGEST_FEE)]
    method: Method
    at: Moment


@dataclass(frozen=True, slots=True)
class FeeReceipt:
    """The fee receipt (biên lai) as the system that issued it numbered it; never a number of ours."""

    series: str | None
    number: Filled


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who took the result home: at the counter, by post (`item` is the postal item's code) or online."""

    name: Filled
    id_number: str | None = None
    phone: str | None = None
    authorisation: str | None = None
    via: Delivery = Delivery.COUNTER
    item: str | None = None


T = TypeVar("T")
Correctable = Annotated[T, "correctable"]
"""A field that a correction may change, itself or a part inside it."""
Lived = Annotated[T, "lived"]
"""A field that only the acts after reception write: no `received` may claim it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a dossier after its last event; moments are local time, money whole đồng.

    Code, procedure, case and moment of receipt are not correctable: they decided the number and the promise on paper,
    so a wrong one is voided and received anew. A result set to null was recorded by mistake, as `returned_at` set to
    null is a return that was.
    """

    id: Lived[Filled]
    code: Filled
    desk: Lived[int]
    """Which desk received it."""
    request_id: str | None = None
    """What an outside system calls the request; the same twice is one dossier."""
    state: Lived[State]
    head: Lived[str]
    """The newest event."""
    procedure: ProcedureName
    case: str | None
    term: str
    field: str
    unit: str | None
    linked: tuple[str, ...] = ()
    applicant: Correctable[Person]
    owner: Correctable[Person | None]
    authorised_by: Correctable[str | None]
    channel: Correctable[Channel]
    deliver: Correctable[Delivery]
    received_at: Moment
    received_by: str
    due_at: Correctable[Moment]
    due_reason: Correctable[str]
    summary: Correctable[str]
    copies: Correctable[Annotated[int, Field(ge=1, le=MOST_COPIES)]]
    pages: Correctable[Annotated[int, Field(ge=1, le=MOST_PAGES)] | None] = None
    components: Correctable[tuple[Component, ...]]
    destination: Correctable[Destination | None] = None
    note: Correctable[str | None]
    register: RegisterEntry
    edition: str | None = None
    """The edition of the forms it was received under."""
    fee: Correctable[Fee | None]
    fee_basis: Correctable[str | None] = None
    exemption: Correctable[str | None] = None
    fee_receipt: Correctable[FeeReceipt | None] = None
    fee_paid: Lived[bool] = False
    """Whether the payments reach the fee: worked out, never said."""
    payments: Lived[tuple[Payment, ...]] = ()
    place: Lived[str | None] = None
    """Where it lies: a unit, a shelf."""
    handover: Lived[str | None] = None
    """The number of the list it left the counter on."""
    arrived: Lived[Arrival | None] = None
    """The newest body that has it, as far as anybody said so."""
    resume: Lived[State | None] = None
    """The state to go back to when the clock runs again."""
    paused_from: Lived[Moment | None] = None
    pauses: Lived[tuple[tuple[Moment, Moment], ...]] = ()
    supplements: Lived[Count] = 0
    extensions: Lived[Count] = 0
    result: Correctable[Lived[Result | None]] = None
    finished_at: Lived[Moment | None] = None
    """When the citizen was owed nothing more but the result itself (QĐ 766/QĐ-TTg)."""
    returned_at: Lived[Moment | None] = None
    returned_to: Correctable[Lived[Receiver | None]] = None
    reason: Lived[str | None] = None
    at_door: Lived[bool] = False
    """Refused before anything was taken in."""

    @property
    def citizen(self) -> Person:
        """Return whose dossier it is: the owner when somebody else handed it in."""
        return self.owner or self.applicant

    @property
    def goes_to(self) -> str | None:
        """Return who works on it: the body of another place, else the unit of this commune."""
        return self.destination.name if self.destination else self.unit

    @property
    def paid(self) -> int:
        """Return what was paid so far, đồng, refunds taken off."""
        return sum(payment.amount for payment in self.payments)

    @property
    def scans(self) -> int:
        """Return how many scanned files its papers have."""
        return sum(len(component.files) for component in self.components)


_MARKS = {name: getattr(hint, "__metadata__", ()) for name, hint in get_type_hints(Record, include_extras=True).items()}
RECEIVED = tuple(name for name, marks in _MARKS.items() if "lived" not in marks)
"""What the body of a `received` says of the record; the rest begins empty."""
CORRECTABLE = tuple(name for name, marks in _MARKS.items() if "correctable" in marks)
"""What a correction may change, itself or a field inside it."""


def read_record(text: str | bytes) -> Record:
    """Read a record kept as JSON. Raises Broken, naming the first field that is missing or wrong."""
    try:
        record: Record = _reader().validate_json(text, strict=True)
    except ValidationError as problem:
        raise Broken(first_wrong(problem)) from None
    return record


def make_record(values: dict[str, Any]) -> Record:
    """Make a record of JSON values: what events say. Raises Broken as `read_record` does, with no path for depth."""
    try:
        return read_record(orjson.dumps(values))
    except TypeError:  # nested beyond what any reader takes, or a number beyond 64 bits
        raise Broken("") from None


def write_record(record: Record) -> str:
    """Return the JSON a record is kept as: the same record always gives the same text."""
    return orjson.dumps(record).decode()


def plain(record: Record) -> dict[str, Any]:
    """Return the JSON values of a record: what `motcua show --json` prints, and what dotted paths go into."""
    values: dict[str, Any] = orjson.loads(orjson.dumps(record))
    return values


def first_wrong(problem: ValidationError) -> str:
    """Return the dotted path of the first complaint of a reader."""
    first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    return ".".join(str(part) for part in first["loc"])


@cache
def _reader() -> Any:
    return TypeAdapter(Record).validator
