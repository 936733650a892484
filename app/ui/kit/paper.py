"""The paper as it will be printed: a PDF page on the screen with a painted shadow.

`render_pdf` may be called on a worker thread; pdfium itself is not made for several threads at once, so one lock
guards it. pypdfium2 is imported at the first page, after the window is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.kit.shadow import REACH, paint_shadow
from app.ui.kit.theme import theme

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PDFIUM = Lock()
_A5 = 210 / 148


def render_pdf(pdf: bytes, width: int, page: int = 0) -> QImage:
    """Return one page of a PDF as an image `width` device pixels wide. Raises IndexError when there is no such page."""
    return _render(pdf, page, lambda _points: width)


def render_at(pdf: bytes, dpi: int, page: int = 0) -> QImage:
    """Return one page of a PDF as a printer of `dpi` draws it. Raises IndexError when there is no such page."""
    return _render(pdf, page, lambda points: round(points * dpi / 72))


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has; may be called on a worker thread."""
    with _opened(pdf) as document:
        return len(document)


def _render(pdf: bytes, page: int, width: Callable[[float], int]) -> QImage:
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        sheet = document[page]
        points = sheet.get_width()
        bitmap = sheet.render(scale=width(points) / points, rev_byteorder=True, force_bitmap_format=4)
        size = bitmap.width, bitmap.height
        return QImage(bytes(bitmap.buffer), *size, bitmap.stride, QImage.Format.Format_RGBX8888).copy()


@contextmanager
def _opened(pdf: bytes) -> Iterator[PdfDocument]:
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


class Paper(QWidget):
    """One page with its shadow, as wide as the panel gives; words in its place while there is none."""

    def __init__(self, empty: str = "", ratio: float = _A5) -> None:
        """`empty` stands on the sheet while there is nothing to show; `ratio` is height by width until a page comes."""
        super().__init__()
        self.empty, self.ratio = empty, ratio
        self.pdf, self.page, self.image = b"", 0, QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Giấy xem trước")

    @property
    def wanted_width(self) -> int:
        """How many device pixels wide a page should be rendered to be sharp here."""
        return max(1, round((self.width() - 2 * REACH) * self.devicePixelRatioF()))

    def show_pdf(self, pdf: bytes, image: QImage | None = None, page: int = 0) -> None:
        """Show a page of a PDF; `image` is that page rendered elsewhere, else it is rendered here and now."""
        self.pdf, self.page = pdf, page
        self.show_image(render_pdf(pdf, self.wanted_width, page) if image is None else image)

    def show_image(self, image: QImage) -> None:
        """Show a rendered page."""
        self.image = image
        if not image.isNull():
            self.ratio = image.height() / image.width()
        self.updateGeometry()
        self.update()

    def clear(self, empty: str | None = None) -> None:
        """Show an empty sheet, with other words if given."""
        self.pdf, self.image = b"", QImage()
        self.empty = self.empty if empty is None else empty
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(340), self.heightForWidth(theme().px(340)))

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        return round((width - 2 * REACH) * self.ratio) + 2 * REACH

    def sheet(self) -> QRectF:
        """Return where the sheet lies in the widget: whole, at the top, in the middle."""
        room = QRectF(self.rect()).adjusted(REACH, REACH, -REACH, -REACH)
        width = min(room.width(), room.height() / self.ratio)
        return QRectF(room.left() + (room.width() - width) / 2, room.top(), width, width * self.ratio)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter, sheet = QPainter(self), self.sheet()
        paint_shadow(painter, sheet)
        # Paper is white in every scheme: it shows what the printer will do.
        painter.fillRect(sheet, Qt.GlobalColor.white)
        if self.image.isNull():
            painter.setFont(theme().font("help"))
            painter.setPen(Qt.GlobalColor.darkGray)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(sheet.adjusted(20, 20, -20, -20), flags, self.empty)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, self.image)
        painter.setPen(QPen(theme().colour("line"), theme().border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(sheet)
