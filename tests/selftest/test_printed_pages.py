"""What counts as a page with ink and as a readable QR code, held against a reader of codes that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from app.printing import qr
from app.selftest.printed_pages import pages, shows_code
from app.selftest.sheets import QR_DPI, _wrong

CODE = "H99.10-261123-0001"


def sheet(draw: Callable[[Canvas], object]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A5)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_code(*, side: float = 60, spoil: Callable[[Canvas], object] = lambda _canvas: None) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, 550, "Giấy tiếp nhận IIIIIIII")
        qr.draw(canvas, CODE, 300, 200, side)
        spoil(canvas)

    return sheet(draw)


def shown(pdf: bytes, text: str = CODE) -> bool:
    return shows_code(next(pages(pdf, QR_DPI)), text)


@pytest.mark.parametrize("side", [45, 51.3, 57, 72])
def test_a_code_is_found_wherever_it_stands_and_a_true_reader_agrees(side: float) -> None:
    pdf = with_code(side=side)
    assert shown(pdf)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=QR_DPI / 72).to_numpy()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [CODE]


def test_the_code_of_another_dossier_is_not_taken_for_it() -> None:
    assert not shown(with_code(), "H99.10-261123-0002")


def white_module(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.rect(300 + 60 / 21 * 10, 200 - 60, 60 / 21, 60, stroke=0, fill=1)


def ink_in_margin(canvas: Canvas) -> None:
    canvas.rect(300 - 60 / 21 * 3, 150, 60 / 21 * 2, 30, stroke=0, fill=1)


@pytest.mark.parametrize("spoil", [white_module, ink_in_margin])
def test_one_spoilt_module_or_a_margin_that_is_not_white_is_seen(spoil: Callable[[Canvas], object]) -> None:
    assert not shown(with_code(spoil=spoil))


def test_a_page_without_a_code_has_none() -> None:
    assert not shown(sheet(lambda canvas: canvas.drawString(40, 500, "IIII lll HHH ||||")))


def test_a_white_page_and_a_missing_code_are_seen() -> None:
    words = sheet(lambda canvas: [canvas.drawString(30, y, f"Mã hồ sơ {CODE} " * 2) for y in range(40, 560, 20)])
    assert _wrong(words, CODE) == ("", 1)
    assert _wrong(words, "H99.10-261123-0002") == ("thiếu mã hồ sơ", 1)
    assert _wrong(sheet(lambda canvas: canvas.setTitle("trống")), CODE) == ("có trang trắng", 1)
