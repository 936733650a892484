"""Lịch nghỉ in Cài đặt: a notice is chosen, the days and the promises it would change are shown, and only then applied.

What was read from the file is kept until it is applied or put away: the file may be gone with its stick by then. The
promises are reckoned again at that moment, so one received meanwhile moves with the others. Each dossier of what was
applied is opened from here, to print its receipt anew and to tell its citizen.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.rules.calendar_file import Notice
from app.services import calendar_change
from app.services.calendar_change import CalendarChange, MovedPromise
from app.ui.arguments import LookUp
from app.ui.context import Context
from app.ui.kit.table import Cell, TableColumn, TableRow
from app.ui.kit.text import Text
from app.ui.preferences.file_part import FileImport, FileSection, show_text
from app.ui.shortcuts import Screen, Shortcut

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_HELP = "Tệp Excel, CSV hoặc JSON: ngày, nghỉ hay làm bù, căn cứ. Chưa có gì thay đổi cho đến khi bấm Áp dụng."
_COLUMNS = (
    TableColumn("Công dân", 150), TableColumn("Thủ tục", elide=True), TableColumn("Hẹn cũ", 110),
    TableColumn("Hẹn mới", 110),
)  # fmt: skip
_APPLIED = "Đã áp dụng lịch nghỉ. {} Mở từng hồ sơ (Enter) để in lại giấy hẹn và báo công dân."
_APPLIED_ALONE = "Đã áp dụng lịch nghỉ. {}"


class CalendarSection(FileSection):
    """The days a notice changes, those only this counter knows, and the promises that move."""

    def __init__(self) -> None:
        """Start with nothing chosen."""
        self.days, self.kept = Text(wrap=True), Text(kind="help", tone="ink2", wrap=True)
        super().__init__(
            "Lịch nghỉ", Shortcut.PART_5, ask="Chọn tệp thông báo…", help=_HELP, apply="Áp dụng lịch nghỉ",
            table="Hồ sơ đổi hẹn trả", two_lines=True, columns=_COLUMNS, above=(self.days, self.kept),
        )  # fmt: skip

    def show_change(self, change: CalendarChange) -> None:
        """Show what a notice changes, or has changed."""
        show_text(self.days, "\n".join(change.day_lines()))
        kept = ", ".join(f"{entry.date:%d/%m/%Y}" for entry in change.kept)
        show_text(self.kept, f"Chỉ có ở quầy, vẫn giữ: {kept}." if kept and change.days else "")
        told = change.told()
        if change.applied:
            told = (_APPLIED if change.promises else _APPLIED_ALONE).format(told)
        rows = [_row(promise) for promise in change.promises]
        self.unfold(told, rows, offers=bool(change.days) and not change.applied)


def _row(promise: MovedPromise) -> TableRow:
    old, new = (_moment(at) for at in (promise.old, promise.new))
    cells = Cell(promise.name, bold=True, second=promise.code), Cell(promise.procedure), Cell(old), Cell(new, bold=True)
    return TableRow(promise.code, cells, f"{promise.name}, {promise.code}, hẹn cũ {old}, hẹn mới {new}")


def _moment(at: datetime) -> str:
    return f"{at:%H:%M %d/%m/%Y}"


class CalendarImport(FileImport[Notice, CalendarChange]):
    """Reads a notice on the desk worker, shows what it moves, applies it when told."""

    title, kinds = "Chọn tệp thông báo lịch nghỉ", "Lịch nghỉ (*.xlsx *.xls *.csv *.txt *.json)"
    reading = "Đang đọc tệp và tính lại hẹn trả…"
    applying = "Đang ghi lịch nghỉ và hẹn trả mới…"

    def __init__(self, context: Context, section: CalendarSection, window: MainWindow) -> None:
        """Wait for the officer to choose a file."""
        super().__init__(context, section)
        self.calendar, self._window = section, window
        section.table.opened.connect(self._open)

    def read(self, path: Path) -> tuple[Notice, CalendarChange]:  # noqa: D102
        notice = calendar_change.read(path)
        return notice, calendar_change.change(self.context.desk, notice)

    def change(self, file: Notice) -> CalendarChange:  # noqa: D102
        return calendar_change.change(self.context.desk, file, apply=True)

    def show(self, change: CalendarChange) -> None:  # noqa: D102
        self.calendar.show_change(change)
        if change.applied:
            self.context.wrote()

    def _open(self, code: object) -> None:
        """Open a dossier whose promise has moved; before that, Enter is only the one too many after the dialog's."""
        if self.applied_here:
            self._window.open(Screen.LOOKUP, LookUp(str(code)))
