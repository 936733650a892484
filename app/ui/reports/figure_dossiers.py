"""The dossiers behind one figure, opened beneath it with their exact number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from app.rules.calendar import WorkingTime
from app.services.finding import Hit
from app.ui.dossiers.rows import COLUMNS, hit_rows
from app.ui.kit.layout import Column, Line, Plain, Row, set_shown
from app.ui.kit.table import RowModel, TableRow, TableView
from app.ui.kit.text import Elided, KeyHints, Text

PAGE = 200
_NONE = "Không có hồ sơ nào ở ô này."


class Found(NamedTuple):
    """The dossiers of a figure, and what is needed to tell how much time each has left."""

    hits: Sequence[Hit]
    pauses: Mapping[str, datetime]
    working: WorkingTime


class FigureDossiers(QFrame):
    """Title with the number, then the dossiers, made into rows a page at a time."""

    opened = Signal(object)

    def __init__(self) -> None:
        """Start closed."""
        super().__init__()
        self.title, self.count = Elided(kind="section"), Text(kind="section", tone="link")
        self.rows = RowModel(COLUMNS)
        self.table = TableView(self.rows, indent=16)
        self.table.setAccessibleName("Hồ sơ của ô đang mở")
        self.table.setMinimumHeight(0)
        self.none = Text(_NONE, tone="ink3")
        self._found: Found | None = None
        self._now: datetime | None = None
        self.hints = KeyHints([("Enter", "mở hồ sơ"), ("Esc", "về bảng số liệu")])
        self.head = Plain(Row(self.count, (self.title, 1), self.hints, gap=8, margins=(16, 5, 14, 5)))
        empty = Plain(Row(self.none, None, margins=(16, 8, 16, 8)))
        self._empty = empty
        Column(Line(), self.head, (self.table, 1), (empty, 1), gap=0, parent=self)
        self.rows.wanted.connect(self._more)
        self.table.opened.connect(self.opened)
        self.hide()

    @property
    def hits(self) -> Sequence[Hit]:
        """All the dossiers of the list, also those not made into rows yet."""
        return self._found.hits if self._found else ()

    def show_waiting(self, name: str) -> None:
        """Say which figure is being opened; the list comes."""
        self._found = None
        self.rows.reset([])
        self._name(name, "đang mở")
        set_shown(self._empty, False)
        set_shown(self.table, True)
        set_shown(self, True)

    def show_hits(self, name: str, found: Found, now: datetime) -> None:
        """Show the dossiers of a figure."""
        self._found, self._now, hits = found, now, found.hits
        self._name(name, f"{len(hits):,} hồ sơ".replace(",", "."))
        self.rows.reset(self._page(0), len(hits))
        set_shown(self._empty, not hits)
        set_shown(self.table, bool(hits))
        set_shown(self, True)

    def to_rows(self) -> None:
        """Go to the dossiers."""
        if self.table.current_key() is None:
            self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_list(self) -> bool:
        """Close, and say whether it was open."""
        was = not self.isHidden()
        set_shown(self, False)
        return was

    def _name(self, name: str, count: str) -> None:
        self.count.setText(count)
        self.title.setText(name)
        self.setAccessibleName(f"{name}: {count}")

    def _more(self, offset: int) -> None:
        self.rows.append(self._page(offset))

    def _page(self, offset: int) -> list[TableRow]:
        found = self._found
        if found is None or self._now is None:
            return []
        return hit_rows(found.hits[offset : offset + PAGE], self._now, found.working, found.pauses)
