"""The typeface of every paper: Tinos in four styles, how wide its letters are, and which letters it has.

Tinos has the measures of Times New Roman, which NĐ 30/2020 asks for, may be shipped (OFL) and has every Vietnamese
letter. reportlab does no shaping, so text is brought to NFC before it is measured: a mark is then part of its
letter's glyph. Four letters of Ê-đê and Gia-rai have no such glyph (ê̆ ô̆ ơ̆ ư̆), so a mark left over is set over its
letter by `mark_place`. A character the face does not have is drawn as □, so that the officer sees that something is
missing instead of a name that lost a letter in silence.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resource

REGULAR = "Tinos"
BOLD = "Tinos-Bold"
ITALIC = "Tinos-Italic"
BOLD_ITALIC = "Tinos-BoldItalic"
_FILES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic", BOLD_ITALIC: "BoldItalic"}

MISSING = "□"
SPACE = 0.25
"""Width of a blank in ems, the same in all four styles."""

ABOVE = 230
"""Canonical combining class of marks that stand above their letter (Unicode)."""

_advance: dict[str, dict[str, float]] = {}
_drawable: set[str] = set()


@cache
def register() -> None:
    """Make the four styles known to reportlab and to `width`; reads the files once (about 35 ms)."""
    # Streams as they are: writing them out in ASCII is for mail of the nineties, a quarter larger, and takes reportlab
    # a third of the time of a long register (ADR 0014). It has no other switch than this one of the whole process.
    rl_config.useA85 = 0
    for name, style in _FILES.items():
        # asciiReadable would put all of ASCII into every subset, needed or not.
        font = TTFont(name, str(resource("fonts", f"Tinos-{style}.ttf")), asciiReadable=False, shapable=False)
        registerFont(font)
        _advance[name] = {chr(code): units / 1000 for code, units in font.face.charWidths.items()}
    common = set.intersection(*(set(table) for table in _advance.values()))
    _drawable.update(char for char in common if char == " " or (char.isprintable() and not char.isspace()))


def clean(text: str) -> str:
    """Return text that can be measured and drawn: NFC, every blank a plain one, what the face lacks as □."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    if _drawable.issuperset(text):
        return text
    return "".join(char if char in _drawable else _substitute(char) for char in text)


def _substitute(char: str) -> str:
    if char.isspace():
        return " "
    # Joiners, direction marks and variation selectors (FE00 to FE0F) have no ink of their own to lose.
    return "" if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" else MISSING


def lacking(text: str) -> str:
    """Return the letters and signs of a text that every paper would show as □, each once, as they come."""
    register()
    return "".join(dict.fromkeys(char for char in text if MISSING in clean(char) and char != MISSING))


def width(text: str, font: str, size: float) -> float:
    """Measure clean text in points."""
    return size * sum(map(_advance[font].__getitem__, text))


def mark_place(base: str, mark: str, font: str) -> tuple[float, float]:
    """Return where a mark's origin goes, in ems right of its letter's beginning and above the base line.

    Tinos draws a mark centred on its origin, at the height of a bare small letter; capitals and letters that
    carry a mark already need it higher (measured on the glyphs: 0.18 and 0.17 em).
    """
    letter = unicodedata.normalize("NFD", base)
    centre = width(letter[0], font, 1) / 2
    if unicodedata.combining(mark) != ABOVE:
        return centre, 0
    crowned = any(unicodedata.combining(other) == ABOVE for other in letter[1:])
    return centre, (0.18 if base.isupper() else 0) + (0.17 if crowned else 0)
