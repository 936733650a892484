"""The quiet line of a desk that has no recovery paper: what that means, the key to make one, the key for tomorrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from app.ui.kit.buttons import Button
from app.ui.kit.layout import Row
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shortcuts import Shortcut

_SAID = "Quầy chưa có tờ khóa phục hồi: máy hỏng thì không ai mở được bản sao lưu. Lập một tờ mất năm phút."
_SHORT = "Quầy chưa có tờ khóa phục hồi."


class PaperLine(QFrame):
    """A sentence and two buttons; shown until somebody begins or puts it off."""

    def __init__(self) -> None:
        """Say it; whoever shows it asks first."""
        super().__init__()
        self.setProperty("k", "card_warn")
        self.make = Button(Shortcut.MAKE_PAPER.word, key=Shortcut.MAKE_PAPER)
        self.later = Button(Shortcut.PUT_PAPER_OFF.word, "quiet", key=Shortcut.PUT_PAPER_OFF)
        mark = MarkView(Mark.CAUTION, 14)
        self.said = Text(wrap=True)
        row = Row(mark, (self.said, 1), self.make, self.later, gap=10, margins=(12, 5, 12, 5), parent=self)
        row.setAlignment(mark, Qt.AlignmentFlag.AlignVCenter)
        self.hide()
        changes().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """One line in large letters: the list beneath needs the height."""
        self.said.setText(_SHORT if theme().compact else _SAID)
