"""Giấy in sẵn: Mẫu 01 with its head, its desk and a number, and room for a pen everywhere else."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pypdf
import pytest

from app.printing.blank import BOX, render_blanks
from app.printing.paper import MM, PAPERS, PaperName
from app.rules.dossier import Centre
from app.rules.editions import EDITIONS
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, PRACTICE, glyphs, page_texts, pages

LINES = (
    "ỦY BAN NHÂN DÂN",
    "TRUNG TÂM PHỤC VỤ",
    "Quầy 2",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Minh Tâm, ngày …… tháng …… năm 20……",
    "Mã hồ sơ: H15.10-",
    "-0950",
    "năm tháng ngày",
    "Bộ phận tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "Tiếp nhận hồ sơ của Ông (Bà): ...",
    "Địa chỉ: ...",
    "Số điện thoại: ...",
    "Email: ...",
    "Số căn cước/Hộ chiếu: ...",
    "Nội dung yêu cầu giải quyết: ...",
    "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:",
    "2. Số lượng hồ sơ: ………… (bộ)",
    "3. Thời gian giải quyết hồ sơ theo quy định là: ...",
    "4. Thời gian nhận hồ sơ: …… giờ …… phút, ngày …… tháng …… năm 20……",
    "5. Thời gian trả kết quả giải quyết hồ sơ: ",
    "6. Đăng ký nhận kết quả tại: ...",
    "7. Phí, lệ phí (nếu có): ...",
    "Vào Sổ theo dõi hồ sơ, Quyển số: 02-20……",
    "Số thứ tự: ...",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "Ghi chú: Giấy này lập thành 02",
    "Hỏi về hồ sơ: 0262 3 856 118.",
)
LONG = replace(
    CENTRE,
    parent="Ủy ban nhân dân phường Phan Rang – Tháp Chàm Đông Hải Mỹ Bình",
    name="Trung tâm Phục vụ hành chính công phường Phan Rang – Tháp Chàm Đông Hải Mỹ Bình, tỉnh Khánh Hòa",
    place="Phan Rang – Tháp Chàm",
    agency="H55.242.01",
    desk=99,
)
every_form = pytest.mark.parametrize(
    ("edition", "paper"), [(edition, paper) for edition in EDITIONS for paper in get_args(PaperName)]
)


@every_form
def test_it_has_every_line_of_the_receipt_and_nothing_in_them(edition: str, paper: PaperName) -> None:
    for text in page_texts(render_blanks([950], CENTRE, edition=edition, paper=paper)):
        assert [line for line in LINES if line not in text] == []
        assert "Chủ hồ sơ" not in text
        assert "Trần Thị Mai Duyên" not in text, "who will hand it out nobody knows"


@every_form
def test_each_number_has_its_two_copies_each_on_one_page(edition: str, paper: PaperName) -> None:
    texts = page_texts(render_blanks([950, 951], CENTRE, edition=edition, paper=paper))
    assert [re.findall(r"-(\d{4})\b", text)[-1] for text in texts] == ["0950", "0950", "0951", "0951"]
    copies = [[name for name in ("Liên 1: Lưu", "Liên 2: Giao khách hàng") if name in text] for text in texts]
    assert copies == ([["Liên 1: Lưu"], ["Liên 2: Giao khách hàng"]] * 2 if edition == "2018" else [[]] * 4)


@every_form
@pytest.mark.parametrize("centre", [CENTRE, PRACTICE, LONG], ids=["usual", "practice", "long"])
def test_nothing_is_cut_and_nothing_overlaps_on_its_one_page(edition: str, paper: PaperName, centre: Centre) -> None:
    pdf = render_blanks([9950], centre, edition=edition, paper=paper)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    check_sheet(pdf, PAPERS[paper], [], copies=2)


@pytest.mark.parametrize(("paper", "least"), [("A5", 6.0), ("A4", 8.0)])
@pytest.mark.parametrize("edition", EDITIONS)
def test_there_is_room_for_a_pen_from_line_to_line(edition: str, paper: PaperName, least: float) -> None:
    """From one dotted line to the next, in millimetres; and each digit of the day has a box."""
    found = pages(render_blanks([950], CENTRE, edition=edition, paper=paper))
    dots = Counter(round(one.bottom, 1) for one in glyphs(next(found)) if one.char == ".")
    lines = sorted((bottom for bottom, count in dots.items() if count > 20), reverse=True)
    apart = [above - below for above, below in pairwise(lines)]
    assert len(apart) >= 6
    assert min(apart) / MM >= least
    assert BOX / MM >= 5


def test_a_practice_centres_blanks_say_so() -> None:
    assert all(text.count("TẬP HUẤN") == 2 for text in page_texts(render_blanks([950], PRACTICE, edition="2025")))


@pytest.mark.parametrize("paper", get_args(PaperName))
def test_it_looks_as_it_did(paper: PaperName) -> None:
    check_look(f"blank-2018-{paper}", render_blanks([950], CENTRE, edition="2018", paper=paper))
    check_look(f"blank-2025-{paper}", render_blanks([950], PRACTICE, edition="2025", paper=paper))
