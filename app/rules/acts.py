"""The acts on a dossier and the law of each, as one table: where it may happen, where it leads, what it must say.

The desk asks before it writes, the relay asks again before it accepts (DESIGN §3.5); only what an act must say is
asked of its author alone, for an event that came over the line was written under the law of its own program.

A paper that goes to the citizen must say what it is for: what is missing (NĐ 118/2025 art. 17, as amended by NĐ
309/2026 art. 8: all of it, at once, with reasons), why nothing is taken in, why the result comes later and when, why
the work stops. An act that ends a dossier, gives money back or undoes another says why, since nobody can ask later.
What a citizen owes is owed for an amount. Everything else may be left to the form's dotted lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.errors import UserError
from app.rules.body import Body
from app.rules.states import OPEN, RUNNING, State


class Kind(StrEnum):
    """What can happen to a dossier (DESIGN §3.1)."""

    RECEIVED = "received"
    CORRECTED = "corrected"
    FORWARDED = "forwarded"
    ARRIVED = "arrived"
    PROCESSING = "processing"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENTED = "supplemented"
    PAYMENT_REQUESTED = "payment_requested"
    PAID = "paid"
    EXTENDED = "extended"
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    VOIDED = "voided"


def known_kind(name: str) -> Kind | None:
    """Return the kind of this name, None for one of a newer program."""
    return Kind(name) if name in _KINDS else None


_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Law:
    """The law of one kind of act.

    `finds` are the states it may find, `leads_to` the state that follows (None: the same, or what `after` says).
    `demands` are the fields of its body that must be said, in the order a form asks for them; `reads` those that make
    the record (`folding`), the others being for forms and history; `writes` the fields of the record it changes, as
    dotted paths. After one that `finishes` the citizen is owed nothing more but the result itself; a return moves
    nothing (QĐ 766/QĐ-TTg: the moment a dossier was dealt with counts before the moment its result was given).
    """

    finds: frozenset[State]
    leads_to: State | None = None
    demands: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ("state",)
    finishes: bool = False


_PROMISE = ("due_at", "due_reason")
_WHY = ("reason", "at_door")
_NOT_VOIDED = frozenset(State) - {State.VOIDED}

LAWS: Mapping[Kind, Law] = {
    # Corrected are fields of the record itself: what it reads and writes is in its changes.
    Kind.CORRECTED: Law(_NOT_VOIDED),
    Kind.FORWARDED: Law(RUNNING, State.FORWARDED, reads=("unit", "handover"), writes=("state", "place")),
    # That the competent body has it is a moment and no state: on the national list a dossier is being dealt with from
    # when it leaves (code 4), and where it was received regardless of boundary its time counts from this moment (NĐ
    # 118/2025 art. 17(3), as amended by NĐ 309/2026 art. 8(3)). A body has only what was passed to it; what one got
    # while the clock stands still is said when it runs again, with its own moment. Of two sayings the newer one counts:
    # the dossier went on to another body, or the first was a mistake.
    Kind.ARRIVED: Law(
        frozenset({State.FORWARDED, State.PROCESSING}),
        demands=("body", "at"),
        reads=("body", "at"),
        writes=("arrived",),
    ),
    Kind.PROCESSING: Law(
        frozenset({State.RECEIVED, State.FORWARDED}),
        State.PROCESSING,
        reads=("unit", "handover"),
        writes=("state", "place"),
    ),
    Kind.SUPPLEMENT_REQUESTED: Law(RUNNING, State.SUPPLEMENT_REQUESTED, demands=("items", "reason")),
    Kind.SUPPLEMENTED: Law(
        frozenset({State.SUPPLEMENT_REQUESTED}),
        reads=(*_PROMISE, "components"),
        writes=("state", *_PROMISE, "components"),
    ),
    Kind.PAYMENT_REQUESTED: Law(
        RUNNING, State.PAYMENT_REQUESTED, demands=("amount", "reason"), reads=("amount",), writes=("state", "fee")
    ),
    # A fee may be taken at any time, at the return as a rule, and given back; only a requested one stops the clock.
    Kind.PAID: Law(
        _NOT_VOIDED,
        reads=(*_PROMISE, "amount", "method", "series", "number"),
        writes=("state", *_PROMISE, "payments", "fee_receipt"),
    ),
    Kind.EXTENDED: Law(RUNNING, demands=("new_due", "reason"), reads=_PROMISE, writes=_PROMISE),
    # A certified copy is made at the counter: its result may follow reception at once.
    Kind.RESULT_READY: Law(
        RUNNING,
        State.RESULT_READY,
        reads=("type", "number", "abstract", "place"),
        writes=("state", "result", "place"),
        finishes=True,
    ),
    Kind.RETURNED: Law(
        frozenset({State.RESULT_READY}),
        State.RETURNED,
        reads=("to",),
        writes=("state", "returned_at", "returned_to"),
    ),
    Kind.REFUSED: Law(OPEN, State.REFUSED, demands=("reason",), reads=_WHY, finishes=True),
    Kind.WITHDRAWN: Law(OPEN, State.WITHDRAWN, demands=("reason",), reads=_WHY, finishes=True),
    # Only before a result exists (NĐ 118/2025 art. 21).
    Kind.STOPPED: Law(OPEN, State.STOPPED, demands=("reason",), reads=_WHY, finishes=True),
    # A returned dossier is first taken back (corrected), so that a result in a citizen's hands is never forgotten.
    Kind.VOIDED: Law(_NOT_VOIDED - {State.RETURNED}, State.VOIDED, demands=("reason",), reads=_WHY, finishes=True),
}
"""Every act after reception. Sources: NĐ 118/2025 art. 17, 18, 21, 22; official codes DOMAIN §4.1."""


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
    return state in LAWS[kind].finds


def check_legal(state: State, kind: Kind, body: Body) -> None:
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
    law = LAWS.get(kind)
    return law.leads_to or state if law else state


def demanded(kind: Kind, body: Body) -> tuple[str, ...]:
    """Return the fields this act must say, in the order a form asks for them."""
    amount = body.get("amount")
    refund = kind is Kind.PAID and isinstance(amount, int) and amount < 0
    if refund or undoes_return(kind, body) or undoes_result(kind, body):
        return ("reason",)
    law = LAWS.get(kind)
    return law.demands if law else ()


def check_demands(kind: Kind, body: Body) -> None:
    """Raise UserError REASON_MISSING, or ACT_LACKS (act) naming the field, for the first thing an act must say."""
    given: Mapping[str, object] = body
    for name in demanded(kind, body):
        value = given.get(name)
        # Whether an amount is one of money is asked where money is read.
        if not (value is not None if name == "amount" else _says(value)):
            if name == "reason":
                raise UserError("REASON_MISSING", field=name)
            raise UserError("ACT_LACKS", field=name, act=kind.value)


def _says(value: object) -> bool:
    """Tell whether a value says anything in words: a list of blanks does not, nor does a number or a sign."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list):
        return any(map(_says, value))
    if isinstance(value, Mapping):
        return _says(value.get("name"))
    return False
