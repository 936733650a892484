"""The fourth section: what is promised and why, how it came and goes back, and what it costs.

The fee is the catalogue's until an officer types another; typing it away brings the catalogue's back, and so does the
choice of an exemption. Exemptions are asked for by a link in the gutter, where a rule has any: most citizens pay.
Copies and pages, where the fee counts them, stand in the gutter too, so that a certification, which a counter does
all day, fits without scrolling.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from app.rules.catalogue import Procedure
from app.rules.fees import FeeRule
from app.rules.vocabulary import CHANNELS, DELIVERIES, METHODS, Channel, Delivery, Method, capitalised
from app.services.intake import Promise
from app.ui.intake.entered import Entered
from app.ui.intake.link import Link
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field, HelpLine
from app.ui.kit.form import Section
from app.ui.kit.inputs import Combo, CountCell, MoneyInput, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shell.statusline import WEEKDAYS
from app.ui.shortcuts import Shortcut

_NO_PROMISE = "Chọn thủ tục để biết ngày hẹn và lệ phí."
_EXEMPTION, _NO_EXEMPTION = "Miễn, giảm &phí…", "Không thuộc diện miễn, giảm"
_NO_TERM = "Thủ tục không có thời hạn trong danh mục: cán bộ tiếp nhận hẹn ngày."
_CELL = 44
_UNPAID = ""
_WISHED = (Delivery.COUNTER, Delivery.POST)
_WAYS: list[tuple[object, str]] = [(_UNPAID, "Chưa thu"), *((one, capitalised(word)) for one, word in METHODS.items())]


class PromiseBand(QFrame):
    """Hẹn trả, with the sentence that says why."""

    def __init__(self) -> None:
        """Start without a promise."""
        super().__init__()
        self.setProperty("k", "card_soft")
        self.label, self.moment = Text("Hẹn trả", "label"), Text(kind="section")
        self.why = Text(_NO_PROMISE, tone="ink2", wrap=True)
        self._words = Plain(Column(self.label, self.moment, gap=1))
        row = Row(self._words, (self.why, 1), gap=14, margins=(12, 6, 12, 6), parent=self)
        row.setAlignment(self.why, Qt.AlignmentFlag.AlignVCenter)
        self._words.hide()

    def tell(self, promise: Promise | None, sentence: str = _NO_PROMISE) -> None:
        """Show the promise with its reason, or a sentence in its place."""
        self._words.setVisible(promise is not None)
        if promise is None:
            self.why.setText(sentence)
            return
        due = promise.due
        self.moment.setText(f"{due.at:%H:%M} {WEEKDAYS[due.at.weekday()]} {due.at:%d/%m/%Y}")
        self.why.setText(due.explanation)
        self.setAccessibleName(f"Hẹn trả {self.moment.text()}. {self.why.text()}")


class PaidChoice(Combo):
    """Whether the fee was taken, and how; its access letter says cash at once, as nearly everybody pays."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        super().__init__(_WAYS)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.ShortcutFocusReason and self.value() == _UNPAID:
            self.set_value(Method.CASH)


class PromiseSection(Section):
    """Hẹn trả, lệ phí."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a procedure."""
        self.band = PromiseBand()
        self.channel = Segmented([(one, capitalised(word)) for one, word in CHANNELS.items()], Channel.COUNTER)
        self.deliver = Segmented([(one, capitalised(DELIVERIES[one])) for one in _WISHED], Delivery.COUNTER)
        self.fee, self.paid = MoneyInput(), PaidChoice()
        self.due = TextInput("27/11/2026", width=150)
        self.copies, self.pages = CountCell("Số bản", width=_CELL), CountCell("Số trang một bản", width=_CELL)
        self.exemption, self.link = Combo([(None, _NO_EXEMPTION)]), Link(_EXEMPTION)
        self.editors: dict[str, QWidget] = {
            "copies": self.copies, "pages": self.pages, "fee": self.fee, "exemption": self.exemption,
            "due_at": self.due,
        }  # fmt: skip
        self.due_field = Field("Ngày hẹn trả", self.due, required=True)
        self._due = Plain(Column(self.due_field, margins=(0, 6, 0, 0)))
        self.exempt = Field(Shortcut.EXEMPTION, self.exemption)
        self._exempt = Plain(Column(self.exempt, margins=(0, 6, 0, 0)))
        self._pages = Plain(Row(Text("Số trang", "label"), None, self.pages, gap=4))
        self._cells = Column(Plain(Row(Text("Số bản", "label"), None, self.copies, gap=4)), self._pages)
        self._counts, self._room = Plain(self._cells), Row(gap=0)
        self.line = HelpLine()
        channel = Field(Shortcut.CHANNEL, self.channel, line=False)
        deliver = Field(Shortcut.DELIVERY, self.deliver, line=False)
        paid = Field(Shortcut.PAID, self.paid, line=False)
        fee = Field(Shortcut.FEE, self.fee, line=False)
        row = Row(channel, deliver, fee, paid, None, gap=12, margins=(0, 6, 0, 0))
        super().__init__(
            "Hẹn trả, lệ phí", Shortcut.PART_4,
            Column(self.band, self._due, self._room, self._exempt, row, 2, self.line, gap=0),
        )  # fmt: skip
        self._room.add(None)
        self.add_to_gutter(self.link)
        changes().changed.connect(self._place_counts)
        self._place_counts()
        self.typed = self._reckoned = self._asks_due = False
        self._rule: FeeRule | None = None
        self.fee.textEdited.connect(self._fee_typed)
        self.due.textEdited.connect(lambda _text: self._due_typed())
        for segments in (self.channel, self.deliver):
            segments.changed.connect(lambda _value: self.changed.emit())
        for cell in (self.copies, self.pages):
            cell.changed.connect(self.changed)
        self.paid.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.exemption.currentIndexChanged.connect(lambda _at: self._exempted())
        self.link.clicked.connect(self._ask_exemption)
        self.clear()

    def onto(self, entered: Entered) -> Entered:
        """Return the form with what stands in this section."""
        return replace(
            entered,
            channel=str(self.channel.value()),
            deliver=str(self.deliver.value()),
            copies=self.copies.count(),
            pages=self.pages.count(),
            fee=self.fee.value() if self.typed else None,
            fee_paid=bool(self.paid.value()),
            pay_method=str(self.paid.value() or Method.CASH),
            exemption=str(self.exemption.value()) if self.exemption.value() else None,
            due=self.due.value() if self._asks_due else "",
        )

    def take(self, entered: Entered) -> None:
        """Show what a kept draft has for this section; an exemption the rule no longer has is none."""
        self.exemption.blockSignals(True)
        self.exemption.set_value(entered.exemption)
        self.exemption.blockSignals(False)
        self._show_exemption()
        self.channel.set_value(entered.channel)
        self.deliver.set_value(entered.deliver)
        self.copies.set_count(entered.copies or 1)
        self.pages.set_count(entered.pages or 0)
        self.typed = entered.fee is not None
        self.fee.setText(entered.fee or "")
        self.due.setText(entered.due)
        self.paid.set_value(entered.pay_method if entered.fee_paid else _UNPAID)

    def ask(self, procedure: Procedure | None, case: str | None) -> None:
        """Ask for copies and pages where the fee counts them, for the day where there is no term; offer exemptions."""
        self._asks_due = procedure is not None and not procedure.term_for(case)
        if procedure is not None:
            self.due_field.set_help(procedure.term_note_for(case) or _NO_TERM)
        set_shown(self._due, self._asks_due)
        self._rule = rule = procedure.fee_rule_for(case) if procedure else None
        options: list[tuple[object, str]] = [(None, _NO_EXEMPTION)]
        if rule is not None:
            options += [(one.key, one.name[:1].upper() + one.name[1:]) for one in rule.exemptions]
        self.exemption.blockSignals(True)
        self.exemption.set_options(options)
        self.exemption.blockSignals(False)
        self._show_exemption()
        kind = rule.kind if rule else ""
        self._reckoned = kind in ("copy", "pages")
        set_shown(self._counts, self._reckoned)
        self._pages.setVisible(kind == "pages")

    def tell(self, promise: Promise | None, sentence: str = _NO_PROMISE) -> None:
        """Show promise and fee; an amount an officer typed stays."""
        self.band.tell(promise, sentence)
        # How it came about is told where it was reckoned; a fee that is one figure explains itself.
        self.line.set_help(promise.fee.explanation if promise and self._reckoned else "")
        self._show_line()
        if not self.typed and not self.fee.hasFocus():
            self.fee.set_amount(promise.fee.amount if promise else None)

    def set_error(self, place: str, sentence: str) -> None:
        """Say under the row what is wrong with `place`."""
        self.line.set_error(sentence)
        self._show_line()
        set_state(self.editors[place], "err", True)

    def clear_error(self) -> None:
        """Take back the error."""
        self.line.set_error("")
        self._show_line()
        for one in self.editors.values():
            set_state(one, "err", False)

    def clear(self) -> None:
        """Back to no procedure; how it came and goes back stays, for the next citizen usually came the same way."""
        self.typed = False
        self.fee.set_amount(None)
        self.due.clear()
        self.paid.set_value(_UNPAID)
        self.copies.set_count(1)
        self.pages.set_count(0)
        self._exempt.hide()
        self.ask(None, None)
        self.tell(None)
        self.clear_error()

    def _place_counts(self) -> None:
        """Above 100 % the gutter is one line above the fields, and the counts stand in a row of their own."""
        if theme().compact:
            self._cells.setDirection(QBoxLayout.Direction.LeftToRight)
            self._cells.set_spaces(24, (0, 6, 0, 0))
            self._room.insertWidget(0, self._counts)
        else:
            self._cells.setDirection(QBoxLayout.Direction.TopToBottom)
            self._cells.set_spaces(3, (0, 0, 0, 0))
            self.add_to_gutter(self._counts)

    def first(self) -> QWidget:
        """Return where to type first: the day where there is no term, the counts where the fee needs them."""
        if self._asks_due:
            return self.due
        return self.channel if self._counts.isHidden() else self.copies

    def _ask_exemption(self) -> None:
        self._exempt.show()
        self.link.hide()
        self.exemption.setFocus(Qt.FocusReason.OtherFocusReason)

    def _exempted(self) -> None:
        """Another exemption: the fee is again what the catalogue makes of it, with its basis beneath."""
        self.typed = False
        self._show_exemption()
        self.changed.emit()

    def _show_exemption(self) -> None:
        """Say the basis of the exemption chosen; the row stays once it was asked for, while the rule has any."""
        chosen, offered = self.exemption.value(), bool(self._rule and self._rule.exemptions)
        basis = self._rule.exemption(str(chosen)).basis if self._rule and chosen else ""
        self.exempt.set_help(f"Căn cứ: {basis}." if basis else "")
        shown = offered and (bool(chosen) or self._exempt.isVisibleTo(self))
        set_shown(self._exempt, shown)
        set_shown(self.link, offered and not shown)

    def _show_line(self) -> None:
        """The last line of the form takes room only while it says something: nothing stands beneath it."""
        set_shown(self.line, bool(self.line.error or self.line.help))

    def _due_typed(self) -> None:
        self.clear_error()
        self.changed.emit()

    def _fee_typed(self, text: str) -> None:
        self.typed = bool(text.strip())
        self.clear_error()
        self.changed.emit()
