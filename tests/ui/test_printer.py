"""Printing: into a folder where there is no printer, and what an officer reads when there is nowhere to print to."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from app.errors import MotcuaError
from app.printing.print_setup import PrintSetup
from app.ui.kit.paper import page_count, render_at
from app.ui.printer import MOST_DPI, MOST_PAGES, Printer, layout_of
from app.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


def send(printer: Printer, pdf: bytes, title: str = "Giấy tiếp nhận H15.10-261123-0001") -> list[str]:
    said: list[str] = []

    def failed(problem: MotcuaError) -> None:
        said.append(problem.code)

    printer.send(pdf, title, lambda: said.append("xong"), failed)
    return said


def test_a_folder_takes_the_paper_under_its_title_and_never_overwrites_one(
    tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    printer = Printer(tasks, PrintSetup(folder=tmp_path / "giấy"))
    for _ in range(2):
        said = send(printer, b"%PDF")
        qtbot.waitUntil(lambda said=said: said == ["xong"])  # type: ignore[misc]
    names = sorted(path.name for path in (tmp_path / "giấy").iterdir())
    assert names == ["Giấy tiếp nhận H15.10-261123-0001 (2).pdf", "Giấy tiếp nhận H15.10-261123-0001.pdf"]
    assert printer.ready


def test_a_title_cannot_lead_out_of_the_folder(tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    said = send(Printer(tasks, PrintSetup(folder=tmp_path / "a")), b"%PDF", "../../x")
    qtbot.waitUntil(lambda: said == ["xong"])
    assert [path.name for path in (tmp_path / "a").iterdir()] == [".._.._x.pdf"]


def test_a_folder_that_cannot_be_written_is_said_and_nothing_counts_as_printed(
    tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "tệp").write_text("không phải thư mục")
    said = send(Printer(tasks, PrintSetup(folder=tmp_path / "tệp")), b"%PDF")
    qtbot.waitUntil(lambda: said == ["FILE_WRITE"])


def test_without_a_printer_the_officer_is_told_so(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.printer.default_printer", lambda: "")
    printer = Printer(tasks, PrintSetup())
    assert not printer.ready
    assert printer.words == "Chưa chọn máy in"
    assert send(printer, b"%PDF") == ["PRINTER_MISSING"]


def test_a_printer_that_is_not_there_is_said_to_be_silent(tasks: Tasks, qtbot: QtBot) -> None:
    said = send(Printer(tasks, PrintSetup("Máy in không có")), paper(1))
    qtbot.waitUntil(lambda: said == ["PRINTER_SILENT"])


def paper(pages: int) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A5)
    for page in range(pages):
        canvas.drawString(50, 50, str(page))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pages_are_painted_one_by_one_at_300_dpi(
    tasks: Tasks, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is 35 MB: the next is made only when the one before is with the spooler."""
    steps: list[object] = []

    class Device(QPrinter):
        """Prints into a file, under the name of a printer that is not there."""

        def __init__(self, mode: QPrinter.PrinterMode) -> None:
            super().__init__(mode)
            self.setOutputFileName(str(tmp_path / "out.pdf"))

        def setPrinterName(self, name: str) -> None:
            self.name = name

        def printerName(self) -> str:
            return self.name

        def newPage(self) -> bool:
            steps.append("page")
            return super().newPage()

    def drawn(pdf: bytes, dpi: int, page: int) -> QImage:
        image = render_at(pdf, dpi, page)
        steps.append((page, image.width(), image.height()))
        return image

    monkeypatch.setattr("PySide6.QtPrintSupport.QPrinter", Device)
    monkeypatch.setattr("app.ui.printer.render_at", drawn)
    said = send(Printer(tasks, PrintSetup("Canon")), paper(3))
    qtbot.waitUntil(lambda: said == ["xong"])
    assert steps == [(0, 1748, 2481), (1, 1748, 2481), "page", (2, 1748, 2481), "page"]
    assert page_count((tmp_path / "out.pdf").read_bytes()) == 3


@pytest.mark.parametrize(
    ("wide", "high", "size", "across"),
    [
        (210, 297, QPageSize.PageSizeId.A4, False),
        (148, 210, QPageSize.PageSizeId.A5, False),
        (297, 210, QPageSize.PageSizeId.A4, True),
        (210, 148, QPageSize.PageSizeId.A5, True),
    ],
)
def test_a_page_goes_out_on_the_paper_and_the_way_round_it_was_made_for(
    wide: int, high: int, size: QPageSize.PageSizeId, across: bool
) -> None:
    page = QImage(round(wide / 25.4 * MOST_DPI), round(high / 25.4 * MOST_DPI), QImage.Format.Format_Grayscale8)
    layout = layout_of(page)
    assert layout.pageSize().id() is size
    assert (layout.orientation() is QPageLayout.Orientation.Landscape) == across


def test_a_register_of_a_year_is_printed_from_its_file(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[MotcuaError] = []
    Printer(tasks, PrintSetup("Canon")).send(paper(MOST_PAGES + 1), "Sổ", lambda: None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert (told[0].code, told[0].facts) == ("PRINT_LONG", {"pages": MOST_PAGES + 1, "most": MOST_PAGES})
