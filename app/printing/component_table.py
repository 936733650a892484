"""The table of papers handed in: number, name, and how many of each sort."""

from __future__ import annotations

from itertools import pairwise

from app.printing.blocks import Block, Rule, Run, lines_height, put, wrap
from app.printing.fonts import BOLD, REGULAR, clean, width
from app.printing.paper import Paper
from app.rules.dossier import Component


class ComponentTable:
    """Columns of the table of papers, and the cells drawn in them."""

    def __init__(self, paper: Paper, heads: list[str]) -> None:
        self.size, self.head_size, self.pad = paper.table, paper.small, 0.35 * paper.table
        self.heads = heads
        number, count = 2.4 * self.size, 4.75 * self.size
        edges = [0.0, number, paper.across - 3 * count, paper.across - 2 * count, paper.across - count, paper.across]
        self.columns = list(pairwise(edges))
        self.edges = edges

    def head(self) -> Block:
        """Return the row of column names, repeated on each page."""
        size = self.head_size
        cells = [
            wrap((Run(text, BOLD),), size, end - start - self.pad)
            for text, (start, end) in zip(self.heads, self.columns, strict=True)
        ]
        block = Block(lines_height(max(map(len, cells)), size) + self.pad)
        for cell, (start, end) in zip(cells, self.columns, strict=True):
            put(block, cell, size, start, (block.height - lines_height(len(cell), size)) / 2, end - start)
        return self._ruled(block, first=True, last=True)

    def row(self, number: int, component: Component) -> list[Block]:
        """Return a row, line by line, so that one longer than a page can go on overleaf."""
        start, end = self.columns[1]
        name = wrap((Run(" ".join(clean(component.name).split())),), self.size, end - start - 2 * self.pad)
        counts = (component.originals, component.certified, component.photocopies)
        blocks = []
        for index, line in enumerate(name):
            first, last = index == 0, index == len(name) - 1
            above = self.pad / 2 if first else 0
            block = Block(lines_height(1, self.size) + above + (self.pad / 2 if last else 0))
            put(block, (line,), self.size, start + self.pad, above, None)
            if first:
                self._figures(block, above, number, counts)
            blocks.append(self._ruled(block, first=False, last=last))
        return blocks

    def _figures(self, block: Block, y: float, number: int, counts: tuple[int, int, int]) -> None:
        for figure, (start, end) in zip((number, None, *counts), self.columns, strict=True):
            if figure:
                text = str(figure)
                used = width(text, REGULAR, self.size)
                put(block, [(used, [(0, text, REGULAR)])], self.size, start, y, end - start)

    def _ruled(self, block: Block, *, first: bool, last: bool) -> Block:
        block.rules += [Rule(x, 0, x, block.height) for x in self.edges]
        block.rules += [Rule(0, y, self.edges[-1], y) for y, drawn in ((0, first), (block.height, last)) if drawn]
        return block
