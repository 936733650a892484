"""Draws the picture at the side of the installer's last page: `python -m installer.windows.side FILE.bmp`.

The mark of the program on the colour of its rail, 164 × 314 points as NSIS wants it, twice as fine.
"""

from __future__ import annotations

import io
import sys

from PIL import Image

from app.ui.kit.tokens import LIGHT
from installer import icon

SIZE, MARK = (328, 628), 160


def draw() -> Image.Image:
    """Return the picture."""
    side = Image.new("RGB", SIZE, LIGHT.rail)
    mark = Image.open(io.BytesIO(icon.png(MARK)))
    side.paste(mark, ((SIZE[0] - MARK) // 2, SIZE[1] // 3 - MARK // 2), mark)
    return side


if __name__ == "__main__":
    draw().save(sys.argv[1], "BMP")
