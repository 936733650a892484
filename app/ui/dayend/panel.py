"""The sheet beside the steps, as it would be printed now, and what became of the last print."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy

from app.ui.dayend.progress import DayProgress, DayReading
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.icons import Icon
from app.ui.kit.layout import Column, Plain, Row, Surface
from app.ui.kit.paper import Paper
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_EMPTY = "Phiếu chốt ngày hiện ở đây."
_BEFORE = "Phiếu in từ số liệu đã khóa, không in trước."
_LATER = "Phiếu sau khi đối chiếu sẽ in lại được."
_AFTER = "Làm thêm việc sau giờ này thì chốt lại được."


class SheetPanel(Surface):
    """Phiếu chốt ngày."""

    def __init__(self) -> None:
        """Start without a sheet."""
        super().__init__("surface2")
        self.paper = Paper(_EMPTY)
        self.paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.quiet, self.state = QuietLine(), Text(kind="help", tone="ink2")
        self.enlarge = Button("Xem lớn", "quiet", key=Shortcut.ENLARGE)
        self.hint = Text(_BEFORE, "help", wrap=True)
        title = Row(Text("Phiếu chốt ngày", "section"), self.state, None, self.enlarge, gap=8)
        foot = Row(Icon("info", "ink3", 14), (self.hint, 1), gap=7)
        Column(self.quiet, Plain(title), (self.paper, 1), Plain(foot), gap=8, margins=(14, 12, 14, 12), parent=self)
        self.setMinimumWidth(280)

    def show_day(self, now: DayProgress, reading: DayReading) -> None:
        """Show the sheet as the day stands."""
        if reading.pdf is not None:
            self.paper.show_pdf(reading.pdf, reading.image)
        if not now.closed:
            self.state.setText("xem trước")
        elif now.copies > 1:
            self.state.setText(f"đã in {now.copies} lần")
        else:
            self.state.setText("đã in" if now.copies else "chưa in")
        self.hint.setText(_AFTER if now.settled else _LATER if now.closed else _BEFORE)
