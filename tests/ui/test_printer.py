"""Printing: into a folder where there is no printer, and what an officer reads when there is nowhere to print to."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.errors import KnownError, MotcuaError
from app.ui.printer import MOST_DPI, MOST_PAGES, Printer, _pages, layout_of
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
    printer = Printer(tasks, str(tmp_path / "giấy"))
    for _ in range(2):
        said = send(printer, b"%PDF")
        qtbot.waitUntil(lambda said=said: said == ["xong"])  # type: ignore[misc]
    names = sorted(path.name for path in (tmp_path / "giấy").iterdir())
    assert names == ["Giấy tiếp nhận H15.10-261123-0001 (2).pdf", "Giấy tiếp nhận H15.10-261123-0001.pdf"]
    assert printer.ready


def test_a_title_cannot_lead_out_of_the_folder(tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    said = send(Printer(tasks, str(tmp_path / "a")), b"%PDF", "../../x")
    qtbot.waitUntil(lambda: said == ["xong"])
    assert [path.name for path in (tmp_path / "a").iterdir()] == [".._.._x.pdf"]


def test_a_folder_that_cannot_be_written_is_said_and_nothing_counts_as_printed(
    tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "tệp").write_text("không phải thư mục")
    said = send(Printer(tasks, str(tmp_path / "tệp")), b"%PDF")
    qtbot.waitUntil(lambda: said == ["FILE_WRITE"])


def test_without_a_printer_the_officer_is_told_so(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.printer.default_printer", lambda: "")
    printer = Printer(tasks)
    assert not printer.ready
    assert printer.words == "Chưa chọn máy in"
    assert send(printer, b"%PDF") == ["PRINTER_MISSING"]


def test_a_printer_that_is_not_there_is_said_to_be_silent(tasks: Tasks, qtbot: QtBot) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas("unused", pagesize=(420, 595))
    canvas.drawString(50, 50, "a")
    said = send(Printer(tasks, "Máy in không có"), canvas.getpdfdata())
    qtbot.waitUntil(lambda: said == ["PRINTER_SILENT"])


def test_every_page_is_rasterised_at_300_dpi(qapp: QApplication) -> None:
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas("unused", pagesize=A5)
    for _ in range(2):
        canvas.drawString(50, 50, "a")
        canvas.showPage()
    pages = _pages(canvas.getpdfdata())
    assert [(page.width(), page.height()) for page in pages] == [(1748, 2481)] * 2


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


def test_a_register_of_a_year_is_printed_from_its_file() -> None:
    out = BytesIO()
    canvas = Canvas(out)
    for _ in range(MOST_PAGES + 1):
        canvas.showPage()
    canvas.save()
    with pytest.raises(KnownError) as problem:
        _pages(out.getvalue())
    assert (problem.value.code, problem.value.facts) == ("PRINT_LONG", {"pages": MOST_PAGES + 1, "most": MOST_PAGES})
