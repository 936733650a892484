"""What one screen opens another with (`window.open(screen, argument)`), so that no screen need know another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DueNext:
    """What Hôm nay asks for the evening before: all that is due on the next working day and has no result."""


@dataclass(frozen=True, slots=True)
class KeyIn:
    """A sheet written by pen that the day's end misses, by its number as it stands on it."""

    number: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """What another screen asks for: one dossier by its code, perhaps to be corrected at once."""

    code: str
    correct: bool = False


@dataclass(frozen=True, slots=True)
class SeeCopies:
    """What Hôm nay asks Cài đặt for when something is wrong with the copies."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was done while no screen was there to say so, for the quiet line of the one that is opened."""

    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TakeUp:
    """A reception that was set aside, by the id of its draft: put on the form if nothing stands there."""

    draft: str
