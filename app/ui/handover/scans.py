"""What a scan, or a few typed digits, says on this screen: a list, a dossier, several dossiers, or nothing known."""

from __future__ import annotations

from dataclasses import dataclass

from app.rules.dossier import Dossier
from app.rules.identity import looks_like_card, looks_like_dossier_code
from app.rules.numbering import normalise_code_query
from app.services import handover
from app.ui.handover.draft_lists import DraftList

_NONE_FOUND = "Chưa thấy hồ sơ nào có “{}” trong danh sách. Gõ 4 số cuối của mã hồ sơ."
_CARD = "Đây là mã trên thẻ căn cước. Quét mã trên giấy tiếp nhận."


@dataclass(frozen=True, slots=True)
class Heard:
    """One of these: the number of a signed list, the code of a dossier (or its end), several dossiers, a refusal."""

    number: str = ""
    code: str = ""
    several: tuple[Dossier, ...] = ()
    refusal: str = ""


def heard(draft: DraftList, text: str) -> Heard:
    """Return what was scanned or typed; a card is not repeated, it holds more than a counter may show."""
    typed = text.strip()
    if handover.is_number(typed.upper()):
        return Heard(number=typed.upper())
    if looks_like_card(typed):
        return Heard(refusal=_CARD)
    if looks_like_dossier_code(typed):
        return Heard(code=typed)
    found = draft.matching(typed)
    if len(found) > 1:
        return Heard(several=tuple(found))
    if found:
        return Heard(code=found[0].code)
    # The end of a code that is not on the list: the store knows why.
    return Heard(code=typed) if normalise_code_query(typed) else Heard(refusal=_NONE_FOUND.format(typed))
