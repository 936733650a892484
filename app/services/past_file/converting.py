"""The text of a sheet in Unicode: each cell by what it says, and where it does not say, by its neighbours.

A text that does not tell its charset itself (`Vò Phó` is Vũ Phú to TCVN3) takes that of its column; in a column of
several, pasted together over the years, that of most of its row, typed by one hand; else that of the last text above
it that tells. A cell of two charsets is read word by word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from app.rules.charset import Charset, decode, recognise, word_by_word
from app.rules.text import nfc
from app.services.past_file.cells import text_of
from app.services.past_file.sheet import Cell, Converted, Row


def plain(row: Sequence[Any]) -> list[str]:
    """Return a row of the heads as text: by its own charset, for heads and what is under them may differ in font."""
    charsets = [recognise(cell) if isinstance(cell, str) else None for cell in row]
    of_row = _most(charsets) or "unicode"
    return [
        nfc(decode(cell, charset or of_row)) if isinstance(cell, str) else text_of(valued(cell))
        for cell, charset in zip(row, charsets, strict=True)
    ]


def valued(cell: Any) -> Cell:
    """Return what is no text as a number or a day; a yes, a time of day and a length of time as text."""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if isinstance(cell, int | float | date) else str(cell)


def converted(rows: Sequence[tuple[int, list[Any]]]) -> tuple[list[Row], tuple[Converted, ...]]:
    """Turn every text into clean Unicode; return the rows, and how much had to be converted, most first."""
    own = _Verdicts()
    columns = [Counter(own[row[at]] for _, row in rows) for at in range(len(rows[0][1]))] if rows else []
    single = [_only(column) for column in columns]
    last: list[Charset] = ["unicode"] * len(columns)
    counts, examples, clean = Counter[Charset](), dict[Charset, list[tuple[str, str]]](), _Clean()
    made = []
    for number, row in rows:
        cells, legacy = [], []
        for at, cell in enumerate(row):
            if not isinstance(cell, str):
                cells.append(valued(cell))
                continue
            charset = own[cell]
            if charset is not None:
                last[at] = charset
            elif not cell.isascii():
                charset = single[at] or _most(own[one] for one in row) or last[at]
            text, old = clean[cell, charset or "unicode"]
            cells.append(text)
            if old:
                if old != "utf8":
                    legacy.append(at)
                counts[old] += 1
                shown = examples.setdefault(old, [])
                if len(shown) < 3 and all(text != one for _, one in shown):
                    shown.append((" ".join(cell.split()), text))
        made.append(Row(number, tuple(cells), frozenset(legacy) if legacy else _NONE))
    said = (Converted(charset, count, tuple(examples[charset])) for charset, count in counts.most_common())
    return made, tuple(said)


_NONE: frozenset[int] = frozenset()


class _Verdicts(dict[Any, Charset | None]):
    """The charset each cell tells of itself, asked once: a register repeats its procedures and hamlets."""

    def __missing__(self, cell: Any) -> Charset | None:
        self[cell] = found = recognise(cell) if isinstance(cell, str) else None
        return found


class _Clean(dict[tuple[str, Charset], tuple[str, Charset | None]]):
    """Each text in clean Unicode, and the charset it had to be converted from; made once."""

    def __missing__(self, key: tuple[str, Charset]) -> tuple[str, Charset | None]:
        cell, charset = key
        made, old = word_by_word(cell) or (decode(cell, charset), charset)
        text = nfc(made)
        self[key] = found = (text, old if old != "unicode" and text != nfc(cell) else None)
        return found


def _only(counts: Iterable[Charset | None]) -> Charset | None:
    """Return the one charset among these, None when there are several or none."""
    told = {charset for charset in counts if charset is not None}
    return told.pop() if len(told) == 1 else None


def _most(charsets: Iterable[Charset | None]) -> Charset | None:
    """Return the charset most of these tell, None when none does more than another."""
    told = Counter(charset for charset in charsets if charset is not None).most_common(2)
    return told[0][0] if told and (len(told) == 1 or told[0][1] > told[1][1]) else None
