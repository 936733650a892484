"""What a citizen hands in, before it is a dossier: the draft as CLI.md has it, cleaned and checked at the door.

The same model serves the command line and the window. Text becomes NFC here and nowhere else; a field the model does
not know is refused, because a misspelt name would otherwise lose what was typed in it. So is text in a wrong charset,
and a name in letters no paper can show: the citizen's receipt would be the first to say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import text

from app.errors import UserError
from app.rules import identity
from app.rules.birth import check_birth
from app.rules.clock import iso, parse_moment
from app.rules.events import new_id
from app.rules.letters import fault, is_plain
from app.rules.record import LARGEST_FEE, MOST_COPIES, MOST_PAGES, Person
from app.rules.text import nfc
from app.rules.vocabulary import Channel, Delivery, Method
from app.services import places
from app.services.desk import Desk


def _clean(value: object) -> object:
    return nfc(value) if isinstance(value, str) else value


def _clean_lines(value: object) -> object:
    return nfc(value, newlines=True) if isinstance(value, str) else value


def _nothing(value: object) -> object:
    cleaned = _clean(value)
    return None if cleaned == "" else cleaned


Line = Annotated[str, BeforeValidator(_clean), Field(max_length=2000)]
Maybe = Annotated[Annotated[str, Field(max_length=2000)] | None, BeforeValidator(_nothing)]
Count = Annotated[int, Field(ge=0, le=MOST_COPIES, strict=True)]


PartT = TypeVar("PartT", bound="_Part")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _given(cls, data: object) -> object:
        """Leave out what is null or empty text: either says what leaving the field out says (CLI.md)."""
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if _nothing(value) is not None}


class PersonDraft(_Part):
    """Applicant or owner; `id_number` is checked as a person's number or, for others, a tax code.

    `no_papers` is the reason why there is none to show.
    """

    kind: Literal["citizen", "business", "state", "other"]
    name: Annotated[Line, Field(min_length=1)]
    id_number: Maybe = None
    birth_date: Maybe = None
    sex: Literal["female", "male"] | None = None
    address: Annotated[Annotated[str, Field(max_length=2000)] | None, BeforeValidator(_clean_lines)] = None
    commune: Maybe = None
    phone: Maybe = None
    email: Maybe = None
    no_papers: Maybe = None


class ComponentDraft(_Part):
    """One paper handed in; `files` are names of scans beside the draft."""

    name: Annotated[Line, Field(min_length=1)]
    originals: Count = 0
    certified: Count = 0
    photocopies: Count = 0
    files: Annotated[list[Line], Field(max_length=50)] = []


class BlankDraft(_Part):
    """The blank a reception was written on by pen: its number, and the promise on it where that is another one."""

    number: Annotated[int, Field(ge=1, le=9_999_999, strict=True)]
    due_at: Maybe = None


class Draft(_Part):
    """A reception as CLI.md has it, and beside it what a counter needs besides.

    `destination` is a five-digit commune code of the province, or the name of the body that decides; `exemption` a key
    of the fee rule; `pages` of one copy, for fees by the page; `pay_method` how a fee already paid was paid;
    `duplicate_reason` why it is received though this person waits for the same procedure already; `due_at` the day or
    moment of the promise where the procedure has no term; `blank` the sheet on which it was written while there was no
    power, at the moment `received_at`.
    """

    procedure: Line
    case: Maybe = None
    channel: Channel = Channel.COUNTER
    received_at: Maybe = None
    applicant: PersonDraft
    owner: PersonDraft | None = None
    authorised_by: Maybe = None
    summary: Maybe = None
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES, strict=True)] = 1
    pages: Annotated[int, Field(ge=1, le=MOST_PAGES, strict=True)] | None = None
    components: Annotated[list[ComponentDraft], Field(max_length=200)] | None = None
    deliver: Delivery = Delivery.COUNTER
    fee: Annotated[int, Field(ge=0, le=LARGEST_FEE, strict=True)] | None = None
    fee_paid: bool = False
    pay_method: Method = Method.CASH
    exemption: Maybe = None
    destination: Maybe = None
    note: Annotated[Annotated[str, Field(max_length=4000)] | None, BeforeValidator(_clean_lines)] = None
    request_id: Maybe = None
    duplicate_reason: Maybe = None
    due_at: Maybe = None
    blank: BlankDraft | None = None


def read(data: object) -> Draft:
    """Turn JSON data into a draft.

    Raises UserError DRAFT_FIELD (field, why: pydantic's kind of complaint) or DRAFT_MISSING (field).
    """
    if not isinstance(data, dict):
        raise UserError("DRAFT_NOT_OBJECT")
    return part(Draft, data)


def part(model: type[PartT], data: object, field: str = "") -> PartT:
    """Read one part of a draft; `field` is where it stands in the whole. Raises as `read` does."""
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(step) for step in ((field,) if field else ()) + first["loc"])
        if first["type"] == "missing":
            raise UserError("DRAFT_MISSING", field=name) from None
        raise UserError("DRAFT_FIELD", field=name, why=first["type"]) from None


def check_person(person: PersonDraft, field: str, today: date) -> tuple[Person, list[str]]:
    """Return a person as the record has it, with numbers in their plain form, and warnings for the officer.

    Raises the UserErrors of `app.rules.identity`, naming the field as `applicant.id_number`; PAPERS_OR_NONE where a
    number is given and a reason for none, or one for an organisation.
    """
    kept: dict[str, Any] = person.model_dump(mode="json")
    if person.commune:
        places.commune(person.commune, f"{field}.commune")
    warnings: list[str] = []
    if person.no_papers and (person.id_number or person.kind != "citizen"):
        raise UserError("PAPERS_OR_NONE", field=f"{field}.no_papers")
    try:
        printable_name(identity.sound_name(person.name))
        if person.birth_date:
            kept["birth_date"] = check_birth(person.birth_date, today)
        if person.id_number and person.kind == "citizen":
            kept["id_number"], paper = identity.check_paper_number(person.id_number)
            warnings += identity.paper_warnings(kept["id_number"], paper, kept["birth_date"], person.sex)
        elif person.id_number and person.kind == "business":
            kept["id_number"] = identity.check_tax_code(person.id_number)
        if person.phone:
            kept["phone"] = identity.check_phone(person.phone)
    except UserError as problem:
        part = "id_number" if problem.field == "tax_code" else problem.field
        raise UserError(problem.code, field=f"{field}.{part}", **problem.facts) from None
    return Person(**kept), warnings


def printable_name(name: str) -> str:
    """Return a name every letter of which a paper can show. Raises UserError NAME_SCRIPT (letters)."""
    if letters := _lacking(name):
        raise UserError("NAME_SCRIPT", field="name", letters=letters)
    return name


def check_texts(draft: Draft) -> list[str]:
    """Look at every text of a draft; return what an officer should look at.

    Raises UserError TEXT_GARBLED (text), naming the field, for one in a wrong charset. Warning: PAPER_LETTERS.
    """
    texts = dict(_texts(draft.model_dump(mode="json"), ""))
    for field, said in texts.items():
        if fault(said) == "charset":
            raise UserError("TEXT_GARBLED", field=field, text=said)
    return ["PAPER_LETTERS"] if any(map(_lacking, texts.values())) else []


def _lacking(text: str) -> str:
    if is_plain(text):
        return ""
    # reportlab, which reads the typeface, is imported for the few texts that need it.
    from app.printing.fonts import lacking

    return lacking(text)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Give each text of a part of a draft with where it stands, `components.0.name`."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _texts(part, f"{path}.{name}".lstrip("."))
    if isinstance(value, str):
        yield path, value


def moment_of(draft: Draft, now: datetime) -> datetime:
    """Return when the dossier was received: as the draft says, else now."""
    return parse_moment(draft.received_at, "received_at") if draft.received_at else now


@dataclass(frozen=True, slots=True)
class Kept:
    """A reception not saved yet: what stood on the form, as the window wrote it, and whether it was set aside."""

    id: str
    at: datetime
    form: Mapping[str, Any]
    aside: bool


def keep(desk: Desk, form: Mapping[str, Any], *, aside: bool = False, id_: str | None = None) -> str:
    """Keep a reception that is not saved yet, whole or not; return its id."""
    name, data = id_ or new_id(), {"form": form, "aside": aside}
    with desk.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO draft(id, at, data) VALUES (:id, :at, :data) "
                "ON CONFLICT(id) DO UPDATE SET at = :at, data = :data"
            ),
            {"id": name, "at": iso(desk.clock()), "data": orjson.dumps(data).decode()},
        )
    return name


def kept(desk: Desk) -> list[Kept]:
    """Return the kept drafts, newest first."""
    with desk.store.read() as connection:
        rows = connection.execute(text("SELECT id, at, data FROM draft ORDER BY at DESC, id DESC")).all()
    return [_kept(row.id, row.at, orjson.loads(row.data)) for row in rows]


def _kept(id_: str, at: str, said: Mapping[str, Any]) -> Kept:
    return Kept(id_, parse_moment(at), said.get("form", {}), bool(said.get("aside")))


def drop(desk: Desk, id_: str) -> None:
    """Forget a draft: it became a dossier, or the officer cleared it."""
    with desk.store.write() as connection:
        connection.execute(text("DELETE FROM draft WHERE id = :id"), {"id": id_})
