"""Where a dossier goes that this commune does not decide: a commune of the province, or a department by its name.

A centre receives for the whole province (NĐ 118/2025 art. 17), but most dossiers stay, so the field is shown only
when it is asked for. Communes of the own province are offered while typing; a name of one, written out or as its
code, is that commune too. Any other text is a department's name as the officer writes it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.rules.communes import Commune
from app.rules.text import fold
from app.services import places
from app.ui.firststart import communes
from app.ui.kit.inputs import TextInput
from app.ui.kit.suggest import Suggestions

_HINT = "Xã, phường trong tỉnh, hoặc tên sở"
_COUNT = "{} đơn vị"
_MOST, _SEARCHED = 6, 40
_BEFORE = ("uy ban nhan dan ", "ubnd ")


class DestinationInput(TextInput):
    """The body that decides; `placed` when a commune was taken from the list."""

    placed = Signal()

    def __init__(self) -> None:
        """Start empty, at no commune's counter."""
        super().__init__(_HINT)
        self.suggestions = Suggestions(self)
        self._own = ""
        self._chosen: tuple[str, str | None] = ("", None)
        self.textEdited.connect(self._offer)
        self.left.connect(self.suggestions.close_list)
        self.suggestions.asked.connect(lambda: self._offer(self.text(), chosen=True))
        self.suggestions.taken.connect(self._take)

    def set_own(self, commune: str) -> None:
        """Offer communes of the province of this one: the counter's own."""
        self._own = commune

    def commune(self) -> str | None:
        """Return the code of the commune it names, None for a department."""
        if self._chosen[0] != self.value():
            self._chosen = self.value(), _named(self.value(), self._own)
        return self._chosen[1]

    def put(self, text: str, commune: str | None) -> None:
        """Show a kept destination."""
        self.suggestions.close_list()
        self.setText(text)
        self._chosen = self.value(), commune

    def _offer(self, text: str, *, chosen: bool = False) -> None:
        province = places.commune(self._own).province_code
        found = places.find(text, own=self._own, limit=_SEARCHED).communes if text.strip() else ()
        mine = [one for one in found if one.province_code == province]
        self.suggestions.show_results(
            communes.lines(mine[:_MOST], text), _COUNT.format(len(mine)), chosen=chosen
        )  # fmt: skip

    def _take(self, commune: object) -> None:
        if isinstance(commune, Commune):
            self.put(commune.name, commune.code)
            self.placed.emit()


def _named(text: str, own: str) -> str | None:
    """Return the commune a text names in full or by its code; of several of one name the own province's."""
    if text in places.communes():
        return text
    plain = fold(text)
    for before in _BEFORE:
        plain = plain.removeprefix(before)
    found = places.find(plain, own=own, limit=_SEARCHED).communes if plain else ()
    return next((one.code for one in found if plain in (fold(one.name), fold(one.words))), None)
