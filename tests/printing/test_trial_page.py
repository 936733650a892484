"""The trial page: one page, true to the millimetre, whose code a scanner reads and whose letters are all there."""

from __future__ import annotations

import io
import unicodedata

import numpy as np
import pypdf
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from app.printing.paper import MM, PAPERS, PaperName
from app.printing.trial_page import QR_TEXT, RULER, render_trial_page
from tests.printing.acts import both_papers
from tests.printing.looking import check_look
from tests.printing.samples import page_texts, pages, picture

LONG = "Máy in HP LaserJet Pro MFP M227fdw dùng chung của Trung tâm Phục vụ hành chính công, tầng 1, quầy tiếp nhận"
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
SHAPES = {"\u031b": "ou", "\u0306": "a", "\u0302": "aeo"}
"""Horn, breve and circumflex, and the vowels they stand on."""
DPI = 300


def vietnamese() -> set[str]:
    """Return every letter of Vietnamese that has a mark, worked out from Unicode and not from the page."""
    found = {"đ"}
    for letter in map(chr, range(0xC0, 0x1EFA)):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tones = [mark for mark in marks if mark in TONES]
        shapes = [mark for mark in marks if base in SHAPES.get(mark, "")]
        if base in "aeiouy" and marks and len(tones) <= 1 and len(tones) + len(shapes) == len(marks):
            found.add(letter)
    return found


def seen(pdf: bytes, dpi: int) -> NDArray[np.uint8]:
    """Return the only page in shades of grey."""
    (grey,) = [picture(page, dpi) for page in pages(pdf)]
    return grey


@both_papers
def test_it_is_one_page_that_says_what_it_is_printed_on_and_looks_as_it_did(paper: PaperName) -> None:
    pdf = render_trial_page("Canon LBP2900", paper)
    (text,) = page_texts(pdf)
    assert "Máy in: Canon LBP2900" in text
    size = PAPERS[paper]
    assert f"Khổ giấy: {paper} ({size.width / MM:.0f} × {size.height / MM:.0f} mm)" in text
    assert [page.get_size() for page in pages(pdf)] == [pytest.approx((size.width, size.height), abs=0.1)]
    check_look(f"trial-page-{paper}", pdf)


@both_papers
def test_every_letter_is_on_it_small_and_capital(paper: PaperName) -> None:
    letters = vietnamese()
    assert len(letters) == 67
    (text,) = page_texts(render_trial_page("Canon", paper))
    assert letters | {letter.upper() for letter in letters} <= set(text)


@both_papers
def test_its_code_is_read_at_the_upper_right_where_receipts_have_theirs(paper: PaperName) -> None:
    grey = seen(render_trial_page("Canon", paper), 200)
    (code,) = zxingcpp.read_barcodes(Image.fromarray(grey))
    assert code.text == QR_TEXT.format(paper)
    assert code.text.isascii()
    assert code.position.bottom_left.x > grey.shape[1] / 2
    assert code.position.bottom_left.y < grey.shape[0] / 4
    assert zxingcpp.read_barcodes(Image.fromarray(np.rot90(grey, 2)))[0].position.top_left.x < grey.shape[1] / 2


@both_papers
def test_the_frame_stands_at_the_margins_of_forms_and_the_ruler_is_true(paper: PaperName) -> None:
    size, dark = PAPERS[paper], seen(render_trial_page("Canon", paper), DPI) < 128
    dot = DPI / 72
    middle = dark[round((size.top + 0.7 * size.down) * dot)]
    left, right = np.nonzero(middle)[0][[0, -1]] / dot
    assert (left, right) == pytest.approx((size.left, size.width - size.right), abs=0.5)
    # Just under the frame only the ruler's ticks stand, one a millimetre.
    row = dark[round((size.top + 0.6 * MM) * dot)]
    starts = np.nonzero(row[1:] & ~row[:-1])[0] / dot
    ticks = [at for at in starts if at < size.left + (RULER + 0.5) * MM]
    assert len(ticks) == RULER + 1
    assert ticks[-1] - ticks[0] == pytest.approx(RULER * MM, abs=0.5)


@both_papers
def test_a_printer_with_a_long_name_runs_into_nothing(paper: PaperName) -> None:
    pdf = render_trial_page(LONG, paper)
    (text,) = page_texts(pdf)
    assert " ".join(LONG.split()) in " ".join(text.split())
    (code,) = zxingcpp.read_barcodes(Image.fromarray(seen(pdf, 200)))
    assert code.text == QR_TEXT.format(paper)


def test_the_same_printer_gives_the_same_bytes() -> None:
    assert render_trial_page("Canon", "A5") == render_trial_page("Canon", "A5")
    fonts = pypdf.PdfReader(io.BytesIO(render_trial_page("Canon", "A5"))).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert all("+Tinos" in font.get_object()["/BaseFont"] for font in fonts.values())
