"""The filters over the list: state and day of receipt, each a chip with a menu while off, its value while on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.rules.calendar import WorkingTime
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
DUE_NEXT = "ngày làm việc tới"
DUE = ("quá hạn", "hôm nay", DUE_NEXT, "7 ngày tới")
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words of the chips, empty where one is off."""

    state: str
    due: str
    received: str
    here: bool
    unsent: bool

    def filters(self, today: date, working: WorkingTime) -> Filters:
        """Return what is asked for, the days counted from `today`."""
        states = STATES.get(self.state, ())
        days = {
            "hôm nay": (today, today),
            "hôm qua": (today - timedelta(days=1), today - timedelta(days=1)),
            "7 ngày qua": (today - timedelta(days=6), today),
            "30 ngày qua": (today - timedelta(days=29), today),
        }
        first, last = days.get(self.received, (None, None))
        due = {
            "quá hạn": (None, today - timedelta(days=1)),
            "hôm nay": (today, today),
            DUE_NEXT: (today + timedelta(days=1), working.next_working_day(today) if self.due == DUE_NEXT else None),
            "7 ngày tới": (today, today + timedelta(days=6)),
        }
        due_first, due_last = due.get(self.due, (None, None))
        if (due_first or due_last) and not states:
            # A promise kept is no longer due; for the next day only those without a result can be extended.
            states = tuple(sorted(RUNNING)) if self.due == DUE_NEXT else _OWED
        return Filters(states, first, last, due_first, due_last, self.here, self.unsent)


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

    def chosen(self) -> Chosen:
        """Return the words of the chips that are on."""
        state, due, received, desk, sync = (chip.shown_value for chip in self.all)
        return Chosen(state, due, received, here=bool(desk), unsent=bool(sync))

    def show_due_next(self) -> None:
        """Narrow to what is due on the next working day and has no result yet."""
        self.clear()
        self.due.set_value(DUE_NEXT)

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
