"""What an act must say before it is written, whoever writes it: the window, the command line, a script.

A paper that goes to the citizen must say what it is for: what is missing (NĐ 118/2025 art. 17, as amended by NĐ
309/2026 art. 8: all of it, at once, with reasons), why nothing is taken in, why the result comes later and when, why
the work stops. An act that ends a dossier, gives money back or undoes another says why, since nobody can ask later.
What a citizen owes is owed for an amount. Everything else may be left to the form's dotted lines.

An event that came over the line is not asked: it was written under the law of its own program.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import UserError
from app.rules.body import Body
from app.rules.events import Kind
from app.rules.states import undoes_result, undoes_return

DEMANDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SUPPLEMENT_REQUESTED: ("items", "reason"),
    Kind.PAYMENT_REQUESTED: ("amount", "reason"),
    Kind.EXTENDED: ("new_due", "reason"),
    Kind.REFUSED: ("reason",),
    Kind.WITHDRAWN: ("reason",),
    Kind.STOPPED: ("reason",),
    Kind.VOIDED: ("reason",),
}


def demanded(kind: Kind, body: Body) -> tuple[str, ...]:
    """Return the fields this act must say, in the order a form asks for them."""
    amount = body.get("amount")
    refund = kind is Kind.PAID and isinstance(amount, int) and amount < 0
    if refund or undoes_return(kind, body) or undoes_result(kind, body):
        return ("reason",)
    return DEMANDS.get(kind, ())


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
