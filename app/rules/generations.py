"""Which copies of a store are kept, and what they are called: one of each of the last days, weeks and months.

A day counts that has a copy, not one of the calendar: after a long closure the days before it are still there. The
name says which desk a copy is of, when it was made, of which store, so that copies of two PCs that were one desk can
lie in one folder and neither takes the other's for its own, and which recovery paper opens it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.rules.clock import VN

DAILY, WEEKLY, MONTHLY = 7, 4, 12
ENDING = ".motcua"
_NAME = re.compile(
    r"(?P<agency>.+)-(?P<desk>[0-9]+)-(?P<at>[0-9]{8}-[0-9]{6})-(?P<store>[0-9a-f]{8})(?:-(?P<paper>[0-9]{6}))?\.motcua"
)
_AT = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True, order=True)
class Generation:
    """One copy: when it was made (local time), of which desk, and the last eight letters of its store's id.

    `paper` is the number of the recovery paper that opens it (`rules.recovery_key`), "" where none was made by then.
    """

    at: datetime
    agency: str
    desk: int
    store: str
    paper: str = ""

    @property
    def name(self) -> str:
        """What its file is called: letters every system and every stick takes."""
        paper = f"-{self.paper}" if self.paper else ""
        return f"{self.agency}-{self.desk}-{self.at.astimezone(VN):{_AT}}-{self.store}{paper}{ENDING}"


def named(name: str) -> Generation | None:
    """Return the generation a file name says, None for a file that is none of ours."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _AT).replace(tzinfo=VN)
    except ValueError:
        return None
    return Generation(at, found["agency"], int(found["desk"]), found["store"], found["paper"] or "")


def kept(generations: Iterable[Generation], daily: int = DAILY) -> set[Generation]:
    """Return which of one store's to keep: the newest of each of the last days, weeks and months that have one."""
    newest_first = sorted(generations, reverse=True)
    spans = ((daily, _day), (WEEKLY, _week), (MONTHLY, _month))
    return {one for most, span in spans for one in _newest_of_each(newest_first, most, span)}


def _newest_of_each(
    newest_first: list[Generation], most: int, span: Callable[[datetime], Hashable]
) -> list[Generation]:
    found: dict[Hashable, Generation] = {}
    for one in newest_first:
        found.setdefault(span(one.at), one)
    return list(found.values())[:most]


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month
