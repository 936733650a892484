"""The layout of Hôm nay: tiles above, the list beneath, the day's figures at the right. No logic."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules.fees import format_dong
from app.services.board import DeskDay
from app.ui.kit.buttons import Button
from app.ui.kit.cards import Card, NoteCard, Progress, QuietLine
from app.ui.kit.layout import Column, Grid, Line, Plain, Row, empty_layout, set_shown
from app.ui.kit.marks import Badge, Mark
from app.ui.kit.table import RowModel, TableView
from app.ui.kit.text import KeyHints, Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tile import Tile
from app.ui.shortcuts import Shortcut
from app.ui.today.paperless import PaperLine
from app.ui.today.rows import COLUMNS

TILES: tuple[tuple[str, str, Mark | str, str], ...] = (
    ("due_today", "Đến hạn hôm nay", Mark.DUE, ""),
    ("overdue", "Quá hạn", Mark.OVERDUE, ""),
    ("ready", "Chờ trả kết quả", Mark.READY, ""),
    ("supplement", "Chờ bổ sung", Mark.SUPPLEMENT, ""),
    ("unprinted", "Chưa in", "print", "link"),
    ("parked", "Cần xử lý", Mark.ATTENTION, ""),
)
TITLES = {name: title for name, title, _, _ in TILES}
_DUE_NEXT = "Đến hạn ngày làm việc tới ({:%d/%m}), chưa có kết quả: {} hồ sơ"
_EMPTY = "Không có hồ sơ nào ở mục này. F2 để tiếp nhận."


class TodayForm(QWidget):
    """What stands on the screen; `list_asked` carries the name of a list."""

    list_asked = Signal(str)

    def __init__(self) -> None:
        """Start with empty tiles."""
        super().__init__()
        self.tiles = {
            name: Tile(title, mark, tone=tone, key=Shortcut[f"PART_{at + 1}"])
            for at, (name, title, mark, tone) in enumerate(TILES)
        }
        for name, tile in self.tiles.items():
            tile.clicked.connect(lambda _checked=False, one=name: self.list_asked.emit(one))
        self.rows = RowModel(COLUMNS)
        self.table = TableView(self.rows, two_lines=True, indent=17)
        self.print_one = Button("In giấy này", "quiet", key=Shortcut.PRINT, icon="print")
        self.list = Card("", "", self.print_one, padding=(0, 0, 0, 0), gap=0)
        self.empty = Text(_EMPTY, tone="ink3")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hints = KeyHints([("Enter", "mở hồ sơ"), ("F4", "trả kết quả"), ("Ctrl+P", "in giấy tiếp nhận")])
        self.leave = Text("Xong lúc nào, hồ sơ tự rời danh sách lúc ấy.", "help")
        self.foot = Plain(Row(hints, None, self.leave, margins=(17, 8, 17, 8)))
        self.list.body.add((self.table, 1), (self.empty, 1), Line(), self.foot)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.quiet = QuietLine()
        self.figures = _Figures()
        self.sending = _Sending()
        self.notice = NoteCard("")
        self.notice.hide()
        self.side = QWidget()
        self.side.setFixedWidth(286)
        Column(self.figures, self.sending, self.notice, None, gap=14, parent=self.side)
        left = Column(self.quiet, (self.list, 1), gap=12)
        below = Row((left, 1), self.side, gap=14)
        self.due_next = Button("", "quiet", key=Shortcut.DUE_NEXT, icon="calendar_checkmark")
        self.tomorrow = Plain(Row(self.due_next, None, gap=0))
        self.tomorrow.hide()
        self.paperless = PaperLine()
        Column(
            Row(*self.tiles.values(), gap=12), self.paperless, self.tomorrow, (below, 1),
            gap=12, margins=(20, 16, 20, 16), parent=self,
        )  # fmt: skip
        changes().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Above 100 % the list needs the width: what is at the right leaves, as on every screen (UI §3)."""
        set_shown(self.side, not theme().compact)
        set_shown(self.leave, not theme().compact)
        self.ask_for_paper(not self.paperless.isHidden())

    def ask_for_paper(self, ask: bool) -> None:
        """Say that there is no recovery paper, or no more; in large letters the hints at the foot leave for it."""
        set_shown(self.paperless, ask)
        set_shown(self.foot, not (ask and theme().compact))

    def choose(self, name: str) -> None:
        """Mark the tile whose list is shown."""
        for one, tile in self.tiles.items():
            tile.setChecked(one == name)

    def show_due_next(self, day: date, count: int, *, most: int) -> None:
        """Say how many dossiers of the next working day have no result yet, if any; there may be more than counted."""
        many = f"hơn {most}" if count > most else str(count)
        self.due_next.set_text(_DUE_NEXT.format(day, many))
        set_shown(self.tomorrow, bool(count))

    def show_rows(self, any_rows: bool) -> None:
        """Show the table, or the sentence in its place."""
        set_shown(self.table, any_rows)
        set_shown(self.empty, not any_rows)


class _Figures(Card):
    """Số liệu hôm nay: what each desk received, returned and collected."""

    def __init__(self) -> None:
        super().__init__("Số liệu hôm nay", gap=6)
        self.grid = Grid(gaps=(14, 6))
        self.body.add(self.grid)

    def show_desks(self, desks: tuple[DeskDay, ...], own: int) -> None:
        """Show one line a desk, our own bold, and their sum."""
        empty_layout(self.grid)
        for column, head in enumerate(("", "Nhận", "Trả", "Thu (đồng)")):
            self._put(0, column, head, "help")
        for line, day in enumerate(desks, 1):
            kind = "name" if day.desk == own else "text"
            self._line(line, f"Quầy {day.desk}", day, kind)
        if len(desks) > 1:
            self.grid.addWidget(Line(), len(desks) + 1, 0, 1, 4)
            whole = DeskDay(
                0,
                sum(day.received for day in desks),
                sum(day.returned for day in desks),
                sum(day.collected for day in desks),
            )
            self._line(len(desks) + 2, "Cộng", whole, "name")

    def _line(self, line: int, name: str, day: DeskDay, kind: str) -> None:
        figures = (name, str(day.received), str(day.returned), format_dong(day.collected))
        for column, figure in enumerate(figures):
            self._put(line, column, figure, kind)

    def _put(self, line: int, column: int, words: str, kind: str) -> None:
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        self.grid.addWidget(Text(words, kind), line, column, side)


class _Sending(Card):
    """Gửi tỉnh: how much of what was done has its answer."""

    def __init__(self) -> None:
        badge = Badge(Mark.SENT, "Đã gửi")
        super().__init__("Gửi tỉnh", "", badge, gap=6)
        self.badge = badge
        self.progress = Progress("Việc hôm nay")
        self.body.add(self.progress)

    def show_state(self, mark: Mark, word: str, done: int, total: int, help_: str) -> None:
        """Show how far sending is."""
        self.badge.set_state(mark, word)
        self.progress.show_progress(done, total, help_)
