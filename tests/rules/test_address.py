"""Old addresses and what became of them; communes found while typing. A country of two provinces is enough."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.address import Located, OldProvince, Parts, Reader
from app.rules.communes import Commune, CommuneFinder

HANOI, THANH_HOA, QUANG_NGAI, HUE = "Thành phố Hà Nội", "Tỉnh Thanh Hóa", "Tỉnh Quảng Ngãi", "Thành phố Huế"
UNITS = [
    Commune(code, name, province_code, province)
    for code, name, province_code, province in (
        ("00004", "Phường Ba Đình", "01", HANOI),
        ("00097", "Phường Hồng Hà", "01", HANOI),
        ("09619", "Xã Quảng Oai", "01", HANOI),
        ("09661", "Xã Minh Châu", "01", HANOI),
        ("09694", "Xã Ba Vì", "01", HANOI),
        ("00226", "Phường Phương Liệt", "01", HANOI),
        ("16012", "Xã Ba Đình", "38", THANH_HOA),
        ("14818", "Phường Bỉm Sơn", "38", THANH_HOA),
        ("16020", "Xã Tân Thành", "38", THANH_HOA),
        ("16021", "Xã Tân Thạnh", "38", THANH_HOA),
        ("21548", "Đặc khu Lý Sơn", "51", QUANG_NGAI),
        ("23293", "Phường Kon Tum", "51", QUANG_NGAI),
        ("19753", "Phường Thuận Hóa", "46", HUE),
    )
]
OLD = [
    OldProvince(
        HANOI, "01",
        {
            "Quận Ba Đình": {"Phường Phúc Xá": "00097", "Phường Trúc Bạch": "00004"},
            "Quận Tây Hồ": {"Phường 01": "00097"},
            "Quận Thanh Xuân": {"Phường Phương Liệt": "00226", "Xã Phương Mai": "00226", "Phường Mai": "00004"},
            "Huyện Ba Vì": {"Xã Chu Minh": "09619 09661", "Xã Tân Lập": "09694", "Thị trấn Tân Lập": "09619"},
            "Huyện Đan Phượng": {"Xã Tân Lập": "09694"},
            "Huyện Sơn Tây": {"Xã Minh": "09619"},
            "Thị xã Sơn Tây": {"Phường Minh": "09619", "Phường Hai": "09661"},
        },
        ["HN"],
    ),
    OldProvince(THANH_HOA, "38", {"Thị xã Bỉm Sơn": {"Phường Ba Đình": "14818"}}),
    OldProvince(QUANG_NGAI, "51", {"Huyện Lý Sơn": {"": "21548"}}),
    OldProvince("Tỉnh Kon Tum", "51", {"Thành phố Kon Tum": {"Phường Duy Tân": "23293", "Xã Kroong": "23293"},
                                       "Huyện Sa Thầy": {"Xã Kroong": "21548"}}),
    OldProvince(HUE, "46", {"Quận Phú Xuân": {"Phường Tây Lộc": "19753"}, "Quận Thuận Hóa": {"Phường Vĩ Dạ": "19753"}},
                ["Thừa Thiên Huế"], {HUE: ["Quận Phú Xuân", "Quận Thuận Hóa"]}),
]  # fmt: skip
READER = Reader(UNITS, OLD)
FINDER = CommuneFinder(UNITS)


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def now(address: str) -> str | None:
    found = READER.locate(address).commune
    return found.code if found else None


def perhaps(address: str) -> set[str]:
    found = READER.locate(address)
    assert found.commune is None
    return {one.code for one in found.candidates}


@pytest.mark.parametrize(
    "address",
    [
        "Số 5, Tổ 3, Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội",
        "Số 5, Tổ 3, Phúc Xá, Ba Đình, Hà Nội",
        "so 5, to 3, p.phuc xa, q.ba dinh, tp.ha noi",
        "Số 5; Tổ 3; P. Phúc Xá; Q. Ba Đình; TP Hà Nội; Việt Nam",
        unicodedata.normalize("NFD", "Tổ 3, Phường Phúc Xá, Quận Ba Đình, HN"),
        "SỐ 5, TỔ 3, PHƯỜNG PHÚC XÁ, QUẬN BA ĐÌNH, THÀNH PHỐ HÀ NỘI",
    ],
)
def test_an_old_address_is_led_to_the_commune_its_ward_went_to_however_it_is_written(address: str) -> None:
    assert now(address) == "00097"


def test_the_parts_of_an_address_are_split_as_written() -> None:
    assert READER.parse("Số 5, Tổ 3, P.Phúc Xá, Q. Ba Đình, HN") == Parts("Số 5, Tổ 3", "P.Phúc Xá", "Q. Ba Đình", "HN")
    assert READER.parse("Tổ 1, Phường Ba Đình, Hà Nội") == Parts("Tổ 1", "Phường Ba Đình", None, "Hà Nội")
    assert READER.parse("Quận Ba Đình, Hà Nội") == Parts("", None, "Quận Ba Đình", "Hà Nội")
    assert READER.parse("Hà Nội") == Parts("", None, None, "Hà Nội")
    assert READER.parse("Số 5, Phố Nhỏ") == Parts("Số 5, Phố Nhỏ")


@pytest.mark.parametrize("address", ["", "Việt Nam", "Tokyo", "Thôn 4, Minh Châu", "Hà Nội"])
def test_an_address_without_a_province_or_with_nothing_before_it_is_nowhere(address: str) -> None:
    assert READER.locate(address) in [Located(READER.parse(address)), Located(Parts("", province="Hà Nội"))]


def test_a_new_commune_of_the_same_name_is_no_answer_when_the_old_ward_went_elsewhere() -> None:
    assert now("Phường Ba Đình, Thị xã Bỉm Sơn, Tỉnh Thanh Hóa") == "14818"
    assert now("Xã Ba Đình, Tỉnh Thanh Hóa") == "16012"


def test_a_divided_ward_is_left_to_the_officer() -> None:
    assert perhaps("Thôn 2, Xã Chu Minh, Huyện Ba Vì, Hà Nội") == {"09619", "09661"}


def test_two_wards_of_one_name_in_a_district_need_their_kind() -> None:
    assert now("Xã Tân Lập, Huyện Ba Vì, Hà Nội") == "09694"
    assert now("TT. Tân Lập, H. Ba Vì, Hà Nội") == "09619"
    assert perhaps("Tân Lập, Ba Vì, Hà Nội") == {"09694", "09619"}


def test_a_ward_that_changed_its_kind_between_two_cards_is_the_same_ward() -> None:
    assert now("Xã Phúc Xá, Quận Ba Đình, Hà Nội") == "00097"


def test_two_districts_of_one_name_are_told_apart_by_their_kind_or_by_the_ward() -> None:
    assert now("Hai, Thị xã Sơn Tây, Hà Nội") == "09661"
    assert now("Hai, Sơn Tây, Hà Nội") == "09661"
    assert now("Minh, Sơn Tây, Hà Nội") == "09619"
    assert now("Huyện Sơn Tây, Hà Nội") == "09619"
    assert perhaps("Thị xã Sơn Tây, Hà Nội") == {"09619", "09661"}


def test_a_numbered_ward_is_found_with_and_without_its_zero() -> None:
    for ward in ("Phường 1", "Phường 01", "P.1", "P1", "F1", "p 01"):
        assert now(f"{ward}, Quận Tây Hồ, Hà Nội") == "00097"


def test_a_name_that_begins_like_a_kind_is_a_name() -> None:
    assert now("Phương Mai, Thanh Xuân, Hà Nội") == "00226"
    assert now("Phường Mai, Thanh Xuân, Hà Nội") == "00004"
    for ward in ("Phương Liệt", "phuong liet", "Phường Phương Liệt", "P. Phuong Liet"):
        assert now(f"{ward}, Thanh Xuân, Hà Nội") == "00226"


def test_a_district_without_a_ward_is_a_question_unless_it_is_one_commune() -> None:
    assert perhaps("Quận Ba Đình, Hà Nội") == {"00097", "00004"}
    assert perhaps("Ba Đình, Hà Nội") == {"00004"}
    assert perhaps("Ba Vì, Hà Nội") == {"09694"}
    assert now("Huyện Lý Sơn, Quảng Ngãi") == "21548"
    assert now("Thôn Tây, An Hải, Huyện Lý Sơn, Quảng Ngãi") == "21548"


def test_a_district_or_ward_nobody_knows_is_no_place_to_guess_from() -> None:
    assert perhaps("Phường Phúc Xá, Quận Không Có, Hà Nội") == {"00097"}
    assert perhaps("Xã Ba Vì, Quận Không Có, Hà Nội") == {"09694"}
    assert perhaps("Xã Không Có, Huyện Ba Vì, Hà Nội") == set()
    assert perhaps("Phường Hồng Hà, Quận Ba Đình, Hà Nội") == {"00097"}
    assert perhaps("Xã Không Có, Hà Nội") == set()
    assert perhaps("Không Có, Hà Nội") == set()


def test_a_district_stands_alone_only_where_no_commune_bears_its_name() -> None:
    assert READER.parse("Thôn 1, Sơn Tây, Hà Nội").district == "Sơn Tây"
    assert READER.parse("Sơn Tây, Hà Nội").district == "Sơn Tây"
    assert READER.parse("Thôn 1, Ba Vì, Hà Nội").district is None


def test_an_old_province_without_a_district_answers_when_all_its_wards_of_that_name_agree() -> None:
    assert now("Phường Duy Tân, Tỉnh Kon Tum") == "23293"
    assert perhaps("Xã Kroong, Kon Tum") == {"23293", "21548"}
    assert now("Phường Kon Tum, Tỉnh Kon Tum") == "23293"
    assert perhaps("Xã Kon Tum, Tỉnh Kon Tum") == {"23293"}


def test_a_district_of_older_cards_is_read_by_what_took_its_place() -> None:
    assert now("Phường Tây Lộc, Thành phố Huế, Tỉnh Thừa Thiên Huế") == "19753"
    assert now("Phường Vĩ Dạ, Huế, Thừa Thiên - Huế") == "19753"


def test_a_commune_of_today_of_another_kind_is_only_proposed() -> None:
    assert perhaps("Phường Minh Châu, Thành phố Hà Nội") == {"09661"}


def test_names_that_differ_by_marks_alone_are_decided_by_marks_where_any_were_typed() -> None:
    assert now("Xã Tân Thành, Thanh Hóa") == "16020"
    assert now("xã tân thạnh, thanh hóa") == "16021"
    assert perhaps("xa tan thanh, thanh hoa") == {"16020", "16021"}


@given(st.sampled_from(UNITS), st.sampled_from([str, str.lower, str.upper, bare]), st.sampled_from(["NFC", "NFD"]))
def test_a_commune_of_today_written_out_is_itself_or_a_question(unit: Commune, write: object, form: str) -> None:
    assert callable(write)
    address = unicodedata.normalize(form, str(write(unit.words)))  # type: ignore[arg-type]
    found = READER.locate(address)
    assert found.commune == unit or (found.commune is None and unit in found.candidates)


@given(st.text(alphabet="abđÀ ,.;\n1PQ-", max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for address in (text, f"{text}, Hà Nội", f"{text}, Ba Đình, Hà Nội"):
        found = READER.locate(address)
        assert found.commune is None or not found.candidates


# -- while typing --------------------------------------------------------------------------------------------------


def first(query: str, own: Commune | None = None) -> str | None:
    found = FINDER.find(query, own=own).communes
    return found[0].code if found else None


@pytest.mark.parametrize(
    "query",
    [
        "phuong ba dinh",
        "ba dinh ha noi",
        "Ba Đình, Hà Nội",
        "bđ hn",
        "pbd",
        "bd tphn",
        "00004",
        "P. Ba Đình",
        "ba di ha",
    ],
)
def test_a_commune_is_found_by_words_initials_and_code(query: str) -> None:
    assert first(query) == "00004"


def test_words_of_the_province_narrow() -> None:
    assert first("ba dinh thanh hoa") == "16012"
    assert FINDER.find("ba dinh").count == 2
    assert FINDER.find("ba dinh", limit=1).communes == (UNITS[6],)
    assert FINDER.find("ba dinh kon tum").communes == ()
    assert FINDER.find("  ").communes == ()


def test_the_counters_own_commune_comes_first_and_its_province_next() -> None:
    assert first("phuong", UNITS[1]) == "00097"
    assert first("ba dinh", UNITS[1]) == "00004"
    assert first("ba dinh", UNITS[7]) == "16012"


def test_a_name_that_begins_as_typed_comes_before_one_that_holds_it() -> None:
    found = FINDER.find("ha", limit=20).communes
    assert [one.code for one in FINDER.find("minh").communes] == ["09661"]
    assert {one.province for one in found} == {HANOI}
    assert first("oai quang") == "09619"


@pytest.mark.parametrize(
    ("address", "query", "code"),
    [
        ("Số 5, tổ 3, phuong ba dinh", "phuong ba dinh", "00004"),
        ("Số 5, tổ 3, ba dinh, ha noi", "ba dinh, ha noi", "00004"),
        ("12 Trần Phú, bđ hn", "bđ hn", "00004"),
        ("thôn 4 minh châu", "minh châu", "09661"),
        ("xóm Minh Minh Châu", "Minh Châu", "09661"),
        ("xóm Hà Ba Đình", "Ba Đình", "16012"),
        ("xóm Hà ba đình hà", "ba đình hà", "00004"),
        ("Tổ 1, bđ hà nội", "bđ hà nội", "00004"),
        ("Tổ 1, ba đình, tp hn", "ba đình, tp hn", "00004"),
        ("ba đình; tp hcm; hn", "hn", "00004"),
        ("Số 5, Phố Nhỏ, Quảng Ngãi", "Quảng Ngãi", "21548"),
        ("phuong ba dinh", "phuong ba dinh", "00004"),
    ],
)
def test_only_the_end_of_an_address_is_looked_at(address: str, query: str, code: str) -> None:
    found = FINDER.find_at_end(address)
    assert address[found.start :] == query
    assert found.communes[0].code == code


@pytest.mark.parametrize("address", ["", "Số", "thôn", "Số 5", "b", "Số 5,", "Số 5, Không Có", " , ,"])
def test_what_cannot_be_a_commune_asks_for_nothing(address: str) -> None:
    assert FINDER.find_at_end(address).communes == ()


def test_a_commune_is_named_in_lines_and_in_running_text() -> None:
    assert UNITS[0].words == "Phường Ba Đình, Thành phố Hà Nội"
    assert UNITS[0].in_running_text == "phường Ba Đình"
