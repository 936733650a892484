"""Giấy biên nhận trả kết quả: every line it has, and who signed for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing.paper import PAPERS, PaperName
from app.printing.return_receipt import render_return_receipt
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.events import new_event
from app.rules.record import Receiver
from app.rules.vocabulary import Delivery
from tests.printing.acts import LONGEST, both_papers
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, RETURNED, TRAVELLED, page_texts

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


BY_POST = replace(TRAVELLED, returned_to=Receiver("Võ Thành Công", via=Delivery.POST, item="EB123456789VN"))
ONLINE = replace(TRAVELLED, returned_to=Receiver("Nguyễn Thị Hường", via=Delivery.ONLINE))


def test_the_type_of_the_result_is_named_where_it_is_known() -> None:
    assert "Loại kết quả: Giấy xác nhận" in page_texts(render_return_receipt(TRAVELLED, CENTRE))[0]
    assert "Loại kết quả" not in page_texts(render_return_receipt(RETURNED, CENTRE))[0]


def test_what_goes_by_post_names_its_item_and_the_postman_signs() -> None:
    text = page_texts(render_return_receipt(BY_POST, CENTRE))[0]
    assert "Hình thức trả: gửi qua dịch vụ bưu chính, mã bưu gửi: EB123456789VN" in text
    assert "Nhân viên bưu chính nhận chuyển: Võ Thành Công" in text
    assert "NHÂN VIÊN BƯU CHÍNH" in text
    for absent in ("ủy quyền", "Số căn cước", "NGƯỜI NHẬN KẾT QUẢ"):
        assert absent not in text


def test_an_item_without_its_code_yet_has_a_line_to_write_it_on() -> None:
    unnumbered = replace(BY_POST, returned_to=Receiver("Võ Thành Công", via=Delivery.POST))
    assert "mã bưu gửi: ....." in page_texts(render_return_receipt(unnumbered, CENTRE))[0]


def test_a_result_given_online_is_signed_by_the_officer_alone() -> None:
    text = page_texts(render_return_receipt(ONLINE, CENTRE))[0]
    assert "Hình thức trả: bản điện tử trên Cổng Dịch vụ công quốc gia" in text
    assert "NGƯỜI TRẢ KẾT QUẢ" in text
    for absent in ("NGƯỜI NHẬN KẾT QUẢ", "đã nhận đủ", "Số căn cước"):
        assert absent not in text


def test_before_the_return_the_way_asked_for_is_printed() -> None:
    assert "mã bưu gửi: ....." in page_texts(render_return_receipt(replace(DOSSIER, deliver=Delivery.POST), CENTRE))[0]


LONG = replace(LONGEST, result=TRAVELLED.result, returned_at=TRAVELLED.returned_at, returned_to=RETURNED.returned_to)


@both_papers
@pytest.mark.parametrize("dossier", [TRAVELLED, BY_POST, ONLINE, LONG])
def test_nothing_is_cut_and_nothing_overlaps(paper: PaperName, dossier: Dossier) -> None:
    pdf = render_return_receipt(dossier, PRACTICE, paper=paper, copy_number=2)
    assert len(page_texts(pdf)) == 1
    check_sheet(pdf, PAPERS[paper], [dossier.code])


@both_papers
def test_each_way_of_returning_looks_as_it_did(paper: PaperName) -> None:
    for name, dossier in (("counter", TRAVELLED), ("post", BY_POST), ("online", ONLINE)):
        check_look(f"return-receipt-{name}-{paper}", render_return_receipt(dossier, CENTRE, paper=paper))
