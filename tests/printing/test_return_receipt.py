"""Giấy biên nhận trả kết quả: every line it has, and who signed for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing.paper import PaperName
from app.printing.return_receipt import render_return_receipt
from app.rules.events import Kind, new_event
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, RETURNED, page_texts

LINES = [
    "Mã hồ sơ: H15.10-261123-0117",
    "Minh Tâm, ngày 27 tháng 11 năm 2026",
    "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
    "Thủ tục hành chính: Cấp Giấy xác nhận tình trạng hôn nhân",
    "Chủ hồ sơ: Nguyễn Thị Hường",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Kết quả giải quyết, số: 118/2026/XNHN",
    "Trích yếu: Giấy xác nhận của bà Nguyễn Thị Hường",
    "Người nhận kết quả: Lê Văn Ngưỡng",
    "Số căn cước/Hộ chiếu: 066090001234",
    "Số điện thoại: 0912345678",
    "Nhận theo ủy quyền: Giấy ủy quyền ngày 26/11/2026",
    "Người trả kết quả: Trần Thị Mai Duyên",
    "Số điện thoại nơi trả: 0262 3 856 118",
    "Thời gian trả kết quả: 09 giờ 05 phút, ngày 27 tháng 11 năm 2026",
    "NGƯỜI NHẬN KẾT QUẢ",
    "NGƯỜI TRẢ KẾT QUẢ",
]


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_it_holds_every_line_on_one_page(paper: PaperName) -> None:
    texts = page_texts(render_return_receipt(RETURNED, CENTRE, paper=paper))
    assert len(texts) == 1
    assert [line for line in LINES if line not in texts[0]] == []
    assert texts[0].count("Lê Văn Ngưỡng") == 2


def test_it_names_the_officer_who_handed_the_result_over() -> None:
    event = new_event(
        dossier=RETURNED.id,
        kind=Kind.RETURNED,
        at="2026-11-27T09:05:00+07:00",
        officer="Phạm Văn Ổn",
        desk=2,
        base="x",
        prev_hash=None,
        body={},
    )
    text = page_texts(render_return_receipt(replace(RETURNED, events=(event,)), CENTRE))[0]
    assert text.count("Phạm Văn Ổn") == 2
    assert "Trần Thị Mai Duyên" not in text


def test_before_the_return_it_is_a_form_to_fill_in() -> None:
    text = page_texts(render_return_receipt(DOSSIER, CENTRE))[0]
    assert "Người nhận kết quả: ....." in text
    assert "Nhận theo ủy quyền" not in text


def test_reprint_and_practice_are_marked() -> None:
    text = page_texts(render_return_receipt(RETURNED, PRACTICE, copy_number=3))[0]
    assert "IN LẠI LẦN 2" in text
    assert text.count("TẬP HUẤN") == 2
