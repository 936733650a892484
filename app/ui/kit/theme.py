"""The look in force: scheme and text size, asked for by every painted widget and changed in one place.

Widgets that paint read `theme()` while painting, so a change needs only a repaint; layouts of the kit listen to
`changes().changed` to scale their margins. Type and heights grow with the text size, spacing by a third of that:
at 150 % a form must still fit 1366 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.ui.kit.fonts import FAMILIES, load_fonts
from app.ui.kit.tokens import DARK, LIGHT, TYPE, Tokens, high_contrast


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


@cache
def changes() -> _Changes:
    """Return the object whose signal `changed` tells that scheme or text size is another now."""
    return _Changes()


def apply_theme(app: QApplication, scheme: Scheme = Scheme.SYSTEM, factor: float = 1.0) -> Theme:
    """Give the whole program one scheme and one text size, and return the look now in force."""
    from app.ui.kit.style import style_sheet

    global _current
    load_fonts()
    if app.style().objectName().lower() != "fusion":
        # One base style on every system: QSS on a native style draws half of a control natively.
        app.setStyle(QStyleFactory.create("Fusion"))
    _current = Theme(_tokens(app, scheme), factor, scheme)
    app.setFont(_current.font("text"))
    app.setPalette(_palette(_current))
    app.setStyleSheet(style_sheet(_current))
    changes().changed.emit()
    return _current


def _tokens(app: QApplication, scheme: Scheme) -> Tokens:
    hints = app.styleHints()
    asked = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
    if scheme is Scheme.CONTRAST or (scheme is Scheme.SYSTEM and asked):
        # Without a palette of ours the application has the system's, which is what the officer chose there.
        app.setPalette(QPalette())
        return high_contrast(app.palette())
    if scheme is Scheme.SYSTEM:
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if scheme is Scheme.DARK else LIGHT


def _palette(look: Theme) -> QPalette:
    """Return a palette for what QSS does not reach: native dialogs, links, selections, tool tips."""
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: "bg", role.WindowText: "ink", role.Base: "surface", role.AlternateBase: "surface2",
        role.Text: "ink", role.Button: "surface", role.ButtonText: "ink", role.PlaceholderText: "ink3",
        role.Highlight: "primary", role.HighlightedText: "on_primary", role.Link: "link",
        role.ToolTipBase: "surface", role.ToolTipText: "ink", role.Mid: "line2", role.Midlight: "line",
    }  # fmt: skip
    for key, name in pairs.items():
        palette.setColor(key, look.colour(name))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, look.colour("disabled_ink"))
    return palette
