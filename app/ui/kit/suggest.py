"""Suggestions under a field of free text: a result list of which nothing is chosen until an arrow asks for it.

In a search box the first line is what was looked for. In free text most words are nobody's suggestion, so Enter
keeps meaning the next field until a row is chosen; ↓ (or Alt+↓) chooses the first, and opens the list where it is
closed. The mouse takes by a click and chooses nothing by passing over.

The list shows what fits between the field and the edge of the window; where under the field there is no room for
three lines, as in large text, it opens above.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLineEdit

from app.ui.kit.search import Result, ResultList
from app.ui.kit.shadow import REACH

_FEWEST = 3


class Suggestions(ResultList):
    """The suggestions under `field`; `asked` when ↓ is pressed while the list is closed."""

    asked = Signal()

    def __init__(self, field: QLineEdit) -> None:
        """Belong to `field`; closed until `show_results`."""
        super().__init__(field)
        self._above = False
        self._up, _, self._enter, _ = self._keys
        self._open = self._key(["Down", "Alt+Down"], self.asked.emit)
        self._open.setEnabled(True)

    def show_results(self, results: Sequence[Result], foot: str = "", *, chosen: bool = False) -> None:
        """Open with results, none of them chosen unless `chosen`: then the first."""
        super().show_results(results[: self._fitting(len(results))], foot)
        if self.results:
            self._open.setEnabled(False)
            self._choose(0 if chosen else -1)

    def close_list(self) -> None:
        """Close; the field keeps its text, and ↓ may ask again."""
        super().close_list()
        self._above = False
        self._open.setEnabled(True)

    def place(self) -> None:
        """Stand under the field, or above it where there is more room."""
        super().place()
        if self._above:
            top = self.field.mapTo(self.field.window(), QPoint(0, -3)).y()
            self.move(self.x(), top + REACH - self.height())

    def _fitting(self, wanted: int) -> int:
        """Return how many lines have room, and decide on which side."""
        window = self.field.window()
        top = self.field.mapTo(window, QPoint(0, 0)).y()
        rooms = [height - self._foot() - REACH for height in (window.height() - top - self.field.height(), top)]
        under, above = (max(0, room) // self._line() for room in rooms)
        self._above = under < min(wanted, _FEWEST) and above > under
        return max(above if self._above else under, 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _step(self, by: int) -> None:
        """Move the choice; up from the first row gives it back."""
        self._choose(max(-1, min(len(self.results) - 1, self.at + by)))

    def _choose(self, at: int) -> None:
        self.at = at
        for key in (self._up, self._enter):
            key.setEnabled(at >= 0)
        self.setAccessibleDescription("".join(text for text, _ in self.results[at].parts) if at >= 0 else "")
        self.update()
