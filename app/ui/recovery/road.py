"""When the window is covered by a recovery paper or by a copy to put back, and what happens to the desk meanwhile.

A store is replaced by a rename, so nobody may have it open: the desk is put down first, with all that was typed kept,
and taken up again afterwards, whatever came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import MotcuaError
from app.services import recovery
from app.services.desk import CentreRecord
from app.services.recovery import RecoveryPaper
from app.ui.arguments import Told
from app.ui.context import Context
from app.ui.deskwindow import DeskWindow
from app.ui.printer import Printer
from app.ui.recovery.paper import PaperPage
from app.ui.recovery.restore import RestorePage, told
from app.ui.tasks import Tasks
from app.workflows import changing_key
from app.workflows.opening import open_desk
from app.workflows.restoring import Restored

_CHANGED = "Đã đổi khóa: từ nay tờ số {} mở được kho và các bản sao lưu"
_KEEP_IT = "Cất tờ ấy trong két. Hôm nay sao lưu một lần; tờ cũ, nếu có, thì hủy sau lần sao lưu đó."
_LATER, _LEAVE = "Để sau", "Thôi"


class Program(Protocol):
    """What the road asks of the program."""

    window: DeskWindow
    tasks: Tasks
    home: Path

    def put_down(self, done: Callable[[], None], failed: Callable[[MotcuaError], None]) -> None:
        """Close the desk, if it is open, once nothing is under way; `done` follows."""

    def take_up(self, told: Told | None = None, *, numbers_gone: bool = False) -> None:
        """Open the desk; `told` is said on the first screen, and the last receipt asked for where numbers are gone."""

    def leave(self) -> None:
        """End the program, its store not open."""


class Road(QObject):
    """Covers the window, one page at a time."""

    def __init__(self, program: Program, parent: QObject) -> None:
        """Nothing is covered yet."""
        super().__init__(parent)
        self._program = program
        self._restoring: RestorePage | None = None

    def end(self) -> None:
        """The window closes."""
        if self._restoring is not None:
            self._restoring.end()

    # -- a paper -----------------------------------------------------------------------------------------------

    def first_paper(self, centre: CentreRecord, printer: Printer) -> None:
        """Offer a paper to a desk that was just set up; its store is not open yet."""
        page = self._paper(centre, printer, "", _LATER)
        page.left.connect(partial(self._put_off, page))

    def new_paper(self, context: Context) -> None:
        """Make a paper for a desk that is at work, beside the one it may have."""
        window = self._program.window
        if window.current is not None:
            window.current.leave()

        def show(found: recovery.Recovery) -> None:
            page = self._paper(context.centre, context.printer, found.paper.paper if found.paper else "", _LEAVE)
            page.left.connect(partial(self._leave_paper, page))

        self._program.tasks.run(partial(recovery.look, context.desk), show)

    def _paper(self, centre: CentreRecord, printer: Printer, former: str, later: str) -> PaperPage:
        window, tasks = self._program.window, self._program.tasks
        page = PaperPage(window, tasks, printer, centre, former=former, later=later)
        page.typed.connect(partial(self._change, page))
        window.cover(page)
        return page

    def _change(self, page: PaperPage, secret: bytes) -> None:
        work = partial(changing_key.change, self._program.home, secret)

        def changed(paper: RecoveryPaper) -> None:
            self._program.window.uncover(page)
            self._program.take_up(Told(_CHANGED.format(paper.paper), _KEEP_IT))

        self._program.put_down(lambda: self._program.tasks.run(work, changed, page.failed), page.failed)

    def _leave_paper(self, page: PaperPage) -> None:
        window = self._program.window
        window.uncover(page)
        if window.ready:
            window.open(window.current_name)
        else:
            self._program.take_up()

    def _put_off(self, page: PaperPage) -> None:
        home, window = self._program.home, self._program.window
        page.busy = True

        def work() -> None:
            with open_desk(home) as desk:
                recovery.put_off(desk)

        def begin(_result: object = None) -> None:
            window.uncover(page)
            self._program.take_up()

        # What stands in the way of this stands in the way of opening too, and is said there.
        self._program.tasks.run(work, begin, begin)

    # -- a copy ------------------------------------------------------------------------------------------------

    def restore_instead(self, setup: QWidget) -> None:
        """Put a copy back on a PC that is not set up; whoever leaves is at `setup` again."""
        window = self._program.window
        setup.hide()
        page = self._restore(RestorePage(window, self._program.tasks, self._program.home))

        def back() -> None:
            self._uncover(page)
            window.cover(setup)
            setup.show()

        page.left.connect(back)
        page.restored.connect(lambda _result: setup.deleteLater())

    def restore_after(self, problem: MotcuaError) -> None:
        """Put a copy back where the store that is there does not open."""
        program = self._program
        way_out = "Đóng chương trình"
        page = RestorePage(program.window, program.tasks, program.home, problem=problem, way_out=way_out)
        self._restore(page)
        page.left.connect(program.leave)

    def _restore(self, page: RestorePage) -> RestorePage:
        self._restoring = page
        page.restored.connect(partial(self._restored, page))
        self._program.window.cover(page)
        return page

    def _uncover(self, page: RestorePage) -> None:
        self._restoring = None
        self._program.window.uncover(page)

    def _restored(self, page: RestorePage, result: Restored | None) -> None:
        self._uncover(page)
        if result is None:
            self._program.take_up()
        else:
            self._program.take_up(told(result), numbers_gone=result.numbers == "gone")
