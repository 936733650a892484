"""Catalogue tables: what a spreadsheet's CSV holds, and how a broken record names its line."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date
from typing import Any

import pytest

from app.errors import UserError
from app.rules.catalogue import Case, ComponentTemplate, Marks
from app.rules.catalogue_file import catalogue_from_data, parse_catalogue
from app.rules.fees import Exemption, FeeRule, Reduction, Tier
from app.rules.vocabulary import Channel

CSV_HEAD = (
    "code,name,field,body,unit,term,fee_kind,fee_amount,fee_tiers,fee_cap,fee_basis,online_amount,online_percent,"
    "online_from,online_to,online_basis,components,effective_from,effective_to,guidance_only"
)
CSV_ROW = (
    '2.000815,"Chứng thực, bản sao",Chứng thực,A,Tư pháp,trong ngày,pages,,1=2000;3=1.000,200.000,Thông tư,,50,'
    '08/8/2026,,NQ,"Tờ khai|2|0|1\nGiấy ủy quyền (nếu có)",01/7/2025,2027-02-28,không'
)
CSV_MORE = (
    "case,code,name,field,body,unit,term,fee_kind,fee_amount,online_amount,effective_from,exemptions,components,"
    "linked,verified"
)
"""The columns of a table with branches; `more` writes its records."""


def fault(content: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(UserError) as error:
        parse_catalogue(content.encode(), "a.csv")
    return error.value.code, error.value.facts


def more(*records: dict[str, str]) -> str:
    """Write a table of branches and their procedures; what a record leaves out is the procedure's usual, or empty."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, CSV_MORE.split(","), restval="")
    table.writeheader()
    usual = {"name": "Một", "field": "Đất đai", "body": "D", "unit": "Sở Nông nghiệp", "term": "5 ngày",
             "fee_kind": "free", "effective_from": "2025-07-01"}  # fmt: skip
    for record in records:
        table.writerow({"code": "1.000001", **({} if "case" in record else usual), **record})
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_excel_writes_it_is_read(delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(f"{CSV_HEAD}\n{CSV_ROW}\n", newline="")))
    (entry,) = parse_catalogue(b"\xef\xbb\xbf" + out.getvalue().encode() + b"\r\n\r\n", "tinh.csv")
    assert entry.name == "Chứng thực, bản sao"
    assert entry.fee == FeeRule(
        "pages",
        tiers=(Tier(1, 2000), Tier(3, 1000)),
        cap=200000,
        basis="Thông tư",
        reductions=(Reduction(Channel.ONLINE, date(2026, 8, 8), None, None, 50, "NQ"),),
    )
    assert entry.components == (
        ComponentTemplate("Tờ khai", 2, 0, 1),
        ComponentTemplate("Giấy ủy quyền (nếu có)", required=False),
    )
    assert (entry.effective_from, entry.effective_to) == (date(2025, 7, 1), date(2027, 2, 28))


def test_csv_needs_only_a_few_columns() -> None:
    text = "code,name,field,body,unit,term,fee_kind,effective_from,guidance_only\n"
    text += "1.004222,Thường trú,Cư trú,B,Công an,,free,2025-07-01,x"
    (entry,) = parse_catalogue(text.encode(), "a.csv")
    assert (entry.guidance_only, entry.term, entry.components) == (True, "", ())


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (CSV_HEAD, CSV_ROW.replace("200.000", "20 nghìn"), ("fee.cap", "TYPE", 2)),
        (CSV_HEAD, CSV_ROW.replace("1=2000", "1"), ("fee.tiers.1.each", "MISSING", 2)),
        (CSV_HEAD, CSV_ROW.replace("01/7/2025", "31/2/2025"), ("effective_from", "DATE", 2)),
        (CSV_HEAD, CSV_ROW.replace("không", "chắc"), ("guidance_only", "TYPE", 2)),
        (CSV_HEAD, CSV_ROW.replace("|2|0|1", "|2|0|1|4"), ("components.1.kind", "CHOICE", 2)),
        (CSV_HEAD, CSV_ROW.replace("|2|0|1", "|2|0|1|nộp||"), ("components.1.too many", "UNKNOWN", 2)),
        (CSV_HEAD, CSV_ROW.replace("200.000", "9" * 5_000), ("fee.cap", "TYPE", 2)),
        (CSV_HEAD, CSV_ROW.replace("Thông tư", "x" * 200_000), (None, "CELLS", 2)),
        (CSV_HEAD, CSV_ROW + ",thừa", (None, "CELLS", 2)),
        (CSV_HEAD, CSV_ROW + "\n\n" + CSV_ROW.replace("2.000815", "815"), ("code", "CODE", 5)),
        (CSV_HEAD + ",giá", CSV_ROW + ",1", ("giá", "UNKNOWN", 1)),
        (CSV_HEAD.replace("code,", ""), CSV_ROW, ("code", "COLUMN", 1)),
        (CSV_HEAD + ",code", CSV_ROW + ",1", ("code", "UNKNOWN", 1)),
        (
            CSV_HEAD,
            CSV_ROW.replace("pages,", "case,8.000 đồng/bản").replace("1=2000;3=1.000,200.000", ","),
            ("fee.amount", "TYPE", 2),
        ),
    ],
)
def test_a_broken_csv_line_is_named(head: str, row: str, expected: tuple[Any, ...]) -> None:
    code, facts = fault(f"{head}\n{row}\n")
    if code == "CATALOGUE_LINE":
        assert (facts["column"], facts["reason"], facts["line"]) == expected
    else:
        assert (code, facts) == expected


def test_csv_holds_branches_linked_procedures_exemptions_and_marks() -> None:
    entries = parse_catalogue(
        more(
            {
                "components": "Đơn|1|0|0|NỘP|Theo mẫu\nThẻ|0|0|0|xuất trình;Dữ liệu cư trú|0|0|0|data",
                "exemptions": "poor | người thuộc hộ nghèo | Luật\nmerit|người có công|Pháp lệnh",
                "linked": "1.000002, 1.000003;1.000004",
                "verified": "name; term",
            },
            {"case": "quick", "name": "Nhanh", "term": "1 ngày"},
            {"case": "far", "name": "Xa", "term": "9 ngày", "fee_kind": "case", "fee_amount": "8.000",
             "exemptions": "poor|hộ nghèo|Luật", "components": "Giấy đi đường"},
            {"code": "1.000002"},
        ).encode(),
        "a.csv",
    )  # fmt: skip
    first, second = entries
    poor, merit = Exemption("poor", "người thuộc hộ nghèo", "Luật"), Exemption("merit", "người có công", "Pháp lệnh")
    assert (first.body, first.unit, first.fee) == ("D", "Sở Nông nghiệp", FeeRule("free", exemptions=(poor, merit)))
    assert first.components == (
        ComponentTemplate("Đơn", note="Theo mẫu"),
        ComponentTemplate("Thẻ", 0, kind="show"),
        ComponentTemplate("Dữ liệu cư trú", 0, kind="data"),
    )
    assert first.linked == ("1.000002", "1.000003", "1.000004")
    assert first.verified == Marks(name=True, term=True)
    far = FeeRule("case", 8_000, exemptions=(Exemption("poor", "hộ nghèo", "Luật"),))
    assert first.cases == (
        Case("quick", "Nhanh", "1 ngày"),
        Case("far", "Xa", "9 ngày", far, (ComponentTemplate("Giấy đi đường"),)),
    )
    assert (second.code, second.cases, second.linked, second.verified) == ("1.000002", (), (), Marks())


def test_what_csv_holds_is_what_the_same_json_holds() -> None:
    text = more({"linked": "1.000002"}, {"case": "far", "name": "Xa", "term": "9 ngày", "fee_kind": "free"})
    entry = {
        "code": "1.000001", "name": "Một", "field": "Đất đai", "body": "D", "unit": "Sở Nông nghiệp", "term": "5 ngày",
        "fee": {"kind": "free"}, "linked": ["1.000002"], "effective_from": "2025-07-01",
        "cases": [{"key": "far", "name": "Xa", "term": "9 ngày", "fee": {"kind": "free"}}],
    }  # fmt: skip
    assert parse_catalogue(text.encode(), "a.csv") == catalogue_from_data([entry])


@pytest.mark.parametrize(
    ("broken", "column", "reason"),
    [
        ({"name": ""}, "cases.2.name", "MISSING"),
        ({"case": "quick"}, "cases.2.key", "DUPLICATE"),
        ({"unit": "Công an"}, "cases.2.unit", "UNKNOWN"),
        ({"verified": "name"}, "cases.2.verified", "UNKNOWN"),
        ({"fee_amount": "5000"}, "cases.2.fee.kind", "MISSING"),
        ({"fee_kind": "free", "online_amount": "0"}, "cases.2.fee.reductions.1.effective_from", "MISSING"),
        ({"exemptions": "poor|Hộ nghèo|Luật"}, "cases.2.fee.kind", "MISSING"),
        ({"fee_kind": "free", "exemptions": "poor|Hộ nghèo"}, "cases.2.fee.exemptions.1.basis", "MISSING"),
        ({"components": "Đơn|x"}, "cases.2.components.1.originals", "TYPE"),
        ({"code": "1.000009"}, "case", "CASE"),
    ],
)
def test_a_broken_branch_in_csv_names_its_own_line(broken: dict[str, str], column: str, reason: str) -> None:
    branch = {"case": "far", "name": "Xa", "term": "9 ngày"}
    text = more({"code": "1.000000"}, {}, {**branch, "case": "quick"}, branch | broken)
    code, facts = fault(text)
    assert (code, facts["line"], facts["column"], facts["reason"]) == ("CATALOGUE_LINE", 5, column, reason)
    assert facts["code"] == broken.get("code", "1.000001")


@pytest.mark.parametrize(
    "text",
    [
        "{head};;;\n{row};;;\n;;;;;;;;;;\n",  # empty columns at the end, an empty record
        "{head};\n{row}\n",
        "sep=;\n{head}\n{row}\n",
        "SEP=;\r\n{head}\r\n{row}\r\n",
        "sep=|\n{piped}\n",
        "\n{head}\n{row}\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_a_table_as_excel_saves_it_is_read(text: str, encoding: str) -> None:
    head = "code;name;field;body;unit;term;fee_kind;effective_from;linked"
    row = "1.013124;Thẩm định;Môi trường;A;Kinh tế;30 ngày làm việc;free;01/07/2025"
    table = text.format(head=head, row=row, piped=f"{head}\n{row}".replace(";", "|"))
    if encoding == "cp1258":
        # Windows writes a letter with its hat and the tone behind it.
        table = "".join(
            sign if sign.isascii() or sign in "đĐ" else unicodedata.normalize("NFD", sign) for sign in table
        )
        for apart, hat in (("a\u0302", "â"), ("e\u0302", "ê"), ("o\u0302", "ô"), ("u\u031b", "ư"), ("o\u031b", "ơ")):
            table = table.replace(apart[0] + "\u0323" + apart[1], hat + "\u0323").replace(apart, hat)
    (entry,) = parse_catalogue(table.encode(encoding), "tinh.csv")
    assert (entry.name, entry.field, entry.linked) == ("Thẩm định", "Môi trường", ())


def test_the_lines_of_faults_count_what_stands_above_the_heads() -> None:
    assert fault("sep=;\ncode;tên\n1;2\n")[1]["count"] == 8
    code, facts = fault(f"sep=,\n{CSV_HEAD}\n{CSV_ROW.replace('2.000815', '815')}\n")
    assert (code, facts["line"], facts["column"]) == ("CATALOGUE_LINE", 3, "code")


def test_an_empty_table_names_every_column_it_lacks() -> None:
    code, facts = fault("\n")
    assert (code, facts["count"]) == ("CATALOGUE_FAULTS", 8)


@pytest.mark.parametrize(
    ("kind", "cell", "amount"),
    [("copy", "8.000 đồng/bản", 8_000), ("case", "50.000đ", 50_000), ("case", "2 triệu đồng/hồ sơ", 2_000_000)],
)
def test_an_amount_may_say_its_unit(kind: str, cell: str, amount: int) -> None:
    (entry,) = parse_catalogue(more({"fee_kind": kind, "fee_amount": cell}).encode(), "a.csv")
    assert entry.fee == FeeRule(kind, amount)  # type: ignore[arg-type]


def test_a_branch_above_every_procedure_is_refused() -> None:
    code, facts = fault(more({"case": "far", "name": "Xa", "term": "9 ngày"}))
    assert (code, facts["line"], facts["reason"]) == ("CATALOGUE_LINE", 2, "CASE")


def test_a_table_with_nothing_under_its_header_is_refused() -> None:
    assert fault(f"{CSV_HEAD}\n")[0] == "CATALOGUE_EMPTY"
