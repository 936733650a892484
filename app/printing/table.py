"""A report as a PDF: the letterhead, a table of any length, notes and signatures.

A register of a year has 75,000 rows, so none is kept: one pass counts the lines of each row and finds where pages end,
and a page's rows are laid out again while it is drawn. That costs less than holding a million cells, and the pages
are counted before the first is drawn. All else on a page (running head, stamps, marks) is `sheet`'s, as on any form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportlab.pdfgen.canvas import Canvas

from app.printing.blocks import Block, Drawing, Run, height_of, paragraph, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, register
from app.printing.grid import Grid, Strip, one_line
from app.printing.letterhead import foot_height, letterhead, marks_of, signatures, stamps_of, title
from app.printing.paper import LANDSCAPE, PAPERS, Paper
from app.printing.report import Progress, Report, Row
from app.printing.sheet import Sheet
from app.rules.dossier import Centre

STEP = 250
"""Rows between two calls of `progress`."""
PASSES = (0.05, 0.35, 1.0)
"""How much of the work is done after measuring, after paging and after drawing; drawing is most of it."""
COVER = 1.8
"""Type of the title on a cover, to that of a title."""
COMPANY = 3
"""Lines of notes that make signatures mean something on a page without rows."""
KEPT = 2
"""Rows that go with the notes and signatures, which would mean nothing alone on a page."""


def render_report(report: Report, centre: Centre, *, landscape: bool = True, progress: Progress | None = None) -> bytes:
    """Return a report as a PDF on A4.

    `progress` is told every 250 rows how much of the work is done, in rows; what it raises is passed on. The rows are
    read three times, in order.
    """
    register()
    paper = LANDSCAPE if landscape else PAPERS["A4"]
    told = _Told(len(report.rows), progress)
    grid = Grid(report, paper, told.pass_over(report.rows, 0))
    sheet = Sheet(paper, _running(report.title, paper), stamps_of(centre, 1), marks_of(centre))
    _top(sheet, report, centre)
    _rows(sheet, grid, told)
    pdf = sheet.write(one_line(report.title))
    told.finish()
    return pdf


class _Told:
    """Progress told in rows, though the rows are gone over three times."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.progress = total, progress

    def pass_over(self, rows: Sequence[Row], number: int, first: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield rows from `first` to before `stop`, telling in which pass they are."""
        before = PASSES[number - 1] if number else 0.0
        for at in range(first, len(rows) if stop is None else stop):
            if self.progress and at % STEP == 0:
                self.progress(int(before * self.total + (PASSES[number] - before) * at), self.total)
            yield rows[at]

    def finish(self) -> None:
        """Tell that all is done."""
        if self.progress:
            self.progress(self.total, self.total)


def _running(text: str, paper: Paper) -> str:
    """Return a title for the heads of later pages, cut to the one line it has there."""
    first, *rest = wrap((Run(one_line(text), BOLD),), paper.agency, paper.across - 2 * paper.agency)
    return "".join(piece for _, piece, _ in first[1]) + (" …" if rest else "")


def _top(sheet: Sheet, report: Report, centre: Centre) -> None:
    """Lay down what stands before the table; a cover takes a page of its own."""
    paper = sheet.paper
    sheet.flow([letterhead(paper, centre, report.place, code=None, stamps=sheet.stamps)])
    if report.cover:
        sheet.flow([Block(0.2 * paper.down)])
        sheet.flow(paragraph((Run(one_line(report.title), BOLD),), COVER * paper.title, paper.across, centred=True))
    else:
        for words in report.title.split("\n"):
            title(sheet, one_line(words))
    if report.subtitle:
        sheet.flow(_said([report.subtitle], paper, ITALIC, centred=True))
    sheet.reserve_label()
    if report.cover:
        sheet.flow(_said(report.cover, paper, REGULAR, centred=True))
        sheet.flow([Block(sheet.left_over)])
    else:
        sheet.flow(_said(report.lines, paper, REGULAR))
        sheet.flow([Block(0.4 * paper.body)])


def _said(texts: Iterable[str], paper: Paper, font: str, *, centred: bool = False) -> list[Block]:
    return [
        block
        for text in texts
        for block in paragraph((Run(one_line(text), font),), paper.body, paper.across, centred=centred, gap=paper.gap)
    ]


def _rows(sheet: Sheet, grid: Grid, told: _Told) -> None:
    """Lay down head and rows, page by page, and with the last of them what ends the report."""
    rows, head = grid.report.rows, grid.head()
    whole = _room_of_a_page(sheet, head)
    last = max(len(rows) - KEPT, 0)
    kept = [block for row in rows[last:] for block in _row(grid, row, whole)]
    room = sheet.left_over - head.height
    least = (
        grid.height(grid.cells(rows[0]))
        if last
        else height_of([*_table_end(grid, kept), *_foot(sheet.paper, grid.report)])
    )
    if room < least <= whole:
        sheet.flow([Block(sheet.left_over)])
        room = whole
    else:
        sheet.flow([head])
    first, height = 0, 0.0
    for at, row in enumerate(told.pass_over(rows, 1, 0, last)):
        needed = grid.height(grid.cells(row))
        if height + needed > room:
            sheet.flow(_run(grid, told, first, at, height), head=(head,))
            room, first, height = whole, at, 0.0
        if needed > whole:
            sheet.flow(_row(grid, row, whole), head=(head,))
            room, first = sheet.left_over, at + 1
        else:
            height += needed
    sheet.flow(_run(grid, told, first, last, height), head=(head,))
    end = _table_end(grid, kept)
    if len(_notes(sheet.paper, grid.report)) >= COMPANY:
        # The notes keep the signatures company overleaf, so the table ends here, its total with its rows.
        sheet.flow(end, together=True, head=(head,))
        sheet.flow(_foot(sheet.paper, grid.report, sheet.left_over), together=True)
    else:
        room = sheet.left_over - height_of(end)
        sheet.flow([*end, *_foot(sheet.paper, grid.report, room)], together=True, head=(head,))


def _room_of_a_page(sheet: Sheet, head: Block) -> float:
    """Return the height a later page has for rows, below its running head and the table's."""
    trial = Sheet(sheet.paper, sheet.reference)
    trial.flow([Block(sheet.paper.down)])
    trial.flow([Block(1)], head=(head,))
    return trial.left_over + 1


def _run(grid: Grid, told: _Told, first: int, stop: int, height: float) -> list[Block]:
    """Return the rows of a page as one block that lays them out when it is drawn; none if there are none."""

    def draw(canvas: Canvas, top: float) -> None:
        rows = told.pass_over(grid.report.rows, 2, first, stop)
        grid.draw(canvas, top, (grid.strip(grid.cells(row)) for row in rows))

    return [Block(height, drawings=[draw])] if stop > first else []


def _row(grid: Grid, row: Row, whole: float) -> list[Block]:
    """Return a row as a block, or as one for each line when no page holds it."""
    cells = grid.cells(row)
    strips = [grid.strip(cells)] if grid.height(cells) <= whole else grid.torn(cells)
    return [Block(grid.strip_height(strip), drawings=[_drawing(grid, strip)]) for strip in strips]


def _drawing(grid: Grid, strip: Strip) -> Drawing:
    return lambda canvas, top: grid.draw(canvas, top, [strip])


def _table_end(grid: Grid, kept: Sequence[Block]) -> list[Block]:
    """Return the rows kept for the end and the total."""
    total = grid.report.total
    return [*(kept or [grid.nothing()]), *([] if total is None else [grid.total(total)])]


def _foot(paper: Paper, report: Report, room: float = 0) -> list[Block]:
    """Return notes and signatures; where they would fit into `room`, the place to sign takes no more than is left."""
    gap = 0.5 * paper.body
    notes = _notes(paper, report)
    blocks = [Block(gap), *notes] if notes else []
    if not report.signatures:
        return blocks
    least, wished = foot_height(paper)
    spare = room - height_of([*blocks, Block(gap), signatures(paper, report.signatures, least)])
    more = min(wished - least, spare) if spare >= 0 else wished - least
    return [*blocks, Block(gap), signatures(paper, report.signatures, least + more)]


def _notes(paper: Paper, report: Report) -> list[Block]:
    return [block for note in report.notes for block in paragraph((Run(one_line(note)),), paper.small, paper.across)]
