"""The paper and the files of figures already counted: what is written is what was seen, to the last dossier."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.services import papers
from app.services.desk import Desk
from app.services.reports import Figures, Progress
from app.ui.kit.paper import page_count


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report on paper: the bytes that are shown, printed and written, and how many pages they are."""

    pdf: bytes
    pages: int


def draw(desk: Desk, figures: Figures, progress: Progress) -> Drawn:
    """Draw a report as PDF. `progress` is told rows; what it raises ends the work."""
    from app.printing.table import render_report

    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
    pdf = render_report(figures.report, centre, progress=progress)
    return Drawn(pdf, page_count(pdf))


def write_excel(desk: Desk, figures: Figures, path: Path, progress: Progress) -> None:
    """Write a report as XLSX, whole or not at all. Raises UserError REPORT_TOO_LONG, KnownError FILE_WRITE."""
    from app.printing.workbook import workbook

    papers.check_place(path)
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
    papers.write_whole(path, workbook(figures.report, progress, centre=centre))


def write_pdf(desk: Desk, figures: Figures, path: Path, drawn: Drawn | None, progress: Progress) -> Drawn:
    """Write a report as PDF, whole or not at all, drawn before or now. Raises KnownError FILE_WRITE."""
    papers.check_place(path)
    drawn = drawn or draw(desk, figures, progress)
    papers.write_whole(path, drawn.pdf)
    return drawn
