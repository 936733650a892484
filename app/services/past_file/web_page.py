"""A web page that a system calls .xls: each of its tables is a sheet.

Provincial systems write what they list as a page and give it the ending of Excel, which opens it with a warning. Some
wrap it as mail (MHTML). All cells are text; what a style hides is read too, for a clerk may have hidden it.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from html.parser import HTMLParser

from app.services.past_file.filling import Filling, Tables

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BREAKS = frozenset(("br", "p", "div", "li"))


def is_page(content: bytes) -> bool:
    """Tell whether a file is a page with a table, or mail that carries one."""
    start = content[:1_000_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return (start.startswith(b"<") and b"<table" in start) or start.startswith(b"mime-version:")


def tables(content: bytes, name: str) -> Tables:
    """Return the tables of a page; the first has the name given, the others it and a number."""
    page, said = _unwrapped(content)
    reader = _Reader()
    reader.feed(_decoded(page, said))
    reader.close()
    made = [filling.made() for filling in reader.done]
    return {name if at == 0 else f"{name} {at + 1}": one for at, one in enumerate(one for one in made if one[0])}


def _unwrapped(content: bytes) -> tuple[bytes, str | None]:
    """Return the page of a mail, and the charset the mail says; anything else as it is."""
    if content[:4096].lstrip().lower().startswith(b"mime-version:"):
        for part in message_from_bytes(content).walk():
            if part.get_content_type() == "text/html":
                page = part.get_payload(decode=True)
                return (page if isinstance(page, bytes) else b""), part.get_content_charset()
    return content, None


def _decoded(page: bytes, said: str | None) -> str:
    if page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return page.decode("utf-16", "replace")
    named = _CHARSET.search(page[:4096])
    for charset in ("utf-8-sig", said or (named[1].decode() if named else "cp1258"), "cp1252"):
        try:
            return page.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return page.decode("cp1252", "replace")


class _Reader(HTMLParser):
    """The tables of a page, those inside another before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[Filling] = []
        self._open: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "table":
            self._open.append(_Table())
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                table.next_row()
            elif tag in ("td", "th"):
                table.next_cell(_span(said.get("colspan")), _span(said.get("rowspan")))
            elif tag in _BREAKS:
                table.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag in ("td", "th", "tr"):
            self._open[-1].end_cell()
        elif self._open and tag == "table":
            table = self._open.pop()
            table.end_cell()
            self.done.append(table.filling)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text.append(data)

    def close(self) -> None:
        """Take what a page that is cut off left open, too."""
        super().close()
        while self._open:
            self.handle_endtag("table")


class _Table:
    """A table that is being read: where the next cell goes, and what cells from above reach down."""

    def __init__(self) -> None:
        self.filling, self.text = Filling(), list[str]()
        self._row, self._column, self._spans, self._cell = -1, 0, (1, 1), False
        self._taken: dict[int, int] = {}

    def next_row(self) -> None:
        self.end_cell()
        self._row, self._column = self._row + 1, 0
        self._taken = {column: until for column, until in self._taken.items() if until >= self._row}

    def next_cell(self, across: int, down: int) -> None:
        self.end_cell()
        if self._row < 0:
            self._row = 0
        while self._column in self._taken:
            self._column += 1
        self._spans, self._cell, self.text = (across, down), True, []

    def end_cell(self) -> None:
        if not self._cell:
            return
        across, down = self._spans
        text = "".join(self.text)
        self.filling.put(self._row, self._column, text, down=down - 1, right=across - 1)
        if down > 1:
            self._taken |= dict.fromkeys(range(self._column, self._column + across), self._row + down - 1)
        self._column += across
        self._cell, self.text = False, []


def _span(said: str | None) -> int:
    """Return over how many cells one reaches; more than a sheet has is no more than it."""
    return min(max(int(said), 1), 1000) if said and said.isdecimal() and len(said) < 9 else 1
