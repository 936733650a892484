"""The filters over the list: state and day of receipt, each a chip with a menu while off, its value while on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.rules.states import ENDED, PAUSED, RUNNING, State
from app.ui.kit.chip import Chip
from app.ui.kit.layout import Row

STATES: dict[str, tuple[State, ...]] = {
    "chưa trả kết quả": tuple(sorted(RUNNING | PAUSED | {State.RESULT_READY})),
    "mới tiếp nhận": (State.RECEIVED,),
    "đang giải quyết": (State.FORWARDED, State.PROCESSING),
    "chờ bổ sung": tuple(sorted(PAUSED)),
    "có kết quả": (State.RESULT_READY,),
    "đã trả kết quả": (State.RETURNED,),
    "từ chối, rút, dừng": tuple(sorted(ENDED - {State.RETURNED})),
}
DAYS = ("hôm nay", "hôm qua", "7 ngày qua", "30 ngày qua")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the chips ask for."""

    states: tuple[State, ...] = ()
    first: date | None = None
    last: date | None = None


class Chips(QWidget):
    """The row of chips."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with nothing narrowed."""
        super().__init__()
        self.state, self.received = Chip("Trạng thái"), Chip("Ngày nhận")
        Row(self.state, self.received, None, gap=6, parent=self)
        self._menus = {
            self.state: self._menu(self.state, tuple(STATES)),
            self.received: self._menu(self.received, DAYS),
        }

    def filters(self, today: date) -> Filters:
        """Return what is asked for, the days counted from `today`."""
        states = STATES.get(self.state.shown_value, ())
        days = {
            "hôm nay": (today, today),
            "hôm qua": (today - timedelta(days=1), today - timedelta(days=1)),
            "7 ngày qua": (today - timedelta(days=6), today),
            "30 ngày qua": (today - timedelta(days=29), today),
        }
        first, last = days.get(self.received.shown_value, (None, None))
        return Filters(states, first, last)

    def clear(self) -> None:
        """Narrow nothing."""
        self.state.set_value(None)
        self.received.set_value(None)

    def _menu(self, chip: Chip, words: Sequence[str]) -> QMenu:
        menu = QMenu(chip)
        for word in words:
            menu.addAction(word).triggered.connect(partial(self._set, chip, word))
        chip.clicked.connect(lambda: self._clicked(chip))
        return menu

    def _clicked(self, chip: Chip) -> None:
        if chip.on:
            self._set(chip, None)
        else:
            self._menus[chip].popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))

    def _set(self, chip: Chip, word: str | None, *_checked: bool) -> None:
        chip.set_value(word)
        self.changed.emit()
