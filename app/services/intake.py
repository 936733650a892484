"""Receiving a dossier: from a draft to a committed dossier with its number, promise and fee, in one transaction.

Nothing is printed here. A form is rendered from what `receive` has committed, so that a power cut between the two
leaves a dossier without paper, which the board shows, and never a paper without a dossier (DESIGN §3.2).

The register entry ("Quyển số, Số thứ tự") is one book a desk and year: two desks offline cannot share one running
number, and the book's name says whose it is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import files, journal
from app.rules.acts import Kind, check_demands
from app.rules.catalogue import Procedure
from app.rules.clock import iso, parse_moment
from app.rules.deadline import Due
from app.rules.deadline_words import is_on_paper, on_paper
from app.rules.dossier import Dossier, view
from app.rules.events import Body, Event, new_event, new_id
from app.rules.fees import Fee, fee_for
from app.rules.folding import fold_all
from app.rules.numbering import dossier_code
from app.rules.record import RECEIVED, Person
from app.rules.text import nfc
from app.rules.vocabulary import Channel
from app.services import acts, admission, blanks, drafts, numbers, reckoning, scans
from app.services.blanks import Claim
from app.services.centre import committee_of, province_of
from app.services.desk import CentreRecord, Desk
from app.services.drafts import Draft
from app.services.editions import edition_for
from app.services.finding import by_id
from app.services.present import present

_NO_CODE = "-"
"""Stands in the events of a look ahead where a record wants something: what they make is shown without it."""


@dataclass(frozen=True, slots=True)
class Received:
    """A committed dossier, whether it was there already (same request), and what the officer should look at."""

    dossier: Dossier
    repeated: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a draft would promise if it were saved now: shown on the form before it is."""

    procedure: Procedure
    due: Due
    fee: Fee


def promise(
    desk: Desk,
    procedure: str,
    *,
    case: str | None = None,
    channel: Channel = Channel.COUNTER,
    copies: int = 1,
    pages: int | None = None,
    exemption: str | None = None,
    received_at: datetime | None = None,
    due_at: str | None = None,
    refused: bool = False,
) -> Promise:
    """Work out procedure version, due moment and fee for the form, without writing anything.

    Raises UserError PROCEDURE_UNKNOWN and what `reckoning.promised` and `rules` raise.
    """
    at = received_at or desk.clock()
    with desk.store.read() as connection:
        found = desk.procedure(connection, procedure, at.date())
        promised = reckoning.promised(found, case, at, due_at, desk.working(connection), refused=refused)
    fee = fee_for(
        found.fee_rule_for(case),
        channel=channel,
        filed_on=at.date(),
        copies=copies,
        pages=pages,
        exemption=exemption,
    )
    return Promise(found, promised, fee)


def receive(desk: Desk, draft: Draft, *, folder: Path | None = None, draft_id: str | None = None) -> Received:
    """Commit a draft as a dossier with the desk's next number, or with that of the blank it was written on.

    `folder` is where the draft lies, and its scans (`scans`); `draft_id` a kept draft that this one ends. The same
    `request_id` gives the same dossier. Raises UserError for what is wrong in the draft, RANGE_USED when the day's
    numbers are used up, and KnownError DISK; in each case nothing was written.
    """
    with desk.store.write() as connection:
        return receive_in(desk, connection, draft, folder=folder, draft_id=draft_id)


def receive_in(
    desk: Desk, connection: Connection, draft: Draft, *, folder: Path | None = None, draft_id: str | None = None
) -> Received:
    """Receive as `receive` does, in a caller's transaction."""
    known = _already(desk, connection, draft)
    if known:
        return known
    people = _people(desk, draft)
    admission.check_proxy(people.applicant, people.owner)
    if draft.blank:
        # Before the person's other dossiers are looked at: who keys a sheet in twice has the same person before her.
        blanks.claim(desk, connection, draft.blank.number, drafts.moment_of(draft, desk.clock()))
    note = admission.note(connection, draft, people.applicant)
    return _commit(desk, connection, draft.model_copy(update={"note": note}), people, folder, draft_id)


def refuse(desk: Desk, draft: Draft, body: Body, *, draft_id: str | None = None) -> Received:
    """Refuse a dossier at the door: nothing is taken in, and the citizen gets Mẫu 03 with the reason.

    The refusal has a number and a history like any dossier, so that it can be found and counted; it counts nowhere as
    received. Who shows no paper may be refused for that, and who waits for another dossier too: neither number nor
    reason for a second one is asked. Raises as `receive` does, and REASON_MISSING when `body` gives no reason.
    """
    check_demands(Kind.REFUSED, body)
    with desk.store.write() as connection:
        known = _already(desk, connection, draft)
        if known:
            return known
        received = _commit(desk, connection, _bare(draft), _people(desk, draft), None, draft_id, refused=True)
        refused = acts.write(desk, connection, received.dossier.id, Kind.REFUSED, {**body, "at_door": True})
        return Received(refused, False, received.warnings)


@dataclass(frozen=True, slots=True)
class _People:
    """Who hands a dossier in and whose it is, checked, and what the officer should look at."""

    applicant: Person
    owner: Person | None
    warnings: tuple[str, ...]


def _people(desk: Desk, draft: Draft) -> _People:
    today = desk.clock().date()
    applicant, warnings = drafts.check_person(draft.applicant, "applicant", today)
    owner, more = drafts.check_person(draft.owner, "owner", today) if draft.owner else (None, [])
    return _People(applicant, owner, (*warnings, *more, *drafts.check_texts(draft)))


def _commit(
    desk: Desk,
    connection: Connection,
    draft: Draft,
    people: _People,
    folder: Path | None,
    draft_id: str | None,
    *,
    refused: bool = False,
) -> Received:
    """Write a dossier with the number its paper has, or is given."""
    now = present(desk, connection)
    at = admission.moment(connection, draft, now)
    named = [name for part in draft.components or () for name in part.files]
    for name in named:
        with scans.opened(folder, name):
            pass  # before a number is issued, and before the first of several is kept
    claimed = blanks.claim(desk, connection, draft.blank.number, at) if draft.blank else None
    body = _body(desk, connection, draft, at, people, refused=refused)
    left_out = len(numbers.skipped(connection))
    if claimed is None:
        body |= _take_numbers(desk, connection, at)
    else:
        book = _book(desk.centre(connection), at)
        entry = blanks.enter(desk, connection, claimed, book, at, now.date())
        body |= {"code": claimed.code, "register": {"book": book, "number": entry}}
    warnings = [*people.warnings, *_cautions(claimed, body, at)]
    if len(numbers.skipped(connection)) > left_out:
        warnings.append("NUMBERS_SKIPPED")
    for name, reference in zip(named, _references(body), strict=True):
        with scans.opened(folder, name) as file:
            reference.update(files.keep(desk.store, file, name))
    made, record = journal.write(
        connection,
        desk.centre(connection).author(),
        Kind.RECEIVED,
        body,
        at=iso(now),
        dossier=body["dossier"],
        record=None,
    )
    if draft_id:
        connection.execute(text("DELETE FROM draft WHERE id = :id"), {"id": draft_id})
    if claimed is not None:
        blanks.on_paper(connection, record.id, now)
    dossier = view(record, sync=desk.sync_word(connection, "waiting"), events=(made,))
    return Received(dossier, False, tuple(warnings))


def _cautions(claimed: Claim | None, body: Body, at: datetime) -> list[str]:
    """Return what an officer should look at on a sheet written by pen."""
    found = []
    if claimed is not None and not claimed.in_order(at):
        found.append("BLANK_ORDER")
    if claimed is not None and is_on_paper(str(body["due_reason"])):
        found.append("DUE_ON_PAPER")
    return found


def imagined(desk: Desk, draft: Draft, refusal: Body | None = None) -> Dossier:
    """Return the dossier that `receive` would commit now, for a look at its paper; nothing is written.

    Code and entry in the register are given when it is saved, so it has none; its scans are not looked at, and nobody
    asks yet for a proxy's number or for the reason of a second dossier. With `refusal`, the body of that act, it is
    what `refuse` would commit, a reason given or not. Raises as `receive` does.
    """
    given, now = draft if refusal is None else _bare(draft), desk.clock()
    at = drafts.moment_of(given, now)
    with desk.store.read() as connection:
        own = desk.centre(connection)
        body = _body(desk, connection, given, at, _people(desk, given), refused=refusal is not None)
    body |= {"code": _NO_CODE, "register": {"book": _book(own, at), "number": 0}}
    for part in body["components"] or ():
        part["files"] = []
    at_door = [] if refusal is None else [_unwritten(own, Kind.REFUSED, {**refusal, "at_door": True}, now)]
    events = [_unwritten(own, Kind.RECEIVED, body, now), *at_door]
    record = fold_all(events)
    assert record is not None
    return replace(view(record, events=events), id="", code="")


def _unwritten(own: CentreRecord, kind: Kind, body: Body, at: datetime) -> Event:
    return new_event(
        dossier=_NO_CODE,
        kind=kind,
        at=iso(at),
        officer=own.officer,
        desk=own.desk,
        base=None,
        prev_hash=None,
        body=body,
    )


def _bare(draft: Draft) -> Draft:
    """Return a draft of which nothing is taken in and nothing is paid: it is refused at the door, on no receipt."""
    return draft.model_copy(update={"components": [], "fee": 0, "fee_paid": False, "blank": None, "due_at": None})


def _already(desk: Desk, connection: Connection, draft: Draft) -> Received | None:
    """Return the dossier this request made before, None where it is new."""
    if draft.request_id is None:
        return None
    asked = text("SELECT text_of(id) FROM dossier WHERE request_id = :id")
    found = connection.execute(asked, {"id": draft.request_id}).scalar()
    return Received(by_id(desk, connection, found), True, ()) if found else None


def _body(
    desk: Desk,
    connection: Connection,
    draft: Draft,
    at: datetime,
    people: _People,
    *,
    refused: bool,
) -> Body:
    centre = desk.centre(connection)
    procedure = desk.procedure(connection, draft.procedure, at.date())
    if procedure.guidance_only:
        raise UserError("PROCEDURE_GUIDANCE_ONLY", field="procedure", name=procedure.name, unit=procedure.unit)
    on_sheet = draft.blank.due_at if draft.blank and not procedure.term_for(draft.case) else None
    said = draft.due_at or on_sheet
    promised = reckoning.promised(procedure, draft.case, at, said, desk.working(connection), refused=refused)
    due_at, due_reason = _promised(draft, at, promised)
    rule = procedure.fee_rule_for(draft.case)
    fee = fee_for(
        rule,
        channel=draft.channel,
        filed_on=at.date(),
        copies=draft.copies,
        pages=draft.pages,
        exemption=draft.exemption,
    )
    given = draft.model_dump(mode="json", include=set(RECEIVED))
    found: dict[str, Any] = {
        "dossier": new_id(),
        "procedure": {"code": procedure.code, "name": procedure.name, "version": procedure.version},
        "term": procedure.term_for(draft.case),
        "field": procedure.field,
        "unit": procedure.unit,
        "received_at": iso(at),
        "received_by": centre.officer,
        "due_at": iso(due_at),
        "due_reason": due_reason,
        "applicant": asdict(people.applicant),
        "owner": asdict(people.owner) if people.owner else None,
        "summary": draft.summary or procedure.name,
        "components": _components(draft, procedure),
        "fee": fee.amount if draft.fee is None else draft.fee,
        "fee_paid": draft.fee_paid,
        "pay_method": draft.pay_method if draft.fee_paid else None,
        "fee_basis": fee.basis or None,
        "exemption": rule.exemption(draft.exemption).name if draft.exemption else None,
        "destination": _destination(draft.destination, centre.commune),
        "linked": list(procedure.linked),
        "edition": edition_for(centre, at.date()),
    }
    # A field that the draft and the record both have passes as it was said; what is found here stands above it.
    return cast(Body, {**given, **found})


def _promised(draft: Draft, at: datetime, promised: Due) -> tuple[datetime, str]:
    """Return the promise and why it is that: what stands on the citizen's paper counts, whatever is reckoned.

    Raises UserError DUE_BEFORE_RECEIVED (received), and TIME_FORMAT.
    """
    said = parse_moment(draft.blank.due_at, "blank.due_at") if draft.blank and draft.blank.due_at else None
    # Nobody writes seconds by pen.
    if said is None or said == promised.at.replace(second=0):
        return promised.at, promised.explanation
    if said < at.replace(second=0):
        raise UserError("DUE_BEFORE_RECEIVED", field="blank.due_at", received=at)
    return said, on_paper(promised.at, promised.explanation)


def _destination(given: str | None, own: str) -> dict[str, Any] | None:
    """Return where a dossier goes that this commune does not decide (NĐ 118/2025: whatever the boundary).

    Raises UserError COMMUNE_UNKNOWN, or DESTINATION_OUTSIDE for a commune of another province.
    """
    if given is None or given == own:
        return None
    if not given.isdecimal():
        return {"name": given, "commune": None}
    if province_of(given) != province_of(own):
        raise UserError("DESTINATION_OUTSIDE", field="destination", commune=given)
    return {"name": committee_of(given), "commune": given}


def _take_numbers(desk: Desk, connection: Connection, at: datetime) -> Body:
    """Take what no other dossier will have: its code from the desk's lease, its entry in the register."""
    own = desk.centre(connection)
    number, entry = numbers.issue(desk, connection, at.date())
    return {"code": dossier_code(own.agency, at.date(), number), "register": {"book": _book(own, at), "number": entry}}


def _book(own: CentreRecord, at: datetime) -> str:
    return f"{own.desk:02d}-{at:%Y}"


def _components(draft: Draft, procedure: Procedure) -> list[dict[str, Any]]:
    """Return the papers handed in; a draft that names none means those the procedure always asks for."""
    if draft.components is not None:
        return [
            {**part.model_dump(exclude={"files"}), "files": [{"name": nfc(Path(name).name)} for name in part.files]}
            for part in draft.components
        ]
    return [
        {
            "name": part.name,
            "originals": part.originals,
            "certified": part.certified,
            "photocopies": part.photocopies,
            "files": [],
        }
        for part in procedure.components_for(draft.case)
        if part.required and part.kind == "submit"
    ]


def _references(body: Body) -> list[dict[str, Any]]:
    return [reference for part in body["components"] or () for reference in part["files"]]
