"""What holds for every paper, whatever is printed on it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pypdf
import pytest
import zxingcpp
from PIL import Image

from app.printing.blocks import Rule
from app.printing.closing_sheet import render_closing_sheet
from app.printing.fonts import BOLD, register, width
from app.printing.letterhead import MOTTO, letterhead
from app.printing.paper import PAPERS, PaperName
from app.printing.receipt import render_receipt
from app.printing.return_receipt import render_return_receipt
from app.printing.sheet import PALE
from app.rules.closing import Side
from app.rules.dossier import Centre
from tests.printing.looking import MARK_SIZE, check_pictures, overlaps
from tests.printing.samples import (
    APPLICANT,
    CENTRE,
    DOSSIER,
    DRAFT,
    OFFLINE,
    PRACTICE,
    PREVIEW,
    PROOF,
    RETURNED,
    SIGNED,
    STRESS,
    UNMATCHED,
    first_picture,
    glyphs,
    pages,
    picture,
)

WIDEST = Side(11_900, 10_880, "d" * 64)
Render = Callable[[PaperName], bytes]
FORMS: dict[str, Render] = {
    "receipt": lambda paper: render_receipt(DOSSIER, CENTRE, paper=paper),
    "receipt-preview": lambda paper: render_receipt(PREVIEW, CENTRE, paper=paper),
    "receipt-practice-reprint": lambda paper: render_receipt(DOSSIER, PRACTICE, paper=paper, copy_number=12),
    "receipt-stress": lambda paper: render_receipt(STRESS, PRACTICE, paper=paper, copy_number=12),
    "return-receipt": lambda paper: render_return_receipt(RETURNED, CENTRE, paper=paper),
    "return-receipt-empty": lambda paper: render_return_receipt(DOSSIER, PRACTICE, paper=paper, copy_number=2),
    "closing-signed": lambda paper: render_closing_sheet(SIGNED, CENTRE, paper=paper),
    "closing-offline": lambda paper: render_closing_sheet(OFFLINE, CENTRE, paper=paper, copy_number=2),
    "closing-unmatched": lambda paper: render_closing_sheet(UNMATCHED, CENTRE, paper=paper),
    "closing-widest": lambda paper: render_closing_sheet(
        replace(SIGNED, desk=WIDEST, closing=replace(PROOF, desk=WIDEST, relay=WIDEST, signature="W" * 88)),
        PRACTICE,
        paper=paper,
    ),
    "closing-draft": lambda paper: render_closing_sheet(DRAFT, PRACTICE, paper=paper),
}
every_paper = pytest.mark.parametrize("paper", ["A4", "A5"])
every_form = pytest.mark.parametrize("form", sorted(FORMS))


@every_paper
@every_form
def test_every_font_is_embedded_tinos(form: str, paper: PaperName) -> None:
    reader = pypdf.PdfReader(io.BytesIO(FORMS[form](paper)))
    names = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for reference in resources["/Font"].values():
            font = reference.get_object()
            names.add(font["/BaseFont"])
            assert "/FontFile2" in font["/FontDescriptor"]
            assert "/ToUnicode" in font
    assert names
    assert all("+Tinos" in name for name in names)


@every_paper
def test_the_file_says_its_title_and_its_language(paper: PaperName) -> None:
    reader = pypdf.PdfReader(io.BytesIO(FORMS["receipt"](paper)))
    assert reader.metadata is not None
    assert reader.metadata.title == "H15.10-261123-0117"
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "vi"


@every_paper
@every_form
def test_the_page_has_its_size_and_nothing_stands_in_its_margins(form: str, paper: PaperName) -> None:
    size, dpi = PAPERS[paper], 96
    for page in pages(FORMS[form](paper)):
        assert page.get_size() == pytest.approx((size.width, size.height), abs=0.1)
        rows, columns = np.nonzero(picture(page, dpi) < 250)
        slack = 1.5  # a hair line, and half a pixel of smoothing
        scale = 72 / dpi
        assert columns.min() * scale >= size.left - slack
        assert (columns.max() + 1) * scale <= size.width - size.right + slack
        assert rows.min() * scale >= size.top - slack
        assert (rows.max() + 1) * scale <= size.height - size.bottom + slack


@every_paper
@every_form
def test_no_two_characters_touch(form: str, paper: PaperName) -> None:
    for page in pages(FORMS[form](paper)):
        found = [glyph for glyph in glyphs(page) if glyph.size < MARK_SIZE]
        assert len(found) > 100
        assert overlaps(found) == []


@every_paper
@every_form
def test_no_character_is_crossed_by_a_line(form: str, paper: PaperName) -> None:
    """A line through text would leave ink beyond both ends of a character's box at the same height: look for rules."""
    dpi = 144
    for page in pages(FORMS[form](paper)):
        dark = picture(page, dpi) < 120
        height = dark.shape[0]
        scale = dpi / 72
        rules = {int(row) for row in np.nonzero(dark.sum(axis=1) > 0.5 * dark.shape[1])[0]}
        for glyph in glyphs(page):
            if glyph.size < MARK_SIZE and glyph.char != "_":
                top, bottom = height - glyph.top * scale, height - glyph.bottom * scale
                assert not rules & set(range(int(top) + 2, int(bottom) - 1)), glyph


@every_paper
@every_form
def test_type_is_large_enough_to_read(form: str, paper: PaperName) -> None:
    least = {"A4": 10.5, "A5": 8.5}[paper]
    for page in pages(FORMS[form](paper)):
        assert min(glyph.size for glyph in glyphs(page)) >= least - 0.01


@every_paper
def test_text_over_a_mark_stays_readable(paper: PaperName) -> None:
    grey = first_picture(FORMS["receipt-practice-reprint"](paper), 96)
    pale = round(255 * PALE)
    assert np.count_nonzero(np.abs(grey.astype(int) - pale) <= 2) > 0.03 * grey.size
    contrast = (PALE**2.2 + 0.05) / 0.05
    assert contrast > 7


@every_paper
@pytest.mark.parametrize("stamps", [(), ("IN LẠI LẦN 1", "TẬP HUẤN")])
def test_the_line_under_the_motto_is_as_long_as_the_motto(paper: PaperName, stamps: tuple[str, ...]) -> None:
    register()
    size = PAPERS[paper]
    head = letterhead(size, CENTRE, "Minh Tâm, ngày 23 tháng 11 năm 2026", code="Mã hồ sơ: x", stamps=stamps)
    motto = next(text for text in head.texts if text.text == MOTTO)
    below: list[Rule] = [rule for rule in head.rules if rule.x1 == pytest.approx(motto.x) and rule.y1 > motto.y]
    assert below[0].x2 - below[0].x1 == pytest.approx(width(MOTTO, BOLD, size.motto))


@every_paper
@pytest.mark.parametrize(
    "parent",
    [
        "",
        "Ủy ban nhân dân phường Buôn Ma Thuột",
        "Ủy ban nhân dân đặc khu Cát Hải và vùng biển đảo phía đông bắc rất dài",
    ],
)
def test_any_name_of_the_agency_leaves_the_national_title_alone(paper: PaperName, parent: str) -> None:
    centre: Centre = replace(CENTRE, parent=parent)
    for page in pages(render_receipt(DOSSIER, centre, paper=paper)):
        assert overlaps(glyphs(page)) == []


@every_paper
@pytest.mark.parametrize("code", [DOSSIER.code, STRESS.code, "H15-261123-123456"])
@pytest.mark.parametrize("centre", [CENTRE, PRACTICE])
def test_the_qr_code_holds_the_dossier_code_and_nothing_else(paper: PaperName, code: str, centre: Centre) -> None:
    for pdf in (
        render_receipt(replace(DOSSIER, code=code), centre, paper=paper),
        render_return_receipt(replace(RETURNED, code=code), centre, paper=paper),
    ):
        for page in pages(pdf):
            (found,) = zxingcpp.read_barcodes(Image.fromarray(picture(page, 150)))
            assert found.text == code


def test_a_name_of_many_lines_keeps_clear_of_the_qr_code() -> None:
    applicant = replace(APPLICANT, name=" ".join(["Nguyễn Phước Bảo Quỳnh"] * 8))
    for page in pages(render_receipt(replace(DOSSIER, applicant=applicant), CENTRE)):
        assert overlaps(glyphs(page)) == []


PICTURES = [
    ("receipt", "A5"),
    ("receipt", "A4"),
    ("receipt-preview", "A5"),
    ("receipt-practice-reprint", "A5"),
    ("return-receipt", "A5"),
    ("closing-signed", "A5"),
    ("closing-offline", "A5"),
    ("closing-unmatched", "A4"),
]


@pytest.mark.parametrize(("form", "paper"), PICTURES)
def test_the_paper_looks_as_it_did_when_it_was_last_looked_at(form: str, paper: PaperName) -> None:
    check_pictures({f"{form}-{paper}": first_picture(FORMS[form](paper), 72)})
