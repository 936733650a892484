"""Hôm nay: asks the board again whenever something changed, and keeps what it shows until the answer is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.rules.calendar import WorkingTime
from app.rules.states import RUNNING
from app.services import board, closing, finding, recovery
from app.services.board import Board
from app.services.closing import DayState
from app.services.finding import Hit
from app.ui.arguments import DueNext, LookUp, Told
from app.ui.context import Context
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.table import count_words
from app.ui.shell.page import Page
from app.ui.shell.statusline import long_date
from app.ui.shortcuts import Screen, Shortcut, bind
from app.ui.today.form import TITLES, TodayForm
from app.ui.today.rows import row, sense
from app.ui.writing import Writer, form_of

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_SHOWN = 500
_UNPRINTED = "Giấy tiếp nhận có thể chưa in: {}"
_UNPRINTED_WHY = "Hồ sơ đã lưu. In ngay, hoặc xem ở mục Chưa in (Alt+5)."


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the board: the counts, the day at this desk, and the lines of the chosen list."""

    board: Board
    day: DayState
    working: WorkingTime
    hits: list[Hit]
    pauses: dict[str, datetime]
    next_day: date
    due_next: int
    ask_for_paper: bool


class TodayPage(Page):
    """The first screen of the day and between two citizens."""

    title = "Hôm nay"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; it reads the board when shown."""
        super().__init__(window)
        self.context = context
        self.form = TodayForm()
        self.writer = Writer[str](context)
        self.list = "due_today"
        self._greeted = self._told = False
        Column((self.form, 1), gap=0, parent=self)
        form = self.form
        form.list_asked.connect(self.show_list)
        form.table.opened.connect(self._open)
        form.print_one.clicked.connect(self._print)
        form.due_next.clicked.connect(self._open_due_next)
        form.paperless.make.clicked.connect(context.paper_asked)
        form.paperless.later.clicked.connect(self._put_paper_off)
        bind(form.paperless, Shortcut.MAKE_PAPER, context.paper_asked.emit)
        bind(form.paperless, Shortcut.PUT_PAPER_OFF, self._put_paper_off)
        bind(self, Shortcut.DUE_NEXT, self._open_due_next)
        bind(self, Shortcut.PRINT, self._print)
        for at, name in enumerate(TITLES):
            bind(self, Shortcut[f"PART_{at + 1}"], partial(self._to_list, name))

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self.form.choose(self.list)
        if isinstance(argument, Told):
            self._told = True
            self.form.quiet.tell(argument.what, argument.detail)
        self.refresh()

    def subject(self) -> object:  # noqa: D102
        return self.form.table.current_key()

    def primary(self) -> None:  # noqa: D102
        self._open(self.form.table.current_key())

    def show_list(self, name: str) -> None:
        """Show the list of one tile."""
        self.list = name
        self.form.choose(name)
        self.refresh()

    def refresh(self) -> None:
        """Read the board again; what is shown stays until then."""
        desk, name = self.context.desk, self.list

        def read() -> _Reading:
            working = desk.working_time()
            today = desk.clock().date()
            next_day = working.next_working_day(today)
            waiting = finding.find(
                desk, "", limit=_SHOWN + 1, states=sorted(RUNNING), due_from=today + timedelta(days=1), due_to=next_day
            )
            hits = board.hits(desk, name, _SHOWN)
            return _Reading(
                board=board.board(desk),
                day=closing.day(desk, today),
                working=working,
                hits=hits,
                pauses=finding.pauses(desk, hits),
                next_day=next_day,
                due_next=len(waiting),
                ask_for_paper=recovery.look(desk).ask,
            )

        self.context.tasks.run(read, self._show, topic="today")

    def _to_list(self, name: str) -> None:
        self.show_list(name)
        self.form.table.choose_first()

    def _show(self, reading: _Reading) -> None:
        form, found = self.form, reading.board
        self.set_headline(self.title, long_date(found.at))
        for name, tile in form.tiles.items():
            tile.show_figure(found.counts[name], sense(found, name))
        self._show_list(reading)
        form.show_due_next(reading.next_day, reading.due_next, most=_SHOWN)
        form.ask_for_paper(reading.ask_for_paper)
        form.figures.show_desks(found.desks, self.context.centre.desk)
        self._show_sending(reading)
        set_shown(form.notice, found.notice is not None)
        if found.notice:
            form.notice.words.setText(found.notice)
        if self.frame is not None:
            self.frame.set_count(Screen.CLOSE, len(reading.day.parked))
        if not self._greeted:
            self._greeted = True
            self._greet(reading)
            # The day begins with the first list that asks for something.
            busy = next((one for one in TITLES if found.counts[one]), self.list)
            if busy != self.list:
                self.show_list(busy)
            self.form.table.setFocus()

    def _show_list(self, reading: _Reading) -> None:
        form, now = self.form, reading.board.at
        form.table.renew([row(hit, now, reading.working, reading.pauses.get(hit.code)) for hit in reading.hits])
        form.show_rows(bool(reading.hits))
        total = reading.board.counts[self.list]
        form.list.set_head(
            TITLES[self.list], count_words(len(reading.hits), total) if total > _SHOWN else f"{total} hồ sơ"
        )
        set_shown(form.print_one, bool(reading.hits))
        if form.table.current_key() is None and reading.hits:
            form.table.selectRow(0)

    def _show_sending(self, reading: _Reading) -> None:
        total = reading.day.count.events
        waiting = min(reading.day.waiting, total) if total else reading.day.waiting
        done = total - waiting if total else 0
        if not self.context.enrolled:
            set_shown(self.form.sending, False)
        elif reading.day.waiting:
            left = f"{reading.day.waiting} việc lưu tại quầy"
            self.form.sending.show_state(Mark.SENDING, "Đang gửi", done, total, left)
        else:
            self.form.sending.show_state(Mark.SENT, "Đã gửi tỉnh", done, total, "Tỉnh đã trả lời mọi việc đã gửi.")

    def _greet(self, reading: _Reading) -> None:
        """Name, once at the start, the dossiers whose receipt may not have been printed (DESIGN §3.2)."""
        codes = [hit.code for hit in reading.day.unprinted]
        if not codes or self._told:
            return  # the tile Chưa in counts them all the same
        names = ", ".join(codes[:3]) + (f" và {len(codes) - 3} hồ sơ khác" if len(codes) > 3 else "")
        button = Button("Xem danh sách", "quiet")
        button.clicked.connect(lambda: self._to_list("unprinted"))
        self.form.quiet.tell(_UNPRINTED.format(names), _UNPRINTED_WHY, [button], ok=False)

    def _open(self, key: object) -> None:
        if not isinstance(key, str) or self.frame is None:
            return
        if self.list == "parked" and self.frame.open("conflict", key) is not None:
            return
        self.frame.open(Screen.LOOKUP, LookUp(key))

    def _open_due_next(self) -> None:
        """Go to what must be extended this evening, or be done tomorrow (DOMAIN §5: at the latest the day before)."""
        if self.frame is not None:
            self.frame.open(Screen.LOOKUP, DueNext())

    def _put_paper_off(self) -> None:
        """Ask for a recovery paper tomorrow; the list has the focus again."""
        self.form.ask_for_paper(False)
        self.form.table.setFocus()
        self.context.tasks.run(partial(recovery.put_off, self.context.desk), lambda _none: None, lambda _problem: None)

    def _print(self) -> None:
        code = self.form.table.current_key()
        if not isinstance(code, str):
            return

        def printed(_times: int) -> None:
            self.form.quiet.tell(f"Đã in {code}")

        def failed(why: str) -> None:
            self.form.quiet.tell(f"Chưa in được {code}", why, ok=False)

        self.writer.last = code
        self.writer.print(form_of(self.context, code, "receipt"), code, printed, failed)
