"""A file's sheets as grids of cells, and what is refused before the library that reads Excel meets it.

What a file is its content says, not its ending: web systems call a page or a list .xls.

The library keeps a sheet as one full rectangle, so one stray cell in the last corner would ask for half a terabyte and
end the process: an .xlsx is looked through for such cells first, so that the officer is told which one. A formatted
cell with nothing in it counts for nothing; Excel leaves a million of them. What this misses, in an .xls or in what is
written in no usual way, ends the process apart (`telling`).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import python_calamine as calamine

from app import chosen
from app.errors import KnownError, UserError
from app.services.past_file import delimited, web_page, xml_tables
from app.services.past_file.filling import MOST_COLUMNS, Grid, Merged, Tables, letter, too_wide
from app.services.past_file.xml_tables import MOST_UNPACKED_MB

MOST_MB = 60
"""The largest file: 200,000 rows of a register are some 30 MB; more is pictures or several registers in one."""

# A cell with a value (its tag is not closed at once) past column CV, or past row 200,099.
_STRAY = re.compile(
    rb'<c r="((?:[A-Z]{3}|[D-Z][A-Z]|C[W-Z])\d+|'
    rb'[A-Z]+(?:2[1-9]\d{4}|20[1-9]\d{3}|2001\d\d|[3-9]\d{5}|\d{7,}))"[^>]*[^/]>'
)
_CHUNK = 1 << 20
# An .xlsx with a password is an OLE file with this stream; an .xls begins with this record, of one of these lengths.
_LOCKED = ("EncryptedPackage".encode("utf-16-le"), b"\x2f\x00\x36\x00", b"\x2f\x00\xc8\x00", b"\x2f\x00\x06\x00")


def content(path: Path) -> bytes:
    """Return the bytes of a file. Raises KnownError PAST_FILE_BUSY, FILE_READ, UserError PAST_TOO_LARGE."""
    try:
        return chosen.content(path, MOST_MB, refusal="PAST_TOO_LARGE")
    except PermissionError:
        # On Windows also a file that Excel has open for itself.
        raise KnownError("PAST_FILE_BUSY", name=path.name) from None
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None


def opened(content: bytes, name: str) -> tuple[Any, tuple[str, ...]]:
    """Return the workbook, or its sheets where it is no Excel's own, and the names of those that can be seen.

    Raises UserError PAST_NOT_EXCEL, PAST_ENCRYPTED, PAST_TOO_LARGE, PAST_TOO_WIDE.
    """
    others = _others(content, name)
    if others is not None:
        return others, tuple(others)
    with _library(name):
        book = _loaded(content)
        sheets = tuple(
            one.name
            for one in book.sheets_metadata
            if one.typ == calamine.SheetTypeEnum.WorkSheet and one.visible == calamine.SheetVisibleEnum.Visible
        )
    return book, sheets


def _others(content: bytes, name: str) -> Tables | None:
    """Return the sheets of what is no Excel's own, None for Excel's, looked through. Raises as `opened`."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return None
    stem = Path(name).stem
    try:
        if zipfile.is_zipfile(BytesIO(content)):
            with zipfile.ZipFile(BytesIO(content)) as packed:
                if xml_tables.is_open_document(packed):
                    return xml_tables.open_document(packed, name)
                _look_through(packed, name)
                return None
        if xml_tables.is_excel_2003(content):
            return xml_tables.excel_2003(content)
        if web_page.is_page(content):
            return web_page.tables(content, stem)
        if not content.startswith(b"PK") and (text := delimited.text_of(content)) is not None:
            return delimited.tables(text, stem)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError):
        pass
    raise UserError("PAST_NOT_EXCEL", name=name)


def _loaded(content: bytes) -> Any:
    try:
        return calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    except calamine.CalamineError:
        # From bytes the library tries each format in turn and forgets why none would do.
        if any(sign in content for sign in _LOCKED):
            raise calamine.PasswordError from None
        raise


def _look_through(packed: zipfile.ZipFile, name: str) -> None:
    """Refuse what is no Excel file, or would not fit into memory, before the library meets it."""
    if "xl/workbook.xml" not in packed.namelist():
        raise UserError("PAST_NOT_EXCEL", name=name)
    size = sum(part.file_size for part in packed.infolist() if part.filename.endswith(".xml"))
    if size > MOST_UNPACKED_MB << 20:
        raise UserError("PAST_TOO_LARGE", name=name, size=size >> 20, limit=MOST_UNPACKED_MB)
    for part in packed.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            with packed.open(part) as file:
                _look_for_stray(file)


def _look_for_stray(file: IO[bytes]) -> None:
    rest = b""
    while chunk := file.read(_CHUNK):
        if found := _STRAY.search(rest + chunk):
            raise too_wide(found[1].decode())
        rest = chunk[-200:]


@contextmanager
def _library(name: str) -> Iterator[None]:
    """Turn what the library raises into a code; a panic of its Rust is a BaseException with no class to name."""
    try:
        yield
    except calamine.PasswordError:
        raise UserError("PAST_ENCRYPTED", name=name) from None
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException:
        raise UserError("PAST_NOT_EXCEL", name=name) from None


def grid_of(book: Any, sheet: str, name: str) -> tuple[Grid, Merged]:
    """Return a sheet's cells from A1 on, and its merged cells as (top, left, bottom, right) counted from 0.

    A merged cell ends where the sheet does. Raises UserError PAST_NOT_EXCEL, PAST_TOO_WIDE.
    """
    if isinstance(book, dict):
        found: tuple[Grid, Merged] = book[sheet]
        return found
    with _library(name):
        made = book.get_sheet_by_name(sheet)
    if made.start is None:
        return [], []
    last, across = made.end
    if across >= MOST_COLUMNS:
        raise too_wide(f"{letter(across)}{last + 1}")
    with _library(name):
        before = [""] * made.start[1]
        grid = [before + row for row in made.iter_rows()]
        merged = made.merged_cell_ranges or ()
        spans = [(*first, min(down, last), min(right, across)) for first, (down, right) in merged]
    return grid, [one for one in spans if one[0] <= one[2] and one[1] <= one[3]]
