"""The apology for a late result: both promises, the reason, and the head of the agency that decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.printing.extension import render_extension
from app.printing.paper import PAPERS, PaperName
from app.rules.acts import Kind
from tests.printing.acts import (
    ELSEWHERE,
    EXTENDED,
    FORWARDED,
    LONG,
    LONG_REASON,
    ORGANISATION,
    after,
    both_editions,
    both_papers,
    event,
    longest_name,
)
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import APPLICANT, CENTRE, DOSSIER, PRACTICE, page_texts

LINES = {
    "2018": [
        "Số: 12/PXL",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Thời gian hẹn trả kết quả: 09 giờ 42 phút, ngày 27 tháng 11 năm 2026",
        "Ủy ban nhân dân xã Minh Tâm không thể trả kết quả cho Ông/Bà đúng thời gian đã hẹn.",
        "Lý do: Nơi cư trú cũ chưa trả lời văn bản xác minh.",
        "Ủy ban nhân dân xã Minh Tâm xin lỗi Ông/Bà về sự chậm trễ này và mong Ông/Bà thông cảm.",
        "Thời gian hẹn trả kết quả lại: 09 giờ 42 phút, ngày 02 tháng 12 năm 2026",
    ],
    "2025": [
        "Số: 12",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Thời hạn giải quyết đã hẹn: 09 giờ 42 phút, ngày 27 tháng 11 năm 2026",
        "Ủy ban nhân dân xã Minh Tâm không thể giải quyết xong hồ sơ đúng thời hạn đã hẹn.",
        "Lý do: Nơi cư trú cũ chưa trả lời văn bản xác minh.",
        "Ủy ban nhân dân xã Minh Tâm xin lỗi Ông/Bà về sự chậm trễ này và đề nghị gia hạn thời gian giải quyết hồ sơ.",
        "Thời gian trả kết quả sau khi gia hạn: 09 giờ 42 phút, ngày 02 tháng 12 năm 2026",
        "Lần gia hạn: 01",
    ],
}
COMMON = [
    "Mã hồ sơ: H15.10-261123-0117",
    "Minh Tâm, ngày 26 tháng 11 năm 2026",
    "Kính gửi: Ông/Bà Nguyễn Thị Hường",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Số điện thoại: 0905318462 Email: huong@example.vn",
    "Ngày 23 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công xã Minh Tâm tiếp nhận hồ sơ của Ông/Bà, nội dung "
    "yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân.",
    "Người liên hệ: Phạm Văn Ổn Số điện thoại: 0262 3 856 118",
    "Trân trọng./.",
    "Nơi nhận: - Như trên; - Trung tâm Phục vụ hành chính công xã Minh Tâm; - Lưu: VT.",
    "Nguyễn Văn Thuận",
]
LATE = after(DOSSIER, FORWARDED, EXTENDED)


def test_no_extension_no_form() -> None:
    with pytest.raises(UserError) as caught:
        render_extension(DOSSIER, CENTRE, edition="2018")
    assert (caught.value.code, caught.value.facts) == ("FORM_NOT_DUE", {"form": "extension"})


@both_papers
@both_editions
def test_one_page_holds_every_line_in_the_order_of_the_form(edition: str, paper: PaperName) -> None:
    pdf = render_extension(LATE, CENTRE, edition=edition, paper=paper)
    (text,) = page_texts(pdf)
    assert [line for line in [*COMMON, *LINES[edition]] if line not in text] == []
    assert sorted(LINES[edition], key=text.index) == LINES[edition]
    assert "THỦ TRƯỞNG CƠ QUAN GIẢI QUYẾT" in text
    check_sheet(pdf, PAPERS[paper], [DOSSIER.code])
    check_look(f"extension-{edition}-{paper}", pdf, None)


@both_editions
def test_a_body_that_says_nothing_leaves_lines_to_write_on(edition: str) -> None:
    act = event(Kind.EXTENDED, "2026-11-26T16:00:00+07:00", {})
    text = page_texts(render_extension(after(DOSSIER, act), CENTRE, edition=edition))[0]
    old, new = LINES[edition][2].split(":")[0], LINES[edition][6].split(":")[0]
    for label in ("Lý do", old, new):
        assert f"{label}: ....." in text
    assert "Số: ………" in text
    assert "(Ký và ghi rõ họ tên) ............................" in text


def test_a_number_that_has_its_sign_is_printed_as_it_is() -> None:
    act = event(Kind.EXTENDED, "2026-11-26T16:00:00+07:00", {"number": "12/PXL-VPĐK"})
    text = page_texts(render_extension(after(DOSSIER, act), CENTRE, edition="2018"))[0]
    assert "Số: 12/PXL-VPĐK" in text
    assert "VPĐK/PXL" not in text


def test_the_agency_that_decides_apologises() -> None:
    text = page_texts(render_extension(replace(LATE, destination=ELSEWHERE), CENTRE, edition="2018"))[0]
    assert "Ủy ban nhân dân phường Tân Lập xin lỗi Ông/Bà" in text
    assert "Ủy ban nhân dân xã Minh Tâm xin lỗi" not in text


def test_the_letter_goes_to_the_owner_and_names_who_handed_the_dossier_in() -> None:
    owner = replace(APPLICANT, name="Y Bhiăo Mlô", address="Buôn Kmrơng Prŏng B")
    text = page_texts(render_extension(replace(LATE, owner=owner), CENTRE, edition="2025"))[0]
    assert "Kính gửi: Ông/Bà Y Bhiăo Mlô Địa chỉ: Buôn Kmrơng Prŏng B" in text
    assert "Người nộp hồ sơ: Nguyễn Thị Hường" in text


def test_a_second_extension_is_counted_and_prints_its_own_promises() -> None:
    again = event(
        Kind.EXTENDED,
        "2026-12-01T16:00:00+07:00",
        {"due_at": "2026-12-05T09:00:00+07:00", "was": {"due_at": "2026-12-02T09:42:00+07:00"}},
    )
    text = page_texts(render_extension(after(DOSSIER, EXTENDED, again), CENTRE, edition="2025"))[0]
    assert "đã hẹn: 09 giờ 42 phút, ngày 02 tháng 12 năm 2026" in text
    assert "sau khi gia hạn: 09 giờ 00 phút, ngày 05 tháng 12 năm 2026" in text
    assert "Lần gia hạn: 02" in text


def test_an_organisation_is_not_addressed_as_a_person() -> None:
    text = page_texts(render_extension(replace(LATE, applicant=ORGANISATION), CENTRE, edition="2018"))[0]
    assert "Kính gửi: Công ty TNHH Ẵm Ỡ" in text
    assert "Ông/Bà" not in text


@both_papers
@both_editions
def test_a_long_letter_goes_on_overleaf_and_the_new_promise_stays_with_the_signature(
    edition: str, paper: PaperName
) -> None:
    act = event(Kind.EXTENDED, "2026-11-26T16:00:00+07:00", {**EXTENDED.body, "reason": LONG_REASON * 2})
    pdf = render_extension(after(LONG, act), PRACTICE, edition=edition, paper=paper, copy_number=2)
    texts = page_texts(pdf)
    assert len(texts) > 1
    assert all("Mã hồ sơ: 000.25.10.H15-240315-0012345" in text and "IN LẠI LẦN 1" in text for text in texts)
    assert all(text.count("TẬP HUẤN") == 2 for text in texts)
    assert longest_name() in " ".join(texts)
    assert "ngày 02 tháng 12 năm 2026" in texts[-1]
    assert "Nguyễn Văn Thuận" in texts[-1]
    check_sheet(pdf, PAPERS[paper], [LONG.code])
