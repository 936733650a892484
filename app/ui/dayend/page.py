"""Chốt ngày: connects the steps with the services; the day is read again whenever something changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from app import words
from app.errors import MotcuaError, SyncError
from app.rules.clock import VN
from app.services import blanks, cash, closing, day_sheet
from app.ui.arguments import KeyIn
from app.ui.context import Context
from app.ui.dayend.form import ClosingForm
from app.ui.dayend.panel import SheetPanel
from app.ui.dayend.progress import DayProgress, DayReading, Next, progress, read_day
from app.ui.kit.layout import Column
from app.ui.shell.page import Page
from app.ui.shell.statusline import long_date
from app.ui.shell.window import focus_first
from app.ui.shortcuts import Screen, Shortcut, bind
from app.ui.writing import Printout, Writer, form_of

if TYPE_CHECKING:
    from app.rules.closing import DayClosing
    from app.ui.shell.window import MainWindow

_NOT_PRINTED = "Chưa in được phiếu chốt ngày"
_PRINTED = "Đã in phiếu chốt ngày"
_COUNT_PRINTED, _COUNT_NOT_PRINTED = "Đã in phiếu kiểm kê tiền mặt", "Chưa in được phiếu kiểm kê tiền mặt"
_NOT_SIGNED, _NOT_CLOSED = "Tỉnh chưa ký được ngày này", "Chưa chốt được ngày này"


class ClosingPage(Page):
    """The last screen of the day."""

    title = "Chốt ngày"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the day is read when it is shown."""
        super().__init__(window)
        self.context = context
        self.form, self.side = ClosingForm(enrolled=context.enrolled), SheetPanel()
        self.panel, self.paper = self.side, self.side.paper
        self.day: date | None = None
        self._today: date | None = None
        self._other: date | None = None
        self._reading: DayReading | None = None
        self._left: set[str] = set()
        self._print_when_settled = False
        self.writer = Writer[date](context)
        Column((self.form, 1), gap=0, parent=self)
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        today = self.context.desk.clock().date()
        if self._today != today:
            self._today = today
            self._take(today)
        self.context.send_asked.emit()
        self.refresh()
        if not self.isAncestorOf(self.window().focusWidget() or self):
            self.form.primary.setFocus()

    def _take(self, day: date) -> None:
        """Show another day; what was counted for the one before is not its."""
        self.day, self._reading, self._print_when_settled = day, None, False
        self._left.clear()
        self.form.cash.clear()
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=VN)
        self.set_headline(self.title, f"{long_date(noon)}, Quầy {self.context.centre.desk}")

    def primary(self) -> None:  # noqa: D102
        now = self.now
        if now is None or self.writer.busy or self.writer.printing:
            return
        match now.next:
            case Next.TELL_BLANK:
                self.form.left_open.blanks.wait()
                self.form.area.ensureWidgetVisible(self.form.left_open)
            case Next.PRINT_RECEIPT:
                self._print_receipt()
            case Next.SETTLE:
                self._settle()
            case Next.COUNT:
                self.form.cash.go_on()
                self.form.area.ensureWidgetVisible(self.form.cash)
            case Next.CLOSE:
                self.close_day()
            case Next.PRINT_UNSIGNED | Next.PRINT_SHEET:
                self.print_sheet()
            case Next.DONE if self.frame is not None:
                self.frame.lock_asked.emit()

    # -- the day as it stands ----------------------------------------------------------------------------------

    @property
    def now(self) -> DayProgress | None:
        """How the day stands, None until it was read."""
        return progress(self._reading, self._left, counted=self.form.cash.done) if self._reading else None

    def refresh(self) -> None:
        """Read the day again; what is shown stays until then."""
        if self.day is None:
            return
        context, width = self.context, self.paper_width
        work = partial(read_day, context.desk, self.day, paper=context.paper, width=width, known=self._reading)
        self.context.tasks.run(work, self._read, topic="dayend")
        today = self._today
        if today is not None:
            context.tasks.run(partial(closing.left_open, context.desk, today), self._offer, topic="dayend.open")

    def _offer(self, earlier: date | None) -> None:
        """Offer an earlier day that is not settled yet; from there, today."""
        self._other = self._today if self.day != self._today else earlier
        words = "" if self._other is None else f"Chốt ngày {self._other:%d/%m}"
        self.form.offer_day("Về hôm nay" if self._other == self._today else words)

    def _to_other_day(self) -> None:
        if self._other is not None and not self.writer.busy and not self.writer.printing:
            self._take(self._other)
            self.refresh()

    @property
    def paper_width(self) -> int:
        """How wide the sheet is rendered: sharp in the panel, also when it was never shown yet."""
        return max(640, self.side.paper.wanted_width)

    def _read(self, found: DayReading) -> None:
        self._reading = found
        drawer = self.form.cash
        if found.drawer is not None and not (drawer.touched or drawer.skipped):
            drawer.fill(found.drawer.counts, found.drawer.expected)
        drawer.expect(found.day.count.cash)
        self._show()
        now = self.now
        if self._print_when_settled and now is not None and now.closed:
            self._print_when_settled = False
            if now.settled and not now.copies:
                self.print_sheet()

    def _show(self) -> None:
        now = self.now
        if now is None or self._reading is None:
            return
        self.form.show_day(now, self.context.centre.desk, closing=self.writer.busy)
        self.side.show_day(now, self._reading)
        if self.frame is not None:
            self.frame.set_count(Screen.CLOSE, len(now.day.parked))

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form = self.form
        form.primary.clicked.connect(self.primary)
        form.later.clicked.connect(self._to_today)
        form.again.clicked.connect(self.print_sheet)
        form.other_day.clicked.connect(self._to_other_day)
        form.cash.changed.connect(self._show)
        form.cash.print_asked.connect(self._print_count)
        form.left_open.print_now.clicked.connect(self._print_receipt)
        form.left_open.settle.clicked.connect(self._settle)
        form.left_open.leave_print.clicked.connect(lambda: self._leave_for_tomorrow(parked=False))
        form.left_open.leave_parked.clicked.connect(lambda: self._leave_for_tomorrow(parked=True))
        blanks_ = form.left_open.blanks
        blanks_.lies.clicked.connect(self._blank_lies)
        blanks_.key_in.clicked.connect(self._key_in)
        blanks_.told.connect(self._blank_spoiled)
        form.send.again.clicked.connect(self.close_day)
        form.compare.again.clicked.connect(self.close_day)
        self.side.enlarge.clicked.connect(self._enlarge)
        bind(self, Shortcut.PRINT, self._print_key)
        bind(self, Shortcut.SKIP_COUNT, form.cash.leave_out)
        bind(self, Shortcut.BLANK_LIES, self._blank_lies)
        bind(self, Shortcut.BLANK_SPOILED, blanks_.ask_why)
        bind(self, Shortcut.BLANK_KEY_IN, self._key_in)
        for at, step in enumerate(form.steps):
            bind(self, Shortcut[f"PART_{at + 1}"], partial(focus_first, step))

    # -- step 1 ------------------------------------------------------------------------------------------------

    def _print_receipt(self) -> None:
        now = self.now
        if now is None or not now.unprinted or self.writer.printing:
            return
        code = now.unprinted[0].code
        self._print(form_of(self.context, code, "receipt"), f"Đã in {code}", f"Chưa in được {code}")

    def _print(self, paper: Printout, done: str, not_done: str) -> None:
        """Print a paper of the day; a copy that is not the first says which it is."""
        assert self.day is not None
        self.writer.last = self.day

        def printed(times: int) -> None:
            self.side.quiet.tell(done if times == 1 else f"{done}, lần {times}")

        def failed(why: str) -> None:
            self.side.quiet.tell(not_done, why, ok=False)
            self._show()

        self.writer.print(paper, self.day, printed, failed)

    def _settle(self) -> None:
        now = self.now
        if now is not None and now.parked and self.frame is not None:
            self.frame.open(Screen.CONFLICT, now.parked[0].code)

    def _leave_for_tomorrow(self, *, parked: bool) -> None:
        now = self.now
        if now is not None:
            self._left.update(hit.code for hit in (now.parked if parked else now.unprinted))
            self._show()
            self.form.primary.setFocus()

    def _blank(self) -> int | None:
        """Return the blank that is asked about, None where none is."""
        now = self.now
        open_ = now is not None and not now.closed and now.blanks_asked and not self.writer.busy
        return now.blanks_asked[0] if now is not None and open_ else None

    def _blank_lies(self) -> None:
        number = self._blank()
        if number is not None and self.day is not None:
            self._tell(partial(blanks.lie, self.context.desk, [number], self.day))

    def _blank_spoiled(self, why: str) -> None:
        number = self._blank()
        if number is not None and self.day is not None:
            self._tell(partial(blanks.spoil, self.context.desk, [number], why, self.day))

    def _tell(self, work: Callable[[], None]) -> None:
        """Keep what became of a blank; what comes next is at the same key."""
        self.form.left_open.blanks.put_away()
        self.form.primary.setFocus()
        self.writer.write(work, lambda _none: None, self._not_told)

    def _not_told(self, problem: MotcuaError) -> None:
        self.form.left_open.blanks.wait(words.sentence(problem))
        self.refresh()

    def _key_in(self) -> None:
        number = self._blank()
        if number is not None and self.frame is not None:
            self.frame.open(Screen.RECEIVE, KeyIn(blanks.written(number)))

    # -- step 2 ------------------------------------------------------------------------------------------------

    def _print_count(self) -> None:
        """Keep the count as it stands and print its sheet."""
        if self.day is None or self.writer.printing:
            return
        on, context, counts = self.day, self.context, self.form.cash.counts

        def draw() -> bytes:
            cash.keep(context.desk, on, counts)
            return cash.render(context.desk, on, paper=context.paper)

        sheet = Printout(f"Phiếu kiểm kê tiền mặt {on:%d-%m-%Y}", draw, partial(cash.printed, context.desk, on))
        self._print(sheet, _COUNT_PRINTED, _COUNT_NOT_PRINTED)

    # -- closing and its paper ---------------------------------------------------------------------------------

    def close_day(self) -> None:
        """Compare the day with the province and keep the outcome; its sheet is printed when that is final."""
        if self.day is None or self.writer.busy:
            return
        desk, on, drawer = self.context.desk, self.day, self.form.cash
        counts = drawer.counts if drawer.touched and drawer.counted is not None else None

        def work() -> DayClosing:
            # Here, for they take the line's libraries with them: the screen opens before.
            from app.workflows.day_end import close_day

            return close_day(desk, on, counts)

        self.writer.write(work, self._closed, self._not_closed, online=True)
        self._show()

    def _closed(self, _outcome: DayClosing) -> None:
        self.context.copy_asked.emit(False)
        self._print_when_settled = True
        # The cells are folded away with their step, and the focus would fall on what comes next.
        self.form.primary.setFocus()

    def _not_closed(self, problem: MotcuaError) -> None:
        what = _NOT_SIGNED if isinstance(problem, SyncError) else _NOT_CLOSED
        self.side.quiet.tell(what, words.sentence(problem), ok=False)
        self.refresh()

    def print_sheet(self) -> None:
        """Print the sheet of the closed day and count it."""
        if self.day is None or self.writer.printing:
            return
        on, context = self.day, self.context
        draw = partial(day_sheet.render, context.desk, on, paper=context.paper)
        sheet = Printout(f"Phiếu chốt ngày {on:%d-%m-%Y}", draw, partial(day_sheet.printed, context.desk, on))
        self._print(sheet, _PRINTED, _NOT_PRINTED)

    def _print_key(self) -> None:
        now = self.now
        if now is not None and now.closed:
            self.print_sheet()
        else:
            self._print_receipt()

    # -- elsewhere ---------------------------------------------------------------------------------------------

    def _to_today(self) -> None:
        if self.frame is not None:
            self.frame.open(Screen.TODAY)

    def _enlarge(self) -> None:
        if self.frame is not None:
            self.frame.enlarged.open_for(self.side.paper)
