"""Writes the program's icon into a folder: motcua.svg, motcua-SIZE.png and motcua.ico.

`python -m installer.icon FOLDER`. The mark is painted by the same lines that paint it in the window
(`app.ui.shell.mark`), so there is no picture file to keep in step; the same code gives the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from app.ui.kit.tokens import LIGHT
from app.ui.shell.mark import paint_door

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""What Windows asks for at 100 to 250 %."""


def write(folder: Path) -> None:
    """Write the icon in every form into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (folder / f"motcua-{size}.png").write_bytes(png(size))
    (folder / "motcua.svg").write_text(svg(), encoding="utf-8")
    pictures = [Image.open(io.BytesIO(png(size))) for size in ICO_SIZES]
    pictures[-1].save(
        folder / "motcua.ico", sizes=[one.size for one in pictures], append_images=pictures[:-1], bitmap_format="bmp"
    )


def png(size: int) -> bytes:
    """Return the icon as a PNG of `size` × `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _paint(painter, size)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def svg() -> str:
    """Return the icon as an SVG."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(64, 64))
    generator.setViewBox(QRectF(0, 0, 64, 64))
    generator.setTitle("Một Cửa")
    painter = QPainter(generator)
    _paint(painter, 64)
    painter.end()
    # Qt names itself, with its version, as the picture's description.
    return re.sub(r"<desc>.*?</desc>\n?", "", bytes(buffer.data().data()).decode())


def _paint(painter: QPainter, edge: int) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.rail))
    painter.drawRoundedRect(QRectF(0, 0, edge, edge), edge * 0.18, edge * 0.18)
    inset = edge * 0.14
    paint_door(painter, QRectF(0, 0, edge, edge).adjusted(inset, inset, -inset, -inset), LIGHT.gold, LIGHT.rail)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
