"""Giving a result back at the counter, and taking a return back that was a mistake."""

from __future__ import annotations

from app.errors import UserError
from app.rules import identity
from app.rules.dossier import Dossier
from app.rules.events import Kind
from app.rules.text import nfc
from app.services.acts import act
from app.services.desk import Desk


def give_back(
    desk: Desk,
    code: str,
    *,
    to: str,
    id_number: str | None = None,
    phone: str | None = None,
    authorisation: str | None = None,
    via: str = "counter",
    item: str | None = None,
) -> Dossier:
    """Record that the result was handed to `to` (NĐ 118/2025 art. 22).

    `via` is counter, post or online; `item` the code of the postal item it went in.

    Raises UserError RECEIVER_MISSING, ACT_NOT_ALLOWED when there is no result yet, and what `rules.identity` raises
    for numbers.
    """
    name = nfc(to)
    if not name:
        raise UserError("RECEIVER_MISSING", field="to")
    number = identity.check_paper_number(id_number)[0] if id_number and nfc(id_number) else None
    digits = identity.check_phone(phone) if phone and nfc(phone) else None
    receiver = {
        "name": name,
        "id_number": number,
        "phone": digits,
        "authorisation": nfc(authorisation or "") or None,
        "via": via,
        "item": nfc(item or "") or None,
    }
    return act(desk, code, Kind.RETURNED, {"to": receiver})


def take_back(desk: Desk, code: str, reason: str) -> Dossier:
    """Undo a return made by mistake: the result waits again, both facts stay in the history."""
    return act(desk, code, Kind.CORRECTED, {"changes": {"returned_at": None}, "reason": reason})
