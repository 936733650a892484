"""The look in force: scheme and text size, asked for by every painted widget and changed in one place.

Widgets that paint read `theme()` while painting, so a change needs only a repaint; layouts of the kit listen to
`changes().changed` to scale their margins. Type and heights grow with the text size, spacing by a third of that:
at 150 % a form must still fit 1366 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont

from app.ui.kit.fonts import FAMILIES
from app.ui.kit.tokens import LIGHT, TYPE, Tokens


class Scheme(StrEnum):
    """Which colours the window uses; SYSTEM follows the system's light, dark or high contrast."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Theme:
    """Tokens and text size together."""

    tokens: Tokens = LIGHT
    factor: float = 1.0
    scheme: Scheme = Scheme.SYSTEM

    def px(self, size: float) -> int:
        """Scale a type size, height or width given at 100 %."""
        return round(size * self.factor)

    def gap(self, size: float) -> int:
        """Scale a distance given at 100 %: a third of the growth of the text."""
        return round(size * (1 + (self.factor - 1) / 3))

    @property
    def border(self) -> int:
        """Width of a control's border: 2 px in high contrast, else 1."""
        return 2 if self.tokens.contrast else 1

    @property
    def compact(self) -> bool:
        """True above 100 %: labels move above fields and the right panel leaves."""
        return self.factor > 1.0

    def colour(self, name: str) -> QColor:
        """Return a token as a colour; `name` is a field of `Tokens`."""
        return QColor(getattr(self.tokens, name))

    def font(self, kind: str, *, bold: bool | None = None) -> QFont:
        """Return the font of a kind of text (see `tokens.TYPE`), made bold or plain if asked."""
        size, weight = TYPE[kind]
        if bold is not None:
            weight = 600 if bold else 400
        font = QFont(FAMILIES)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight))
        return font


class _Changes(QObject):
    changed = Signal()


_current = Theme()


def theme() -> Theme:
    """Return the look in force."""
    return _current


def put(look: Theme) -> None:
    """Make a look the one in force; `dressing.apply_theme` gives it to the program and tells of it."""
    global _current
    _current = look


@cache
def changes() -> _Changes:
    """Return the object whose signal `changed` tells that scheme or text size is another now."""
    return _Changes()
