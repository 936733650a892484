"""The left of Tra cứu: chips, table, and a foot with the keys and how much is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.dossiers.chips import Chips
from app.ui.dossiers.rows import COLUMNS
from app.ui.kit.layout import Column, Line, Plain, Row, Surface, set_shown
from app.ui.kit.table import RowModel, TableView
from app.ui.kit.text import KeyHints, Text
from app.ui.past.hits import OldRegister
from app.ui.shortcuts import Shortcut

_KEYS = (("↑ ↓", "chọn"), ("Enter", "mở"), ("Ctrl+Enter", "việc tiếp theo"), ("Ctrl+P", "in lại"), ("Esc", "về ô tìm"))
_OLD_KEYS = (("↑ ↓", "chọn"), ("Enter", "mở"), (Shortcut.OLD_REGISTER.cap, "về hồ sơ"), ("Esc", "về ô tìm"))


class LookupForm(QWidget):
    """The list of dossiers, or in its place the rows of past registers; `back` asks for the search box."""

    back = Signal()

    def __init__(self, old: OldRegister) -> None:
        """Start empty."""
        super().__init__()
        self.old, self.chips, self.rows = old, Chips(), RowModel(COLUMNS)
        self.table = TableView(self.rows)
        self.table.setAccessibleName("Hồ sơ tìm thấy")
        self.empty, self.count = Text(kind="text", tone="ink2", wrap=True), Text(kind="help")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hints, self.old_hints = KeyHints(_KEYS), KeyHints(_OLD_KEYS)
        bar, foot, ground = Surface(), Surface(), Surface()
        Row(self.chips, old.chip, None, gap=6, margins=(20, 12, 20, 10), parent=bar)
        Row((self.hints, 1), (self.old_hints, 1), self.count, margins=(20, 4, 20, 4), parent=foot)
        Column((self.empty, 1), margins=(40, 0, 40, 0), parent=ground)
        self.ground = ground
        lists = Column((self.table, 1), (old.table, 1), (ground, 1), gap=0)
        Column(bar, Line(), (lists, 1), Plain(Column(Line(), foot, gap=0)), gap=0, parent=self)
        for table in (self.table, old.table):
            escape = QShortcut(QKeySequence("Esc"), table)
            escape.setContext(Qt.ShortcutContext.WidgetShortcut)
            escape.activated.connect(self.back)
        self.say("")

    @property
    def list(self) -> TableView:
        """The list in front."""
        return self.old.table if self.old.on else self.table

    def say(self, sentence: str) -> None:
        """Show the list in front, or one sentence where it is that of the dossiers and empty."""
        old = self.old.on
        self.empty.setText(sentence)
        set_shown(self.ground, bool(sentence) and not old)
        set_shown(self.table, not sentence and not old)
        set_shown(self.old.table, old)
        # What narrows the dossiers narrows no register.
        set_shown(self.chips, not old)
        set_shown(self.hints, not old)
        set_shown(self.old_hints, old)
