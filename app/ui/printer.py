"""Printing a PDF: to the chosen printer, or into a folder where there is none (practice, a machine with no printer).

Pages are drawn as pictures by the program's own PDF library, because Windows prints no PDF by itself and what leaves
the printer must be what the preview showed. They are rasterised on the desk worker and painted on the GUI thread, one
by one, for a page is 35 MB; at the printer's resolution but at most 300 dpi: the smallest mark on a form is a
Vietnamese tone mark of 9 pt, sharp at that, and a laser printer's 1,200 dpi would be sixteen times the picture.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from app.errors import KnownError, MotcuaError
from app.printing.print_setup import PrintSetup
from app.ui.kit.paper import page_count, render_at
from app.ui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

FOLDER = object()
"""The choice of a list of printers that stands for a folder."""
MOST_DPI = 300
MOST_PAGES = 100
"""A year's register is printed from its file by a PDF program, which can print a part of it."""


class Printer:
    """The printer of this PC, or its folder of PDF files; another `setup` is used from the next paper on."""

    def __init__(self, tasks: Tasks, setup: PrintSetup) -> None:
        """Use what was chosen."""
        self._tasks = tasks
        self.setup = setup

    @property
    def words(self) -> str:
        """Return what the status line says of it."""
        folder = self.setup.folder
        return f"Thư mục {folder.name}" if folder else self._name or "Chưa chọn máy in"

    @property
    def ready(self) -> bool:
        """Whether there is somewhere to print to."""
        return self.setup.folder is not None or bool(self._name)

    @property
    def _name(self) -> str:
        return self.setup.printer or default_printer()

    def send(self, pdf: bytes, title: str, done: Callable[[], None], failed: Callable[[MotcuaError], None]) -> None:
        """Print every page of `pdf`; `done` after the bytes were handed to the spooler or are on disk.

        Fails with KnownError PRINTER_MISSING, PRINTER_SILENT (name) or FILE_WRITE.
        """
        folder = self.setup.folder
        if folder is not None:
            self._tasks.run(lambda: _into_folder(folder, title, pdf), lambda _: done(), failed)
            return
        name = self._name
        if not name:
            failed(KnownError("PRINTER_MISSING"))
            return
        job = _Job(self._tasks, name, title, pdf, done, failed)
        self._tasks.run(lambda: _count(pdf), job.begin, failed)


class _Job:
    """One paper on its way to the spooler: each page is rasterised, painted and forgotten before the next."""

    def __init__(
        self,
        tasks: Tasks,
        name: str,
        title: str,
        pdf: bytes,
        done: Callable[[], None],
        failed: Callable[[MotcuaError], None],
        file: Path | None = None,
    ) -> None:
        self._tasks, self._name, self._title, self._pdf, self._file = tasks, name, title, pdf, file
        self._done, self._failed = done, failed
        self._pages = 0
        # Made before its device, and so let go before it.
        self._painter = QPainter()
        self._device: QPrinter | None = None

    def begin(self, pages: int) -> None:
        """Send all the pages."""
        self._pages = pages
        self._draw(0)

    def _draw(self, page: int) -> None:
        work = partial(_picture, self._pdf, page)
        self._tasks.run(work, partial(self._paint, page), self._fail)

    def _paint(self, page: int, picture: QImage) -> None:
        device = self._device = self._device or self._open(picture)
        if device is None or (page and not device.newPage()):
            self._fail(KnownError("PRINTER_SILENT", name=self._name))
            return
        self._painter.drawImage(QRect(0, 0, device.width(), device.height()), picture)
        if page + 1 < self._pages:
            self._draw(page + 1)
        else:
            self._painter.end()
            self._done()

    def _open(self, first: QImage) -> QPrinter | None:
        from PySide6.QtPrintSupport import QPrinter

        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self._file is not None:
            device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            device.setOutputFileName(str(self._file))
        else:
            device.setPrinterName(self._name)
        device.setDocName(self._title)
        device.setFullPage(True)
        # Refused by a printer that lacks the size: it then prints on its own paper, larger.
        device.setPageLayout(layout_of(first))
        there = self._file is not None or device.printerName() == self._name
        return device if there and self._painter.begin(device) else None

    def _fail(self, problem: MotcuaError) -> None:
        if self._painter.isActive():
            self._painter.end()
        self._failed(problem)


def print_to_file(
    tasks: Tasks, pdf: bytes, file: Path, done: Callable[[], None], failed: Callable[[MotcuaError], None]
) -> None:
    """Send `pdf` on the way of every paper, page by page through the print system, into a PDF file at the end of it.

    The self-test's way to try printing without wasting paper.
    """
    job = _Job(tasks, "", file.stem, pdf, done, failed, file)
    tasks.run(lambda: _count(pdf), job.begin, failed)


def default_printer() -> str:
    """Return the name of the system's default printer, empty when there is none."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return QPrinterInfo.defaultPrinterName()


def printers() -> list[str]:
    """Return the names of the system's printers."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())


def layout_of(page: QImage) -> QPageLayout:
    """Return the paper a page was made for: an A5 receipt comes out on A5 where the printer has it, a list across."""
    small = max(page.width(), page.height()) < 230 / 25.4 * MOST_DPI
    across = page.width() > page.height()
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A5 if small else QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait,
        QMarginsF(),
    )


def _count(pdf: bytes) -> int:
    pages = page_count(pdf)
    if pages > MOST_PAGES:
        raise KnownError("PRINT_LONG", pages=pages, most=MOST_PAGES)
    return pages


def _picture(pdf: bytes, page: int) -> QImage:
    return render_at(pdf, MOST_DPI, page)


def _into_folder(folder: Path, title: str, pdf: bytes) -> Path:
    from app.services.papers import write_whole

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise KnownError("FILE_WRITE", name=folder.name, why=problem.strerror) from None
    safe = "".join(letter if letter.isalnum() or letter in " .-_" else "_" for letter in title)
    path = folder / f"{safe}.pdf"
    number = 2
    while path.exists():
        path = folder / f"{safe} ({number}).pdf"
        number += 1
    write_whole(path, pdf)
    return path
