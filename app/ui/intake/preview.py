"""The paper as it would be printed now: promise, fee and receipt of what stands on the form, without a number.

Runs on the desk worker. Nothing is claimed that is not known: no code and no QR code before the dossier is saved, and
no paper at all before a procedure gives it a promise.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from app.rules.dossier import Component, Dossier, Person
from app.rules.states import State
from app.services.desk import Desk
from app.services.intake import Promise, promise
from app.services.papers import Paper
from app.ui.intake.entered import Entered, PersonText, papers_of
from app.ui.kit.paper import render_pdf


@dataclass(frozen=True, slots=True)
class Look:
    """What the form promises now, and the page that says so."""

    promise: Promise
    pdf: bytes
    image: QImage


def look(desk: Desk, entered: Entered, *, paper: Paper, width: int) -> Look:
    """Work out promise and fee and render the first page, `width` device pixels wide.

    Raises what `services.intake.promise` raises.
    """
    from app.printing.receipt import render_receipt

    found = promise(
        desk,
        entered.procedure,
        case=entered.case,
        channel=entered.channel,
        copies=entered.copies or 1,
        pages=entered.pages or None,
    )
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
        number = f"{centre.desk:02d}-{desk.clock():%Y}"
    seen = _dossier(desk, entered, found, centre.officer, number, centre.desk)
    pdf = render_receipt(seen, centre, paper=paper)
    return Look(found, pdf, render_pdf(pdf, width))


def _dossier(desk: Desk, entered: Entered, found: Promise, officer: str, book: str, number: int) -> Dossier:
    procedure = found.procedure
    return Dossier(
        id="",
        code="",
        state=State.RECEIVED,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        procedure_version=procedure.version,
        case=entered.case,
        term=procedure.term_for(entered.case),
        field=procedure.field,
        unit=procedure.unit,
        applicant=_person(entered.applicant, entered.kind),
        owner=_person(entered.owner, "citizen") if entered.for_owner else None,
        authorised_by=entered.authorised_by or None,
        channel=entered.channel,
        deliver=entered.deliver,
        received_at=desk.clock(),
        received_by=officer,
        due_at=found.due.at,
        due_reason=found.due.explanation,
        fee=found.fee.amount if entered.fee_amount is None else entered.fee_amount,
        fee_paid=entered.fee_paid,
        copies=entered.copies or 1,
        components=tuple(Component(**paper) for paper in papers_of(entered)),
        summary=procedure.name,
        note=None,
        book=book,
        book_number=0,
        desk=number,
        place=None,
        paused_from=None,
        supplements=0,
        extensions=0,
        reason=None,
        result=None,
        returned_at=None,
        returned_to=None,
    )


def _person(person: PersonText, kind: str) -> Person:
    return Person(
        kind,
        person.name or "…",
        person.id_number or None,
        address=person.address or None,
        phone=person.phone or None,
    )
