"""Sổ và báo cáo: connects the form with the service; see the package for its parts.

What is shown is what was counted then: files and paper are made of the same figures, and a list is opened as of the
same moment. Another report or period leaves them on the screen until Ctrl+Enter counts again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app import words
from app.errors import MotcuaError
from app.services import finding, reports
from app.services.reports import Figures
from app.ui import files
from app.ui.arguments import LookUp
from app.ui.context import Context
from app.ui.kit.layout import Column
from app.ui.reports.form import ReportsForm
from app.ui.reports.kinds import KINDS
from app.ui.reports.listing import Listing
from app.ui.reports.paperwork import Paperwork
from app.ui.reports.period import Period
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind
from app.ui.working import Job, Working

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_READING = "Đang đọc {done} trong {total} hồ sơ"
_BEGIN = "Ctrl+Enter để lập “{}” từ {:%d/%m/%Y} đến {:%d/%m/%Y}."
_BEGIN_TYPED = "Ghi hai ngày rồi Ctrl+Enter để lập “{}”."
_EMPTY = "{} từ {:%d/%m/%Y} đến {:%d/%m/%Y}: không có hồ sơ nào. Chọn kỳ khác (Alt+K) rồi Ctrl+Enter."


class ReportsPage(Page):
    """Registers and reports, each figure with the dossiers it counts."""

    title = "Sổ và báo cáo"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; nothing is counted before it is asked for."""
        super().__init__(window)
        self.context, self.form = context, ReportsForm()
        self.kind = next(iter(KINDS))
        self.figures: Figures | None = None
        self._newest = 0
        self._asked_from: QWidget | None = None
        self.counting = Working(context.tasks, "reports.count", self)
        self.period = Period(self.form, lambda: context.desk.clock().date())
        self.listing = Listing(context, self.form)
        self.paperwork = Paperwork(context, self.form, window.enlarged, self)
        Column((self.form, 1), gap=0, parent=self)
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self.period.offer()
        if self.figures is None:
            self.choose(self.kind)
            self.form.to_kinds()
        else:
            self.form.to_report()
            self.refresh()

    def refresh(self) -> None:
        """What was counted stays, for its paper and files are made of it; whether it is still so is said beside it."""
        figures, newest = self.figures, self._newest
        if figures is not None:

            def told(now: int) -> None:
                if self.figures is figures:
                    today = figures.at.date() == self.context.desk.clock().date()
                    since = f"{figures.at:%H:%M}" if today else f"{figures.at:%d/%m}"
                    self.form.tell_age(figures, since="" if now == newest else since)

            self.context.tasks.run(partial(finding.newest, self.context.desk), told, topic="reports.newest")

    def enlarge(self) -> bool:  # noqa: D102
        self.paperwork.enlarge()
        return True

    def subject(self) -> object:  # noqa: D102
        return self.listing.subject()

    def primary(self) -> None:  # noqa: D102
        if self.is_fresh:
            self.paperwork.export(files.PDF)
        else:
            self.make()

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form = self.form
        form.kinds.chosen.connect(lambda name: self.choose(str(name)))
        form.kinds.opened.connect(lambda _name: self.make())
        form.kind_combo.activated.connect(lambda _at: self.choose(str(form.kind_combo.value())))
        form.first.returnPressed.connect(form.last.setFocus)
        form.last.returnPressed.connect(self.make)
        form.table.opened.connect(self._look_up)
        form.dossiers.opened.connect(self._look_up)
        form.look.clicked.connect(self.paperwork.enlarge)
        form.print.clicked.connect(self.paperwork.print)
        form.again.clicked.connect(self.make)
        form.excel.clicked.connect(lambda: self.paperwork.export(files.XLSX))
        form.primary.clicked.connect(self.primary)
        self.period.changed.connect(self._offer)
        self.counting.advanced.connect(partial(form.band.advance, _READING))
        keys: list[tuple[Shortcut, Callable[[], object]]] = [
            (Shortcut.PRINT, partial(self._if_fresh, self.paperwork.print)),
            (Shortcut.TO_EXCEL, partial(self._if_fresh, partial(self.paperwork.export, files.XLSX))),
            (Shortcut.COUNT_AGAIN, partial(self._if_fresh, self.make)),
        ]
        for at, name in enumerate(KINDS, 1):
            keys.append((Shortcut[f"PART_{at}"], partial(self._go_to, name)))
        for key, slot in keys:
            bind(self, key, slot)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape and self._step_back():
            return
        super().keyPressEvent(event)

    def _step_back(self) -> bool:
        """Stop what is under way, else close the open list, else go from the report to the choice of one."""
        if self.counting.busy or self.paperwork.busy:
            self.counting.stop()
            self.paperwork.stop()
            return True
        if self.form.close_open():
            return True
        self.form.to_kinds()
        return True

    # -- choosing ----------------------------------------------------------------------------------------------

    @property
    def is_fresh(self) -> bool:
        """Whether what is shown is what is chosen."""
        shown = self.figures
        return shown is not None and (shown.name, (shown.period.first, shown.period.last)) == (
            self.kind,
            self.period.days(),
        )

    def choose(self, name: str) -> None:
        """Choose a report; what is shown stays until another is counted."""
        self.kind = name
        self.form.show_kind(name)
        self.period.begin_with(KINDS[name].preset)
        self._offer()

    def _go_to(self, name: str) -> None:
        self.choose(name)
        self.form.to_kinds()

    def _offer(self) -> None:
        """Say what Ctrl+Enter does next."""
        self.form.offer(fresh=self.is_fresh)
        if self.figures is None:
            title, days = KINDS[self.kind].title, self.period.days()
            self.form.show_nothing(_BEGIN.format(title, *days) if days else _BEGIN_TYPED.format(title))

    def _if_fresh(self, act: Callable[[], object]) -> None:
        """Heed a key only where its button is shown: of what is chosen, not of what was shown before."""
        if self.is_fresh:
            act()

    # -- counting ----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Count the chosen report over the chosen period, or go to the day that is wrong."""
        self.form.band.clear()
        days = self.period.check()
        if days is None:
            return
        desk, name, (first, last) = self.context.desk, self.kind, days
        self.paperwork.forget()
        self._asked_from = self.window().focusWidget()

        def work(job: Job) -> tuple[Figures, int]:
            # First the number: what comes in while it is counted makes it old.
            newest = finding.newest(desk)
            return reports.build(desk, name, first, last, job.step), newest

        self.counting.run(work, self._show, self._failed)

    def _show(self, counted: tuple[Figures, int]) -> None:
        figures, self._newest = counted
        self.form.band.clear()
        if not figures.rows and not any(figures.counts.values()):
            self.figures = None
            first, last = figures.period.first, figures.period.last
            self.listing.forget()
            self.form.offer(fresh=False)
            self.form.show_nothing(_EMPTY.format(KINDS[figures.name].title, first, last))
            return
        self.paperwork.take(figures)
        self.figures = figures
        self.form.show_report(figures)
        self.listing.take(figures)
        self._offer()
        # Whoever has gone on to something else meanwhile is not called away from it.
        if self.isVisible() and self.window().focusWidget() is self._asked_from:
            self.form.to_report()

    def _failed(self, problem: MotcuaError) -> None:
        if not self.period.blame(problem):
            self.form.band.wrong(words.sentence(problem))

    def _look_up(self, key: object) -> None:
        if isinstance(key, str) and self.frame is not None:
            self.frame.open(Screen.LOOKUP, LookUp(key))
