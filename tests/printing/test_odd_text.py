"""Whatever a card, a scanner or another desk put into a name must come out on paper, or be seen to be missing."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resource
from app.printing.blocks import Run, balanced, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, clean, lacking, register, width
from app.printing.receipt import render_receipt
from app.rules.letters import is_plain
from app.rules.record import Component
from tests.printing.samples import APPLICANT, CENTRE, DOSSIER, glyphs, page_texts, pages

STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
register()
odd_text = st.text(max_size=120) | st.text(alphabet="ẪỖỬẶêộ' ,-\u0306\u0323\t\n\x00😀H’ƀ", max_size=300)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        (unicodedata.normalize("NFD", "Đặng Thị Ngưỡng"), "Đặng Thị Ngưỡng"),
        ("a\tb\nc\u00a0d", "a b c d"),
        ("a\x00b", "a□b"),
        ("Hoa 😀", "Hoa □"),
        ("漢字", "□□"),
        ("\ud800", "□"),
        ("zero\u200bwidth", "zerowidth"),
        ("❤\ufe0f", "□"),
        ("H’Yuên Niê Kdăm Ƀuôn Ya Čư", "H’Yuên Niê Kdăm Ƀuôn Ya Čư"),
    ],
)
def test_what_the_face_lacks_is_shown_as_a_box(written: str, drawn: str) -> None:
    assert clean(written) == drawn


def test_what_a_paper_lacks_is_named_and_it_is_what_the_typeface_lacks() -> None:
    """Held against the four files themselves: a sign is lacking where one of them has no glyph for it."""
    faces = [TTFont("x", str(resource("fonts", f"Tinos-{style}.ttf"))).face.charToGlyph for style in STYLES]
    shown = [
        chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable() and unicodedata.category(chr(code)) != "Cf"
    ]
    letters = [one for one in shown if unicodedata.normalize("NFC", one) == one]
    assert len(letters) > 5000
    assert lacking("".join(letters)) == "".join(one for one in letters if not all(ord(one) in face for face in faces))
    assert lacking("ສົມ Nguyễn 中中") == "ສົມ中"


def test_every_letter_the_rule_takes_for_plain_has_its_glyph() -> None:
    plain = "".join(chr(code) for code in range(0x20, 0x2FFF) if chr(code).isprintable() and is_plain(chr(code)))
    assert len(plain) > 800
    assert lacking(plain) == ""


def test_every_vietnamese_letter_can_be_drawn() -> None:
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    bases = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "đ", "b"]
    text = unicodedata.normalize("NFC", "".join(b + m for b in bases for m in (marks if b not in "đb" else [""])))
    for letters in (text, text.upper()):
        assert clean(letters) == letters
        assert all(width(letter, font, 10) > 0 for letter in letters for font in (REGULAR, BOLD, ITALIC))


@pytest.mark.parametrize("letter", ["ê", "ô", "Ê", "Ô", "ơ", "ư"])
def test_a_breve_on_a_letter_of_e_de_stands_over_its_letter(letter: str) -> None:
    applicant = replace(APPLICANT, name=f"Y {letter}\u0306m")
    found = [
        glyph for page in pages(render_receipt(replace(DOSSIER, applicant=applicant), CENTRE)) for glyph in glyphs(page)
    ]
    at = next(index for index, glyph in enumerate(found) if glyph.char == "\u0306")
    base, mark = found[at - 1], found[at]
    assert base.char == letter
    assert mark.bottom > base.top - 0.6
    assert base.left < (mark.left + mark.right) / 2 < base.right
    assert mark.right < base.right + 0.5


@given(odd_text, odd_text, odd_text)
@settings(max_examples=60)
def test_any_text_at_all_is_printed_without_a_crash(name: str, address: str, paper_name: str) -> None:
    applicant = replace(APPLICANT, name=name, address=address, email=paper_name, phone=name)
    dossier = replace(DOSSIER, applicant=applicant, components=(Component(paper_name, 1),), summary=name, term=address)
    assert render_receipt(dossier, CENTRE).startswith(b"%PDF")


@given(
    st.lists(st.tuples(odd_text, st.sampled_from([REGULAR, BOLD, ITALIC])), min_size=1, max_size=4), st.floats(20, 400)
)
@settings(max_examples=200)
def test_wrapped_lines_fit_and_lose_nothing(texts: list[tuple[str, str]], room: float) -> None:
    runs = [Run(clean(text), font) for text, font in texts]
    lines = wrap(runs, 10, room)
    letters = "".join("".join(piece for _, piece, _ in line) for _, line in lines)
    assert "".join(letters.split()) == "".join("".join(run.text for run in runs).split())
    for used, line in lines:
        assert used <= room + 0.01
        for offset, text, font in line:
            assert offset + width(text.rstrip(" "), font, 10) <= room + 0.01


@given(st.lists(st.text("ABCĐẪ", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join), st.floats(60, 300))
@settings(max_examples=100)
def test_balanced_lines_are_as_few_as_wrapped_ones_and_never_wider(text: str, room: float) -> None:
    plain, even = wrap((Run(text, BOLD),), 10, room), balanced(text, BOLD, 10, room)
    assert len(even) == len(plain)
    assert max(used for used, _ in even) <= max(used for used, _ in plain) + 0.01


def test_a_word_longer_than_the_line_is_broken_and_kept_whole() -> None:
    word = "x" * 400
    text = page_texts(render_receipt(replace(DOSSIER, applicant=replace(APPLICANT, email=word)), CENTRE))[0]
    assert word in text.replace(" ", "")
