"""Dossier codes and the ranges desks take their numbers from."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.numbering import (
    CodeParts,
    Lease,
    check_agency,
    dossier_code,
    looks_like_dossier_code,
    normalise_code_query,
    parse_code,
)

DAY = date(2026, 11, 23)
ranges = st.tuples(st.integers(1, 10_000), st.integers(0, 500)).map(lambda ends: Lease(ends[0], ends[0] + ends[1]))


def test_a_code_is_agency_day_and_four_digits() -> None:
    assert dossier_code("H15.10", DAY, 1) == "H15.10-261123-0001"


def test_a_number_above_four_digits_is_written_whole() -> None:
    assert dossier_code("h15.10 ", DAY, 12_345) == "H15.10-261123-12345"


def test_a_number_below_one_is_refused() -> None:
    with pytest.raises(UserError, match="NUMBER_INVALID") as error:
        dossier_code("H15", DAY, 0)
    assert error.value.facts == {"number": 0}


@given(
    st.sampled_from(["H15", "H15.10", "H55.242", "G09.20.01"]),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 10**7),
)
def test_what_we_write_we_read(agency: str, day: date, number: int) -> None:
    code = dossier_code(agency, day, number)
    parts = parse_code(code)
    assert (parts.agency, parts.day, parts.number) == (agency, day, number)
    assert looks_like_dossier_code(code)
    assert normalise_code_query(code) == code


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("000.25.10.H15-240315-0012", CodeParts("000.25.10.H15", date(2024, 3, 15), "0012")),
        ("G09.20-20260609-0092637", CodeParts("G09.20", date(2026, 6, 9), "0092637")),
        (" h15.10 – 261123 – 0001 ", CodeParts("H15.10", DAY, "0001")),
        ("H15-261123-210001", CodeParts("H15", DAY, "210001")),
    ],
)
def test_codes_of_every_regime_are_read(text: str, parts: CodeParts) -> None:
    assert parse_code(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H15.10-261123-001",
        "H15.10-2611230-0001",
        "H15.1-261123-0001",
        "Đặng Thị Ba",
        "15.10-261123-0001",
        "H15.10-261123-0001x",
        "H15.10-٢٦١١٢٣-0001",
        "H15-261123-" + "0" * 60,
    ],
)
def test_what_is_no_code_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(UserError, match="CODE_FORMAT") as error:
        parse_code(text)
    assert error.value.facts == {"text": text}
    assert not looks_like_dossier_code(text)


@pytest.mark.parametrize("text", ["H15-261323-0001", "H15-20260230-0001"])
def test_a_code_of_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="CODE_DATE") as error:
        parse_code(text)
    assert error.value.facts["day"] == text.split("-")[1]


@pytest.mark.parametrize("text", ["", "15", "H1", "H15.1", "H15.10.01.02", "000.00.00.H15", "H15 -"])
def test_an_agency_that_codes_cannot_begin_with_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="AGENCY_FORMAT"):
        check_agency(text)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("17", "0017"),
        ("12345", "12345"),
        ("261123-17", "261123-0017"),
        ("20260609 – 92637", "20260609-92637"),
        ("h15.10-261123-0001", "H15.10-261123-0001"),
        ("261123", None),
        ("0905318462", None),
        ("Đặng", None),
        ("", None),
    ],
)
def test_a_short_entry_is_the_end_of_a_code(typed: str, query: str | None) -> None:
    assert normalise_code_query(typed) == query


@pytest.mark.parametrize(("first", "last"), [(0, 10), (-1, -1), (10, 9)])
def test_a_range_that_holds_no_number_is_refused(first: int, last: int) -> None:
    with pytest.raises(UserError, match="LEASE_INVALID") as error:
        Lease(first, last)
    assert error.value.facts == {"first": first, "last": last}


def test_the_first_number_of_a_day_is_the_first_of_the_range() -> None:
    assert Lease(501, 999).next_after(None) == 501


def test_a_range_moved_up_during_the_day_begins_at_its_first_number() -> None:
    assert Lease(501, 999).next_after(17) == 501


def test_a_used_range_says_which() -> None:
    with pytest.raises(UserError, match="RANGE_USED") as error:
        Lease(1, 3).next_after(3)
    assert error.value.facts == {"first": 1, "last": 3}


@given(ranges)
def test_a_range_issues_each_of_its_numbers_once(lease: Lease) -> None:
    issued: list[int] = []
    while not issued or issued[-1] < lease.last:
        issued.append(lease.next_after(issued[-1] if issued else None))
    assert issued == list(range(lease.first, lease.last + 1))


@given(ranges, ranges)
def test_ranges_overlap_when_they_share_a_number(one: Lease, other: Lease) -> None:
    shared = set(range(one.first, one.last + 1)) & set(range(other.first, other.last + 1))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
