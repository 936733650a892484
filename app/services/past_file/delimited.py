"""A list in plain text, .csv or .txt: its charset, what stands between its cells, its cells; all of them are text."""

from __future__ import annotations

import codecs
import csv
import io
import re

from app.rules.charset import recognise
from app.rules.text import nfc
from app.services.past_file.filling import Filling, Tables

_BETWEEN = ";\t,|"
_LINES = 50
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_FORMULA = re.compile(r'="(.*)"')


def text_of(content: bytes) -> str | None:
    """Return the text of a list, None where the file is none: signs no text has, or nothing that parts cells."""
    text = _decoded(content)
    if text is None or _CONTROL.search(text[:100_000]):
        return None
    lines = [line for line in text[:100_000].splitlines()[:_LINES] if line.strip()]
    parted = sum(any(sign in line for sign in _BETWEEN) for line in lines)
    return text if len(lines) > 1 and parted > len(lines) // 2 else None


def tables(text: str, name: str) -> Tables:
    """Return a list as the one sheet of that name. Raises ValueError for a cell too long, UserError PAST_TOO_WIDE."""
    said = _SAID.match(text)
    if said:
        text = text[said.end() :]
    filling, sign = Filling(), said[1] if said else _sign(text)
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
            for column, cell in enumerate(cells):
                found = _FORMULA.fullmatch(cell)
                filling.put(row, column, found[1] if found else cell)
    except csv.Error as problem:
        raise ValueError(str(problem)) from None
    return {name: filling.made()}


def _decoded(content: bytes) -> str | None:
    """Return the text: by its mark, by the zeros of UTF-16 without one, as UTF-8, else as Windows wrote it here."""
    for mark, charset in ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(charset, "replace")
    for at, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(content) > 3 and content[at:400:2].count(0) > len(content[at:400:2]) // 2:
            return content.decode(charset, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    if b"\x00" in content[:4096]:
        return None
    # cp1258 keeps Vietnamese with its tones apart; for a font of before Unicode each sign is a Western letter.
    vietnamese, western = content.decode("cp1258", "replace"), content.decode("cp1252", "replace")
    told = [recognise(nfc(line)) for line in vietnamese[:20_000].splitlines()]
    old = [recognise(line) for line in western[:20_000].splitlines()]
    return western if sum(one in ("tcvn3", "vni") for one in old) > told.count("unicode") else vietnamese


def _sign(text: str) -> str:
    """Return what parts the cells: the sign that stands most often in the first lines, outside quotes."""
    start = re.sub(r'"[^"]*"', "", "\n".join(text[:100_000].splitlines()[:_LINES]))
    return max(_BETWEEN, key=start.count)
