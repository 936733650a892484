"""What text of this country can hold: every name people bear here is right, and what spoiled another one is told."""

from __future__ import annotations

import pytest

from app.rules.letters import fault, has_two_tones, is_foreign, is_plain, lost

SOUND = [
    "Nguyễn Thị Mơ", "H'Hen Niê Mlô", "H’Yuên Êñuôl", "Y Ñu Êban (Đắk Lắk)", "Siu Ơ̆k", "Y Blŏ Ƀuôn Yă", "Kpă Ŭl",
    "Rơ Châm H'Yéo", "A Ƀanh", "Klŏng Čư Hồ", "K’Brơ̆ng", "Đinh Văn Mĭn", "Àm Y Ñhĭt", "Ksor Hñôi", "Bùi Ñ",
    "Loïc Dupont", "Trần Loïc", "Trần Văn Noël", "José Müller", "François", "Łukasz Đỗ", "Nguye\u0302\u0303n",
    "Công ty TNHH 2 thành viên A&B/C", "Thôn 5, 30 m², số 5º", "“Hoà” – «Bình»", "30 °C", "Lê Công Tân", "",
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_a_name_or_an_address_people_have_here_is_sound(text: str) -> None:
    assert fault(text) is None
    assert not is_foreign(text)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Nguyá»…n Thá»‹ MÆ¡", "charset"),
        ("Äá»—", "charset"),
        ("NguyÃƒÂªn", "charset"),
        ("Hu廙軟h 靟貍c", "charset"),
        ("Nguy峄卬", "charset"),
        ("Nguyแป…n", "charset"),
        ("Nguy\ufffdn", "charset"),
        ("Nguy\ue0d3n", "charset"),
        ("NguyÔn V¨n B", "charset"),
        ("Leâ Thò Hoa", "charset"),
        ("Hång", "charset"),
        ("NguyÔn V¨n B (Đắk Lắk)", "charset"),
        ("Trần V¨n Hïng", "charset"),
        ("Nguyễ́n Thị Đặng", "keyboard"),
        ("Buôn Ea Sụ́t", "keyboard"),
    ],
)
def test_a_spoiled_text_says_what_spoiled_it(text: str, cause: str) -> None:
    assert fault(text) == cause
    assert has_two_tones(text) == (cause == "keyboard")


@pytest.mark.parametrize("text", ["ສົມພອນ ວົງສາ", "李明", "Иван", "สมชาย", "សុខ", "あい", "김"])
def test_another_script_alone_is_no_fault_but_foreign(text: str) -> None:
    assert fault(text) is None
    assert is_foreign(text)
    assert not is_plain(text)


def test_a_question_mark_in_a_name_is_a_lost_letter() -> None:
    assert lost("Nguy?n V?n B")
    assert not lost("Nguyễn Văn B")
    assert not lost("5?")


def test_latin_letters_and_everyday_signs_are_plain() -> None:
    assert all(map(is_plain, ("Nguyễn – “Hoà” 5/3", "Y Blŏ\nÊñuôl", "ơ̆")))
    assert not is_plain("✓")
