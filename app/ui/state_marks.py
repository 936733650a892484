"""A dossier's state as a mark, and what is left until its promise in words: alike on every screen (UI §4, §6)."""

from __future__ import annotations

from datetime import datetime

from app import words
from app.rules.calendar import WorkingTime
from app.rules.deadline import Stand, remaining
from app.rules.states import ENDED, PAUSED, State
from app.rules.vocabulary import Sync
from app.ui.kit.marks import Mark

_MARKS = {
    State.RECEIVED: Mark.RECEIVED,
    State.FORWARDED: Mark.PROCESSING,
    State.PROCESSING: Mark.PROCESSING,
    State.SUPPLEMENT_REQUESTED: Mark.SUPPLEMENT,
    State.PAYMENT_REQUESTED: Mark.SUPPLEMENT,
    State.RESULT_READY: Mark.READY,
    State.RETURNED: Mark.RETURNED,
    State.REFUSED: Mark.REFUSED,
    State.WITHDRAWN: Mark.STOPPED,
    State.STOPPED: Mark.STOPPED,
    State.VOIDED: Mark.STOPPED,
}
_SYNC = {
    Sync.LOCAL: Mark.AT_DESK,
    Sync.WAITING: Mark.SENDING,
    Sync.SENT: Mark.SENT,
    Sync.RECONCILED: Mark.MATCHED,
    Sync.PARKED: Mark.ATTENTION,
    Sync.ASIDE: Mark.CAUTION,
}
_PAUSED = "tạm dừng"
_TONES = {Stand.OVERDUE: "danger", Stand.TODAY: "warn", Stand.LATER: "ink3"}


def mark_of(state: State) -> Mark:
    """Return the mark of a state."""
    return _MARKS[state]


def sync_mark(sync: Sync) -> Mark:
    """Return the mark of a sync state."""
    return _SYNC[sync]


def badge_of(state: State, sync: Sync) -> tuple[Mark, str]:
    """Return the mark and the word a dossier stands under: what keeps everybody from acting on it, else its state."""
    if sync in (Sync.PARKED, Sync.ASIDE):
        return sync_mark(sync), words.SYNC[sync]
    return mark_of(state), words.STATES[state]


def due_words(
    state: State, due_at: datetime, now: datetime, working: WorkingTime, paused_from: datetime | None = None
) -> tuple[str, str]:
    """Return what is said of a promise and its tone: `còn 3 ngày`, `quá 1 ngày`, `chờ trả`; nothing once it ended.

    While the clock stands still, `paused_from` tells what was left then: `tạm dừng, còn 6 ngày`.
    """
    if state in ENDED:
        return "", "ink3"
    if state is State.RESULT_READY:
        return "chờ trả", "ok"
    if state in PAUSED:
        return (f"{_PAUSED}, {remaining(due_at, paused_from, working).text}" if paused_from else _PAUSED), "wait"
    left = remaining(due_at, now, working)
    return left.text, _TONES[left.kind]
