"""What the rules make of an address, a commune's name, a phone, a paper's number and a name, asked from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran

Motcua = Callable[..., Ran]
HOA_PHU = {"code": "24175", "name": "Xã Hòa Phú", "province": "Tỉnh Đắk Lắk"}


def codes(value: Any) -> list[str]:
    return [one["code"] for one in value]


def test_an_address_of_the_three_tiers_is_located_in_the_commune_of_today(motcua: Motcua) -> None:
    asked = " Số 5,\tThôn 2, Xã Hòa Phú, TP Buôn Ma Thuột, Tỉnh Đắk Lắk "
    assert motcua("locate", asked, "--json").json == {
        "address": "Số 5, Thôn 2, Xã Hòa Phú, TP Buôn Ma Thuột, Tỉnh Đắk Lắk",
        "parts": {
            "house": "Số 5, Thôn 2",
            "ward": "Xã Hòa Phú",
            "district": "TP Buôn Ma Thuột",
            "province": "Tỉnh Đắk Lắk",
        },
        "commune": HOA_PHU,
        "candidates": [],
        "certain": True,
    }
    assert motcua("locate", asked).out == "24175 Xã Hòa Phú, Tỉnh Đắk Lắk\n"


def test_an_address_that_is_not_sure_names_what_it_may_be(motcua: Motcua) -> None:
    asked = "Xã Cẩm Lĩnh, Huyện Ba Vì, Thành phố Hà Nội"
    divided = motcua("locate", asked, "--json").json
    assert (divided["commune"], divided["certain"], codes(divided["candidates"])) == (None, False, ["09676", "09694"])
    first, second = (f"{one['code']} {one['name']}, Thành phố Hà Nội" for one in divided["candidates"])
    assert motcua("locate", asked).out == f"Chưa rõ xã, phường mới: {first}; {second}.\n"


def test_an_address_without_a_province_is_answered_with_nothing_missing(motcua: Motcua) -> None:
    assert motcua("locate", "xóm trên", "--json").json == {
        "address": "xóm trên",
        "parts": {"house": "xóm trên", "ward": None, "district": None, "province": None},
        "commune": None,
        "candidates": [],
        "certain": False,
    }
    assert motcua("locate", "").out == "Chưa rõ xã, phường mới.\n"


def test_communes_are_found_as_in_the_window_the_own_one_first(motcua: Motcua) -> None:
    value = motcua("communes", "phuong", "--json").json
    assert value["communes"][0] == {"code": "24133", "name": "Phường Buôn Ma Thuột", "province": "Tỉnh Đắk Lắk"}
    assert {one["province"] for one in value["communes"]} == {"Tỉnh Đắk Lắk"}
    assert len(value["communes"]) == 6 < value["count"]
    assert len(motcua("communes", "phuong", "--limit", value["count"], "--json").json["communes"]) == value["count"]
    assert codes(motcua("communes", "hp dl", "--json").json["communes"])[0] == "24175"
    assert motcua("communes", "24175").out == "24175 Xã Hòa Phú, Tỉnh Đắk Lắk\n"
    assert motcua("communes", "không đâu", "--json").json == {"count": 0, "communes": []}


def test_communes_are_found_where_no_centre_is_set_up(motcua: Motcua, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert codes(motcua("--home", nowhere, "communes", "24133", "--json").json["communes"]) == ["24133"]
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("what", "text", "value", "line"),
    [
        ("phone", "+84 905 318462", {"phone": "0905318462", "shown": "0905 318 462", "warnings": []}, "0905 318 462"),
        (
            "paper",
            "066.190.001807",
            {"id_number": "066190001807", "kind": "personal", "warnings": []},
            "Số định danh 066190001807.",
        ),
        (
            "paper",
            "240 123 456",
            {"id_number": "240123456", "kind": "old", "warnings": []},
            "Chứng minh nhân dân 9 số 240123456.",
        ),
        (
            "paper",
            "c1234567",
            {"id_number": "C1234567", "kind": "passport", "warnings": []},
            "Hộ chiếu C1234567.",
        ),
        (
            "name",
            "  Nguye\u0302\u0303n   Thị Đặng ",
            {
                "name": "Nguyễn Thị Đặng",
                "folded": "nguyen thi dang",
                "charset": "unicode",
                "converted": None,
                "warnings": [],
            },
            "Nguyễn Thị Đặng.",
        ),
        (
            "name",
            "Siu Nay",
            {"name": "Siu Nay", "folded": "siu nay", "charset": None, "converted": None, "warnings": []},
            "Siu Nay.",
        ),
    ],
)
def test_what_is_typed_is_returned_as_it_is_kept(
    motcua: Motcua, what: str, text: str, value: dict[str, Any], line: str
) -> None:
    assert motcua("check", what, text, "--json").json == value
    assert motcua("check", what, text).out == line + "\n"


@pytest.mark.parametrize(
    ("what", "text", "code"),
    [
        ("paper", "999190001807", "ID_ABROAD"),
        ("paper", "003190001807", "ID_PROVINCE"),
        ("name", "Nguyễn Văn 3", "NAME_ODD"),
        ("name", "Nguyễn @ Văn Ba", "NAME_ODD"),
    ],
)
def test_what_an_officer_should_look_at_is_a_warning(motcua: Motcua, what: str, text: str, code: str) -> None:
    (warning,) = motcua("check", what, text, "--json").json["warnings"]
    assert warning["code"] == code
    assert motcua("check", what, text).out.endswith(f". {warning['message']}\n")


@pytest.mark.parametrize(
    ("name", "cure"),
    [("Nguyá»…n", "UTF-8"), ("Hu廙軟h", "UTF-8"), ("NguyÔn V¨n B", "UTF-8"), ("Nguyễ́n", "Tắt bộ gõ")],
)
def test_a_spoiled_scan_is_refused_with_the_cure_that_helps(motcua: Motcua, name: str, cure: str) -> None:
    said = motcua("read-id", f"066190012345|240123456|{name}|01011990|Nam|Thôn 4|10052021")
    assert said.refusal == "CARD_GARBLED"
    assert cure in said.err


def test_a_name_typed_for_an_old_font_is_read(motcua: Motcua) -> None:
    value = motcua("check", "name", "NguyÔn V¨n ¸nh", "--json").json
    assert value == {
        "name": "NguyÔn V¨n ¸nh",
        "folded": "nguyen van anh",
        "charset": "tcvn3",
        "converted": "Nguyễn Văn Ánh",
        "warnings": [],
    }
    # ư is a soft hyphen there, which cleaning takes away: the charset is asked of what was typed.
    assert motcua("check", "name", "L\u00adu V¨n D\u00ad¬ng", "--json").json["converted"] == "Lưu Văn Dương"
    assert "chữ TCVN3, là Nguyễn Văn Ánh." in motcua("check", "name", "NguyÔn V¨n ¸nh").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["phone", "1900 1234"], "PHONE_PREFIX"),
        (["phone", "090531846"], "PHONE_LENGTH"),
        (["phone", ""], "PHONE_DIGITS"),
        (["paper", "240123"], "ID_NUMBER_LENGTH"),
        (["paper", "AB12"], "PAPER_NUMBER"),
        (["name", " "], "NAME_MISSING"),
        (["name", "NguyÃªn Văn Ba"], "NAME_GARBLED"),
        (["name", "李明"], "NAME_SCRIPT"),
        (["name", "Nguyễ́n Văn Ba"], "NAME_GARBLED"),
        (["name", "Nguy\udcffn Văn Ba"], "NAME_GARBLED"),
        (["name", "Lê\ud800 Văn Ba"], "NAME_GARBLED"),
    ],
)
def test_what_is_refused_is_one_line_with_a_code(motcua: Motcua, words: list[str], code: str) -> None:
    assert motcua("check", *words, "--json").refusal == code
    assert motcua("check", *words).refusal == code


@pytest.mark.parametrize("words", [["locate"], ["communes"], ["check"], ["check", "phone"], ["check", "shoe", "42"]])
def test_a_question_without_a_text_is_bad_usage(motcua: Motcua, words: list[str]) -> None:
    ran = motcua(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "usage" in ran.err


def test_a_file_is_answered_line_by_line_and_a_bad_line_with_its_error(motcua: Motcua) -> None:
    said = motcua("check", "phone", "--lines", "-", stdin="0905318462\r\n12\n\n0262 385 1234").lines
    assert [one.get("phone") for one in said] == ["0905318462", None, "02623851234"]
    assert said[1] == {
        "error": {
            "code": "PHONE_PREFIX",
            "field": "phone",
            "message": "“12” không có đầu số điện thoại Việt Nam. Sửa hoặc để trống.",
        }
    }
    said = motcua("check", "name", "--lines", "-", stdin="Lê An\n".encode() + b"L\xff An\n").lines
    assert (said[0]["name"], said[1]["error"]["code"]) == ("Lê An", "NAME_GARBLED")
    said = motcua("check", "paper", "--lines", "-", stdin="066190001807\nx").lines
    assert [one.get("kind") for one in said] == ["personal", None]
    said = motcua("locate", "--lines", "-", stdin="Xã Hòa Phú, Tỉnh Đắk Lắk\nđâu đó\n").lines
    assert [one["commune"] for one in said] == [HOA_PHU, None]
    said = motcua("communes", "--limit", 1, "--lines", "-", stdin="24175\nhoa phu\n").lines
    assert [one["communes"] for one in said] == [[HOA_PHU], [HOA_PHU]]
