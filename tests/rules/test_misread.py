"""UTF-8 that was misread comes back as it was meant; what lost something, and what was never misread, is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.misread import debris, restored

MEANT = [
    "Nguyễn Thị Mơ", "Huỳnh Đức Thiện", "Lê Lợi", "Đắk Lắk", "Hà Nội", "Hoàng Văn Toàn", "NGÔ THÀNH TRUNG", "Bùi Ơn",
    "Y Blŏ Êñuôl – thôn 5", "Từ Sỹ Ử", "H’Hen Niê", "Siu Ơ̆k",
]  # fmt: skip


def misread(text: str, codec: str) -> str:
    """Read UTF-8 in another encoding as Windows does: a byte it has no sign for is a control sign."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1258", "cp1250", "cp1251", "cp437", "mac_roman"])
@pytest.mark.parametrize("meant", MEANT)
def test_what_was_misread_once_comes_back(meant: str, codec: str) -> None:
    assert restored(misread(meant, codec)) == meant


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1258"])
@pytest.mark.parametrize("meant", MEANT)
def test_what_was_misread_twice_comes_back(meant: str, codec: str) -> None:
    assert restored(misread(misread(meant, codec), "cp1252")) == meant


def test_what_was_misread_three_times_comes_back() -> None:
    assert restored(misread(misread(misread("Lê Lợi", "cp1252"), "cp1252"), "cp1252")) == "Lê Lợi"


@pytest.mark.parametrize("meant", MEANT)
def test_letters_and_marks_apart_come_back(meant: str) -> None:
    apart = unicodedata.normalize("NFD", meant)
    assert unicodedata.normalize("NFC", restored(misread(apart, "cp1252")) or "") == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HÃ Ná»™i", "Hà Nội"),
        ("HoÃ ng VÄƒn ToÃ n", "Hoàng Văn Toàn"),
        ("Pháº¡m Thá»‹ áº", "Phạm Thị Ạ"),
        ("BÃ¹i Æ n (HÃ Ná»™i)", "Bùi Ơn (Hà Nội)"),
        ("Đắk Lắk, Nguyá»…n", "Đắk Lắk, Nguyễn"),
    ],
)
def test_a_hard_blank_that_became_a_plain_one_and_a_half_that_was_right_are_understood(
    written: str, meant: str
) -> None:
    assert restored(written) == meant


@pytest.mark.parametrize("written", ["Nguyá» n Thá»‹", "Nguy\ufffdn Thá»‹ MÆ¡", "Ä á»©c"])
def test_what_lost_a_byte_is_not_guessed_and_shows_it(written: str) -> None:
    assert restored(written) is None
    assert debris(written)


@pytest.mark.parametrize(
    "text",
    ["", "Lan", "XÃ EA KAO", "XÃ – Huyện", "NguyÔn V¨n B", "Nguyeãn Vaên Beù", "Müller", "“Hoà”", "茅 李", "Иван",
     "Đắk Lắk 5 m²", "ƠƯ", "ươ", *MEANT],
)  # fmt: skip
def test_what_was_never_misread_is_left_alone(text: str) -> None:
    assert restored(text) is None
    assert not debris(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x2200)))
def test_any_text_is_answered_and_what_comes_back_is_not_misread_any_more(text: str) -> None:
    made = restored(text)
    assert made is None or restored(made) is None
