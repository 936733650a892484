"""Loads the fonts shipped with the program and says which families the window uses.

Windows has Segoe UI; elsewhere, and for letters Segoe lacks, Noto Sans (OFL) from resources/fonts. Measured at 13 and
14 px it keeps ấ ẫ ỗ ử apart, all its digits have one width, and no capital with two marks rises above its ascent.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "fonts"
FAMILIES = ["Segoe UI", "Noto Sans"] if sys.platform == "win32" else ["Noto Sans", "Segoe UI"]


@cache
def load_fonts() -> tuple[str, ...]:
    """Add the shipped Noto Sans files to Qt once and return the families they gave; needs a QGuiApplication."""
    families: list[str] = []
    for file in sorted(FOLDER.glob("NotoSans-*.ttf")):
        handle = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(handle)
    return tuple(dict.fromkeys(families))
