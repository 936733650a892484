"""Giấy bàn giao hồ sơ: the papers that go out, who gave and took them, and what came back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing.handover import render_handover
from app.printing.paper import PAPERS, PaperName
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from tests.printing.acts import LONGEST, both_papers
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, TRAVELLED, page_texts

LINES = [
    "GIẤY BÀN GIAO HỒ SƠ",
    "Số danh sách bàn giao: BG-01-261123-02",
    "Hồ sơ của: Nguyễn Thị Hường",
    "Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân",
    "Thời gian hẹn trả kết quả: 09 giờ 42 phút, ngày 27 tháng 11 năm 2026",
    "Đơn vị giải quyết: Tư pháp – Hộ tịch",
    "Thành phần hồ sơ bàn giao, 01 bộ, gồm:",
    "1 Tờ khai cấp Giấy xác nhận tình trạng hôn nhân 1",
    "I. GIAO HỒ SƠ",
    "Xác nhận của Trung tâm",
    "14 giờ 05 phút, ngày 23 tháng 11 năm 2026",
    "II. NHẬN KẾT QUẢ",
    "Kết quả xử lý",
    "15 giờ 05 phút, ngày 26 tháng 11 năm 2026",
    "118/2026/XNHN",
    "Giấy này lập thành 02 bản",
]
OPEN = replace(DOSSIER, unit="Tư pháp – Hộ tịch", events=TRAVELLED.events[:1])
LONG = replace(LONGEST, unit="Kinh tế, Hạ tầng và Đô thị", events=TRAVELLED.events, result=TRAVELLED.result)


@both_papers
def test_both_sides_get_every_line_on_one_page(paper: PaperName) -> None:
    texts = page_texts(render_handover(TRAVELLED, CENTRE, paper=paper))
    assert len(texts) == 2
    for text, copy in zip(texts, ("(Bản 1: Trung tâm lưu)", "(Bản 2: Đơn vị nhận lưu)"), strict=True):
        assert [line for line in [*LINES, copy] if line not in text] == []


def test_before_it_goes_out_time_and_names_are_left_to_be_written() -> None:
    text = page_texts(render_handover(OPEN, CENTRE))[0]
    assert "1. Giao: Trung tâm Phục vụ hành chính công xã Minh Tâm 2. Nhận: Tư pháp – Hộ tịch" in text
    assert text.count("..... giờ ..... phút, ngày ..... tháng") == 2
    assert "Lê Hồng Phước" not in text
    assert "Số danh sách bàn giao" not in text


def test_a_dossier_sent_out_again_shows_the_second_time_and_no_result_of_the_first() -> None:
    again = replace(TRAVELLED.events[1], at="2026-11-26T16:00:00+07:00", body={"unit": "Kinh tế"})
    events = tuple(event for event in TRAVELLED.events if event.kind != Kind.RETURNED)
    text = page_texts(render_handover(replace(TRAVELLED, result=None, events=(*events, again)), CENTRE))[0]
    assert "16 giờ 00 phút, ngày 26 tháng 11 năm 2026" in text
    assert "14 giờ 05 phút" not in text
    assert "15 giờ 05 phút" not in text


def test_a_dossier_of_no_papers_says_so() -> None:
    assert "không có giấy tờ nộp kèm" in page_texts(render_handover(replace(OPEN, components=()), CENTRE))[0]


@both_papers
@pytest.mark.parametrize("dossier", [TRAVELLED, OPEN, LONG])
def test_nothing_is_cut_and_nothing_overlaps(paper: PaperName, dossier: Dossier) -> None:
    pdf = render_handover(dossier, PRACTICE, paper=paper, copy_number=2)
    check_sheet(pdf, PAPERS[paper], [dossier.code], copies=2)
    assert all("IN LẠI LẦN 1" in text for text in page_texts(pdf))


def test_a_table_of_thirty_papers_repeats_its_head() -> None:
    texts = page_texts(render_handover(LONG, CENTRE))
    each = len(texts) // 2
    with_papers = [text for text in texts[:each] if "Giấy chứng nhận quyền sử dụng đất" in text]
    assert len(with_papers) > 2
    assert all("Tên giấy tờ" in text for text in with_papers)
    assert "lập thành 02 bản" in texts[each - 1]
    assert "II. NHẬN KẾT QUẢ" in texts[each - 1]


@both_papers
def test_it_looks_as_it_did(paper: PaperName) -> None:
    check_look(f"handover-{paper}", render_handover(TRAVELLED, CENTRE, paper=paper))


def test_an_open_and_a_long_one_look_as_they_did() -> None:
    check_look("handover-open-A5", render_handover(OPEN, PRACTICE))
    check_look("handover-long-A5", render_handover(LONG, CENTRE), 5)
