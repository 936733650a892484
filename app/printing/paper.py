"""Paper sizes: margins and the type sizes used on each.

A4 has the margins of NĐ 30/2020 (left 30, right 15, top and bottom 20 mm). A5 has 15, 10, 10 and 10 mm: a form in
A5 stands for an A4 form reduced to half its area, which makes 30 and 20 mm into 21 and 14; what is left of the
binding margin still takes the holes of a file, 10 mm clears the edge that desk printers cannot print on (4 to 6 mm),
and a usual receipt stays on one page. Type is reduced less than the paper, never below 8.5 pt.

`LANDSCAPE` is A4 on its side for registers and lists, bound at the left like the rest. No officer chooses it, so it is
no `PaperName`; `table` there is the largest type of the rows, which a table with many columns reduces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MM = 72 / 25.4

PaperName = Literal["A4", "A5"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper size with its margins and the type sizes used on it, all in points."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    agency: float
    motto: float
    title: float
    body: float
    table: float
    sign: float
    small: float
    gap: float
    """White between the lines of a form, beside their leading."""
    qr: float

    @property
    def across(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def down(self) -> float:
        """Height between the margins."""
        return self.height - self.top - self.bottom


PAPERS: dict[PaperName, Paper] = {
    "A4": Paper(
        width=210 * MM,
        height=297 * MM,
        left=30 * MM,
        right=15 * MM,
        top=20 * MM,
        bottom=20 * MM,
        agency=12,
        motto=13,
        title=15,
        body=13,
        table=12,
        sign=12.5,
        small=11,
        gap=3.5,
        qr=25 * MM,
    ),
    "A5": Paper(
        width=148 * MM,
        height=210 * MM,
        left=15 * MM,
        right=10 * MM,
        top=10 * MM,
        bottom=10 * MM,
        agency=9,
        motto=10,
        title=12,
        body=10,
        table=9.5,
        sign=9.5,
        small=8.5,
        gap=1.2,
        qr=18 * MM,
    ),
}

LANDSCAPE = Paper(
    width=297 * MM,
    height=210 * MM,
    left=30 * MM,
    right=15 * MM,
    top=20 * MM,
    bottom=20 * MM,
    agency=12,
    motto=13,
    title=14,
    body=11.5,
    table=10.5,
    sign=12,
    small=10,
    gap=2.5,
    qr=25 * MM,
)
