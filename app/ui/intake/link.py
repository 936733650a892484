"""A quiet link: what is rarely asked for stands as one line of words, and takes no more room than they do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont

from app.ui.kit.buttons import Button
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT


class Link(Button):
    """A quiet button as high as a line of help; `words` carry `&` before the access letter."""

    def __init__(self, words: str) -> None:
        """Show `words`."""
        super().__init__(words, "quiet")
        self.setAccessibleName(words.replace("&", "").rstrip("…"))
        # Not a stop of the Tab key: it would stand in everybody's way, and its access letter reaches it.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        changes().changed.connect(self._scale)
        self._scale()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), theme().px(HEIGHT["help_line"] + 1))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Qt animates a click by the access letter for 100 ms; what is typed meanwhile would go astray.
        if event.type() == QEvent.Type.Shortcut and self.isEnabled():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)

    def _scale(self) -> None:
        self.setFont(self._font())

    def _font(self) -> QFont:
        return theme().font("help")

    def _padding(self) -> int:
        return theme().gap(2)
