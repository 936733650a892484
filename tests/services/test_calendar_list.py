"""A notice of holidays in an office's own table: days, stretches, make-up days, by the words of the heads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.errors import UserError
from app.rules.calendar import Entry, Kind
from app.services.calendar_change import import_file, read
from app.services.calendar_list import days_of
from app.services.desk import Desk

TET = "Nghỉ Tết Nguyên đán"


def written(tmp_path: Path, *rows: Sequence[str], name: str = "lich.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(";".join(row) for row in rows), encoding=encoding)
    return path


def entries(path: Path) -> list[tuple[str, str, str]]:
    return [(f"{one.date:%d/%m/%Y}", one.kind.value, one.basis) for one in read(path).entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["lich.csv", "lich.txt"])
def test_days_and_what_they_are_for_make_a_notice(desk: Desk, tmp_path: Path, name: str, encoding: str) -> None:
    path = written(tmp_path, ("Ngày", "Nội dung"), ("03/12/2026", "Nghỉ bão"), ("04/12/2026", "Nghỉ bão"),
                   name=name, encoding=encoding)  # fmt: skip
    change = import_file(desk, path)
    assert change.day_lines() == [
        "Đọc cột “Ngày” là ngày.",
        "Đọc cột “Nội dung” là nội dung.",
        "Tệp không có cột nghỉ hay làm bù: coi là ngày nghỉ, trừ dòng ghi làm bù.",
        "Thêm Thứ Năm 03/12/2026: nghỉ, Nghỉ bão.",
        "Thêm Thứ Sáu 04/12/2026: nghỉ, Nghỉ bão.",
    ]


@pytest.mark.parametrize(
    ("heads", "row", "expected"),
    [
        (("STT", "Ngày nghỉ", "Lý do"), ("1", "Thứ Sáu, ngày 05/02/2027", TET), [("05/02/2027", "off", TET)]),
        (("Ngày", "Nội dung"), ("04/02 - 06/02/2027", TET),
         [("04/02/2027", "off", TET), ("05/02/2027", "off", TET), ("06/02/2027", "off", TET)]),
        (("Từ ngày", "Đến ngày", "Nội dung"), ("2027-04-30", "01/05/2027", "Nghỉ lễ"),
         [("30/04/2027", "off", "Nghỉ lễ"), ("01/05/2027", "off", "Nghỉ lễ")]),
        (("Ngày", "Nội dung"), ("30/4, 1/5/2027", "Lễ"), [("30/04/2027", "off", "Lễ"), ("01/05/2027", "off", "Lễ")]),
        (("Ngày", "Nội dung"), ("20/02/2027", "Làm bù cho Thứ Hai 08/02"),
         [("20/02/2027", "working", "Làm bù cho Thứ Hai 08/02")]),
        (("Ngày", "Nội dung"), ("08/02/2027", "Nghỉ bù, làm bù sau"), [("08/02/2027", "off", "Nghỉ bù, làm bù sau")]),
        (("Ngày", "Loại", "Nội dung"), ("20/02/2027", "Làm việc", "Hoán đổi"), [("20/02/2027", "working", "Hoán đổi")]),
        (("Ngày nghỉ", "Nội dung", "Ngày làm bù"), ("08/02/2027", TET, "20/02/2027"),
         [("08/02/2027", "off", TET), ("20/02/2027", "working", "Làm bù cho Thứ Hai 08/02")]),
    ],
)  # fmt: skip
def test_a_row_is_read_as_offices_write_it(
    tmp_path: Path, heads: Sequence[str], row: Sequence[str], expected: list[tuple[str, str, str]]
) -> None:
    assert entries(written(tmp_path, ("LỊCH NGHỈ NĂM 2027",), heads, row, ("Ghi chú ở cuối",))) == expected


def test_an_excel_table_is_read_with_its_own_days(tmp_path: Path) -> None:
    path = tmp_path / "lich.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, days = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        rows: list[tuple[Any, str]] = [(datetime(2027, 2, 5), TET), ("06/02/2027", TET)]
        sheet.write_row(0, 0, ("Ngày", "Nội dung"))
        for at, (day, basis) in enumerate(rows, 1):
            sheet.write(at, 0, day, days if isinstance(day, datetime) else None)
            sheet.write(at, 1, basis)
    assert read(path).entries == (Entry(date(2027, 2, 5), Kind.OFF, TET), Entry(date(2027, 2, 6), Kind.OFF, TET))


@pytest.mark.parametrize(
    ("rows", "code", "facts"),
    [
        ([("05/02/2027", "")], "CALENDAR_EMPTY", {}),
        ([("05/02/2027", "", "x")], "CALENDAR_LINE", {"line": 2, "column": "basis", "reason": "MISSING"}),
        ([("mai", TET)], "CALENDAR_LINE", {"line": 2, "column": "date", "reason": "DATE"}),
        ([("31/02/2027", TET)], "CALENDAR_LINE", {"line": 2, "column": "date", "reason": "DATE"}),
        ([("05/02", TET)], "CALENDAR_LINE", {"line": 2, "column": "date", "reason": "DATE"}),
        ([("05/02/2207", TET)], "CALENDAR_LINE", {"line": 2, "column": "date", "reason": "DATE"}),
        ([("05/02/2027 - 05/04/2027", TET)], "CALENDAR_LINE", {"line": 2, "column": "date", "reason": "RANGE"}),
        ([("05/02/2027", TET), ("05/02/2027", TET)], "CALENDAR_DAY_TWICE", {"line": 3, "other": 2}),
    ],
)
def test_what_is_wrong_names_its_line(
    tmp_path: Path, rows: list[Sequence[str]], code: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(UserError) as refused:
        read(written(tmp_path, ("Ngày", "Nội dung", "Số"), *rows))
    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()


def test_a_make_up_day_that_is_none_and_a_table_without_days_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        read(written(tmp_path, ("Ngày nghỉ", "Nội dung", "Ngày làm bù"), ("08/02/2027", TET, "sau")))
    assert refused.value.facts == {"line": 2, "column": "made_up", "reason": "DATE"}
    with pytest.raises(UserError) as refused:
        read(written(tmp_path, ("Nội dung", "Loại", "Số"), (TET, "nghỉ", "1")))
    assert (refused.value.code, refused.value.facts) == ("LIST_COLUMN_NEEDED", {"name": "Ngày"})


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        (date(2027, 2, 5), ["05/02/2027"]),
        ("ngày 5 tháng 2 năm 2027", ["05/02/2027"]),
        ("từ ngày 30/12/2026 đến ngày 02/01/2027", ["30/12/2026", "31/12/2026", "01/01/2027", "02/01/2027"]),
        ("05/02/2027 và 09/02/2027", ["05/02/2027", "09/02/2027"]),
        ("05.02.2027", ["05/02/2027"]),
        ("05/02/2027 (thứ Sáu) đến hết 06/02/2027", ["05/02/2027", "06/02/2027"]),
    ],
)
def test_a_cell_names_a_day_several_or_a_stretch(cell: Any, days: list[str]) -> None:
    found = days_of(cell)
    assert found is not None
    assert [f"{day:%d/%m/%Y}" for day in found] == days
