"""A part of the panel that scrolls when, and only when, its words need more height at the width they have.

Qt takes the height wrapped words would need in the narrowest column for the least height of the whole, and shows a
scroll bar beside a history that fits.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.kit.layout import Column


class _Flowing(QWidget):
    """Holds the content; asks for its height at the width given, never for more."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class Scrolled(QScrollArea):
    """One widget, scrolled up and down."""

    def __init__(self, content: QWidget) -> None:
        """Show `content` at the top."""
        super().__init__()
        self.setProperty("k", "clear")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = _Flowing()
        Column(content, None, gap=0, parent=inner)
        self.setWidget(inner)
