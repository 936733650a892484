"""What each ask of an act is typed into, and what the typed means in an event's body."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.rules.clock import iso
from app.rules.vocabulary import METHODS, Method, capitalised
from app.ui.dossiers.act_table import Ask
from app.ui.dossiers.counts import NOT_A_COUNT, Counts
from app.ui.dossiers.due_date import read_due
from app.ui.dossiers.in_hand import InHand
from app.ui.kit.choices import Segmented
from app.ui.kit.inputs import Combo, MoneyInput, TextArea, TextInput
from app.ui.typed_text import read_moment

NOT_MONEY = "Số tiền chỉ gồm chữ số."
_NO_MOMENT = "Ghi giờ và ngày như 08:15 27/11/2026."
_NO_MONEY = "Số tiền phải lớn hơn 0."


def make_editor(ask: Ask) -> tuple[QWidget, Any]:
    """Return an empty editor and its signal that tells of a change."""
    if ask.editor in ("long", "lines"):
        area = TextArea(lines=3 if ask.editor == "lines" else 2)
        return area, area.textChanged
    if ask.editor == "money":
        money = MoneyInput(width=None)
        return money, money.textChanged
    if ask.editor == "method":
        methods = Segmented([(one, capitalised(word)) for one, word in METHODS.items()], Method.CASH)
        return methods, methods.changed
    if ask.editor == "ground":
        combo = Combo()
        combo.setMinimumContentsLength(8)
        combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return combo, combo.currentIndexChanged
    if ask.editor == "papers":
        counts = Counts()
        return counts, counts.changed
    line = TextInput(digits=ask.editor in ("date", "moment"))
    return line, line.textChanged


def said(ask: Ask, editor: QWidget, in_hand: InHand) -> tuple[Any, str]:
    """Return what an editor says as the body has it, and what is wrong with it."""
    if isinstance(editor, MoneyInput):
        amount = editor.amount()
        wrong = NOT_MONEY if amount is None and editor.value() else _NO_MONEY if amount == 0 else ""
        return amount, wrong
    if isinstance(editor, Segmented | Combo):
        return editor.value(), ""
    if isinstance(editor, Counts):
        papers = editor.value()
        return papers, NOT_A_COUNT if papers is None else ""
    assert isinstance(editor, TextInput | TextArea)
    text = editor.value()
    if ask.editor == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()], ""
    if ask.editor == "date" and text:
        moment, wrong = read_due(text, in_hand.dossier.due_at, in_hand.working, later=True)
        return iso(moment) if moment else None, wrong
    if ask.editor == "moment" and text:
        moment = read_moment(text)
        return (iso(moment), "") if moment else (None, _NO_MOMENT)
    return text, ""
