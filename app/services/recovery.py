"""The recovery paper of a desk as its window speaks of it: which one there is, and once a day that there is none.

Whoever puts it off is not asked again that day; the day is kept in the store, so that another start does not ask
either. A practice centre has no paper: its key lies beside its store.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.models import setting
from app.models.setting import RecoveryPaper
from app.services.desk import Desk

__all__ = ["Recovery", "RecoveryPaper", "look", "put_off"]

_PUT_OFF = "recovery_put_off"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Which paper opens the store, None where there is none; `possible` is False at a practice centre.

    `ask` is whether somebody should be asked today to make one.
    """

    paper: RecoveryPaper | None
    possible: bool
    ask: bool


def look(desk: Desk) -> Recovery:
    """Return how it stands with the desk's recovery paper."""
    with desk.store.read() as connection:
        paper, possible = setting.recovery_paper(connection), desk.centre(connection).kind != "practice"
        put_off_on = setting.get(connection, _PUT_OFF)
    return Recovery(paper, possible, possible and paper is None and put_off_on != desk.clock().date().isoformat())


def put_off(desk: Desk) -> None:
    """Remember that nobody wants to be asked for a paper any more today. Raises as `Store.write`."""
    with desk.store.write() as connection:
        setting.put(connection, _PUT_OFF, desk.clock().date().isoformat())
