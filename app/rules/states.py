"""The states of a dossier: their official codes, and those in which the clock runs, stands still or has stopped.

Which act finds which state and leads to which is in `acts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a dossier stands, in the words of CLI.md."""

    RECEIVED = "received"
    FORWARDED = "forwarded"
    PROCESSING = "processing"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    PAYMENT_REQUESTED = "payment_requested"
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    VOIDED = "voided"


OFFICIAL_STATUS: Mapping[State, int | None] = {
    State.RECEIVED: 2,
    State.FORWARDED: 4,
    State.PROCESSING: 4,
    State.SUPPLEMENT_REQUESTED: 5,
    State.PAYMENT_REQUESTED: 6,
    State.RESULT_READY: 9,
    State.RETURNED: 10,
    State.REFUSED: 3,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    # The national list has no code for a dossier entered by mistake: it is never sent to the portal.
    State.VOIDED: None,
}
"""TrangThaiHoSo of the national portal (DOMAIN §4.1)."""

RUNNING = frozenset({State.RECEIVED, State.FORWARDED, State.PROCESSING})
"""States in which the clock towards the due moment runs."""
PAUSED = frozenset({State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED})
"""States in which the clock stands still, with a document that says why (DOMAIN §5)."""
OPEN = RUNNING | PAUSED
"""States in which the citizen is still owed a result."""
NO_RESULT = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.VOIDED})
"""States in which a dossier ended and there is nothing to fetch."""
ENDED = NO_RESULT | {State.RETURNED}
