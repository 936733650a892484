"""Ruled tables of a dossier's papers, and the table of papers handed in: number, name, and how many of each sort.

A row is laid out line by line, so one longer than a page can go on overleaf.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from app.printing.blocks import Block, Rule, Run, lines_height, put, wrap
from app.printing.fonts import BOLD, REGULAR, clean
from app.printing.paper import Paper
from app.rules.record import Component


class RuledTable:
    """Columns between rules. `centred` names the columns whose cells stand in their middle; the others start left."""

    def __init__(self, paper: Paper, heads: Sequence[str], widths: Sequence[float], centred: Sequence[int]) -> None:
        self.size, self.head_size, self.pad = paper.table, paper.small, 0.35 * paper.table
        self.heads = heads
        self.edges = [0.0, *accumulate(widths)]
        self.columns = list(pairwise(self.edges))
        self.centred = frozenset(centred)

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

    def row(self, cells: Sequence[str], font: str = REGULAR) -> list[Block]:
        """Return a row, one block for each of its lines; a cell may hold several paragraphs, one a line of its text."""
        pad = 2 * self.pad
        wrapped = [
            [
                line
                for part in text.split("\n")
                for line in wrap((Run(" ".join(clean(part).split()), font),), self.size, end - start - pad)
            ]
            for text, (start, end) in zip(cells, self.columns, strict=True)
        ]
        count = max(map(len, wrapped))
        blocks = []
        for index in range(count):
            first, last = index == 0, index == count - 1
            above = self.pad / 2 if first else 0
            block = Block(lines_height(1, self.size) + above + (self.pad / 2 if last else 0))
            for column, (lines, (start, end)) in enumerate(zip(wrapped, self.columns, strict=True)):
                room = end - start - pad if column in self.centred else None
                put(block, lines[index : index + 1], self.size, start + self.pad, above, room)
            blocks.append(self._ruled(block, first=False, last=last))
        return blocks

    def empty_row(self, cells: Sequence[str], height: float) -> Block:
        """Return a row of one line at its foot, `height` high, to be written in by pen."""
        block = Block(height)
        above = height - lines_height(1, self.size) - self.pad / 2
        for column, (text, (start, end)) in enumerate(zip(cells, self.columns, strict=True)):
            line, room = wrap((Run(text),), self.size, end - start - 2 * self.pad), end - start - 2 * self.pad
            put(block, line, self.size, start + self.pad, above, room if column in self.centred else None)
        return self._ruled(block, first=False, last=True)

    def _ruled(self, block: Block, *, first: bool, last: bool) -> Block:
        block.rules += [Rule(x, 0, x, block.height) for x in self.edges]
        block.rules += [Rule(0, y, self.edges[-1], y) for y, drawn in ((0, first), (block.height, last)) if drawn]
        return block


class ComponentTable:
    """The papers of a dossier: number, name and three columns that say how many."""

    def __init__(self, paper: Paper, heads: Sequence[str]) -> None:
        number, count = 2.4 * paper.table, 4.75 * paper.table
        widths = (number, paper.across - number - 3 * count, count, count, count)
        self.table = RuledTable(paper, heads, widths, (0, 2, 3, 4))

    def head(self) -> Block:
        """Return the row of column names, repeated on each page."""
        return self.table.head()

    def row(self, number: int, component: Component) -> list[Block]:
        """Return a paper with its originals, certified copies and photocopies; a zero is left blank."""
        counts = (component.originals, component.certified, component.photocopies)
        return self.table.row((str(number), _flat(component.name), *(str(count) if count else "" for count in counts)))

    def certified_row(self, number: int, component: Component, pages: int, *, electronic: bool) -> list[Block]:
        """Return a paper to certify: pages of one copy, how many on paper were handed in, whether signed online."""
        paper = component.originals + component.certified + component.photocopies
        cells = (str(pages), str(paper) if paper else "", "x" if electronic else "")
        return self.table.row((str(number), _flat(component.name), *cells))


def _flat(name: str) -> str:
    """Return a name somebody typed as one paragraph."""
    return " ".join(name.split())
