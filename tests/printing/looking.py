"""How a paper is looked at: what must hold on every page, and whether it looks as it did when somebody last looked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from app.printing.paper import Paper
from tests.printing.samples import Glyph, glyphs, pages, picture, png_bytes

REFERENCES = Path(__file__).parent / "references"
MARK_SIZE = 30
"""Type above this is a mark across the page, over which text may stand."""


def check_sheet(pdf: bytes, size: Paper, codes: Sequence[str] | None, *, copies: int = 1) -> None:
    """Check size, margins, fonts, ink and, unless None, the QR codes of all pages of the first copy together."""
    leaves = pypdf.PdfReader(io.BytesIO(pdf)).pages
    for leaf in leaves:
        resources: Any = leaf["/Resources"]
        fonts = [reference.get_object() for reference in resources["/Font"].values()]
        assert all("+Tinos" in font["/BaseFont"] and "/FontFile2" in font["/FontDescriptor"] for font in fonts)
    found: list[str] = []
    for page in islice(pages(pdf), len(leaves) // copies):
        assert page.get_size() == pytest.approx((size.width, size.height), abs=0.1)
        dpi, slack = 200, 1.5
        grey = picture(page, dpi)
        rows, columns = np.nonzero(grey < 250)
        assert columns.min() * 72 / dpi >= size.left - slack
        assert (columns.max() + 1) * 72 / dpi <= size.width - size.right + slack
        assert rows.min() * 72 / dpi >= size.top - slack
        assert (rows.max() + 1) * 72 / dpi <= size.height - size.bottom + slack
        letters: list[Glyph] = [glyph for glyph in glyphs(page) if glyph.size < MARK_SIZE]
        assert overlaps(letters) == []
        assert min(glyph.size for glyph in letters) >= size.small - 0.51
        found += [barcode.text for barcode in zxingcpp.read_barcodes(Image.fromarray(grey))]
    assert codes is None or found == list(codes)


def check_look(name: str, pdf: bytes, count: int | None = 1) -> None:
    """Compare the first pages with their references, `name-1.png` and on; None compares all.

    Delete a reference to renew it: it is written anew and the test fails once, so that somebody looks at it. Copies
    that follow differ in a label only.
    """
    check_pictures({f"{name}-{number}": picture(page, 72) for number, page in enumerate(islice(pages(pdf), count), 1)})


def check_pictures(found: dict[str, NDArray[np.uint8]], folder: Path = REFERENCES) -> None:
    """Compare pictures with the references of their names, as `check_look` says."""
    written = []
    for name, grey in found.items():
        path = folder / f"{name}.png"
        if not path.exists():
            path.write_bytes(png_bytes(grey))
            written.append(path.name)
        expected = np.array(Image.open(path), dtype=np.uint8)
        assert grey.shape == expected.shape
        # Renderers smooth edges differently; a moved or missing line changes whole squares of the page.
        assert np.abs(_squares(grey) - _squares(expected)).max() < 12, path.name
    if written:
        pytest.fail(f"{', '.join(written)}: written; look and run again")


def overlaps(found: list[Glyph]) -> list[str]:
    """Return pairs whose ink meets; neighbours in a word may lean on each other."""
    box = np.array([(g.left, g.bottom, g.right, g.top) for g in found])
    across = np.minimum.outer(box[:, 2], box[:, 2]) - np.maximum.outer(box[:, 0], box[:, 0])
    down = np.minimum.outer(box[:, 3], box[:, 3]) - np.maximum.outer(box[:, 1], box[:, 1])
    first, second = np.nonzero((across > 0.2) & (down > 0.2))
    return [f"{found[a].char}{found[b].char}" for a, b in zip(first, second, strict=True) if b - a > 1]


def _squares(grey: NDArray[np.uint8], side: int = 8) -> NDArray[np.float64]:
    """Average the picture over squares of 8 × 8 points."""
    rows, columns = (extent // side * side for extent in grey.shape)
    squares = grey[:rows, :columns].astype(float).reshape(rows // side, side, columns // side, side)
    return np.asarray(squares.mean(axis=(1, 3)))
