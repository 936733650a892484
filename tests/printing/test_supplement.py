"""Phiếu yêu cầu bổ sung: what is asked for, why, and who guides; in both editions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.printing.paper import PAPERS, PaperName
from app.printing.supplement import render_supplement
from app.rules.acts import Kind
from app.rules.events import Body
from tests.printing.acts import (
    ASKED,
    LONG,
    LONGEST,
    ORGANISATION,
    THIRTY,
    after,
    both_editions,
    both_papers,
    event,
    longest_name,
)
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, page_texts

LINES = [
    "Mã hồ sơ: H15.10-261123-0117",
    "Minh Tâm, ngày 24 tháng 11 năm 2026",
    "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
    "Bộ phận tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Hường",
    "Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Số điện thoại: 0905318462 Email: huong@example.vn",
    "Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:",
    "1. Tờ khai: ghi thêm nơi cư trú từ năm 2019 đến năm 2022",
    "2. Quyết định ly hôn: nộp bản sao có chứng thực",
    "3. Giấy ủy quyền Lý do: Giấy tờ nộp chưa đủ theo thành phần hồ sơ đã công bố.",
    "Trong quá trình hoàn thiện, nếu có vướng mắc, Ông/Bà liên hệ để được hướng dẫn:",
    "Người hướng dẫn: Trần Thị Mai Duyên Số điện thoại: 0262 3 856 118",
    "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Trần Thị Mai Duyên",
]
ASKED_OF = after(DOSSIER, ASKED)


def asking(body: Body) -> str:
    dossier = after(DOSSIER, event(Kind.SUPPLEMENT_REQUESTED, "2026-11-24T10:00:00+07:00", body))
    return page_texts(render_supplement(dossier, CENTRE, edition="2025"))[0]


@both_papers
@both_editions
def test_one_page_holds_every_line_in_the_order_of_the_form(edition: str, paper: PaperName) -> None:
    pdf = render_supplement(ASKED_OF, CENTRE, edition=edition, paper=paper)
    (text,) = page_texts(pdf)
    assert [line for line in LINES if line not in text] == []
    assert sorted(LINES, key=text.index) == LINES
    assert "NGƯỜI NỘP" not in text
    check_sheet(pdf, PAPERS[paper], [DOSSIER.code])
    check_look(f"supplement-{edition}-{paper}", pdf, None)


def test_only_the_edition_of_2018_has_a_number_to_fill_in() -> None:
    assert "Số: ………/HDHS" in page_texts(render_supplement(ASKED_OF, CENTRE, edition="2018"))[0]
    assert "HDHS" not in page_texts(render_supplement(ASKED_OF, CENTRE, edition="2025"))[0]


def test_no_request_no_form() -> None:
    with pytest.raises(UserError) as caught:
        render_supplement(DOSSIER, CENTRE, edition="2025")
    assert (caught.value.code, caught.value.facts) == ("FORM_NOT_DUE", {"form": "supplement"})


def test_of_two_requests_the_newest_is_printed_with_its_day_and_its_officer() -> None:
    again = event(Kind.SUPPLEMENT_REQUESTED, "2026-12-01T08:00:00+07:00", {"reason": "Lần hai."}, officer="Phạm Văn Ổn")
    text = page_texts(render_supplement(after(DOSSIER, ASKED, again), CENTRE, edition="2025"))[0]
    assert "Lý do: Lần hai." in text
    assert "ngày 01 tháng 12 năm 2026" in text
    assert text.count("Phạm Văn Ổn") == 2
    assert "Quyết định ly hôn" not in text


def test_a_request_that_lists_nothing_points_to_its_reason() -> None:
    text = asking({"reason": "Thiếu giấy chứng sinh."})
    assert "hoàn thiện hồ sơ theo nội dung nêu tại phần lý do dưới đây. Lý do: Thiếu giấy chứng sinh." in text
    assert "như sau" not in text


def test_what_nobody_said_is_a_dotted_line() -> None:
    assert "Lý do: ....." in asking({})
    dossier = after(DOSSIER, ASKED)
    text = page_texts(render_supplement(dossier, replace(CENTRE, phone=None), edition="2018"))[0]
    assert "Người hướng dẫn: Trần Thị Mai Duyên Số điện thoại: ....." in text


def test_an_organisation_is_not_addressed_as_a_person() -> None:
    dossier = replace(after(DOSSIER, ASKED), applicant=ORGANISATION)
    text = page_texts(render_supplement(dossier, CENTRE, edition="2018"))[0]
    assert "Tiếp nhận hồ sơ của: Công ty TNHH Ẵm Ỡ" in text
    assert "Yêu cầu Quý đơn vị hoàn thiện" in text
    assert "Ông/Bà" not in text


@both_papers
def test_twelve_entries_stay_on_one_page(paper: PaperName) -> None:
    act = event(Kind.SUPPLEMENT_REQUESTED, "2026-11-24T10:00:00+07:00", {"items": ["Giấy tờ nộp thêm"] * 12})
    assert len(page_texts(render_supplement(after(DOSSIER, act), CENTRE, edition="2018", paper=paper))) == 1


@both_papers
@both_editions
def test_thirty_entries_go_on_overleaf_under_the_repeated_head(edition: str, paper: PaperName) -> None:
    act = event(Kind.SUPPLEMENT_REQUESTED, "2026-11-24T10:00:00+07:00", {"items": THIRTY, "reason": "Thiếu."})
    pdf = render_supplement(after(LONG, act), PRACTICE, edition=edition, paper=paper, copy_number=3)
    texts = page_texts(pdf)
    assert len(texts) > 1
    assert f"(gồm {len(texts)} trang)" in texts[0]
    for number, text in enumerate(texts, start=1):
        assert "Mã hồ sơ: 000.25.10.H15-240315-0012345" in text
        assert "IN LẠI LẦN 2" in text
        assert text.count("TẬP HUẤN") == 2
        assert number == 1 or f"Trang {number}/{len(texts)}" in text
    whole = " ".join(texts)
    assert longest_name() in whole
    assert all(f"số {n} ẪỖỬẶ" in whole for n in range(1, 31))
    assert "Nếu" not in texts[0]
    assert "Người hướng dẫn" in texts[-1]
    assert "NGƯỜI HƯỚNG DẪN" in texts[-1]
    check_sheet(pdf, PAPERS[paper], [LONG.code])
    pictured = render_supplement(after(LONGEST, act), PRACTICE, edition=edition, paper=paper, copy_number=3)
    check_look(f"supplement-long-{edition}-{paper}", pictured, None)
