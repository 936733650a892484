"""A cell's text, day and number: what Excel keeps against what a clerk meant.

Days come as Excel days, as the bare count of days Excel keeps them by (a cell whose format was lost), and as text in
every form (`days`). A day outside 1990–2099 is a slip of the keyboard and is not taken. Numbers have lost the zeros at
their front where the cell was a number once, in a file before this one too; which there were follows from the length.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from app.errors import UserError
from app.rules.identity import PROVINCES, check_tax_code
from app.rules.text import fold
from app.services.past_file.days import Said, day_in, likely
from app.services.past_file.sheet import Cell, Period

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WRAPPED = re.compile(r"""(?:=")?['’‘`]?\s*(.*?)"?""")
_GROUPS = re.compile(r"[\s.-]+")
_POWER = re.compile(r"(\d)[.,]?(\d*)[eE]\+?(\d{1,2})")
_DITTO = re.compile(r"(?:n t|nt|nhu tren|nhu (?:dong|o|hang) tren|nhu tr|idem|ditto|-)")
_DITTO_SIGNS = re.compile(r"""[-–—.\s]*["“”„″〃'’‘′`´,/\\]{1,6}[-–—.\s"“”„″〃'’‘′`´,/\\]*""")
_DITTO_FIRST = frozenset("nNiIdD(-–—.\"“”„″〃'’‘′`´,/\\")
_DASH = re.compile(r"[-–—_]{1,5}")


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


def day_of(cell: Cell, period: Period = (None, None)) -> Said | None:
    """Return the day a cell says, None when it is empty; `period` is the year and month that stand above it.

    Raises ValueError when it says none.
    """
    if isinstance(cell, date):
        return Said(likely(cell.date() if isinstance(cell, datetime) else cell))
    text = text_of(cell)
    if not text:
        return None
    # 1.10, the first of October, is 1.1 as a number: only text and whole numbers may leave out their year.
    return day_in(text) if isinstance(cell, float) else day_in(text, *period)


def is_above(cell: Cell) -> bool:
    """Tell whether a cell says that the one above it holds: nt, như trên, 〃, //."""
    if not isinstance(cell, str) or len(cell) > 20 or cell[:1] not in _DITTO_FIRST:
        return False
    return _DITTO.fullmatch(fold(cell)) is not None or _DITTO_SIGNS.fullmatch(cell) is not None


def is_dash(cell: Cell) -> bool:
    """Tell whether a cell is a dash: the cell above, or nothing, as the column is."""
    return isinstance(cell, str) and _DASH.fullmatch(cell) is not None


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
    """Return an identity number, and whether it was mended: zeros put back at its front, what a program put round it.

    A citizen's number has twelve digits and begins with a zero (the province, 001 to 096), an old card's has nine. Ten
    digits may be a tax code, which has a check digit. Raises ValueError where Excel wrote `6.619E+10`: digits are lost.
    """
    text, typed = _bare(cell), text_of(cell)
    digits = _GROUPS.sub("", text)
    if not digits.isdecimal():
        return text, text != typed
    if isinstance(cell, int | float):
        whole = digits.zfill(9) if 7 <= len(digits) <= 9 else digits.zfill(12) if 10 <= len(digits) <= 12 else digits
    else:
        whole = digits.zfill(9) if len(digits) == 8 else digits.zfill(12) if _lost_zeros(digits) else text
    return whole, whole != typed


def phone_number(cell: Cell) -> tuple[str, bool]:
    """Return a telephone number, and whether it was mended as an identity number is. Raises ValueError likewise."""
    text, typed = _bare(cell), text_of(cell)
    digits = _GROUPS.sub("", text)
    if not digits.isdecimal() or digits.startswith("0") or len(digits) not in (9, 10):
        return text, text != typed
    if isinstance(cell, int | float) or (digits[0] in "35789" and len(digits) == 9) or digits[0] == "2":
        return f"0{digits}", True
    return text, text != typed


def _bare(cell: Cell) -> str:
    """Return the text of a number without the apostrophe, the formula, the fraction or the power a program gave it."""
    found = _WRAPPED.fullmatch(text_of(cell))
    text = (found[1] if found else text_of(cell)).removesuffix(".0")
    if power := _POWER.fullmatch(text):
        if len(power[2]) < int(power[3]):
            raise ValueError(text)
        return power[1] + power[2][: int(power[3])]
    return text


def _lost_zeros(digits: str) -> bool:
    """Tell whether these are the digits of a citizen's number without the zeros of its province."""
    if len(digits) not in (10, 11) or digits.zfill(12)[:3] not in PROVINCES:
        return False
    try:
        return len(digits) == 11 or not check_tax_code(digits)
    except UserError:
        return True
