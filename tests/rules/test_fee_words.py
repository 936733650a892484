"""Fees in words: one amount is a rule, free is free, and everything else is kept in its words."""

from __future__ import annotations

import pytest

from app.rules.fee_words import read_fee
from app.rules.fees import FeeRule, Tier


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("8.000 đồng/bản", FeeRule("copy", 8_000)),
        ("8.000đ / bản sao", FeeRule("copy", 8_000)),
        ("Lệ phí: 5.000 đồng/01 trích lục", FeeRule("copy", 5_000)),
        ("50.000 VNĐ", FeeRule("case", 50_000)),
        ("25000 đồng một hồ sơ (Nghị quyết 12/2025)", FeeRule("case", 25_000, basis="Nghị quyết 12/2025")),
        ("100 nghìn đồng/lần", FeeRule("case", 100_000)),
        ("30.000 đồng (30.000 đồng/việc)", FeeRule("case", 30_000, basis="30.000 đồng/việc")),
        ("2.000 đồng/trang", FeeRule("pages", tiers=(Tier(1, 2_000),))),
        ("10.000 đồng/trường hợp, miễn cho hộ nghèo", FeeRule("case", 10_000, basis="miễn cho hộ nghèo")),
    ],
)
def test_one_amount_is_read_with_what_it_is_for(text: str, rule: FeeRule) -> None:
    assert read_fee(text) == rule


@pytest.mark.parametrize(
    "text", ["Không", "Không thu phí", "Miễn phí", "Miễn lệ phí.", "không có", "0", "0 đồng", "-", "Lệ phí: Không"]
)
def test_free_is_free(text: str) -> None:
    assert read_fee(text) == FeeRule("free")


@pytest.mark.parametrize(
    "text",
    [
        "theo quy định",
        "Nghị quyết của HĐND tỉnh",
        "Phí : 0 Đồng",  # the portal's way of saying that the province decides
        "Lệ phí : Không Đồng",
        "2.000 đồng/trang, từ trang thứ ba 1.000 đồng/trang",
        "20.000 đồng; hộ kinh doanh 40.000 đồng",
        "Lệ phí : 1.5 USD",
        "bằng 50% mức cũ",
        "50.000 đồng, giảm 50% khi nộp trực tuyến",
    ],
)
def test_what_is_no_single_amount_keeps_its_words_and_the_officer_types(text: str) -> None:
    assert read_fee(text) == FeeRule("province", basis=text)


def test_nothing_said_is_nothing_known() -> None:
    assert read_fee("  ") is None
