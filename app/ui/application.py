"""The window from start to end: paint it, open the store behind it, wire desk, sync and screens, join everything.

The order is for the officer who presses F2 while the window is still coming up: the frame is painted first, with
nothing heavier than Qt imported; the store is opened on the desk worker; a key pressed meanwhile is remembered as the
screen to begin with.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app import vault
from app.errors import KnownError, MotcuaError
from app.settings import Settings
from app.ui.arguments import Told
from app.ui.crash import Crash, stopped
from app.ui.deskwindow import DeskWindow as DeskWindow
from app.ui.ending import QuitOnSignal
from app.ui.instance import OneInstance
from app.ui.kit.dressing import apply_theme
from app.ui.kit.theme import Scheme, theme
from app.ui.shell.page import Page
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen
from app.ui.tasks import Tasks

if TYPE_CHECKING:
    from app.printing.print_setup import PrintSetup
    from app.services.desk import CentreRecord, Desk
    from app.ui.context import Context
    from app.ui.firststart.page import SetupPage
    from app.ui.recovery.road import Road

STORE, NEXT = "motcua.db", "motcua.next"
"""The store's file, and one about to take its place; named here too so that looking for them needs no import of the
store's libraries."""
PRACTICE = 64
"""Exit status of `run` when the officer asked, at the first start, for the practice centre."""
PUT_BACK = ("STORE_BROKEN", "WRONG_KEY", "KEY_MISSING", "KEY_BROKEN")
"""Why a store does not open that a copy, or its paper, gets going again."""
_WIDTH, _HEIGHT = 1366, 688
_MINUTE_MS = 60_000
_PATIENCE = 15
"""How often the end of a round is waited for, two seconds each."""


class Application(QObject):
    """One run of the window on one desk."""

    _synced = Signal(object)
    _migrated = Signal(int, int)

    def __init__(self, app: QApplication, home: Path) -> None:
        """Paint the window; the store follows."""
        super().__init__()
        self.app, self.home = app, home
        # Each database call gives up the interpreter and must get it back: at Python's own 5 ms a busy thread would
        # make a transaction of a hundred statements last half a second.
        sys.setswitchinterval(0.0005)
        self.settings = Settings.load(home) if home.exists() else Settings()
        apply_theme(app, Scheme(self.settings.theme), self.settings.text_size / 100)
        self.tasks = Tasks(self)
        self.context: Context | None = None
        self._desk: Desk | None = None
        self.loop: Any = None
        self.copying: Any = None
        self._road: Road | None = None
        self._numbers_gone = False
        self._ended = False
        self.status = 0
        self.window = DeskWindow(self._pages())
        self.window.resize(_WIDTH, _HEIGHT)
        self.window.show()
        self.window.lock_asked.connect(self._lock)
        self.window.text_size_changed.connect(self._keep_text_size)
        self.window.opened.connect(lambda _name: self._count_waiting())
        self._synced.connect(self._say_sync)
        self._migrated.connect(self._say_migrated)
        self.crash = Crash(self.window)
        self.tasks.crashed.connect(self.crash.report)
        # After the first paint: what follows imports the store's libraries.
        QTimer.singleShot(0, self.start)

    # -- start and end -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the store on the desk worker, or ask for the centre at the first start."""
        if not (self.home / STORE).exists() and not (self.home / NEXT).exists():
            self._ask_for_centre()
            return
        self.window.set_sync("Đang mở kho", good=True)

        def work() -> tuple[CentreRecord, bool, PrintSetup]:
            # Here, so that the libraries behind it are not read on the GUI thread.
            import app.ui.context  # noqa: F401
            from app.services.print_setup import print_setup
            from app.workflows.opening import start_desk

            desk = self._desk = start_desk(self.home, self._migrates)
            return *desk.place(), print_setup(desk)

        self.tasks.run(work, self._opened, self._not_opened)

    def _migrates(self, done: int, total: int) -> None:
        """On the worker: tell how far a migration is; it ends with the window, and the store is as it was."""
        if self._ended:
            raise KnownError("MIGRATION_STOPPED")
        self._migrated.emit(done, total)

    def _say_migrated(self, done: int, total: int) -> None:
        from app import words

        self.window.set_sync(words.migrating(done, total), good=True)

    def stop(self) -> None:
        """Keep what is typed, end the threads, close the store; each is joined, none is killed."""
        if self._road is not None:
            self._road.end()
        if self.window.current is not None:
            self.window.current.leave()
        self._ended = True
        if self.loop is not None:
            self.loop.stop()
        if self.copying is not None:
            # A session that logs out waits for nobody; the window of an officer who goes home is closed already.
            self.copying.end(wait=not self.window.isVisible())
        self.tasks.close()
        if self._desk is not None:
            # Also when the window was closed while the store was still being opened.
            self._desk.store.close()

    def _opened(self, found: tuple[CentreRecord, bool, PrintSetup]) -> None:
        from app.ui.context import Context
        from app.ui.locking import lock_at_start
        from app.ui.printer import Printer
        from app.ui.syncing import ALONE, SyncWords
        from app.workflows.line import start_rounds

        (centre, enrolled, printing), desk, window = found, self._desk, self.window
        assert desk is not None
        self.context = context = Context(
            home=self.home,
            desk=desk,
            tasks=self.tasks,
            printer=Printer(self.tasks, printing),
            settings=self.settings,
            centre=centre,
            enrolled=enrolled,
        )
        window.setWindowTitle(f"Một Cửa · {centre.name}" + (" · TẬP HUẤN" if centre.kind == "practice" else ""))
        window.set_officer(centre.officer, f"Quầy {centre.desk}")
        window.set_printer(context.printer.words, ready=context.printer.ready)
        context.changed.connect(window.refresh)
        context.changed.connect(self._count_waiting)
        self.minute = QTimer(window, interval=_MINUTE_MS)
        self.minute.timeout.connect(context.changed)
        self.minute.start()
        if context.enrolled:
            self.words = SyncWords(window)
            self.loop = start_rounds(desk, self._synced.emit)
            context.send_asked.connect(self.loop.wake)
        else:
            window.set_sync(*ALONE, good=True)
        context.paper_asked.connect(lambda: self._the_road().new_paper(context))
        self._look_after_copies()
        window.begin()
        # A desk with a code starts locked: turning the program off and on must not open it.
        lock_at_start(window, context)
        if self._numbers_gone:
            self._numbers_gone = False
            self._ask_last_receipt(context)

    def _look_after_copies(self) -> None:
        from app.ui.copying import Copying

        context = self._given()
        if context.centre.kind != "practice":
            self.copying = Copying(self.window, context)

    def _not_opened(self, problem: MotcuaError) -> None:
        from app import words

        self._desk = None
        if problem.code in PUT_BACK and not (self.home / vault.PRACTICE_KEY).exists():
            self._the_road().restore_after(problem)
            return
        box = stopped(self.window, words.sentence(problem), problem.code)
        box.finished.connect(lambda _: self._quit(1))
        box.open()

    # -- another store in the store's place -------------------------------------------------------------------

    def _the_road(self) -> Road:
        from app.ui.recovery.road import Road

        self._road = self._road or Road(self, self)
        return self._road

    def put_down(self, done: Callable[[], None], failed: Callable[[MotcuaError], None]) -> None:
        """Close the desk, if it is open, once nothing is under way; then `done`, and no screen is left.

        `failed` hears STORE_BUSY where a round does not end; the desk then goes on as before.
        """
        desk, loop = self._desk, self.loop
        if desk is None:
            done()
            return
        self.minute.stop()
        if self.copying is not None:
            # What makes a copy has the store open too; a copy that is due is made afterwards.
            self.copying.end(wait=False)
            self.copying.deleteLater()
            self.copying = None

        def end_rounds() -> None:
            if loop is not None and not any(loop.stop() for _ in range(_PATIENCE)):
                raise KnownError("STORE_BUSY")

        def close() -> None:
            self.window.end()
            self.context = self._desk = self.loop = None
            self.tasks.run(desk.store.close, lambda _: done(), failed)

        def ended(_none: None) -> None:
            # What the screens asked for before they were covered is answered first: they ask for nothing more.
            if self.tasks.busy:
                self.tasks.idle.connect(close, Qt.ConnectionType.SingleShotConnection)
            else:
                close()

        def go_on(problem: MotcuaError) -> None:
            from app.workflows.line import start_rounds

            self.minute.start()
            self.loop = start_rounds(desk, self._synced.emit)
            self._look_after_copies()
            failed(problem)

        self.tasks.run(end_rounds, ended, go_on, online=True)

    def take_up(self, told: Told | None = None, *, numbers_gone: bool = False) -> None:
        """Open the desk again, or the first time; `told` is said on the first screen.

        The last printed receipt is asked for at once where nobody knows the numbers, not with a citizen waiting.
        """
        self._numbers_gone = numbers_gone
        if told is not None:
            self.window.open(Screen.TODAY, told)
        self.start()

    def leave(self) -> None:
        """End the program, its store not open."""
        self._quit(1)

    def _ask_last_receipt(self, context: Context) -> None:
        from app.errors import UserError
        from app.services import lock_code
        from app.ui.questions import RECEIPT
        from app.ui.writing import ask_last_receipt

        def ask(locked: bool) -> None:
            # A locked desk is asked at its first reception, by who has opened it.
            if not locked:
                ask_last_receipt(context, UserError(RECEIPT), lambda: None, lambda: None)

        context.tasks.run(partial(lock_code.has_code, context.desk), ask)

    def _quit(self, status: int) -> None:
        self.status = status
        self.app.quit()

    # -- screens -----------------------------------------------------------------------------------------------

    def _pages(self) -> dict[str, Callable[[MainWindow], Page]]:
        """Return the screens by name; each is imported when it is first opened."""
        return {
            Screen.TODAY.value: self._today,
            Screen.RECEIVE.value: self._receive,
            Screen.LOOKUP.value: self._lookup,
            Screen.RETURN.value: self._return,
            Screen.HANDOVER.value: self._handover,
            Screen.REPORTS.value: self._reports,
            Screen.CLOSE.value: self._close,
            Screen.SETTINGS.value: self._settings,
            Screen.CONFLICT.value: self._conflict,
            Screen.PAST.value: self._past,
        }

    def _today(self, window: MainWindow) -> Page:
        from app.ui.today.page import TodayPage

        return TodayPage(window, self._given())

    def _receive(self, window: MainWindow) -> Page:
        from app.ui.intake.page import IntakePage

        return IntakePage(window, self._given())

    def _lookup(self, window: MainWindow) -> Page:
        from app.ui.dossiers.page import LookupPage

        return LookupPage(window, self._given())

    def _return(self, window: MainWindow) -> Page:
        from app.ui.handback.page import ReturnPage

        return ReturnPage(window, self._given())

    def _handover(self, window: MainWindow) -> Page:
        from app.ui.handover.page import HandoverPage

        return HandoverPage(window, self._given())

    def _reports(self, window: MainWindow) -> Page:
        from app.ui.reports.page import ReportsPage

        return ReportsPage(window, self._given())

    def _close(self, window: MainWindow) -> Page:
        from app.ui.dayend.page import ClosingPage

        return ClosingPage(window, self._given())

    def _settings(self, window: MainWindow) -> Page:
        from app.ui.preferences.page import SettingsPage

        return SettingsPage(window, self._given())

    def _conflict(self, window: MainWindow) -> Page:
        from app.ui.conflict.page import ConflictPage

        return ConflictPage(window, self._given())

    def _past(self, window: MainWindow) -> Page:
        from app.ui.past.page import PastPage

        return PastPage(window, self._given())

    def _given(self) -> Context:
        if self.context is None:
            raise AssertionError
        return self.context

    # -- the line to the province ------------------------------------------------------------------------------

    def _count_waiting(self) -> None:
        if self.context is None:
            return
        desk = self.context.desk

        def count() -> int:
            from app.services import handover

            return handover.waiting_count(desk)

        self.tasks.run(count, partial(self.window.set_count, Screen.HANDOVER.value), topic="handover.count")

    def _say_sync(self, news: Any) -> None:
        context = self.context
        if self._ended or context is None:
            # Posted before the thread was joined: nobody is there to be told.
            return
        self.words.tell(news, context.desk.clock())
        if getattr(news, "state", "") == "restored":
            # What came back moves the desk's chain on; on its worker, where the desk is read.
            context.tasks.run(context.desk.changed)
        context.changed.emit()

    # -- lock and looks ----------------------------------------------------------------------------------------

    def _lock(self) -> None:
        from app.ui.locking import lock

        if self.context is not None:
            lock(self.window, self.context)

    def _keep_text_size(self, factor: float) -> None:
        context = self.context
        if context is None:
            return  # the first start keeps it with the centre
        context.settings = replace(context.settings, text_size=round(factor * 100))
        context.settings.save(self.home)

    # -- the first start ---------------------------------------------------------------------------------------

    def _ask_for_centre(self) -> None:
        from app.ui.firststart.page import SetupPage

        setup = SetupPage(self.window, self.tasks)
        self.window.cover(setup)

        def join(asked: dict[str, Any]) -> CentreRecord:
            from app.workflows.joining import enrol

            return enrol(self.home, **asked)

        def alone(asked: dict[str, Any]) -> CentreRecord:
            from app.workflows.setting_up import make_centre

            return make_centre(self.home, **asked)

        def make(way: Callable[[dict[str, Any]], CentreRecord], asked: dict[str, Any]) -> CentreRecord:
            """On a worker: what is asked for, then how this PC looks."""
            centre = way(asked)
            with suppress(OSError):  # the centre is there; letters that were not kept are made larger again
                self.settings.save(self.home)
            return centre

        def begin(way: Callable[[dict[str, Any]], CentreRecord], asked: dict[str, Any], *, online: bool) -> None:
            self.settings = replace(self.settings, text_size=round(theme().factor * 100))
            self.tasks.run(partial(make, way, asked | {"printing": setup.printing}), made, setup.failed, online=online)

        def made(centre: CentreRecord) -> None:
            from app.ui.printer import Printer

            printer = Printer(self.tasks, setup.printing)
            self.window.uncover(setup)
            self._the_road().first_paper(centre, printer)

        self.tasks.run(vault.check_place, lambda _: None, setup.warn, online=True)
        setup.join.connect(partial(begin, join, online=True))
        setup.set_up.connect(partial(begin, alone, online=False))
        setup.practice_asked.connect(lambda: self._quit(PRACTICE))
        setup.restore_asked.connect(lambda: self._the_road().restore_instead(setup))
        if self.home.exists():
            self._look_for_left_over(setup)

    def _look_for_left_over(self, setup: SetupPage) -> None:
        """Find out whether this data folder had a store: then it is not to be set up anew without a word."""

        def look() -> tuple[bool, bool]:
            from app.workflows import finding_copies, restoring

            cut_off, left_over = finding_copies.is_cut_off(self.home), finding_copies.left_over(self.home)
            if cut_off:
                restoring.go_on(self.home)
            return cut_off, left_over

        def seen(found: tuple[bool, bool]) -> None:
            cut_off, left_over = found
            if cut_off:
                self.window.uncover(setup)
                self.start()
            elif left_over:
                setup.say_left_over()

        self.tasks.run(look, seen, setup.warn)


def run(home: Path) -> int:
    """Open the window on the desk in `home` until it is closed; return the exit status (PRACTICE: see there)."""
    app = QApplication.instance() or QApplication(["motcua"])
    if not isinstance(app, QApplication):
        raise AssertionError
    app.setApplicationName("Một Cửa")
    # By this a Linux desktop knows which menu entry, and so which icon, the window belongs to.
    app.setDesktopFileName("motcua")
    one = OneInstance(home)
    if one.woke_the_first():
        return 0
    application = Application(app, home)
    signals = QuitOnSignal(app)
    one.listen(application.window)
    try:
        return app.exec() or application.status
    finally:
        signals.end()
        one.end()
        application.stop()
