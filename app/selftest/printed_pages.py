"""A PDF's pages as a printer gets them, looked at: how much ink, which words, and whether the QR code can be read.

The code is read without a library for it: its three corner squares are found in the picture by their widths, the
modules between them are looked at one by one, and the pattern must be the one the dossier's code has (segno's, from
which no printed module may differ), inside a margin that is white.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import segno

from app.printing.qr import QUIET

_DARK = bytes(level < 128 for level in range(256))
"""Maps a grey level to 1 where it is dark."""
_RUN = re.compile(rb"\x01+|\x00+")


_CORNER = (1, 1, 3, 1, 1)


class Square(NamedTuple):
    """Where a code may be, in pixels."""

    left: int
    top: float
    side: int


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page: its words, and its rows of pixels, 1 where dark."""

    words: str
    rows: tuple[bytes, ...]

    @property
    def ink(self) -> float:
        """Return the share of the page that is dark."""
        return sum(row.count(1) for row in self.rows) / sum(map(len, self.rows))


def pages(pdf: bytes, dpi: int = 72) -> Iterator[PrintedPage]:
    """Give the pages of a PDF, drawn at `dpi`."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            content = bytes(bitmap.buffer).translate(_DARK)
            starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
            words = page.get_textpage()
            yield PrintedPage(words.get_text_bounded(), tuple(content[at : at + bitmap.width] for at in starts))
            words.close()
            bitmap.close()
            page.close()
    finally:
        document.close()


def shows_code(page: PrintedPage, text: str) -> bool:
    """Tell whether a page has the QR code of `text`, every module of it, with its white margin."""
    matrix = segno.make_qr(text, error="m").matrix
    return any(_reads(page.rows, square, matrix) for square in _squares(page.rows, len(matrix)))


def _reads(rows: tuple[bytes, ...], square: Square, matrix: tuple[bytearray, ...]) -> bool:
    count = len(matrix)
    around = range(-QUIET, count + QUIET)
    across = [int(square.left + (at + 0.5) * square.side / count) for at in around]
    down = [int(square.top + (at + 0.5) * square.side / count) for at in around]
    if min(across[0], down[0]) < 0 or across[-1] >= len(rows[0]) or down[-1] >= len(rows):
        return False
    blank = bytes(count + 2 * QUIET)
    margin = bytes(QUIET)
    wanted = [blank] * QUIET + [margin + bytes(row) + margin for row in matrix] + [blank] * QUIET
    return all(bytes(rows[y][x] for x in across) == row for y, row in zip(down, wanted, strict=True))


def _squares(rows: tuple[bytes, ...], count: int) -> Iterator[Square]:
    """Give the squares that may be a code of `count` modules a side.

    The middle rows of both upper corner squares are crossed at the same two places, three modules of them.
    """
    crossed: dict[tuple[int, int], list[int]] = {}
    for y, row in enumerate(rows):
        for left, right in _spans(row, count):
            crossed.setdefault((left, right), []).append(y)
    for (left, right), ys in crossed.items():
        module = (right - left) / count
        if len(ys) >= 2 * module:
            yield Square(left, (ys[0] + ys[-1] + 1) / 2 - 3.5 * module, right - left)


def _spans(row: bytes, count: int) -> Iterator[tuple[int, int]]:
    """Give where a row crosses two corner squares as far apart as the upper ones of a code: its left and right."""
    corners = _corners(row)
    for at, (left, end) in enumerate(corners):
        for begin, right in corners[at + 1 :]:
            module = (right - left) / count
            if all(abs(wide - 7 * module) <= module for wide in (end - left, right - begin)):
                yield left, right


def _corners(row: bytes) -> list[tuple[int, int]]:
    """Return where a row crosses corner squares: dark, white, dark, white, dark in the widths 1 1 3 1 1."""
    runs = [(found.start(), found.end()) for found in _RUN.finditer(row)]
    first = 0 if row[:1] == b"\x01" else 1
    corners = []
    for at in range(first, len(runs) - 4, 2):
        start, end = runs[at][0], runs[at + 4][1]
        unit = (end - start) / 7
        widths = (stop - begin for begin, stop in runs[at : at + 5])
        if unit >= 2 and all(
            abs(wide - times * unit) <= 0.6 * unit for wide, times in zip(widths, _CORNER, strict=True)
        ):
            corners.append((start, end))
    return corners
