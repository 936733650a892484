"""The window of a desk: what is asked for while its store is not open, and what stands over it then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui.shell.page import Page
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen


class DeskWindow(MainWindow):
    """The window of a desk; until its store is open it remembers which screen was asked for."""

    def __init__(self, pages: dict[str, Callable[[MainWindow], Page]]) -> None:
        """Start without a store."""
        super().__init__(pages)
        self.ready = False
        self._asked: tuple[str, object] = (Screen.TODAY.value, None)

    def open(self, name: str, argument: object = None) -> Page | None:
        """Open a screen, or remember it for when the store is open."""
        if self.ready:
            return super().open(name, argument)
        self._asked = (name, argument)
        return None

    def begin(self) -> None:
        """The store is open: show what was asked for meanwhile, or the board."""
        self.ready = True
        self.open(*self._asked)

    def end(self) -> None:
        """The store is closed under the window: no screen is left that knows of it."""
        self.ready = False
        self._asked = (Screen.TODAY.value, None)
        self.forget_pages()

    def cover(self, whole: QWidget) -> None:
        """Show `whole` instead of rail and screens: the first start, which has none yet."""
        self.body.hide()
        layout = self._central.layout()
        if layout is not None:
            layout.addWidget(whole)
        # At once: a layout shows what is added to it one round of events later, and a key pressed in between is lost.
        whole.show()

    def uncover(self, whole: QWidget) -> None:
        """Take away what covered the window."""
        whole.hide()
        whole.deleteLater()
        self.body.show()
