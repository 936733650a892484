"""The layout of Trả kết quả: three sections, the strip of errors above, the bar of actions beneath. No logic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.ui.handback.chosen import Chosen, returnable
from app.ui.handback.handed import Handed
from app.ui.handback.receiver import ReceiverSection
from app.ui.handback.typed import Return, problems
from app.ui.intake.entered import Problem
from app.ui.kit.buttons import Button
from app.ui.kit.cards import ErrorStrip
from app.ui.kit.form import ActionBar, Form
from app.ui.kit.layout import Column, Line, Plain, set_shown
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_NOT_YET = "Chưa trả được: còn {} chỗ cần sửa."


class ReturnForm(QWidget):
    """Everything left of the queue; `changed` after every change by the officer."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.chosen, self.handed, self.receiver = Chosen(), Handed(), ReceiverSection()
        self.strip = ErrorStrip(again="kiểm tra lại và trả")
        self.next = Text(tone="ink2", wrap=True)
        self.rest = Plain(Column(self.handed, Line(), self.receiver, Line(), gap=0))
        self.waiting = Plain(Column(self.next, margins=(158, 10, 20, 10)))
        self.form = Form([self.chosen, Plain(Column(self.waiting, self.rest, gap=0))])
        self.look = Button("Xem hồ sơ", "quiet", icon="history")
        self.drop = Button("Đóng hồ sơ", "quiet")
        self.save = Button("Trả, chưa in biên nhận", key=Shortcut.SAVE, large=True)
        self.primary = Button("Trả kết quả và in", "primary", key=Shortcut.PRIMARY, icon="print", large=True)
        self.bar = ActionBar([self.drop, self.look], [self.save, self.primary])
        Column(self.strip, (self.form, 1), self.bar, gap=0, parent=self)
        self.dossier: Dossier | None = None
        self.shown_places: set[str] = set()
        self.fields = {**self.handed.fields, **self.receiver.fields}
        self.handed.changed.connect(self._changed)
        self.receiver.changed.connect(self._changed)
        self.clear()

    # -- what stands on it -------------------------------------------------------------------------------------

    def show_dossier(self, dossier: Dossier, now: datetime, working: WorkingTime, *, again: bool = False) -> None:
        """Show a dossier; the same one keeps what was typed, and read `again` also the answer to the last scan."""
        fresh = self.dossier is None or self.dossier.code != dossier.code
        self.dossier = dossier
        if fresh:
            self.clear_errors()
        self.chosen.show_dossier(dossier, now, working, again=again)
        self.handed.show_dossier(dossier, fresh=fresh)
        self.receiver.show_dossier(dossier, fresh=fresh)
        self._arrange()
        self.mark_sections()

    def clear(self, said: str = "") -> None:
        """Make room for the next citizen; `said` is what became of the last one."""
        self.dossier = None
        self.clear_errors()
        self.chosen.clear(said)
        self._arrange()
        self.form.verticalScrollBar().setValue(0)

    def typed(self) -> Return | None:
        """Return the form as typed, None when nothing on it can be given back."""
        if self.dossier is None or not returnable(self.dossier):
            return None
        handed = self.handed
        return self.receiver.typed(self.dossier, handed.typed_result(), collected=handed.cash_taken)

    def _arrange(self) -> None:
        """Show only what can be used: no button stands there that would do nothing."""
        can = self.dossier is not None and returnable(self.dossier)
        set_shown(self.rest, can)
        set_shown(self.waiting, self.dossier is None)
        for button in (self.save, self.primary):
            set_shown(button, can)
        set_shown(self.bar, self.dossier is not None)

    # -- what is wrong with it ---------------------------------------------------------------------------------

    def show_errors(self, found: Sequence[Problem]) -> None:
        """Show each problem at its place, all of them in the strip, and go to the first."""
        self.clear_errors()
        self.shown_places = {problem.place for problem in found}
        for problem in found:
            self.fields[problem.place].set_error(problem.sentence)
        self._tell(found)
        self.mark_sections()
        self.go_to(found[0].place)

    def refuse(self, sentence: str) -> None:
        """Say in the strip what no field of the form can put right."""
        self.clear_errors()
        self.strip.show_errors(sentence, ())

    def clear_errors(self) -> None:
        """Take every error back."""
        self.shown_places = set()
        self.strip.clear()
        self.fields["result"].set_error(None)
        self.receiver.clear_marks()

    def go_to(self, place: str) -> None:
        """Bring a field into view and put the cursor there."""
        self.form.reveal(self.fields[place].editor)

    def mark_sections(self) -> None:
        """Show by each section's name whether it is complete."""
        typed = self.typed()
        if typed is None:
            return
        wrong = {problem.place for problem in problems(typed)} - {"result"}
        self.handed.tell_state(wrong="result" in self.shown_places)
        self.receiver.tell_state(wrong=bool(self.shown_places - {"result"}), complete=not wrong)

    def _changed(self) -> None:
        typed = self.typed()
        if self.shown_places and typed is not None:
            self._tell(problems(typed))
        self.mark_sections()
        self.changed.emit()

    def _tell(self, found: Sequence[Problem]) -> None:
        """Say in the strip what is still wrong of what was shown; a place put right meanwhile is left out."""
        left = [problem for problem in found if problem.place in self.shown_places]
        places = [(one.label, lambda place=one.place: self.go_to(place)) for one in left]
        self.strip.show_errors(_NOT_YET.format(len(left)) if left else "", places)
        for place in self.shown_places - {problem.place for problem in left}:
            self.fields[place].set_error(None)
        self.shown_places = {problem.place for problem in left}

    # -- going about -------------------------------------------------------------------------------------------

    def first_of(self, part: int) -> None:
        """Go to the n-th section, if it is there."""
        if part == 0 or self.typed() is None:
            self.to_scan()
        elif part == 1:
            self.form.reveal(self.handed.first() or self.receiver.choice)
        else:
            self.form.reveal(self.receiver.choice)

    def to_scan(self) -> None:
        """Go to the scan field."""
        self.chosen.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.form.ensureWidgetVisible(self.chosen.scan)

    def to_card(self) -> None:
        """Go to the scan field of the receiver's card."""
        if self.typed() is not None:
            self.form.reveal(self.receiver.scan)

    def offer_next(self, words: str) -> None:
        """Say who is next in the queue while no dossier is open."""
        self.next.setText(words)
