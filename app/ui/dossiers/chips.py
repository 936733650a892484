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
DUE = ("quá hạn", "hôm nay", "7 ngày tới")
_HERE, _UNSENT = "quầy này", "chưa gửi"
_OWED = tuple(sorted(RUNNING | {State.RESULT_READY}))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the chips ask for."""

    states: tuple[State, ...] = ()
    first: date | None = None
    last: date | None = None
    due_first: date | None = None
    due_last: date | None = None
    here: bool = False
    unsent: bool = False


class Chips(QWidget):
    """The row of chips."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with nothing narrowed."""
        super().__init__()
        self.state, self.due, self.received = Chip("Trạng thái"), Chip("Hẹn trả"), Chip("Ngày nhận")
        self.desk, self.sync = Chip("Quầy"), Chip("Gửi tỉnh")
        self.all = (self.state, self.due, self.received, self.desk, self.sync)
        Row(*self.all, None, gap=6, parent=self)
        self._menus = {
            self.state: self._menu(self.state, tuple(STATES)),
            self.due: self._menu(self.due, DUE),
            self.received: self._menu(self.received, DAYS),
            self.desk: self._menu(self.desk, (_HERE,)),
            self.sync: self._menu(self.sync, (_UNSENT,)),
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
        due = {
            "quá hạn": (None, today - timedelta(days=1)),
            "hôm nay": (today, today),
            "7 ngày tới": (today, today + timedelta(days=6)),
        }
        due_first, due_last = due.get(self.due.shown_value, (None, None))
        if (due_first or due_last) and not states:
            # A promise kept is no longer due.
            states = _OWED
        here, unsent = self.desk.shown_value == _HERE, self.sync.shown_value == _UNSENT
        return Filters(states, first, last, due_first, due_last, here, unsent)

    def clear(self) -> None:
        """Narrow nothing."""
        for chip in self.all:
            chip.set_value(None)

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
