"""The columns of a report on paper: how wide they are, how a row breaks into lines, how head, rows and total are drawn.

A column is at least as wide as the longest word of its head and as any code, figure or date in it, so these are never
broken; what is left is shared by weight. The type is the largest at which columns of text keep room for a few words.
A row is laid out when it is asked for and not kept: a register of a year has a million cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import accumulate, pairwise

from reportlab.pdfgen.canvas import Canvas

from app.printing.blocks import BASELINE, LEADING, Block, Rule, Run, lines_height, put, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, SPACE, clean, width
from app.printing.ink import Ink, Piece
from app.printing.paper import Paper
from app.printing.report import Column, Head, Report, Row, Value, heads, spans, text_of

SIZES = (11, 10.5, 10, 9.5, 9, 8.5)
TEXT_EMS = 7.0
"""Room for text below which smaller type is taken: two words of a name."""
PAD = 0.35
"""White at both sides of a cell, in ems; above and below a row it is a little less."""
NUMBER = 0.85
"""Type of the numbers of columns, to that of the rows."""
DAY, MOMENT = "00/00/0000", "00:00 00/00/0000"
DAYS = ("date", "moment")
FIGURES = ("count", "money", "percent")
DISTINCT = 4096
"""Texts whose lines are remembered: procedures, units and officers come again and again."""

Lines = Sequence[str]
Strip = tuple[Sequence[Lines], float, float]
"""What is drawn of a row: the lines of its cells, and the white above and below them (none where a row is torn)."""


class Grid:
    """The table of one report on one paper. Reads `rows`, all of the report's, once to measure them."""

    def __init__(self, report: Report, paper: Paper, rows: Iterable[Row]) -> None:
        self.report, self.columns, self.left = report, report.columns, paper.left
        floors = _floors(report, rows)
        wished = sum(
            max(floor, TEXT_EMS + 2 * PAD) if column.kind == "text" else floor
            for column, floor in zip(self.columns, floors, strict=True)
        )
        fitting = (size for size in SIZES if size <= paper.table and wished * size <= paper.across)
        self.size: float = next(fitting, SIZES[-1])
        self.leading, self.white = LEADING * self.size, 0.25 * self.size
        widths = _shared(self.columns, [floor * self.size for floor in floors], paper.across)
        self.edges = [0.0, *accumulate(widths)]
        # A hair more than the room, lest rounding break what fits exactly.
        self._rooms = [wide / self.size - 2 * PAD + 1e-6 for wide in widths]
        self._places = [self._place(*each) for each in zip(self.columns, self.edges, self.edges[1:], strict=False)]
        self._broken = lru_cache(DISTINCT)(broken)
        self._inks: dict[tuple[str, float], Ink] = {}

    def cells(self, row: Row) -> list[Lines]:
        """Return the lines of each cell of a row."""
        return [
            self._cell(value, column, room) for value, column, room in zip(row, self.columns, self._rooms, strict=True)
        ]

    def _cell(self, value: Value, column: Column, room: float) -> Lines:
        if value is None:
            return ()
        if isinstance(value, str):
            return self._broken(value, room)
        text = text_of(value, column.kind)
        if isinstance(value, datetime) and column.kind != "date" and width(MOMENT, REGULAR, 1) > room:
            return text.split(" ")
        return (text,)

    def height(self, cells: Sequence[Lines]) -> float:
        """Return the height of a row in points."""
        return self.strip_height(self.strip(cells))

    def strip(self, cells: Sequence[Lines]) -> Strip:
        """Return a row as it is drawn in one piece."""
        return cells, self.white, self.white

    def strip_height(self, strip: Strip) -> float:
        """Return the height of a row, or of its torn part, in points."""
        cells, above, below = strip
        return above + max(map(len, cells), default=1) * self.leading + below

    def torn(self, cells: Sequence[Lines]) -> list[Strip]:
        """Return a row line by line, for one that is longer than a page."""
        last = max(map(len, cells)) - 1
        return [
            ([cell[at : at + 1] for cell in cells], self.white if at == 0 else 0, self.white if at == last else 0)
            for at in range(last + 1)
        ]

    def draw(self, canvas: Canvas, top: float, strips: Iterable[Strip]) -> None:
        """Draw rows from `top`, the height of their upper edge on the page, downwards."""
        ink = self._ink(canvas, REGULAR, self.size)
        pieces: list[Piece] = []
        rules = []
        left, right = self.left, self.left + self.edges[-1]
        y = top
        for strip in strips:
            base = y - strip[1] - BASELINE * self.size
            for place, cell in zip(self._places, strip[0], strict=True):
                for line, text in enumerate(cell):
                    pieces.append((self._start(place, text), base - line * self.leading, text))
            y -= self.strip_height(strip)
            if strip[2]:
                rules.append((left, y, right, y))
        rules += [(left + x, top, left + x, y) for x in self.edges]
        ink.rule(rules)
        ink.write(pieces)

    def _ink(self, canvas: Canvas, font: str, size: float) -> Ink:
        ink = self._inks.get((font, size))
        if ink is None or ink.canvas is not canvas:
            ink = self._inks[font, size] = Ink(canvas, font, size)
        return ink

    def _start(self, place: tuple[float, float], text: str) -> float:
        """Return where a line of a cell begins: figures end at the right, days stand in the middle."""
        at, share = place
        return at - share * self.size * width(text, REGULAR, 1) if share else at

    def _place(self, column: Column, start: float, end: float) -> tuple[float, float]:
        """Return a point on the page, and how much of a text stands left of it."""
        pad = PAD * self.size
        if column.kind in FIGURES:
            return self.left + end - pad, 1
        return (self.left + (start + end) / 2, 0.5) if column.kind in DAYS else (self.left + start + pad, 0)

    def head(self) -> Block:
        """Return the head, repeated on each page; drawn with our ink, since there may be ten thousand pages."""
        laid = self._head()

        def draw(canvas: Canvas, top: float) -> None:
            for style in dict.fromkeys((text.font, text.size) for text in laid.texts):
                pieces = [(self.left + t.x, top - t.y, t.text) for t in laid.texts if (t.font, t.size) == style]
                self._ink(canvas, *style).write(pieces)
            lines = [(self.left + r.x1, top - r.y1, self.left + r.x2, top - r.y2) for r in laid.rules]
            self._ink(canvas, REGULAR, self.size).rule(lines)

        return Block(laid.height, drawings=[draw])

    def _head(self) -> Block:
        """Lay the head out: groups over their columns, and the columns' numbers."""
        found = heads(self.columns)
        tops = [0.0, *accumulate(self._levels(found))]
        block = Block(tops[-1])
        for cell in found:
            start, end, top, bottom = (
                self.edges[cell.first],
                self.edges[cell.last + 1],
                tops[cell.top],
                tops[cell.bottom + 1],
            )
            lines = self._head_lines(cell)
            middle = (top + bottom - lines_height(len(lines), self.size)) / 2
            put(block, lines, self.size, start, middle, end - start)
            block.rules += [Rule(start, top, end, top), Rule(start, top, start, bottom)]
        if any(column.number for column in self.columns):
            self._numbers(block)
        right, height = self.edges[-1], block.height
        block.rules += [Rule(right, 0, right, height), Rule(0, height, right, height)]
        return block

    def _head_lines(self, cell: Head) -> list[tuple[float, list[tuple[float, str, str]]]]:
        room = self.edges[cell.last + 1] - self.edges[cell.first] - PAD * self.size
        return wrap((Run(clean(cell.text), BOLD),), self.size, room + 1e-4)

    def _levels(self, found: Sequence[Head]) -> list[float]:
        """Return the heights of the head's rows; a cell over several rows stretches its last."""
        heights = [0.0] * (max(cell.bottom for cell in found) + 1)
        for cell in sorted(found, key=lambda cell: cell.bottom - cell.top):
            needed = lines_height(len(self._head_lines(cell)), self.size) + 2 * self.white
            heights[cell.bottom] += max(0.0, needed - sum(heights[cell.top : cell.bottom + 1]))
        return heights

    def _numbers(self, block: Block) -> None:
        """Put the row of column numbers under the head."""
        size, top = NUMBER * self.size, block.height
        block.height += lines_height(1, size) + self.white
        for column, (start, end) in zip(self.columns, pairwise(self.edges), strict=True):
            lines = wrap((Run(column.number, ITALIC),), size, end - start)
            put(block, lines, size, start, top + self.white / 2, end - start)
            block.rules.append(Rule(start, top, start, block.height))
        block.rules.append(Rule(0, top, self.edges[-1], top))

    def total(self, row: Row) -> Block:
        """Return the row of totals, in bold; a text takes the empty cells after it."""
        texts = [text_of(value, column.kind) for value, column in zip(row, self.columns, strict=True)]
        cells = [
            (
                first,
                last,
                wrap((Run(clean(texts[first]), BOLD),), self.size, self._across(first, last) - 2 * PAD * self.size),
            )
            for first, last in spans(row)
        ]
        block = Block(max(lines_height(len(lines), self.size) for _, _, lines in cells) + 2 * self.white)
        for first, last, lines in cells:
            start, room = self.edges[first], self._across(first, last)
            if self.columns[first].kind in FIGURES and not isinstance(row[first], str):
                start, room = start + room - PAD * self.size - lines[0][0], lines[0][0]
            put(block, lines, self.size, start, self.white, room)
            block.rules.append(Rule(self.edges[first], 0, self.edges[first], block.height))
        return self._closed(block)

    def nothing(self) -> Block:
        """Return the one row of a report without rows."""
        block = Block(self.leading + 4 * self.white)
        lines = wrap((Run(clean(self.report.empty), ITALIC),), self.size, self.edges[-1])
        put(block, lines, self.size, 0, 2 * self.white, self.edges[-1])
        block.rules.append(Rule(0, 0, 0, block.height))
        return self._closed(block)

    def _across(self, first: int, last: int) -> float:
        return self.edges[last + 1] - self.edges[first]

    def _closed(self, block: Block) -> Block:
        right, height = self.edges[-1], block.height
        block.rules += [Rule(right, 0, right, height), Rule(0, height, right, height)]
        return block


def _floors(report: Report, rows: Iterable[Row]) -> list[float]:
    """Return how wide each column must be, in ems, the white at its sides included."""
    columns = report.columns
    floors = [0.0] * len(columns)
    exact = [(at, column.kind) for at, column in enumerate(columns) if column.kind == "code" or column.kind in FIGURES]
    for row in rows:
        for at, kind in exact:
            if (value := row[at]) is not None:
                floors[at] = max(floors[at], width(one_line(text_of(value, kind)), REGULAR, 1))
    for at, column in enumerate(columns):
        texts = [(word, BOLD) for word in clean(column.title).split()]
        if column.kind in DAYS:
            texts.append((DAY, REGULAR))
        if report.total is not None and isinstance(report.total[at], int):
            texts.append((text_of(report.total[at], column.kind), BOLD))
        floors[at] = max(floors[at], NUMBER * width(column.number, ITALIC, 1), *(width(*text, 1) for text in texts))
    return [floor + 2 * PAD for floor in floors]


def _shared(columns: Sequence[Column], floors: Sequence[float], across: float) -> list[float]:
    """Share the width by weight, but give no column less than its floor."""
    if sum(floors) >= across:
        return [floor * across / sum(floors) for floor in floors]
    fixed: dict[int, float] = {}
    while True:
        open_columns = [at for at in range(len(columns)) if at not in fixed]
        unit = (across - sum(fixed.values())) / sum(columns[at].width for at in open_columns)
        short = {at: floors[at] for at in open_columns if columns[at].width * unit < floors[at]}
        if not short:
            return [fixed.get(at, column.width * unit) for at, column in enumerate(columns)]
        fixed |= short


def one_line(text: str) -> str:
    """Return clean text with every run of blanks made one."""
    return " ".join(clean(text).split())


def broken(text: str, room: float) -> tuple[str, ...]:
    """Break text into lines no wider than `room` ems; a line end in it is kept, a word too long cut."""
    return tuple(line for part in text.split("\n") if part.strip() for line in _part(one_line(part), room))


def _part(text: str, room: float) -> list[str]:
    if width(text, REGULAR, 1) <= room:
        return [text]
    lines, line, used = [], "", 0.0
    for word in text.split(" "):
        wide = width(word, REGULAR, 1)
        if wide > room:
            return ["".join(piece for _, piece, _ in pieces) for _, pieces in wrap((Run(text),), 1, room)]
        if line and used + SPACE + wide > room:
            lines.append(line)
            line, used = word, wide
        elif line:
            line, used = f"{line} {word}", used + SPACE + wide
        else:
            line, used = word, wide
    return [*lines, line]
