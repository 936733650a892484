"""How a dossier's events fold into one record, and what each of them writes.

`fold` is used by the desk for its projection and by the relay for its own, so both arrive at the same record from
the same events. The record ("facts") is a plain JSON object, because it is stored, compared, printed and sent as
JSON; `app.rules.dossier` gives the frozen view of it that printing and the window read.

The relay accepts an event whose base is not the newest event if nothing that came in between wrote what it writes
(DESIGN §3.5, "field by field"): `writes` names those fields as dotted paths, `overlap` compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.rules.events import Body, Event, Kind
from app.rules.states import PAUSED, State, after, undoes_result, undoes_return

Facts = dict[str, Any]

CORRECTABLE = (
    "applicant",
    "owner",
    "authorised_by",
    "summary",
    "copies",
    "components",
    "deliver",
    "channel",
    "fee",
    "fee_basis",
    "fee_receipt",
    "exemption",
    "destination",
    "pages",
    "note",
    "due_at",
    "due_reason",
    "result",
    "returned_to",
)
"""What a correction may change, itself or a field inside it. Code, procedure, case and moment of receipt are not among
them: they decided the number and the promise on paper, so a wrong one is voided and received anew. A result set to
null was recorded by mistake, as `returned_at` set to null is a return that was."""

_FINISHING = frozenset({Kind.RESULT_READY, Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED})
"""After these the citizen is owed nothing more but the result itself; a return moves nothing (QĐ 766/QĐ-TTg: the
moment a dossier was dealt with counts before the moment its result was given)."""

_LATER: Facts = {
    "edition": None,
    "destination": None,
    "linked": [],
    "pages": None,
    "exemption": None,
    "fee_basis": None,
    "fee_receipt": None,
}
"""What a `received` may leave out: it was said by a program, or a province, that does not know of it."""

_WRITES: Mapping[Kind, tuple[str, ...]] = {
    Kind.FORWARDED: ("state", "place"),
    Kind.PROCESSING: ("state", "place"),
    Kind.SUPPLEMENT_REQUESTED: ("state",),
    Kind.SUPPLEMENTED: ("state", "due_at", "due_reason", "components"),
    Kind.PAYMENT_REQUESTED: ("state", "fee"),
    Kind.PAID: ("state", "due_at", "due_reason", "payments", "fee_receipt"),
    Kind.EXTENDED: ("due_at", "due_reason"),
    Kind.RESULT_READY: ("state", "result", "place"),
    Kind.RETURNED: ("state", "returned_at", "returned_to"),
    Kind.REFUSED: ("state",),
    Kind.WITHDRAWN: ("state",),
    Kind.STOPPED: ("state",),
    Kind.VOIDED: ("state",),
}


def writes(kind: Kind, body: Mapping[str, Any]) -> frozenset[str]:
    """Return the dotted paths an event writes; two events clash when their paths overlap."""
    if kind is Kind.CORRECTED:
        undone = undoes_return(kind, body) or undoes_result(kind, body)
        return frozenset((*body.get("changes", {}), *(("state", "returned_to") if undone else ())))
    if kind is Kind.PAID and not body.get("resumes", True):
        # Money taken while the clock runs is no act on the dossier's course: a unit may act meanwhile.
        return frozenset(("payments", "fee_receipt"))
    return frozenset(_WRITES[kind])


def overlap(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return the paths of `mine` that touch one of `theirs`, sorted; a path touches itself, its parts and its whole."""
    others = tuple(theirs)
    return sorted(
        path
        for path in mine
        if any(path == other or path.startswith(other + ".") or other.startswith(path + ".") for other in others)
    )


def fold(facts: Facts | None, event: Event) -> Facts:
    """Return the record after `event`; `facts` is None before `received`.

    Never refuses: whether an event may happen is asked of `states` before it is written, while replaying must give
    the record back whatever was accepted.
    """
    if facts is None:
        return _first(event)
    kind, body = Kind(event.kind), event.body
    state = State(facts["state"])
    resume = State(facts["resume"]) if facts["resume"] else None
    new = {**facts, "state": after(state, kind, body, resume).value, "head": event.id}
    if kind is Kind.CORRECTED:
        _correct(new, body)
    elif kind in (Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED):
        _pause(new, state, event)
    elif kind in (Kind.SUPPLEMENTED, Kind.PAID):
        _resume(new, state, event)
    elif kind in (Kind.FORWARDED, Kind.PROCESSING):
        new["place"] = body.get("unit") or facts["place"]
        new["handover"] = body.get("handover") or facts["handover"]
    elif kind is Kind.EXTENDED:
        new["extensions"] = facts["extensions"] + 1
        _promise(new, body)
    elif kind is Kind.RESULT_READY:
        new["result"] = {**{name: body.get(name) for name in ("type", "number", "abstract", "place")}, "at": event.at}
        new["place"] = body.get("place")
    elif kind is Kind.RETURNED:
        new["returned_at"] = event.at
        new["returned_to"] = body.get("to")
    else:
        new["reason"] = body.get("reason")
        new["at_door"] = bool(body.get("at_door"))
    if kind in _FINISHING and new["finished_at"] is None:
        new["finished_at"] = event.at
    return new


def fold_all(events: Iterable[Event]) -> Facts | None:
    """Replay a dossier's events in order; None when there are none."""
    facts: Facts | None = None
    for event in events:
        facts = fold(facts, event)
    return facts


def _first(event: Event) -> Facts:
    body = {key: value for key, value in event.body.items() if key not in ("dossier", "pay_method")}
    facts = {
        **_LATER,
        **body,
        "id": event.dossier,
        "desk": event.desk,
        "state": State.RECEIVED.value,
        "head": event.id,
        "resume": None,
        "paused_from": None,
        "pauses": [],
        "payments": [],
        "place": None,
        "handover": None,
        "supplements": 0,
        "extensions": 0,
        "result": None,
        "finished_at": None,
        "returned_at": None,
        "returned_to": None,
        "reason": None,
        "at_door": False,
    }
    if facts["fee_paid"] is True:
        facts["fee_paid"] = False
        if _owed(facts):
            _take(facts, facts["fee"], event.body.get("pay_method"), event.at)
    return facts


def _correct(new: Facts, body: Body) -> None:
    for path, value in body.get("changes", {}).items():
        _assign(new, path, value)
    if undoes_return(Kind.CORRECTED, body):
        new["returned_to"] = None
    if undoes_result(Kind.CORRECTED, body):
        new["finished_at"] = None
    _settle_fee(new)


def _pause(new: Facts, state: State, event: Event) -> None:
    if state not in PAUSED:
        new["resume"] = state.value
        new["paused_from"] = event.at
    if event.kind == Kind.SUPPLEMENT_REQUESTED:
        new["supplements"] += 1
    elif event.body.get("amount"):
        new["fee"] = _owed(new) + event.body["amount"]
        _settle_fee(new)


def _resume(new: Facts, state: State, event: Event) -> None:
    """Let the clock run again, and put down what was brought: papers, or money (which may come at any time)."""
    body = event.body
    if event.kind == Kind.PAID:
        amount = body.get("amount", _owed(new) - paid(new))
        if amount:
            _take(new, amount, body.get("method"), event.at)
        if body.get("number"):
            new["fee_receipt"] = {"series": body.get("series"), "number": body["number"]}
        if state is not State.PAYMENT_REQUESTED:
            return
    if new["paused_from"] is not None:
        new["pauses"] = [*new["pauses"], [new["paused_from"], event.at]]
    new["resume"] = new["paused_from"] = None
    if body.get("components") is not None:
        new["components"] = body["components"]
    _promise(new, body)


def _take(facts: Facts, amount: int, method: str | None, at: str) -> None:
    """Put down money taken, or given back when `amount` is negative."""
    facts["payments"] = [*facts["payments"], {"amount": amount, "method": method or "cash", "at": at}]
    _settle_fee(facts)


def _settle_fee(facts: Facts) -> None:
    """Say whether the payments reach the fee."""
    facts["fee_paid"] = 0 < _owed(facts) <= paid(facts)


def _owed(facts: Facts) -> int:
    """Return the fee, đồng; nothing where a body says what is no number, which the relay then names."""
    return facts["fee"] if isinstance(facts["fee"], int) else 0


def paid(facts: Facts) -> int:
    """Return what was paid for a dossier so far, đồng, refunds taken off."""
    return sum(payment["amount"] for payment in facts["payments"])


def _promise(new: Facts, body: Body) -> None:
    if body.get("due_at"):
        new["due_at"] = body["due_at"]
        new["due_reason"] = body.get("due_reason")


def _assign(facts: Facts, path: str, value: object) -> None:
    """Set a dotted path, copying each object on the way: earlier records must not change under their readers."""
    head, _, rest = path.partition(".")
    if not rest:
        facts[head] = value
        return
    inner = dict(facts.get(head) or {})
    _assign(inner, rest, value)
    facts[head] = inner


def look_up(facts: Mapping[str, Any], path: str) -> object:
    """Return the value at a dotted path, None where there is none."""
    value: object = facts
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
