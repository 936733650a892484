"""The left of Tra cứu: chips, table, and a foot with the keys and how much is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.dossiers.chips import Chips
from app.ui.dossiers.rows import COLUMNS
from app.ui.kit.layout import Column, Line, Plain, Row, Surface
from app.ui.kit.table import RowModel, TableView
from app.ui.kit.text import KeyHints, Text

_KEYS = (("↑ ↓", "chọn"), ("Enter", "mở"), ("Ctrl+Enter", "việc tiếp theo"), ("Ctrl+P", "in lại"), ("Esc", "về ô tìm"))


class LookupForm(QWidget):
    """The list; `back` asks for the search box."""

    back = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.chips, self.rows = Chips(), RowModel(COLUMNS)
        self.table = TableView(self.rows)
        self.table.setAccessibleName("Hồ sơ tìm thấy")
        self.empty, self.count = Text(kind="text", tone="ink2", wrap=True), Text(kind="help")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hints = KeyHints(_KEYS)
        bar, foot, ground = Surface(), Surface(), Surface()
        Row((self.chips, 1), margins=(20, 12, 20, 10), parent=bar)
        Row((self.hints, 1), self.count, margins=(20, 4, 20, 4), parent=foot)
        Column((self.empty, 1), margins=(40, 0, 40, 0), parent=ground)
        self.ground = ground
        Column(bar, Line(), (self.table, 1), (ground, 1), Plain(Column(Line(), foot, gap=0)), gap=0, parent=self)
        escape = QShortcut(QKeySequence("Esc"), self.table)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self.back)
        self.say("")

    def say(self, sentence: str) -> None:
        """Show one sentence in place of an empty list, or the list."""
        self.empty.setText(sentence)
        self.ground.setVisible(bool(sentence))
        self.table.setVisible(not sentence)
