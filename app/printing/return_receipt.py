"""The receipt for a result: Giấy biên nhận trả kết quả, signed by whoever takes it and whoever hands it over.

No circular sets its form; the lines are those in daily use (DOMAIN §2, last part). One page, kept at the centre as
proof. What goes by post is signed for by the postman, with the item's code; a result given online has no hand to take
it, so only the officer signs. The officer named is the one who handed the result over, so a reprint by a colleague
still names the first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.printing.fonts import register
from app.printing.heading import begin
from app.printing.letterhead import Signature, document_title, foot_height, signatures, stamps_of
from app.printing.paper import PAPERS, PaperName
from app.printing.texts import Values, day_text, form, lines, moment_text
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import Centre, Dossier
from app.rules.record import Receiver
from app.rules.vocabulary import Delivery


def render_return_receipt(dossier: Dossier, centre: Centre, *, paper: PaperName = "A5", copy_number: int = 1) -> bytes:
    """Return the return receipt as a PDF; what is not known yet is a dotted line, so a preview is possible.

    `copy_number` counts printings: from 2 on the head says which reprint it is.
    """
    register()
    words, size = form("return-receipt"), PAPERS[paper]
    officer = next((event.officer for event in reversed(dossier.events) if event.kind == Kind.RETURNED), centre.officer)
    day = day_text(dossier.returned_at.astimezone(VN)) if dossier.returned_at else form("common")["no_day"]
    sheet = begin(size, dossier, centre, words["title"], day, stamps_of(centre, copy_number))
    *body, promise = lines(words["lines"], _values(dossier, centre, officer, words), size.body, size.across, size.gap)
    sheet.flow(body)
    receiver = _receiver(dossier)
    taker = words["receivers"].get(receiver.via)
    people = (taker and Signature(taker, receiver.name or None), Signature(words["returned_by"], officer))
    promise.gap = size.body
    last = [promise, signatures(size, people, foot_height(size)[1], code=dossier.code)]
    sheet.flow(last, together=True)
    return sheet.write(document_title(dossier))


def _receiver(dossier: Dossier) -> Receiver:
    """Return who took the result; before anybody did, only the way it was asked for is known."""
    return dossier.returned_to or Receiver("", via=dossier.deliver)


def _values(dossier: Dossier, centre: Centre, officer: str, words: dict[str, Any]) -> Values:
    citizen, result = dossier.citizen, dossier.result
    receiver = _receiver(dossier)

    def moment(when: datetime | None) -> str:
        return moment_text(when) if when else str(words["no_moment"])

    return {
        "procedure": dossier.procedure.name,
        "citizen": citizen.name,
        "address": citizen.address,
        "received_at": moment(dossier.received_at),
        "due_at": moment(dossier.due_at),
        "type": result.type if result else None,
        "number": result.number if result else None,
        "abstract": result.abstract if result else None,
        "post": "post" if receiver.via is Delivery.POST else None,
        "online": "online" if receiver.via is Delivery.ONLINE else None,
        "taken": "taken" if receiver.via is not Delivery.POST else None,
        "signed": "signed" if receiver.via is not Delivery.ONLINE else None,
        "identified": "identified"
        if receiver.via is Delivery.COUNTER or receiver.id_number or receiver.phone
        else None,
        "item": receiver.item,
        "receiver": receiver.name,
        "id_number": receiver.id_number,
        "phone": receiver.phone,
        "authorisation": receiver.authorisation or None,
        "returned_by": officer,
        "centre": centre.name,
        "centre_phone": centre.phone or None,
        "returned_at": moment(dossier.returned_at),
    }
