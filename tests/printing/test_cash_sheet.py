"""The cash count: every note named, the difference said in words, both signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from app.printing.cash_sheet import DENOMINATIONS, CashSheet, render_cash_sheet
from app.printing.paper import PAPERS, PaperName
from tests.printing import reports
from tests.printing.samples import CENTRE, PRACTICE, glyphs, page_texts, pages, picture

SHORT = CashSheet(
    date=date(2026, 11, 23),
    desk=2,
    officer="Trần Thị Mai Duyên",
    expected=1_248_000,
    transfers=315_000,
    counts=((500_000, 1), (200_000, 2), (100_000, 2), (50_000, 1), (20_000, 3), (10_000, 2), (2_000, 4)),
    counted=1_238_000,
    difference=-10_000,
    note="Trả lại nhầm cho một công dân, đã gọi điện, chiều 24/11 thu lại",
)
EVEN = replace(SHORT, expected=1_238_000, difference=0, note=None)
WORST = replace(
    SHORT,
    officer="Nguyễn Phước Bảo Quỳnh Công Tằng Tôn Nữ Thị Ngưỡng",
    counts=tuple((each, 9_999) for each in DENOMINATIONS),
    counted=8_878_112_100,
    difference=7_630_112_100,
    note="Đang kiểm lại từng phiếu thu của cả ngày với hai người chứng kiến. " * 4,
)
every_paper = pytest.mark.parametrize("paper", ["A4", "A5"])


def said(sheet: CashSheet) -> str:
    (text,) = page_texts(render_cash_sheet(sheet, CENTRE))
    return text


def test_the_count_names_every_note_and_adds_up() -> None:
    text = said(SHORT)
    assert "PHIẾU KIỂM KÊ TIỀN MẶT CUỐI CA" in text
    assert "Quầy 2, Thứ Hai, ngày 23 tháng 11 năm 2026" in text
    for line in ("500.000 1 500.000", "200.000 2 400.000", "20.000 3 60.000", "5.000 0 0", "200 0 0"):
        assert line in text
    assert "Tiền mặt đếm được 1.238.000" in text
    assert "Bằng chữ: Một triệu hai trăm ba mươi tám nghìn đồng." in text
    assert sum(each * pieces for each, pieces in SHORT.counts) == SHORT.counted


def test_what_is_missing_is_said_without_a_minus_and_with_its_reason() -> None:
    text = said(SHORT)
    assert "Tiền mặt phải có theo các phiếu thu: 1.248.000 đồng" in text
    assert "Thiếu: 10.000 đồng" in text
    assert "-10.000" not in text
    assert "Lý do, cách xử lý: Trả lại nhầm cho một công dân" in text
    assert "Thu bằng chuyển khoản, không có trong két: 315.000 đồng" in text


def test_what_is_too_much_is_said() -> None:
    text = said(replace(SHORT, difference=10_000, note=None))
    assert "Thừa: 10.000 đồng" in text
    assert "Lý do, cách xử lý: ....." in text


def test_an_even_count_says_so_and_asks_for_no_reason() -> None:
    text = said(EVEN)
    assert "Tiền mặt đếm được khớp với số phải có." in text
    assert "Thiếu" not in text
    assert "Thừa" not in text
    assert "Lý do" not in text
    assert "Ghi chú: quỹ lẻ để lại" in said(replace(EVEN, note="quỹ lẻ để lại"))


def test_an_empty_drawer_can_be_counted() -> None:
    text = said(replace(EVEN, counts=(), counted=0, expected=0, transfers=0))
    assert "Bằng chữ: Không đồng." in text


def test_both_sign_and_the_cashier_is_named() -> None:
    text = said(SHORT)
    assert "NGƯỜI THU TIỀN" in text
    assert "NGƯỜI KIỂM ĐẾM / THỦ QUỸ" in text
    assert text.count("Trần Thị Mai Duyên") == 2


def test_a_reprint_is_counted_and_practice_is_marked() -> None:
    (text,) = page_texts(render_cash_sheet(SHORT, PRACTICE, copy_number=3))
    assert "IN LẠI LẦN 2" in text
    assert text.count("TẬP HUẤN") == 2


@every_paper
@pytest.mark.parametrize("sheet", [SHORT, EVEN, WORST])
def test_it_fits_one_page_and_nothing_touches(paper: PaperName, sheet: CashSheet) -> None:
    size = PAPERS[paper]
    found = []
    for page in pages(render_cash_sheet(sheet, PRACTICE, paper=paper, copy_number=12)):
        rows, across = np.nonzero(picture(page, 96) < 250)
        assert across.min() * 0.75 >= size.left - 1.5
        assert (across.max() + 1) * 0.75 <= size.width - size.right + 1.5
        assert (rows.max() + 1) * 0.75 <= size.height - size.bottom + 1.5
        found.append([glyph for glyph in glyphs(page) if glyph.size < 30])
    assert len(found) == 1
    box = np.array([(g.left, g.bottom, g.right, g.top) for g in found[0]])
    over = np.minimum.outer(box[:, 2], box[:, 2]) - np.maximum.outer(box[:, 0], box[:, 0])
    down = np.minimum.outer(box[:, 3], box[:, 3]) - np.maximum.outer(box[:, 1], box[:, 1])
    first, second = np.nonzero((over > 0.2) & (down > 0.2))
    assert [(a, b) for a, b in zip(first, second, strict=True) if b - a > 1] == []


@every_paper
def test_it_looks_as_it_did_when_it_was_last_looked_at(paper: PaperName) -> None:
    reports.assert_looks(render_cash_sheet(SHORT, CENTRE, paper=paper), f"cash-sheet-{paper}")
