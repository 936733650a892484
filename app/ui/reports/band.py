"""One line above the report: what is under way, what was done with its way on, or what is wrong with its cure."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.layout import Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.style import set_state
from app.ui.kit.text import KeyHints, Text
from app.ui.shortcuts import Shortcut

_DONE, _WRONG, _WAIT = ("card_ok", Mark.COMPLETE), ("card_warn", Mark.CAUTION), ("card_soft", Mark.SENDING)


class Band(QFrame):
    """Hidden while there is nothing to say; stays until the next thing."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.mark = MarkView(Mark.COMPLETE, 14)
        self.words = Text(kind="name", wrap=True)
        self.folder = Button(Shortcut.OPEN_FOLDER.word, "quiet", key=Shortcut.OPEN_FOLDER)
        self.stop = KeyHints([("Esc", "dừng")])
        Row(self.mark, (self.words, 1), self.folder, self.stop, gap=9, margins=(12, 4, 8, 4), parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def said(self) -> str:
        """What it says now, empty while hidden."""
        return "" if self.isHidden() else self.words.text()

    def done(self, words: str) -> None:
        """Say what was written, with the way to its folder."""
        self._say(words, *_DONE, folder=True)

    def printed(self, words: str) -> None:
        """Say what was printed."""
        self._say(words, *_DONE)

    def wrong(self, sentence: str) -> None:
        """Say what could not be done, and the cure."""
        self._say(sentence, *_WRONG)

    def advance(self, words: str, done: int, total: int) -> None:
        """Say how far the work is; `words` has `{done}` and `{total}`."""
        self._say(so_far(words, done, total), *_WAIT, stop=True)

    def clear(self) -> None:
        """Say nothing."""
        set_shown(self, False)

    def _say(self, words: str, look: str, mark: Mark, *, folder: bool = False, stop: bool = False) -> None:
        set_state(self, "k", look)
        self.mark.set_mark(mark)
        self.words.setText(words)
        set_shown(self.folder, folder)
        set_shown(self.stop, stop)
        set_shown(self, True)
        announce(self, words)


def so_far(words: str, done: int, total: int) -> str:
    """Return a sentence with its `{done}` and `{total}`: 48.000 trong 100.000."""
    shown, whole = (f"{number:,}".replace(",", ".") for number in (done, total))
    return words.format(done=shown, total=whole)
