"""The text of a file as the programs of a Vietnamese PC save it: UTF-8, what Excel calls Unicode, Windows' own cp1258.

A font's charset of before Unicode (TCVN3, VNI) is told by its syllables as in past registers. What no reading makes
Vietnamese of is refused by whoever asked, with the line: a catalogue of garbled names is worse than none.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from app.rules.charset import decode, recognise
from app.rules.text import nfc

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LOOKED_AT = 40
_separator = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def text_of(content: bytes) -> str | None:
    """Return the text of a file, NFC where it was no UTF-8; None where it is in no encoding that can be told."""
    for mark, name in _MARKED:
        if content.startswith(mark):
            return _decoded(content, name)
    if content[1:2] == b"\0" or content[:1] == b"\0":
        return _decoded(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    text = _decoded(content, "utf-8")
    if text is not None:
        return text
    windows = unicodedata.normalize("NFC", _decoded(content, "cp1258") or "")
    if recognise(windows) == "unicode" and not any(map(_foreign, windows)):
        return windows
    western = content.decode("cp1252", "replace")
    charset = recognise(western)
    return decode(western, charset) if charset in ("tcvn3", "vni") else None


def _foreign(sign: str) -> bool:
    """Tell whether this is a letter no Vietnamese word has."""
    if sign.isascii() or not sign.isalpha() or sign in "đĐ":
        return False
    return not re.fullmatch("[a-zA-Z][\u0300-\u0303\u0306\u0309\u031b\u0323]{1,2}", unicodedata.normalize("NFD", sign))


def _decoded(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def bad_line(content: bytes) -> int:
    """Return the line on which a file stops being UTF-8, counted from 1."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        return content.count(b"\n", 0, problem.start) + 1
    return 1


def separated(text: str) -> tuple[str, str, int]:
    """Return what parts a table's cells, the table, and how many lines Excel's `sep=;` takes above it (0 or 1)."""
    if said := _separator.match(text):
        return said[1], text[said.end() :], 1
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip()]
    # Over a title and texts with commas in them: the sign most lines have, of several the one they have most often.
    counted = {sign: [line.count(sign) for line in lines] for sign in ",;\t"}
    return max(counted, key=lambda sign: (sum(map(bool, counted[sign])), sum(counted[sign]))), text, 0


def first_row(text: str) -> list[str]:
    """Return the words of a table's first row that has any, in small letters; none where the table is empty."""
    delimiter, table, _ = separated(text)
    head = next((line for line in table.splitlines() if line.strip()), "")
    return [nfc(name.strip('"')).lower() for name in head.split(delimiter)]
