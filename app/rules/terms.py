"""Terms: how long the law gives for a procedure, as the catalogue and every dossier keep it.

The grammar: `5 ngày làm việc`, `2,5 ngày làm việc`, `30 ngày`, `4 giờ làm việc`, `30 phút`, `2 tháng`, `trong ngày`;
what decrees and portals write is read by `term_words`. "Giờ" alone means working hours, and "phút" working time,
because a centre cannot work while it is closed. Decisions write `03 ngày làm việc`, so leading zeros are read; they are
not written back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from app.errors import UserError
from app.rules.text import nfc


class Unit(StrEnum):
    """What a term is counted in (DOMAIN §5); the value is the decrees' word."""

    WORKING_DAY = "ngày làm việc"
    DAY = "ngày"
    WORKING_HOUR = "giờ làm việc"
    MINUTE = "phút"
    SAME_DAY = "trong ngày"
    MONTH = "tháng"


CALENDAR_UNITS = (Unit.DAY, Unit.MONTH)
DAY_HOURS = 8
"""The hours of one working day (DOMAIN §5), however long a centre sits."""
# Same-day procedures received from then on are due the next working day (DOMAIN §5); a rule of the procedure.
SAME_DAY_CUT_OFF = time(15, 0)

# About ten years each: no procedure is near it, and a slip of the keyboard must not become a promise.
LIMITS = {
    Unit.WORKING_DAY: 2_500,
    Unit.DAY: 3_650,
    Unit.WORKING_HOUR: 20_000,
    Unit.MINUTE: 1_440,
    Unit.SAME_DAY: 1,
    Unit.MONTH: 120,
}

_GRAMMAR = re.compile(r"([0-9]{1,9}) ?(ngày làm việc|ngày|giờ làm việc|giờ|phút|tháng)")
_AND_A_HALF = re.compile(r"([0-9]{1,9}),5 ?(ngày làm việc|ngày)")


@dataclass(frozen=True, slots=True)
class Term:
    """So many units of time; `trong ngày` has the amount 1. `half` is half a working day after the whole days.

    Raises UserError TERM_ZERO for an amount below 1 and TERM_TOO_LONG for one above LIMITS.
    """

    amount: int
    unit: Unit
    half: bool = False

    def __post_init__(self) -> None:
        """Refuse an amount nobody can have meant."""
        if self.amount < 1:
            raise UserError("TERM_ZERO", field="term", amount=self.amount, unit=self.unit.value)
        limit = LIMITS[self.unit]
        if self.amount > limit:
            raise UserError("TERM_TOO_LONG", field="term", amount=self.amount, unit=self.unit.value, limit=limit)

    def __str__(self) -> str:
        """Write the term as the catalogue does: `5 ngày làm việc`, `trong ngày`."""
        if self.unit is Unit.SAME_DAY:
            return self.unit.value
        return f"{self.amount}{',5' if self.half else ''} {self.unit}"


def parse_term(text: str) -> Term:
    """Read a term of the grammar whatever its case, blanks or Unicode form.

    Raises UserError TERM_UNKNOWN for other text, TERM_ZERO and TERM_TOO_LONG as Term does.
    """
    # A script's JSON may hold a bare number here.
    plain = nfc(text).lower() if isinstance(text, str) else ""
    if plain == Unit.SAME_DAY:
        return Term(1, Unit.SAME_DAY)
    halved = _AND_A_HALF.fullmatch(plain)
    match = halved or _GRAMMAR.fullmatch(plain)
    if match is None:
        raise UserError("TERM_UNKNOWN", field="term", text=text)
    unit = Unit.WORKING_HOUR if match[2] == "giờ" else Unit(match[2])
    return Term(int(match[1]), unit, half=halved is not None)
