"""What every screen is handed: the desk and its worker, the printer, this PC's settings, a way to wake the sync."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.services.desk import Desk
from app.settings import Settings
from app.ui.printer import Printer
from app.ui.tasks import Tasks


@dataclass
class Context:
    """Made once in `bootstrap`.

    `wake_sync` asks the sync thread to send now, and does nothing without a province. `close_day` compares a day with
    the province and stores the outcome; it waits for the line, so screens run it with `online=True`.
    """

    home: Path
    desk: Desk
    tasks: Tasks
    printer: Printer
    settings: Settings
    wake_sync: Callable[[], None]
    close_day: Callable[[date], object]
