"""Gives the whole program one look: fonts, palette and style sheet, at the start and whenever another is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.ui.kit.fonts import load_fonts
from app.ui.kit.style import style_sheet
from app.ui.kit.theme import Scheme, Theme, changes, put
from app.ui.kit.tokens import DARK, LIGHT, Tokens, high_contrast


def apply_theme(app: QApplication, scheme: Scheme = Scheme.SYSTEM, factor: float = 1.0) -> Theme:
    """Give the whole program one scheme and one text size, and return the look now in force."""
    load_fonts()
    if app.style().objectName().lower() != "fusion":
        # One base style on every system: QSS on a native style draws half of a control natively.
        app.setStyle(QStyleFactory.create("Fusion"))
    look = Theme(_tokens(app, scheme), factor, scheme)
    put(look)
    app.setFont(look.font("text"))
    app.setPalette(_palette(look))
    app.setStyleSheet(style_sheet(look))
    changes().changed.emit()
    return look


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
