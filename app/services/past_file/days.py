"""The day a text of a register says: in figures or words, with the time beside it, and the first where it says two.

Text is day before month, as Vietnam writes. What a register leaves out stands above it: `1/7` under NĂM 2019, `15`
under THÁNG 7. A day is never cut out of the middle of something: what is not whole days in their order is no day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.rules.text import nfc

_EXCEL = date(1899, 12, 30)
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)
_ENGLISH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_IN_WORDS = {
    "mười một": 11, "mười hai": 12, "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "chạp": 12,
}  # fmt: skip
_YEAR = r"(\d{4}|\d{2})(?!\d)"
_CLOCK = re.compile(
    r"\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\s*(?:am|pm|sa|ch|z)?(?:[+-]\d{2}:?\d{2})?(?!\d)"
    r"|\d{1,2}\s*(?:giờ|h|g)(?:\s*\d{1,2}(?!\d|\s*[-/.]\s*\d))?(?:\s*(?:phút|ph|p)\b)?"
)
_MONTH_IN_WORDS = re.compile(rf"(tháng|thg)\s*({'|'.join(_IN_WORDS)})\b")
_MONTH_FIRST = re.compile(rf"\b({_ENGLISH})[a-z]*\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}")
_MONTH_BETWEEN = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/.\s]*({_ENGLISH})[a-z]*[-/.,\s]*{_YEAR}")
_MONTH_ROMAN = re.compile(rf"(\d{{1,2}})\s*[-/.]\s*({'|'.join(reversed(_ROMAN))})\s*[-/.]\s*{_YEAR}")
_MONTH_NAMED = re.compile(r"(\d{1,2})[-\s/.,]*(?:tháng|thg)[\s.]*(\d{1,2})(?!\d)")
_YEAR_NAMED = re.compile(rf"(?<![\d/.-])(\d{{1,2}}\s*[-/.]\s*\d{{1,2}})(?:[-\s,/.]*năm\s*|,?\s+(?=\d{{4}}\b)){_YEAR}")
_CUT = re.compile(r"^\s*[-/.\\]\s*\d|\d\s*[-/.\\]\s*$")
_TOKEN = re.compile(
    r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"
    r"|(?P<day>\d{1,2})\s*[-/.\\]\s*(?P<month>\d{1,2})\s*[-/.\\]\s*(?P<year>\d{4}|\d{2})(?!\d)"
)
_TO = r"\s*(?:[-–—~÷→]|->|đến|tới|và)\s*(?:ngày\s*)?"
_SPAN = re.compile(
    rf"(?:từ\s*)?(?:ngày\s*)?(\d{{1,2}})(?:\s*[/.]\s*(\d{{1,2}}))?{_TO}(\d{{1,2}}\s*[/.]\s*(\d{{1,2}})(?:\s*[/.]\s*{_YEAR})?)"
)
_PART = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_COMPACT = re.compile(r"\d{7,8}")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")


class Said(NamedTuple):
    """A day, and whether the text says it alone; where it says several, in their order, it is the first."""

    day: date
    alone: bool = True


@lru_cache(maxsize=20_000)
def day_in(text: str, year: int | None = None, month: int | None = None) -> Said:
    """Return the day a text says; `year` and `month` are what stands above it. Raises ValueError when it says none."""
    plain = _CLOCK.sub(" ", _in_figures(nfc(text).lower())).strip(" .,;:t()")
    if span := _SPAN.fullmatch(plain):
        return _first_of(span, year)
    if found := _whole(plain):
        if sorted(found) != found:
            raise ValueError(text)
        return Said(found[0], alone=len(set(found)) == 1)
    if _SERIAL.fullmatch(plain):
        return Said(likely(_EXCEL + timedelta(days=int(float(plain)))))
    if _COMPACT.fullmatch(plain):
        return Said(_compact(plain.zfill(8)))
    if year and (part := _PART.fullmatch(plain)):
        return Said(likely(date(year, int(part[2]), int(part[1]))))
    if year and month and re.fullmatch(r"(?:ngày\s*)?\d{1,2}", plain):
        return Said(likely(date(year, month, int(plain.removeprefix("ngày")))))
    raise ValueError(text)


def likely(day: date) -> date:
    """Return a day no keyboard slipped at. Raises ValueError."""
    if not _FIRST <= day <= _LAST:
        raise ValueError(day)
    return day


def _in_figures(text: str) -> str:
    """Return a text with its months and years in figures between slashes: `01-Jul-19`, `1 tháng 7 năm 2019`."""
    text = _MONTH_IN_WORDS.sub(lambda found: f"tháng {_IN_WORDS[found[2]]}", re.sub(r"\bm[ồù]ng\b", "", text))
    english = _ENGLISH.split("|")
    text = _MONTH_FIRST.sub(lambda found: f"{found[2]}/{english.index(found[1]) + 1}/{found[3]}", text)
    text = _MONTH_BETWEEN.sub(lambda found: f"{found[1]}/{english.index(found[2]) + 1}/{found[3]}", text)
    text = _MONTH_ROMAN.sub(lambda found: f"{found[1]}/{_ROMAN.index(found[2]) + 1}/{found[3]}", text)
    return _YEAR_NAMED.sub(r"\1/\2", _MONTH_NAMED.sub(r"\1/\2", text))


def _whole(text: str) -> list[date]:
    """Return the whole days of a text as they stand, none that is cut out of a longer row of numbers."""
    found, end = [], 0
    for one in _TOKEN.finditer(text):
        if _CUT.search(text[end : one.start()]):
            raise ValueError(text)
        end = one.end()
        year, month, day = (one[a] or one[b] for a, b in (("y", "year"), ("m", "month"), ("d", "day")))
        found.append(_day(year, month, day))
    if found and _CUT.search(text[end:]):
        raise ValueError(text)
    return found


def _first_of(span: re.Match[str], year: int | None) -> Said:
    """Return the first day of `1-5/7/2019`, `28/6 - 01/7/2019`; what it leaves out is what the last day says."""
    whole = span[5] or (str(year) if year else "")
    if not whole:
        raise ValueError(span[0])
    first = _day(whole, span[2] or span[4], span[1])
    last = _day(whole, span[4], re.split(r"\D", span[3])[0])
    if first > last:
        raise ValueError(span[0])
    return Said(first, alone=first == last)


def _day(year: str, month: str, day: str) -> date:
    return likely(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))


def _compact(text: str) -> date:
    if text.startswith(("19", "20")) and int(text[4:6]) <= 12:
        return likely(date(int(text[:4]), int(text[4:6]), int(text[6:])))
    return likely(date(int(text[4:]), int(text[2:4]), int(text[:2])))
