"""Registers made to do harm: two that ended the program, and a bomb."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.services.registers import row, write

KEPT = Path(__file__).parent / "registers_of_past"
SHEET = "xl/worksheets/sheet1.xml"


def far_cell_xls(path: Path) -> Path:
    """Write an .xls with one cell in row 65,536 and column 65,536, which no .xls has: a sheet of 137 GB."""
    content = bytearray((KEPT / "register-2016-tcvn3.xls").read_bytes())
    last = content.rfind(b"\xfd\x00\x0a\x00")  # a cell with a text; its row and column follow
    content[last + 4 : last + 8] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    return path


def far_cell_xlsx(path: Path) -> Path:
    """Write an .xlsx with one cell in Excel's last corner, told in a way in which nobody looks for it: 550 GB."""
    stray = b'<row r="1048576"><c s="0"\nr="XFD1048576"><v>1</v></c></row></sheetData>'
    return _changed(path, SHEET, b"</sheetData>", stray)


def bomb_xlsx(path: Path, megabytes: int) -> Path:
    """Write an .xlsx of a thousandth of `megabytes`, which are the name in each of its five rows."""
    return _changed(path, "xl/sharedStrings.xml", "Nguyễn Thị Đặng".encode(), b"a" * (megabytes << 20))


def _changed(path: Path, name: str, before: bytes, after: bytes) -> Path:
    write(path, [row(number) for number in range(1, 6)])
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    assert parts[name].count(before) == 1
    parts[name] = parts[name].replace(before, after)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, content in parts.items():
            packed.writestr(one, content)
    return path
