"""What the window asks of a screen, with the answers most screens give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.ui.kit.paper import Paper
    from app.ui.shell.window import MainWindow


class Page(QWidget):
    """A screen of the window, made once and kept; hidden while another is open."""

    headline_changed = Signal()

    title = ""
    subtitle = ""
    #: The header's search box belongs to this screen: wider, focused, and every letter goes to `search`.
    owns_search = False
    #: What the search box says while empty on this screen, and what stands at its right end.
    search_note = ""

    def __init__(self, window: MainWindow | None = None) -> None:
        """Make the screen; `window` is the frame, for `window.open` and the search note."""
        super().__init__(window)
        self.frame = window
        self.panel: QWidget | None = None
        self.paper: Paper | None = None

    def set_headline(self, title: str, subtitle: str = "") -> None:
        """Change what the header says about this screen."""
        self.title, self.subtitle = title, subtitle
        self.headline_changed.emit()

    def set_search_note(self, note: str) -> None:
        """Say at the right end of the header's box what the search found ("23 hồ sơ, mới nhất trước")."""
        self.search_note = note
        self.headline_changed.emit()

    def shown(self, argument: object = None) -> None:
        """Take what `window.open(name, argument)` was given; called every time the screen comes to the front."""

    def refresh(self) -> None:
        """Read again what is shown, which may be old by now; what is typed, chosen or scrolled to stays."""

    def leave(self) -> None:
        """Called before another screen comes to the front; a draft is kept here."""

    def subject(self) -> object:
        """Return the code of the dossier under the officer's hand, which F4 takes along; None when there is none."""
        return None

    def primary(self) -> None:
        """Do the next right thing (Ctrl+Enter)."""

    def enlarge(self) -> bool:
        """Show on the window's `enlarged` what F7 is about, and say so; False leaves `paper` to the window."""
        return False

    def search(self, text: str) -> None:
        """Take each change of the header's box, when `owns_search`."""

    def search_step(self, by: int) -> None:
        """Up (-1) or down (1) in the header's box, when `owns_search`: moves the chosen row."""

    def search_entered(self) -> None:
        """Enter in the header's box, when `owns_search`: usually to the first row."""


PageFactory = Callable[["MainWindow"], Page]
