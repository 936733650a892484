"""The shape every dossier's record must keep, checked before an event is accepted.

`app.rules.dossier.view` and `shown` trust a record; the relay hands records to every desk of a centre, so a body
with a field missing or of the wrong type must stop here, or it would break screens and paper far away. What is
checked is the record after the event, not the body: one shape then covers reception, corrections of any depth,
supplements and returns alike. Fields that are not known here pass, because a newer desk may add some, except where
the view would not take them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from app.rules.clock import parse_moment
from app.rules.folding import CORRECTABLE, Facts
from app.sync.protocol import Id, Sha256


@lru_cache(maxsize=10_000)
def local_day(moment: str) -> str:
    """Return the local date of a moment, ISO. Raises ValueError when it is none a record can hold.

    Remembered, because an event says the same few moments several times over and reading one takes 4 µs.
    """
    try:
        return parse_moment(moment).date().isoformat()
    except Exception:  # a UserError, or an overflow at either end of the calendar
        raise ValueError("no moment") from None


def _moment(text: str) -> str:
    local_day(text)
    return text


Moment = Annotated[str, AfterValidator(_moment)]
Filled = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]


OPEN = ConfigDict(strict=True, extra="ignore")
EXACT = ConfigDict(strict=True, extra="forbid")
"""For objects the view unpacks into a dataclass, which takes no field it does not know."""


@with_config(EXACT)
class _Person(TypedDict):
    kind: Filled
    name: Filled
    id_number: NotRequired[str | None]
    birth_date: NotRequired[str | None]
    sex: NotRequired[str | None]
    address: NotRequired[str | None]
    commune: NotRequired[str | None]
    phone: NotRequired[str | None]
    email: NotRequired[str | None]


@with_config(EXACT)
class _File(TypedDict):
    name: str
    sha256: Sha256
    size: Count


@with_config(OPEN)
class _Component(TypedDict):
    name: str
    originals: Count
    certified: Count
    photocopies: Count
    files: NotRequired[list[_File]]


@with_config(EXACT)
class _Receiver(TypedDict):
    name: str
    id_number: NotRequired[str | None]
    phone: NotRequired[str | None]
    authorisation: NotRequired[str | None]
    via: NotRequired[str]
    item: NotRequired[str | None]


@with_config(OPEN)
class _Procedure(TypedDict):
    code: Filled
    name: str
    version: str


@with_config(OPEN)
class _Register(TypedDict):
    book: str
    number: int


@with_config(EXACT)
class _Result(TypedDict):
    type: str | None
    number: str | None
    abstract: str | None
    place: str | None
    at: Moment


@with_config(EXACT)
class _Destination(TypedDict):
    name: Filled
    commune: NotRequired[str | None]


@with_config(EXACT)
class _FeeReceipt(TypedDict):
    series: str | None
    number: Filled


@with_config(OPEN)
class _Payment(TypedDict):
    amount: int
    method: str
    at: Moment


@with_config(OPEN)
class _Record(TypedDict):
    id: Id
    code: Filled
    procedure: _Procedure
    case: str | None
    term: str
    field: str
    unit: str | None
    applicant: _Person
    owner: _Person | None
    authorised_by: str | None
    channel: str
    deliver: str
    received_at: Moment
    received_by: str
    due_at: Moment
    due_reason: str
    fee: int | None
    fee_paid: bool
    copies: int
    components: list[_Component]
    summary: str
    note: str | None
    register: _Register
    place: str | None
    reason: str | None
    result: _Result | None
    returned_at: Moment | None
    returned_to: _Receiver | None
    edition: str | None
    destination: _Destination | None
    linked: list[str]
    pages: int | None
    exemption: str | None
    fee_basis: str | None
    fee_receipt: _FeeReceipt | None
    payments: list[_Payment]
    finished_at: Moment | None
    at_door: bool
    handover: str | None


_sound = TypeAdapter(_Record).validator.validate_python
"""Typed dicts, not models: nothing is built but dicts, which halves the time of the costliest check of an event."""


def broken_field(facts: Facts) -> str | None:
    """Return the dotted path of the first field a reader of this record would trip over, None when it is sound."""
    try:
        _sound(facts)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return ".".join(str(part) for part in first["loc"])
    return None


def broken_change(body: dict[str, Any]) -> str | None:
    """Return what is wrong with the `changes` of a correction: not an object, or a path nobody may correct."""
    changes = body.get("changes", {})
    if not isinstance(changes, dict):
        return "changes"
    for path, value in changes.items():
        head, _, part = path.partition(".")
        taken_back = path in ("returned_at", "result") and value is None
        # A result and a receiver come with their acts; corrected are only the words in them.
        whole = head in ("result", "returned_to") and not part
        if not taken_back and (whole or head not in CORRECTABLE):
            return f"changes.{path}"
    return None


def count_files(facts: Facts) -> int:
    """Return how many scans the components of a sound record name."""
    return sum(len(component.get("files") or ()) for component in facts["components"])
