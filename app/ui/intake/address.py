"""The address of a person: free text, with the commune it lies in today beside it.

What is typed is never touched: communes are offered in a list under the field for the last words, and one taken from
it stands after the house, street and hamlet typed before. An address as an old card has it stays as written; the
line beneath says where that is now when it is sure, else that it must be chosen, and ↓ offers what it may be.
A choice holds for the text it was made on; other text is located anew.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.rules.communes import Commune, Found
from app.rules.text import fold
from app.services import places
from app.ui.firststart import communes
from app.ui.kit.inputs import TextInput
from app.ui.kit.suggest import Suggestions

_NOW_IN = "Nay thuộc {}"
_NOT_CLEAR = "Chưa rõ xã, phường mới: bấm ↓ rồi chọn trong danh sách."
_NOT_KNOWN = "Chưa rõ xã, phường mới: gõ tiếp tên xã, phường rồi chọn trong danh sách."
_COUNT = "{} đơn vị"
_MOST = 6


class AddressInput(TextInput):
    """An address; `said` carries the line beneath it."""

    said = Signal(str)
    placed = Signal()

    def __init__(self) -> None:
        """Start empty, at no commune's counter."""
        super().__init__()
        self.suggestions = Suggestions(self)
        self._own: str | None = None
        self._chosen: tuple[str, str | None] = ("", None)
        self._start: int | None = None
        self.textEdited.connect(self._typed)
        self.left.connect(self._leave)
        self.suggestions.asked.connect(self._ask)
        self.suggestions.taken.connect(self._take)

    def set_own(self, commune: str | None) -> None:
        """Offer this commune first, and its province next: the counter's own."""
        self._own = commune

    def commune(self) -> str | None:
        """Return the code of the commune the address lies in, None when that is not sure."""
        text, chosen = self._chosen
        if text != self.value():
            found = places.locate(self.value()).commune
            self._chosen = self.value(), found.code if found else None
            return self._chosen[1]
        return chosen

    def put(self, address: str, commune: str | None = None) -> None:
        """Show an address; without a commune it is located."""
        self.suggestions.close_list()
        self.setText(address)
        if not self.hasFocus():
            self.setCursorPosition(0)
        self._chosen = (self.value(), commune) if commune else ("", None)
        self.tell()

    def tell(self) -> None:
        """Say beneath where the address lies now, unless it says so itself."""
        code, text = self.commune(), self.value()
        if code is None:
            self.said.emit("" if not text else _NOT_CLEAR if self._choices()[0].communes else _NOT_KNOWN)
            return
        words = places.commune(code).words
        self.said.emit("" if fold(text).endswith(fold(words)) else _NOW_IN.format(words))

    def _typed(self, text: str) -> None:
        self.said.emit("")
        at_end = self.cursorPosition() == len(text)
        found = places.find_at_end(text, own=self._own, limit=_MOST) if at_end else Found()
        self._start = found.start
        self._offer(found, text[found.start :])

    def _ask(self) -> None:
        """↓ on a closed list opens it with the first chosen."""
        found, self._start = self._choices()
        self._offer(found, "" if self._start is None else self.text()[self._start :], chosen=True)

    def _choices(self) -> tuple[Found, int | None]:
        """Return what an old address may be, which leaves its text alone, else what its last words begin to name."""
        located = places.locate(self.value())
        old = located.candidates or ((located.commune,) if located.commune else ())
        if old or located.parts.province is not None:
            return Found(old[:_MOST], len(old)), None
        found = places.find_at_end(self.text(), own=self._own, limit=_MOST)
        return found, found.start

    def _offer(self, found: Found, query: str, *, chosen: bool = False) -> None:
        lines = communes.lines(found.communes, query)
        self.suggestions.show_results(lines, _COUNT.format(found.count), chosen=chosen)

    def _take(self, commune: object) -> None:
        if not isinstance(commune, Commune):
            return
        if self._start is not None:
            before = self.text()[: self._start].rstrip(" ,;")
            self.setText(f"{before}, {commune.words}" if before else commune.words)
        self._chosen = self.value(), commune.code
        self.tell()
        self.placed.emit()

    def _leave(self) -> None:
        self.suggestions.close_list()
        self.tell()
