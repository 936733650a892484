"""What web systems and other programs export as a register: pages called .xls, XML of 2003, .ods, plain lists."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from app.errors import MotcuaError, UserError
from app.services import past
from app.services.desk import Desk
from app.services.past_file import delimited, web_page, xml_tables
from app.services.past_file.reading import read
from app.services.past_file.telling import read as read_apart
from tests.services.registers import in_tcvn3

HEADS = ["STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận"]
ROW = ["1", "000.25.10.H15-190701-0001", "Nguyễn Văn Bê", "01/07/2019 08:00:00"]


def page(*rows: list[str], head: str = '<meta charset="utf-8">', cell: str = "td") -> str:
    body = "".join(f"<tr>{''.join(f'<{cell}>{one}</{cell}>' for one in row)}</tr>" for row in rows)
    return f"<html><head>{head}</head><body><table border=1>{body}</table></body></html>"


def excel_2003(*rows: list[str], more: str = "") -> str:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    body = "".join(f"<Row>{''.join(map(cell.format, row))}</Row>" for row in rows)
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<Worksheet ss:Name="Sổ"><Table>{body}{more}</Table></Worksheet></Workbook>'
    )


def ods(path: Path, body: str, *, doctype: str = "", manifest: str = "<manifest/>") -> Path:
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {spaces}><office:body>'
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*cells: str, said: str = "") -> str:
    made = "".join(
        one
        if one.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
        for one in cells
    )
    return f"<table:table-row {said}>{made}</table:table-row>"


def seen(desk: Desk, path: Path) -> past.Preview:
    sheet = read_apart(path)
    return past.preview(desk, sheet, past.propose(desk, sheet))


def refusal(path: Path) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        read(path)
    return refused.value


def listed(sign: str, *, wrap: str = "{}") -> str:
    return "\r\n".join(sign.join(wrap.format(one) for one in row) for row in (HEADS, ROW)) + "\r\n"


# One register in every form, read in the process apart as it is in service

FORMS: dict[str, tuple[str, bytes]] = {
    "a page": ("so.xls", page(HEADS, ROW).encode()),
    "a page of head cells": ("so.xls", page(HEADS, ROW, cell="th").encode()),
    "a page with a mark": ("so.xls", b"\xef\xbb\xbf" + page(HEADS, ROW, head="").encode()),
    "a page in UTF-16": ("so.xls", page(HEADS, ROW, head="").encode("utf-16")),
    "a page that says Western": ("so.xls", page(HEADS, ROW, head='<meta charset="windows-1252">').encode()),
    "a page in 1258": ("so.xls", page(HEADS, ROW, head="").encode("cp1258", "xmlcharrefreplace")),
    "a page inside a page's layout": ("so.xls", f"<table><tr><td>{page(HEADS, ROW)}</td></tr></table>".encode()),
    "a page that is cut off": ("so.xls", page(HEADS, ROW).partition("</table>")[0].encode()),
    "a page as mail": ("so.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
                       b"Content-Transfer-Encoding: 8bit\r\n\r\n" + page(HEADS, ROW, head="").encode()),
    "Excel 2003": ("so.xls", excel_2003(HEADS, ROW).encode()),
    "Excel 2003 in UTF-16": ("so.xml", excel_2003(HEADS, ROW).encode("utf-16")),
    "commas": ("so.csv", listed(",").encode()),
    "semicolons, quoted": ("so.csv", listed(";", wrap='"{}"').encode("utf-8-sig")),
    "tabs in UTF-16, as Excel": ("so.csv", listed("\t").encode("utf-16")),
    "tabs in UTF-16 without a mark": ("so.txt", listed("\t").encode("utf-16-le")),
    "a list that says its sign": ("so.csv", ("sep=;\r\n" + listed(";")).encode()),
    "a list called .xls": ("so.xls", listed("\t").encode()),
    "formulas round the text": ("so.csv", listed(",", wrap='"=""{}"""').encode()),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_one_register_is_read_from_every_form_of_export(desk: Desk, tmp_path: Path, form: str) -> None:
    name, content = FORMS[form]
    path = tmp_path / name
    path.write_bytes(content)
    preview = seen(desk, path)
    assert (preview.total, preview.new, preview.refused, preview.doubtful) == (1, 1, (), ())
    one = preview.records[0]
    assert (one.code, one.name, one.received_on) == ("000.25.10.H15-190701-0001", "Nguyễn Văn Bê", date(2019, 7, 1))


def test_an_ods_is_read_with_its_days_its_repetitions_and_without_its_remarks(desk: Desk, tmp_path: Path) -> None:
    day = (
        '<table:table-cell office:value-type="date" office:date-value="{}"><text:p>01/07/19</text:p></table:table-cell>'
    )
    remark = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>xem lại</text:p></office:annotation>'
        "<text:p>Nguyễn Văn</text:p><text:p>Bê</text:p></table:table-cell>"
    )
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>x</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16380"/>'
    body = (
        '<table:table table:name="Sổ">'
        + ods_row("Họ và tên", "Số CCCD", "Ngày nhận", "Nội dung", empty)
        + ods_row(remark, number.format("66190012345"), day.format("2019-07-01"), "Khai sinh")
        + ods_row(said='table:number-rows-repeated="3"')
        + ods_row("Lê Thị Cê", number.format("66190012346"), day.format("2019-07-02T08:30:00"), "Khai sinh")
        + ods_row("Y Dê", "066190012347", "03/07/2019", "Khai tử", said='table:number-rows-repeated="2"')
        + ods_row(empty, said='table:number-rows-repeated="1048560"')
        + "</table:table>"
    )
    sheet = read(ods(tmp_path / "so.ods", body))
    assert [one.number for one in sheet.rows] == [2, 6, 7, 8]
    assert sheet.rows[0].cells == ("Nguyễn Văn Bê", 66190012345, date(2019, 7, 1), "Khai sinh")
    assert sheet.rows[1].cells[2] == datetime(2019, 7, 2, 8, 30)
    preview = seen(desk, tmp_path / "so.ods")
    assert [one.id_number for one in preview.records] == ["066190012345", "066190012346", "066190012347"]
    assert (preview.padded, len(preview.doubles)) == (2, 1)


def test_merged_cells_hold_for_all_their_rows_in_a_page_an_ods_and_the_xml_of_2003(tmp_path: Path) -> None:
    rows = [
        ("Nguyễn Văn Bê", "01/07/2019", "Khai sinh"),
        ("Lê Thị Cê", None, "Khai tử"),
        ("Y Dê", "02/07/2019", "Kết hôn"),
    ]
    heads = ("Họ và tên", "Ngày nhận", "Nội dung")

    def html(day: str | None, first: bool) -> str:
        return "" if day is None else f'<td rowspan="2">{day}</td>' if first else f"<td>{day}</td>"

    body = "".join(
        f"<tr><td>{name}</td>{html(day, n == 0)}<td>{what}</td></tr>" for n, (name, day, what) in enumerate(rows)
    )
    (tmp_path / "a.xls").write_text(
        f"<table><tr>{''.join(f'<th>{one}</th>' for one in heads)}</tr>{body}</table>", "utf-8"
    )
    spread = (
        f'<Row><Cell><Data ss:Type="String">{rows[0][0]}</Data></Cell><Cell ss:MergeDown="1"><Data ss:Type="DateTime">'
        f'2019-07-01T00:00:00.000</Data><Comment><Data ss:Type="String">xem</Data></Comment></Cell><Cell><Data '
        f'ss:Type="String">{rows[0][2]}</Data></Cell></Row><Row ss:Index="3"><Cell><Data ss:Type="String">{rows[1][0]}'
        f'</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">{rows[1][2]}</Data></Cell></Row>'
    )
    (tmp_path / "b.xls").write_text(excel_2003([*heads], more=spread), "utf-8")
    covered = "<table:covered-table-cell/>"
    day = '<table:table-cell table:number-rows-spanned="2"><text:p>01/07/2019</text:p></table:table-cell>'
    ods(
        tmp_path / "c.ods",
        '<table:table table:name="Sổ">' + ods_row(*heads) + ods_row(rows[0][0], day, rows[0][2])
        + ods_row(rows[1][0], covered, rows[1][2]) + "</table:table>",
    )  # fmt: skip

    def said(path: Path) -> list[object]:
        return [one.cells[1] for one in read(path).rows]

    assert said(tmp_path / "a.xls") == ["01/07/2019", "01/07/2019", "02/07/2019"]
    assert said(tmp_path / "b.xls") == [date(2019, 7, 1)] * 2
    assert said(tmp_path / "c.ods") == ["01/07/2019", "01/07/2019"]


def test_a_hidden_sheet_of_2003_is_left_out_and_numbers_are_numbers(tmp_path: Path) -> None:
    row = (
        '<Row><Cell><Data ss:Type="Number">66190012345</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>'
    )
    whole = excel_2003(["Số CCCD", "Họ và tên"], more=row)
    hidden = (
        '<Worksheet ss:Name="Ẩn"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
        "<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
    )
    path = tmp_path / "a.xls"
    path.write_text(whole.replace("</Workbook>", hidden), "utf-8")
    sheet = read(path)
    assert (sheet.sheets, sheet.rows[0].cells) == (("Sổ",), (66190012345, "có"))


# Charsets of lists in plain text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Họ và tên;Ngày nhận;Nội dung\nLê Thị Hoa;1/7/2019;Khai sinh\n".encode("cp1258", "ignore"), None),
        (
            f"{in_tcvn3('Họ và tên;Ngày nhận;Nội dung')}\n{in_tcvn3('Nguyễn Văn Bê')};1/7/2019;Khai\n".encode("cp1252"),
            "Nguyễn Văn Bê",
        ),
    ],
)
def test_a_list_of_before_unicode_is_read_in_what_windows_wrote_here(
    tmp_path: Path, content: bytes, name: str | None
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    sheet = read(path)
    assert sheet.count == 1
    assert name is None or sheet.rows[0].cells[0] == name


def test_vietnamese_of_windows_keeps_its_tones(tmp_path: Path) -> None:
    # cp1258 has a, ă, â, đ, e, ê … and the tones as signs of their own.
    written = (
        "Ho\u0323 va\u0300 tên;Nga\u0300y nhâ\u0323n;Nô\u0323i dung\nNguyê\u0303n Văn Đa\u0301;1/7/2019;Khai sinh\n"
    )
    path = tmp_path / "a.csv"
    path.write_bytes(written.encode("cp1258"))
    assert read(path).rows[0].cells[0] == "Nguyễn Văn Đá"


# What would harm


def test_a_document_type_is_refused_before_its_entities_are_read(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = tmp_path / "a.xls"
    path.write_text(excel_2003(HEADS, ["&b;", *ROW[1:]]).replace("?><Workbook", f"?>{bomb}<Workbook"), "utf-8")
    assert refusal(path).code == "PAST_NOT_EXCEL"
    body = f'<table:table table:name="Sổ">{ods_row(*HEADS)}{ods_row("&b;", *ROW[1:])}</table:table>'
    assert refusal(ods(tmp_path / "a.ods", body, doctype=bomb)).code == "PAST_NOT_EXCEL"
    outside = '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    assert refusal(ods(tmp_path / "b.ods", body, doctype=outside)).code == "PAST_NOT_EXCEL"


@pytest.mark.parametrize(
    "body",
    [
        ods_row("x", said='table:number-rows-repeated="1048576"'),
        ods_row('<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'),
        ods_row(said='table:number-rows-repeated="300000"') + ods_row("x"),
    ],
)
def test_what_is_repeated_beyond_a_sheet_is_refused_by_its_cell(tmp_path: Path, body: str) -> None:
    refused = refusal(ods(tmp_path / "a.ods", f'<table:table table:name="Sổ">{ods_row(*HEADS)}{body}</table:table>'))
    assert refused.code == "PAST_TOO_WIDE"


def test_a_page_whose_cells_reach_far_is_no_larger_than_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(page(HEADS, ROW).replace("<td>1<", '<td rowspan="99999999" colspan="x">1<'), "utf-8")
    assert read(path).count == 1
    path.write_text(page(HEADS, ROW, ["x"] * 300), "utf-8")
    assert refusal(path).code == "PAST_TOO_WIDE"


def test_an_ods_with_a_password_is_said_to_have_one_and_one_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ods(tmp_path / "a.ods", "", manifest="<manifest:encryption-data/>")
    assert refusal(path).code == "PAST_ENCRYPTED"
    monkeypatch.setattr(xml_tables, "MOST_UNPACKED_MB", -1)
    assert refusal(ods(tmp_path / "b.ods", "")).code == "PAST_TOO_LARGE"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n1 0 obj\n", b"{\\rtf1 x}", b"\x89PNG\r\n\x1a\n,;,;", b"Ho va ten\nLan\n", b"<p>x</p>", b"<",
     b"a,b\x00\nc,d", b"\xff\xfe",
     b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><a>"],
)  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    assert refusal(path).code in ("PAST_NOT_EXCEL", "PAST_EMPTY")


def test_a_cell_longer_than_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="field"):
        delimited.tables("a,b\n" + "x" * 200_000 + ",y\n", "a")
    with pytest.raises(UserError, match="PAST_TOO_WIDE"):
        delimited.tables("a" + "," * 300 + "b\n", "a")


def test_the_tables_of_a_page_are_sheets_of_their_own() -> None:
    made = web_page.tables((page(["a"]) + page(["b"]) + "<table></table>").encode(), "so")
    assert {name: grid for name, (grid, _) in made.items()} == {"so": [["a"]], "so 2": [["b"]]}
