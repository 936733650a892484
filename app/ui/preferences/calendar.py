"""Lịch nghỉ in Cài đặt: a notice is chosen, the days and the promises it would change are shown, and only then applied.

What was read from the file is kept until it is applied or put away: the file may be gone with its stick by then. The
promises are reckoned again at that moment, so one received meanwhile moves with the others. Leaving the screen puts an
unapplied notice away: nobody should find it there a week later and press Áp dụng. What was applied stays, because each
of its dossiers is opened from here, to print its receipt anew and to tell its citizen.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import MotcuaError
from app.rules.calendar_file import Notice
from app.services import calendar_change
from app.services.calendar_change import CalendarChange, MovedPromise
from app.ui import words
from app.ui.context import Context
from app.ui.dossiers.page import LookUp
from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.form import Section
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Screen, Shortcut

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_HELP = "Tệp .json hoặc .csv: ngày, nghỉ hay làm bù, căn cứ. Chưa có gì thay đổi cho đến khi bấm Áp dụng."
_COLUMNS = (
    TableColumn("Công dân", 150), TableColumn("Thủ tục", elide=True), TableColumn("Hẹn cũ", 110),
    TableColumn("Hẹn mới", 110),
)  # fmt: skip
_ROWS = 6
"""Promises seen at once; the others by scrolling, so that the form stays a form."""
_APPLIED = "Đã áp dụng lịch nghỉ. {} Mở từng hồ sơ (Enter) để in lại giấy hẹn và báo công dân."
_APPLIED_ALONE = "Đã áp dụng lịch nghỉ. {}"
_READING = "Đang đọc tệp và tính lại hẹn trả…"
_APPLYING = "Đang ghi lịch nghỉ và hẹn trả mới…"


class CalendarSection(Section):
    """The section: a button that asks for the file, what it changes, and the two ways on.

    It is the last one and grows: `unfolded` tells the form to bring it up.
    """

    unfolded = Signal()

    def __init__(self) -> None:
        """Start with nothing chosen."""
        self.choose = Button("Chọn tệp thông báo…", icon="document")
        self.help = Text(_HELP, "help", wrap=True)
        self.days = Text(wrap=True)
        self.kept = Text(kind="help", tone="ink2", wrap=True)
        self.told = Text(kind="name", wrap=True)
        self.rows = RowModel(_COLUMNS)
        self.table = TableView(self.rows, two_lines=True, indent=8)
        self.table.setAccessibleName("Hồ sơ đổi hẹn trả")
        self.cancel, self.apply = Button("Thôi", "quiet"), Button("Áp dụng lịch nghỉ")
        self._ways = Plain(Row(self.cancel, None, self.apply, gap=8))
        content = Column(
            Plain(Row(self.choose, (self.help, 1), gap=12)), self.days, self.kept, self.told, self.table, self._ways,
            gap=8, margins=(0, 0, 0, 8),
        )  # fmt: skip
        super().__init__("Lịch nghỉ", Shortcut.PART_5, Plain(content))
        changes().changed.connect(self._fit)
        self.clear()

    def clear(self) -> None:
        """Show nothing but the button."""
        self.set_state(Mark.COMPLETE)
        self.rows.reset([])
        for widget in (self.days, self.kept, self.told, self.table, self._ways):
            set_shown(widget, False)

    def show_change(self, change: CalendarChange) -> None:
        """Show what a notice changes, or has changed."""
        self._say(self.days, "\n".join(change.day_lines()))
        kept = ", ".join(f"{entry.date:%d/%m/%Y}" for entry in change.kept)
        self._say(self.kept, f"Chỉ có ở quầy, vẫn giữ: {kept}." if kept and change.days else "")
        self.rows.reset([_row(promise) for promise in change.promises])
        self._fit()
        set_shown(self.table, bool(change.promises))
        set_shown(self._ways, bool(change.days) and not change.applied)
        told = (
            (_APPLIED if change.promises else _APPLIED_ALONE).format(change.told()) if change.applied else change.told()
        )
        self.say(told)

    def say(self, told: str, *, tone: str = "ink") -> None:
        """Say one sentence about all of it, aloud too."""
        self.told.set_tone(tone)
        self._say(self.told, told)
        announce(self.told, told)
        self.unfolded.emit()

    @staticmethod
    def _say(text: Text, told: str) -> None:
        text.setText(told)
        set_shown(text, bool(told))

    def _fit(self) -> None:
        look = theme()
        rows = min(len(self.rows.rows), _ROWS)
        self.table.setFixedHeight(look.px(HEIGHT["table_head"]) + rows * look.px(HEIGHT["two_lines"]) + 2)


def _row(promise: MovedPromise) -> TableRow:
    old, new = (_moment(at) for at in (promise.old, promise.new))
    cells = Cell(promise.name, bold=True, second=promise.code), Cell(promise.procedure), Cell(old), Cell(new, bold=True)
    return TableRow(promise.code, cells, f"{promise.name}, {promise.code}, hẹn cũ {old}, hẹn mới {new}")


def _moment(at: datetime) -> str:
    return f"{at:%H:%M %d/%m/%Y}"


class CalendarImport:
    """Connects the section with the service: reads on the desk worker, shows, applies when told."""

    def __init__(self, context: Context, section: CalendarSection, window: MainWindow) -> None:
        """Wait for the officer to choose a file."""
        self.app, self.section, self._window = context, section, window
        self._notice: Notice | None = None
        self._applied_here = False
        section.choose.clicked.connect(self.ask)
        section.apply.clicked.connect(self.apply)
        section.cancel.clicked.connect(self.put_away)
        section.table.opened.connect(self._open)

    def ask(self) -> None:
        """Ask for a file, then show what it would change."""
        path = ask_file(self.section.window())
        if path is None:
            return
        self.forget()
        self.section.say(_READING)

        def look() -> tuple[Notice, CalendarChange]:
            notice = calendar_change.read(path)
            return notice, calendar_change.change(self.app.desk, notice)

        self.app.tasks.run(look, lambda found: self._show(*found), self._failed, topic="calendar")

    def apply(self) -> None:
        """Change the calendar and the promises as shown."""
        notice, self._notice = self._notice, None
        if notice is None:
            return
        self.section.say(_APPLYING)
        work = partial(calendar_change.change, self.app.desk, notice, apply=True)
        self.app.tasks.run(work, self._applied, self._failed)

    def put_away(self) -> None:
        """Forget the notice at the officer's wish (Thôi)."""
        self.forget()
        self.section.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """Another screen comes to the front."""
        if not self._applied_here:
            self.forget()

    def forget(self) -> None:
        """Forget what was read and show nothing of it."""
        self._notice, self._applied_here = None, False
        self.section.clear()

    def _show(self, notice: Notice, change: CalendarChange) -> None:
        if not self.section.isVisible():
            return self.forget()
        self._notice = notice if change.days else None
        self.section.show_change(change)
        self.section.set_state(Mark.CAUTION if change.days else Mark.COMPLETE)
        # Onto the list, not onto Áp dụng: the Enter that chose the file must not also apply it.
        table = self.section.table
        table.choose_first() if change.promises else self.section.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, code: object) -> None:
        """Open a dossier whose promise has moved; before that, Enter is only the one too many after the dialog's."""
        if self._applied_here:
            self._window.open(Screen.LOOKUP, LookUp(str(code)))

    def _applied(self, change: CalendarChange) -> None:
        self._applied_here = True
        self.section.show_change(change)
        self.section.set_state(Mark.COMPLETE)
        if change.promises:
            self.section.table.choose_first()
        else:
            self.section.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.app.wake_sync()

    def _failed(self, problem: MotcuaError) -> None:
        self.forget()
        self.section.set_state(Mark.OVERDUE)
        self.section.say(words.sentence(problem), tone="danger")
        self.section.choose.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_file(parent: QWidget) -> Path | None:
    """Ask for a notice, in our words; None when the officer thinks better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    dialog = QFileDialog(parent, "Chọn tệp thông báo lịch nghỉ", folder, "Lịch nghỉ (*.json *.csv)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    for label, word in (
        (QFileDialog.DialogLabel.LookIn, "Thư mục:"),
        (QFileDialog.DialogLabel.FileName, "Tên tệp:"),
        (QFileDialog.DialogLabel.FileType, "Loại tệp:"),
        (QFileDialog.DialogLabel.Accept, "Mở"),
        (QFileDialog.DialogLabel.Reject, "Thôi"),
    ):
        dialog.setLabelText(label, word)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
