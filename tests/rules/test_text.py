"""Vietnamese text: what is stored, what a search finds, what a list shows in bold."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.text import fold, initials, mask, match_spans, nfc, search_tokens

MARRIAGE = "Cấp Giấy xác nhận tình trạng hôn nhân"


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def bold(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in match_spans(query, text)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn\u00a0Thị \t Đặng\r\n", "Nguyễn Thị Đặng"),
        (nfd("Đặng Thị Ngưỡng"), "Đặng Thị Ngưỡng"),
        ("\ufeffTrần\u200b Văn\u200e\x00 Ba\u00ad", "Trần Văn Ba"),
        ("lẻ \ud800 nửa", "lẻ nửa"),
        ("", ""),
        ("\u200b\x07", ""),
        ("Lê Văn Tám", "Lê Văn Tám"),
    ],
)
def test_text_is_cleaned_at_the_door(typed: str, stored: str) -> None:
    assert nfc(typed) == stored


def test_a_mark_left_alone_by_an_invisible_character_joins_its_letter() -> None:
    assert nfc("a\u200b\u0301") == "á"


def test_line_breaks_stay_only_where_asked() -> None:
    assert nfc("dòng một \r\n\r\n  dòng  hai\r\n", newlines=True) == "dòng một\n\ndòng hai"
    assert nfc("dòng một\ndòng hai") == "dòng một dòng hai"


@given(st.text(), st.booleans())
def test_cleaning_twice_changes_nothing(text: str, newlines: bool) -> None:
    once = nfc(text, newlines=newlines)
    assert nfc(once, newlines=newlines) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("typed", ["dang", "DANG", "Đặng", "đặng", nfd("Đặng"), "Ðặng", "Ɖặng", " đãng "])
def test_every_way_to_type_dang_finds_the_same_people(typed: str) -> None:
    assert fold(typed) == "dang"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("H’Yuên Êban", "hyuen eban"),
        ("H' Yuên", "hyuen"),
        ("Y Bhăm Niê", "y bham nie"),
        ("người H'Mông", "nguoi hmong"),
        ("huyện M’Đrắk, buôn Ƀăt", "huyen mdrak buon bat"),
        ("các con' của", "cac con cua"),
        ("Ơ̆k Siu", "ok siu"),
        ("H15.10-261123-0001", "h15 10 261123 0001"),
        ("Hoà / Hóa_Hòa", "hoa hoa hoa"),
        ("１２ Straße ﬁn", "12 strasse fin"),
        ("Анна 北京", "анна 北京"),
        ("—", ""),
    ],
)
def test_names_of_every_people_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(nfd(text)) == folded


@given(st.text())
def test_folded_text_is_words_with_single_blanks_and_folds_to_itself(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert all(word.isalnum() for word in folded.split())


@given(st.text(alphabet="ăâđêôơưĂÂĐÊÔƠƯáàảãạấầẩẫậyYaAzZ  '-"))
def test_search_does_not_care_for_case_or_unicode_form(text: str) -> None:
    assert fold(text) == fold(nfd(text)) == fold(text.upper()) == fold(nfc(text))


def test_a_query_becomes_words_safe_for_the_index() -> None:
    assert search_tokens('  "Đặng" OR (thị* -ba) ') == ["dang", "or", "thi", "ba"]
    assert search_tokens('"*"') == []


def test_initials_are_the_first_letters() -> None:
    assert initials(MARRIAGE) == "cgxntthn"
    assert initials("Đăng ký khai sinh") == "dkks"
    assert initials("") == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("066123451807", "066•••••1807"),
        ("0905318462", "090•••8462"),
        ("012345678", "••••••678"),
        ("123", "•••"),
        ("", ""),
    ],
)
def test_numbers_in_lists_hide_their_middle(number: str, shown: str) -> None:
    assert mask(number) == shown


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("giay xac n", MARRIAGE, ["Giấy", "xác", "n", "n"]),
        ("xacnhan", MARRIAGE, []),
        ("cgx", MARRIAGE, ["C", "G", "x"]),
        ("thn", MARRIAGE, ["t", "h", "n"]),
        ("ZZ", MARRIAGE, []),
        ("", MARRIAGE, []),
        ("zz tt", MARRIAGE, []),
        ("hyu", "bà H' Yuên", ["H' Yu"]),
        ("yuen", "bà H’Yuên", []),
        ("d dang", "Đặng Đình", ["Đặng", "Đ"]),
        ("gia hon", nfd(MARRIAGE), [nfd("Giấ"), nfd("hôn")]),
    ],
)
def test_what_matches_is_bold_as_written(query: str, text: str, found: list[str]) -> None:
    assert bold(query, text) == found


@given(st.text(), st.text())
def test_bold_spans_are_ordered_and_inside_the_text(query: str, text: str) -> None:
    spans = match_spans(query, text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.lists(st.sampled_from(["Đặng", "Thị", "H’Yuên", "Êban", "Ngưỡng", "261123", "Ƀăt"]), min_size=1), st.data())
def test_every_word_typed_is_bold_in_the_name_it_was_taken_from(words: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words))
    assert word in bold(fold(word), " ".join(words))
