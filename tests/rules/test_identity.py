"""Cards, personal numbers, other papers, tax codes and phones; every citizen here is invented."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.identity import (
    PROVINCES,
    check_id_number,
    check_name,
    check_paper_number,
    check_phone,
    check_tax_code,
    format_phone,
    looks_like_card,
    looks_like_dossier_code,
    officer_name,
    paper_warnings,
    parse_card,
    sound_name,
)

CARD = "066190001807|240123456|Nguyễn Thị Đặng|31011990|Nữ|Buôn Ea Sút, Cư M'gar, Đắk Lắk|15042021"


def changed(**fields: str) -> str:
    names = ("number", "old", "name", "birth", "sex", "address", "issued")
    parts = dict(zip(names, CARD.split("|"), strict=True)) | fields
    return "|".join(parts.values())


def test_a_seven_field_card_fills_the_applicant() -> None:
    assert parse_card(CARD).as_json() == {
        "id_number": "066190001807",
        "old_id": "240123456",
        "name": "Nguyễn Thị Đặng",
        "birth_date": "1990-01-31",
        "sex": "female",
        "address": "Buôn Ea Sút, Cư M'gar, Đắk Lắk",
        "issued_on": "2021-04-15",
        "warnings": [],
    }


def test_a_card_scanned_with_line_end_blanks_and_decomposed_letters_is_the_same_card() -> None:
    spoiled = "\ufeff" + unicodedata.normalize("NFD", CARD).replace("|", " | ") + "\r\n"
    assert parse_card(spoiled) == parse_card(CARD)


@pytest.mark.parametrize(
    "name", ["NGUYỄN THỊ ĐẶNG", "H’Yuên Êban", "Siu Ơ̆k", "Y Bhăm Niê", "H'Lan Niê (Mí Č̣)", "Hélène Đỗ-Renée"]
)
def test_names_of_every_people_pass_as_they_are(name: str) -> None:
    assert parse_card(changed(name=name)).name == unicodedata.normalize("NFC", name)


def test_no_old_number_is_null() -> None:
    assert parse_card(changed(old="")).old_id is None


def test_an_eleven_field_card_of_2024_is_read_by_position() -> None:
    assert parse_card(CARD + "||Nguyễn Văn Cha|Trần Thị Mẹ|") == parse_card(CARD)


def test_a_six_field_card_without_the_old_number_is_told_by_its_name_coming_second() -> None:
    number, _, *rest = CARD.split("|")
    assert parse_card("|".join([number, *rest])) == parse_card(changed(old=""))


def test_a_six_field_card_without_the_day_of_issue_is_warned_of_as_it_may_be_cut() -> None:
    card = parse_card(CARD.rpartition("|")[0])
    assert card.issued_on is None
    assert card.address == "Buôn Ea Sút, Cư M'gar, Đắk Lắk"
    assert card.warnings == ("CARD_NO_ISSUE_DATE",)


def test_a_six_field_card_ending_in_a_day_lacks_its_address() -> None:
    parts = CARD.split("|")
    card = parse_card("|".join(parts[:5] + parts[6:]))
    assert card.issued_on == date(2021, 4, 15)
    assert card.as_json()["address"] is None


@pytest.mark.parametrize(
    ("text", "code", "field", "facts"),
    [
        ("", "CARD_UNKNOWN", "card", {"have": 1}),
        ("Nguyễn|Văn|A|b|c|d", "CARD_UNKNOWN", "card", {"have": 6}),
        ("|".join([CARD, *"abcdef"]), "CARD_UNKNOWN", "card", {"have": 13}),
        ("066190001807", "CARD_TRUNCATED", "card", {"have": 1, "need": 6}),
        ("066190001807|240123456|Nguyễn Thị|3101", "CARD_TRUNCATED", "card", {"have": 4, "need": 6}),
        (CARD[: CARD.index("Buôn")], "CARD_TRUNCATED", "card", {"have": 6, "need": 7}),
        (changed(issued="1504"), "CARD_TRUNCATED", "issued_on", {"have": 4, "need": 8}),
        (changed(number="06619000180"), "ID_NUMBER_LENGTH", "id_number", {"have": 11, "need": 12}),
        (changed(number="0661900018O7"), "ID_NUMBER_DIGITS", "id_number", {"text": "0661900018O7"}),
        (changed(number="0661ắ0001807"), "CARD_GARBLED", "id_number", {"cause": "keyboard"}),
        (changed(old="24012345"), "OLD_ID_LENGTH", "old_id", {"have": 8, "need": 9}),
        (changed(old="2401x3456"), "CARD_GARBLED", "old_id", {"cause": "keyboard"}),
        (changed(name=""), "NAME_MISSING", "name", {}),
        (changed(name="Nguyễ́n Thị Đặng"), "CARD_GARBLED", "name", {"cause": "keyboard"}),
        (changed(name="Nguy?n Th? D?ng"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(name="NguyÃªn Van"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(name="Hu廙軟h 靟貍c"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(name="ສົມພອນ"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(name="Leâ Thò Hoa"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(address="V藺nh Phong"), "CARD_GARBLED", "address", {"cause": "charset"}),
        (changed(address="12 LÃª Lá»£i"), "CARD_GARBLED", "address", {"cause": "charset"}),
        (changed(sex="Ná»¯"), "CARD_GARBLED", "sex", {"cause": "charset"}),
        (changed(name="Nguyá»…n Thá»‹"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(name="Nguye6n Thi5"), "CARD_GARBLED", "name", {"cause": "charset"}),
        (changed(birth="31d1990"), "CARD_GARBLED", "birth_date", {"cause": "keyboard"}),
        (changed(birth="31021990"), "CARD_DATE", "birth_date", {"text": "31021990"}),
        (changed(birth="310190"), "CARD_DATE", "birth_date", {"text": "310190"}),
        (changed(birth="010190"), "CARD_DATE", "birth_date", {"text": "010190"}),
        (changed(birth="00131990"), "CARD_DATE", "birth_date", {"text": "00131990"}),
        (changed(sex="Nẫm"), "CARD_GARBLED", "sex", {"cause": "keyboard"}),
        (changed(sex="N?"), "CARD_GARBLED", "sex", {"cause": "charset"}),
        (changed(address="Ph\ufffdng 1"), "CARD_GARBLED", "address", {"cause": "charset"}),
        (changed(address="Buôn Ea Sụ́t"), "CARD_GARBLED", "address", {"cause": "keyboard"}),
        (changed(issued="15134021"), "CARD_DATE", "issued_on", {"text": "15134021"}),
        (changed(issued="150420211"), "CARD_DATE", "issued_on", {"text": "150420211"}),
    ],
)
def test_a_bad_card_names_its_fault(text: str, code: str, field: str, facts: dict[str, object]) -> None:
    with pytest.raises(UserError) as error:
        parse_card(text)
    assert (error.value.code, error.value.field, error.value.facts) == (code, field, facts)


@pytest.mark.parametrize(
    ("fields", "warnings"),
    [
        ({"sex": "Nam"}, ("ID_SEX",)),
        ({"birth": "31011991"}, ("ID_BIRTH_YEAR",)),
        ({"number": "066390001807"}, ("ID_BIRTH_YEAR",)),
        ({"number": "003190001807"}, ("ID_PROVINCE",)),
        ({"number": "122190001807"}, ("ID_ABROAD",)),
        ({"birth": ""}, ("BIRTH_DATE_MISSING",)),
        ({"birth": "1990"}, ("BIRTH_YEAR_ONLY",)),
        ({"birth": "00001990"}, ("BIRTH_YEAR_ONLY",)),
        ({"birth": "1991"}, ("ID_BIRTH_YEAR", "BIRTH_YEAR_ONLY")),
        ({"birth": "00011990"}, ()),
        ({"issued": ""}, ("CARD_NO_ISSUE_DATE",)),
        ({"issued": "30011990"}, ("ISSUED_BEFORE_BIRTH",)),
        ({"issued": "31011990"}, ()),
        ({"sex": "", "birth": ""}, ("BIRTH_DATE_MISSING",)),
        ({"sex": "NU"}, ()),
        ({"old": "066190001111"}, ()),
    ],
)
def test_a_card_that_disagrees_with_itself_is_read_with_a_warning(
    fields: dict[str, str], warnings: tuple[str, ...]
) -> None:
    assert parse_card(changed(**fields)).warnings == warnings


@given(st.text(alphabet="0123456789|NnaữưĐ ?\ufffd\r\n", max_size=60))
def test_any_text_is_a_card_or_a_user_error(text: str) -> None:
    try:
        card = parse_card(text)
    except UserError:
        return
    assert len(card.id_number) == 12


@given(st.integers(1, len(CARD) - 1))
def test_a_card_cut_anywhere_is_refused_or_warned_of(length: int) -> None:
    try:
        card = parse_card(CARD[:length])
    except UserError:
        return
    assert "CARD_NO_ISSUE_DATE" in card.warnings


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.dates(date(1900, 1, 1), date(2399, 12, 31)),
    st.sampled_from(["male", "female"]),
    st.integers(0, 999_999),
)
def test_a_number_made_by_the_rule_agrees_with_its_holder(province: str, born: date, sex: str, tail: int) -> None:
    century = 2 * (born.year // 100 - 19) + (sex == "female")
    number = f"{province}{century}{born:%y}{tail:06d}"
    assert check_id_number(number, born.isoformat(), "female" if sex == "female" else "male") == (number, ())


def test_a_number_typed_in_groups_is_the_same_number() -> None:
    assert check_id_number(" 066 190.001-807 ") == ("066190001807", ())


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("06619000180", "ID_NUMBER_LENGTH", {"have": 11, "need": 12}),
        ("", "ID_NUMBER_DIGITS", {"text": ""}),
        ("٠٦٦١٩٠٠٠١٨٠٧", "ID_NUMBER_DIGITS", {"text": "٠٦٦١٩٠٠٠١٨٠٧"}),
    ],
)
def test_a_number_that_cannot_exist_says_why(text: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(UserError, match=code) as error:
        check_id_number(text)
    assert error.value.facts == facts


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("066190001807", ("066190001807", "personal")),
        ("240 123 456", ("240123456", "old")),
        ("c1234567", ("C1234567", "passport")),
        ("B12345678", ("B12345678", "passport")),
        ("1234 5678", ("12345678", "passport")),
        ("1234567", ("1234567", "passport")),
    ],
)
def test_every_identity_paper_is_accepted(text: str, paper: tuple[str, str]) -> None:
    assert check_paper_number(text) == paper


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("240123", "ID_NUMBER_LENGTH"),
        ("2401234567", "ID_NUMBER_LENGTH"),
        ("06619000180", "ID_NUMBER_LENGTH"),
        ("AB12", "PAPER_NUMBER"),
        ("", "PAPER_NUMBER"),
    ],
)
def test_a_number_of_no_paper_is_refused(text: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        check_paper_number(text)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [("12345678", ("PASSPORT_DIGITS",)), ("C1234567", ()), ("240123456", ()), ("003190001807", ("ID_PROVINCE",))],
)
def test_a_passport_of_digits_alone_is_looked_at_twice(text: str, warnings: tuple[str, ...]) -> None:
    assert paper_warnings(*check_paper_number(text)) == warnings


@pytest.mark.parametrize(
    ("text", "name", "warnings"),
    [
        ("  Nguyễn\tThị  Đặng ", "Nguyễn Thị Đặng", ()),
        ("H’Hen Niê Mlô (Hen)", "H’Hen Niê Mlô (Hen)", ()),
        ("Trần Văn B2", "Trần Văn B2", ("NAME_ODD",)),
        ("ສົມພອນ", "ສົມພອນ", ("NAME_ODD",)),
    ],
)
def test_a_name_is_cleaned_and_one_no_card_holds_is_pointed_out(
    text: str, name: str, warnings: tuple[str, ...]
) -> None:
    assert check_name(text) == (name, warnings)


@pytest.mark.parametrize(
    ("text", "code"),
    [(" \u200b", "NAME_MISSING"), ("NguyÃªn Thị Đặng", "NAME_GARBLED"), ("Nguyễ́n Thị Đặng", "NAME_GARBLED")],
)
def test_no_name_and_one_that_cannot_be_are_refused(text: str, code: str) -> None:
    with pytest.raises(UserError, match=code) as error:
        check_name(text)
    assert error.value.field == "name"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100233488", "0100233488"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058 002", "0314409058-002"),
        ("066190001807", "066190001807"),
    ],
)
def test_tax_codes_of_companies_branches_and_persons_are_accepted(text: str, code: str) -> None:
    assert check_tax_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100233480", "TAX_CODE_CHECK"),
        ("0314409058-000", "TAX_CODE_CHECK"),
        ("01002334", "TAX_CODE_LENGTH"),
        ("O100233488", "TAX_CODE_DIGITS"),
    ],
)
def test_a_wrong_tax_code_says_why(text: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        check_tax_code(text)


@pytest.mark.parametrize(
    ("text", "digits", "shown"),
    [
        ("0905 318 462", "0905318462", "0905 318 462"),
        ("+84 (905) 318.462", "0905318462", "0905 318 462"),
        ("+840905318462", "0905318462", "0905 318 462"),
        ("84905318462", "0905318462", "0905 318 462"),
        ("0084 905318462", "0905318462", "0905 318 462"),
        ("0842318462", "0842318462", "0842 318 462"),
        ("024 3825 1234", "02438251234", "024 3825 1234"),
        ("0262 385 1234", "02623851234", "0262 385 1234"),
        ("0262385123", "0262385123", "0262 385 123"),
    ],
)
def test_phones_are_kept_as_digits_and_shown_in_groups(text: str, digits: str, shown: str) -> None:
    assert check_phone(text) == digits
    assert format_phone(digits) == shown


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("090531846", "PHONE_LENGTH", {"have": 9, "need": 10}),
        ("09053184621", "PHONE_LENGTH", {"have": 11, "need": 10}),
        ("024382512", "PHONE_LENGTH", {"have": 9, "need": 11}),
        ("0105318462", "PHONE_PREFIX", {"text": "0105318462"}),
        ("1900 1234", "PHONE_PREFIX", {"text": "1900 1234"}),
        ("09o5318462", "PHONE_DIGITS", {"text": "09o5318462"}),
        ("", "PHONE_DIGITS", {"text": ""}),
    ],
)
def test_a_wrong_phone_says_why(text: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(UserError, match=code) as error:
        check_phone(text)
    assert (error.value.field, error.value.facts) == ("phone", facts)


@pytest.mark.parametrize(
    "name",
    [
        "NGUYỄN THỊ ĐẶNG",
        "Siu Ơ̆k",
        "Y Bhăm Niê",
        "Công ty TNHH 2 thành viên A&B/C",
        "Nguye\u0302\u0303n",
        "McDonald",
        "Đ",
    ],
)
def test_a_name_of_a_person_or_an_organisation_is_one(name: str) -> None:
    assert sound_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "NguyÃªn Thá»‹ Ä\u0090áº·ng",
        "Nguy\ufffdn",
        "Nguy\u1ec5\u0301n",
        "a\u0301\u0300",
        "ThiºÌ",
        "lanÁ",
        "Nguy?n V?n B",
        "Hu廙軟h",
        "Leâ Thò Hoa",
        "NguyÔn V¨n B (Đắk Lắk)",
    ],
)
def test_a_name_that_lost_its_letters_on_the_way_is_none(name: str) -> None:
    with pytest.raises(UserError, match="NAME_GARBLED") as error:
        sound_name(name)
    assert (error.value.field, error.value.facts) == ("name", {"text": name})


def test_an_officer_has_a_name_in_clean_spelling() -> None:
    assert officer_name("  Nguye\u0302\u0303n  Thi\u0323 Lan\u200b ") == "Nguyễn Thị Lan"
    for nothing in ("", " \t", "\u200b"):
        with pytest.raises(UserError, match="OFFICER_NAME") as error:
            officer_name(nothing)
        assert error.value.field == "officer"


@pytest.mark.parametrize(
    ("text", "card", "code"),
    [
        (CARD, True, False),
        ("066190001807|24", True, False),
        ("H15.10-261123-0001", False, True),
        ("Nguyễn|Văn", False, False),
        ("066190001807", False, False),
    ],
)
def test_a_scan_is_told_apart_by_its_look(text: str, card: bool, code: bool) -> None:
    assert looks_like_card(text) == card
    assert looks_like_dossier_code(text) == code
