"""The second section: what goes out over the counter, and the fee still to be collected.

What is listed is read from the dossier and only reminds the officer; what is asked is what the history lacks: the
result of a dossier finished at the counter (a certified copy), and cash taken now.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.rules.dossier import Dossier
from app.rules.fees import format_dong
from app.rules.states import RUNNING
from app.ui.kit.choices import CheckBox
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.icons import Icon
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, empty_layout, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_RESULT = "Hồ sơ chưa có kết quả. Ghi kết quả ở đây rồi trả luôn."


class Handed(Section):
    """Trả những gì."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        self.number, self.abstract = TextInput("số, ký hiệu"), TextInput("kết quả là gì")
        self.fields = {
            "result": Field("Số kết quả", self.number),
            "abstract": Field("Trích yếu", self.abstract),
        }
        self._lines = Column(gap=5)
        self.result = Plain(
            Column(
                Text(_RESULT, tone="ink2", wrap=True), 4,
                Row((self.fields["result"], 2), (self.fields["abstract"], 5), gap=12), gap=0,
            )
        )  # fmt: skip
        self.fee_mark, self.fee = MarkView(Mark.COMPLETE, 14), Text(tone="ink2", wrap=True)
        self.collected = CheckBox("Đã thu tiền mặt")
        fee = Row(self.fee_mark, (self.fee, 1), self.collected, gap=8)
        content = Column(self.result, self._lines, Plain(fee), gap=5, margins=(0, 0, 0, 9))
        super().__init__("Trả những gì", Shortcut.PART_2, content)
        for editor in (self.number, self.abstract):
            editor.textEdited.connect(lambda _text: self.fields["result"].set_error(None))
            editor.textEdited.connect(self.changed)
        self.collected.toggled.connect(lambda _on: self.changed.emit())
        self.dossier: Dossier | None = None

    @property
    def asks_result(self) -> bool:
        """Whether the result is still to be written."""
        return self.dossier is not None and self.dossier.state in RUNNING

    def show_dossier(self, dossier: Dossier, *, fresh: bool) -> None:
        """List what goes out; `fresh` forgets what was typed for another dossier."""
        self.dossier = dossier
        if fresh:
            self.number.clear()
            self.abstract.clear()
            self.collected.setChecked(False)
            self.fields["result"].set_error(None)
        set_shown(self.result, self.asks_result)
        empty_layout(self._lines)
        if dossier.result is not None:
            what = dossier.result.abstract or dossier.procedure.name
            number = f" số {dossier.result.number}" if dossier.result.number else ""
            self._line("document_checkmark", what + number, f"có từ {dossier.result.at:%d/%m/%Y}", dossier.copies)
        for paper in dossier.components:
            if paper.originals:
                received = f"nhận {dossier.received_at:%d/%m/%Y}"
                self._line("document", f"Bản chính đã nhận: {paper.name}", received, paper.originals)
        self._show_fee(dossier)

    def first(self) -> QWidget | None:
        """Return where the cursor goes in this section, None where nothing is asked."""
        if self.asks_result:
            return self.number
        return self.collected if self.collected.isVisible() else None

    def typed_result(self) -> tuple[str, str] | None:
        """Return number and abstract as typed, None when the dossier has its result."""
        return (self.number.value(), self.abstract.value()) if self.asks_result else None

    @property
    def cash_taken(self) -> bool:
        """Whether the fee that was due has been collected now."""
        due = self.dossier is not None and bool(self.dossier.fee) and not self.dossier.fee_paid
        return due and self.collected.isChecked()

    def tell_state(self, *, wrong: bool) -> None:
        """Show by the section's name whether anything of it is missing."""
        dossier = self.dossier
        unpaid = dossier is not None and bool(dossier.fee) and not dossier.fee_paid and not self.cash_taken
        typed = self.typed_result()
        missing = typed is not None and not any(typed)
        state = Mark.OVERDUE if wrong else Mark.EMPTY if missing else Mark.CAUTION if unpaid else Mark.COMPLETE
        self.set_state(state)
        if unpaid or self.cash_taken:
            self.fee_mark.set_mark(Mark.COMPLETE if self.cash_taken else Mark.CAUTION)

    def _line(self, icon: str, what: str, when: str, count: int) -> None:
        row = Row(
            Icon(icon, "link", 16), (Text(what, wrap=True), 1), Text(when, "help"), 4, Text(f"{count} bản"), gap=8
        )
        self._lines.add(Plain(row))

    def _show_fee(self, dossier: Dossier) -> None:
        due = bool(dossier.fee) and not dossier.fee_paid
        amount = f"{format_dong(dossier.fee or 0)} đồng"
        if due:
            words = f"Lệ phí {amount} chưa thu."
        elif dossier.fee:
            words = f"Lệ phí {amount} đã thu. Không còn khoản phải thu."
        else:
            words = "Không có lệ phí phải thu." if dossier.fee == 0 else "Hồ sơ không ghi lệ phí."
        self.fee.setText(words)
        self.fee.set_tone("warn" if due else "ink2")
        self.fee_mark.set_mark(Mark.CAUTION if due else Mark.COMPLETE)
        set_shown(self.collected, due)
