"""What a reception must satisfy besides its draft, asked in the transaction that writes it.

Whoever receives, the window or a script, meets the same refusals here. Who is turned away at the door is asked none of
them: no number, since that may be why, and no reason for a second dossier.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, text

from app.errors import UserError
from app.rules.clock import parse_moment
from app.rules.record import Person
from app.services import drafts, duplicates
from app.services.drafts import Draft


def check_proxy(applicant: Person, owner: Person | None) -> None:
    """See that who hands in for another can be told by a number. Raises UserError PROXY_NUMBER."""
    if owner is not None and not applicant.id_number and applicant.kind in ("citizen", "business"):
        raise UserError("PROXY_NUMBER", field="applicant.id_number")


def moment(connection: Connection, draft: Draft, now: datetime) -> datetime:
    """Return when a dossier was received: not ahead of the clock, and not before this desk's last closing.

    What was closed was counted and signed. Raises UserError RECEIVED_AHEAD (received), RECEIVED_BEFORE_CLOSING
    (closed: the day); a dossier that nobody dates is received now, but on a blank stands when (BLANK_TIME).
    """
    at = drafts.moment_of(draft, now)
    if draft.blank is not None and draft.received_at is None:
        raise UserError("BLANK_TIME", field="received_at")
    if at > now:
        raise UserError("RECEIVED_AHEAD", field="received_at", received=at)
    if draft.received_at is None:
        return at
    last = connection.execute(text("SELECT date, at FROM closing ORDER BY date DESC LIMIT 1")).one_or_none()
    day = at.date().isoformat()
    if last is not None and (day < last.date or (day == last.date and at < parse_moment(last.at))):
        raise UserError("RECEIVED_BEFORE_CLOSING", field="received_at", closed=date.fromisoformat(last.date))
    return at


def note(connection: Connection, draft: Draft, applicant: Person) -> str | None:
    """Return the note of a reception, with the reason why a second dossier of one person is received all the same.

    Another desk's dossier may have come in since the form was filled. Raises UserError DUPLICATE (code, desk) where
    there is an earlier one and no reason.
    """
    found = duplicates.earlier_in(connection, applicant.id_number, draft.procedure) if applicant.id_number else None
    if found is None:
        return draft.note
    if not draft.duplicate_reason:
        raise UserError("DUPLICATE", field="duplicate_reason", code=found.code, desk=found.desk)
    said = f"Vẫn nhận khi đã có hồ sơ {found.code}: {draft.duplicate_reason}"
    return f"{said}\n{draft.note}" if draft.note else said
