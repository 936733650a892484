"""Printing a PDF: to the chosen printer, or into a folder where there is none (practice, a machine with no printer).

Pages are drawn as pictures by the program's own PDF library, because Windows prints no PDF by itself and what leaves
the printer must be what the preview showed. They are rasterised on the desk worker and painted on the GUI thread, at
the printer's resolution but at most 300 dpi: the smallest mark on a form is a Vietnamese tone mark of 9 pt, sharp at
that, and a laser printer's 1,200 dpi would be sixteen times the picture.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from app.errors import KnownError, MotcuaError
from app.ui.tasks import Tasks

MOST_DPI = 300
MOST_PAGES = 100
"""All pages are pictures in memory at once, and a year's register is printed from its file by a PDF program."""
_POINTS = 72


class Printer:
    """The printer of this PC by its name, or a folder by its absolute path; an empty name means none was chosen."""

    def __init__(self, tasks: Tasks, name: str = "") -> None:
        """Use the printer called `name` from now on."""
        self._tasks = tasks
        self.name = name

    @property
    def folder(self) -> Path | None:
        """Return the folder papers are written to, None for a real printer."""
        return Path(self.name) if Path(self.name).is_absolute() else None

    @property
    def words(self) -> str:
        """Return what the status line says of it."""
        folder = self.folder
        return f"Thư mục {folder.name}" if folder else self.name or default_printer() or "Chưa chọn máy in"

    @property
    def ready(self) -> bool:
        """Whether there is somewhere to print to."""
        return self.folder is not None or bool(self.name or default_printer())

    def send(self, pdf: bytes, title: str, done: Callable[[], None], failed: Callable[[MotcuaError], None]) -> None:
        """Print every page of `pdf`; `done` after the bytes were handed to the spooler or are on disk.

        Fails with KnownError PRINTER_MISSING, PRINTER_SILENT (name) or FILE_WRITE.
        """
        folder = self.folder
        if folder is not None:
            self._tasks.run(lambda: _into_folder(folder, title, pdf), lambda _: done(), failed)
            return
        name = self.name or default_printer()
        if not name:
            failed(KnownError("PRINTER_MISSING"))
            return
        self._tasks.run(lambda: _pages(pdf), lambda pages: self._paint(name, title, pages, done, failed), failed)

    def _paint(
        self,
        name: str,
        title: str,
        pages: list[QImage],
        done: Callable[[], None],
        failed: Callable[[MotcuaError], None],
    ) -> None:
        from PySide6.QtPrintSupport import QPrinter

        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setPrinterName(name)
        device.setDocName(title)
        device.setFullPage(True)
        painter = QPainter()
        # Refused by a printer that lacks the size: it then prints on its own paper, larger.
        device.setPageLayout(layout_of(pages[0]))
        if device.printerName() != name or not painter.begin(device):
            failed(KnownError("PRINTER_SILENT", name=name))
            return
        for number, page in enumerate(pages):
            if number and not device.newPage():
                painter.end()
                failed(KnownError("PRINTER_SILENT", name=name))
                return
            painter.drawImage(QRect(0, 0, device.width(), device.height()), page)
        painter.end()
        done()


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


def _pages(pdf: bytes) -> list[QImage]:
    import pypdfium2

    from app.ui.kit.paper import render_pdf

    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) > MOST_PAGES:
            raise KnownError("PRINT_LONG", pages=len(document), most=MOST_PAGES)
        widths = [document[number].get_width() for number in range(len(document))]
    finally:
        document.close()
    return [render_pdf(pdf, round(width / _POINTS * MOST_DPI), number) for number, width in enumerate(widths)]


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
