"""Giấy tiếp nhận nhiều hồ sơ: what holds for all, and the minutes with each dossier's code, promise and fee."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.printing.paper import LANDSCAPE
from app.printing.receipt_batch import render_receipt_batch
from app.rules.deadline_words import UNSURE
from app.rules.dossier import Dossier
from tests.printing.acts import LONGEST, both_editions
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import APPLICANT, BATCH, CENTRE, DOSSIER, PRACTICE, page_texts

RECEIPT = [
    "GIẤY TIẾP NHẬN NHIỀU HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Tiếp nhận hồ sơ của Ông (Bà): Nguyễn Thị Hường",
    "Số căn cước/Hộ chiếu: 066188004215",
    "1. Số lượng hồ sơ: 05 hồ sơ, 05 bộ",
    "từ 09 giờ 42 phút, ngày 23 tháng 11 năm 2026 đến 09 giờ 46 phút, ngày 23 tháng 11 năm 2026",
    "từ 09 giờ 42 phút, ngày 27 tháng 11 năm 2026 đến 09 giờ 42 phút, ngày 01 tháng 12 năm 2026",
    "4. Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "38.000 đồng, đã thu 38.000 đồng; 1 hồ sơ chưa có số tiền",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
]
MINUTES = [
    "BIÊN BẢN GIAO NHẬN HỒ SƠ",
    "Kèm theo giấy tiếp nhận nhiều hồ sơ của Nguyễn Thị Hường, ngày 23 tháng 11 năm 2026",
    "Mã hồ sơ và nội dung",
    "Thời hạn xử lý",
    "Tư pháp – Hộ tịch 09:42 09:42 3 ngày làm 1 15.000",
    "Cấp Giấy xác nhận tình trạng hôn nhân 23/11/2026 27/11/2026 việc",
    "NGƯỜI GIAO HỒ SƠ",
]
MANY = tuple(replace(LONGEST, code=f"000.25.10.H15-261123-{number:04}", fee=number * 1_000) for number in range(1, 41))


@both_editions
def test_each_copy_is_a_receipt_and_its_minutes(edition: str) -> None:
    texts = page_texts(render_receipt_batch(BATCH, CENTRE, edition=edition))
    assert len(texts) == 4
    for receipt, minutes in (texts[:2], texts[2:]):
        assert [line for line in RECEIPT if line not in receipt] == []
        assert [line for line in MINUTES if line not in minutes] == []
        assert [one.code for one in BATCH if one.code not in minutes] == []
    assert ("Liên 1: Lưu" in texts[0], "Liên 2: Giao khách hàng" in texts[2]) == ((edition == "2018"),) * 2


def test_an_unknown_fee_is_left_blank_and_a_free_one_is_zero() -> None:
    minutes = page_texts(render_receipt_batch(BATCH, CENTRE))[1]
    assert "09:43 09:42 3 ngày làm 1 Cấp Giấy" in minutes
    assert "09:44 09:42 3 ngày làm 1 0 Cấp Giấy" in minutes
    assert "Cộng 5 38.000" in minutes


def test_dossiers_that_are_all_free_say_so() -> None:
    free = [replace(one, fee=0, payments=()) for one in BATCH]
    assert "5. Phí, lệ phí (nếu có): không" in page_texts(render_receipt_batch(free, CENTRE))[0]


def test_results_asked_for_in_two_ways_are_both_named() -> None:
    two = [BATCH[0], replace(BATCH[1], deliver="post")]
    text = page_texts(render_receipt_batch(two, CENTRE))[0]
    assert "theo từng hồ sơ: Trung tâm Phục vụ hành chính công xã Minh Tâm; địa chỉ trên, qua dịch vụ bưu chính" in text


def test_one_unsure_promise_marks_the_receipt_and_its_own_line() -> None:
    unsure = replace(BATCH[1], due_reason=f"Chưa có lịch nghỉ, {UNSURE}.")
    receipt, minutes = page_texts(render_receipt_batch([BATCH[0], unsure], CENTRE))[:2]
    assert receipt.count("(dự kiến; lịch nghỉ những ngày này chưa công bố)") == 1
    assert minutes.count("(dự kiến)") == 1
    assert not any("dự kiến" in text for text in page_texts(render_receipt_batch(BATCH, CENTRE)))


def test_dossiers_of_two_people_are_refused() -> None:
    other = replace(BATCH[1], applicant=replace(APPLICANT, name="Lê Văn Tám"))
    with pytest.raises(UserError) as refused:
        render_receipt_batch([BATCH[0], other], CENTRE)
    assert refused.value.code == "BATCH_PEOPLE"
    assert refused.value.facts == {"first": BATCH[0].code, "other": other.code}
    with pytest.raises(UserError, match="BATCH_EMPTY"):
        render_receipt_batch([], CENTRE)


def test_forty_dossiers_go_on_with_the_head_of_the_table() -> None:
    texts = page_texts(render_receipt_batch(MANY, CENTRE, edition="2018"))
    pages = [text for text in texts[: len(texts) // 2] if "000.25.10.H15-261123-0" in text.replace("từ mã", "", 1)]
    listed = [text for text in pages if "Ngày hẹn trả" in text]
    assert len(listed) > 3
    assert all(any(one.code in text for text in listed) for one in MANY)


@pytest.mark.parametrize("dossiers", [BATCH, (DOSSIER,), MANY])
def test_nothing_is_cut_and_nothing_overlaps(dossiers: tuple[Dossier, ...]) -> None:
    pdf = render_receipt_batch(dossiers, PRACTICE, edition="2018", copy_number=2)
    check_sheet(pdf, LANDSCAPE, [], copies=2)
    assert all("IN LẠI LẦN 1" in text for text in page_texts(pdf))


def test_it_looks_as_it_did() -> None:
    check_look("receipt-batch-2018-A4", render_receipt_batch(BATCH, CENTRE, edition="2018"), 2)
    check_look("receipt-batch-2025-A4", render_receipt_batch(BATCH, PRACTICE, edition="2025"), 2)
    check_look("receipt-batch-long-A4", render_receipt_batch(MANY[:8], CENTRE, edition="2018"), 4)
