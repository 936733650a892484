"""A cell's text, day and number: what Excel keeps against what a clerk meant.

Days come as Excel days, as the bare count of days Excel keeps them by (a cell whose format was lost), and as text in
every form; text is day before month, as Vietnam writes. A day outside 1990–2099 is a slip of the keyboard and is not
taken. Numbers typed into a number cell have lost the zeros at their front; which there were follows from the length.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.services.past_file.sheet import Cell

_EXCEL = date(1899, 12, 30)
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_COMPACT = re.compile(r"\d{7,8}")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")


def text_of(cell: Cell) -> str:
    """Return a cell as a list shows it: days as 12/03/2019, with the time where there is one, whole numbers whole."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)


def day_of(cell: Cell) -> date | None:
    """Return the day a cell says, None when it is empty. Raises ValueError when it says none."""
    if isinstance(cell, datetime):
        return _likely(cell.date())
    if isinstance(cell, date):
        return _likely(cell)
    text = text_of(cell)
    return _day_in(text) if text else None


@lru_cache(maxsize=20_000)
def _day_in(text: str) -> date:
    for pattern, (year, month, day) in ((_WORDS, (3, 2, 1)), (_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        if found := pattern.search(text):
            whole = int(found[year]) + (2000 if len(found[year]) == 2 else 0)
            return _likely(date(whole, int(found[month]), int(found[day])))
    if _SERIAL.fullmatch(text):
        return _likely(_EXCEL + timedelta(days=int(float(text))))
    if _COMPACT.fullmatch(text):
        text = text.zfill(8)
        if text.startswith(("19", "20")) and int(text[4:6]) <= 12:
            return _likely(date(int(text[:4]), int(text[4:6]), int(text[6:])))
        return _likely(date(int(text[4:]), int(text[2:4]), int(text[:2])))
    raise ValueError(text)


def _likely(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise ValueError(day)
    return day


def swapped(cells: list[Cell]) -> bool:
    """Tell whether Excel took month for day in a column.

    An Excel set to American days makes 05/03/2019 the third of May and leaves 25/03/2019, which is no American day,
    as text. Such a column shows it: its texts are all of days after the twelfth, its Excel days all of days before.
    Ten or more of each make chance impossible (0.4 to the tenth).
    """
    kept = [cell.day for cell in cells if isinstance(cell, date)]
    typed = [int(found[1]) for cell in cells if isinstance(cell, str) and (found := _DAY_FIRST.match(cell))]
    return len(kept) >= 10 and len(typed) >= 10 and max(kept) <= 12 < min(typed)


def swap(cell: Cell) -> Cell:
    """Return an Excel day with day and month the other way round, anything else as it is."""
    return cell.replace(month=cell.day, day=cell.month) if isinstance(cell, date) and cell.day <= 12 else cell


def identity_number(cell: Cell) -> tuple[str, bool]:
    """Return an identity number, and whether Excel had taken zeros from its front.

    A citizen's number has twelve digits and begins with a zero (the province, 001 to 096), an old card's has nine.
    """
    text = text_of(cell)
    if not isinstance(cell, int | float) or not text.isdigit():
        return text, False
    whole = text.zfill(9) if 7 <= len(text) <= 9 else text.zfill(12) if 10 <= len(text) <= 12 else text
    return whole, whole != text


def phone_number(cell: Cell) -> tuple[str, bool]:
    """Return a telephone number, and whether Excel had taken the zero from its front."""
    text = text_of(cell)
    if isinstance(cell, int | float) and text.isdigit() and 9 <= len(text) <= 10 and text[0] != "0":
        return f"0{text}", True
    return text, False
