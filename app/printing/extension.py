"""The apology for a late result, Mẫu 04: in 2018 with a new appointment, in 2025 with a request for more time.

It is a letter, so it speaks to the owner, and the head of the agency that decides signs it, not the counter
(DOMAIN §2). Whether the promise may be moved once more is asked before the act is written, never here.
"""

from __future__ import annotations

from app.printing.act_form import DOTS, newest, render_act, said, said_moment
from app.printing.letterhead import Signature
from app.printing.paper import PaperName
from app.printing.texts import form
from app.rules.acts import Kind
from app.rules.body import object_in
from app.rules.dossier import Centre, Dossier


def render_extension(
    dossier: Dossier, centre: Centre, *, edition: str, paper: PaperName = "A5", copy_number: int = 1
) -> bytes:
    """Return the letter of the newest extension as a PDF; raises UserError FORM_NOT_DUE (form) when there was none."""
    act = newest(dossier, Kind.EXTENDED, "extension")
    words = form(f"extension-{edition}")
    times = sum(event.kind == Kind.EXTENDED for event in dossier.events)
    more = {
        "old_due": said_moment(object_in(act.body, "was"), "due_at"),
        "new_due": said_moment(act.body, "due_at"),
        "times": f"{times:02}",
    }
    people = (None, Signature(words["head"], said(act, "signer") or DOTS))
    return render_act(
        dossier, centre, words, act, people, to=dossier.citizen, more=more, paper=paper, copy_number=copy_number
    )
