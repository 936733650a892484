"""The card above the form for a receipt that was written by pen: its number and its moment, as they stand on it.

While it is open what is saved is that sheet's dossier, under the number on it, and nothing is printed: the citizen has
the paper. It stays open for the next sheet, which lies beneath and is of the same day; the number and the hour are
typed anew for each. The promise is counted from the moment typed; one that was written otherwise is typed too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.intake.entered import Entered
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Line, Plain, Row
from app.ui.kit.text import Text

_TITLE = "Nhập giấy viết tay"
_HELP = "Ghi đúng như trên tờ. Lưu xong không in: công dân đã có giấy."
_DUE_HELP = "Để trống nếu giống máy tính."
_RECKONED = "Máy tính: {:%H:%M %d/%m/%Y}."
_DIFFERS = "Khác máy tính ({:%H:%M %d/%m/%Y}): giữ theo giấy."


class PenCard(QFrame):
    """Four fields; `changed` after every change, `closed` when it is no sheet after all, `done` after the last."""

    changed = Signal()
    closed = Signal()
    done = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("k", "surface2")
        self.close_button = Button("Thôi", "quiet", key="Esc")
        self.number, self.day = TextInput(width=84, digits=True), TextInput(width=104, digits=True)
        self.clock, self.due = TextInput(width=72, digits=True), TextInput(width=150, digits=True)
        self.fields = {
            "blank.number": Field("Số trên tờ", self.number, required=True),
            "blank.day": Field("Ngày trên tờ", self.day, required=True),
            "received_at": Field("Giờ nhận", self.clock, required=True),
            "blank.due_at": Field("Hẹn trả ghi trên tờ", self.due, help=_DUE_HELP),
        }
        self._reckoned: datetime | None = None
        head = Plain(Row(Text(_TITLE, "section"), (Text(_HELP, "help", wrap=True), 1), self.close_button, gap=10))
        number, day, clock, due = self.fields.values()
        fields = Row(number, day, clock, (due, 1), gap=12)
        Column(Column(head, fields, gap=2, margins=(20, 8, 20, 2)), Line(), gap=0, parent=self)
        self.due.moves_on = False
        self.due.entered.connect(self.done)
        self.close_button.clicked.connect(self.close_card)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_card)
        for one in (self.number, self.day, self.clock, self.due):
            one.textEdited.connect(lambda _text: self.changed.emit())
        self.due.textEdited.connect(lambda _text: self._say_due())
        self.hide()

    def open_card(self, number: str = "") -> None:
        """Open, for the sheet of a number where one is named."""
        if number:
            self.number.setText(number)
        opened = self.isHidden()
        self.show()
        (self.day if number else self.number).setFocus(Qt.FocusReason.OtherFocusReason)
        if opened:
            self.changed.emit()

    def close_card(self) -> None:
        """Hide: what is on the form is received now, with the next number. What was typed stays."""
        if not self.isHidden():
            self.hide()
            self.clear_errors()
            self.closed.emit()

    def next_sheet(self) -> None:
        """Make room for the next sheet of the pile."""
        for one in (self.number, self.clock, self.due):
            one.clear()
        self.clear_errors()
        self.tell(None)

    def onto(self, entered: Entered) -> Entered:
        """Return the form with what stands in this card, while it is open."""
        if self.isHidden():
            return entered
        return replace(
            entered, by_pen=True, sheet=self.number.value(), sheet_day=self.day.value(),
            sheet_clock=self.clock.value(), sheet_due=self.due.value(),
        )  # fmt: skip

    def take(self, entered: Entered) -> None:
        """Show what a kept draft has of a sheet."""
        self.number.setText(entered.sheet)
        self.day.setText(entered.sheet_day)
        self.clock.setText(entered.sheet_clock)
        self.due.setText(entered.sheet_due)
        self.setVisible(entered.by_pen)

    def tell(self, reckoned: datetime | None) -> None:
        """Say what the promise would be by itself."""
        self._reckoned = reckoned
        self._say_due()

    def clear_errors(self) -> None:
        """Take every error back."""
        for one in self.fields.values():
            one.set_error(None)

    def first(self) -> QWidget:
        """Return where to type first."""
        return self.number

    def _say_due(self) -> None:
        """Say what the machine reckons; a promise that is typed is another one until somebody saves it."""
        if self._reckoned is None:
            self.fields["blank.due_at"].set_help(_DUE_HELP)
            return
        typed = self.due.value()
        template = f"{_RECKONED} {_DUE_HELP}" if not typed else _DIFFERS
        if typed == f"{self._reckoned:%H:%M %d/%m/%Y}":
            template = _RECKONED
        self.fields["blank.due_at"].set_help(template.format(self._reckoned))
