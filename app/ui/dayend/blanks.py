"""The line of step 1 that asks about blanks, one after another: still blank, spoiled and why, or to be keyed in now.

It is there only on a day that used some. Ctrl+Enter does not answer it: it says here what it waits for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.blanks import BlankDay, written
from app.ui.dayend.progress import DayProgress
from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.fields import Field, HelpLine
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_SAID = "Giấy in sẵn đã nhập {} tờ: {}{}. Tờ {} ra sao?"
_SPOILED, _MORE = "; hỏng {}", " (còn {} tờ nữa phải hỏi)"
_NAMED = 6
_WAITS = "Chưa rõ tờ {}: còn trống trong ngăn ({}), hỏng ({}), hay đã giao mà chưa nhập ({})."
_WHY = "Ghi vì sao hỏng, như: viết nhầm, đã gạch bỏ."


class BlanksLine(QWidget):
    """One question with its three answers; `told` says why a sheet is spoiled."""

    told = Signal(str)

    def __init__(self) -> None:
        """Start with nothing asked."""
        super().__init__()
        self.words, self.waits = Text(wrap=True), HelpLine()
        self.lies = Button(Shortcut.BLANK_LIES.word, key=Shortcut.BLANK_LIES)
        self.spoiled = Button(Shortcut.BLANK_SPOILED.word, key=Shortcut.BLANK_SPOILED)
        self.key_in = Button(Shortcut.BLANK_KEY_IN.word, key=Shortcut.BLANK_KEY_IN, icon="edit")
        self.why, self.keep = TextInput(), Button("Ghi hỏng")
        self.why.moves_on = False
        self.why_field = Field("Vì sao hỏng", self.why, required=True)
        keep = Row((self.why_field, 1), self.keep, gap=9)
        keep.setAlignment(self.keep, Qt.AlignmentFlag.AlignVCenter)
        self._asked_why = Plain(keep)
        answers = Plain(Row(None, self.lies, self.spoiled, self.key_in, gap=9))
        question = Plain(Row(MarkView(Mark.CAUTION), (self.words, 1), gap=9))
        Column(question, answers, self._asked_why, self.waits, gap=4, parent=self)
        self.spoiled.clicked.connect(self.ask_why)
        self.why.entered.connect(self._told)
        self.keep.clicked.connect(self._told)
        self._number = ""
        self.put_away()

    def show_day(self, now: DayProgress) -> None:
        """Ask about the first sheet of which nobody has told; nothing where there is none."""
        asked = now.blanks_asked
        set_shown(self, bool(asked))
        number = written(asked[0]) if asked else ""
        if number != self._number:
            self.put_away()
        self._number = number
        if asked and now.day.blanks is not None:
            more = _MORE.format(len(asked) - 1) if len(asked) > 1 else ""
            self.words.setText(_said(now.day.blanks, number) + more)

    def wait(self, sentence: str = "") -> None:
        """Say what keeps the day from going on, and go where it is answered."""
        keys = (Shortcut.BLANK_LIES.cap, Shortcut.BLANK_SPOILED.cap, Shortcut.BLANK_KEY_IN.cap)
        said = sentence or _WAITS.format(self._number, *keys)
        self.waits.set_error(said)
        (self.lies if self._asked_why.isHidden() else self.why).setFocus()
        announce(self.waits, said)

    def ask_why(self) -> None:
        """Ask why a sheet is spoiled, while one is asked about."""
        if self.isVisible():
            set_shown(self._asked_why, True)
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Forget what was begun."""
        self.why.clear()
        self.why_field.set_error(None)
        self.waits.set_error("")
        set_shown(self._asked_why, False)

    def _told(self) -> None:
        if self.why.value():
            self.told.emit(self.why.value())
        else:
            self.why_field.set_error(_WHY)
            self.why.setFocus()


def _said(day: BlankDay, number: str) -> str:
    used = [code.rsplit("-", 1)[-1] for code in day.used]
    named = ", ".join(used[:_NAMED]) + ("…" if len(used) > _NAMED else "")
    spoiled = ", ".join(written(one) for one, _ in day.spoiled)
    return _SAID.format(len(used), named, _SPOILED.format(spoiled) if spoiled else "", number)
