"""How a day stands at closing, and what comes next: no widget, so that the order of the steps is read in one place.

Nothing blocks the closing but its order: a receipt or a dossier may be left for tomorrow, the drawer may stay
uncounted, a difference in it is accepted as it is. A count that must come out right is made to come out right. What
became of a blank is the one thing that must be told: a citizen may have it, and it cannot be keyed in afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from PySide6.QtGui import QImage

from app.printing.cash_sheet import CashSheet
from app.services import cash, closing, day_sheet
from app.services.closing import DayState
from app.services.desk import Desk
from app.services.finding import Hit
from app.services.papers import Paper
from app.ui.kit.paper import render_pdf

NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
"""The banknotes a counter meets, in đồng."""


class Next(Enum):
    """What Ctrl+Enter does now."""

    TELL_BLANK = auto()
    PRINT_RECEIPT = auto()
    SETTLE = auto()
    COUNT = auto()
    CLOSE = auto()
    PRINT_UNSIGNED = auto()
    PRINT_SHEET = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class DayReading:
    """One reading of the day: `copies` prints of its sheet as it stands; `pdf` and `image` None when unchanged.

    `drawer` is the count of the drawer kept for that day.
    """

    day: DayState
    copies: int
    drawer: CashSheet | None
    pdf: bytes | None = None
    image: QImage | None = None


@dataclass(frozen=True, slots=True)
class DayProgress:
    """A day as the screen shows it; `unprinted` and `parked` without what was left for tomorrow."""

    day: DayState
    unprinted: tuple[Hit, ...]
    parked: tuple[Hit, ...]
    counted: bool
    copies: int

    @property
    def blanks_asked(self) -> tuple[int, ...]:
        """The numbers of blanks of which nobody has said what became of them."""
        return self.day.blanks.asked if self.day.blanks else ()

    @property
    def closed(self) -> bool:
        """Whether the day was closed and nothing was done after it."""
        return self.day.closing is not None and not self.day.outdated

    @property
    def settled(self) -> bool:
        """Whether the closing is as good as it can get here: signed, or local where there is no province."""
        return self.closed and (self.signed or self.state == "local")

    @property
    def signed(self) -> bool:
        """Whether the province signed the last closing, whatever was done after it."""
        return self.day.closing is not None and self.day.closing.signature is not None

    @property
    def state(self) -> str:
        """The closing's state (`rules.closing.DayClosing`), empty before it."""
        return self.day.closing.state if self.closed and self.day.closing else ""

    @property
    def next(self) -> Next:
        """What comes next."""
        if self.closed:
            if self.copies:
                return Next.DONE
            return Next.PRINT_SHEET if self.settled else Next.PRINT_UNSIGNED
        if self.blanks_asked:
            return Next.TELL_BLANK
        if self.unprinted:
            return Next.PRINT_RECEIPT
        if self.parked:
            return Next.SETTLE
        return Next.CLOSE if self.counted else Next.COUNT


def progress(reading: DayReading, left: set[str], *, counted: bool) -> DayProgress:
    """Return how the day stands when the dossiers in `left` are left for tomorrow."""
    day = reading.day
    unprinted = tuple(hit for hit in day.unprinted if hit.code not in left)
    parked = tuple(hit for hit in day.parked if hit.code not in left)
    return DayProgress(day, unprinted, parked, counted, reading.copies)


def read_day(desk: Desk, on: date, *, paper: Paper, width: int, known: DayReading | None) -> DayReading:
    """Read the day and render its sheet, `width` device pixels wide, unless it stands as `known`; for the worker."""
    day = closing.day(desk, on)
    times = day_sheet.copies(desk, day)
    drawer = cash.counted_on(desk, on)
    if known is not None and (day, times) == (known.day, known.copies):
        return DayReading(day, times, drawer)
    pdf = day_sheet.preview(desk, day, paper=paper)
    return DayReading(day, times, drawer, pdf, render_pdf(pdf, width))


def number_of(code: str) -> str:
    """Return the last part of a dossier's code, as officers call it: `0116`."""
    return code.rsplit("-", 1)[-1]
