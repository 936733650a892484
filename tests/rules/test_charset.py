"""Old fonts: what was typed in TCVN3 or VNI is recognised and comes back as it was meant; Unicode is left alone."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.paths import resource
from app.rules.charset import Charset, capitalised, decode, recognise, word_by_word
from app.rules.text import nfc
from tests.services.registers import in_tcvn3, in_vni

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"


def communes() -> list[str]:
    with resource("communes.csv").open(encoding="utf-8") as file:
        return [nfc(cell) for row in csv.reader(file) for cell in row if not cell.isascii()]


def words_of(value: Any) -> Iterator[str]:
    """Give every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from words_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from words_of(part)


COMMUNES = communes()
SYLLABLES = sorted({word for name in COMMUNES for word in name.split() if word.isalpha() and not word.isascii()})
NAMES = st.lists(st.sampled_from([*SYLLABLES, "Anh", "Lan", "Nam", "Xuan"]), min_size=1, max_size=5).map(" ".join)


# Known texts, typed once in each


@pytest.mark.parametrize(
    ("written", "charset", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc", "tcvn3", MOTTO),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc", "vni", MOTTO),
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "tcvn3", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "vni", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("NguyÔn V\xadu", "tcvn3", "Nguyễn Vưu"),
        ("NGUYÔN V¡N A", "tcvn3", "NGUYỄN VĂN A"),
        ("nguyÔn v¨n a", "tcvn3", "nguyễn văn a"),
        ("Nguyeãn Thò Aùnh", "vni", "Nguyễn Thị Ánh"),
        ("NGUYEÃN THÒ AÙNH", "vni", "NGUYỄN THỊ ÁNH"),
        ("Löu Thò Myõ", "vni", "Lưu Thị Mỹ"),
        ("§¾k L¾k", "tcvn3", "Đắk Lắk"),
        ("Nguyá»…n Thá»‹ MÆ¡", "utf8", "Nguyễn Thị Mơ"),
    ],
)
def test_a_text_for_an_old_font_is_recognised_and_read(written: str, charset: Charset, meant: str) -> None:
    assert recognise(written) == charset
    assert decode(written, charset) == meant


ALPHABET = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in ("", *"\u0300\u0309\u0303\u0301\u0323")
] + ["đ"]


@pytest.mark.parametrize("letter", ALPHABET)
def test_every_letter_is_read_back(letter: str) -> None:
    assert decode(in_tcvn3(letter), "tcvn3") == letter
    assert decode(in_vni(letter), "vni") == letter
    assert decode(in_vni(letter.upper()), "vni") == letter.upper()


# Any text


@given(st.lists(NAMES, min_size=1, max_size=8).map(", ".join))
@example("Đak")
def test_what_is_recognised_in_an_old_font_is_read_as_it_was_meant(meant: str) -> None:
    """In small letters with capitals first, as people type; TCVN3 has no capitals with tones, so none there."""
    for encode, charset, expected in ((in_tcvn3, "tcvn3", meant.lower()), (in_vni, "vni", meant)):
        written = encode(expected)
        found = recognise(written)
        assert found in (charset, None)
        assert decode(written, charset) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("encode", "charset"), [(in_tcvn3, "tcvn3"), (in_vni, "vni")])
def test_a_name_of_more_than_two_marked_words_is_nearly_always_recognised(encode: Any, charset: Charset) -> None:
    long = [name for name in COMMUNES if sum(not word.isascii() for word in name.split()) > 2]
    missed = [name for name in long if recognise(encode(name)) != charset]
    assert len(long) > 500
    assert len(missed) <= len(long) // 100


def test_no_commune_is_taken_for_an_old_font() -> None:
    assert [name for name in COMMUNES if recognise(name) not in ("unicode", None)] == []
    assert [word for word in SYLLABLES if recognise(word) not in ("unicode", None)] == []


@pytest.mark.parametrize(
    "name",
    ["catalogue/communal-2026.json", "old-wards.json", "old-provinces.json", "grounds.json", "banks.json"],
)
def test_no_text_of_ours_is_taken_for_an_old_font(name: str) -> None:
    texts = set(words_of(json.loads(resource(*name.split("/")).read_bytes())))
    assert [one for one in texts if recognise(one) not in ("unicode", None)] == []
    decomposed = {unicodedata.normalize("NFD", one) for one in texts if not one.isascii()}
    assert [one for one in decomposed if recognise(one) not in ("unicode", None)] == []


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x24F)))
def test_any_text_is_answered_and_unicode_only_composed(text: str) -> None:
    assert recognise(text) in ("unicode", "tcvn3", "vni", "utf8", None)
    assert decode(text, "unicode") == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Y Bhiong",
        "Lê Công Tân",
        "Cô Phó",
        "José Müller",
        "5 m²",
        "Y Ñu",
        "Ñan",
        "30°C",
        "· Giay to",
        "§ 5",
        "Windows®",
        "½",
    ],
)
def test_a_text_that_does_not_tell_is_left_to_its_neighbours(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(
    "text", ["Đỗ", "đ", "H'Niê Ayŭn Đăk", "Nguyễn", "Lê Văn Tư", "xã Hoà Thắng", "Buôn Hoá", "tháng giêng"]
)
def test_a_letter_or_syllable_only_unicode_has_tells(text: str) -> None:
    assert recognise(text) == "unicode"


# Two charsets in one text


@pytest.mark.parametrize(
    ("written", "meant", "charset"),
    [
        ("NguyÔn V¨n B (Đắk Lắk)", "Nguyễn Văn B (Đắk Lắk)", "tcvn3"),
        ("Đắk Lắk: NguyÔn V¨n Lan, TrÇn ThÞ B", "Đắk Lắk: Nguyễn Văn Lan, Trần Thị B", "tcvn3"),
        ("Nguyeãn Vaên B (Đắk Lắk)", "Nguyễn Văn B (Đắk Lắk)", "vni"),
        ("NguyÔn V¨n B (Ñaék Laék)", "Nguyễn Văn B (Đắk Lắk)", "tcvn3"),
        ("Trần V¨n Hïng", "Trần Văn Hùng", "tcvn3"),
    ],
)
def test_a_text_of_two_charsets_is_read_word_by_word(written: str, meant: str, charset: Charset) -> None:
    assert word_by_word(written) == (meant, charset)


@pytest.mark.parametrize(
    "text",
    ["", "Lan", "Đắk Lắk", "NguyÔn V¨n B", "Y Ñu Êban (Đắk Lắk)", "Nguyá»…n (Đắk Lắk)", "Lê Công Tân"],
)
def test_a_text_of_one_charset_is_not(text: str) -> None:
    assert word_by_word(text) is None


def test_no_commune_is_of_two_charsets() -> None:
    assert [name for name in COMMUNES if word_by_word(name) is not None] == []


# Names


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Lê Văn ánh", "Lê Văn Ánh"),
        ("lê văn ánh", "Lê Văn Ánh"),
        ("LÊ VĂN ÁNH", "LÊ VĂN ÁNH"),
        ("Hợp tác xã Ea Kao", "Hợp tác xã Ea Kao"),
        ("ý Nhi", "Ý Nhi"),
        ("", ""),
    ],
)
def test_a_name_gets_the_capitals_its_font_had_no_letters_for(written: str, meant: str) -> None:
    assert capitalised(written) == meant
