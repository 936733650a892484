"""The first two sections: the scan that finds the dossier, the dossier itself, and what is handed over with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.fees import format_dong
from app.rules.states import PAUSED, RUNNING, State
from app.ui import words
from app.ui.dossiers.rows import due_words, mark_of
from app.ui.kit.buttons import Button
from app.ui.kit.cards import WarningBand
from app.ui.kit.choices import CheckBox
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Badge, Mark, MarkView
from app.ui.kit.scan import ScanField
from app.ui.kit.text import Elided, Text
from app.ui.shortcuts import Shortcut

_PROMPT = "Quét giấy tiếp nhận hoặc thẻ căn cước; gõ 4 số cuối hoặc tên cũng được"
_WAITS = "Chờ quét. Danh sách bên phải là những kết quả đang chờ."
_NOT_READY = {
    **{state: "Hồ sơ chưa có kết quả. Nếu kết quả đã về quầy, ghi rồi trả ngay." for state in RUNNING},
    State.SUPPLEMENT_REQUESTED: "Hồ sơ đang chờ công dân bổ sung. Nhận bổ sung ở Tra cứu trước.",
    State.PAYMENT_REQUESTED: "Hồ sơ đang chờ công dân nộp tiền. Ghi đã nộp tiền ở Tra cứu trước.",
    State.REFUSED: "Hồ sơ đã bị từ chối nên không có kết quả để trả.",
    State.WITHDRAWN: "Công dân đã rút hồ sơ nên không có kết quả để trả.",
    State.STOPPED: "Hồ sơ đã dừng giải quyết nên không có kết quả để trả.",
    State.VOIDED: "Hồ sơ này đã hủy vì nhập nhầm.",
}
_RETURNED = "Đã trả cho {name} lúc {at:%H:%M ngày %d/%m/%Y}."


class DossierSection(Section):
    """Hồ sơ: found by scan, code, last digits, name or card."""

    ready_asked = Signal()
    open_asked = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        self.scan = ScanField(_PROMPT, icon="barcode_scanner")
        self.said = Text(_WAITS, "help", wrap=True)
        self.name_, self.procedure, self.received = Text(kind="big"), Elided(), Text(kind="help", wrap=True)
        self.badge, self.due = Badge(Mark.READY, ""), Text(kind="help")
        self.card = _soft(self)
        self.number, self.abstract = TextInput(width=190), TextInput("để trống cũng được")
        self.ready = Button("Ghi: có kết quả")
        self.open = Button("Mở ở Tra cứu", icon="search")
        asks = Row(
            Field("Số kết quả", self.number, line=False), (Field("Trích yếu", self.abstract, line=False), 1),
            Plain(Column(Text(" ", "label"), self.ready, gap=2)), gap=12,
        )  # fmt: skip
        self.asks = Plain(asks)
        self.elsewhere = Plain(Row(self.open, None))
        self.band = WarningBand("", self.asks, self.elsewhere)
        super().__init__("Hồ sơ", Shortcut.PART_1, self.scan, 8, self.said, self.card, 8, self.band, 8)
        self.ready.clicked.connect(self.ready_asked)
        self.abstract.entered.connect(self.ready_asked)
        self.open.clicked.connect(self.open_asked)
        self.band.hide()
        self.show_nothing()

    def show_nothing(self, words_: str = _WAITS) -> None:
        """Show that no dossier is chosen, and why."""
        self.said.setText(words_)
        set_shown(self.said, True)
        set_shown(self.card, False)
        set_shown(self.band, False)
        self.set_state(Mark.EMPTY)

    def show_dossier(self, dossier: Dossier, now: datetime, working: WorkingTime) -> None:
        """Show a dossier; one that is not ready says why and what can be done."""
        set_shown(self.said, False)
        set_shown(self.card, True)
        self.name_.setText(dossier.citizen.name)
        self.procedure.setText(dossier.procedure_name)
        self.badge.set_state(mark_of(dossier.state), words.STATES[dossier.state])
        self.received.setText(
            f"{dossier.code} · nhận {dossier.received_at:%d/%m/%Y} tại Quầy {dossier.desk}, "
            f"hẹn trả {dossier.due_at:%H:%M %d/%m/%Y}"
        )
        left, tone = due_words(dossier.state, dossier.due_at, now, working)
        self.due.setText(left)
        self.due.set_tone(tone)
        ready = dossier.state is State.RESULT_READY
        if not ready:
            self._say_why(dossier)
        set_shown(self.band, not ready)
        self.set_state(Mark.COMPLETE if ready else Mark.CAUTION)

    def refuse(self, sentence: str) -> None:
        """Say why the result could not be written down."""
        self.band.title.setText(sentence)

    def _say_why(self, dossier: Dossier) -> None:
        receiver = dossier.returned_to
        if dossier.state is State.RETURNED and receiver is not None and dossier.returned_at is not None:
            self.band.title.setText(_RETURNED.format(name=receiver.name, at=dossier.returned_at))
        else:
            self.band.title.setText(_NOT_READY[dossier.state])
        running = dossier.state in RUNNING
        set_shown(self.asks, running)
        set_shown(self.elsewhere, dossier.state in PAUSED)
        self.number.clear()
        self.abstract.clear()


def _soft(section: DossierSection) -> QFrame:
    """Return the card with the dossier's facts."""
    card = QFrame()
    card.setProperty("k", "card_soft")
    left = Column(section.name_, section.procedure, section.received, gap=3)
    right = Column(section.badge, 4, section.due, None, gap=3)
    right.setAlignment(section.badge, Qt.AlignmentFlag.AlignRight)
    right.setAlignment(section.due, Qt.AlignmentFlag.AlignRight)
    Row((left, 1), right, gap=12, margins=(14, 9, 14, 10), parent=card)
    return card


class Handed(Section):
    """Trả những gì: the result, ticked when it lies on the counter, and whether anything is still to be paid."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with nothing."""
        self.result = CheckBox("")
        self.when = Text(kind="help", tone="ink2")
        self.fee_mark, self.fee = MarkView(Mark.COMPLETE, 14), Text(tone="ink2", wrap=True)
        self.line: QWidget = Plain(Row(self.result, None, self.when, gap=12))
        self.fee_line: QWidget = Plain(Row(self.fee_mark, (self.fee, 1), gap=8))
        super().__init__("Trả những gì", Shortcut.PART_2, self.line, self.fee_line, 9)
        self.result.toggled.connect(lambda _on: self.changed.emit())

    def show_dossier(self, dossier: Dossier) -> None:
        """Show what this dossier's citizen gets."""
        result = dossier.result
        name = (result.abstract if result else None) or dossier.procedure_name
        number = f" số {result.number}" if result and result.number else ""
        self.result.setText((_short(name) + number).replace("&", "&&"))
        self.result.updateGeometry()
        self.result.setChecked(True)
        self.when.setText(f"có từ {result.at:%H:%M %d/%m/%Y}" if result else "")
        amount = dossier.fee
        owed = bool(amount) and not dossier.fee_paid
        if not amount:
            said = "Không có khoản phải thu."
        elif owed:
            said = f"Chưa ghi thu lệ phí {format_dong(amount)} đồng. Thu rồi ghi ở Tra cứu, Sửa sai."
        else:
            said = f"Lệ phí {format_dong(amount)} đồng đã thu lúc tiếp nhận. Không còn khoản phải thu."
        self.fee.setText(said)
        self.fee.set_tone("warn" if owed else "ink2")
        self.fee_mark.set_mark(Mark.CAUTION if owed else Mark.COMPLETE)


def _short(name: str, most: int = 62) -> str:
    return name if len(name) <= most else name[: name.rfind(" ", 0, most)] + "…"
