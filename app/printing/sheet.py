"""Pages: blocks flowed from page to page, the heads of later pages, the PDF written.

How many pages there are is known only at the end, so everything that names a page, or tells one copy (liên) from the
other, is drawn when the PDF is written; all else was laid out once for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from math import atan2, degrees

from reportlab.pdfgen.canvas import Canvas

from app.printing.blocks import BASELINE, Block, Rule, Run, Text, height_of, lines_height, put, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, register, width
from app.printing.paper import Paper

HAIR = 0.5
PALE = 0.88
"""Grey of the marks across a page: seen at arm's length, and black text over it keeps a contrast of 16:1."""


@dataclass(slots=True)
class Sheet:
    """A form on its way to paper.

    `reference` heads every page after the first; `stamps` (IN LẠI, TẬP HUẤN) stand in the head of each page and
    `marks` go across it, pale and behind the text, `struck` (ĐÃ HỦY) in outline, so that a photocopy
    shows it. Every page is there once for each copy, which `copies` names ("Liên 1: Lưu").
    """

    paper: Paper
    reference: str
    stamps: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    struck: str = ""
    pages: list[list[tuple[float, Block]]] = field(default_factory=lambda: [[]])
    y: float = 0
    label_y: float = 0
    title: str = ""
    copies: Sequence[str] = ("",)

    @property
    def left_over(self) -> float:
        """Height still free on this page."""
        return self.paper.down - self.y

    def reserve_label(self) -> None:
        """Keep a line for what differs from copy to copy; it is written when the pages are counted."""
        self.label_y = self.y
        self.y += lines_height(1, self.paper.body) + 0.4 * self.paper.body

    def flow(self, blocks: Sequence[Block], *, together: bool = False, head: Sequence[Block] = ()) -> None:
        """Lay blocks down, turning pages as needed and repeating `head` on each new one.

        `together` starts a new page for blocks that fit on one but not on what is left of this one.
        """
        if together and self._too_high(height_of(blocks)) and height_of([*head, *blocks]) <= self._fresh():
            self._turn(head)
        for block in blocks:
            if self._too_high(block.height):
                self._turn(head)
            self._place(block)

    def _too_high(self, height: float) -> bool:
        return height > self.left_over + 0.01

    def _fresh(self) -> float:
        return self.paper.down - self._running_height()

    def _running_height(self) -> float:
        return lines_height(2, self.paper.agency) + self.paper.body

    def _turn(self, head: Sequence[Block]) -> None:
        self.pages.append([])
        self.y = self._running_height()
        for block in head:
            self._place(block)

    def _place(self, block: Block) -> None:
        self.pages[-1].append((self.y, block))
        self.y += block.height + block.gap

    def named(self, title: str, copies: Sequence[str] = ("",)) -> Sheet:
        """Say what the file is called and which copies it has; return the sheet."""
        self.title, self.copies = title, copies
        return self

    def write(self, title: str, copies: Sequence[str] = ("",)) -> bytes:
        """Return the PDF of this sheet alone."""
        return write_all([self.named(title, copies)])

    def draw(self, canvas: Canvas) -> None:
        """Draw every page, once for each copy."""
        canvas.setPageSize((self.paper.width, self.paper.height))
        for copy in self.copies:
            for number in range(len(self.pages)):
                self._draw_page(canvas, number, copy)
                canvas.showPage()

    def _draw_page(self, canvas: Canvas, number: int, copy: str) -> None:
        self._draw_marks(canvas)
        placed = [*self.pages[number], self._first_label(copy) if number == 0 else (0.0, self._running(number, copy))]
        left, top = self.paper.left, self.paper.height - self.paper.top
        canvas.setFillGray(0)
        canvas.setLineWidth(HAIR)
        text = canvas.beginText()
        style: tuple[str, float] | None = None
        for y, block in placed:
            for drawing in block.drawings:
                drawing(canvas, top - y)
            if block.rules:
                canvas.lines([(left + r.x1, top - y - r.y1, left + r.x2, top - y - r.y2) for r in block.rules])
            for at, down, string, font, size in block.texts:
                if (font, size) != style:
                    text.setFont(font, size)
                    style = (font, size)
                text.setTextOrigin(left + at, top - y - down)
                text.textOut(string)
        canvas.drawText(text)

    def _first_label(self, copy: str) -> tuple[float, Block]:
        """Write which copy this is and, when there are several pages, how many to expect."""
        block = Block(0)
        parts = [copy] if copy else []
        if len(self.pages) > 1:
            parts.append(f"gồm {len(self.pages)} trang")
        if parts:
            size, room = self.paper.body, self.paper.across
            put(block, wrap((Run(f"({', '.join(parts)})", ITALIC),), size, room), size, 0, 0, room)
        return self.label_y, block

    def _running(self, number: int, copy: str) -> Block:
        """Make the head of a later page: its number centred as NĐ 30 has it, stamps, reference and copy."""
        size, room = self.paper.agency, self.paper.across
        block = Block(0)
        below = put(block, wrap((Run(f"Trang {number + 1}/{len(self.pages)}"),), size, room), size, 0, 0, room)
        put(block, wrap((Run(self.reference, BOLD),), size, room), size, 0, below, None)
        for text, font, y in ((" · ".join(self.stamps), BOLD, 0.0), (copy, ITALIC, below)):
            if text:
                block.texts.append(Text(room - width(text, font, size), y + BASELINE * size, text, font, size))
        line = below + lines_height(1, size) + 0.2 * size
        block.rules.append(Rule(0, line, room, line))
        return block

    def _draw_marks(self, canvas: Canvas) -> None:
        """Draw the marks along the rising diagonal, behind everything else and inside the margins."""
        paper = self.paper
        marks = (self.struck, *self.marks) if self.struck else self.marks
        if not marks:
            return
        angle = atan2(paper.down, paper.across)
        longest = max(width(mark, BOLD, 1) for mark in marks)
        reach = 0.72 * (paper.across**2 + paper.down**2) ** 0.5
        size = min(reach / longest, 0.2 * paper.height / len(marks), paper.across / 4)
        canvas.saveState()
        canvas.setFillGray(PALE)
        canvas.setLineWidth(HAIR)
        canvas.translate(paper.left + paper.across / 2, paper.bottom + paper.down / 2)
        canvas.rotate(degrees(angle))
        canvas.setFont(BOLD, size)
        for row, mark in enumerate(marks):
            outline = 1 if mark == self.struck else 0
            canvas.drawCentredString(0, ((len(marks) - 1) / 2 - row) * 1.2 * size - 0.33 * size, mark, mode=outline)
        canvas.restoreState()


def write_all(sheets: Iterable[Sheet]) -> bytes:
    """Return one PDF of several sheets, each drawn as soon as it is laid out; called by the first one's title.

    A thousand receipts in one file share four typefaces: apart they would be written out a thousand times.
    """
    register()
    out = BytesIO()
    # Invariant: no date and no random id inside, so the same view gives the same bytes.
    # Without initialFontName reportlab names an unembedded Helvetica on every page.
    canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName=REGULAR, lang="vi", pdfVersion=(1, 7))
    for number, sheet in enumerate(sheets):
        if number == 0:
            canvas.setTitle(sheet.title)
        sheet.draw(canvas)
    canvas.setCreator("Một Cửa")
    canvas.setAuthor("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.save()
    return out.getvalue()
