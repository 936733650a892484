"""Much short text put on a page at once, for tables of a million cells.

reportlab's text object looks up each letter of each string and measures the string again: 20 µs a cell, half a minute
for a register. Here a letter is looked up once for a document and the operators are written straight, as reportlab's
own description of its fonts (`pdfbase.ttfonts`, on `splitString`) tells users to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from app.printing.blocks import BASELINE, Block, put

_loose_mark = re.compile("[\u0300-\u036f]")

Piece = tuple[float, float, str]
"""Clean text with its x and its base line on the page."""


class Ink:
    """One style of text in one document; `write` puts pieces on the page that is open."""

    def __init__(self, canvas: Canvas, font: str, size: float) -> None:
        self.canvas, self.name, self.size = canvas, font, size
        self._font = getFont(font)
        self._codes: dict[str, str] = {}
        """Letters of the font's first subset, which has room for 250: all of them in an ordinary document."""

    def rule(self, lines: Iterable[tuple[float, float, float, float]]) -> None:
        """Draw straight lines, each from one point of the page to another, as wide as the canvas has them."""
        self.canvas.addLiteral("\n".join([f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l" for a, b, c, d in lines] + ["S"]))

    def write(self, pieces: Iterable[Piece]) -> None:
        """Draw the pieces."""
        out = ["q BT", self._subset(0)]
        for x, y, text in pieces:
            if not text.isascii() and _loose_mark.search(text):
                out += [self._shown(*piece) for piece in self._marks_set(x, y, text)]
            else:
                out.append(self._shown(x, y, text))
        out.append("ET Q")
        self.canvas.addLiteral("\n".join(out))

    def _shown(self, x: float, y: float, text: str) -> str:
        """Return the operators that show a text; the first subset is chosen before and after."""
        try:
            return f"1 0 0 1 {x:.2f} {y:.2f} Tm <{''.join(map(self._codes.__getitem__, text))}> Tj"
        except KeyError:
            return f"1 0 0 1 {x:.2f} {y:.2f} Tm {self._looked_up(text)}"

    def _looked_up(self, text: str) -> str:
        """Return the operators for letters that are new, or in a later subset."""
        codes = [part for char in text for part in self._font.splitString(char, self.canvas._doc)]
        self._codes |= {char: code.hex() for char, (subset, code) in zip(text, codes, strict=True) if subset == 0}
        shown = [
            f"{self._subset(subset)} <{b''.join(code for _, code in run).hex()}> Tj"
            for subset, run in groupby(codes, key=lambda part: part[0])
        ]
        return " ".join([*shown, self._subset(0)])

    def _subset(self, number: int) -> str:
        return f"{self._font.getSubsetInternalName(number, self.canvas._doc)} {self.size:g} Tf"

    def _marks_set(self, x: float, y: float, text: str) -> list[Piece]:
        """Put marks that are no part of a letter's glyph over their letters."""
        block = Block(0)
        put(block, [(0, [(0, text, self.name)])], self.size, 0, 0, None)
        return [(x + part.x, y + BASELINE * self.size - part.y, part.text) for part in block.texts]
