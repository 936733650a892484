"""What a dossier costs, and how an amount is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.fees import Exemption, Fee, FeeRule, Reduction, Tier, fee_for, format_dong, in_words
from app.rules.vocabulary import Channel

DAY = date(2026, 11, 23)
CERTIFIED = FeeRule("pages", tiers=(Tier(1, 2_000), Tier(3, 1_000)), cap=200_000, basis="Thông tư 226/2016/TT-BTC")
EXTRACT = FeeRule("copy", 8_000, basis="Thông tư 281/2016/TT-BTC")
COUNCIL = FeeRule("province", basis="Nghị quyết của Hội đồng nhân dân")
FREE_ONLINE = Reduction(Channel.ONLINE, date(2026, 8, 8), date(2026, 12, 31), 0, None, "Nghị quyết về giảm lệ phí")
HALF_BY_POST = Reduction(Channel.POST, date(2026, 1, 1), None, None, 50, "")
POOR = Exemption("poor", "người thuộc hộ nghèo", "Luật Hộ tịch")
DISABLED = Exemption("disabled", "người khuyết tật", "Luật Người khuyết tật")


def amount(rule: FeeRule, *, channel: Channel = Channel.COUNTER, filed_on: date = DAY, copies: int = 1) -> int | None:
    return fee_for(rule, channel=channel, filed_on=filed_on, copies=copies).amount


@pytest.mark.parametrize(
    ("pages", "copies", "fee"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (5, 2, 14_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (500, 3, 600_000),
    ],
)
def test_a_certified_copy_costs_by_the_page_up_to_a_limit_a_copy(pages: int, copies: int, fee: int) -> None:
    assert fee_for(CERTIFIED, channel=Channel.COUNTER, filed_on=DAY, copies=copies, pages=pages).amount == fee


def test_the_sum_is_explained_as_it_is_worked_out() -> None:
    fee = fee_for(CERTIFIED, channel=Channel.COUNTER, filed_on=DAY, copies=2, pages=5)
    assert fee.explanation == "2 trang × 2.000 + 3 trang × 1.000 = 7.000 đồng/bản; × 2 bản = 14.000 đồng."
    assert fee.basis == "Thông tư 226/2016/TT-BTC"
    capped = fee_for(CERTIFIED, channel=Channel.COUNTER, filed_on=DAY, pages=300)
    assert "tối đa 200.000 đồng/bản" in capped.explanation


def test_a_fee_by_the_page_without_a_limit_goes_on() -> None:
    rule = FeeRule("pages", tiers=(Tier(1, 1_000),))
    assert fee_for(rule, channel=Channel.COUNTER, filed_on=DAY, pages=1_000).amount == 1_000_000


def test_a_fee_by_the_page_is_unknown_until_the_pages_are_counted() -> None:
    fee = fee_for(CERTIFIED, channel=Channel.COUNTER, filed_on=DAY)
    assert fee.amount is None
    assert "Chưa ghi số trang" in fee.explanation


def test_a_fee_by_the_case_does_not_grow_with_copies() -> None:
    assert amount(FeeRule("case", 10_000), copies=3) == 10_000


def test_a_fee_by_the_copy_does() -> None:
    fee = fee_for(EXTRACT, channel=Channel.COUNTER, filed_on=DAY, copies=3)
    assert (fee.amount, fee.explanation) == (24_000, "8.000 đồng/bản × 3 bản = 24.000 đồng.")


def test_free_is_zero_and_what_the_province_decides_is_unknown() -> None:
    assert amount(FeeRule("free")) == 0
    council = fee_for(COUNCIL, channel=Channel.COUNTER, filed_on=DAY)
    assert (council.amount, council.basis) == (None, "Nghị quyết của Hội đồng nhân dân")
    assert council.explanation.endswith("Căn cứ: Nghị quyết của Hội đồng nhân dân.")


@pytest.mark.parametrize(
    ("channel", "filed_on", "fee"),
    [
        (Channel.ONLINE, date(2026, 8, 7), 24_000),
        (Channel.ONLINE, date(2026, 8, 8), 0),
        (Channel.ONLINE, date(2026, 12, 31), 0),
        (Channel.ONLINE, date(2027, 1, 1), 24_000),
        (Channel.COUNTER, DAY, 24_000),
        (Channel.POST, DAY, 12_000),
    ],
)
def test_a_reduction_counts_on_its_channel_and_between_its_days(channel: Channel, filed_on: date, fee: int) -> None:
    rule = FeeRule("copy", 8_000, reductions=(FREE_ONLINE, HALF_BY_POST))
    assert amount(rule, channel=channel, filed_on=filed_on, copies=3) == fee


def test_a_reduced_amount_replaces_the_fee_of_each_copy() -> None:
    online = Reduction(Channel.ONLINE, date(2026, 1, 1), None, 4_000, None, "Nghị quyết giảm")
    fee = fee_for(
        FeeRule("copy", 8_000, basis="Thông tư", reductions=(online,)), channel=Channel.ONLINE, filed_on=DAY, copies=3
    )
    assert fee.amount == 12_000
    assert fee.basis == "Thông tư; Nghị quyết giảm"
    assert fee.explanation == "Nộp trực tuyến thu 4.000 đồng từ 01/01/2026. × 3 bản = 12.000 đồng."


def test_a_reduction_to_an_amount_makes_an_unknown_fee_known_and_a_percentage_does_not() -> None:
    rule = FeeRule("province", reductions=(FREE_ONLINE, HALF_BY_POST))
    assert amount(rule, channel=Channel.ONLINE) == 0
    half = fee_for(rule, channel=Channel.POST, filed_on=DAY)
    assert half.amount is None
    assert "giảm 50%" in half.explanation


@pytest.mark.parametrize(
    "rule",
    [FeeRule("copy", 8_000, basis="Thông tư"), COUNCIL, CERTIFIED, FeeRule("free"), FeeRule("case", 1)],
)
@pytest.mark.parametrize("channel", list(Channel))
def test_who_is_exempt_pays_nothing_on_the_basis_of_the_exemption(rule: FeeRule, channel: Channel) -> None:
    rule = replace(rule, reductions=(FREE_ONLINE, HALF_BY_POST), exemptions=(POOR, DISABLED))
    fee = fee_for(rule, channel=channel, filed_on=DAY, copies=3, exemption="disabled")
    assert fee == Fee(0, "Luật Người khuyết tật", "Miễn cho người khuyết tật.")


def test_exemptions_change_nothing_for_who_claims_none() -> None:
    rule = replace(EXTRACT, exemptions=(POOR,))
    assert fee_for(rule, channel=Channel.COUNTER, filed_on=DAY) == fee_for(
        EXTRACT, channel=Channel.COUNTER, filed_on=DAY
    )


@pytest.mark.parametrize("key", ["disabled", "", "POOR"])
def test_an_exemption_the_rule_does_not_have_is_refused(key: str) -> None:
    with pytest.raises(UserError, match="EXEMPTION_UNKNOWN") as error:
        fee_for(replace(EXTRACT, exemptions=(POOR,)), channel=Channel.COUNTER, filed_on=DAY, exemption=key)
    assert (error.value.field, error.value.facts) == ("exemption", {"key": key})


@pytest.mark.parametrize(
    ("copies", "pages", "code"), [(0, 1, "COPIES_COUNT"), (-2, None, "COPIES_COUNT"), (1, 0, "PAGES_COUNT")]
)
def test_a_count_below_one_is_refused(copies: int, pages: int | None, code: str) -> None:
    with pytest.raises(UserError, match=code) as error:
        fee_for(CERTIFIED, channel=Channel.COUNTER, filed_on=DAY, copies=copies, pages=pages)
    assert error.value.facts == {"have": copies if code == "COPIES_COUNT" else pages}


@given(st.integers(1, 2_000), st.integers(1, 20))
def test_more_pages_never_cost_less_and_copies_multiply(pages: int, copies: int) -> None:
    def fee(of_pages: int, of_copies: int) -> int:
        found = fee_for(CERTIFIED, channel=Channel.COUNTER, filed_on=DAY, copies=of_copies, pages=of_pages).amount
        assert found is not None
        return found

    assert fee(pages, 1) <= fee(pages + 1, 1) <= 200_000
    assert fee(pages, copies) == copies * fee(pages, 1)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            FeeRule("case", 10_000, reductions=(HALF_BY_POST,), exemptions=(POOR, DISABLED)),
            "10.000 đồng/trường hợp; nộp bưu chính giảm 50% từ 01/01/2026; "
            "miễn cho: người thuộc hộ nghèo; người khuyết tật",
        ),
        (FeeRule("free"), "miễn"),
        (FeeRule("province"), "Hội đồng nhân dân cấp tỉnh quyết định"),
        (COUNCIL, "Nghị quyết của Hội đồng nhân dân"),
        (FeeRule("case", 50_000), "50.000 đồng/trường hợp"),
        (EXTRACT, "8.000 đồng/bản"),
        (CERTIFIED, "từ trang 1: 2.000 đồng/trang, từ trang 3: 1.000 đồng/trang, tối đa 200.000 đồng/bản"),
        (FeeRule("pages", tiers=(Tier(1, 500),)), "từ trang 1: 500 đồng/trang"),
        (
            FeeRule("case", 100_000, reductions=(FREE_ONLINE, HALF_BY_POST)),
            "100.000 đồng/trường hợp; nộp trực tuyến thu 0 đồng từ 08/08/2026 đến 31/12/2026; "
            "nộp bưu chính giảm 50% từ 01/01/2026",
        ),
    ],
)
def test_a_rule_is_said_in_one_line(rule: FeeRule, text: str) -> None:
    assert rule.text() == text


def test_amounts_are_grouped_by_dots() -> None:
    assert [format_dong(n) for n in (0, 500, 15_000, 1_234_567)] == ["0", "500", "15.000", "1.234.567"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (4, "Bốn đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (148_000, "Một trăm bốn mươi tám nghìn đồng"),
        (200_000, "Hai trăm nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (25_000_104, "Hai mươi lăm triệu một trăm linh bốn đồng"),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (2_500_000_000_000, "Hai nghìn năm trăm tỷ đồng"),
        (1_000_000_000_001, "Một nghìn tỷ không trăm linh một đồng"),
        (
            999_999_999_999_999,
            "Chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu "
            "chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng",
        ),
    ],
)
def test_amounts_are_written_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_a_negative_amount_has_no_words() -> None:
    with pytest.raises(UserError, match="AMOUNT_NEGATIVE"):
        in_words(-1)


def read_words(words: str) -> int:
    """Read back an amount in words: an oracle with no line in common with the writer."""
    ones = dict(
        zip(
            ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mốt", "tư", "lăm"],
            [*range(10), 1, 4, 5],
            strict=True,
        )
    )
    total = group = pending = 0
    for word in words.lower().removesuffix(" đồng").split():
        if word in ones:
            pending = ones[word]
        elif word == "mười":
            group += 10
        elif word in ("trăm", "mươi"):
            group, pending = group + pending * (100 if word == "trăm" else 10), 0
        elif word != "linh":
            scale = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}[word]
            total = (total + group + pending) * scale if word == "tỷ" else total + (group + pending) * scale
            group = pending = 0
    return total + group + pending


@given(st.one_of(st.integers(0, 10**15 - 1), st.integers(0, 9_999).map(lambda n: n * 1_000)))
def test_words_say_the_very_amount(amount: int) -> None:
    assert read_words(in_words(amount)) == amount


@given(st.integers(0, 10**15 - 1))
def test_words_hold_no_form_a_school_would_mark_wrong(amount: int) -> None:
    words = f" {in_words(amount).lower()} "
    for wrong in ("mươi một ", "mươi năm ", "mười năm ", "mười mốt", "mươi bốn ", "linh tư", "linh lăm", "linh mươi"):
        assert wrong not in words
    assert "  " not in words
