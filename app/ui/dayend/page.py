"""Chốt ngày: connects the steps with the services; the day is read again after every act and while it is being sent."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app import words
from app.errors import MotcuaError
from app.rules.clock import VN
from app.services import cash, closing, day_sheet
from app.ui.context import Context
from app.ui.dayend.form import ClosingForm
from app.ui.dayend.going import Going, Look, Next, going, look
from app.ui.dayend.panel import SheetPanel
from app.ui.kit.layout import Column
from app.ui.shell.page import Page
from app.ui.shell.statusline import long_date
from app.ui.shell.window import focus_first
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_EVERY_MS = 5_000
_NOT_PRINTED = "Chưa in được phiếu chốt ngày"
_PRINTED = "Đã in phiếu chốt ngày"
_COUNT_PRINTED, _COUNT_NOT_PRINTED = "Đã in phiếu kiểm kê tiền mặt", "Chưa in được phiếu kiểm kê tiền mặt"
_NOT_CLOSED = "Tỉnh chưa ký được ngày này"


class ClosingPage(Page):
    """The last screen of the day."""

    title = "Chốt ngày"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the day is read when it is shown."""
        super().__init__(window)
        self.app = context
        self.form, self.side = ClosingForm(enrolled=context.enrolled), SheetPanel()
        self.panel, self.paper = self.side, self.side.paper
        self.day: date | None = None
        self._today: date | None = None
        self._other: date | None = None
        self._look: Look | None = None
        self._left: set[str] = set()
        self._closing = self._printing = self._print_when_settled = False
        Column((self.form, 1), gap=0, parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(lambda: self.refresh())
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        today = self.app.desk.clock().date()
        if self._today != today:
            self._today = today
            self._take(today)
        self.app.wake_sync()
        self._timer.start()
        self.refresh()
        if not self.isAncestorOf(self.window().focusWidget() or self):
            self.form.primary.setFocus()

    def _take(self, day: date) -> None:
        """Show another day; what was counted for the one before is not its."""
        self.day, self._look, self._print_when_settled = day, None, False
        self._left.clear()
        self.form.cash.clear()
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=VN)
        self.set_headline(self.title, f"{long_date(noon)}, Quầy {self.app.centre.desk}")

    def leave(self) -> None:  # noqa: D102
        self._timer.stop()

    def primary(self) -> None:  # noqa: D102
        now = self.now
        if now is None or self._closing or self._printing:
            return
        match now.next:
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
    def now(self) -> Going | None:
        """How the day stands, None until it was read."""
        return going(self._look, self._left, counted=self.form.cash.done) if self._look else None

    def refresh(self, *, anew: bool = False) -> None:
        """Read the day again; what is shown stays until then. `anew` renders the sheet even of an unchanged day."""
        if self.day is None or not self.isVisible():
            return
        known = self._look.day if self._look and not anew else None
        work = partial(look, self.app.desk, self.day, paper=self.app.paper, width=self.paper_width, known=known)
        self.app.tasks.run(work, self._read, topic="dayend")
        today = self._today
        if today is not None:
            self.app.tasks.run(partial(closing.left_open, self.app.desk, today), self._offer, topic="dayend.open")

    def _offer(self, earlier: date | None) -> None:
        """Offer an earlier day that is not settled yet; from there, today."""
        self._other = self._today if self.day != self._today else earlier
        words = "" if self._other is None else f"Chốt ngày {self._other:%d/%m}"
        self.form.offer_day("Về hôm nay" if self._other == self._today else words)

    def _to_other_day(self) -> None:
        if self._other is not None and not self._closing and not self._printing:
            self._take(self._other)
            self.refresh()

    @property
    def paper_width(self) -> int:
        """How wide the sheet is rendered: sharp in the panel, also when it was never shown yet."""
        return max(640, self.side.paper.wanted_width)

    def _read(self, found: Look) -> None:
        self._look = found
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
        if now is None or self._look is None:
            return
        self.form.show_going(now, self.app.centre.desk, closing=self._closing)
        self.side.show_going(now, self._look)
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
        form.send.again.clicked.connect(self.close_day)
        form.compare.again.clicked.connect(self.close_day)
        self.side.enlarge.clicked.connect(self._enlarge)
        bind(self, Shortcut.PRINT, self._print_key)
        bind(self, Shortcut.SKIP_COUNT, form.cash.leave_out)
        for at, step in enumerate(form.steps):
            bind(self, Shortcut[f"PART_{at + 1}"], partial(focus_first, step))

    # -- step 1 ------------------------------------------------------------------------------------------------

    def _print_receipt(self) -> None:
        now = self.now
        if now is None or not now.unprinted or self._printing:
            return
        code, self._printing = now.unprinted[0].code, True

        def printed(_times: int) -> None:
            self._printing = False
            self.side.quiet.tell(f"Đã in {code}")
            self.refresh()

        def failed(problem: MotcuaError) -> None:
            self._printing = False
            self.side.quiet.tell(f"Chưa in được {code}", words.sentence(problem), ok=False)

        self.app.print_form(code, "receipt", printed, failed)

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

    # -- step 2 ------------------------------------------------------------------------------------------------

    def _print_count(self) -> None:
        """Keep the count as it stands and print its sheet."""
        if self.day is None or self._printing:
            return
        self._printing, on, app, counts = True, self.day, self.app, self.form.cash.counts

        def failed(problem: MotcuaError) -> None:
            self._printing = False
            self.side.quiet.tell(_COUNT_NOT_PRINTED, words.sentence(problem), ok=False)

        def counted(_times: int) -> None:
            self._printing = False
            self.side.quiet.tell(_COUNT_PRINTED)

        def work() -> bytes:
            cash.keep(app.desk, on, counts)
            return cash.render(app.desk, on, paper=app.paper)

        def spooled() -> None:
            app.tasks.run(lambda: cash.printed(app.desk, on), counted, failed)

        def rendered(pdf: bytes) -> None:
            app.printer.send(pdf, f"Phiếu kiểm kê tiền mặt {on:%d-%m-%Y}", spooled, failed)

        app.tasks.run(work, rendered, failed)

    # -- closing and its paper ---------------------------------------------------------------------------------

    def close_day(self) -> None:
        """Compare the day with the province and keep the outcome; its sheet is printed when that is final."""
        if self.day is None or self._closing:
            return
        self._closing, on = True, self.day
        self._show()
        drawer = self.form.cash
        if drawer.touched and drawer.counted is not None:
            counts = drawer.counts
            self.app.tasks.run(lambda: cash.keep(self.app.desk, on, counts), failed=self._not_closed)
        self.app.tasks.run(lambda: self.app.close_day(on), self._closed, self._not_closed, online=True)

    def _closed(self, _outcome: dict[str, Any]) -> None:
        self._closing, self._print_when_settled = False, True
        # The cells are folded away with their step, and the focus would fall on what comes next.
        self.form.primary.setFocus()
        self.refresh()

    def _not_closed(self, problem: MotcuaError) -> None:
        self._closing = False
        self.side.quiet.tell(_NOT_CLOSED, words.sentence(problem), ok=False)
        self.refresh()

    def print_sheet(self) -> None:
        """Print the sheet of the closed day and count it."""
        if self.day is None or self._printing:
            return
        self._printing, on, app = True, self.day, self.app

        def failed(problem: MotcuaError) -> None:
            self._printing = False
            self.side.quiet.tell(_NOT_PRINTED, words.sentence(problem), ok=False)
            self._show()

        def counted(times: int) -> None:
            self._printing = False
            self.side.quiet.tell(_PRINTED if times == 1 else f"{_PRINTED}, lần {times}")
            self.refresh(anew=True)

        def spooled() -> None:
            app.tasks.run(lambda: day_sheet.printed(app.desk, on), counted, failed)

        def rendered(pdf: bytes) -> None:
            app.printer.send(pdf, f"Phiếu chốt ngày {on:%d-%m-%Y}", spooled, failed)

        app.tasks.run(lambda: day_sheet.render(app.desk, on, paper=app.paper), rendered, failed)

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
