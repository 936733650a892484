"""The paper as it would be printed now: the receipt of what stands on the form, or its refusal, without a number.

Runs on the desk worker. Nothing is claimed that is not known: no code, no QR code and no VietQR (its purpose is the
code) before the dossier is saved, and no paper at all before a procedure gives it a promise. All else is as the
dossier will have it, in the centre's edition, so that what an officer shows the citizen is what comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtGui import QImage

from app.errors import UserError
from app.models.setting import CentreRecord
from app.rules import identity
from app.rules.clock import iso
from app.rules.dossier import Dossier
from app.rules.events import Body, Kind, new_event
from app.rules.record import Component, Destination, Payment, Person, ProcedureName, RegisterEntry
from app.rules.states import State
from app.rules.vocabulary import Channel, Delivery, Method
from app.services import papers
from app.services.centre import committee_of
from app.services.desk import Desk
from app.services.editions import edition_for
from app.services.intake import Promise, promise
from app.services.papers import Paper
from app.ui.intake.entered import Entered, PersonText, for_refusal, papers_of
from app.ui.kit.paper import render_pdf


@dataclass(frozen=True, slots=True)
class Look:
    """What the form promises now, and the page that says so.

    `form` is which paper it is, `transfer` whether it will have a VietQR once its code is known.
    """

    promise: Promise
    form: str
    transfer: bool
    pdf: bytes
    image: QImage


def look(desk: Desk, entered: Entered, *, paper: Paper, width: int, refusal: Body | None = None) -> Look:
    """Work out promise and fee and render the first page, `width` device pixels wide.

    With `refusal`, the body of that act, the paper is the refusal. Raises what `services.intake.promise` raises.
    """
    given = entered if refusal is None else for_refusal(entered)
    found = promise(
        desk,
        given.procedure,
        case=given.case,
        channel=Channel(given.channel),
        copies=given.copies or 1,
        pages=given.pages or None,
        exemption=given.exemption,
    )
    with desk.store.read() as connection:
        centre = desk.centre(connection)
    seen, form = _dossier(given, found, centre, desk.clock()), "receipt"
    if refusal is not None:
        seen, form = _refused(seen, refusal, centre), "refusal"
    pdf = papers.preview(desk, seen, form, paper=paper)
    transfer = centre.bank is not None and (seen.fee or 0) > seen.paid
    return Look(found, form, transfer, pdf, render_pdf(pdf, width))


def _dossier(entered: Entered, found: Promise, centre: CentreRecord, now: datetime) -> Dossier:
    procedure = found.procedure
    fee = found.fee.amount if entered.fee_amount is None else entered.fee_amount
    paid = (Payment(fee, Method(entered.pay_method), now),) if fee and entered.fee_paid else ()
    rule = procedure.fee_rule_for(entered.case)
    return Dossier(
        id="",
        head="",
        code="",
        state=State.RECEIVED,
        procedure=ProcedureName(procedure.code, procedure.name, procedure.version),
        case=entered.case,
        term=procedure.term_for(entered.case),
        field=procedure.field,
        unit=procedure.unit,
        applicant=_person(entered.applicant, entered.kind),
        owner=_person(entered.owner, "citizen") if entered.for_owner else None,
        authorised_by=(entered.authorised_by or None) if entered.for_owner else None,
        channel=Channel(entered.channel),
        deliver=Delivery(entered.deliver),
        received_at=now,
        received_by=centre.officer,
        due_at=found.due.at,
        due_reason=found.due.explanation,
        fee=fee,
        fee_paid=bool(paid),
        copies=entered.copies or 1,
        components=tuple(Component(**paper) for paper in papers_of(entered)),
        summary=procedure.name,
        note=None,
        register=RegisterEntry(f"{centre.desk:02d}-{now:%Y}", 0),
        desk=centre.desk,
        place=None,
        paused_from=None,
        supplements=0,
        extensions=0,
        reason=None,
        result=None,
        returned_at=None,
        returned_to=None,
        edition=edition_for(centre, now.date()),
        destination=_destination(entered, centre.commune),
        linked=procedure.linked,
        pages=entered.pages or None,
        exemption=rule.exemption(entered.exemption).name if entered.exemption else None,
        fee_basis=found.fee.basis or None,
        payments=paid,
    )


def _refused(seen: Dossier, refusal: Body, centre: CentreRecord) -> Dossier:
    """Return the dossier as a refusal at the door leaves it: nothing taken in, nothing to pay."""
    act = new_event(
        dossier="", kind=Kind.REFUSED, at=iso(seen.received_at), officer=centre.officer, desk=centre.desk, base=None,
        prev_hash=None, body={**refusal, "at_door": True},
    )  # fmt: skip
    return replace(seen, state=State.REFUSED, fee=0, at_door=True, events=(act,))


def _destination(entered: Entered, own: str) -> Destination | None:
    commune = entered.destination_commune
    if not entered.destination or commune == own:
        return None
    if commune is None:
        return Destination(entered.destination)
    return Destination(committee_of(commune), commune)


def _person(person: PersonText, kind: str) -> Person:
    check = {"citizen": lambda text: identity.check_paper_number(text)[0], "business": identity.check_tax_code}
    return Person(
        kind,
        person.name or "…",
        _plain(check.get(kind, str), person.id_number) or None,
        address=person.address or None,
        commune=person.commune,
        phone=_plain(identity.check_phone, person.phone) or None,
    )


def _plain(check: Callable[[str], str], text: str) -> str:
    """Return a number as it will be kept; one that is still wrong stays as typed."""
    try:
        return check(text) if text else ""
    except UserError:
        return text
