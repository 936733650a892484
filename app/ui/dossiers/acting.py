"""The inline form of every act on a dossier but a correction: which act, what it asks for, one button that names it.

What an act asks for is a table, so that an officer meets one form and not twelve. An act that ends a dossier has a
red button that names the dossier: it is the only confirmation, and it needs no dialog.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.rules.clock import VN, iso
from app.rules.dossier import Dossier
from app.rules.events import Body, Kind
from app.rules.states import is_legal
from app.ui import words
from app.ui.intake.entered import read_date
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.inputs import Combo, TextArea, TextInput
from app.ui.kit.layout import Column, Plain, Row, empty_layout
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing an act asks for: its name in the event's body, its label, and whether it must be given."""

    name: str
    label: str
    required: bool = True
    long: bool = False


_REASON = Ask("reason", "Lý do", long=True)
ASKS: dict[str, tuple[Ask, ...]] = {
    Kind.FORWARDED: (Ask("unit", "Chuyển đến"),),
    Kind.PROCESSING: (Ask("unit", "Nơi giải quyết"),),
    Kind.SUPPLEMENT_REQUESTED: (Ask("reason", "Cần bổ sung những gì, vì sao", long=True),),
    Kind.SUPPLEMENTED: (Ask("note", "Đã nhận thêm", required=False, long=True),),
    Kind.PAYMENT_REQUESTED: (Ask("reason", "Nộp khoản gì, theo thông báo nào", long=True),),
    Kind.PAID: (Ask("note", "Biên lai, chứng từ", required=False),),
    Kind.EXTENDED: (Ask("new_due", "Hẹn trả mới (ngày/tháng/năm)"), _REASON),
    Kind.RESULT_READY: (Ask("number", "Số kết quả", required=False), Ask("abstract", "Trích yếu", required=False)),
    Kind.WITHDRAWN: (_REASON,),
    Kind.STOPPED: (_REASON,),
    Kind.VOIDED: (_REASON,),
    TAKE_BACK: (_REASON,),
}
"""Acts this form knows, in the order they are offered."""

_ENDS = (Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED)
_WORDS = {TAKE_BACK: "Trả nhầm, lấy lại kết quả", Kind.WITHDRAWN: "Công dân rút", Kind.EXTENDED: "Xin gia hạn"}
_MISSING = "Ghi {}."
_NO_DATE = "Ghi ngày như 27/11/2026."
_NOT_LATER = "Ngày hẹn mới phải sau {:%d/%m/%Y}."


def act_word(act: str) -> str:
    """Return how an act is called on its button."""
    return _WORDS.get(act) or words.ACTS[act]


def possible(dossier: Dossier) -> list[str]:
    """Return the acts of this form that may follow the dossier's state."""
    back = {"changes": {"returned_at": None}}
    return [
        act for act in ASKS
        if is_legal(dossier.state, *((Kind.CORRECTED, back) if act == TAKE_BACK else (Kind(act), dict[str, Any]())))
    ]  # fmt: skip


class ActForm(QWidget):
    """Asks for one act; `decided` carries the act and the event's body."""

    decided = Signal(str, object)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.dossier: Dossier | None = None
        self.title = Text(kind="section", wrap=True)
        self.choice = Combo()
        self.choice.setAccessibleName("Việc")
        self.error = Text(kind="help", tone="danger", wrap=True)
        self.cancel = Button("Thôi", "quiet", key="Esc")
        self.primary = Button("", "primary", key=Shortcut.PRIMARY)
        self.danger = Button("", "danger", key=Shortcut.PRIMARY)
        self.fields: dict[str, Field] = {}
        self._asked = Column(gap=0)
        buttons = Row(self.cancel, None, self.danger, self.primary, gap=8)
        Column(self.title, self.choice, self._asked, self.error, Plain(buttons), None, gap=8, parent=self)
        self.choice.currentIndexChanged.connect(lambda _at: self._ask())
        self.cancel.clicked.connect(self.cancelled)
        for button in (self.primary, self.danger):
            button.clicked.connect(self.decide)

    def start(self, dossier: Dossier, act: str | None = None) -> None:
        """Ask for `act`, or let one be chosen first."""
        self.dossier = dossier
        acts = [act] if act else [one for one in possible(dossier) if one != TAKE_BACK]
        self.choice.blockSignals(True)
        self.choice.set_options([(one, act_word(one)) for one in acts])
        self.choice.setCurrentIndex(0)
        self.choice.blockSignals(False)
        self.choice.setVisible(act is None)
        self.title.setText(act_word(act) if act else "Việc khác")
        self._ask()
        first: QWidget = self.choice if act is None else next(iter(self.fields.values())).editor
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Send what was typed, or say what is missing and go there."""
        act, dossier = str(self.choice.value()), self.dossier
        if dossier is None:
            return
        body: Body = {}
        for ask in ASKS[act]:
            field = self.fields[ask.name]
            text = _value(field)
            sentence = _MISSING.format(ask.label[0].lower() + ask.label[1:]) if ask.required and not text else ""
            if ask.name == "new_due" and text:
                moment = _new_due(text, dossier.due_at)
                sentence = moment if isinstance(moment, str) else ""
                text = text if isinstance(moment, str) else iso(moment)
            field.set_error(sentence or None)
            if sentence:
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            if text:
                body[ask.name] = text
        self.error.setText("")
        self.decided.emit(act, body)

    def refuse(self, sentence: str) -> None:
        """Say why the act was not written."""
        self.error.setText(sentence)
        self.error.show()

    def _ask(self) -> None:
        act = self.choice.value()
        empty_layout(self._asked)
        self.fields = {}
        self.error.hide()
        if act is None or self.dossier is None:
            return
        for ask in ASKS[str(act)]:
            field = Field(ask.label, TextArea(lines=3) if ask.long else TextInput(), required=ask.required)
            clear: Callable[..., None] = lambda *_typed, field=field: field.set_error(None)  # noqa: E731
            field.editor.textChanged.connect(clear)  # type: ignore[attr-defined]
            self.fields[ask.name] = field
            self._asked.add(field)
        if "unit" in self.fields and self.dossier.unit:
            self.fields["unit"].editor.setText(self.dossier.unit)  # type: ignore[attr-defined]
        ends = act in _ENDS
        self.primary.setVisible(not ends)
        self.danger.setVisible(ends)
        self.primary.set_text(f"Ghi: {act_word(str(act)).lower()}")
        self.danger.set_text(f"{act_word(str(act)).split(',')[0]} {self.dossier.code[-4:]}")


def _value(field: Field) -> str:
    editor = field.editor
    assert isinstance(editor, TextInput | TextArea)
    return editor.value()


def _new_due(text: str, old: datetime) -> datetime | str:
    """Return the new promise at the old one's clock time, or the sentence that says why it cannot be."""
    day = read_date(text)
    if day is None:
        return _NO_DATE
    clock: time = old.astimezone(VN).timetz()
    moment = datetime.combine(day, clock)
    return moment if moment > old else _NOT_LATER.format(old)
