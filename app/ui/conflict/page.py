"""Cần xử lý: connects the two sides with the parked dossiers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app import words
from app.errors import MotcuaError
from app.rules.calendar import WorkingTime
from app.sync.parked import Parked
from app.ui.conflict.form import ConflictForm
from app.ui.conflict.questions import WHOLE, reasons
from app.ui.context import Context
from app.ui.dossiers.facts import Facts
from app.ui.dossiers.history import entries
from app.ui.dossiers.page import LookUp
from app.ui.dossiers.scrolled import Scrolled
from app.ui.kit.cards import QuietLine
from app.ui.kit.layout import Column, Line, Plain, Surface, set_shown
from app.ui.kit.text import Text
from app.ui.kit.timeline import Timeline
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind
from app.ui.writing import Writer
from app.workflows import settling
from app.workflows.settling import Case

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_SAVED = "Đã lưu lựa chọn cho {}"


class ConflictPanel(Surface):
    """The dossier the two sides speak of, and how it came to two versions."""

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__("surface2")
        self.quiet, self.facts, self.timeline = QuietLine(), Facts(), Timeline()
        area = Scrolled(Plain(Column(self.timeline, margins=(0, 0, 6, 0))))
        self.whole = Plain(Column(self.facts, Line(), Text("Vì sao có hai bản", "section"), (area, 1), gap=9))
        Column(self.quiet, (self.whole, 1), gap=9, margins=(16, 12, 14, 8), parent=self)


class ConflictPage(Page):
    """One parked dossier after another; reached from the board and from a parked dossier, with no place on the rail."""

    title = "Cần xử lý"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; what is parked is read each time it is shown."""
        super().__init__(window)
        self.context = context
        self.form, self.side = ConflictForm(), ConflictPanel()
        self.panel = self.side
        self._wanted: str | None = None
        self.writer = Writer[str](context)
        Column((self.form, 1), gap=0, parent=self)
        self.form.chosen.connect(self._open)
        self.form.primary.clicked.connect(self.primary)
        self.form.later.clicked.connect(self._leave)
        self.form.look.clicked.connect(self._look)
        for at in range(4):
            bind(self, Shortcut[f"PART_{at + 1}"], partial(self.form.choose, at))

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self._wanted = argument if isinstance(argument, str) else None
        self.side.quiet.hide()
        self._read()

    def refresh(self) -> None:  # noqa: D102
        self.context.tasks.run(partial(settling.parked, self.context.desk), self._listed_again, topic="conflict.again")

    def primary(self) -> None:  # noqa: D102
        case, answers = self.form.case, self.form.answers()
        if case is None:
            return
        for card in self.form.cards:
            if card.side is None:
                card.ours.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        desk, code = self.context.desk, case.parked.code

        def work() -> None:
            if case.fields:
                settling.choose(desk, code, answers)
            else:
                settling.take(desk, code, answers[WHOLE])

        self.writer.write(work, lambda _none: self._saved(case), self._refused)

    def _read(self) -> None:
        self.context.tasks.run(partial(settling.parked, self.context.desk), self._listed)

    def _listed(self, found: tuple[Parked, ...]) -> None:
        self.set_headline(self.title, f"{len(found)} hồ sơ" if found else "")
        codes = [one.code for one in found]
        code = self._wanted if self._wanted in codes else codes[0] if codes else None
        self.form.table.blockSignals(True)
        self.form.list_cases([(one.code, one.name, reasons(one)) for one in found], code)
        self.form.table.blockSignals(False)
        if code is None:
            self.form.show_case(None)
            set_shown(self.side.whole, False)
        else:
            self._open(code)

    def _listed_again(self, found: tuple[Parked, ...]) -> None:
        """Show what a round parked or settled; the one under the hand stays, with what was chosen for it."""
        now = self.form.table.current_key()
        self._wanted = now if isinstance(now, str) else None
        self._listed(found)

    def _open(self, code: str) -> None:
        desk = self.context.desk

        def work() -> tuple[Case, WorkingTime]:
            return settling.look(desk, code), desk.working_time()

        self.context.tasks.run(work, self._opened, self._refused, topic="conflict.open")

    def _opened(self, result: tuple[Case, WorkingTime]) -> None:
        case, working = result
        now = self.context.desk.clock()
        if case != self.form.case:
            self.form.show_case(case)
        set_shown(self.side.whole, True)
        self.side.facts.show_dossier(case.dossier, now, working)
        self.side.timeline.show_entries(entries(case.steps, now.date()))

    def _saved(self, case: Case) -> None:
        self.side.quiet.tell(_SAVED.format(case.parked.code), f"{case.parked.name}. Việc tự gửi tỉnh khi có mạng.")

    def _refused(self, problem: MotcuaError) -> None:
        self.form.refuse(words.sentence(problem))

    def _leave(self) -> None:
        if self.frame is not None:
            self.frame.open(Screen.TODAY)

    def _look(self) -> None:
        if self.form.case is not None and self.frame is not None:
            self.frame.open(Screen.LOOKUP, LookUp(self.form.case.parked.code))
