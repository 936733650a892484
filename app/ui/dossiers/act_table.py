"""What an officer may do to a dossier and what each act asks for, as one table.

A table, so that an officer meets one form and not fifteen. Four of the names are no kind of event of their own: a
refund is a payment below nothing, and three corrections each take one mistake back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app import words
from app.rules.acts import Kind, is_legal
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.states import State
from app.rules.vocabulary import Sync

TAKE_BACK, DROP_RESULT, REFUND = "take_back", "drop_result", "refund"
Editor = Literal["line", "long", "lines", "date", "moment", "money", "method", "ground", "papers"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing an act asks for: its name in the event's body, its label, and what it is typed into.

    Required is what `rules.acts` asks of everybody, and what an officer must look at: papers, money. What is `kept`
    stands there again the next time: one shelf, one signer serve many dossiers.
    """

    name: str
    label: str
    required: bool = True
    editor: Editor = "line"
    help: str = ""
    kept: bool = False


_REASON = Ask("reason", "Lý do", editor="long")
_AMOUNT = Ask("amount", "Số tiền (đồng)", editor="money")
_METHOD = Ask("method", "Nộp bằng", editor="method")

ASKS: dict[str, tuple[Ask, ...]] = {
    Kind.FORWARDED: (Ask("unit", "Chuyển đến", required=False),),
    Kind.ARRIVED: (Ask("body", "Cơ quan đã nhận"), Ask("at", "Nhận lúc", editor="moment")),
    Kind.PROCESSING: (Ask("unit", "Nơi giải quyết", required=False),),
    Kind.SUPPLEMENT_REQUESTED: (Ask("items", "Những thứ cần bổ sung, mỗi dòng một thứ", editor="lines"), _REASON),
    Kind.SUPPLEMENTED: (
        Ask("components", "Giấy tờ sau khi nhận thêm", editor="papers"),
        Ask("note", "Ghi chú", required=False),
    ),
    Kind.EXTENDED: (
        Ask("new_due", "Hẹn trả mới", editor="date"),
        _REASON,
        Ask("number", "Số văn bản", required=False),
        Ask("signer", "Người ký", required=False, kept=True),
    ),
    Kind.RESULT_READY: (
        Ask("number", "Số kết quả", required=False),
        Ask("type", "Loại kết quả", required=False),
        Ask("abstract", "Trích yếu", required=False),
        Ask("place", "Để ở kệ, ngăn", required=False, kept=True),
    ),
    Kind.PAID: (
        _AMOUNT,
        _METHOD,
        Ask("series", "Ký hiệu biên lai", required=False, kept=True),
        Ask("number", "Số biên lai", required=False),
    ),
    REFUND: (_AMOUNT, _METHOD, _REASON),
    Kind.PAYMENT_REQUESTED: (_AMOUNT, Ask("reason", "Nộp khoản gì, theo thông báo nào", editor="long")),
    Kind.REFUSED: (
        Ask("ground", "Lý do trong danh sách", required=False, editor="ground"),
        Ask("reason", "Lý do ghi trên phiếu", editor="long"),
        Ask("legal_basis", "Căn cứ", required=False, editor="long"),
    ),
    Kind.WITHDRAWN: (_REASON,),
    Kind.STOPPED: (Ask("request", "Theo đơn, văn bản nào", required=False), _REASON),
    Kind.VOIDED: (_REASON,),
    DROP_RESULT: (_REASON,),
    TAKE_BACK: (_REASON,),
}
"""Acts this form knows, in the order they are offered."""

BESIDE = {("number", "signer"), ("number", "type"), ("amount", "method"), ("series", "number")}
"""Two asks in a row that are short enough to stand beside each other."""

PRINTS: dict[str, str] = {
    Kind.SUPPLEMENT_REQUESTED: "supplement",
    Kind.REFUSED: "refusal",
    Kind.EXTENDED: "extension",
    Kind.STOPPED: "stop",
}
"""The form an act is not complete without: it is printed as soon as the act is written."""

SHOWS: dict[str, str] = {**PRINTS, Kind.PAID: "fee-receipt", Kind.SUPPLEMENTED: "receipt"}
"""The form that can be looked at while an act is asked for."""

ENDS = (Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED)
"""Acts that end a dossier: their button is red and names it."""

_WORDS = {
    TAKE_BACK: "Trả nhầm, lấy lại kết quả",
    DROP_RESULT: "Ghi nhầm kết quả, bỏ",
    REFUND: "Hoàn phí",
    Kind.PAID: "Thu phí",
    Kind.PAYMENT_REQUESTED: "Yêu cầu nộp thêm",
    Kind.WITHDRAWN: "Công dân rút",
    Kind.EXTENDED: "Xin gia hạn",
}
_UNDOES = {TAKE_BACK: {"returned_at": None}, DROP_RESULT: {"result": None}}


def act_word(act: str) -> str:
    """Return how an act is called on its button."""
    return _WORDS.get(act) or words.ACTS[act]


def event_of(act: str, body: Body) -> tuple[Kind, Body]:
    """Return the event an act stands for, with what was typed for it."""
    if act in _UNDOES:
        return Kind.CORRECTED, {**body, "changes": dict(_UNDOES[act])}
    if act == REFUND:
        return Kind.PAID, {**body, "amount": -(body.get("amount") or 0)}
    return Kind(act), body


def owed(dossier: Dossier) -> int:
    """Return what is still to be paid, đồng."""
    return max(0, (dossier.fee or 0) - dossier.paid)


def possible(dossier: Dossier) -> list[str]:
    """Return the acts that may follow the dossier's state; none of one that waits for a newer program."""
    if dossier.sync is Sync.ASIDE:
        return []
    return [act for act in ASKS if is_legal(dossier.state, *event_of(act, {})) and _about_money(act, dossier)]


def _about_money(act: str, dossier: Dossier) -> bool:
    """Tell whether there is money to take, or to give back, for the two acts that do so."""
    if act == REFUND:
        return dossier.paid > 0
    return act != Kind.PAID or owed(dossier) > 0 or dossier.state is State.PAYMENT_REQUESTED


def button_words(act: str, dossier: Dossier) -> str:
    """Return what the button of an act's form says."""
    word, number = act_word(act).split(",")[0], dossier.code[-4:]
    printing = " và in" if act in PRINTS else ""
    if act in ENDS:
        short: dict[str, str] = {Kind.STOPPED: "Dừng", Kind.VOIDED: "Hủy"}
        return f"{short.get(act, word)} {number}{printing}"
    undoing = {DROP_RESULT: "Bỏ kết quả", TAKE_BACK: "Lấy lại kết quả"}
    return undoing.get(act) or (f"{word}{printing}" if printing else f"Ghi: {word.lower()}")
