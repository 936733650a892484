"""Dossier codes: written strictly, read leniently, and numbered from a desk's own range.

`H15.10-261123-0001` is the agency, the day and the number in the day (Circular 03/2025/TT-VPCP art. 13;
DOMAIN §3.1). Older and ministry codes in the wild have a reversed agency, eight-digit days and longer
numbers: all can be looked up. A desk takes numbers from a lease, so two desks of one agency never issue the
same one, with a network or without (DESIGN §3.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.rules.text import nfc

_AGENCY = r"[A-Z]\d{2}(?:\.\d{2,3}){0,2}"
_OLD_AGENCY = r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}"  # Circular 01/2018 art. 19

_agency = re.compile(_AGENCY, re.ASCII)
_code = re.compile(rf"(?P<agency>{_OLD_AGENCY}|{_AGENCY})-(?P<day>\d{{8}}|\d{{6}})-(?P<tail>\d{{4,}})", re.ASCII)
_short = re.compile(r"(?:(?P<day>\d{6}|\d{8})-)?(?P<number>\d{1,5})", re.ASCII)
_dash = re.compile("[‐-―−]")
LONGEST = 50  # characters a code may have in the provincial system


@dataclass(frozen=True, slots=True)
class CodeParts:
    """A dossier code taken apart; `tail` is the number as written (a ministry's two digits may lead it)."""

    agency: str
    day: date
    tail: str

    @property
    def number(self) -> int:
        """The number in the day."""
        return int(self.tail)


@dataclass(frozen=True, slots=True)
class Lease:
    """The numbers of each day that one desk may issue, both ends included.

    Raises UserError LEASE_INVALID (first, last) when the range is empty or begins below 1.
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse a range that holds no number."""
        if self.first < 1 or self.last < self.first:
            raise UserError("LEASE_INVALID", field="first", first=self.first, last=self.last)

    def next_after(self, last_issued: int | None) -> int:
        """Return the number that follows the last one this desk issued on the day (None: none yet).

        A range changed during the day goes on from whichever is higher, so nothing is issued twice.
        Raises UserError RANGE_USED (first, last) when no number is left.
        """
        number = self.first if last_issued is None else max(self.first, last_issued + 1)
        if number > self.last:
            raise UserError("RANGE_USED", first=self.first, last=self.last)
        return number

    def overlaps(self, other: Lease) -> bool:
        """Tell whether some number is in both ranges."""
        return self.first <= other.last and other.first <= self.last


def check_agency(text: str) -> str:
    """Return an agency identifier (`H15`, `H15.10`, `H55.242.01`; Decision 20/2020/QĐ-TTg) in capitals.

    Raises UserError AGENCY_FORMAT (text).
    """
    agency = nfc(text).upper()
    if not _agency.fullmatch(agency):
        raise UserError("AGENCY_FORMAT", field="agency", text=text)
    return agency


def dossier_code(agency: str, day: date, number: int) -> str:
    """Write the code of the `number`-th dossier of a local day: four digits, more only when needed.

    Raises UserError AGENCY_FORMAT, or NUMBER_INVALID (number) when it is below 1.
    """
    if number < 1:
        raise UserError("NUMBER_INVALID", number=number)
    return f"{check_agency(agency)}-{day:%y%m%d}-{number:04d}"


def parse_code(text: str) -> CodeParts:
    """Take a dossier code apart, of any regime in use (DOMAIN §3.1).

    Raises UserError CODE_FORMAT (text) when it is no code, CODE_DATE (text, day) when its day does not exist.
    """
    code = _tidy(text)
    found = _code.fullmatch(code)
    if not found or len(code) > LONGEST:
        raise UserError("CODE_FORMAT", field="code", text=text)
    digits = found["day"]
    try:
        day = date.fromisoformat(digits if len(digits) == 8 else f"20{digits}")
    except ValueError:
        raise UserError("CODE_DATE", field="code", text=text, day=digits) from None
    return CodeParts(found["agency"], day, found["tail"])


def looks_like_dossier_code(text: str) -> bool:
    """Tell whether a scan or a query is a whole dossier code, so that it opens its dossier."""
    code = _tidy(text)
    return len(code) <= LONGEST and _code.fullmatch(code) is not None


def normalise_code_query(text: str) -> str | None:
    """Return what an officer typed as a code or as the end of one, or None when it is something else.

    `17` → `0017`, `261123-17` → `261123-0017`, a whole code → itself. A code answers when it equals the
    result or ends in a hyphen and the result. Six digits and more with no hyphen are a phone, a date or an
    identity number.
    """
    code = _tidy(text)
    if looks_like_dossier_code(code):
        return code
    found = _short.fullmatch(code)
    if not found:
        return None
    number = found["number"].zfill(4)
    return f"{found['day']}-{number}" if found["day"] else number


def _tidy(text: str) -> str:
    """Remove every blank, make any dash a hyphen, write capitals."""
    return _dash.sub("-", "".join(nfc(text).split())).upper()
