"""What must hold for every paper that travels with a dossier or with its citizen, whatever its size."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import pypdf
import pytest
import zxingcpp
from PIL import Image

from app.printing.paper import Paper
from tests.printing.acts import PICTURED
from tests.printing.samples import Glyph, glyphs, pages, picture, png_bytes
from tests.printing.test_page import MARK_SIZE, REFERENCES, _overlaps, _squares

LONGEST = PICTURED
"""Thirty papers, addresses of four lines, the longest name of a procedure."""


def check_sheet(pdf: bytes, size: Paper, codes: Sequence[str], *, copies: int = 1) -> None:
    """Check size, margins, fonts, ink and the QR codes of all pages of the first copy together."""
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
        assert _overlaps(letters) == []
        assert min(glyph.size for glyph in letters) >= size.small - 0.01
        found += [barcode.text for barcode in zxingcpp.read_barcodes(Image.fromarray(grey))]
    assert found == list(codes)


def check_look(name: str, pdf: bytes, count: int = 1) -> None:
    """Compare the first pages with their references, as `test_page` does; the copies that follow differ in a label."""
    written = []
    for number, page in enumerate(islice(pages(pdf), count), start=1):
        grey = picture(page, 72)
        path = REFERENCES / f"{name}-{number}.png"
        if not path.exists():
            path.write_bytes(png_bytes(grey))
            written.append(path.name)
        expected = np.array(Image.open(path), dtype=np.uint8)
        assert grey.shape == expected.shape
        assert np.abs(_squares(grey) - _squares(expected)).max() < 12, path.name
    assert not written, "written; look and run again"
