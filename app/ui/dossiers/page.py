"""Tra cứu: connects the search box, the list, the panel and the services.

More of the list is asked for when its end comes near: the whole again with twice the limit, for a hit costs
microseconds and no page can then be torn by a dossier that came in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from app import words
from app.errors import MotcuaError
from app.rules.acts import Kind
from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.identity import looks_like_dossier_code
from app.services import finding
from app.services.finding import Hit
from app.services.past import Found as OldFound
from app.ui.arguments import DueNext, LookUp
from app.ui.context import Context
from app.ui.dossiers import in_hand
from app.ui.dossiers.act_writer import ActWriter
from app.ui.dossiers.form import LookupForm
from app.ui.dossiers.in_hand import InHand
from app.ui.dossiers.panel import DossierPanel
from app.ui.dossiers.paper_preview import PaperPreview
from app.ui.dossiers.receive_again import receive_again
from app.ui.dossiers.rows import hit_rows
from app.ui.kit.layout import Column
from app.ui.past.hits import OldRegister
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_PAGE = 50
_NONE = "Chưa có hồ sơ nào. F2 để tiếp nhận."
_NOT_FOUND = "Không thấy hồ sơ nào có “{}”. Gõ ít chữ hơn, hoặc bỏ bớt điều kiện lọc."
_FILTERED = "Không có hồ sơ nào đúng điều kiện lọc."


@dataclass(frozen=True, slots=True)
class _Found:
    """One answer of the search: lines, since when paused ones wait, the working time, and what is older if asked."""

    hits: list[Hit]
    old: OldFound | None
    pauses: dict[str, datetime]
    working: WorkingTime


_ACT_KEYS: dict[Shortcut, str] = {
    Shortcut.SUPPLEMENTED: Kind.SUPPLEMENTED,
    Shortcut.ASK_SUPPLEMENT: Kind.SUPPLEMENT_REQUESTED,
    Shortcut.EXTEND: Kind.EXTENDED,
    Shortcut.RESULT_READY: Kind.RESULT_READY,
    Shortcut.WITHDRAW: Kind.WITHDRAWN,
    Shortcut.STOP: Kind.STOPPED,
    Shortcut.REFUSE: Kind.REFUSED,
    Shortcut.TAKE_FEE: Kind.PAID,
    Shortcut.FORWARD: Kind.FORWARDED,
}


class LookupPage(Page):
    """Find any dossier, see its history, move it on."""

    title = "Tra cứu"
    owns_search = True

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the newest dossiers are listed when it is first shown."""
        super().__init__(window)
        self.context = context
        self.old = OldRegister(context, self)
        self.form, self.side = LookupForm(self.old), DossierPanel()
        self.panel = self.sides = QStackedWidget()
        for side in (self.side, self.old.panel):
            self.sides.addWidget(side)
        self.text = ""
        self._hits: list[Hit] = []
        self._pauses: dict[str, datetime] = {}
        self._working: WorkingTime | None = None
        self._correct = False
        self.writer = ActWriter(context, self.side, self.form.table.setFocus)
        self.preview = PaperPreview(context, self.side, window.enlarged)
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
        if isinstance(argument, DueNext):
            self.form.chips.show_due_next()
        self.search(argument if isinstance(argument, str) else "")

    def refresh(self) -> None:  # noqa: D102
        self._find(max(_PAGE, len(self._hits)), again=True)
        self._read_again()

    def enlarge(self) -> bool:  # noqa: D102
        return not self.old.on and self.preview.enlarge()

    def search(self, text: str) -> None:  # noqa: D102
        self.text = text
        self._find()
        if looks_like_dossier_code(text):
            self._open(text.strip())

    def search_step(self, by: int) -> None:  # noqa: D102
        table = self.form.list
        at = table.currentIndex().row() + by
        if 0 <= at < len(table.rows.rows):
            table.selectRow(at)

    def search_entered(self) -> None:  # noqa: D102
        if self.form.list.currentIndex().isValid():
            self.form.list.setFocus()
        else:
            self.form.list.choose_first()

    def subject(self) -> object:  # noqa: D102
        return None if self.old.on else self.form.table.current_key()

    def primary(self) -> None:  # noqa: D102
        if not self.old.on and not self.side.decide():
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
        self.old.turned.connect(self._turned)
        self.old.table.opened.connect(lambda _key: self._to_panel())
        self.old.panel.closed.connect(self._to_list)
        side.print_asked.connect(self._print)
        side.return_asked.connect(partial(self._elsewhere, Screen.RETURN))
        side.settle_asked.connect(partial(self._elsewhere, Screen.CONFLICT))
        side.act_form.decided.connect(self.writer.act)
        side.act_form.again_asked.connect(self._void_and_receive)
        side.correct_form.decided.connect(self.writer.correct)
        side.paper_list.printed.connect(self.writer.print_form)
        keys: dict[Shortcut, Callable[[], object]] = {
            Shortcut.PRINT: self._print,
            Shortcut.CORRECT: self._ask_correction,
            Shortcut.OTHER_PAPER: self._ask_paper,
            Shortcut.OTHER_ACT: partial(self._ask, None),
            **{key: partial(self._ask, act) for key, act in _ACT_KEYS.items()},
        }
        for key, slot in keys.items():
            bind(self, key, partial(self._if_dossiers, slot))
        bind(self, Shortcut.OLD_REGISTER, self.old.toggle)
        bind(self, Shortcut.PART_1, lambda: (self.old.chip if self.old.on else form.chips.state).setFocus())
        bind(self, Shortcut.PART_2, lambda: form.list.choose_first())
        bind(self, Shortcut.PART_3, self._to_panel)

    # -- the list ----------------------------------------------------------------------------------------------

    def _find(self, limit: int = _PAGE, *, again: bool = False) -> None:
        """Look for what is typed; `again` for the same as is shown, which then does not jump."""
        desk, typed, chosen = self.context.desk, self.text, self.form.chips.chosen()

        def work() -> _Found:
            working = desk.working_time()
            asked = chosen.filters(desk.clock().date(), working)
            hits = finding.find(
                desk, typed, limit=limit + 1,
                states=asked.states, received_from=asked.first, received_to=asked.last,
                due_from=asked.due_first, due_to=asked.due_last, unsent=asked.unsent,
                at_desk=self.context.centre.desk if asked.here else None,
            )  # fmt: skip
            # A round brings no past register.
            return _Found(hits, None if again else self.old.look(typed), finding.pauses(desk, hits), working)

        def found(result: _Found) -> None:
            if again and (typed != self.text or limit < len(self._hits)):
                # Something else was looked for meanwhile, or more of the same.
                return
            hits, self._pauses, self._working = result.hits, result.pauses, result.working
            more = len(hits) > limit
            known = [hit.code for hit in self._hits]
            self._hits = hits[:limit]
            self.old.take(result.old or self.old.found, typed, alone=not hits and not self._narrowed)
            grown = not again and limit > _PAGE and known == [hit.code for hit in self._hits[: len(known)]]
            self._show_hits(more=more, after=len(known) if grown else 0, again=again)

        self.context.tasks.run(work, found, topic="lookup.list" if again else "lookup.find")

    def _more(self, offset: int) -> None:
        self._find(offset + max(_PAGE, offset))

    def _show_hits(self, *, more: bool, after: int, again: bool) -> None:
        form, hits = self.form, self._hits
        if self._working is None:
            return
        rows = hit_rows(hits, self.context.desk.clock(), self._working, self._pauses)
        chosen = self.side.dossier.code if self.side.dossier else None
        if after:
            form.rows.append(rows[after:])
            form.rows.total = len(rows) + more
        elif again:
            form.table.renew(rows, len(rows) + more)
        else:
            form.rows.reset(rows, len(rows) + more)
            form.table.choose(chosen)
        self._turned()
        if not hits and chosen is None:
            self.side.show_nothing("")

    @property
    def _narrowed(self) -> bool:
        return any(chip.on for chip in self.form.chips.all)

    def _turned(self) -> None:
        """Show the list in front with its panel, and say how much is in it."""
        form, old, shown = self.form, self.old, len(self._hits)
        more = form.rows.total > len(form.rows.rows)
        focused = form.list if old.table.hasFocus() or form.table.hasFocus() else None
        nothing = _NOT_FOUND.format(self.text) if self.text else _FILTERED if self._narrowed else _NONE
        form.say("" if shown else nothing)
        many = f"hơn {shown}" if more else str(shown)
        count = f"1–{shown} trong {many}" if shown else ""
        form.count.setText(f"1–{len(old.rows.rows)} trong {old.many}" if old.on else count)
        note = f"{many} hồ sơ, mới nhất trước" if shown and self.text else ""
        self.set_search_note(old.note if old.on else note)
        self.sides.setCurrentWidget(old.panel if old.on else self.side)
        if focused is not None:
            focused.setFocus()

    def _if_dossiers(self, slot: Callable[[], object]) -> None:
        """Heed a key of the dossier's panel only while that is what is seen."""
        if not self.old.on:
            slot()

    # -- one dossier -------------------------------------------------------------------------------------------

    def _chosen(self, code: object) -> None:
        """Another row: the dossier already shown is left as it is, perhaps with a form half filled."""
        if self.side.dossier is None or self.side.dossier.code != code:
            self._open(str(code))

    def _open(self, wanted: str) -> None:
        def failed(problem: MotcuaError) -> None:
            self.side.show_nothing(words.sentence(problem))

        work = partial(in_hand.read, self.context.desk, wanted)
        self.context.tasks.run(work, self._opened, failed, topic="lookup.open")

    def _read_again(self) -> None:
        """Read the dossier in the panel again; an answer that comes when another is there is about nothing shown."""
        shown = self.side.dossier
        if shown is None:
            return

        def done(result: InHand) -> None:
            if self.side.dossier is not None and self.side.dossier.code == shown.code:
                self.side.show_dossier(result)

        self.context.tasks.run(partial(in_hand.read, self.context.desk, shown.code), done, topic="lookup.again")

    def _opened(self, result: InHand) -> None:
        self.writer.last = result.dossier.code
        self.side.show_dossier(result)
        self.form.table.choose(result.dossier.code)
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

    def _print(self) -> None:
        self.preview.sheet.close_over()
        self.writer.print_receipt()

    def _show_panel(self) -> None:
        self.preview.sheet.close_over()
        frame = self.frame
        if frame is not None and frame.compact and not frame.sheet.isVisible():
            frame.sheet.show_widget(self.sides, frame.width() // 2)

    def _to_panel(self) -> None:
        """The third part of the screen: what a correction is about, else what can be done."""
        self._show_panel()
        if self.old.on:
            self.old.panel.scrolled.setFocus()
        elif self.side.correct_form.isVisible():
            self.side.correct_form.group.setFocus()
        else:
            self._enter(None)

    def _ask(self, act: str | None) -> None:
        self._show_panel()
        self.side.ask(act)

    def _ask_paper(self) -> None:
        if self.side.dossier is not None:
            self._show_panel()
            self.side.ask_paper()

    def _ask_correction(self) -> None:
        if self.side.dossier is not None:
            self._show_panel()
            self.side.ask_correction()

    def _to_list(self) -> None:
        if self.frame is not None:
            self.frame.sheet.close_over()
        self.form.list.setFocus()

    def _to_box(self) -> None:
        if self.frame is not None:
            self.frame.header.search.setFocus()

    # -- acts that go on elsewhere -----------------------------------------------------------------------------

    def _void_and_receive(self, body: Body) -> None:
        """Void the dossier, then receive it anew: what was typed for it stands on the reception form."""
        self.writer.act(Kind.VOIDED, body, self._receive_again)

    def _receive_again(self, dossier: Dossier) -> None:
        if self.frame is not None:
            receive_again(self.context, self.frame, dossier)

    def _elsewhere(self, screen: Screen) -> None:
        if self.side.dossier is not None and self.frame is not None:
            self.frame.open(screen, self.side.dossier.code)
