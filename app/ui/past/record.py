"""One past record beside the list: whose, and every column of its row as the file has it, with where that is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy

from app.rules.text import mask
from app.services.past import PastHit
from app.ui.kit.layout import Column, Grid, Line, Plain, Row, Surface, empty_layout
from app.ui.kit.marks import Badge, Mark
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.text import Text

OLD = "Sổ cũ"
_NONE = "Chọn một dòng để xem."
_WHERE = "Dòng {} trong tệp"
_EMPTY = "để trống"
_LEAST = 8
"""Digits of the shortest number of a person: Excel has taken the zeros from the front of some."""
_ONLY = "Chỉ để tra cứu: không có giấy hẹn, không gửi tỉnh, không vào báo cáo."


class RecordPanel(Surface):
    """Reads like the dossier's panel, and has no act: a past record is no dossier."""

    closed = Signal()

    def __init__(self) -> None:
        """Start without a record."""
        super().__init__("surface2")
        self.hit: PastHit | None = None
        self.empty = Text(_NONE, "help")
        self.name_, self.badge = Text(kind="big", wrap=True), Badge(Mark.OLD, OLD)
        self.code, self.procedure = Text(tone="ink2", wrap=True), Text(kind="name", wrap=True)
        self.where, self.file = Text(kind="section"), Text(kind="help", wrap=True)
        self.grid = Grid(gaps=(10, 4))
        self.grid.setColumnStretch(1, 1)
        content = Plain(Column(self.where, self.file, 2, self.grid, gap=3, margins=(0, 0, 6, 0)))
        self.scrolled = Scrolled(content)
        # The arrows scroll a row of many columns: the panel has nothing else the focus could be on.
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.whole = Plain(Column(
            Plain(Row((self.name_, 1), self.badge, gap=8)), self.code, self.procedure, Line(), (self.scrolled, 1),
            Line(), Text(_ONLY, "help", wrap=True), gap=6,
        ))  # fmt: skip
        Column(self.empty, (self.whole, 1), gap=0, margins=(16, 12, 14, 8), parent=self)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no record is chosen."""
        self.hit = None
        self.empty.show()
        self.whole.hide()

    def show_record(self, hit: PastHit, row: Sequence[tuple[str, str]]) -> None:
        """Show a record with the columns of its row, pairs of head and text."""
        self.hit = hit
        record = hit.record
        self.empty.hide()
        self.whole.show()
        self.name_.setText(record.name)
        for label, text in ((self.code, record.code), (self.procedure, record.procedure)):
            label.setText(text or "")
            label.setVisible(bool(text))
        self.where.setText(_WHERE.format(record.row))
        self.file.setText(", ".join((hit.file, hit.sheet)))
        empty_layout(self.grid)
        for at, (head, text) in enumerate(row):
            label, value = Text(head, "help", wrap=True), Text(_shown(text, record.id_number), wrap=True)
            value.set_tone("ink" if text else "ink3")
            for part in (label, value):
                part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self.grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
        self.grid.setColumnStretch(0, 2)
        self.grid.setColumnStretch(1, 3)
        self.scrolled.verticalScrollBar().setValue(0)


def _shown(text: str, id_number: str | None) -> str:
    """Return a cell as it may be seen over a counter: the number of a person with its middle hidden."""
    if not text:
        return _EMPTY
    bare = text.replace(" ", "").replace(".", "")
    is_number = id_number is not None and len(bare) >= _LEAST and id_number.endswith(bare)
    return mask(bare) if is_number else text
