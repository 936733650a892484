"""Tra cứu: connects the search box, the list, the panel and the services.

More of the list is asked for when its end comes near: the whole again with twice the limit, for a hit costs
microseconds and no page can then be torn by a dossier that came in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.errors import MotcuaError
from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.events import Kind
from app.rules.identity import looks_like_dossier_code
from app.services import finding
from app.services.finding import Hit, Step
from app.ui import words
from app.ui.context import Context
from app.ui.dossiers.doing import Doing
from app.ui.dossiers.form import LookupForm
from app.ui.dossiers.panel import DossierPanel
from app.ui.dossiers.rows import hit_rows
from app.ui.kit.layout import Column
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_PAGE = 50
_NONE = "Chưa có hồ sơ nào. F2 để tiếp nhận."
_NOT_FOUND = "Không thấy hồ sơ nào có “{}”. Gõ ít chữ hơn, hoặc bỏ bớt điều kiện lọc."
_FILTERED = "Không có hồ sơ nào đúng điều kiện lọc."


@dataclass(frozen=True, slots=True)
class LookUp:
    """What another screen asks for: one dossier by its code, perhaps to be corrected at once."""

    code: str
    correct: bool = False


class LookupPage(Page):
    """Find any dossier, see its history, move it on."""

    title = "Tra cứu"
    owns_search = True

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the newest dossiers are listed when it is first shown."""
        super().__init__(window)
        self.app = context
        self.form, self.side = LookupForm(), DossierPanel()
        self.panel = self.side
        self.text = ""
        self._hits: list[Hit] = []
        self._working: WorkingTime | None = None
        self._correct = False
        self.doing = Doing(context, self.side, self._done, self._open)
        Column((self.form, 1), gap=0, parent=self)
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self._correct = False
        if isinstance(argument, LookUp):
            self._correct = argument.correct
            self.text = ""
            self._find()
            self._open(argument.code)
            return
        self.search(argument if isinstance(argument, str) else "")

    def search(self, text: str) -> None:  # noqa: D102
        self.text = text
        self._find()
        if looks_like_dossier_code(text):
            self._open(text.strip())

    def search_step(self, by: int) -> None:  # noqa: D102
        at = self.form.table.currentIndex().row() + by
        if 0 <= at < len(self._hits):
            self.form.table.selectRow(at)

    def search_entered(self) -> None:  # noqa: D102
        if self.form.table.currentIndex().isValid():
            self.form.table.setFocus()
        else:
            self.form.table.choose_first()

    def subject(self) -> object:  # noqa: D102
        return self.form.table.current_key()

    def primary(self) -> None:  # noqa: D102
        if not self.side.decide():
            self.side.do_main()

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form, side = self.form, self.side
        form.chips.changed.connect(self._find)
        form.back.connect(self._to_box)
        form.rows.wanted.connect(self._more)
        form.table.chosen.connect(self._chosen)
        form.table.opened.connect(self._enter)
        side.closed.connect(self._to_list)
        side.print_asked.connect(self.doing.print_receipt)
        side.return_asked.connect(partial(self._elsewhere, Screen.RETURN))
        side.settle_asked.connect(partial(self._elsewhere, Screen.CONFLICT))
        side.act_form.decided.connect(self.doing.act)
        side.correct_form.decided.connect(self.doing.correct)
        keys = {
            Shortcut.PRINT: self.doing.print_receipt,
            Shortcut.CORRECT: self._ask_correction,
            Shortcut.SUPPLEMENTED: lambda: self._ask(Kind.SUPPLEMENTED),
            Shortcut.ASK_SUPPLEMENT: lambda: self._ask(Kind.SUPPLEMENT_REQUESTED),
            Shortcut.EXTEND: lambda: self._ask(Kind.EXTENDED),
            Shortcut.RESULT_READY: lambda: self._ask(Kind.RESULT_READY),
            Shortcut.WITHDRAW: lambda: self._ask(Kind.WITHDRAWN),
            Shortcut.STOP: lambda: self._ask(Kind.STOPPED),
        }
        for key, slot in keys.items():
            bind(self, key, slot)
        bind(self, Shortcut.PART_1, lambda: form.chips.state.setFocus())
        bind(self, Shortcut.PART_2, lambda: form.table.choose_first())

    # -- the list ----------------------------------------------------------------------------------------------

    def _find(self, limit: int = _PAGE) -> None:
        desk, typed = self.app.desk, self.text
        asked = self.form.chips.filters(desk.clock().date())

        def work() -> tuple[list[Hit], WorkingTime]:
            hits = finding.find(
                desk, typed, limit=limit + 1,
                states=asked.states, received_from=asked.first, received_to=asked.last,
                due_from=asked.due_first, due_to=asked.due_last, unsent=asked.unsent,
                at_desk=self.app.centre.desk if asked.here else None,
            )  # fmt: skip
            with desk.store.read() as connection:
                return hits, desk.working(connection)

        def found(result: tuple[list[Hit], WorkingTime]) -> None:
            hits, self._working = result
            more = len(hits) > limit
            known = [hit.code for hit in self._hits]
            self._hits = hits[:limit]
            grown = limit > _PAGE and known == [hit.code for hit in self._hits[: len(known)]]
            self._show_hits(more=more, after=len(known) if grown else 0)

        self.app.tasks.run(work, found, topic="lookup.find")

    def _more(self, offset: int) -> None:
        self._find(offset + max(_PAGE, offset))

    def _show_hits(self, *, more: bool | None = None, after: int = 0) -> None:
        form, hits = self.form, self._hits
        if self._working is None:
            return
        more = form.rows.total > len(form.rows.rows) if more is None else more
        rows = hit_rows(hits, self.app.desk.clock(), self._working)
        chosen = self.side.dossier.code if self.side.dossier else None
        if after:
            form.rows.append(rows[after:])
            form.rows.total = len(rows) + more
        else:
            form.rows.reset(rows, len(rows) + more)
            form.table.choose(chosen)
        narrowed = form.chips.state.on or form.chips.received.on
        form.say("" if hits else _NOT_FOUND.format(self.text) if self.text else _FILTERED if narrowed else _NONE)
        many = f"hơn {len(hits)}" if more else str(len(hits))
        form.count.setText(f"1–{len(hits)} trong {many}" if hits else "")
        self.set_search_note(f"{many} hồ sơ, mới nhất trước" if hits and self.text else "")
        if not hits and chosen is None:
            self.side.show_nothing("")

    # -- one dossier -------------------------------------------------------------------------------------------

    def _chosen(self, code: object) -> None:
        """Another row: the dossier already shown is left as it is, perhaps with a form half filled."""
        if self.side.dossier is None or self.side.dossier.code != code:
            self._open(str(code))

    def _open(self, wanted: str) -> None:
        desk = self.app.desk

        def work() -> tuple[Dossier, list[Step], WorkingTime]:
            with desk.store.read() as connection:
                working = desk.working(connection)
            return finding.dossier(desk, wanted), finding.history(desk, wanted), working

        def failed(problem: MotcuaError) -> None:
            self.side.show_nothing(words.sentence(problem))

        self.app.tasks.run(work, self._opened, failed, topic="lookup.open")

    def _opened(self, result: tuple[Dossier, list[Step], WorkingTime]) -> None:
        dossier, steps, working = result
        self.side.show_dossier(dossier, steps, self.app.desk.clock(), working)
        self.form.table.choose(dossier.code)
        if self._correct:
            self._correct = False
            self._ask_correction()

    def _enter(self, _code: object) -> None:
        """Enter on a row goes to what can be done with it; a narrow window brings the panel first."""
        self._show_panel()
        for button in (self.side.main, self.side.print_button):
            if button.isVisible():
                button.setFocus()
                return

    def _show_panel(self) -> None:
        frame = self.frame
        if frame is not None and frame.compact and not frame.sheet.isVisible():
            frame.sheet.show_widget(self.side, frame.width() // 2)

    def _ask(self, act: str) -> None:
        self._show_panel()
        self.side.ask(act)

    def _ask_correction(self) -> None:
        if self.side.dossier is not None:
            self._show_panel()
            self.side.ask_correction()

    def _to_list(self) -> None:
        if self.frame is not None:
            self.frame.sheet.close_over()
        self.form.table.setFocus()

    def _to_box(self) -> None:
        if self.frame is not None:
            self.frame.header.search.setFocus()

    # -- after an act -------------------------------------------------------------------------------------------

    def _done(self, dossier: Dossier) -> None:
        self._open(dossier.code)
        self._find(max(_PAGE, len(self._hits)))
        self.form.table.setFocus()

    def _elsewhere(self, screen: Screen) -> None:
        if self.side.dossier is not None and self.frame is not None:
            self.frame.open(screen, self.side.dossier.code)
