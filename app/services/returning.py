"""Giving a result back at the counter, and taking a return back that was a mistake.

What an officer does with one key at the return is up to three events: a result made at the counter, a fee collected
now, the return itself. They are written in one transaction: a power cut between them would leave a dossier with its
fee taken and its result still on the shelf, while the citizen is on the way home. They stay three events, because the
history, the day's takings and the relay see each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.rules.acts import Kind
from app.rules.body import Body
from app.rules.dossier import Dossier
from app.rules.text import nfc
from app.rules.vocabulary import Delivery, Method
from app.services import acts
from app.services.desk import Desk
from app.services.finding import id_of


@dataclass(frozen=True, slots=True)
class MadeHere:
    """A result made at the counter: its number, what it says in short; one of the two is enough."""

    number: str | None = None
    abstract: str | None = None


def give_back(
    desk: Desk,
    code: str,
    *,
    to: str,
    id_number: str | None = None,
    phone: str | None = None,
    authorisation: str | None = None,
    via: Delivery = Delivery.COUNTER,
    item: str | None = None,
    result: MadeHere | None = None,
    collect: Method | None = None,
) -> Dossier:
    """Record that the result was handed to `to` (NĐ 118/2025 art. 22), all that belongs to it in one transaction.

    `item` is the code of the postal item it went in, `result` a result made at the counter and not recorded yet,
    `collect` how a fee still owed is taken now. Raises UserError RECEIVER_MISSING, RECEIVER_NUMBER,
    RECEIVER_AUTHORITY (`rules.receiver` says of whom they are asked), ACT_NOT_ALLOWED when there is no result yet or
    nothing is owed, and what `rules.identity` raises for numbers; nothing was written then.
    """
    with desk.store.write() as connection:
        id_ = id_of(connection, code)
        _prepare(desk, connection, id_, result, collect)
        said: Body = {
            "to": {
                "name": nfc(to),
                "id_number": nfc(id_number or "") or None,
                "phone": nfc(phone or "") or None,
                "authorisation": nfc(authorisation or "") or None,
                "via": via.value,
                "item": nfc(item or "") or None,
            }
        }
        return acts.write(desk, connection, id_, Kind.RETURNED, said)


def _prepare(desk: Desk, connection: Connection, id_: str, result: MadeHere | None, collect: Method | None) -> None:
    """Write what comes before the return."""
    if result is not None:
        made: Body = {"number": result.number or None, "abstract": result.abstract or None}
        acts.write(desk, connection, id_, Kind.RESULT_READY, made)
    if collect is not None:
        acts.write(desk, connection, id_, Kind.PAID, {"method": collect.value})


def take_back(desk: Desk, code: str, reason: str) -> Dossier:
    """Undo a return made by mistake: the result waits again, both facts stay in the history.

    Raises UserError REASON_MISSING, and ACT_NOT_ALLOWED for a dossier that was not returned.
    """
    return acts.act(desk, code, Kind.CORRECTED, {"changes": {"returned_at": None}, "reason": reason})
