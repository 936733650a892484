"""Registers of past years for tests: written as Excel files, or for the fonts of before Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from app.rules.charset import TCVN3, VNI

HEADS = ("STT", "Mã hồ sơ", "Họ và tên", "Số CCCD", "Địa chỉ", "Điện thoại", "Nội dung", "Ngày nhận", "Ngày hẹn trả",
         "Ngày trả", "Người tiếp nhận", "Ghi chú")  # fmt: skip
_TO_TCVN3 = {letter: sign for sign, letter in TCVN3.items()}
_TO_VNI = dict(sorted(((letter, sign) for sign, letter in VNI.items()), key=lambda pair: pair[1].swapcase()))


def in_tcvn3(text: str) -> str:
    """Write a text as .VnTime has it; a capital with a tone, which it has not, as its small letter."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(_TO_TCVN3.get(one) or _TO_TCVN3.get(one.lower()) or one for one in letters)


def in_vni(text: str) -> str:
    """Write a text as VNI-Times has it, the mark of a capital a capital."""
    return "".join(_TO_VNI.get(one, one) for one in unicodedata.normalize("NFC", text))


def row(number: int, **cells: Any) -> list[Any]:
    """Return a row under HEADS, an invented citizen where nothing else is said."""
    values: dict[str, Any] = {
        "number": number,
        "code": f"H15.10-230512-{number:04}",
        "name": "Nguyễn Thị Đặng",
        "id_number": "001190123456",
        "address": "Thôn 4, Ea Kao",
        "phone": "0912 345 678",
        "procedure": "Đăng ký khai sinh",
        "received_on": date(2023, 5, 12),
        "due_on": "15/05/2023",
        "returned_on": date(2023, 5, 15),
        "receiver": "Trần Văn Bình",
        "note": "",
    }
    assert not cells.keys() - values.keys()
    return list((values | cells).values())


def write(
    path: Path,
    rows: Iterable[Sequence[Any]],
    *,
    heads: Sequence[str] = HEADS,
    above: Sequence[Sequence[Any]] = (),
    merged: Iterable[tuple[int, int, int, int, Any]] = (),
    sheet: str = "Sổ 2023",
    more: Mapping[str, Sequence[Sequence[Any]]] | None = None,
) -> Path:
    """Write an .xlsx: rows above, heads, rows, then merged cells; `more` are other sheets, before this one."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, content in (more or {}).items():
            _fill(book.add_worksheet(name), content, day)
        made = book.add_worksheet(sheet)
        _fill(made, [*above, *([heads] if heads else []), *rows], day)
        for top, left, bottom, right, value in merged:
            made.merge_range(top, left, bottom, right, value)
    return path


def _fill(sheet: Any, rows: Sequence[Sequence[Any]], day: Any) -> None:
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, date | datetime):
                sheet.write_datetime(at, column, cell, day)
            elif cell not in ("", None):
                sheet.write(at, column, cell)
