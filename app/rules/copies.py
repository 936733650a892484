"""When a desk's copies are made, and what the officer reads of them each morning: one sentence, every day.

A copy that nobody has ever put back is a hope. So each new one is tried: restored to a scratch place, replayed, held
against the store and the province (`workflows.keeping`). What came of it stands here as data; the words are `words`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

SPACING = timedelta(hours=3)
"""Between two copies that nobody asked for: the noon rest makes one, the end of the day another."""
AWAY = timedelta(days=7)
"""As long a stick may be away before it is asked for."""

Said = tuple[str, dict[str, Any]]
"""A code and its facts."""


class Wish(StrEnum):
    """Why copies are made now: nobody has typed for a while, a day was closed or somebody asks, a stick was put in."""

    IDLE = "idle"
    ASKED = "asked"
    PUT_IN = "put_in"


class Standing(StrEnum):
    """How grave a sentence is: all is well, something is asked for, something is wrong."""

    WELL = "well"
    ASKS = "asks"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no copy could be made, or what was wrong with one: the code of a sentence and its facts."""

    code: str
    facts: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a copy at `at`; `copy` is when it was made.

    `province` tells whether the province's log agreed, None where it was not asked; `problem` None that all is well.
    """

    copy: datetime
    at: datetime
    dossiers: int = 0
    province: bool | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for copies: whether it can be reached now, and when the newest copy of this store in it was made."""

    there: bool
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Copies:
    """How the copies of a desk stand.

    `own` lies on this PC, `second` on another disk or a stick, None where none was chosen. `worked` is when the desk
    last wrote, None for one that never did. `ever` tells whether it has made any copy. `problem` is why the last round
    made none.
    """

    own: Place
    second: Place | None = None
    worked: datetime | None = None
    trial: Trial | None = None
    problem: Problem | None = None
    ever: bool = False

    @property
    def newest(self) -> datetime | None:
        """When the newest copy of all was made."""
        return max((one.newest for one in (self.own, self.second) if one and one.newest), default=None)


def due(place: Place, worked: datetime | None, now: datetime, wish: Wish) -> bool:
    """Tell whether a copy is made in a place now.

    Not without need: an idle desk makes one when something was written since the last, and that is a while ago. A copy
    that seems to be of the future was made by a clock that was wrong, and says nothing.
    """
    if not place.there or worked is None:
        return False
    if wish is Wish.ASKED or place.newest is None or place.newest > now:
        return True
    return place.newest < worked and (wish is Wish.PUT_IN or now - place.newest >= SPACING)


def told(copies: Copies, now: datetime) -> tuple[Said, Standing]:
    """Return what an officer reads of the copies this morning, and how grave it is.

    The gravest comes first: a copy that could not be put back, one that could not be made, a day's work in no copy, one
    that nobody has tried, a second place that is missing.
    """
    newest, trial = copies.newest, copies.trial
    if copies.worked is None and newest is None:
        return ("COPIES_NONE_YET", {}), Standing.WELL
    if trial is not None and trial.problem is not None and trial.copy == newest:
        return (trial.problem.code, {**trial.problem.facts, "copy": trial.copy}), Standing.WRONG
    if copies.problem is not None:
        return (copies.problem.code, dict(copies.problem.facts)), Standing.WRONG
    if newest is None or newest > now:
        return (("COPIES_GONE", {}), Standing.WRONG) if copies.ever else (("COPIES_NONE", {}), Standing.ASKS)
    if copies.worked is not None and newest.date() < copies.worked.date() < now.date():
        return ("COPIES_LATE", {"copy": newest}), Standing.WRONG
    if trial is None or trial.copy != newest:
        return ("COPIES_UNTRIED", {"copy": newest}), Standing.ASKS
    return _well(trial, copies.second, now)


def _well(trial: Trial, second: Place | None, now: datetime) -> tuple[Said, Standing]:
    facts = {"copy": trial.copy, "dossiers": trial.dossiers}
    if second is None:
        return ("COPIES_ALONE", facts), Standing.ASKS
    if second.newest is None:
        return ("COPIES_SECOND_NONE", facts), Standing.ASKS
    if now - second.newest > AWAY:
        return ("COPIES_SECOND_OLD", {**facts, "second": second.newest}), Standing.ASKS
    return ("COPIES_TRIED" if trial.province is None else "COPIES_TRIED_PROVINCE", facts), Standing.WELL
