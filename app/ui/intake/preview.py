"""The paper as it would be printed now: the receipt of what stands on the form, or its refusal, without a number.

Runs on the desk worker. Nothing is claimed that is not known: no code, no QR code and no VietQR (its purpose is the
code) before the dossier is saved, and no paper at all before a procedure gives it a promise. All else is as the
dossier will have it, in the centre's edition, so that what an officer shows the citizen is what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QImage

from app.errors import UserError
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.vocabulary import Channel
from app.services import intake, papers
from app.services.desk import Desk
from app.services.drafts import PersonDraft
from app.services.intake import Promise, promise
from app.services.papers import Paper
from app.ui.intake.entered import Entered, destination_problem, draft_of, due_of, for_refusal
from app.ui.kit.paper import render_pdf

_NAMELESS = "…"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the form promises now, and the page that says so.

    `form` is which paper it is, `transfer` whether it will have a VietQR once its code is known.
    """

    promise: Promise
    form: str
    transfer: bool
    pdf: bytes
    image: QImage


def draw(desk: Desk, entered: Entered, *, paper: Paper, width: int, refusal: Body | None = None) -> Preview:
    """Work out promise and fee and render the first page, `width` device pixels wide.

    With `refusal`, the body of that act, the paper is the refusal. Raises what `services.intake.promise` raises.
    """
    given, form = (entered, "receipt") if refusal is None else (for_refusal(entered), "refusal")
    found = promise(
        desk,
        given.procedure,
        case=given.case,
        channel=Channel(given.channel),
        copies=given.copies or 1,
        pages=given.pages or None,
        exemption=given.exemption,
        received_at=given.written_at,
        due_at=due_of(given),
        refused=refusal is not None,
    )
    seen = _imagined(desk, given, refusal)
    pdf = papers.preview(desk, seen, form, paper=paper)
    transfer = desk.bank() is not None and (seen.fee or 0) > seen.paid
    return Preview(found, form, transfer, pdf, render_pdf(pdf, width))


def _imagined(desk: Desk, entered: Entered, refusal: Body | None) -> Dossier:
    """Return the dossier as it would be saved; what it would be refused for does not stand on the paper yet."""
    draft = draft_of(_named(desk, entered), request_id="")
    while True:
        try:
            return intake.imagined(desk, draft, refusal)
        except UserError as problem:
            who, _, part = (problem.field or "").partition(".")
            person = getattr(draft, who, None)
            if not isinstance(person, PersonDraft) or getattr(person, part, None) is None:
                raise
            left_out = _NAMELESS if part == "name" and person.name != _NAMELESS else None
            draft = draft.model_copy(update={who: person.model_copy(update={part: left_out})})


def _named(desk: Desk, entered: Entered) -> Entered:
    """Return the form with dots for a name not typed yet, and without a place to decide that there is not."""
    people = [replace(one, name=one.name or _NAMELESS) for one in (entered.applicant, entered.owner)]
    given = replace(entered, applicant=people[0], owner=people[1])
    if destination_problem(given.destination, given.destination_commune, desk.place()[0].commune):
        return replace(given, destination="", destination_commune=None)
    return given
