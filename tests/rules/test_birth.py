"""A birth is kept as far as the papers tell it, and read as people write it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.birth import check_birth, read_birth, write_birth
from app.rules.identity import parse_card

TODAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("14/08/1988", "1988-08-14"),
        ("14-8-1988", "1988-08-14"),
        ("4.8.1988", "1988-08-04"),
        ("14 08 1988", "1988-08-14"),
        ("14081988", "1988-08-14"),
        ("1988-08-14", "1988-08-14"),
        ("1988-8-4", "1988-08-04"),
        (" 08/1988 ", "1988-08"),
        ("8.1988", "1988-08"),
        ("1988-08", "1988-08"),
        ("1988", "1988"),
        ("29/02/1988", "1988-02-29"),
        ("29/02/1989", None),
        ("13/1988", None),
        ("1988-13", None),
        ("00/1988", None),
        ("88", None),
        ("08/88", None),
        ("1790", None),
        ("năm 1988", None),
        ("", None),
        ("１９８８", None),
    ],
)
def test_a_birth_is_read_as_people_write_it(text: str, birth: str | None) -> None:
    assert read_birth(text) == birth


@given(st.dates(date(1850, 1, 1), date(2200, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_birth_that_was_written_is_read_again(day: date, letters: int) -> None:
    birth = day.isoformat()[:letters]
    assert read_birth(write_birth(birth)) == birth == read_birth(birth)


@pytest.mark.parametrize(("kept", "shown"), [("1950", "1950"), ("1950-07", "07/1950"), ("1950-07-12", "12/07/1950")])
def test_a_person_reads_what_is_known(kept: str, shown: str) -> None:
    assert write_birth(kept) == shown


@pytest.mark.parametrize("text", ["29/02/2028", "02/2028", "2028", "1900-01-01"])
def test_who_is_born_today_or_perhaps_before_is_born(text: str) -> None:
    assert check_birth(text, TODAY) == read_birth(text)


@pytest.mark.parametrize("text", ["01/03/2028", "03/2028", "2029"])
def test_who_is_born_tomorrow_is_not(text: str) -> None:
    with pytest.raises(UserError, match="BIRTH_AHEAD") as error:
        check_birth(text, TODAY)
    assert (error.value.field, error.value.facts) == ("birth_date", {"day": text})


def test_what_is_no_birth_is_said_as_it_was_written() -> None:
    with pytest.raises(UserError, match="BIRTH_FORMAT") as error:
        check_birth("31/02/1990", TODAY)
    assert (error.value.field, error.value.facts) == ("birth_date", {"text": "31/02/1990"})


@pytest.mark.parametrize(
    ("said", "birth"), [("1950", "1950"), ("00001950", "1950"), ("00071950", "1950-07"), ("071950", "1950-07")]
)
def test_a_card_that_tells_the_year_alone_tells_the_year(said: str, birth: str) -> None:
    card = parse_card(f"066150012345|240123456|Lê Thị Cổ|{said}|Nữ|Buôn Ma Thuột|10052021")
    assert (card.birth_date, card.as_json()["birth_date"]) == (birth, birth)
