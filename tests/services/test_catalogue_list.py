"""A province's own list of procedures: its columns by their words, what it does not say filled in and told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.errors import UserError
from app.rules.catalogue import Procedure
from app.rules.fees import FeeRule
from app.services import catalogue
from app.services.catalogue_list import Asked
from app.services.desk import Desk
from tests.services.counter import Clock
from tests.services.test_catalogue import DAY, in_force, stored

HEADS = ("STT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Thời hạn giải quyết", "Phí, lệ phí", "Căn cứ")
NEW = (1, "1.777001", "Đăng ký nuôi trâu", "Nông nghiệp", "Không quá 05 ngày làm việc", "8.000 đồng/bản", "Luật")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as a province sends them: Excel with a title above and maybe merged cells, CSV, or a portal's JSON."""

    def make(*rows: Sequence[Any], heads: Sequence[str] = HEADS, name: str = "danh-muc.xlsx") -> Path:
        path = tmp_path / name
        if path.suffix == ".xlsx":
            with xlsxwriter.Workbook(str(path)) as book:
                sheet = book.add_worksheet("Danh mục")
                sheet.merge_range(0, 0, 0, 6, "DANH MỤC THỦ TỤC (kèm theo Quyết định số 45/QĐ-UBND)")
                for at, row in enumerate((heads, *rows), 2):
                    sheet.write_row(at, 0, row)
        elif path.suffix == ".json":
            path.write_text(json.dumps({"data": {"items": [dict(zip(heads, row, strict=True)) for row in rows]}}))
        else:
            path.write_text(
                "\n".join(";".join(map(str, row)) for row in (("DANH MỤC",), heads, *rows)), encoding="utf-16"
            )
        return path

    return make


@pytest.fixture
def taken(desk: Desk) -> Callable[..., Procedure]:
    """Take a file in and return the procedure of a code as it then is."""

    def take(path: Path, code: str = "1.777001", **asked: Any) -> Procedure:
        catalogue.import_file(desk, path, apply=True, asked=Asked(**asked))
        return in_force(desk, code, DAY)

    return take


@pytest.mark.parametrize("name", ["danh-muc.xlsx", "danh-muc.csv", "danh-muc.txt", "cong.json"])
def test_a_list_is_found_by_its_heads_in_every_format(
    desk: Desk, write: Write, taken: Callable[..., Procedure], name: str
) -> None:
    shown = catalogue.import_file(desk, write(NEW, name=name))
    assert [one.code for one in shown.difference.added] == ["1.777001"]
    assert (shown.columns["body"], shown.columns["code"] is None, shown.applied) == (None, False, False)
    entry = taken(write(NEW, name=name))
    assert (entry.name, entry.field, entry.term, entry.fee) == (
        "Đăng ký nuôi trâu", "Nông nghiệp", "5 ngày làm việc", FeeRule("copy", 8_000),
    )  # fmt: skip
    assert (entry.body, entry.unit, entry.effective_from) == ("A", "Ủy ban nhân dân cấp xã", DAY)


def test_a_portals_keys_are_heads_too(desk: Desk, write: Write) -> None:
    keys = ("ID", "MaTTHC", "TEN_TTHC", "linhVuc", "ThoiHanGiaiQuyet", "phiLePhi", "ghiChu")
    row = (9, "1.777001", "Đăng ký nuôi trâu", {"ma": "NN", "tenLinhVuc": "Nông nghiệp"}, "5 ngày", None, True)
    shown = catalogue.import_file(desk, write(row, heads=keys, name="cong.json"))
    (added,) = shown.difference.added
    assert (added.field, added.term, added.fee) == ("Nông nghiệp", "5 ngày", FeeRule("province"))


def test_what_was_found_and_filled_in_is_told(desk: Desk, write: Write) -> None:
    birth = (2, "1.001193.000.00.00.H15", "Đăng ký khai sinh", "Hộ tịch", "Ngay trong ngày", "Không", "")
    told = catalogue.import_file(desk, write(NEW, birth)).lines()
    assert told[0] == "Trang “Danh mục”, tên cột ở dòng 3."
    assert "  Thời hạn: E, “Thời hạn giải quyết”" in told
    assert "  Cơ quan giải quyết: (không có)" in told
    assert "Tệp không ghi ngày hiệu lực: áp dụng từ 23/11/2026." in told
    assert any(line.startswith("1 thủ tục mới chưa có thành phần hồ sơ.") for line in told)
    assert told[-3:-1] == [
        "Thêm 1.777001 Đăng ký nuôi trâu: 5 ngày làm việc, 8.000 đồng/bản, hiệu lực từ 23/11/2026.",
        "Không đổi 1.001193 Đăng ký khai sinh.",
    ]


def test_of_a_procedure_we_know_only_what_the_list_says_otherwise_changes(
    desk: Desk, write: Write, taken: Callable[..., Procedure]
) -> None:
    before = in_force(desk, "2.000815", DAY)
    row = (1, "2.000815.000.00.00.H15", before.name, before.field.upper(), "2 ngày làm việc", "", "")
    after = taken(write(row), "2.000815")
    assert (after.term, after.term_note, after.effective_from) == ("2 ngày làm việc", "", DAY)
    assert (after.components, after.cases, after.fee, after.field) == (
        before.components, before.cases, before.fee, before.field,
    )  # fmt: skip
    assert (before.verified.term, after.verified.term, after.verified.name) == (True, False, before.verified.name)
    assert in_force(desk, "2.000815", date(2026, 11, 22)) == replace(before, effective_to=date(2026, 11, 22))


def test_the_same_list_again_changes_nothing(desk: Desk, write: Write, clock: Clock) -> None:
    path = write(NEW, (2, "2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực", "3 ngày", "Không", ""))
    catalogue.import_file(desk, path, apply=True)
    whole = stored(desk)
    clock.at = clock.at.replace(day=30)
    again = catalogue.import_file(desk, path, apply=True)
    assert (again.difference.added, again.difference.changed, stored(desk)) == ((), (), whole)


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([("I. LĨNH VỰC NÔNG NGHIỆP",), (*NEW[:3], "", *NEW[4:])], "Nông nghiệp"),
        ([("A", "", "Lĩnh vực chăn nuôi"), (*NEW[:3], "", *NEW[4:])], "chăn nuôi"),
        ([(*NEW[:3], "", *NEW[4:])], "Khác"),
    ],
)
def test_the_title_of_a_part_is_its_field(desk: Desk, write: Write, rows: list[Any], field: str) -> None:
    (added,) = catalogue.import_file(desk, write(*rows)).difference.added
    assert added.field == field


@pytest.mark.parametrize(
    ("term", "read", "note"),
    [
        ("Không quy định", "", ""),
        ("", "", ""),
        ("Cấp mới: 10 ngày; cấp lại: 5 ngày", "", "Cấp mới: 10 ngày; cấp lại: 5 ngày"),
        ("10 (mười) ngày làm việc kể từ ngày nhận", "10 ngày làm việc", "kể từ ngày nhận"),
    ],
)
def test_no_procedure_is_lost_for_its_term(
    desk: Desk, write: Write, taken: Callable[..., Procedure], term: str, read: str, note: str
) -> None:
    entry = taken(write((*NEW[:4], term, *NEW[5:])))
    assert (entry.term, entry.term_note) == (read, note)


def test_rows_of_one_procedure_on_several_channels_are_one(desk: Desk, write: Write) -> None:
    heads = (*HEADS[:6], "Cách thức thực hiện")
    same = [(*NEW[:6], channel) for channel in ("Trực tiếp", "Trực tuyến")]
    (one,) = catalogue.import_file(desk, write(*same, heads=heads)).difference.added
    assert (one.term, one.fee.amount) == ("5 ngày làm việc", 8_000)
    other = [(*NEW[:4], "5 ngày", "Miễn phí", "Trực tiếp"), (*NEW[:4], "3 ngày", "Không", "Trực tuyến")]
    (one,) = catalogue.import_file(desk, write(*other, heads=heads)).difference.added
    assert (one.term, one.term_note) == ("", "Trực tiếp: 5 ngày; Trực tuyến: 3 ngày")


@pytest.mark.parametrize(
    ("heads", "cells", "expected"),
    [
        (("Cơ quan thực hiện",), ("UBND cấp xã",), ("A", "UBND cấp xã")),
        (("Cơ quan thực hiện",), ("Công an phường",), ("B", "Công an phường")),
        (("Cơ quan thực hiện",), ("Văn phòng đăng ký đất đai",), ("C", "Văn phòng đăng ký đất đai")),
        (("Cơ quan thực hiện",), ("Sở Tư pháp",), ("D", "Sở Tư pháp")),
        (("Cấp thực hiện", "Bộ phận giải quyết"), ("Cấp xã", "Phòng Kinh tế"), ("A", "Phòng Kinh tế")),
        (("Cơ quan giải quyết",), ("B",), ("B", "Công an cấp xã")),
        (("Ghi chú",), ("",), ("A", "Ủy ban nhân dân cấp xã")),
    ],
)  # fmt: skip
def test_who_decides_is_read_from_words(
    desk: Desk, write: Write, heads: tuple[str, ...], cells: tuple[str, ...], expected: tuple[str, str]
) -> None:
    (added,) = catalogue.import_file(desk, write((*NEW, *cells), heads=(*HEADS, *heads))).difference.added
    assert (added.body, added.unit) == expected


@pytest.mark.parametrize(
    ("heads", "cells", "term", "fee"),
    [
        (("Thời gian cắt giảm", "Thời hạn sau cắt giảm"), ("2 ngày", "3 ngày"), "3 ngày", 8_000),
        (("Phí",), ("20.000 đồng",), "5 ngày làm việc", None),  # a fee beside the first: neither alone is the fee
        (("Phí",), ("Không",), "5 ngày làm việc", 8_000),
    ],
)
def test_columns_that_look_alike_are_told_apart(
    desk: Desk, write: Write, heads: tuple[str, ...], cells: tuple[str, ...], term: str, fee: int | None
) -> None:
    (added,) = catalogue.import_file(desk, write((*NEW, *cells), heads=(*HEADS, *heads))).difference.added
    assert (added.term, added.fee.amount) == (term, fee)


def test_what_the_list_does_not_say_can_be_asked_for(write: Write, taken: Callable[..., Procedure]) -> None:
    heads = ("STT", "Ký hiệu", "Tên thủ tục hành chính", "Cột lạ", "Thời hạn giải quyết", "Phí, lệ phí", "Căn cứ")
    path = write(NEW, heads=heads)
    with pytest.raises(UserError) as refused:
        taken(path)
    assert (refused.value.code, refused.value.facts) == ("LIST_COLUMN_NEEDED", {"name": "Mã thủ tục"})
    asked = {"columns": {"code": "ky hieu", "field": "D", "fee": ""}, "values": {"body": "D", "unit": "Sở Nông nghiệp"}}
    entry = taken(path, since=date(2026, 10, 1), **asked)
    assert (entry.field, entry.body, entry.unit, entry.fee) == (
        "Nông nghiệp",
        "D",
        "Sở Nông nghiệp",
        FeeRule("province"),
    )
    assert entry.effective_from == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"columns": {"sao": "B"}}, "LIST_FIELD_UNKNOWN"),
        ({"columns": {"fee": "ZZ"}}, "LIST_COLUMN_UNKNOWN"),
        ({"values": {"term": "5 ngày"}}, "LIST_FIELD_UNKNOWN"),
    ],
)
def test_what_is_asked_wrongly_is_named(desk: Desk, write: Write, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refused:
        catalogue.import_file(desk, write(NEW), asked=Asked(**asked))
    assert refused.value.code == code


def test_every_fault_of_a_list_is_told_by_its_line(desk: Desk, write: Write) -> None:
    heads = (*HEADS, "Ngày hiệu lực")
    rows = [(*NEW, "01/07/2025"), (2, "", *NEW[2:], ""), (3, "777", *NEW[2:], "31/02/2025")]
    with pytest.raises(UserError) as refused:
        catalogue.import_file(desk, write(*rows, heads=heads), apply=True)
    told = [(one.facts["line"], one.facts["column"]) for one in refused.value.each]
    assert told == [(5, "code"), (6, "code"), (6, "effective_from")]


def test_a_code_excel_took_for_a_number_is_the_code_it_was(desk: Desk, write: Write) -> None:
    (added,) = catalogue.import_file(desk, write((1, 1.77719, *NEW[2:]))).difference.added
    assert added.code == "1.777190"


def test_our_own_columns_in_excel_are_read_as_in_csv(desk: Desk, write: Write) -> None:
    heads = ("code", "name", "field", "body", "unit", "term", "fee_kind", "effective_from")
    path = write(("1.777001", "Nuôi trâu", "Nông nghiệp", "A", "Kinh tế", "5 ngày", "free", "01/07/2025"), heads=heads)
    (added,) = catalogue.import_file(desk, path).difference.added
    assert (added.unit, added.fee, added.effective_from) == ("Kinh tế", FeeRule("free"), date(2025, 7, 1))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "chỉ có chữ\n", "LIST_NO_HEADS"),
        ("a.csv", b"M\xff\xfe\xfd;b\n1;2\n", "LIST_ENCODING"),
        ("a.csv", '"' + "x" * 200_000, "LIST_NO_HEADS"),
        ("a.json", '{"data": [{"a": 1}]}', "CATALOGUE_LINE"),
        ("a.json", '{"data": 5}', "CATALOGUE_LINE"),
        ("a.json", "{", "CATALOGUE_LINE"),
        ("a.xlsx", "không phải Excel", "PAST_NOT_EXCEL"),
        ("a.docx", "x", "CATALOGUE_KIND"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    desk: Desk, tmp_path: Path, name: str, content: str | bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError) as refused:
        catalogue.import_file(desk, path)
    assert refused.value.code == code
