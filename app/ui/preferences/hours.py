"""Giờ làm việc in Cài đặt: each weekday's sessions, in one line as an officer says them: 07:30-11:30, 13:30-17:00.

Seven lines of text and not twenty-eight clocks: most centres type one line and repeat it. `7h30`, a long dash or a
semicolon say the same; what is kept is shown back in one spelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.rules.calendar import DEFAULT_SCHEDULE, WEEKDAY_KEYS
from app.rules.deadline_words import WEEKDAYS
from app.services import preferences
from app.services.preferences import Chosen, Week
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Grid, Plain, Row
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_HELP = "Mỗi buổi từ giờ đến giờ, cách nhau dấu phẩy; để trống là ngày nghỉ. Hẹn đã ghi trên giấy không đổi."
_REST = "nghỉ"
_COLUMNS = 3


def read_day(text: str) -> list[list[str]]:
    """Return the sessions written in one line; what is no pair of times is refused when it is saved."""
    parts = [part for part in re.split(r"[,;]", text) if part.strip()]
    return [[_clock(edge) for edge in re.split(r"[-–—]", part)] for part in parts]


def _clock(text: str) -> str:
    return re.sub(r"(?<=\d)\s*[hg]\s*(?=\d)", ":", text.strip().lower())


def write_day(sessions: Sequence[Sequence[str]]) -> str:
    """Return the sessions of a day in one line."""
    return ", ".join("-".join(session) for session in sessions)


class HoursSection(Section):
    """A line for each weekday, and the way back to the usual week."""

    def __init__(self) -> None:
        """Start with the usual week."""
        self.days = {key: TextInput(_REST) for key in WEEKDAY_KEYS}
        self.fields = {
            key: Field(name, editor) for name, (key, editor) in zip(WEEKDAYS, self.days.items(), strict=True)
        }
        self.usual = Button("Dùng giờ thường lệ", "quiet")
        grid = Grid(gaps=(16, 0))
        for at, field in enumerate(self.fields.values()):
            grid.addWidget(field, at // _COLUMNS, at % _COLUMNS)
            grid.setColumnStretch(at % _COLUMNS, 1)
        last = len(self.fields)
        # One column, at the height of the lines beside it: their labels are above them.
        grid.addWidget(self.usual, last // _COLUMNS, last % _COLUMNS, Qt.AlignmentFlag.AlignVCenter)
        super().__init__(
            "Giờ làm việc", Shortcut.PART_7,
            Plain(Column(Plain(Row((Text(_HELP, "help", wrap=True), 1))), grid, gap=6, margins=(0, 0, 0, 4))),
        )  # fmt: skip
        self.usual.clicked.connect(lambda: self.show_week(preferences.written(DEFAULT_SCHEDULE)))
        self.show_week(preferences.written(DEFAULT_SCHEDULE))

    @property
    def first(self) -> QWidget:
        """Where Alt+7 goes."""
        return self.days["mon"]

    def fill(self, chosen: Chosen) -> None:
        """Show the hours in force."""
        self.show_week(chosen.week)

    def show_week(self, week: Week) -> None:
        """Write each day's sessions into its line."""
        for key, editor in self.days.items():
            editor.setText(write_day(week[key]))

    def value(self) -> Week:
        """Return the sessions as written."""
        return {key: read_day(editor.value()) for key, editor in self.days.items()}
