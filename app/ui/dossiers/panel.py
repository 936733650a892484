"""The dossier beside the list: who and what, the acts its state allows, its history, and the inline forms.

The history gives way to a form and comes back after it: nothing covers the dossier an officer is speaking about.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.states import RUNNING, State
from app.rules.vocabulary import Sync
from app.ui.dossiers.act_table import SHOWS, TAKE_BACK, owed, possible
from app.ui.dossiers.acting import ActForm
from app.ui.dossiers.correcting import CorrectForm
from app.ui.dossiers.facts import Facts
from app.ui.dossiers.history import entries
from app.ui.dossiers.in_hand import InHand
from app.ui.dossiers.paperlist import PaperList
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.layout import Column, Line, Plain, Row, Surface
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.text import Text
from app.ui.kit.timeline import Timeline
from app.ui.shortcuts import Shortcut

_NONE = "Chọn một hồ sơ để xem."
_RETURN, _SETTLE = "return", "settle"
_PARKED = (_SETTLE, "Cần xử lý…", None, "error_circle")

_MAIN: dict[State, tuple[str, str, Shortcut | None, str]] = {
    **{state: (Kind.RESULT_READY, "Có kết quả…", Shortcut.RESULT_READY, "document_checkmark") for state in RUNNING},
    State.SUPPLEMENT_REQUESTED: (Kind.SUPPLEMENTED, "Nhận bổ sung", Shortcut.SUPPLEMENTED, "document_add"),
    State.PAYMENT_REQUESTED: (Kind.PAID, "Thu phí…", Shortcut.TAKE_FEE, "money"),
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
        self.in_hand: InHand | None = None
        self.empty = Text(_NONE, "help")
        self.quiet, self.facts, self.timeline = QuietLine(), Facts(), Timeline()
        self.main = Button("", icon="document_checkmark")
        self.print_button = Button("In lại", key=Shortcut.PRINT)
        self.correct, self.supplement = _quiet("Sửa sai…", Shortcut.CORRECT), _quiet(None, Shortcut.ASK_SUPPLEMENT)
        self.fee, self.refuse = _quiet(None, Shortcut.TAKE_FEE), _quiet(None, Shortcut.REFUSE)
        self.extend, self.papers = _quiet(None, Shortcut.EXTEND), _quiet("Giấy khác…", Shortcut.OTHER_PAPER)
        self.other = _quiet(None, Shortcut.OTHER_ACT)
        self.act_form, self.correct_form, self.paper_list = ActForm(), CorrectForm(), PaperList()
        self.buttons = Plain(Row(self.main, self.print_button, None, gap=8))
        head = Row(Text("Quá trình giải quyết", "section"), None, Text("mới nhất trước", "help"))
        history = Plain(
            Column(self.facts.rows, self.buttons, Line(), Plain(head), self.timeline, gap=9, margins=(0, 0, 6, 0))
        )
        first = Plain(Row(self.correct, self.supplement, self.extend, None, gap=0))
        second = Plain(Row(self.fee, self.refuse, self.papers, self.other, None, gap=0))
        self.foot = Plain(Column(Line(), first, second, gap=2))
        self.stack, self.scrolled = QStackedWidget(), Scrolled(history)
        self.stack.addWidget(Plain(Column((self.scrolled, 1), self.foot, gap=6)))
        for form in (self.act_form, self.correct_form, self.paper_list):
            self.stack.addWidget(Plain(Column((Scrolled(form), 1), form.bar, gap=6)))
        self.whole = Plain(Column(self.quiet, self.facts, Line(), (self.stack, 1), gap=9))
        Column(self.empty, (self.whole, 1), gap=0, margins=(16, 12, 14, 8), parent=self)
        self._connect()
        self.show_nothing()

    @property
    def dossier(self) -> Dossier | None:
        """The dossier shown."""
        return self.in_hand.dossier if self.in_hand else None

    def show_nothing(self, words: str = _NONE) -> None:
        """Show that no dossier is chosen."""
        self.in_hand = None
        self.empty.setText(words)
        self.empty.show()
        self.whole.hide()

    def show_dossier(self, in_hand: InHand) -> None:
        """Show a dossier with its history.

        A form left open for another dossier is closed; of the same one, read anew after a print, it stays.
        """
        dossier = in_hand.dossier
        if self.dossier is None or self.dossier.code != dossier.code:
            self.close_form()
            self.quiet.hide()
            self.scrolled.verticalScrollBar().setValue(0)
        self.in_hand = in_hand
        self.empty.hide()
        self.whole.show()
        self.facts.show_dossier(dossier, in_hand.now, in_hand.working)
        self.timeline.show_entries(entries(in_hand.steps, in_hand.now.date()))
        main = self._main()
        self.main.setVisible(main is not None)
        if main is not None:
            _, text, key, icon = main
            self.main.cap = key.cap if key else ""
            self.main.set_text(text, icon)
        self.print_button.set_text("In lại" if dossier.prints else "In giấy")
        acts = possible(dossier)
        self.correct.setVisible(_correctable(dossier))
        self.supplement.setVisible(Kind.SUPPLEMENT_REQUESTED in acts)
        self.refuse.setVisible(Kind.REFUSED in acts)
        self.extend.setVisible(Kind.EXTENDED in acts)
        self.fee.setVisible(Kind.PAID in acts and owed(dossier) > 0)
        self.other.setVisible(any(act != TAKE_BACK for act in acts))

    @property
    def paper_list_open(self) -> bool:
        """Whether the list of papers stands in place of the history."""
        return self.stack.currentIndex() == 3

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
        if self.dossier.sync is Sync.ASIDE:
            return None
        return _PARKED if self.dossier.sync is Sync.PARKED else _MAIN.get(self.dossier.state)

    def ask(self, act: str | None = None) -> None:
        """Open the form of an act, if the dossier's state allows it."""
        acts = possible(self.in_hand.dossier) if self.in_hand else []
        if self.in_hand is None or not acts or (act is not None and act not in acts):
            return
        self._open(1)
        self.act_form.start(self.in_hand, act)

    def ask_correction(self) -> None:
        """Open the form of a correction."""
        if self.in_hand is None or not _correctable(self.in_hand.dossier):
            return
        self._open(2)
        self.correct_form.start(self.in_hand)

    def ask_paper(self) -> None:
        """Open the list of papers."""
        if self.in_hand is not None:
            self._open(3)
            self.paper_list.start(self.in_hand.dossier)

    def see(self) -> bool:
        """Ask the open form for a look at its paper; False where none is open that has one."""
        looks = {1: self.act_form.see, 2: self.correct_form.see, 3: self.paper_list.see}
        form = self.stack.currentIndex()
        if form not in looks or (form == 1 and self.act_form.act not in SHOWS):
            return False
        looks[form]()
        return True

    def decide(self) -> bool:
        """Send the open form; tell whether one was open."""
        forms = {1: self.act_form.decide, 2: self.correct_form.decide, 3: self.paper_list.decide}
        decide = forms.get(self.stack.currentIndex())
        if decide is not None:
            decide()
        return decide is not None

    def _open(self, form: int) -> None:
        """Put a form in place of the history; it needs the room of what was told last."""
        self.stack.setCurrentIndex(form)
        self.quiet.hide()

    def close_form(self) -> None:
        """Show the history again."""
        self.stack.setCurrentIndex(0)

    def _connect(self) -> None:
        self.main.clicked.connect(self.do_main)
        self.print_button.clicked.connect(self.print_asked)
        self.correct.clicked.connect(self.ask_correction)
        asked = {
            self.supplement: Kind.SUPPLEMENT_REQUESTED, self.refuse: Kind.REFUSED, self.extend: Kind.EXTENDED,
            self.fee: Kind.PAID, self.other: None,
        }  # fmt: skip
        for button, act in asked.items():
            button.clicked.connect(partial(self._asked, act))
        self.papers.clicked.connect(self.ask_paper)
        for form in (self.act_form, self.correct_form, self.paper_list):
            form.cancelled.connect(self._cancel)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._cancel)

    def _asked(self, act: str | None, *_checked: bool) -> None:
        self.ask(act)

    def _cancel(self) -> None:
        """Esc: a form gives way to the history, then the panel to the list."""
        if not self.form_open:
            self.closed.emit()
            return
        self.close_form()
        (self.main if self.main.isVisible() else self.print_button).setFocus()


def _correctable(dossier: Dossier) -> bool:
    return dossier.state is not State.VOIDED and dossier.sync is not Sync.ASIDE


def _quiet(text: str | None, key: Shortcut) -> Button:
    """Make a button of the foot: there is no room for its key cap, so its key is the tool tip."""
    button = Button(text or key.word, "quiet")
    button.setToolTip(key.cap)
    return button
