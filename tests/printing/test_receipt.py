"""Giấy tiếp nhận: every line of Mẫu 01, in order; and what a reprint, a practice centre and a preview add."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from app.printing.paper import PaperName
from app.printing.receipt import render_receipt
from app.rules.deadline_words import UNSURE
from app.rules.dossier import Component
from tests.printing.samples import APPLICANT, CENTRE, DOSSIER, PRACTICE, PREVIEW, STRESS, page_texts

LINES = [
    "ỦY BAN NHÂN DÂN XÃ MINH TÂM",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "Mã hồ sơ: H15.10-261123-0117",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Minh Tâm, ngày 23 tháng 11 năm 2026",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Bộ phận tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "Tiếp nhận hồ sơ của Ông (Bà): Nguyễn Thị Hường",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Số điện thoại: 0905318462",
    "Email: huong@example.vn",
    "Số căn cước/Hộ chiếu: 066188004215",
    "Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân",
    "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:",
    "2. Số lượng hồ sơ: 01 (bộ)",
    "3. Thời gian giải quyết hồ sơ theo quy định là: 03 ngày làm việc",
    "4. Thời gian nhận hồ sơ: 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
    "5. Thời gian trả kết quả giải quyết hồ sơ: 09 giờ 42 phút, ngày 27 tháng 11 năm 2026",
    "6. Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "7. Phí, lệ phí (nếu có): 15.000 đồng (đã thu)",
    "Vào Sổ theo dõi hồ sơ, Quyển số: 04",
    "Số thứ tự: 1186",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "(Ký và ghi rõ họ tên)",
    "Trần Thị Mai Duyên",
    "Ghi chú: - Giấy này lập thành 02 liên",
    "Hỏi về hồ sơ: 0262 3 856 118",
]


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_both_copies_hold_every_line_of_the_form(paper: PaperName) -> None:
    texts = page_texts(render_receipt(DOSSIER, CENTRE, paper=paper))
    assert len(texts) == 2
    for text, copy in zip(texts, ("(Liên 1: Lưu)", "(Liên 2: Giao khách hàng)"), strict=True):
        assert [line for line in [*LINES, copy] if line not in text] == []
        assert text == unicodedata.normalize("NFC", text)


def test_the_lines_stand_in_the_order_of_the_form() -> None:
    text = page_texts(render_receipt(DOSSIER, CENTRE))[0]
    body = LINES[7:23]
    assert sorted(body, key=text.index) == body


def test_the_table_names_its_columns_and_leaves_zeros_blank() -> None:
    text = page_texts(render_receipt(DOSSIER, CENTRE, paper="A4"))[0]
    for head in ("TT", "Tên giấy tờ", "Bản chính", "Bản chứng thực", "Bản photo"):
        assert head in text
    assert "1 Tờ khai cấp Giấy xác nhận tình trạng hôn nhân 1 2 Quyết định" in text
    assert "3 Giấy tờ tùy thân 7 2. Số lượng" in text


def test_a_dossier_of_no_papers_says_so() -> None:
    assert "gồm: không có giấy tờ nộp kèm" in page_texts(render_receipt(replace(DOSSIER, components=()), CENTRE))[0]


@pytest.mark.parametrize(
    ("fee", "paid", "said"),
    [
        (None, False, "7. Phí, lệ phí (nếu có): theo nghị quyết của Hội đồng nhân dân cấp tỉnh"),
        (0, True, "7. Phí, lệ phí (nếu có): không Vào Sổ"),
        (8_000, False, "7. Phí, lệ phí (nếu có): 8.000 đồng Vào Sổ"),
        (1_250_000, True, "7. Phí, lệ phí (nếu có): 1.250.000 đồng (đã thu) Vào Sổ"),
    ],
)
def test_the_fee_is_an_amount_or_nothing_or_not_known_yet(fee: int | None, paid: bool, said: str) -> None:
    assert said in page_texts(render_receipt(replace(DOSSIER, fee=fee, fee_paid=paid), CENTRE))[0]


@pytest.mark.parametrize(
    ("term", "said"),
    [("trong ngày", "trong ngày"), ("5 ngày làm việc", "05 ngày làm việc"), ("30 ngày", "30 ngày")],
)
def test_the_term_is_written_with_two_digits(term: str, said: str) -> None:
    text = page_texts(render_receipt(replace(DOSSIER, term=term), CENTRE))[0]
    assert f"theo quy định là: {said} 4." in text


def test_a_promise_beyond_the_announced_calendar_is_marked_unsure() -> None:
    sure, why = DOSSIER.due_reason, f"{DOSSIER.due_reason} Lịch nghỉ mới có từ năm 2025 đến năm 2027, {UNSURE}."
    mark = "(dự kiến; lịch nghỉ những ngày này chưa công bố)"
    for reason, marked in ((sure, False), (why, True)):
        text = page_texts(render_receipt(replace(DOSSIER, due_reason=reason), CENTRE))[0]
        assert (f"ngày 27 tháng 11 năm 2026 {mark}" in text) is marked
        assert (mark in text) is marked


def test_an_owner_who_sent_somebody_else_is_named_with_the_authorisation() -> None:
    owner = replace(APPLICANT, name="Y Bhiăo Mlô", address="Buôn Kmrơng Prŏng B")
    text = page_texts(render_receipt(replace(DOSSIER, owner=owner, authorised_by="Giấy ủy quyền số 118"), CENTRE))[0]
    said = "Chủ hồ sơ: Y Bhiăo Mlô Địa chỉ chủ hồ sơ: Buôn Kmrơng Prŏng B Nộp theo ủy quyền: Giấy ủy quyền số 118"
    assert said in text
    assert "Chủ hồ sơ" not in page_texts(render_receipt(DOSSIER, CENTRE))[0]


def test_only_the_receiver_signs_a_dossier_filed_online() -> None:
    text = page_texts(render_receipt(replace(DOSSIER, channel="online", deliver="online"), CENTRE))[0]
    assert "Nguyễn Thị Hường (nộp trực tuyến)" in text
    assert "6. Đăng ký nhận kết quả tại: Cổng Dịch vụ công quốc gia" in text
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in text
    assert "NGƯỜI NỘP HỒ SƠ" not in text


def test_an_organisation_is_not_addressed_as_a_person_and_its_signer_writes_his_own_name() -> None:
    shop = replace(APPLICANT, kind="business", name="Công ty TNHH Ẵm Ỡ", id_number="0312345678")
    text = page_texts(render_receipt(replace(DOSSIER, applicant=shop), CENTRE))[0]
    assert "Tiếp nhận hồ sơ của: Công ty TNHH Ẵm Ỡ" in text
    assert "Số giấy tờ: 0312345678" in text
    assert text.count("Công ty TNHH Ẵm Ỡ") == 1
    assert "NGƯỜI NỘP HỒ SƠ" in text


def test_what_was_asked_for_follows_the_name_of_the_procedure() -> None:
    text = page_texts(render_receipt(replace(DOSSIER, summary="để kết hôn tại Pháp"), CENTRE))[0]
    assert "giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân (để kết hôn tại Pháp)" in text


def test_a_preview_has_no_number_yet() -> None:
    text = page_texts(render_receipt(PREVIEW, CENTRE))[0]
    assert "Mã hồ sơ: (cấp khi lưu)" in text
    assert "Mã QR" in text
    assert "Mã QR" not in page_texts(render_receipt(DOSSIER, CENTRE))[0]


@pytest.mark.parametrize(("copy_number", "said"), [(2, "IN LẠI LẦN 1"), (12, "IN LẠI LẦN 11")])
def test_a_reprint_says_which_on_every_page(copy_number: int, said: str) -> None:
    for dossier in (DOSSIER, STRESS):
        assert all(said in text for text in page_texts(render_receipt(dossier, CENTRE, copy_number=copy_number)))


def test_the_first_print_is_no_reprint() -> None:
    assert "IN LẠI" not in page_texts(render_receipt(DOSSIER, CENTRE))[0]


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_every_page_of_a_practice_centre_says_so_in_its_head_and_across(paper: PaperName) -> None:
    for dossier in (DOSSIER, STRESS):
        assert {text.count("TẬP HUẤN") for text in page_texts(render_receipt(dossier, PRACTICE, paper=paper))} == {2}
    assert "TẬP HUẤN" not in page_texts(render_receipt(DOSSIER, CENTRE))[0]


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_six_papers_fit_on_one_page_of_either_size(paper: PaperName) -> None:
    six = replace(DOSSIER, components=tuple(Component(f"Giấy tờ thứ {n} của hồ sơ", 1) for n in range(6)))
    assert len(page_texts(render_receipt(six, CENTRE, paper=paper))) == 2
    assert len(page_texts(render_receipt(DOSSIER, PRACTICE, paper=paper, copy_number=3))) == 2


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_a_long_dossier_goes_on_with_its_code_its_page_number_and_the_table_head(paper: PaperName) -> None:
    texts = page_texts(render_receipt(STRESS, CENTRE, paper=paper))
    each = len(texts) // 2
    assert each > 2
    assert f"(Liên 1: Lưu, gồm {each} trang)" in texts[0]
    for number, text in enumerate(texts[1:each], start=2):
        assert f"Trang {number}/{each}" in text
        assert "Mã hồ sơ: 000.25.10.H15-240315-0012345" in text
        assert "Liên 1: Lưu" in text
    assert all("Tên giấy tờ" in text for text in texts[: each - 1])
    whole = " ".join(texts[:each])
    for number, component in enumerate(STRESS.components, start=1):
        assert f"{number} " in whole
        assert component.name[-20:] in whole
    assert "Quỳnh Công Tằng Tôn Nữ Thị Ngưỡng (nộp qua dịch vụ bưu chính)" in whole


@pytest.mark.parametrize("papers", range(1, 40))
def test_the_signed_page_holds_the_promise(papers: int) -> None:
    dossier = replace(DOSSIER, components=tuple(Component("Giấy tờ", 1) for _ in range(papers)))
    texts = page_texts(render_receipt(dossier, CENTRE))
    signed = texts[len(texts) // 2 - 1]
    for line in ("5. Thời gian trả kết quả", "7. Phí, lệ phí", "Số thứ tự", "NGƯỜI NỘP HỒ SƠ", "Ghi chú"):
        assert line in signed


def test_the_name_of_a_paper_longer_than_a_page_goes_on_overleaf() -> None:
    name = " ".join(f"giấy{n}" for n in range(900))
    texts = page_texts(render_receipt(replace(DOSSIER, components=(Component(name, 1),)), CENTRE))
    whole = " ".join(texts[: len(texts) // 2])
    assert all(f"giấy{n}" in whole for n in range(900))


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert render_receipt(STRESS, PRACTICE, copy_number=2) == render_receipt(STRESS, PRACTICE, copy_number=2)


def test_what_is_not_filled_in_yet_is_a_dotted_line_to_write_on() -> None:
    empty = replace(APPLICANT, name="", address=None, phone=None, email=None, id_number=None)
    text = page_texts(render_receipt(replace(PREVIEW, applicant=empty), CENTRE))[0]
    for label in ("của Ông (Bà): ", "Địa chỉ: ", "Số điện thoại: ", "Email: ", "Số căn cước/Hộ chiếu: ", "Số thứ tự: "):
        assert f"{label}....." in text
