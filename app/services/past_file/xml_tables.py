"""The spreadsheets that are XML: OpenDocument (.ods of LibreOffice) and Excel's of 2003, which web systems write.

Read as a stream by the expat of Python: `python-calamine`, which reads .ods too, gives neither its merged cells nor its
days, and the libraries that do build the whole document in memory. A document type is refused before anything of it is
read: neither format has one, and entities are the way to make a small file a large one. What is repeated is counted
against the limits of a sheet.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime, time
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat

from app.errors import UserError
from app.services.past_file.filling import Filling, Tables

MOST_UNPACKED_MB = 600
_SS = "urn:schemas-microsoft-com:office:spreadsheet "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "

Attributes = dict[str, str]


def is_excel_2003(content: bytes) -> bool:
    """Tell whether a file is a workbook in the XML of Excel 2003."""
    start = content[:4096].replace(b"\x00", b"")
    return _SS.strip().encode() in start and b"Workbook" in start


def is_open_document(packed: zipfile.ZipFile) -> bool:
    """Tell whether a packed file is a document of LibreOffice and its like."""
    return "content.xml" in packed.namelist() and "META-INF/manifest.xml" in packed.namelist()


def excel_2003(content: bytes) -> Tables:
    """Return the sheets of a workbook of Excel 2003. Raises ValueError for what is none, UserError PAST_TOO_WIDE."""
    reader = _Excel2003()
    _parse(BytesIO(content), reader.start, reader.end, reader.text)
    return {name: filling.made() for name, filling in reader.sheets.items() if name not in reader.hidden}


def open_document(packed: zipfile.ZipFile, name: str) -> Tables:
    """Return the sheets of an .ods.

    Raises ValueError for what is none; UserError PAST_ENCRYPTED (name), PAST_TOO_LARGE (name, size, limit: MB),
    PAST_TOO_WIDE (cell, rows).
    """
    if b"encryption-data" in packed.read("META-INF/manifest.xml")[:1_000_000]:
        raise UserError("PAST_ENCRYPTED", name=name)
    size = packed.getinfo("content.xml").file_size
    if size > MOST_UNPACKED_MB << 20:
        raise UserError("PAST_TOO_LARGE", name=name, size=size >> 20, limit=MOST_UNPACKED_MB)
    reader = _OpenDocument()
    with packed.open("content.xml") as file:
        _parse(file, reader.start, reader.end, reader.text)
    return {sheet: filling.made() for sheet, filling in reader.sheets.items()}


def _parse(
    file: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.ParseFile(file)
    except expat.ExpatError as problem:
        raise ValueError(str(problem)) from None


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


class _Excel2003:
    """What of such a workbook is its cells: Worksheet, Row, Cell and its Data, but not the Data of a Comment."""

    def __init__(self) -> None:
        self.sheets: dict[str, Filling] = {}
        self.hidden: set[str] = set()
        self._name, self._row, self._column = "", -1, -1
        self._cell: Attributes = {}
        self._kind: str | None = None
        self._said: list[str] = []
        self._in_comment = self._in_visible = False

    def start(self, tag: str, said: Attributes) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Worksheet":
            self._name, self._row = said.get(_SS + "Name", ""), -1
            self.sheets[self._name] = Filling()
        elif name == "Row" and self.sheets:
            self._row, self._column = _index(said, self._row), -1
        elif name == "Cell" and self.sheets:
            self._column, self._cell = _index(said, self._column), said
        elif name == "Comment":
            self._in_comment = True
        elif name == "Data" and not self._in_comment:
            self._kind, self._said = said.get(_SS + "Type", "String"), []
        elif name == "Visible":
            self._in_visible, self._said = True, []

    def text(self, text: str) -> None:
        if self._kind or self._in_visible:
            self._said.append(text)

    def end(self, tag: str) -> None:
        name, said = tag.rpartition(" ")[2], "".join(self._said)
        if name == "Data" and self._kind and self.sheets:
            down, right = (_count(self._cell.get(_SS + key)) for key in ("MergeDown", "MergeAcross"))
            self.sheets[self._name].put(self._row, self._column, _typed(self._kind, said), down=down, right=right)
            self._kind = None
        elif name == "Cell" and self._kind is None:
            self._column += _count(self._cell.get(_SS + "MergeAcross"))
        elif name == "Comment":
            self._in_comment = False
        elif name == "Visible":
            self._in_visible = False
            self.hidden |= {self._name} if said.strip() in ("SheetHidden", "SheetVeryHidden") else set()


def _index(said: Attributes, last: int) -> int:
    """Return the place of a row or a cell, counted from 0: as it says, else the next one."""
    return _count(said.get(_SS + "Index"), last + 2) - 1


def _count(said: str | None, otherwise: int = 0) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 10 else otherwise


def _typed(kind: str, said: str) -> Any:
    """Return what a cell of either format says by its kind; one that does not say it stays text."""
    try:
        if kind in ("Number", "float", "percentage", "currency"):
            return float(said)
        if kind in ("DateTime", "date"):
            moment = datetime.fromisoformat(said[:19])
            return moment.date() if moment.time() == time() else moment
        if kind in ("Boolean", "boolean"):
            return said in ("1", "true")
    except ValueError:
        pass
    return said


class _OpenDocument:
    """What of such a document is its cells; a remark at a cell is none of its text."""

    def __init__(self) -> None:
        self.sheets: dict[str, Filling] = {}
        self._now = Filling()
        self._row, self._column, self._row_times = 0, 0, 1
        self._filled: list[tuple[int, int, Any, int, int]] = []
        self._cell: Attributes | None = None
        self._said: list[str] = []
        self._remarks = 0

    def start(self, tag: str, said: Attributes) -> None:
        if tag == _TABLE + "table":
            self._now, self._row = self.sheets.setdefault(said.get(_TABLE + "name", ""), Filling()), 0
        elif tag == _TABLE + "table-row":
            self._column, self._filled = 0, []
            self._row_times = _count(said.get(_TABLE + "number-rows-repeated"), 1)
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._cell, self._said = said, []
        elif tag == _OFFICE + "annotation":
            self._remarks += 1
        elif tag in (_TEXT + "p", _TEXT + "line-break") and self._said:
            self._said.append("\n")
        elif tag in (_TEXT + "s", _TEXT + "tab"):
            self._said.append(" ")

    def text(self, text: str) -> None:
        if self._cell is not None and not self._remarks:
            self._said.append(text)

    def end(self, tag: str) -> None:
        if tag == _OFFICE + "annotation":
            self._remarks -= 1
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
        elif tag == _TABLE + "table-row":
            for row in range(self._row, self._row + self._row_times) if self._filled else ():
                for column, times, value, down, right in self._filled:
                    for at in range(column, column + times):
                        self._now.put(row, at, value, down=down, right=right)
            self._row += self._row_times

    def _end_cell(self, said: Attributes) -> None:
        times = _count(said.get(_TABLE + "number-columns-repeated"), 1)
        kind = said.get(_OFFICE + "value-type", "string")
        keys = ("value", "date-value", "boolean-value", "string-value")
        kept = next((said[_OFFICE + key] for key in keys if _OFFICE + key in said), None)
        value = _typed(kind, kept) if kept is not None else "".join(self._said)
        down, right = (
            max(_count(said.get(f"{_TABLE}number-{what}-spanned"), 1) - 1, 0) for what in ("rows", "columns")
        )
        if value != "":
            self._filled.append((self._column, times, value, down, right))
        self._column += times
        self._cell = None
