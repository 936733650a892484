"""States of a dossier and what may follow what.

One table says it all: for every kind of event, the states it may find. The desk asks before it writes, the relay
asks again before it accepts (DESIGN §3.5). Sources: NĐ 118/2025 art. 17, 18, 21, 22; official codes DOMAIN §4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.errors import UserError
from app.rules.body import Body
from app.rules.events import Kind


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
ENDED = frozenset({State.RETURNED, State.REFUSED, State.WITHDRAWN, State.STOPPED, State.VOIDED})

ALLOWED: Mapping[Kind, frozenset[State]] = {
    Kind.CORRECTED: frozenset(State) - {State.VOIDED},
    Kind.FORWARDED: RUNNING,
    Kind.PROCESSING: frozenset({State.RECEIVED, State.FORWARDED}),
    Kind.SUPPLEMENT_REQUESTED: RUNNING,
    Kind.SUPPLEMENTED: frozenset({State.SUPPLEMENT_REQUESTED}),
    Kind.PAYMENT_REQUESTED: RUNNING,
    # A fee may be taken at any time, at the return as a rule, and given back; only a requested one stops the clock.
    Kind.PAID: frozenset(State) - {State.VOIDED},
    Kind.EXTENDED: RUNNING,
    # A certified copy is made at the counter: its result may follow reception at once.
    Kind.RESULT_READY: RUNNING,
    Kind.RETURNED: frozenset({State.RESULT_READY}),
    Kind.REFUSED: OPEN,
    Kind.WITHDRAWN: OPEN,
    # Only before a result exists (NĐ 118/2025 art. 21).
    Kind.STOPPED: OPEN,
    # A returned dossier is first taken back (corrected), so that a result in a citizen's hands is never forgotten.
    Kind.VOIDED: frozenset(State) - {State.VOIDED, State.RETURNED},
}

_NEXT: Mapping[Kind, State] = {
    Kind.FORWARDED: State.FORWARDED,
    Kind.PROCESSING: State.PROCESSING,
    Kind.SUPPLEMENT_REQUESTED: State.SUPPLEMENT_REQUESTED,
    Kind.PAYMENT_REQUESTED: State.PAYMENT_REQUESTED,
    Kind.RESULT_READY: State.RESULT_READY,
    Kind.RETURNED: State.RETURNED,
    Kind.REFUSED: State.REFUSED,
    Kind.WITHDRAWN: State.WITHDRAWN,
    Kind.STOPPED: State.STOPPED,
    Kind.VOIDED: State.VOIDED,
}


def undoes_return(kind: Kind, body: Body) -> bool:
    """Tell whether this correction takes back a return made by mistake ("Trả nhầm, sửa…")."""
    changes = body.get("changes")
    return kind is Kind.CORRECTED and isinstance(changes, dict) and "returned_at" in changes


def undoes_result(kind: Kind, body: Body) -> bool:
    """Tell whether this correction takes back a result recorded by mistake, which nobody has been given."""
    changes = body.get("changes")
    return kind is Kind.CORRECTED and isinstance(changes, dict) and changes.get("result", changes) is None


def is_legal(state: State, kind: Kind, body: Body) -> bool:
    """Tell whether an event of `kind` may follow when the dossier is in `state`."""
    if kind is Kind.RECEIVED:
        return False
    if undoes_return(kind, body):
        return state is State.RETURNED
    if undoes_result(kind, body):
        return state is State.RESULT_READY
    return state in ALLOWED[kind]


def check(state: State, kind: Kind, body: Body) -> None:
    """Raise UserError ACT_NOT_ALLOWED, naming both, when `kind` may not follow `state`."""
    if not is_legal(state, kind, body):
        raise UserError("ACT_NOT_ALLOWED", act=kind.value, state=state.value)


def after(state: State, kind: Kind, body: Body, resume: State | None) -> State:
    """Return the state that follows.

    `resume` is the state in which the clock was stopped; a supplement or a payment goes back to it. Asking about an
    event that is not legal still answers: a desk shows what its officer did until the province has spoken.
    """
    if undoes_return(kind, body):
        return State.RESULT_READY
    if undoes_result(kind, body):
        return State.PROCESSING
    if kind is Kind.SUPPLEMENTED or (kind is Kind.PAID and state is State.PAYMENT_REQUESTED):
        return resume or State.RECEIVED
    return _NEXT.get(kind, state)
