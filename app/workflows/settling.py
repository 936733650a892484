"""Settling what the province refused: both sides read together, then one way out in one transaction.

Corrections that clash are chosen field by field, at most two of them (UI §4, Conflict). Any other act, and more than
that, is chosen as a whole: half an act cannot be kept, and an officer who must choose five times reads none of them.

Where every field is ours, the refused events are said again as they were (`sync.parked.resend`); otherwise they are
closed, and what of ours was chosen is written as a correction of today, by who chose. The dossier stays parked or is
settled whole; a kill in between leaves it parked with nothing written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from app.errors import UserError
from app.models import projection
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.folding import look_up
from app.rules.record import CORRECTABLE
from app.services import acts, finding
from app.services.desk import Desk
from app.services.finding import Step
from app.sync import parked as parking
from app.sync.parked import FieldChoice, Parked

MOST = 2
"""Fields that may be chosen one by one."""
_REASON = "Chọn lại sau khi hai nơi cùng sửa"


class Side(StrEnum):
    """Whose word stands: this desk's or the province's."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Case:
    """One parked dossier with its record as it counts here and its history, newest first.

    `fields` are to be chosen one by one; where there are none, a side is taken as a whole.
    """

    parked: Parked
    dossier: Dossier
    steps: tuple[Step, ...]
    fields: tuple[FieldChoice, ...]


def parked(desk: Desk) -> tuple[Parked, ...]:
    """Return every parked dossier, newest first."""
    with desk.store.read() as connection:
        return parking.parked(connection)


def look(desk: Desk, code: str) -> Case:
    """Return one parked dossier. Raises UserError DOSSIER_UNKNOWN, NOT_PARKED (code)."""
    with desk.store.read() as connection:
        id_ = finding.id_of(connection, code)
        found = parking.look(connection, id_)
        steps = finding.steps(desk, connection, id_)
        return Case(found, finding.by_id(desk, connection, id_), tuple(steps), choosable(found))


def choosable(found: Parked) -> tuple[FieldChoice, ...]:
    """Return the fields that are chosen one by one; none where only a side as a whole can be taken."""
    by_field = (
        found.there
        and len(found.fields) <= MOST
        and all(refusal.kind == Kind.CORRECTED for refusal in found.refusals)
        and all(field.path.partition(".")[0] in CORRECTABLE for field in found.fields)
    )
    return found.fields if by_field else ()


def take(desk: Desk, code: str, side: Side) -> None:
    """Take one side as a whole: say ours again on top of what the province holds, or let the province's stand.

    Raises UserError DOSSIER_UNKNOWN, NOT_PARKED (code), ACT_NOT_ALLOWED (act, state) where the province left no place
    for ours, PARKED_NOT_THERE (code) where it has none to take; nothing is changed then.
    """
    with desk.store.write() as connection:
        id_ = finding.id_of(connection, code)
        if side is Side.OURS:
            parking.resend(connection, id_, desk.clock())
        else:
            parking.accept_theirs(connection, id_)


def choose(desk: Desk, code: str, sides: Mapping[str, Side]) -> None:
    """Choose a side in each field that differs, by its dotted path.

    Raises UserError DOSSIER_UNKNOWN, NOT_PARKED (code), PARKED_WHOLE (code) where a side is taken as a whole only,
    CHOICE_FIELD (code, fields) for a field the two sides do not differ in, CHOICE_MISSING (code, fields) where one is
    not chosen, and what `services.acts` raises for a correction; nothing is changed then.
    """
    with desk.store.write() as connection:
        id_ = finding.id_of(connection, code)
        found = parking.look(connection, id_)
        _check(found, sides)
        if all(side is Side.OURS for side in sides.values()):
            parking.resend(connection, id_, desk.clock())
        else:
            parking.accept_theirs(connection, id_)
        changes = _changes(connection, found, sides)
        if changes:
            acts.write(desk, connection, id_, Kind.CORRECTED, {"changes": changes, "reason": _REASON})


def _check(found: Parked, sides: Mapping[str, Side]) -> None:
    paths = [field.path for field in choosable(found)]
    if not paths:
        raise UserError("PARKED_WHOLE", code=found.code)
    for path in sides:
        if path not in paths:
            raise UserError("CHOICE_FIELD", field=path, code=found.code, fields=", ".join(paths))
    missing = [path for path in paths if path not in sides]
    if missing:
        raise UserError("CHOICE_MISSING", field=missing[0], code=found.code, fields=", ".join(missing))


def _changes(connection: Connection, found: Parked, sides: Mapping[str, Side]) -> dict[str, object]:
    """Return what a correction must say so that the record holds what was chosen.

    Ours, where the sides are mixed; and whatever was written here since the refusal, not answered yet, says otherwise.
    """
    record = projection.load(connection, found.id)
    chosen = {
        field.path: (field.ours if sides[field.path] is Side.OURS else field.theirs).value for field in found.fields
    }
    return {path: value for path, value in chosen.items() if look_up(record, path) != value}
