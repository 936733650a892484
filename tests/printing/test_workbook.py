"""Registers and reports as XLSX: what each cell is, not only what it shows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from app.errors import UserError
from app.printing import workbook as module
from app.printing.report import Column, Report, Value, columns, shaped
from app.printing.workbook import workbook
from tests.printing import reports
from tests.printing.samples import CENTRE, PRACTICE

SHAPE = (
    Column("TT", "count"),
    Column("Mã", "code"),
    Column("Tên", "text"),
    Column("Ngày", "date"),
    Column("Giờ", "moment"),
    Column("Tiền", "money"),
    Column("Tỷ lệ", "percent"),
)
HEAD = 3
"""The title, an empty row, and the head of a report with neither lines nor groups."""


def listed(rows: Sequence[tuple[Value, ...]]) -> Report:
    return Report("list", "DANH SÁCH: THỬ/1", (), SHAPE, rows)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def cells_of(value: Value, at: int) -> Any:
    row: list[Value] = [None] * len(SHAPE)
    row[at] = value
    return opened(workbook(listed([tuple(row)])))[HEAD + 1][at]


@pytest.mark.parametrize("text", ["=1+1", "+84905318462", "-5", "@SUM(A1)", "{=1}", "http://a.vn", "0905", "12"])
@pytest.mark.parametrize("at", [1, 2])
def test_text_is_never_a_formula_a_link_or_a_number(text: str, at: int) -> None:
    content = workbook(listed([(1, *([text] * 2), None, None, None, None)]))
    cell = opened(content)[HEAD + 1][at]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix
    assert cell.hyperlink is None
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_a_code_keeps_its_zeros_and_its_cell_is_text() -> None:
    cell = cells_of("0905318462", 1)
    assert (cell.value, cell.data_type, cell.number_format) == ("0905318462", "s", "@")


def test_a_day_is_a_day() -> None:
    for value in (date(2026, 11, 27), datetime(2026, 11, 27, 23, 50, tzinfo=reports.MORNING.tzinfo)):
        cell = cells_of(value, 3)
        assert (cell.value, cell.data_type, cell.number_format) == (datetime(2026, 11, 27), "d", "dd/mm/yyyy")


def test_a_moment_is_local_time() -> None:
    utc = datetime.fromisoformat("2026-11-23T02:42:00+00:00")
    cell = cells_of(utc, 4)
    assert (cell.value, cell.data_type) == (datetime(2026, 11, 23, 9, 42), "d")
    assert cell.number_format == "hh:mm dd/mm/yyyy"


def test_a_year_before_there_are_dates_is_text() -> None:
    assert cells_of(date(1888, 2, 1), 3).value == "01/02/1888"


def test_money_and_counts_are_numbers() -> None:
    money = cells_of(1_234_567, 5)
    assert (money.value, money.data_type, money.number_format) == (1_234_567, "n", "#,##0")
    count = cells_of(118, 0)
    assert (count.value, count.data_type, count.number_format) == (118, "n", "0")


def test_an_empty_cell_is_empty_and_not_zero() -> None:
    assert cells_of(None, 5).value is None
    assert cells_of(0, 5).value == 0


def test_a_percentage_is_a_number_of_two_places() -> None:
    sheet = opened(workbook(reports.indicators()))
    found = [
        cell for row in sheet.iter_rows() for cell in row if cell.number_format == "0.00" and cell.value is not None
    ]
    assert [(cell.value, cell.data_type) for cell in found] == [(98.83, "n")]


def test_every_row_is_there_in_its_columns() -> None:
    report = reports.register(300)
    sheet = opened(workbook(report))
    first = next(row[0].row for row in sheet.iter_rows() if row[1].value == "H15.10-261123-0001")
    for at, row in enumerate(report.rows):
        found = [cell.value for cell in sheet[first + at]]
        assert found[:7] == list(row[:7])
        assert [each and each.date() for each in found[7:10]] == [
            each.date() if isinstance(each, datetime) else None for each in row[7:10]
        ]


def test_the_head_is_merged_over_its_groups_and_stays_in_sight() -> None:
    sheet = opened(workbook(reports.report_06a()))
    where = {cell.value: cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value}
    merged = {str(each) for each in sheet.merged_cells.ranges}
    top = int(re.sub(r"\D", "", where["Số hồ sơ nhận giải quyết"]))
    assert f"C{top}:F{top}" in merged
    assert f"D{top + 1}:E{top + 1}" in merged
    assert f"A{top}:A{top + 2}" in merged
    assert where["(3)=(4)+(5)+(6)"] == f"C{top + 3}"
    assert sheet.freeze_panes == f"A{top + 4}"
    assert sheet.print_title_rows == f"${top}:${top + 3}"
    assert sheet.auto_filter.ref == f"A{top + 3}:M{top + 8}"
    total = sheet[top + 9]
    assert (total[0].value, total[2].value, total[2].font.b) == ("Tổng số", 91_500, True)
    assert f"A{top + 9}:B{top + 9}" in merged


def test_it_is_printed_landscape_on_a4_one_page_wide() -> None:
    sheet = opened(workbook(reports.register(3)))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_codes_have_room() -> None:
    sheet = opened(workbook(reports.register(3, reports.CODES[1])))
    assert sheet.column_dimensions["B"].width >= len(reports.CODES[1].format(1))


def test_the_title_and_facts_of_the_paper_are_there() -> None:
    values = [row[0].value for row in opened(workbook(reports.register(1), centre=CENTRE)).iter_rows(max_row=5)]
    assert values[:4] == [
        CENTRE.name,
        "SỔ THEO DÕI HỒ SƠ",
        "Quyển số: 04/2026",
        "Từ ngày 01/01/2026 đến ngày 31/12/2026",
    ]


def test_a_practice_centre_is_marked() -> None:
    sheet = opened(workbook(reports.register(1), centre=PRACTICE))
    assert sheet["A2"].value == "TẬP HUẤN"
    assert sheet.oddHeader.center.text == "TẬP HUẤN"


def test_an_empty_report_says_so() -> None:
    sheet = opened(workbook(shaped("due", [])))
    assert "Không có hồ sơ nào" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert sheet.auto_filter.ref is None


@pytest.mark.parametrize("name", ["report-06a", "result-handover", "due"])
def test_the_sheet_has_a_name_that_xlsx_allows(name: str) -> None:
    title = opened(workbook(shaped(name, []))).title
    assert 0 < len(title) <= 31
    assert not set("[]:*?/\\") & set(title)


def test_line_ends_and_odd_characters_survive() -> None:
    text = "Thôn 4\nxã Minh Tâm <&\"'> \u0001 ơ\u0306"
    cell = cells_of(text, 2)
    assert cell.value.replace("_x0001_", "\u0001") == text
    assert cell.alignment.wrap_text


def test_progress_is_told_and_may_cancel() -> None:
    class Cancelled(Exception): ...

    told: list[tuple[int, int]] = []
    workbook(reports.register(1200), lambda done, total: told.append((done, total)))
    assert told == [(0, 1200), (250, 1200), (500, 1200), (750, 1200), (1000, 1200), (1200, 1200)]

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        workbook(reports.register(1200), stop)


def test_more_rows_than_xlsx_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 2)
    with pytest.raises(UserError) as caught:
        workbook(reports.register(3))
    assert caught.value.code == "REPORT_TOO_LONG"
    assert caught.value.facts == {"have": 3, "limit": 2}


def test_the_same_report_gives_the_same_bytes() -> None:
    assert workbook(reports.report_06a()) == workbook(reports.report_06a())


def test_a_title_with_a_line_end_fills_two_rows() -> None:
    sheet = opened(workbook(replace(reports.report_06a(), title="MỘT\nHAI")))
    assert (sheet["A1"].value, sheet["A2"].value) == ("MỘT", "HAI")
    assert len(columns("report-06a")) == sheet.max_column
