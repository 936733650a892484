"""What happened to a dossier, newest first: one entry an event, joined by a line, nothing hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.kit.layout import Column, Plain, Row, empty_layout
from app.ui.kit.marks import Mark, MarkView, paint_mark
from app.ui.kit.text import Text
from app.ui.kit.theme import theme


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: mark, what, when; who and its sync state beneath; then the reason or "cũ sửa thành mới"."""

    mark: Mark
    what: str
    when: str
    who: str = ""
    sync: Mark | None = None
    sync_word: str = ""
    reason: str = ""


class _EntryView(QWidget):
    """One entry; paints its mark and the line to the next one in its left margin."""

    def __init__(self, entry: Entry, *, last: bool) -> None:
        super().__init__()
        self.entry, self.last = entry, last
        what = Text(entry.what, "name", wrap=True)
        what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column = Column(gap=1, margins=(26, 0, 0, 6), parent=self)
        when = Text(entry.when, "help")
        top = Row((what, 1), when, gap=8)
        top.setAlignment(when, Qt.AlignmentFlag.AlignTop)
        column.add(Plain(top))
        if entry.who or entry.sync:
            who = Text(entry.who, "help", wrap=True)
            who.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            under = Row((who, 1), gap=5)
            if entry.sync:
                sync = Plain(Row(MarkView(entry.sync, 11), Text(entry.sync_word, "help"), gap=5))
                under.add(sync)
                under.setAlignment(sync, Qt.AlignmentFlag.AlignTop)
            column.add(Plain(under))
        if entry.reason:
            column.add(Text(entry.reason, "text", tone="ink2", wrap=True))
        said = (entry.what, entry.when, entry.who, entry.sync_word, entry.reason)
        self.setAccessibleName(", ".join(part for part in said if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        edge, left = look.px(12), look.px(2)
        top = round((look.px(18) - edge) / 2)
        paint_mark(painter, QRectF(left, top, edge, edge), self.entry.mark)
        if not self.last:
            start = top + edge + look.px(4)
            x = left + edge / 2 - 0.5
            painter.fillRect(QRectF(round(x), start, 1, self.height() - start - 1), look.colour("line2"))


class Timeline(QWidget):
    """The entries of one dossier."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._column = Column(gap=0, parent=self)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries, newest first, instead of the former ones."""
        empty_layout(self._column)
        for at, entry in enumerate(entries):
            self._column.add(_EntryView(entry, last=at == len(entries) - 1))
