"""When a dossier leaves the counter, and when its time begins: NĐ 118/2025 as NĐ 309/2026 has it since 5 August 2026.

What is received in person is passed on the same working day; what is received after 15:00, at the opening of the next
(art. 18(2), NĐ 309/2026 art. 9). The time of a dossier received regardless of boundary counts from the moment the
competent body receives it (art. 17(3), NĐ 309/2026 art. 8(3)), which nobody knows while the citizen sits there: the
promise counts from the latest moment at which it may lawfully be passed on, until the body has said when it had it.

Regardless of boundary is received what another commune decides, in this province or in another. A body of the province
has no commune: its procedures are received in their own place. A dossier of before that day keeps the time it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.rules.calendar import WorkingTime, local
from app.rules.deadline import Due, Span, due
from app.rules.record import Arrival, Destination
from app.rules.terms import SAME_DAY_CUT_OFF, Term

SINCE = date(2026, 8, 5)
"""The day NĐ 309/2026 came into force, which is the day it was signed."""
_AT_THE_LATEST = "{} nhận chậm nhất lúc {:%H:%M %d/%m/%Y}, tính từ {:%H:%M %d/%m/%Y}. {}"
_ARRIVED = "{} nhận lúc {:%H:%M %d/%m/%Y}, tính từ đó. {}"


def leaves_by(received: datetime, working: WorkingTime) -> datetime:
    """Return the latest moment at which a dossier received in person may be passed on; local time.

    A receipt outside working hours counts as one at the next opening. Raises UserError NO_WORKING_DAY.
    """
    received = local(received)
    start = working.next_working_moment(received)
    clock = received.time() if received.date() == start.date() else start.time()
    if clock >= SAME_DAY_CUT_OFF:
        return working.sessions(working.next_working_day(start.date()))[0][0]
    return working.sessions(start.date())[-1][1]


def is_boundary_free(received: datetime, destination: Destination | None) -> bool:
    """Tell whether a dossier's time begins with the competent body's receipt."""
    return destination is not None and destination.commune is not None and local(received).date() >= SINCE


def promised(
    received: datetime,
    term: Term,
    working: WorkingTime,
    pauses: Sequence[Span] = (),
    *,
    destination: Destination | None,
    arrived: Arrival | None = None,
) -> Due:
    """Reckon when a dossier is due, as `deadline.due` does, from where its time begins. Raises what that raises."""
    if destination is None or not is_boundary_free(received, destination):
        return due(received, term, working, pauses)
    if arrived:
        found = due(arrived.at, term, working, pauses)
        return replace(found, explanation=_ARRIVED.format(arrived.body, local(arrived.at), found.explanation))
    had = leaves_by(received, working)
    begins = working.next_working_moment(had)
    found = due(begins, term, working, pauses)
    return replace(found, explanation=_AT_THE_LATEST.format(destination.name, had, begins, found.explanation))
