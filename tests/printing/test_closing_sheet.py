"""Phiếu chốt ngày: the counts, the two hashes, and the sentence that is printed only when they are proved equal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing.closing_sheet import ClosingSheet, Outcome, render_closing_sheet
from app.rules.closing import DayClosing, Mismatch, Side, Why
from tests.printing.samples import CENTRE, DRAFT, HASH, OFFLINE, PRACTICE, PROOF, SIGNED, UNMATCHED, page_texts

PROVED = "Hai mã giống nhau nghĩa là tỉnh đang giữ đúng 119 việc quầy đã làm hôm nay, không thừa, không thiếu."


def said(day: ClosingSheet, copy_number: int = 1) -> str:
    (text,) = page_texts(render_closing_sheet(day, CENTRE, copy_number=copy_number))
    return text


def test_a_signed_day_prints_its_counts_and_its_proof() -> None:
    text = said(SIGNED)
    for line in (
        "PHIẾU CHỐT NGÀY QUẦY 2",
        "Thứ Hai, ngày 23 tháng 11 năm 2026",
        "Tiếp nhận 46",
        "Trả kết quả 31",
        "Bàn giao 38",
        "Yêu cầu bổ sung 3",
        "Từ chối, dừng, rút 1",
        "Lệ phí đã thu (8 hồ sơ) 148.000 đ",
        "Đối chiếu với tỉnh",
        "Quầy 2: 119 việc, 88 hồ sơ",
        "Tỉnh: 119 việc, 88 hồ sơ",
        "Khớp. Tỉnh ký xác nhận lúc 17:06 ngày 23/11/2026.",
        PROVED,
        "Chữ ký của tỉnh:",
        "Khóa ký của tỉnh:",
        "Để lại ngày sau: 1 hồ sơ cần xử lý (H15.10-261123-0107).",
        "Chưa in giấy tiếp nhận: 2 hồ sơ (H15.10-261123-0116, H15.10-261123-0118).",
        "CÁN BỘ QUẦY",
        "PHỤ TRÁCH TRUNG TÂM",
        "Trần Thị Mai Duyên",
    ):
        assert line in text
    packed = text.replace(" ", "")
    assert packed.count(HASH.upper()) == 2
    assert PROOF.signature is not None
    assert PROOF.signature in packed
    assert SIGNED.key_fingerprint is not None
    assert SIGNED.key_fingerprint[:16].upper() in packed
    assert "CHƯA" not in text


def test_a_day_closed_without_network_says_so_with_its_reason_and_proves_nothing() -> None:
    text = said(OFFLINE)
    assert "CHỐT TẠI QUẦY, CHƯA ĐỐI CHIẾU" in text
    assert text.count("CHƯA ĐỐI CHIẾU") == 2
    assert "Chưa đối chiếu: quầy không có mạng. Sẽ tự đối chiếu khi gửi được tới tỉnh." in text
    assert "Chốt lúc 17:06 ngày 23/11/2026." in text
    assert PROVED not in text
    assert HASH.upper() in text.replace(" ", "")


def test_a_centre_with_no_province_is_promised_no_comparison() -> None:
    text = said(replace(OFFLINE, reason="NO_PROVINCE"))
    assert "trung tâm chưa nối với tỉnh" in text
    assert "Sẽ tự đối chiếu" not in text


@pytest.mark.parametrize(
    "code",
    ["OFFLINE", "TIMEOUT", "CERTIFICATE", "AUTH", "CLOCK", "TOO_OLD", "REFUSED", "TOO_LARGE", "SERVER", "CLONED"],
)
def test_every_way_the_conversation_can_stop_has_its_words(code: str) -> None:
    assert code not in said(replace(OFFLINE, reason=code))


def test_an_unknown_reason_is_printed_as_its_code() -> None:
    assert "(NEW_REASON)" in said(replace(OFFLINE, reason="NEW_REASON"))


def test_differences_are_listed_dossier_by_dossier() -> None:
    text = said(UNMATCHED)
    assert "CHỐT TẠI QUẦY, CHƯA KHỚP" in text
    assert "Chưa khớp: 2 hồ sơ khác nhau giữa quầy và tỉnh." in text
    assert "- H15.10-261123-0009: tỉnh chưa có" in text
    assert "- H15.10-261123-0012: hai bên đang giữ khác nhau" in text
    assert PROVED not in text


@pytest.mark.parametrize(
    "closing",
    [
        replace(PROOF, signature=None),
        replace(PROOF, equal=False),
        replace(PROOF, relay=Side(119, 88, "00" * 32)),
        replace(PROOF, relay=None),
        None,
    ],
)
def test_the_proof_is_claimed_only_of_equal_hashes_that_the_province_signed(closing: DayClosing | None) -> None:
    day = replace(SIGNED, closing=closing)
    assert day.outcome is not Outcome.SIGNED
    assert PROVED not in said(day)


def test_a_day_not_closed_yet_is_marked_across_the_page() -> None:
    assert DRAFT.outcome is Outcome.DRAFT
    text = said(DRAFT)
    assert "CHƯA CHỐT" in text
    assert "Chốt lúc" not in text


def test_a_draft_of_a_practice_centre_carries_both_marks() -> None:
    (text,) = page_texts(render_closing_sheet(DRAFT, PRACTICE))
    assert text.count("TẬP HUẤN") == 2
    assert "CHƯA CHỐT" in text


def test_a_reprint_is_counted() -> None:
    assert "IN LẠI LẦN 3" in said(SIGNED, copy_number=4)


def test_what_became_of_blanks_stands_on_the_sheet_of_their_day_and_on_no_other() -> None:
    text = said(replace(SIGNED, by_pen=("H15.10-261123-0950", "H15.10-261123-0951"), spoiled=("0952: viết nhầm",)))
    assert "Giấy in sẵn đã dùng: 2 tờ (H15.10-261123-0950, H15.10-261123-0951)." in text
    assert "Giấy in sẵn hỏng: 1 tờ (0952: viết nhầm)." in text
    assert "Giấy in sẵn" not in said(SIGNED)


def test_two_hundred_differences_go_on_overleaf() -> None:
    differences = tuple(Mismatch(f"H15.10-261123-{n:04}", Why.DIFFERS) for n in range(200))
    many = replace(PROOF, equal=False, signature=None, differences=differences)
    texts = page_texts(render_closing_sheet(replace(UNMATCHED, closing=many), CENTRE))
    assert len(texts) > 2
    whole = " ".join(texts)
    assert all(f"- H15.10-261123-{n:04}: hai bên" in whole for n in range(200))
    assert "PHIẾU CHỐT NGÀY QUẦY 2" in texts[-1]
