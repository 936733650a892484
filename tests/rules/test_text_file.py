"""The text of a file whatever program of a Vietnamese PC saved it."""

from __future__ import annotations

import pytest

from app.rules import calendar_file, catalogue_csv
from app.rules.text_file import bad_line, separated, text_of

SAID = "Thủ tục hành chính"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_every_form(encoding: str) -> None:
    assert text_of(SAID.encode(encoding)) == SAID


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Thu\u0309 tu\u0323c ha\u0300nh chi\u0301nh".encode("cp1258"), SAID),
        ("Thñ tôc hµnh chÝnh".encode("cp1252"), SAID),  # TCVN3
        ("Thuû tuïc haønh chính".encode("cp1252"), SAID),  # VNI
    ],
)
def test_the_charsets_of_before_unicode_are_told_by_their_syllables(content: bytes, text: str) -> None:
    assert text_of(content) == text


@pytest.mark.parametrize("content", [b"a\nb\xff\xfe\xfd", b"\xef\xbb\xbf\xff", b"\xff\xfe\x00", bytes(range(128, 256))])
def test_what_is_no_text_is_none(content: bytes) -> None:
    assert text_of(content) is None


def test_the_line_where_utf8_ends_is_told() -> None:
    assert (bad_line(b"a\nb\n\xffc"), bad_line(b"a\nb")) == (3, 1)


def test_the_sign_between_cells_is_said_above_or_counted_in_the_first_line() -> None:
    assert separated("sep=|\r\na|b\n") == ("|", "a|b\n", 1)
    assert separated("\na;b;c,d\n") == (";", "\na;b;c,d\n", 0)
    assert separated("a\tb\n")[0] == "\t"
    assert separated("Danh mục\na;b\nmột, hai, ba;1\n")[0] == ";"
    assert separated("")[0] == ","


@pytest.mark.parametrize(
    ("text", "catalogue", "calendar"),
    [
        ("code;name;fee_kind\n1.000001;Khai sinh;free\n", True, False),
        ('\n\n"DATE","kind","basis"\n2027-01-01,off,Tết\n', False, True),
        ("sep=;\nNgày;Loại;Căn cứ\n", False, False),
        ("Mã TTHC\tTên thủ tục\n", False, False),
        ("", False, False),
    ],
)
def test_a_table_of_our_own_is_known_by_its_first_row(text: str, catalogue: bool, calendar: bool) -> None:
    assert (catalogue_csv.is_ours(text), calendar_file.is_ours(text)) == (catalogue, calendar)
