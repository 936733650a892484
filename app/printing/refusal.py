"""The refusal: Phiếu từ chối tiếp nhận giải quyết hồ sơ, Mẫu 03 of both editions.

One form for a dossier refused at the counter, before anything was taken in, and for one refused later: its words
cover both. A dossier filed online was handed in by nobody, so only the officer signs, and the form adds when it was
filed and by which identity paper (DOMAIN §2). An organisation does not sign, the person who came for it does.
"""

from __future__ import annotations

from app.printing.act_form import newest, render_act, said
from app.printing.letterhead import Signature
from app.printing.paper import PaperName
from app.printing.texts import form, moment_text
from app.rules.acts import Kind
from app.rules.dossier import Centre, Dossier
from app.rules.vocabulary import Channel


def render_refusal(
    dossier: Dossier, centre: Centre, *, edition: str, paper: PaperName = "A5", copy_number: int = 1
) -> bytes:
    """Return the refusal as a PDF; raises UserError FORM_NOT_DUE (form) when the dossier was never refused."""
    act = newest(dossier, Kind.REFUSED, "refusal")
    words = form(f"refusal-{edition}")
    applicant, online = dossier.applicant, dossier.channel is Channel.ONLINE
    citizen = applicant.kind == "citizen"
    submitter = Signature(words["submitter"], applicant.name if citizen else None)
    people = (None if online else submitter, Signature(words["receiver"], act.officer))
    id_number = applicant.id_number or ""
    more = {
        "legal_basis": said(act, "legal_basis"),
        "filed_at": moment_text(dossier.received_at) if online else None,
        "person_id": id_number if online and citizen else None,
        "organisation_id": id_number if online and not citizen else None,
    }
    return render_act(
        dossier, centre, words, act, people, to=applicant, more=more, paper=paper, copy_number=copy_number
    )
