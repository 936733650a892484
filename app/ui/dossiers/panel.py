"""The dossier beside the list: who and what, the acts its state allows, its history, and the inline forms.

The history gives way to a form and comes back after it: nothing covers the dossier an officer is speaking about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.events import Kind
from app.rules.states import PAUSED, RUNNING, State
from app.services.finding import Step
from app.ui.dossiers.acting import TAKE_BACK, ActForm, possible
from app.ui.dossiers.correcting import CorrectForm
from app.ui.dossiers.facts import Facts
from app.ui.dossiers.history import entries
from app.ui.dossiers.scrolled import Scrolled
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.layout import Column, Line, Plain, Row, Surface
from app.ui.kit.text import Text
from app.ui.kit.timeline import Timeline
from app.ui.shortcuts import Shortcut

_NONE = "Chọn một hồ sơ để xem."
_RETURN, _SETTLE = "return", "settle"
_PARKED = (_SETTLE, "Cần xử lý…", None, "error_circle")

_MAIN: dict[State, tuple[str, str, Shortcut | None, str]] = {
    **{state: (Kind.RESULT_READY, "Có kết quả…", Shortcut.RESULT_READY, "document_checkmark") for state in RUNNING},
    State.SUPPLEMENT_REQUESTED: (Kind.SUPPLEMENTED, "Nhận bổ sung", Shortcut.SUPPLEMENTED, "document_add"),
    State.PAYMENT_REQUESTED: (Kind.PAID, "Đã nộp tiền", None, "money"),
    State.RESULT_READY: (_RETURN, "Trả kết quả", Shortcut.PRIMARY, "document_checkmark"),
    State.RETURNED: (TAKE_BACK, "Trả nhầm, sửa…", None, "history"),
}
"""The act an officer most likely wants in each state: its button stands first."""


class DossierPanel(Surface):
    """One dossier; `act_asked` names what the form asks for, the rest are the buttons."""

    print_asked = Signal()
    return_asked = Signal()
    settle_asked = Signal()
    closed = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__("surface2")
        self.dossier: Dossier | None = None
        self.empty = Text(_NONE, "help")
        self.quiet, self.facts, self.timeline = QuietLine(), Facts(), Timeline()
        self.main = Button("", icon="document_checkmark")
        self.print_button = Button("In lại", key=Shortcut.PRINT)
        self.correct = Button("Sửa sai…", "quiet")
        self.supplement = Button("Yêu cầu bổ sung…", "quiet")
        self.other = Button("Việc khác…", "quiet")
        self.act_form, self.correct_form = ActForm(), CorrectForm()
        self.stack = QStackedWidget()
        head = Row(Text("Quá trình giải quyết", "section"), None, Text("mới nhất trước", "help"))
        history = Plain(Column(Plain(head), self.timeline, gap=8, margins=(0, 0, 6, 0)))
        for content in (history, self.act_form, self.correct_form):
            self.stack.addWidget(Scrolled(content))
        self.buttons = Plain(Row(self.main, self.print_button, None, gap=8))
        self.foot = Plain(Column(Line(), Plain(Row(self.correct, self.supplement, None, self.other, gap=0)), gap=6))
        self.whole = Plain(Column(self.quiet, self.facts, self.buttons, Line(), (self.stack, 1), self.foot, gap=9))
        Column(self.empty, (self.whole, 1), gap=0, margins=(16, 12, 14, 8), parent=self)
        self._connect()
        self.show_nothing()

    def show_nothing(self, words: str = _NONE) -> None:
        """Show that no dossier is chosen."""
        self.dossier = None
        self.empty.setText(words)
        self.empty.show()
        self.whole.hide()

    def show_dossier(self, dossier: Dossier, steps: Sequence[Step], now: datetime, working: WorkingTime) -> None:
        """Show a dossier with its history; a form left open for another dossier is closed."""
        if self.dossier is None or self.dossier.code != dossier.code:
            self.quiet.hide()
        self.dossier = dossier
        self.empty.hide()
        self.whole.show()
        self.facts.show_dossier(dossier, now, working)
        self.timeline.show_entries(entries(steps, now.date()))
        main = self._main()
        self.main.setVisible(main is not None)
        if main is not None:
            _, text, key, icon = main
            self.main.cap = key.cap if key else ""
            self.main.set_text(text, icon)
        voided = dossier.state is State.VOIDED
        self.print_button.set_text("In lại" if dossier.prints else "In giấy")
        self.correct.setVisible(not voided)
        self.supplement.setVisible(dossier.state in RUNNING)
        self.other.setVisible(dossier.state in RUNNING | PAUSED | {State.RESULT_READY} or len(possible(dossier)) > 1)
        self.close_form()

    @property
    def form_open(self) -> bool:
        """Whether an inline form stands in place of the history."""
        return self.stack.currentIndex() != 0

    def do_main(self) -> None:
        """Do what the first button says."""
        main = self._main()
        if main is None:
            return
        if main[0] == _SETTLE:
            self.settle_asked.emit()
        elif main[0] == _RETURN:
            self.return_asked.emit()
        else:
            self.ask(main[0])

    def _main(self) -> tuple[str, str, Shortcut | None, str] | None:
        if self.dossier is None:
            return None
        return _PARKED if self.dossier.sync == "parked" else _MAIN.get(self.dossier.state)

    def ask(self, act: str | None = None) -> None:
        """Open the form of an act, if the dossier's state allows it."""
        if self.dossier is None or (act is not None and act not in possible(self.dossier)):
            return
        self.close_form()
        self.stack.setCurrentIndex(1)
        self.foot.hide()
        self.act_form.start(self.dossier, act)

    def ask_correction(self) -> None:
        """Open the form of a correction."""
        if self.dossier is None or self.dossier.state is State.VOIDED:
            return
        self.stack.setCurrentIndex(2)
        self.foot.hide()
        # Everything the facts say stands in the form, which needs their room.
        self.facts.rows.hide()
        self.buttons.hide()
        self.correct_form.start(self.dossier)

    def decide(self) -> bool:
        """Send the open form; tell whether one was open."""
        forms = {1: self.act_form.decide, 2: self.correct_form.decide}
        decide = forms.get(self.stack.currentIndex())
        if decide is not None:
            decide()
        return decide is not None

    def close_form(self) -> None:
        """Show the history again."""
        self.stack.setCurrentIndex(0)
        for part in (self.foot, self.facts.rows, self.buttons):
            part.show()

    def _connect(self) -> None:
        self.main.clicked.connect(self.do_main)
        self.print_button.clicked.connect(self.print_asked)
        self.correct.clicked.connect(self.ask_correction)
        self.supplement.clicked.connect(lambda: self.ask(Kind.SUPPLEMENT_REQUESTED))
        self.other.clicked.connect(lambda: self.ask())
        for form in (self.act_form, self.correct_form):
            form.cancelled.connect(self._cancel)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._cancel)

    def _cancel(self) -> None:
        """Esc: a form gives way to the history, then the panel to the list."""
        if not self.form_open:
            self.closed.emit()
            return
        self.close_form()
        (self.main if self.main.isVisible() else self.print_button).setFocus()
