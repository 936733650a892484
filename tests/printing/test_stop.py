"""Thông báo dừng giải quyết: what was asked, how far the dossier had come, who decided, what was paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.printing.paper import PAPERS, PaperName
from app.printing.stop import render_stop
from app.rules.acts import Kind
from app.rules.events import Event
from tests.printing.acts import (
    ASKED,
    ELSEWHERE,
    FORWARDED,
    LONG,
    LONG_REASON,
    STOPPED,
    TAKEN,
    after,
    both_papers,
    event,
    longest_name,
)
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, page_texts

LINES = [
    "Minh Tâm, ngày 25 tháng 11 năm 2026",
    "Số: ………/TB",
    "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
    "Kính gửi: Ông/Bà Nguyễn Thị Hường",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân",
    "Thời gian nhận hồ sơ: 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
    "Yêu cầu dừng giải quyết: Đơn đề nghị ngày 25/11/2026",
    "Lý do: Không còn nhu cầu.",
    "Giai đoạn giải quyết khi dừng: đã chuyển Tư pháp – Hộ tịch",
    "Phí, lệ phí đã nộp: 15.000 đồng",
    "Trung tâm Phục vụ hành chính công xã Minh Tâm thông báo dừng giải quyết hồ sơ nêu trên.",
    "Người quyết định: Lê Thị Hòa",
    "Người liên hệ: Trần Thị Mai Duyên Số điện thoại: 0262 3 856 118",
]
HALTED = replace(after(DOSSIER, FORWARDED, STOPPED), payments=(TAKEN,))
PROCESSING = event(Kind.PROCESSING, "2026-11-23T15:00:00+07:00", {})
READY = event(Kind.RESULT_READY, "2026-11-25T10:00:00+07:00", {"number": "118"})
COMPLETED = event(Kind.SUPPLEMENTED, "2026-11-25T09:00:00+07:00", {})


@both_papers
def test_one_page_holds_every_line_in_the_order_of_the_form(paper: PaperName) -> None:
    pdf = render_stop(HALTED, CENTRE, edition="2025", paper=paper)
    (text,) = page_texts(pdf)
    assert [line for line in LINES if line not in text] == []
    assert sorted(LINES, key=text.index) == LINES
    assert "Nơi nhận: - Như trên; - Ủy ban nhân dân xã Minh Tâm; - Lưu: VT." in text
    assert text.count("Lê Thị Hòa") == 2
    check_sheet(pdf, PAPERS[paper], [DOSSIER.code])
    check_look(f"stop-2025-{paper}", pdf, None)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ((), "đã tiếp nhận, chưa chuyển giải quyết"),
        ((FORWARDED, PROCESSING), "Tư pháp – Hộ tịch đang giải quyết"),
        ((PROCESSING,), "đơn vị giải quyết đang giải quyết"),
        ((FORWARDED, ASKED), "đang chờ bổ sung hồ sơ"),
        ((FORWARDED, ASKED, COMPLETED), "đã chuyển Tư pháp – Hộ tịch"),
        ((FORWARDED, ASKED, ASKED, COMPLETED), "đã chuyển Tư pháp – Hộ tịch"),
        ((FORWARDED, READY), "."),
    ],
)
def test_it_says_how_far_the_dossier_had_come(before: tuple[Event, ...], said: str) -> None:
    text = page_texts(render_stop(after(DOSSIER, *before, STOPPED), CENTRE, edition="2025"))[0]
    assert f"Giai đoạn giải quyết khi dừng: {said}" in text


def test_money_is_what_was_taken_less_what_was_given_back() -> None:
    back = replace(TAKEN, amount=-15_000)
    some = replace(TAKEN, amount=-5_000)
    for payments, said in (((), "không"), ((TAKEN, back), "không"), ((TAKEN, some), "10.000 đồng")):
        text = page_texts(render_stop(replace(HALTED, payments=payments), CENTRE, edition="2025"))[0]
        assert f"Phí, lệ phí đã nộp: {said} Đến thời điểm này" in text


def test_the_unit_that_had_the_dossier_is_told() -> None:
    text = page_texts(render_stop(replace(HALTED, destination=ELSEWHERE), CENTRE, edition="2025"))[0]
    assert "- Như trên; - Ủy ban nhân dân phường Tân Lập; - Lưu: VT." in text


def test_what_nobody_said_is_a_dotted_line_and_the_officer_signs() -> None:
    act = event(Kind.STOPPED, "2026-11-25T15:00:00+07:00", {})
    text = page_texts(render_stop(after(DOSSIER, act), CENTRE, edition="2025"))[0]
    for label in ("Yêu cầu dừng giải quyết", "Lý do", "Người quyết định"):
        assert f"{label}: ....." in text
    assert "ĐẠI DIỆN TRUNG TÂM (Ký và ghi rõ họ tên) Trần Thị Mai Duyên" in text


def test_a_dossier_that_goes_on_has_no_notice_and_2018_has_no_such_form() -> None:
    with pytest.raises(UserError) as caught:
        render_stop(after(DOSSIER, FORWARDED), CENTRE, edition="2025")
    assert (caught.value.code, caught.value.facts) == ("FORM_NOT_DUE", {"form": "stop"})
    with pytest.raises(UserError) as caught:
        render_stop(HALTED, CENTRE, edition="2018")
    assert (caught.value.code, caught.value.facts) == ("FORM_NOT_IN_EDITION", {"form": "stop", "edition": "2018"})


@both_papers
def test_a_long_notice_goes_on_overleaf_under_the_repeated_head(paper: PaperName) -> None:
    act = event(Kind.STOPPED, "2026-11-25T15:00:00+07:00", {**STOPPED.body, "reason": LONG_REASON * 2})
    pdf = render_stop(after(LONG, act), PRACTICE, edition="2025", paper=paper, copy_number=2)
    texts = page_texts(pdf)
    assert len(texts) > 1
    assert all("Mã hồ sơ: 000.25.10.H15-240315-0012345" in text and "IN LẠI LẦN 1" in text for text in texts)
    assert all(text.count("TẬP HUẤN") == 2 for text in texts)
    assert longest_name() in " ".join(texts)
    assert "thông báo dừng giải quyết" in texts[-1]
    check_sheet(pdf, PAPERS[paper], [LONG.code])
