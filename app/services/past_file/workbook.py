"""An Excel file's sheets as grids of cells, and what is refused before the library that reads them meets it.

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
from app.services.past_file.sheet import letter

MOST_MB = 60
"""The largest file: 200,000 rows of a register are some 30 MB; more is pictures or several registers in one."""
MOST_UNPACKED_MB = 600
MOST_ROWS = 200_000
"""The most rows: more than forty dossiers each working day of fifteen years; all are in memory for the preview."""
MOST_COLUMNS = 256
"""The most columns of an .xls; one that claims more is damaged."""

# A cell with a value (its tag is not closed at once) past column CV, or past row 200,099.
_STRAY = re.compile(
    rb'<c r="((?:[A-Z]{3}|[D-Z][A-Z]|C[W-Z])\d+|'
    rb'[A-Z]+(?:2[1-9]\d{4}|20[1-9]\d{3}|2001\d\d|[3-9]\d{5}|\d{7,}))"[^>]*[^/]>'
)
_CHUNK = 1 << 20
# An .xlsx with a password is an OLE file with this stream; an .xls begins with this record, of one of these lengths.
_LOCKED = ("EncryptedPackage".encode("utf-16-le"), b"\x2f\x00\x36\x00", b"\x2f\x00\xc8\x00", b"\x2f\x00\x06\x00")

Grid = list[list[Any]]
Merged = list[tuple[int, int, int, int]]


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
    """Return the workbook and its sheets that can be seen.

    Raises UserError PAST_NOT_EXCEL, PAST_ENCRYPTED, PAST_TOO_LARGE, PAST_TOO_WIDE.
    """
    if zipfile.is_zipfile(BytesIO(content)):
        _look_through(content, name)
    elif not content.startswith(b"\xd0\xcf\x11\xe0"):
        # A page or a list that a web system calls .xls; .ods and .csv have no merged cells and dates to go by.
        raise UserError("PAST_NOT_EXCEL", name=name)
    with _library(name):
        book = _loaded(content)
        sheets = tuple(
            one.name
            for one in book.sheets_metadata
            if one.typ == calamine.SheetTypeEnum.WorkSheet and one.visible == calamine.SheetVisibleEnum.Visible
        )
    return book, sheets


def _loaded(content: bytes) -> Any:
    try:
        return calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    except calamine.CalamineError:
        # From bytes the library tries each format in turn and forgets why none would do.
        if any(sign in content for sign in _LOCKED):
            raise calamine.PasswordError from None
        raise


def _look_through(content: bytes, name: str) -> None:
    """Refuse what is no Excel file, or would not fit into memory, before the library meets it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                raise UserError("PAST_NOT_EXCEL", name=name)
            size = sum(part.file_size for part in packed.infolist() if part.filename.endswith(".xml"))
            if size > MOST_UNPACKED_MB << 20:
                raise UserError("PAST_TOO_LARGE", name=name, size=size >> 20, limit=MOST_UNPACKED_MB)
            for part in packed.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    with packed.open(part) as file:
                        _look_for_stray(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise UserError("PAST_NOT_EXCEL", name=name) from None


def _look_for_stray(file: IO[bytes]) -> None:
    rest = b""
    while chunk := file.read(_CHUNK):
        if found := _STRAY.search(rest + chunk):
            raise _too_wide(found[1].decode())
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
    with _library(name):
        made = book.get_sheet_by_name(sheet)
    if made.start is None:
        return [], []
    last, across = made.end
    if across >= MOST_COLUMNS:
        raise _too_wide(f"{letter(across)}{last + 1}")
    with _library(name):
        before = [""] * made.start[1]
        grid = [before + row for row in made.iter_rows()]
        merged = made.merged_cell_ranges or ()
        spans = [(*first, min(down, last), min(right, across)) for first, (down, right) in merged]
    return grid, [one for one in spans if one[0] <= one[2] and one[1] <= one[3]]


def _too_wide(cell: str) -> UserError:
    return UserError("PAST_TOO_WIDE", cell=cell, rows=f"{MOST_ROWS:,}".replace(",", "."))
