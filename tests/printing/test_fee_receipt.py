"""Biên lai thu tiền: what was paid, how, in figures and words, and never a number of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from app.errors import UserError
from app.printing.fee_receipt import PAPER, render_fee_receipt
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import Dossier
from app.rules.record import FeeReceipt, Payment
from app.rules.vocabulary import Method
from tests.printing.acts import LONGEST, event
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import APPLICANT, BY_CASH, CENTRE, CERTIFIED, DOSSIER, PRACTICE, page_texts

PAID = replace(CERTIFIED, fee_receipt=FeeReceipt("1C26TMT", "0001186"))
UNNUMBERED = replace(CERTIFIED, fee=10_000, payments=(BY_CASH,))
LINES = [
    "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
    "Mã hồ sơ: H15.10-261123-0117",
    "Ký hiệu: 1C26TMT",
    "Số: 0001186",
    "Mẫu số: .....",
    "Mã số thuế đơn vị thu: .....",
    "Đơn vị thu: Trung tâm Phục vụ hành chính công xã Minh Tâm",
    "Người nộp: Nguyễn Thị Hường",
    "Địa chỉ: Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    "Loại phí, lệ phí: Chứng thực bản sao từ bản chính",
    "Căn cứ thu: Thông tư 226/2016/TT-BTC",
    "Số tiền: 25.000 đồng",
    "Hình thức thanh toán: tiền mặt 10.000 đồng, chuyển khoản 15.000 đồng",
    "Viết bằng chữ: Hai mươi lăm nghìn đồng",
    "Thời gian thu: 09 giờ 50 phút, ngày 23 tháng 11 năm 2026",
    "NGƯỜI NỘP TIỀN",
    "NGƯỜI THU TIỀN",
]


def test_all_three_copies_hold_every_line() -> None:
    texts = page_texts(render_fee_receipt(PAID, CENTRE))
    copies = ("(Liên 1: Lưu cơ quan thu)", "(Liên 2: Giao người nộp)", "(Liên 3: Lưu nội bộ)")
    assert len(texts) == 3
    for text, copy in zip(texts, copies, strict=True):
        assert [line for line in [*LINES, copy] if line not in text] == []
        assert "chưa ghi số biên lai" not in text


def test_no_number_is_invented() -> None:
    text = page_texts(render_fee_receipt(UNNUMBERED, CENTRE))[0]
    assert "Ký hiệu: ....." in text
    assert "Số: ....." in text
    assert "chưa ghi số biên lai của hệ thống phát hành" in text


def test_one_way_of_paying_is_named_without_its_sum() -> None:
    assert "Hình thức thanh toán: tiền mặt Viết bằng chữ" in page_texts(render_fee_receipt(UNNUMBERED, CENTRE))[0]


def test_what_was_given_back_is_taken_off() -> None:
    back = Payment(-4_000, Method.CASH, datetime(2026, 11, 24, 8, 0, tzinfo=VN))
    text = page_texts(render_fee_receipt(replace(UNNUMBERED, payments=(BY_CASH, back)), CENTRE))[0]
    assert "Số tiền: 6.000 đồng" in text
    assert "Sáu nghìn đồng" in text


@pytest.mark.parametrize("payments", [(), (BY_CASH, replace(BY_CASH, amount=-10_000))])
def test_where_nothing_was_paid_there_is_no_receipt(payments: tuple[Payment, ...]) -> None:
    with pytest.raises(UserError) as refused:
        render_fee_receipt(replace(DOSSIER, payments=payments), CENTRE)
    assert (refused.value.code, refused.value.facts) == ("FEE_NOT_PAID", {"code": DOSSIER.code})


def test_the_officer_who_took_the_money_signs() -> None:
    took = event(Kind.PAID, "2026-11-23T09:50:00+07:00", {"amount": 15_000}, officer="Phạm Văn Ổn")
    assert page_texts(render_fee_receipt(replace(PAID, events=(took,)), CENTRE))[0].count("Phạm Văn Ổn") == 1
    assert page_texts(render_fee_receipt(PAID, CENTRE))[0].count("Trần Thị Mai Duyên") == 1


def test_an_organisation_pays_by_a_hand_that_writes_its_own_name() -> None:
    shop = replace(APPLICANT, kind="business", name="Công ty TNHH Ẵm Ỡ")
    assert page_texts(render_fee_receipt(replace(PAID, applicant=shop), CENTRE))[0].count("Công ty TNHH Ẵm Ỡ") == 1


LONG = replace(LONGEST, payments=(BY_CASH,), fee_basis="Nghị quyết số 12/2025/NQ-HĐND của Hội đồng nhân dân tỉnh; " * 5)


@pytest.mark.parametrize("dossier", [PAID, UNNUMBERED, LONG])
def test_nothing_is_cut_and_nothing_overlaps(dossier: Dossier) -> None:
    pdf = render_fee_receipt(dossier, PRACTICE, copy_number=2)
    check_sheet(pdf, PAPER, [dossier.code], copies=3)
    assert all("IN LẠI LẦN 1" in text for text in page_texts(pdf))


def test_it_looks_as_it_did() -> None:
    check_look("fee-receipt-A5", render_fee_receipt(PAID, CENTRE))
    check_look("fee-receipt-unnumbered-A5", render_fee_receipt(UNNUMBERED, PRACTICE))
    check_look("fee-receipt-long-A5", render_fee_receipt(LONG, CENTRE), 2)
