"""Giấy tiếp nhận in its variants: both editions, certification, another body, payments, corrections, VietQR."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from app.errors import UserError
from app.printing.paper import PAPERS, PaperName
from app.printing.receipt import render_receipt
from app.rules import vietqr
from app.rules.acts import Kind
from app.rules.dossier import Bank, Dossier
from app.rules.events import Event
from app.rules.record import Component, Destination, Payment
from app.rules.vocabulary import Channel, Delivery, Method
from tests.printing.acts import LONGEST, both_editions, both_papers, event
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import (
    BANKED,
    BY_CASH,
    BY_TRANSFER,
    CENTRE,
    CERTIFIED,
    CORRECTED,
    DOSSIER,
    OWED,
    PRACTICE,
    page_texts,
    pages,
    picture,
)
from tests.printing.test_receipt import LINES


def test_the_edition_is_the_one_the_dossier_was_received_under() -> None:
    for edition, said in ((None, "Liên 1: Lưu"), ("2018", "Liên 1: Lưu"), ("2025", "02 bản")):
        assert said in page_texts(render_receipt(replace(DOSSIER, edition=edition), CENTRE))[0]
    assert "Liên" not in page_texts(render_receipt(replace(DOSSIER, edition="2018"), CENTRE, edition="2025"))[0]


@both_papers
def test_the_edition_of_2025_has_the_same_lines_and_two_copies(paper: PaperName) -> None:
    texts = page_texts(render_receipt(DOSSIER, CENTRE, edition="2025", paper=paper))
    lines = [line.replace("02 liên", "02 bản") for line in LINES]
    assert len(texts) == 2
    for text in texts:
        assert [line for line in lines if line not in text] == []
        assert "Liên" not in text


def test_a_dossier_by_post_says_so_and_both_sign() -> None:
    text = page_texts(render_receipt(replace(DOSSIER, channel=Channel.POST, deliver=Delivery.POST), CENTRE))[0]
    assert "Nguyễn Thị Hường (nộp qua dịch vụ bưu chính)" in text
    assert "6. Đăng ký nhận kết quả tại: địa chỉ trên, qua dịch vụ bưu chính công ích" in text
    assert "NGƯỜI NỘP HỒ SƠ" in text


def test_papers_to_certify_are_counted_by_pages() -> None:
    text = page_texts(render_receipt(CERTIFIED, CENTRE))[0]
    for head in ("Số trang", "Số bản giấy", "Ký bản điện tử"):
        assert head in text
    assert "1 Bằng tốt nghiệp đại học 3 1 2 Bản sao cần chứng thực 3 5 2. Số lượng hồ sơ: 01 (bộ)" in text
    assert "01 (bộ); chứng thực 05 bản, mỗi bản 03 trang 3. Thời gian" in text
    assert "Bản photo" not in text
    online = page_texts(render_receipt(replace(CERTIFIED, deliver=Delivery.ONLINE), CENTRE))[0]
    assert "1 Bằng tốt nghiệp đại học 3 1 x" in online


def test_pages_of_another_field_change_nothing() -> None:
    text = page_texts(render_receipt(replace(CERTIFIED, field="Hộ tịch"), CENTRE))[0]
    assert "Bản photo" in text
    assert "2. Số lượng hồ sơ: 05 (bộ) 3." in text


def test_a_dossier_that_goes_elsewhere_names_where_and_the_linked_procedures() -> None:
    sent = replace(DOSSIER, destination=Destination("UBND phường Tân Lập", "24121"), linked=("1.001193", "1.004222"))
    text = page_texts(render_receipt(sent, CENTRE))[0]
    assert "Gồm các thủ tục liên thông: 2 thủ tục (1.001193, 1.004222) Cơ quan giải quyết: UBND phường Tân Lập" in text
    own = page_texts(render_receipt(replace(DOSSIER, unit="Tư pháp"), CENTRE))[0]
    assert "liên thông" not in own
    assert "Cơ quan giải quyết" not in own


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"payments": (replace(BY_CASH, amount=15_000),)}, "15.000 đồng (đã thu; tiền mặt) Vào Sổ"),
        (
            {"fee": 25_000, "payments": (BY_CASH, BY_TRANSFER)},
            "25.000 đồng (đã thu; tiền mặt, chuyển khoản) Vào Sổ",
        ),
        (
            {"fee_paid": False, "payments": (BY_CASH,)},
            "15.000 đồng (đã thu 10.000 đồng; tiền mặt) Vào Sổ",
        ),
        ({"fee_paid": False, "payments": (BY_CASH, replace(BY_CASH, amount=-10_000))}, "15.000 đồng Vào Sổ"),
        (
            {"fee": 6_000, "payments": (BY_CASH, replace(BY_TRANSFER, amount=-4_000))},
            "6.000 đồng (đã thu; tiền mặt) Vào Sổ",
        ),
        (
            {"fee": 0, "fee_paid": False, "exemption": "người khuyết tật", "fee_basis": "Nghị quyết 12"},
            "không; miễn, giảm: người khuyết tật; căn cứ: Nghị quyết 12 Vào Sổ",
        ),
        ({"fee_basis": "Thông tư 281"}, "15.000 đồng (đã thu); căn cứ: Thông tư 281 Vào Sổ"),
    ],
)
def test_the_fee_names_its_basis_its_exemption_and_how_it_was_paid(changes: dict[str, object], said: str) -> None:
    dossier: Dossier = replace(DOSSIER, **changes)  # type: ignore[arg-type]
    assert f"7. Phí, lệ phí (nếu có): {said}" in page_texts(render_receipt(dossier, CENTRE))[0]


def test_a_corrected_receipt_replaces_the_one_given_and_lists_every_correction() -> None:
    texts = page_texts(render_receipt(CORRECTED, CENTRE, copy_number=2))
    assert all("THAY THẾ GIẤY ĐÃ GIAO" in text and "IN LẠI" not in text for text in texts)
    text = " ".join(texts[: len(texts) // 2])
    for said in (
        "Nội dung sửa so với giấy đã giao:",
        "- Họ tên người nộp, sửa ngày 24/11/2026: trước: Nguyễn Thị Hương; nay: Nguyễn Thị Hường.",
        "- Nơi nhận kết quả, sửa ngày 24/11/2026: trước: tại nhà, qua dịch vụ bưu chính; nay: tại trung tâm.",
        "- Phí, lệ phí, sửa ngày 24/11/2026: trước: không; nay: 15.000 đồng.",
        "trước: 09 giờ 42 phút, ngày 26 tháng 11 năm 2026; nay: 09 giờ 42 phút, ngày 27 tháng 11 năm 2026.",
        "- Chủ hồ sơ, sửa ngày 25/11/2026: trước: Lê Văn Tám; nay: không ghi.",
    ):
        assert said in text
    for absent in ("gọi", "tính lại", "Địa chỉ chủ hồ sơ"):
        assert absent not in text


def test_a_correction_before_the_first_print_replaces_nothing() -> None:
    text = page_texts(render_receipt(replace(CORRECTED, prints=0), CENTRE))[0]
    assert "THAY THẾ" not in text
    assert "trước:" not in text


def test_a_correction_of_what_no_receipt_shows_leaves_a_plain_reprint() -> None:
    noted = _corrected({"note": "gọi lại"}, {"note": None})
    text = page_texts(render_receipt(noted, CENTRE, copy_number=2))[0]
    assert "IN LẠI LẦN 1" in text
    assert "THAY THẾ" not in text


def test_of_corrected_papers_only_those_that_differ_are_named() -> None:
    form, proof = _paper("Tờ khai", 1, 0, 0), _paper("Giấy báo tử", 0, 1, 2)
    text = page_texts(render_receipt(_corrected({"components": [form, proof]}, {"components": [form]}), CENTRE))[0]
    assert "trước: không ghi; nay: Giấy báo tử (1 bản chứng thực, 2 bản photo)." in text
    assert "nay: Tờ khai" not in text


def _paper(name: str, originals: int, certified: int, photocopies: int) -> dict[str, object]:
    return {"name": name, "originals": originals, "certified": certified, "photocopies": photocopies}


def _corrected(changes: dict[str, object], was: dict[str, object]) -> Dossier:
    made: Event = event(Kind.CORRECTED, "2026-11-24T08:00:00+07:00", {"changes": changes, "was": was})
    return replace(DOSSIER, prints=1, events=(made,))


def _codes(pdf: bytes) -> list[set[str]]:
    return [
        {found.text for found in zxingcpp.read_barcodes(Image.fromarray(picture(page, 200)))} for page in pages(pdf)
    ]


@both_papers
@both_editions
def test_a_fee_still_owed_has_its_vietqr_on_the_one_page(paper: PaperName, edition: str) -> None:
    pdf = render_receipt(OWED, BANKED, edition=edition, paper=paper)
    payload = vietqr.payload("970415", "113366668888", 15_000, "H15.10-261123-0117")
    assert _codes(pdf) == [{OWED.code, payload}] * 2
    said = (
        "Quét để chuyển khoản 15.000 đồng vào tài khoản 113366668888 (UBND xã Minh Tâm), nội dung: H15.10-261123-0117"
    )
    assert all(said in text for text in page_texts(pdf))


def test_only_what_is_still_owed_is_asked_for() -> None:
    part = replace(OWED, payments=(BY_CASH,))
    text = page_texts(render_receipt(part, BANKED))[0]
    assert "Quét để chuyển khoản 5.000 đồng" in text
    assert _codes(render_receipt(part, BANKED))[0] == {
        OWED.code,
        vietqr.payload("970415", "113366668888", 5_000, OWED.code),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"fee_paid": True, "payments": (Payment(15_000, Method.CASH, BY_CASH.at),)},
        {"fee": 0},
        {"fee": None},
        {"code": ""},
    ],
)
def test_where_nothing_is_owed_or_no_code_is_given_there_is_no_vietqr(changes: dict[str, object]) -> None:
    dossier: Dossier = replace(OWED, **changes)  # type: ignore[arg-type]
    assert "Quét để chuyển khoản" not in page_texts(render_receipt(dossier, BANKED))[0]
    assert "Quét để chuyển khoản" not in page_texts(render_receipt(OWED, CENTRE))[0]


def test_an_account_no_bank_would_know_is_refused() -> None:
    with pytest.raises(UserError, match="BANK_BIN"):
        render_receipt(OWED, replace(BANKED, bank=Bank("97", "1", "x")))


@both_editions
def test_four_papers_and_a_vietqr_fit_on_one_a5_page(edition: str) -> None:
    four = replace(OWED, components=tuple(Component(f"Giấy tờ thứ {n} của hồ sơ", 1) for n in range(4)))
    assert len(page_texts(render_receipt(four, BANKED, edition=edition))) == 2


FULLEST = replace(
    LONGEST,
    prints=1,
    events=CORRECTED.events,
    fee=10_000_000,
    fee_paid=False,
    fee_basis="Nghị quyết số 12/2025/NQ-HĐND ngày 10/7/2025 của Hội đồng nhân dân tỉnh Đắk Lắk",
    exemption="người thuộc hộ nghèo, giảm một nửa",
    destination=Destination("Văn phòng Đăng ký đất đai tỉnh Đắk Lắk, chi nhánh khu vực Buôn Ma Thuột"),
    linked=("1.001193", "1.004222", "2.001159"),
)


@both_papers
@pytest.mark.parametrize(
    ("dossier", "edition"), [(OWED, "2018"), (CERTIFIED, "2025"), (CORRECTED, "2018"), (FULLEST, "2025")]
)
def test_nothing_is_cut_and_nothing_overlaps(paper: PaperName, dossier: Dossier, edition: str) -> None:
    pdf = render_receipt(dossier, replace(PRACTICE, bank=BANKED.bank), edition=edition, paper=paper, copy_number=2)
    check_sheet(pdf, PAPERS[paper], _read(dossier), copies=2)


def _read(dossier: Dossier) -> list[str]:
    """Return the codes of a copy, from the top of the page down."""
    if dossier.fee_paid:
        return [dossier.code]
    return [vietqr.payload("970415", "113366668888", dossier.fee or 0, dossier.code), dossier.code]


@both_papers
@both_editions
def test_each_variant_looks_as_it_did(paper: PaperName, edition: str) -> None:
    variants = {
        "owed": OWED,
        "certified": CERTIFIED,
        "online": replace(DOSSIER, channel=Channel.ONLINE, deliver=Delivery.ONLINE),
        "corrected": CORRECTED,
    }
    for name, dossier in variants.items():
        pdf = render_receipt(dossier, BANKED, edition=edition, paper=paper)
        check_look(f"receipt-{name}-{edition}-{paper}", pdf)


def test_the_fullest_receipt_looks_as_it_did() -> None:
    pdf = render_receipt(FULLEST, BANKED, edition="2018")
    check_look("receipt-fullest-2018-A5", pdf, len(page_texts(pdf)) // 2)
