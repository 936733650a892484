"""A report as XLSX: the columns and figures of the paper, each cell with the type it has.

Codes and phones are text, so no zero in front is lost; days are days and money is a number, so a colleague can sort
and add up. Text stays text whatever it begins with: an applicant may be called `=1+1`, but no name is a formula, not
even after somebody has edited its cell. xlsxwriter works in memory here (about 300 MB for a year of 75,000 dossiers):
its other mode puts the citizens' names into a plain temporary file, which a crash would leave behind (ADR 0013).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.errors import UserError
from app.printing.letterhead import stamps_of
from app.printing.report import Column, Progress, Report, Row, Value, heads, spans, text_of
from app.rules.clock import VN
from app.rules.dossier import Centre

STEP = 250
"""Rows between two calls of `progress`."""
LIMIT = 1_000_000
"""Rows of a report; XLSX itself ends at 1,048,576 with head and notes."""
FONT = "Times New Roman"
FORMATS = {
    "code": "@",
    "count": "0",
    "money": "#,##0",
    "percent": "0.00",
    "date": "dd/mm/yyyy",
    "moment": "hh:mm dd/mm/yyyy",
}
WIDTHS = {"count": 9, "money": 14, "percent": 9, "date": 12, "moment": 18}
"""Columns in letters; a code is as wide as the longest, text by weight."""
TEXT_WIDTH = 16
FIRST_DAY = 1900
"""Year before which XLSX has no dates."""
NO_CLOCK = datetime(2000, 1, 1)
"""Stands for the moment of making: the same report gives the same bytes."""


def workbook(report: Report, progress: Progress | None = None, *, centre: Centre | None = None) -> bytes:
    """Return a report as XLSX.

    With a `centre` its name heads the sheet, and that it is for practice. `progress` is told every 250 rows how many
    are done; what it raises is passed on. Raises UserError REPORT_TOO_LONG (have, limit) above a million rows.
    """
    if len(report.rows) > LIMIT:
        raise UserError("REPORT_TOO_LONG", have=len(report.rows), limit=LIMIT)
    out = BytesIO()
    # Not `with`: it would write the whole file out after a cancel.
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"title": " ".join(report.title.split()), "created": NO_CLOCK})
    _Sheet(book, report).fill(centre, progress)
    book.close()
    return out.getvalue()


class _Sheet:
    """The one sheet of a workbook while it is being filled, row by row."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self.report, self.columns = report, report.columns
        name = " ".join(report.title.split()).translate(dict.fromkeys(map(ord, "[]:*?/\\'")))
        self.sheet: Worksheet = book.add_worksheet(name[:31].strip())
        base = {"font_name": FONT, "font_size": 11, "valign": "top"}
        cell = {**base, "border": 1, "text_wrap": True}
        self.title: Format = book.add_format({**base, "bold": True, "font_size": 14})
        self.plain: Format = book.add_format(base)
        self.strong: Format = book.add_format({**base, "bold": True})
        self.head: Format = book.add_format({**cell, "bold": True, "align": "center", "valign": "vcenter"})
        self.cells = [book.add_format({**cell, **_look(column)}) for column in self.columns]
        self.totals = [book.add_format({**cell, **_look(column), "bold": True}) for column in self.columns]
        self.longest = [len(column.title) for column in self.columns]
        self.row = 0

    def fill(self, centre: Centre | None, progress: Progress | None) -> None:
        """Write everything, top to bottom."""
        self._top(centre)
        first = self.row
        self._head()
        self.sheet.freeze_panes(self.row, 0)
        self.sheet.repeat_rows(first, self.row - 1)
        head_end = self.row - 1
        for at, row in enumerate(self.report.rows):
            if progress and at % STEP == 0:
                progress(at, len(self.report.rows))
            self._values(row, self.cells)
        if self.report.rows:
            self.sheet.autofilter(head_end, 0, self.row - 1, len(self.columns) - 1)
        else:
            self._spanned(self.row, 0, self.row, len(self.columns) - 1, self.report.empty, self.head)
            self.row += 1
        self._end()
        self._page(centre)
        if progress:
            progress(len(self.report.rows), len(self.report.rows))

    def _say(self, texts: Sequence[str], look: Format) -> None:
        for text in texts:
            self.sheet.write_string(self.row, 0, text, look)
            self.row += 1

    def _top(self, centre: Centre | None) -> None:
        report = self.report
        if centre:
            self._say([centre.name, *stamps_of(centre, 1)], self.strong)
        self._say(report.title.split("\n"), self.title)
        self._say([text for text in (report.subtitle, *report.cover, *report.lines) if text], self.plain)
        self.row += 1

    def _head(self) -> None:
        found = heads(self.columns)
        for cell in found:
            self._spanned(self.row + cell.top, cell.first, self.row + cell.bottom, cell.last, cell.text, self.head)
        self.row += max(cell.bottom for cell in found) + 1
        if any(column.number for column in self.columns):
            for at, column in enumerate(self.columns):
                self.sheet.write_string(self.row, at, column.number, self.head)
            self.row += 1

    def _spanned(self, top: int, first: int, bottom: int, last: int, text: str, look: Format) -> None:
        """Write a text over several cells. The text is put in afterwards: `merge_range` would guess its type."""
        if (top, first) != (bottom, last):
            self.sheet.merge_range(top, first, bottom, last, "", look)
        self.sheet.write_string(top, first, text, look)

    def _values(self, row: Row, looks: Sequence[Format]) -> None:
        for at, (value, column, look) in enumerate(zip(row, self.columns, looks, strict=True)):
            self._value(at, value, column, look)
        self.row += 1

    def _value(self, at: int, value: Value, column: Column, look: Format) -> None:
        row, sheet = self.row, self.sheet
        if value is None:
            sheet.write_blank(row, at, None, look)
        elif isinstance(value, str):
            sheet.write_string(row, at, value, look)
            if len(value) > self.longest[at]:
                self.longest[at] = len(value)
        elif isinstance(value, date) and value.year >= FIRST_DAY:
            sheet.write_datetime(row, at, _local(value, column), look)
        elif isinstance(value, (int, Decimal)):
            sheet.write_number(row, at, float(value) if isinstance(value, Decimal) else value, look)
        else:
            sheet.write_string(row, at, text_of(value, column.kind), look)

    def _end(self) -> None:
        report = self.report
        if report.total is not None:
            spanned = [(first, last) for first, last in spans(report.total) if last > first]
            for first, last in spanned:
                self.sheet.merge_range(self.row, first, self.row, last, "", self.totals[first])
            self._values(report.total, self.totals)
        self.row += 1
        self._say(report.notes, self.plain)
        self.row += 1
        for at, person in enumerate(report.signatures):
            column = at * len(self.columns) // len(report.signatures)
            self.sheet.write_string(self.row, column, person.role, self.strong)
            self.sheet.write_string(self.row + 4, column, person.name or "", self.strong)

    def _page(self, centre: Centre | None) -> None:
        """Set widths and how the sheet is printed: landscape A4, one page wide, the head on each page."""
        for at, column in enumerate(self.columns):
            wide = self.longest[at] + 2 if column.kind == "code" else WIDTHS.get(column.kind, TEXT_WIDTH * column.width)
            self.sheet.set_column(at, at, wide)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)
        if stamps := centre and stamps_of(centre, 1):
            self.sheet.set_header("&C" + " · ".join(stamps))
        self.sheet.set_footer("&CTrang &P/&N")


def _look(column: Column) -> dict[str, object]:
    """Return how a column's cells look; the quote mark before a text keeps it one when its cell is edited."""
    if column.kind == "text":
        return {"quote_prefix": True}
    if column.kind == "code":
        return {"quote_prefix": True, "num_format": FORMATS["code"]}
    return {"num_format": FORMATS[column.kind], "align": "center" if column.kind in ("date", "moment") else "right"}


def _local(value: date, column: Column) -> date:
    """Return a day, or a moment without its offset, which XLSX does not know: local time is meant."""
    if not isinstance(value, datetime):
        return value
    local = value.astimezone(VN).replace(tzinfo=None)
    return local.date() if column.kind == "date" else local
