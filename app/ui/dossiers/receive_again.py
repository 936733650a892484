"""Receiving anew what was voided: the same people and papers stand on the reception form, the mistake to be mended.

The procedure and its case are among the facts no correction may touch (`record.CORRECTABLE`), so a dossier received
under the wrong one takes this way. It goes by a draft set aside: a half-filled form of the next citizen is left as it
is, and Ctrl+D brings the draft when that one is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.birth import write_birth
from app.rules.dossier import Dossier
from app.rules.identity import format_phone
from app.rules.record import Person
from app.services import drafts
from app.ui.arguments import TakeUp
from app.ui.context import Context
from app.ui.intake.entered import NO_PAPERS, Entered, PaperText, PersonText
from app.ui.shortcuts import Screen

if TYPE_CHECKING:
    from app.ui.shell.page import Frame


def receive_again(context: Context, frame: Frame, dossier: Dossier) -> None:
    """Keep a voided dossier as a draft and go to the reception form, on which it is put when that is empty."""
    desk, form = context.desk, entered_of(dossier).as_json()

    def kept(id_: str) -> None:
        frame.open(Screen.RECEIVE, TakeUp(id_))

    context.tasks.run(lambda: drafts.keep(desk, form, aside=True), kept)


def entered_of(dossier: Dossier) -> Entered:
    """Return a dossier as it would be typed anew; its fee is that of the procedure it is received under now."""
    kind = NO_PAPERS if dossier.applicant.no_papers else dossier.applicant.kind
    return Entered(
        kind=kind if kind in ("citizen", NO_PAPERS, "business") else "other",
        applicant=_person(dossier.applicant),
        for_owner=dossier.owner is not None,
        owner=_person(dossier.owner) if dossier.owner else PersonText(),
        authorised_by=dossier.authorised_by or "",
        procedure=dossier.procedure.code,
        typed=dossier.procedure.name,
        case=dossier.case,
        papers=tuple(
            PaperText(one.name, ticked=True, counts=(one.originals, one.certified, one.photocopies))
            for one in dossier.components
        ),
        channel=dossier.channel,
        deliver=dossier.deliver,
        copies=dossier.copies,
        pages=dossier.pages or 0,
    )


def _person(person: Person) -> PersonText:
    return PersonText(
        person.name,
        person.id_number or person.no_papers or "",
        write_birth(person.birth_date or ""),
        person.sex,
        person.address or "",
        format_phone(person.phone) if person.phone else "",
        person.commune,
    )
