"""Phiếu từ chối: why, on what ground, and who signs at the counter and online; in both editions."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from app.errors import UserError
from app.printing.paper import PAPERS, PaperName
from app.printing.refusal import render_refusal
from app.rules.acts import Kind
from app.rules.events import Body
from app.rules.vocabulary import Channel
from tests.printing.acts import (
    LONG,
    LONG_REASON,
    ORGANISATION,
    REFUSED,
    THIRTY,
    after,
    both_editions,
    both_papers,
    event,
    longest_name,
)
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import APPLICANT, CENTRE, DOSSIER, PRACTICE, page_texts

LINES = [
    "Mã hồ sơ: H15.10-261123-0117",
    "Minh Tâm, ngày 24 tháng 11 năm 2026",
    "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
    "Bộ phận tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Hường",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Số điện thoại: 0905318462 Email: huong@example.vn",
    "Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân",
    "Qua xem xét, Trung tâm Phục vụ hành chính công xã Minh Tâm thông báo không tiếp nhận, giải quyết hồ sơ này với "
    "lý do cụ thể như sau: - Việc này không thuộc thẩm quyền của Ủy ban nhân dân xã.",
    "Căn cứ: Luật Hộ tịch, điều 17",
    "Xin thông báo cho Ông/Bà được biết và thực hiện.",
    "Người hướng dẫn: Trần Thị Mai Duyên Số điện thoại: 0262 3 856 118",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
]
REFUSAL = after(DOSSIER, REFUSED)
ONLINE = replace(REFUSAL, channel=Channel.ONLINE)


@both_papers
@both_editions
def test_one_page_holds_every_line_in_the_order_of_the_form(edition: str, paper: PaperName) -> None:
    pdf = render_refusal(REFUSAL, CENTRE, edition=edition, paper=paper)
    (text,) = page_texts(pdf)
    assert [line for line in LINES if line not in text] == []
    assert sorted(LINES, key=text.index) == LINES
    assert text.count("Nguyễn Thị Hường") == 2
    assert "Thời gian nộp" not in text
    assert "Số căn cước" not in text
    check_sheet(pdf, PAPERS[paper], [DOSSIER.code])
    check_look(f"refusal-{edition}-{paper}", pdf, None)


@both_editions
def test_online_it_adds_the_moment_and_the_identity_number_and_only_the_officer_signs(edition: str) -> None:
    pdf = render_refusal(ONLINE, CENTRE, edition=edition)
    (text,) = page_texts(pdf)
    assert "Thời gian nộp: 09 giờ 42 phút, ngày 23 tháng 11 năm 2026" in text
    assert "Số căn cước/Hộ chiếu: 066188004215" in text
    assert "NGƯỜI NỘP HỒ SƠ" not in text
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in text
    check_look(f"refusal-online-{edition}-A5", pdf, None)


def test_online_an_identity_number_nobody_gave_is_a_dotted_line() -> None:
    dossier = replace(ONLINE, applicant=replace(APPLICANT, id_number=None))
    assert "Số căn cước/Hộ chiếu: ....." in page_texts(render_refusal(dossier, CENTRE, edition="2025"))[0]


def test_a_dossier_refused_at_the_door_has_its_code_too() -> None:
    text = page_texts(render_refusal(replace(REFUSAL, at_door=True), CENTRE, edition="2025"))[0]
    assert "Mã hồ sơ: H15.10-261123-0117" in text


def test_an_organisation_is_named_by_its_own_number_and_its_signer_writes_his_own_name() -> None:
    dossier = replace(ONLINE, applicant=ORGANISATION)
    text = page_texts(render_refusal(dossier, CENTRE, edition="2025"))[0]
    assert "Số giấy tờ: 0312345678" in text
    assert "Ông/Bà" not in text
    text = page_texts(render_refusal(replace(dossier, channel=Channel.COUNTER), CENTRE, edition="2025"))[0]
    assert text.count("Công ty TNHH Ẵm Ỡ") == 1
    assert "NGƯỜI NỘP HỒ SƠ" in text


def test_several_grounds_stand_in_one_line_and_none_leaves_no_line() -> None:
    grounds = ["Luật Hộ tịch, điều 17", "Luật Cư trú, điều 21"]
    body = cast(Body, {"reason": "Không đủ điều kiện.", "legal_basis": grounds})
    act = event(Kind.REFUSED, "2026-11-24T10:05:00+07:00", body)
    text = page_texts(render_refusal(after(DOSSIER, act), CENTRE, edition="2018"))[0]
    assert "Căn cứ: Luật Hộ tịch, điều 17; Luật Cư trú, điều 21" in text
    act = event(Kind.REFUSED, "2026-11-24T10:05:00+07:00", {})
    text = page_texts(render_refusal(after(DOSSIER, act), CENTRE, edition="2018"))[0]
    assert "như sau: - ....." in text
    assert "Căn cứ" not in text


def test_no_refusal_no_form() -> None:
    with pytest.raises(UserError) as caught:
        render_refusal(DOSSIER, CENTRE, edition="2018")
    assert (caught.value.code, caught.value.facts) == ("FORM_NOT_DUE", {"form": "refusal"})


@both_papers
@both_editions
def test_a_long_refusal_goes_on_overleaf_under_the_repeated_head(edition: str, paper: PaperName) -> None:
    act = event(Kind.REFUSED, "2026-11-24T10:05:00+07:00", {"reason": LONG_REASON, "items": THIRTY})
    pdf = render_refusal(after(LONG, act), PRACTICE, edition=edition, paper=paper, copy_number=2)
    texts = page_texts(pdf)
    assert len(texts) > 1
    assert all("Mã hồ sơ: 000.25.10.H15-240315-0012345" in text and "IN LẠI LẦN 1" in text for text in texts)
    whole = " ".join(texts)
    assert longest_name() in whole
    assert LONG_REASON.split()[-1] in whole
    assert all(f"số {n} ẪỖỬẶ" in whole for n in range(1, 31))
    assert "Xin thông báo" in texts[-1]
    check_sheet(pdf, PAPERS[paper], [LONG.code])
