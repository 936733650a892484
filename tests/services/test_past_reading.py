"""Reading registers of past years: heads wherever they stand, rows that are records, days and numbers as meant."""

from __future__ import annotations

import os
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.errors import MotcuaError
from app.services import past
from app.services.past_file import workbook
from app.services.past_file.cells import day_of, identity_number, is_above, phone_number, text_of
from app.services.past_file.heads import guess
from app.services.past_file.reading import read
from tests.services.registers import HEADS, in_tcvn3, in_vni, row, write

KEPT = Path(__file__).parent / "registers_of_past"


def fields(sheet: past.Sheet) -> dict[str, str]:
    """Return the head each field was given."""
    return {field: sheet.heads[at] for field, at in guess(sheet.heads).items()}


def refusal(path: Path, sheet: str | None = None) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        read(path, sheet)
    return refused.value


# Days


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2019, 3, 5), date(2019, 3, 5)),
        (datetime(2019, 3, 5, 8, 15), date(2019, 3, 5)),
        (43529, date(2019, 3, 5)),
        (43529.34, date(2019, 3, 5)),
        ("43529", date(2019, 3, 5)),
        ("05/03/2019", date(2019, 3, 5)),
        ("5/3/19", date(2019, 3, 5)),
        ("5-3-2019", date(2019, 3, 5)),
        ("05.03.2019", date(2019, 3, 5)),
        ("5 / 3 / 2019", date(2019, 3, 5)),
        ("2019-03-05", date(2019, 3, 5)),
        ("2019-03-05T08:15:00", date(2019, 3, 5)),
        ("08:15 05/03/2019", date(2019, 3, 5)),
        ("05/03/2019 08:15:00", date(2019, 3, 5)),
        ("8 giờ 15 phút, ngày 05/03/2019", date(2019, 3, 5)),
        ("Ngày 5 tháng 3 năm 2019", date(2019, 3, 5)),
        ("05032019", date(2019, 3, 5)),
        (5032019, date(2019, 3, 5)),
        (20190305, date(2019, 3, 5)),
        ("20190305", date(2019, 3, 5)),
        ("5 tháng 3 năm 2019", date(2019, 3, 5)),
        ("Ngày 05, tháng 03, năm 2019", date(2019, 3, 5)),
        ("ngày 05/3 năm 2019", date(2019, 3, 5)),
        ("mùng 5 tháng ba năm 2019", date(2019, 3, 5)),
        ("5 tháng năm năm 2019", date(2019, 5, 5)),
        ("05-Mar-19", date(2019, 3, 5)),
        ("5 March 2019", date(2019, 3, 5)),
        ("Mar 5, 2019", date(2019, 3, 5)),
        ("05-Thg3-19", date(2019, 3, 5)),
        ("05/III/2019", date(2019, 3, 5)),
        ("05\\03\\2019", date(2019, 3, 5)),
        ("05-03-19", date(2019, 3, 5)),
        ("5/3/2019 8:00", date(2019, 3, 5)),
        ("05/03/2019 12:00:00 AM", date(2019, 3, 5)),
        ("8h15 5/3/2019", date(2019, 3, 5)),
        ("2019-03-05T08:15:00+07:00", date(2019, 3, 5)),
        ("Thứ ba, 05/03/2019.", date(2019, 3, 5)),
        ("43529.34", date(2019, 3, 5)),
        ("05/03/2019 - 05/03/2019", date(2019, 3, 5)),
        ("", None),
    ],
)
def test_a_day_is_read_in_every_form_registers_have(cell: Any, day: date | None) -> None:
    said = day_of(cell)
    assert (said and said.day) == day
    assert said is None or said.alone


@pytest.mark.parametrize(
    "cell",
    [
        "05/07/2019-01/07/2019",
        "31-01/7/2019",
        "1/2/3/2019",
        "1-2-3-2019",
        "5/3/2019/1",
        "07/2019",
        "01/07/20195",
        "8:15",
        "-",
        "nt",
        "đã trả",
        "32/01/2019",
        "03/25/2019",
        "5/3",
        "12/2109",
        "05/03/2109",
        "5/3/219",
        7,
        12.5,
        date(1900, 1, 5),
    ],
)
def test_what_is_no_likely_day_is_refused(cell: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        day_of(cell)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_as_it_is_shown(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    shown = (day, text_of(day), serial, str(serial), f"{day.day}-{day.month}-{day.year}", day.isoformat(),
             f"{day.day} tháng {day.month} năm {day.year}", f"{day:%d-%b-%Y}")  # fmt: skip
    assert {day_of(one) for one in shown} == {(day, True)}


@pytest.mark.parametrize(
    "text",
    ["01/07/2019-05/07/2019", "01/07/2019 - 05/07/2019", "01.07.2019–05.07.2019", "01-07-2019-05-07-2019", "1-5/7/2019",
     "01/07-05/07/2019", "1/7 đến 5/7/2019", "từ ngày 01/07/2019 đến ngày 05/07/2019", "01/07/2019, 05/07/2019",
     "2019-07-01/2019-07-05", "1/7/2019\n5/7/2019", "01/07/2019; 03/07/2019; 05/07/2019"],
)  # fmt: skip
def test_of_several_days_it_is_the_first_and_it_is_said(text: str) -> None:
    assert day_of(text) == (date(2019, 7, 1), False)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_no_day_comes_out_of_the_middle_of_two(first: date, last: date) -> None:
    for written in (f"{first:%d/%m/%Y}-{last:%d/%m/%Y}", f"{first}/{last}", f"{first:%d.%m.%Y} - {last:%d.%m.%Y}"):
        if first <= last:
            assert day_of(written) == (first, first == last)
        else:
            with pytest.raises(ValueError, match=r"."):
                day_of(written)


@pytest.mark.parametrize(
    ("cell", "period", "day"),
    [
        ("1/7", (2019, None), date(2019, 7, 1)),
        ("01.7", (2019, None), date(2019, 7, 1)),
        ("1 tháng 7", (2019, None), date(2019, 7, 1)),
        ("ngày 1/7 8h30", (2019, None), date(2019, 7, 1)),
        ("1/7/2018", (2019, None), date(2018, 7, 1)),
        ("15", (2019, 7), date(2019, 7, 15)),
        (15, (2019, 7), date(2019, 7, 15)),
    ],
)
def test_a_year_that_is_left_out_stands_above(cell: Any, period: tuple[int, int | None], day: date) -> None:
    assert day_of(cell, period) == (day, True)


@pytest.mark.parametrize(
    ("cell", "period"), [("1/7", (None, 7)), ("15", (2019, None)), (1.7, (2019, None)), ("32", (2019, 7))]
)
def test_a_part_of_a_day_that_nothing_above_completes_is_none(cell: Any, period: tuple[int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"."):
        day_of(cell, period)


# Numbers


@pytest.mark.parametrize(
    ("cell", "number", "mended"),
    [
        (1190123456, "001190123456", True),
        (66190123456, "066190123456", True),
        (12345678, "012345678", True),
        (240123456, "240123456", False),
        ("66190123456", "066190123456", True),
        ("1190123456", "001190123456", True),
        ("66 190 123 456", "066190123456", True),
        ("12345678", "012345678", True),
        ("'066190123456", "066190123456", True),
        ("’66190123456", "066190123456", True),
        ('="066190123456"', "066190123456", True),
        ("66190123456.0", "066190123456", True),
        ("6.6190123456E+10", "066190123456", True),
        ("066190123456", "066190123456", False),
        ("0100233488", "0100233488", False),
        ("6000235820", "6000235820", False),
        ("99190123456", "99190123456", False),
        ("012 345 678", "012 345 678", False),
        ("B1234567", "B1234567", False),
        (12, "12", False),
        ("", "", False),
    ],
)
def test_an_identity_number_gets_back_the_zeros_a_program_took(cell: Any, number: str, mended: bool) -> None:
    assert identity_number(cell) == (number, mended)


@pytest.mark.parametrize(
    ("cell", "number", "mended"),
    [
        (912345678, "0912345678", True),
        ("912345678", "0912345678", True),
        ("912 345 678", "0912345678", True),
        ("'0912345678", "0912345678", True),
        ("2623851234", "02623851234", True),
        ("0912 345 678", "0912 345 678", False),
        ("84912345678", "84912345678", False),
        ("0912345678 - 0987654321", "0912345678 - 0987654321", False),
        ("", "", False),
    ],
)
def test_a_telephone_gets_back_its_zero(cell: Any, number: str, mended: bool) -> None:
    assert phone_number(cell) == (number, mended)


@pytest.mark.parametrize("cell", ["6.619E+10", "6,62E+10"])
def test_digits_excel_cut_off_are_no_number(cell: str) -> None:
    for read_number in (identity_number, phone_number):
        with pytest.raises(ValueError, match=r"E"):
            read_number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "nt",
        "NT",
        "n.t",
        "-nt-",
        "(nt)",
        "“”",
        '"',
        "''",
        "″",
        "〃",
        "//",
        "- // -",
        ",,",
        "như trên",
        "Nhu tren",
        '-"-',
    ],
)
def test_signs_for_what_stands_above_are_known(cell: str) -> None:
    assert is_above(cell)


@pytest.mark.parametrize("cell", ["", "-", "5/3", "Nt Lan", "1/2", "N.T.H", 5, "không", ".", "Như Trần"])
def test_what_says_something_itself_is_no_such_sign(cell: Any) -> None:
    assert not is_above(cell)


# Heads


def test_a_plain_list_is_read_with_every_column(tmp_path: Path) -> None:
    sheet = read(write(tmp_path / "a.xlsx", [row(1), row(2)]))
    assert sheet.heads == HEADS
    assert (sheet.head_row, sheet.count, sheet.charset, sheet.converted) == (1, 2, "unicode", ())
    assert sheet.rows[0].number == 2
    assert fields(sheet) == {
        "code": "Mã hồ sơ", "name": "Họ và tên", "id_number": "Số CCCD", "address": "Địa chỉ", "phone": "Điện thoại",
        "procedure": "Nội dung", "received_on": "Ngày nhận", "due_on": "Ngày hẹn trả", "returned_on": "Ngày trả",
        "receiver": "Người tiếp nhận", "note": "Ghi chú",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (
            ("TT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức",
             "Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả",
             "Phương thức nhận kết quả", "Ký nhận", "Ghi chú"),
            {"code": 1, "procedure": 2, "name": 4, "address": 5, "received_on": 7, "due_on": 8, "returned_on": 9,
             "note": 12},
        ),
        (
            ("STT", "Mã hồ sơ", "Trích yếu", "Số bộ", "Chủ hồ sơ", "Địa chỉ", "SĐT", "Ngày tiếp nhận", "Ngày hẹn trả",
             "Ngày trả", "Người nhận hồ sơ", "Địa bàn"),
            {"code": 1, "procedure": 2, "name": 4, "address": 5, "phone": 6, "received_on": 7, "due_on": 8,
             "returned_on": 9, "receiver": 10},
        ),
        (
            ("Số hồ sơ", "Người nộp", "Chủ hồ sơ", "Số CMND/CCCD", "Nơi cư trú", "Lĩnh vực", "Ngày nộp",
             "Thời hạn giải quyết", "Ngày có kết quả", "Ngày trả kết quả cho công dân", "Cán bộ tiếp nhận"),
            {"code": 0, "name": 2, "id_number": 3, "address": 4, "procedure": 5, "received_on": 6, "due_on": 7,
             "finished_on": 8, "returned_on": 9, "receiver": 10},
        ),
        (
            ("ho ten", "dia chi thuong tru", "dien thoai lien he", "noi dung cong viec", "ngay thang nam"),
            {"name": 0, "address": 1, "phone": 2, "procedure": 3, "received_on": 4},
        ),
        (("Mã TTHC", "Tên TTHC", "Họ tên người yêu cầu", "Số giấy tờ tùy thân"),
         {"procedure": 1, "name": 2, "id_number": 3}),
    ],
)  # fmt: skip
def test_a_column_is_known_by_the_words_of_its_head(heads: tuple[str, ...], expected: dict[str, int]) -> None:
    assert guess(heads) == {field: expected[field] for field in past.FIELDS if field in expected}


def test_heads_stand_under_a_title_and_over_two_rows(tmp_path: Path) -> None:
    top = ["STT", "Mã hồ sơ", "Tên cá nhân, tổ chức", "Ngày, tháng, năm", "", "", "Ghi chú"]
    low = ["", "", "", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", ""]
    rows = [[n, f"{n:02}/2018", "Lê Thị Hoa", date(2018, 1, 1 + n), "", "", ""] for n in range(1, 4)]
    merged = [(0, 0, 0, 6, "SỔ THEO DÕI HỒ SƠ NĂM 2018"), (2, 3, 2, 5, "Ngày, tháng, năm")]
    merged += [(2, at, 3, at, top[at]) for at in (0, 1, 2, 6)]
    path = write(tmp_path / "a.xlsx", rows, heads=low, above=[[], [], top], merged=merged)
    sheet = read(path)
    assert sheet.head_row == 4
    assert sheet.heads[3:6] == (
        "Ngày, tháng, năm / Nhận hồ sơ", "Ngày, tháng, năm / Hẹn trả kết quả", "Ngày, tháng, năm / Trả kết quả",
    )  # fmt: skip
    assert [one.number for one in sheet.rows] == [5, 6, 7]


def test_two_rows_of_heads_without_a_merged_cell_are_read_too(tmp_path: Path) -> None:
    top, low = ["STT", "Họ và tên", "Ngày tháng", "", "Ghi chú"], ["", "", "Nhận hồ sơ", "Trả kết quả", ""]
    path = write(tmp_path / "a.xlsx", [[1, "Lê Thị Hoa", date(2018, 1, 2), "", ""]], heads=low, above=[top])
    sheet = read(path)
    assert sheet.heads == ("STT", "Họ và tên", "Ngày tháng / Nhận hồ sơ", "Trả kết quả", "Ghi chú")


def test_heads_of_words_nobody_knows_are_found_and_left_to_the_officer(tmp_path: Path) -> None:
    rows = [["a1", "Lê Thị Hoa", "Cha"], ["a2", "Vũ Văn Nam", "Mẹ"]]
    sheet = read(write(tmp_path / "a.xlsx", rows, heads=["Alpha", "Beta", "Gamma"], above=[["Sổ"]]))
    assert (sheet.heads, guess(sheet.heads), sheet.count) == (("Alpha", "Beta", "Gamma"), {}, 2)


def test_a_column_without_a_head_keeps_its_letter_and_an_empty_one_is_left_out(tmp_path: Path) -> None:
    rows = [["", 1, "Lê Thị Hoa", "", "05/03/2018", "x"]]
    sheet = read(write(tmp_path / "a.xlsx", rows, heads=["", "STT", "Họ tên", "", "Ngày nhận", ""]))
    assert sheet.heads == ("STT", "Họ tên", "Ngày nhận", "(cột F)")
    assert sheet.letters == ("B", "C", "E", "F")


# Rows


def test_only_rows_that_may_be_records_count(tmp_path: Path) -> None:
    numbers = [f"({at})" for at in range(1, len(HEADS) + 1)]
    blank: list[Any] = []
    rows = [
        numbers, ["Tháng 5 năm 2023"], row(1), blank, [2], row(3), list(HEADS),
        ["", "", "CỘNG THÁNG 5", "", "", "", 2, "", "", "", "Trần Văn Bình", "Đủ"], row(4),
        ["", "", "Tổng cộng: 3 hồ sơ", "", "", "", 3], blank,
        ["", "", "", "", "", "", "", "", "Ea Kao, ngày 31 tháng 12 năm 2023"],
        ["", "", "Người lập sổ", "", "", "", "", "", "Chủ tịch"],
    ]  # fmt: skip
    sheet = read(write(tmp_path / "a.xlsx", rows))
    assert [one.number for one in sheet.rows] == [4, 7, 10]


def test_a_person_whose_name_looks_like_a_total_is_a_person(tmp_path: Path) -> None:
    rows = [row(1, name="Tống Công Minh"), row(2, name="Cộng đồng thôn 4"), row(3, name="Tòng Thị So")]
    assert read(write(tmp_path / "a.xlsx", rows)).count == 3


def test_a_day_merged_over_rows_is_that_of_each(tmp_path: Path) -> None:
    rows = [row(1), row(2, received_on=""), row(3, received_on="")]
    sheet = read(write(tmp_path / "a.xlsx", rows, merged=[(1, 7, 3, 7, "12/05/2023")]))
    assert [one.cells[7] for one in sheet.rows] == ["12/05/2023"] * 3


def test_the_first_sheet_with_a_register_is_taken_or_the_one_named(tmp_path: Path) -> None:
    more: dict[str, list[list[Any]]] = {"Bìa": [["SỔ THEO DÕI"], ["Quyển số 1"]], "2022": [list(HEADS), row(1), row(2)]}
    path = write(tmp_path / "a.xlsx", [row(3)], more=more)
    sheet = read(path)
    assert (sheet.name, sheet.sheets, sheet.count) == ("2022", ("Bìa", "2022", "Sổ 2023"), 2)
    assert read(path, "Sổ 2023").count == 1
    assert refusal(path, "Bìa").code == "PAST_NO_HEADS"
    assert refusal(path, "2021").code == "PAST_SHEET_UNKNOWN"


# Old fonts


def test_an_old_xls_in_tcvn3_is_read(tmp_path: Path) -> None:
    sheet = read(KEPT / "register-2016-tcvn3.xls")
    assert (sheet.charset, sheet.head_row, sheet.count) == ("tcvn3", 5, 4)
    assert fields(sheet) == {
        "code": "Mã hồ sơ", "name": "Tên cá nhân, tổ chức", "address": "Địa chỉ, số điện thoại",
        "procedure": "Tên thủ tục hành chính", "received_on": "Ngày, tháng, năm / Nhận hồ sơ",
        "due_on": "Ngày, tháng, năm / Hẹn trả kết quả", "returned_on": "Ngày, tháng, năm / Trả kết quả",
        "note": "Ghi chú",
    }  # fmt: skip
    # Vò Phó tells nothing itself; its column does.
    assert [one.cells[4] for one in sheet.rows] == ["Lê Thị ánh", "Vũ Phú", "Y Khoát Niê", "Trần Đức Hùng"]
    assert [day_of(one.cells[9]) for one in sheet.rows] == [(date(2016, 3, 12 + n), True) for n in range(4)]
    assert sheet.converted[0].examples[0] == ("§¨ng ký khai sinh", "Đăng ký khai sinh")


def test_an_old_xls_in_vni_is_read() -> None:
    sheet = read(KEPT / "register-2015-vni.xls")
    assert (sheet.charset, sheet.heads[1], sheet.sample[0][1]) == ("vni", "Họ tên người nộp", "NGUYỄN THỊ ĐẶNG")
    assert [day_of(one.cells[4]) for one in sheet.rows] == [(date(2015, 1, day), True) for day in (5, 6, 7)]


def test_a_register_of_several_fonts_is_read_row_by_row(tmp_path: Path) -> None:
    """Years pasted together: what a cell does not tell, its row does."""

    def typed(encode: Any, number: int) -> list[Any]:
        return row(number, name=encode("Vũ Phú"), address=encode("Thôn Đồng Bằng, xã Ea Kao"), procedure=encode("Việc"))

    rows = [typed(encode, n) for n, encode in enumerate((str, in_tcvn3, str, in_vni, in_tcvn3, str))]
    sheet = read(write(tmp_path / "a.xlsx", rows))
    assert {one.cells[2] for one in sheet.rows} == {"Vũ Phú"}
    assert {one.cells[4] for one in sheet.rows} == {"Thôn Đồng Bằng, xã Ea Kao"}
    assert {one.charset for one in sheet.converted} == {"tcvn3", "vni"}


def test_a_column_in_one_font_is_read_by_it_whatever_its_row_says(tmp_path: Path) -> None:
    """Names typed in .VnTime beside procedures chosen from a list in Unicode."""
    names = ("Vũ Phú", "Đặng Văn Hùng", "Trần Thị Thủy")
    sheet = read(write(tmp_path / "a.xlsx", [row(n, name=in_tcvn3(name)) for n, name in enumerate(names)]))
    assert [one.cells[2] for one in sheet.rows] == list(names)


def test_unicode_of_either_form_is_left_as_it_is(tmp_path: Path) -> None:
    rows = [
        row(1, name=unicodedata.normalize("NFD", "Lê Công Tân")),
        row(2, name="Hồ Thị Cô"),
        row(3, name="José Müller"),
    ]
    sheet = read(write(tmp_path / "a.xlsx", rows))
    assert [one.cells[2] for one in sheet.rows] == ["Lê Công Tân", "Hồ Thị Cô", "José Müller"]
    assert (sheet.charset, sheet.converted) == ("unicode", ())


def test_misread_text_and_cells_of_two_charsets_come_back(tmp_path: Path) -> None:
    rows = [
        row(1, name="Nguyá»…n Thá»‹ MÆ¡", address="ThÃ´n 4, xÃ£ Ea Kao"),
        row(2, name="NguyÔn V¨n B (Đắk Lắk)"),
        row(3, name="Nguyeãn Vaên ¸nh (Đắk Lắk)", address="xã Hoà Thắng"),
        row(4, name="LĂª Lá»£i"),
    ]
    sheet = read(write(tmp_path / "a.xlsx", rows))
    assert [one.cells[2] for one in sheet.rows][:2] == ["Nguyễn Thị Mơ", "Nguyễn Văn B (Đắk Lắk)"]
    assert sheet.rows[3].cells[2] == "Lê Lợi"
    assert sheet.rows[0].cells[4] == "Thôn 4, xã Ea Kao"
    assert {(one.charset, one.cells) for one in sheet.converted} == {("utf8", 3), ("tcvn3", 1), ("vni", 1)}


# Years that stand above


def years(path: Path) -> list[tuple[int | None, int | None]]:
    return [one.period for one in read(path).rows]


def test_a_heading_says_the_year_and_the_month_of_the_rows_under_it(tmp_path: Path) -> None:
    rows = [
        row(1),
        ["NĂM 2019"],
        row(2),
        ["Tháng 7"],
        row(3),
        ["THÁNG 8/2019"],
        row(4),
        ["II. Năm 2020"],
        row(5),
        ["2021"],
        row(6),
    ]
    assert years(write(tmp_path / "a.xlsx", rows, sheet="Sổ")) == [
        (None, None), (2019, None), (2019, 7), (2019, 8), (2020, None), (2021, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "sheet", "year"),
    [
        ([["SỔ THEO DÕI HỒ SƠ NĂM 2019"]], "Sổ", 2019),
        ([["Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018"], ["Năm 2019"]], "Sổ", 2019),
        ([["SỔ THEO DÕI"]], "Năm 2019", 2019),
        ([["Từ năm 2018 đến năm 2019"]], "Sổ", None),
        ([["Thông tư số 01/2018/TT-VPCP"]], "Sổ", None),
    ],
)
def test_a_title_or_the_name_of_the_sheet_says_the_year(
    tmp_path: Path, above: list[list[str]], sheet: str, year: int | None
) -> None:
    assert years(write(tmp_path / "a.xlsx", [row(1)], above=above, sheet=sheet)) == [(year, None)]


# What cannot be read


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PAST_NOT_EXCEL"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "PAST_NO_HEADS"),
        (b"STT,Ho ten\n1,Lan\n", "PAST_NO_HEADS"),
        (b"PK\x03\x04 torn", "PAST_NOT_EXCEL"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "PAST_NOT_EXCEL"),
    ],
)
def test_what_is_no_excel_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_a_torn_file_is_refused_wherever_it_is_torn(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.xlsx", [row(n) for n in range(1, 50)]).read_bytes()
    old = (KEPT / "register-2016-tcvn3.xls").read_bytes()
    for content in (whole, old):
        for share in (0.1, 0.4, 0.7, 0.95):
            path = tmp_path / "torn"
            path.write_bytes(content[: int(len(content) * share)])
            assert refusal(path).code == "PAST_NOT_EXCEL"


def test_a_locked_file_is_said_to_be_locked(tmp_path: Path) -> None:
    assert refusal(KEPT / "locked.xlsx").code == "PAST_ENCRYPTED"
    old = bytearray((KEPT / "register-2015-vni.xls").read_bytes())
    after_first = old.find(b"\x09\x08\x10\x00") + 20
    old[after_first : after_first + 4] = b"\x2f\x00\x06\x00"
    path = tmp_path / "a.xls"
    path.write_bytes(old)
    assert refusal(path).code == "PAST_ENCRYPTED"


def test_a_file_that_is_not_there_or_may_not_be_read_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(tmp_path / "none.xlsx").code == "FILE_READ"
    path = write(tmp_path / "a.xlsx", [row(1)])

    def held(self: Path, mode: str) -> NoReturn:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "open", held)
    assert refusal(path).code == "PAST_FILE_BUSY"


def test_a_file_with_nothing_in_it_is_empty(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "a.xlsx", [], heads=())).code == "PAST_EMPTY"


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_ends_the_program(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for at, cell in (((1_048_575, 0), "A1048576"), ((5, 16_383), "XFD6"), ((300_000, 3), "D300001")):
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, HEADS)
            sheet.write(*at, "x")
        refused = refusal(path)
        assert (refused.code, refused.facts["cell"]) == ("PAST_TOO_WIDE", cell)


def test_a_format_without_a_value_in_the_last_corner_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ["1", "2", "Lê Thị Hoa"])
        sheet.write_blank(1_048_575, 16_383, None, bold)
    assert read(path).count == 1


def test_a_file_too_large_is_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        os.truncate(file.fileno(), (workbook.MOST_MB << 20) + 1)
    refused = refusal(path)
    assert (refused.code, refused.facts["size"], refused.facts["limit"]) == ("PAST_TOO_LARGE", 61, 60)
    write(path, [row(n) for n in range(20)])
    monkeypatch.setattr(workbook, "MOST_UNPACKED_MB", 0)
    assert refusal(path).code == "PAST_TOO_LARGE"
