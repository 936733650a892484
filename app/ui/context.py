"""What every screen is handed, and the signal that tells it of anything new."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.services import papers
from app.services.desk import CentreRecord, Desk
from app.settings import Settings
from app.ui.printer import Printer
from app.ui.tasks import Tasks


@dataclass(eq=False)
class Context(QObject):
    """Made on the GUI thread once the store is open; `enrolled` tells whether there is a province at all.

    `changed` says that what is shown may be old: this window wrote, a round sent or brought something, or a minute
    passed, by which promises run out. `send_asked` asks the line for a round now, `copy_asked` for copies: True where
    somebody asked by name, False where a day was closed; `paper_asked` for a new recovery paper, for which every screen
    goes. `copying` tells what is being done about copies, and where ("copying", "trying"), "" when it is over.
    """

    changed = Signal()
    send_asked = Signal()
    copy_asked = Signal(bool)
    copying = Signal(str, str)
    paper_asked = Signal()

    home: Path
    desk: Desk
    tasks: Tasks
    printer: Printer
    settings: Settings
    centre: CentreRecord
    enrolled: bool

    def __post_init__(self) -> None:
        """Make it able to signal."""
        super().__init__()

    def wrote(self) -> None:
        """Say that this window wrote: what it shows is old, and there is something to send."""
        self.send_asked.emit()
        self.changed.emit()

    @property
    def paper(self) -> papers.Paper:
        """The paper this desk prints forms on."""
        return self.printer.setup.paper
