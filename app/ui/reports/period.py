"""The period as chosen: a name that fills the two days, or two days typed; checked on leaving and before counting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Qt, Signal

from app import words
from app.errors import MotcuaError, UserError
from app.ui.kit.inputs import TextInput
from app.ui.reports.form import ReportsForm
from app.ui.reports.periods import TYPED, Preset, day_problem, presets, written
from app.ui.typed_text import read_date

_TYPED_WORDS = "Hai ngày tự ghi"


class Period(QObject):
    """Keeps the choice and the two fields together; `changed` when another period is meant."""

    changed = Signal()

    def __init__(self, form: ReportsForm, today: Callable[[], date]) -> None:
        """Begin with this month."""
        super().__init__(form)
        self.form, self._today = form, today
        self._chosen = False
        self._presets: list[Preset] = []
        self.offer()
        self._fill("month")
        form.preset.activated.connect(lambda _at: self._take())
        for editor in (form.first, form.last):
            editor.textEdited.connect(lambda _text: self._typed())
            editor.left.connect(self._check)

    def offer(self) -> None:
        """Offer the periods of today; a day may have passed since."""
        self._presets = presets(self._today())
        self.form.preset.set_options([*((one.key, one.words) for one in self._presets), (TYPED, _TYPED_WORDS)])

    def begin_with(self, preset: str) -> None:
        """Take what a report begins with, unless the officer has chosen a period."""
        if not self._chosen:
            self._fill(preset)

    def days(self) -> tuple[date, date] | None:
        """Return the two days, None while one is none."""
        first, last = (read_date(editor.value()) for editor in (self.form.first, self.form.last))
        return (first, last) if first and last else None

    def check(self) -> tuple[date, date] | None:
        """Return the two days, or say what is wrong with them and go there."""
        wrong = self._check()
        days = self.days()
        if wrong or days is None:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        if days[0] > days[1]:
            self.blame(UserError("PERIOD_ORDER", first=days[0], last=days[1]))
            return None
        return days

    def blame(self, problem: MotcuaError) -> bool:
        """Say under the days what is wrong with the order of the two; return whether it was about them."""
        if problem.code != "PERIOD_ORDER":
            return False
        self.form.blame_days(words.sentence(problem), [self.form.last])
        self.form.last.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _check(self) -> list[TextInput]:
        """Return the fields that hold no day, said under them."""
        editors = (self.form.first, self.form.last)
        problems = {editor: day_problem(editor.value()) for editor in editors}
        wrong = [editor for editor in editors if problems[editor]]
        if wrong or self.form.days_error.text() == day_problem(""):
            self.form.blame_days(problems[wrong[0]] if wrong else "", wrong)
        return wrong

    def _take(self) -> None:
        self._chosen = True
        key = str(self.form.preset.value())
        if key == TYPED:
            self.form.first.setFocus(Qt.FocusReason.OtherFocusReason)
            self.form.first.selectAll()
        else:
            self._fill(key)
        self.changed.emit()

    def _fill(self, key: str) -> None:
        chosen = next(one for one in self._presets if one.key == key)
        self.form.preset.set_value(key)
        for editor, day in ((self.form.first, chosen.first), (self.form.last, chosen.last)):
            editor.setText(written(day))
        self.form.blame_days("")

    def _typed(self) -> None:
        self._chosen = True
        self.form.preset.set_value(TYPED)
        self.form.blame_days("")
        self.changed.emit()
