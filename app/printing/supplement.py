"""The request to complete a dossier: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, Mẫu 02 of both editions.

Only the officer who guides signs (DOMAIN §2). An event that lists nothing says all in its reason, and the form then
points there instead of ending in an empty list.
"""

from __future__ import annotations

from app.printing.act_form import newest, render_act
from app.printing.letterhead import Signature
from app.printing.paper import PaperName
from app.printing.texts import form
from app.rules.acts import Kind
from app.rules.dossier import Centre, Dossier


def render_supplement(
    dossier: Dossier, centre: Centre, *, edition: str, paper: PaperName = "A5", copy_number: int = 1
) -> bytes:
    """Return the form of the newest request as a PDF; raises UserError FORM_NOT_DUE (form) when there was none."""
    act = newest(dossier, Kind.SUPPLEMENT_REQUESTED, "supplement")
    words = form(f"supplement-{edition}")
    people = (None, Signature(words["guide"], act.officer))
    return render_act(dossier, centre, words, act, people, to=dossier.applicant, paper=paper, copy_number=copy_number)
