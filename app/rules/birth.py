"""A birth, whole or known in part: the papers of the old tell the year alone, or the month and the year.

It is kept as ISO 8601 writes it, cut where the papers are silent: `1950`, `1950-07`, `1950-07-12`. An older program
shows what it is given.
"""

from __future__ import annotations

import re
from datetime import date

from app.errors import UserError

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_OLDEST = 1850
"""Nobody who was born before can hand in a dossier, or owns one."""
_TYPED = re.compile(r"(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)


def read_birth(text: str) -> str | None:
    """Return the birth written as 14/08/1988, 14-8-1988, 14081988, 08/1988, 1988 or by ISO 8601; else None."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        parts = [part for part in found.groups() if part]
    elif found := _TYPED.fullmatch(text):
        parts = [part for part in found.groups() if part][::-1]
    else:
        return None
    try:
        first = date(*[*map(int, parts), 1, 1][:3])
    except ValueError:
        return None
    return "-".join(part.zfill(2) for part in parts) if first.year >= _OLDEST else None


def check_birth(text: str, today: date) -> str:
    """Return a birth as it is kept. Raises UserError BIRTH_FORMAT (text), BIRTH_AHEAD (day) where it is yet to come."""
    birth = read_birth(text)
    if birth is None:
        raise UserError("BIRTH_FORMAT", field="birth_date", text=text)
    if birth > today.isoformat():
        raise UserError("BIRTH_AHEAD", field="birth_date", day=write_birth(birth))
    return birth


def write_birth(birth: str) -> str:
    """Return a birth as a person reads it: `12/07/1950`, `07/1950`, `1950`."""
    return "/".join(reversed(birth.split("-")))
