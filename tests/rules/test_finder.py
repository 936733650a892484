"""Finding a procedure as an officer types."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.rules.catalogue_file import parse_catalogue
from app.rules.finder import Finder, Hit

SHIPPED = Path(__file__).parents[2] / "resources" / "catalogue" / "communal-2026.json"


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(parse_catalogue(SHIPPED.read_bytes(), SHIPPED.name))


def codes(hits: list[Hit]) -> list[str]:
    return [hit.procedure.code for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("2.000815", "2.000815"),
        ("2000815", "2.000815"),
        (" 2.000 815 ", "2.000815"),
        ("2.00081", "2.000815"),
        ("000815", "2.000815"),
        ("815", "2.000815"),
        ("cgxn", "1.004873"),
        ("CGXNTTHN", "1.004873"),
        ("xntthn", "1.004873"),
        ("tinh trang hon", "1.004873"),
        ("tình trạng hôn", "1.004873"),
        ("chung thuc ban sao", "2.000815"),
        ("khuyet muc do", "1.001699"),
    ],
)
def test_a_procedure_is_found_by_code_words_or_initials(finder: Finder, query: str, first: str) -> None:
    assert codes(finder.search(query))[0] == first


def test_words_in_the_order_typed_come_before_other_orders(finder: Finder) -> None:
    model = finder.search("")[0].procedure
    names = ("Kết hôn lưu động", "Kết hợp", "Lưu động kết hôn")
    small = Finder(replace(model, name=name) for name in names)
    assert [hit.procedure.name for hit in small.search("lưu kết")] == ["Lưu động kết hôn", "Kết hôn lưu động"]
    assert [hit.procedure.name for hit in small.search("kết lưu")] == ["Kết hôn lưu động", "Lưu động kết hôn"]


def test_every_word_must_match(finder: Finder) -> None:
    assert codes(finder.search("khai sinh lưu")) == ["1.003583"]
    assert finder.search("khai sinh zzz") == []
    assert finder.search("zzz") == []
    assert finder.search("99999999") == []


def test_what_this_centre_does_most_comes_first_among_equals(finder: Finder) -> None:
    assert codes(finder.search("khai sinh", usage={"1.003583": 3, "1.004884": 9}))[:2] == ["1.004884", "1.003583"]


def test_use_never_outranks_a_better_match(finder: Finder) -> None:
    assert codes(finder.search("2.000815", usage={"2.000884": 99}))[0] == "2.000815"


def test_an_empty_query_lists_the_most_used(finder: Finder) -> None:
    found = finder.search("", usage={"1.001612": 5, "2.000815": 50}, limit=3)
    assert codes(found) == ["2.000815", "1.001612", "1.001193"]
    assert found[0].spans == ()


def test_matches_are_bold_in_the_name_as_written(finder: Finder) -> None:
    hit = finder.search("hôn tình")[0]
    assert [hit.procedure.name[start:end] for start, end in hit.spans] == ["tình", "hôn"]


def test_digits_may_be_part_of_a_name(finder: Finder) -> None:
    assert finder.search("12 kết") == []


def test_no_more_than_asked_for(finder: Finder) -> None:
    assert len(finder.search("đăng ký", limit=4)) == 4
