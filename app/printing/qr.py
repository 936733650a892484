"""The QR code of a dossier, drawn as one path.

One path and not a picture, so it stays sharp on any printer; one and not hundreds of squares, because between
squares filled one by one renderers leave hairlines. It holds the dossier code and nothing else: what a stranger can
scan off a lost receipt is what he can read on it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno
from reportlab.pdfgen.canvas import Canvas

QUIET = 4
"""Modules left white on each side (ISO/IEC 18004)."""


@lru_cache(maxsize=8)  # the two copies of a receipt, and a preview that is drawn again at each change
def runs(content: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Return the modules on a side, and every horizontal run of dark ones as (column, row, length)."""
    matrix = segno.make_qr(content, error="m").matrix
    found = []
    for row, modules in enumerate(matrix):
        column = 0
        for dark, group in groupby(modules):
            length = len(list(group))
            if dark:
                found.append((column, row, length))
            column += length
    return len(matrix), tuple(found)


def draw(canvas: Canvas, content: str, x: float, top: float, side: float) -> None:
    """Draw the code of `content` in the square whose upper left corner is (x, top); `side` includes no quiet zone.

    The quiet zone is painted white around it, over any mark printed across the page.
    """
    count, dark = runs(content)
    module = side / count
    margin = QUIET * module
    canvas.setFillGray(1)
    canvas.rect(x - margin, top - side - margin, side + 2 * margin, side + 2 * margin, stroke=0, fill=1)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for column, row, length in dark:
        path.rect(x + column * module, top - (row + 1) * module, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
