"""Things laid over the window: the key card, the enlarged paper, the panel of a narrow window. Esc closes them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit.theme import theme


class Overlay(QFrame):
    """A veil over its parent with something on it; keeps the parent's size, and gives the focus back on closing."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.covered = parent
        self._before: QWidget | None = None
        parent.installEventFilter(self)
        self.hide()

    def open_over(self) -> None:
        """Cover the parent and take the focus."""
        self._before = self.covered.window().focusWidget()
        self.setGeometry(self.covered.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_over(self) -> None:
        """Uncover, and put the focus back where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self.covered.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.close_over()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self.childAt(event.position().toPoint()) is None:
            self.close_over()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        veil = QColor(theme().tokens.rail)
        veil.setAlphaF(0.62)
        QPainter(self).fillRect(self.rect(), veil)


class Sheet(Overlay):
    """An overlay that shows one widget that lives elsewhere, at the right edge."""

    def __init__(self, parent: QWidget) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.content: QWidget | None = None

    def show_widget(self, widget: QWidget, width: int) -> None:
        """Show `widget` at the right edge, `width` wide; it is the caller's to take back on `closed`."""
        self.content = widget
        widget.setParent(self)
        self.open_over()
        width = min(width, self.width() - 40)
        widget.setGeometry(self.width() - width, 0, width, self.height())
        widget.show()
        widget.raise_()
