"""Terms as the catalogue and scripts write them."""

from __future__ import annotations

import unicodedata

import pytest

from app.errors import UserError
from app.rules.terms import LIMITS, Term, Unit, parse_term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("5 ngày làm việc", Term(5, Unit.WORKING_DAY)),
        ("30 ngày", Term(30, Unit.DAY)),
        ("4 giờ làm việc", Term(4, Unit.WORKING_HOUR)),
        ("4 giờ", Term(4, Unit.WORKING_HOUR)),
        ("trong ngày", Term(1, Unit.SAME_DAY)),
        ("2 tháng", Term(2, Unit.MONTH)),
        ("30 phút", Term(30, Unit.MINUTE)),
        ("2,5 ngày làm việc", Term(2, Unit.WORKING_DAY, half=True)),
        ("10,5 ngày", Term(10, Unit.DAY, half=True)),
        ("  03   NGÀY làm\u00a0Việc ", Term(3, Unit.WORKING_DAY)),
        ("30ngày", Term(30, Unit.DAY)),
        ("Trong Ngày", Term(1, Unit.SAME_DAY)),
        (unicodedata.normalize("NFD", "5 ngày làm việc"), Term(5, Unit.WORKING_DAY)),
    ],
)
def test_a_term_is_read_whatever_its_case_blanks_and_form(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    "text",
    [
        "5 ngày làm việc",
        "2,5 ngày làm việc",
        "30 ngày",
        "2,5 ngày",
        "4 giờ làm việc",
        "30 phút",
        "trong ngày",
        "2 tháng",
    ],
)
def test_a_term_is_written_back_as_the_catalogue_writes_it(text: str) -> None:
    assert str(parse_term(text)) == text


@pytest.mark.parametrize(
    "text", ["", "ngày", "-3 ngày", "1,25 ngày", "5 tuần", "5 ngay lam viec", "٣ ngày", "1234567890 ngày", 5]
)
def test_any_other_text_is_no_term(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_term(text)
    assert (caught.value.code, caught.value.facts) == ("TERM_UNKNOWN", {"text": text})


@pytest.mark.parametrize("text", ["0 ngày làm việc", "00 tháng"])
def test_nothing_is_no_term(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_term(text)
    assert caught.value.code == "TERM_ZERO"


@pytest.mark.parametrize("unit", Unit)
def test_a_slip_of_the_keyboard_is_not_a_promise(unit: Unit) -> None:
    assert Term(LIMITS[unit], unit).amount == LIMITS[unit]
    with pytest.raises(UserError) as caught:
        Term(LIMITS[unit] + 1, unit)
    assert caught.value.code == "TERM_TOO_LONG"
    assert caught.value.facts == {"amount": LIMITS[unit] + 1, "unit": unit.value, "limit": LIMITS[unit]}
