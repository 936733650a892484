"""The notice that work on a dossier stops: Thông báo dừng giải quyết hồ sơ, Mẫu 05, new in 2025.

The centre issues it when the citizen asks, before there is a result (NĐ 118/2025 art. 21). It says what was asked,
how far the dossier had come, who decided, and what was paid (DOMAIN §2), so that money can be claimed back. The
edition of 2018 has no such form.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from app.errors import UserError
from app.printing.act_form import newest, render_act, said
from app.printing.letterhead import Signature
from app.printing.paper import PaperName
from app.printing.texts import form
from app.rules.acts import Kind, after, known_kind
from app.rules.body import text_in
from app.rules.dossier import Centre, Dossier
from app.rules.events import Event
from app.rules.fees import format_dong
from app.rules.states import PAUSED, State


def render_stop(
    dossier: Dossier, centre: Centre, *, edition: str, paper: PaperName = "A5", copy_number: int = 1
) -> bytes:
    """Return the notice as a PDF.

    Raises UserError FORM_NOT_DUE (form) when the dossier was not stopped, FORM_NOT_IN_EDITION (form, edition) for 2018.
    """
    if edition == "2018":
        raise UserError("FORM_NOT_IN_EDITION", form="stop", edition=edition)
    act = newest(dossier, Kind.STOPPED, "stop")
    words = form(f"stop-{edition}")
    paid = sum(payment.amount for payment in dossier.payments)
    decided_by = said(act, "decided_by")
    more = {
        "request": said(act, "request"),
        "stage": _stage(dossier, act, words),
        "decided_by": decided_by,
        "paid": words["paid"].format(amount=format_dong(paid)) if paid else words["unpaid"],
    }
    people = (None, Signature(words["head"], decided_by or act.officer))
    return render_act(
        dossier, centre, words, act, people, to=dossier.citizen, more=more, paper=paper, copy_number=copy_number
    )


def _stage(dossier: Dossier, act: Event, words: dict[str, Any]) -> str | None:
    """Say in which state the stop found the dossier; None for one it may not find, until the relay has refused it."""
    state, resume, place = State.RECEIVED, None, words["no_place"]
    for event in takewhile(lambda event: event.id != act.id, dossier.events):
        kind = known_kind(event.kind)
        following = state if kind is None else after(state, kind, event.body, resume)
        if following in PAUSED and state not in PAUSED:
            resume = state
        if event.kind in (Kind.FORWARDED, Kind.PROCESSING):
            place = text_in(event.body, "unit") or place
        state = following
    said_of = words["stages"].get(state)
    return said_of and str(said_of).format(place=place)
