"""Blocks: text broken into lines, and what of a form may not be torn apart.

A block is a line of text, a row of a table, the signatures. It is measured when it is made and only moved afterwards,
so no text is measured twice, and the copies of a form (liên) share one layout. Inside a block x counts points from
the left margin and y points down from the block's top. All text in a block is clean (`fonts.clean`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from app.printing.fonts import REGULAR, SPACE, mark_place, width

LEADING = 1.2
"""Line to line, in ems: Ẫ reaches 0.96 em above the line and Ặ 0.22 below, so two lines never touch."""
BASELINE = 0.97
"""Top of a line to its base line, in ems."""


_loose_mark = re.compile("[\u0300-\u036f]")


class Run(NamedTuple):
    """Clean text in one style."""

    text: str
    font: str = REGULAR


class Text(NamedTuple):
    """A string at its place in a block."""

    x: float
    y: float
    text: str
    font: str
    size: float


class Rule(NamedTuple):
    """A straight line in a block."""

    x1: float
    y1: float
    x2: float
    y2: float


Drawing = Callable[[Canvas, float], None]
"""Something drawn by hand: given the canvas and the y of its block's top on the page."""


@dataclass(slots=True)
class Block:
    """What stays in one piece; `gap` is white below it, dropped at the foot of a page."""

    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    gap: float = 0


Line = list[tuple[float, str, str]]
"""The pieces of one line: offset from its start, text, style."""


def wrap(runs: Sequence[Run], size: float, room: float) -> list[tuple[float, Line]]:
    """Break runs into lines no wider than `room`; return each with its width. A word too long is cut where it must."""
    total = 0.0
    line: Line = []
    for text, font in runs:
        line.append((total, text, font))
        total += width(text, font, size)
    if total <= room:
        return [(total, line)]
    lines: list[tuple[float, Line]] = []
    used = 0.0
    pieces: Line = []
    for word in _words(runs):
        wide = sum(width(text, font, size) for text, font in word)
        if pieces and used + SPACE * size + wide > room:
            lines.append((used, pieces))
            used, pieces = 0.0, []
        if wide > room:
            *full, (used, pieces) = _cut(word, size, room)
            lines.extend(full)
            continue
        if pieces:
            x, text, font = pieces[-1]
            pieces[-1] = (x, text + " ", font)
            used += SPACE * size
        used = _append(pieces, word, used, size)
    return [*lines, (used, pieces)]


def _words(runs: Sequence[Run]) -> list[list[Run]]:
    """Split runs at blanks; a word that changes style in its middle has several parts."""
    words: list[list[Run]] = [[]]
    for text, font in runs:
        first, *rest = text.split(" ")
        if first:
            words[-1].append(Run(first, font))
        words.extend([Run(part, font)] if part else [] for part in rest)
    return [word for word in words if word]


def _append(pieces: Line, word: Sequence[Run], used: float, size: float) -> float:
    """Put a word at the end of a line, joined to the last piece if the style is the same; return the new width."""
    for text, font in word:
        if pieces and pieces[-1][2] == font:
            x, before, _ = pieces[-1]
            pieces[-1] = (x, before + text, font)
        else:
            pieces.append((used, text, font))
        used += width(text, font, size)
    return used


def _cut(word: Sequence[Run], size: float, room: float) -> list[tuple[float, Line]]:
    """Break one word between letters."""
    lines: list[tuple[float, Line]] = []
    used = 0.0
    pieces: Line = []
    for text, font in word:
        for char in text:
            wide = width(char, font, size)
            if pieces and wide and used + wide > room:
                lines.append((used, pieces))
                used, pieces = 0.0, []
            used = _append(pieces, (Run(char, font),), used, size)
    return [*lines, (used, pieces)]


def balanced(text: str, font: str, size: float, room: float) -> list[tuple[float, Line]]:
    """Break text into as few lines as `room` allows, and these as even in length as they can be."""
    runs = (Run(text, font),)
    best = wrap(runs, size, room)
    longest_word = max((sum(width(*part, size) for part in word) for word in _words(runs)), default=0.0)
    low, high = min(longest_word, room), room
    for _ in range(7 if len(best) > 1 else 0):
        middle = (low + high) / 2
        lines = wrap(runs, size, middle)
        if len(lines) == len(best) and max(used for used, _ in lines) <= middle:
            best, high = lines, middle
        else:
            low = middle
    return best


def lines_height(count: int, size: float) -> float:
    """Return the height of so many lines of text."""
    return count * size * LEADING


def put(
    block: Block, lines: Iterable[tuple[float, Line]], size: float, x: float, y: float, room: float | None
) -> float:
    """Write lines into a block from y down, centred in `room` if it is given; return the y below them."""
    for used, pieces in lines:
        start = x if room is None else x + (room - used) / 2
        for offset, text, font in pieces:
            piece = Text(start + offset, y + BASELINE * size, text, font, size)
            block.texts.extend(_marks_set(piece) if _loose_mark.search(text) else (piece,))
        y += LEADING * size
    return y


def _marks_set(piece: Text) -> list[Text]:
    """Split a text at marks that are no part of a letter's glyph, each of them put over its letter."""
    x, y, text, font, size = piece
    texts: list[Text] = []
    at = 0
    for found in _loose_mark.finditer(text):
        base = text[found.start() - 1] if found.start() else " "
        texts.append(piece._replace(x=x, text=text[at : found.start()]))
        x += width(text[at : found.start()], font, size)
        right, up = mark_place(base, found[0], font)
        texts.append(Text(x - (width(base, font, 1) - right) * size, y - up * size, found[0], font, size))
        at = found.end()
    return [part for part in [*texts, piece._replace(x=x, text=text[at:])] if part.text]


def paragraph(runs: Sequence[Run], size: float, room: float, *, centred: bool = False, gap: float = 0) -> list[Block]:
    """Return one block for each line of a paragraph, `gap` below the last."""
    blocks = []
    for line in wrap(runs, size, room):
        block = Block(lines_height(1, size))
        put(block, (line,), size, 0, 0, room if centred else None)
        blocks.append(block)
    blocks[-1].gap = gap
    return blocks


def height_of(blocks: Sequence[Block]) -> float:
    """Return the height of blocks one below the other, without the last one's gap."""
    return sum(block.height + block.gap for block in blocks) - (blocks[-1].gap if blocks else 0)
