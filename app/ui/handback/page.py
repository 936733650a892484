"""Trả kết quả: connects the form, the queue and the services; see the package for its parts.

Ctrl+Enter with no dossier open does nothing: a key held too long would otherwise open the next dossier of the queue
and give it to nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from app import words
from app.errors import MotcuaError, UserError
from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.identity import looks_like_card, looks_like_dossier_code, parse_card
from app.rules.numbering import normalise_code_query
from app.rules.states import State
from app.services import board, finding
from app.services.desk import Desk
from app.services.finding import Hit
from app.ui.context import Context
from app.ui.dossiers.page import LookUp
from app.ui.handback.find_ready import OFFERED, waiting_for
from app.ui.handback.form import ReturnForm
from app.ui.handback.queue import SHOWN, ReturnPanel
from app.ui.handback.return_writer import ReturnWriter
from app.ui.handback.typed import problems
from app.ui.intake.entered import Problem
from app.ui.kit.layout import Column
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_PLACES = {"to": "name", "id_number": "id_number", "phone": "phone"}
_NOT_FOUND = "Chưa thấy hồ sơ chờ trả nào có “{}”. Gõ ít chữ hơn, hoặc tìm ở Tra cứu (F3)."
_NO_CARD = "Người này không có kết quả nào chờ trả. Thẻ của người nhận quét ở ô Alt+T."
_NEXT = "Tiếp theo trong danh sách: {name}, số {number}. Alt+5 rồi Enter để mở."
_NOBODY = "Không có kết quả nào chờ trả."


class ReturnPage(Page):
    """One result after another, without a dialog between them."""

    title = "Trả kết quả"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the queue is read when it is shown."""
        super().__init__(window)
        self.context = context
        self.form, self.side = ReturnForm(), ReturnPanel()
        self.panel = self.side
        self.writer = ReturnWriter(context, self.side, self._unprinted)
        self._hits: list[Hit] = []
        Column((self.form, 1), gap=0, parent=self)
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        wanted = argument.code if isinstance(argument, LookUp) else argument
        if isinstance(wanted, str) and wanted:
            self._open(wanted)
            self._read_queue()
            return
        if self.form.dossier is None:
            self.form.to_scan()
        self.refresh()

    def refresh(self) -> None:  # noqa: D102
        self._read_again()
        self._read_queue()

    def leave(self) -> None:  # noqa: D102
        self.form.chosen.results.close_list()

    def subject(self) -> object:  # noqa: D102
        return self.form.dossier.code if self.form.dossier else None

    def primary(self) -> None:  # noqa: D102
        if self.side.mistake.reason.hasFocus():
            self.side.mistake.decide()
        else:
            self.give(printing=True)

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form, side = self.form, self.side
        form.chosen.scan.scanned.connect(self._scanned)
        form.chosen.results.taken.connect(self._open)
        form.receiver.scan.scanned.connect(self._card_scanned)
        form.primary.clicked.connect(lambda: self.give(printing=True))
        form.save.clicked.connect(lambda: self.give(printing=False))
        form.drop.clicked.connect(lambda _checked: self._clear())
        form.look.clicked.connect(self._look_up)
        side.opened.connect(self._open)
        side.print_asked.connect(self.writer.print_again)
        side.mistake_asked.connect(self._ask_mistake)
        side.mistake.decided.connect(self._take_back)
        side.mistake.cancelled.connect(self._leave_mistake)
        keys: list[tuple[Shortcut, Callable[[], object]]] = [
            (Shortcut.SAVE, lambda: self.give(printing=False)),
            (Shortcut.PRINT, self.writer.print_again),
            (Shortcut.CORRECT, self._ask_mistake),
            (Shortcut.SCAN_FIELD, form.to_scan),
            (Shortcut.RECEIVER_CARD, form.to_card),
            (Shortcut.PART_5, self._to_queue),
        ]
        keys += [(Shortcut[f"PART_{part + 1}"], partial(form.first_of, part)) for part in range(3)]
        for key, slot in keys:
            bind(self, key, slot)
        escape = QShortcut(QKeySequence("Esc"), side.mistake.reason)
        escape.activated.connect(self._leave_mistake)

    # -- which dossier -----------------------------------------------------------------------------------------

    def _scanned(self, text: str) -> None:
        """Open what a paper says, or find by number, name or card among the results that wait."""
        self.form.chosen.results.close_list()
        if looks_like_dossier_code(text):
            self._open(text.strip())
            return
        typed, missing = text.strip(), _NOT_FOUND.format(text.strip())
        if looks_like_card(text):
            try:
                typed, missing = parse_card(text).id_number, _NO_CARD
            except UserError as problem:
                self.form.chosen.say("Chưa đọc được. ", words.sentence(problem))
                return
        desk = self.context.desk
        found = partial(self._found, typed, missing)
        self.context.tasks.run(lambda: waiting_for(desk, typed), found, topic="return.find")

    def _found(self, typed: str, missing: str, hits: list[Hit]) -> None:
        if len(hits) == 1:
            self._open(hits[0].code)
        elif hits:
            self.form.to_scan()
            self.form.chosen.offer(hits[:OFFERED], typed, more=len(hits) > OFFERED)
        elif normalise_code_query(typed) is not None:
            # The end of a code: a dossier whose result is not there yet is opened too, and says where it stands.
            self._open(typed, missing)
        else:
            self.form.chosen.say("", missing)

    def _open(self, code: str, missing: str = "") -> None:
        def failed(problem: MotcuaError) -> None:
            self.form.chosen.say("", missing or words.sentence(problem))
            self.form.to_scan()

        self.context.tasks.run(partial(_read, self.context.desk, code), self._opened, failed, topic="return.open")

    def _read_again(self) -> None:
        """Read the open dossier again; an answer that comes when another one is open is about nothing on the screen."""
        open_one = self.form.dossier
        if open_one is None:
            return

        def done(result: tuple[Dossier, WorkingTime]) -> None:
            if self.form.dossier is not None and self.form.dossier.code == open_one.code:
                self._opened(result, again=True)

        self.context.tasks.run(partial(_read, self.context.desk, open_one.code), done, topic="return.again")

    def _opened(self, result: tuple[Dossier, WorkingTime], *, again: bool = False) -> None:
        dossier, working = result
        same = self.form.dossier is not None and self.form.dossier.code == dossier.code
        self.form.show_dossier(dossier, self.context.desk.clock(), working, again=again)
        last = self.writer.last
        told = last is not None and (last.code, last.returned_at) == (dossier.code, dossier.returned_at)
        if dossier.state is State.RETURNED and not told:
            self.writer.tell(dossier)
        if not same:
            self._hide_panel()
            self._to_first()
        self._show_queue()

    def _to_first(self) -> None:
        """Go to what is asked first: the result, the fee, then the receiver; without any, to the next scan."""
        if self.form.typed() is None:
            self.form.to_scan()
        else:
            self.form.first_of(1)

    def _clear(self, said: str = "") -> None:
        self.form.clear(said)
        self.form.to_scan()
        self._show_queue()

    # -- the queue ---------------------------------------------------------------------------------------------

    def _read_queue(self) -> None:
        """Read the queue again; what is shown stays until then."""
        desk = self.context.desk
        self.context.tasks.run(lambda: board.hits(desk, "ready", SHOWN + 1), self._queue_read, topic="return.queue")

    def _queue_read(self, hits: list[Hit]) -> None:
        self._hits = hits
        self._show_queue()

    def _show_queue(self) -> None:
        dossier, hits = self.form.dossier, self._hits
        self.side.show_queue(hits, self.context.desk.clock(), dossier.code if dossier else None)
        first = hits[0] if hits else None
        number = first.code.rsplit("-", 1)[-1] if first else ""
        self.form.offer_next(_NEXT.format(name=first.name, number=number) if first else _NOBODY)

    def _to_queue(self) -> None:
        self._show_panel()
        self.side.to_queue()

    def _show_panel(self) -> None:
        frame = self.frame
        if frame is not None and frame.compact and not frame.sheet.isVisible():
            frame.sheet.show_widget(self.side, frame.width() // 2)

    def _hide_panel(self) -> None:
        if self.frame is not None:
            self.frame.sheet.close_over()

    # -- giving back -------------------------------------------------------------------------------------------

    def _card_scanned(self, text: str) -> None:
        if looks_like_dossier_code(text):
            self._open(text.strip())
            return
        try:
            card = parse_card(text)
        except UserError as problem:
            self.form.receiver.refuse_card(words.sentence(problem))
            return
        receiver = self.form.receiver
        receiver.take_card(card)
        receiver.phone.setFocus()

    def give(self, *, printing: bool) -> None:
        """Give the open dossier back as typed, or say everything that is missing."""
        typed = self.form.typed()
        if typed is None or self.writer.busy:
            return
        found = problems(typed)
        if found:
            self.form.show_errors(found)
            return
        self.writer.give(typed, printing=printing, done=self._given, failed=self._failed)

    def _given(self, dossier: Dossier) -> None:
        receiver = dossier.returned_to
        self._hits = [hit for hit in self._hits if hit.code != dossier.code]
        if self.form.dossier is not None and self.form.dossier.code == dossier.code:
            self._clear(f"Đã trả cho {receiver.name}" if receiver else "")

    def _unprinted(self, what: str, why: str) -> None:
        if self.form.dossier is None:
            self.form.chosen.say(what, why)

    def _failed(self, problem: MotcuaError) -> None:
        """Say it at the field it names, else in the strip; and read the dossier again, which may have moved on."""
        place = _PLACES.get(problem.field or "")
        if place is not None:
            self.form.show_errors([Problem(place, words.field_word(place).capitalize(), words.sentence(problem))])
        else:
            self.form.refuse(words.sentence(problem))
        self.refresh()

    # -- ways back ---------------------------------------------------------------------------------------------

    def _ask_mistake(self) -> None:
        if self.writer.last is not None:
            self._show_panel()
            self.side.ask_mistake()

    def _leave_mistake(self) -> None:
        self.side.close_mistake()
        self._hide_panel()
        self.form.to_scan()

    def _take_back(self, reason: str) -> None:
        def failed(problem: MotcuaError) -> None:
            self.side.mistake.field.set_error(words.sentence(problem))

        self.writer.take_back(reason, done=self._taken_back, failed=failed)

    def _taken_back(self, dossier: Dossier) -> None:
        self._open(dossier.code)

    def _look_up(self) -> None:
        if self.form.dossier is not None and self.frame is not None:
            self.frame.open(Screen.LOOKUP, LookUp(self.form.dossier.code))


def _read(desk: Desk, code: str) -> tuple[Dossier, WorkingTime]:
    return finding.dossier(desk, code), desk.working_time()
