"""Joining a province: an invitation code becomes a place, with its token, its numbers and the key that signs.

Two steps, because a desk may have no store yet. `ask` is network only: it trades the code and, when the relay knows
this desk already (its PC was replaced, or its store came back from a backup), fetches the desk's whole past. `keep`
is one transaction: the past, the numbers issued in it, where the chain goes on, the centre and the link; or nothing.

A centre that worked alone before may join with its dossiers when agency and desk agree and every number it issued
lies in the lease. The relay's answer is believed over what `init` was told: commune, name and range become its own.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import httpx2
from sqlalchemy import Connection, text

from app.errors import SyncError, UserError
from app.models import event_rows, setting
from app.models.setting import CentreRecord, DeskKeys, ProvinceLink
from app.models.store import Store
from app.rules.events import EDITION
from app.rules.identity import officer_name
from app.rules.numbering import parse_code
from app.rules.text import nfc
from app.sync.keys import new_keys, public
from app.sync.past import come_back, knows, take_over
from app.sync.protocol import VERSION, Enrolled, Enrolment
from app.sync.restored import take_in
from app.sync.taking import Ordered, checked
from app.sync.transport import Transport

TRIES = 3
"""How often one thing is asked for: the code is used up, so a short break must not waste it."""
PAUSE_SECONDS = 1.5
T = TypeVar("T")
_AGAIN = ("OFFLINE", "TIMEOUT", "SERVER", "BUSY")


@dataclass(frozen=True, slots=True)
class Joined:
    """What the relay gave: the desk's place and, when the relay knows the desk, all accepted events of its centre.

    `keys` are those whose public halves it was given.
    """

    url: str
    place: Enrolled
    keys: DeskKeys
    past: Ordered
    cursor: int
    protocol: int = VERSION


def ask(
    url: str, code: str, officer: str, *, held: Store | None = None, http: httpx2.BaseTransport | None = None
) -> Joined:
    """Trade an invitation code and fetch the past of a desk the relay knows. Nothing is stored.

    With a store that is `held` already the relay is told where it belongs, so that no code is used up by a store of
    another place. Raises UserError OFFICER_NAME, URL_INVALID, URL_NOT_SECURE, INVITATION_UNKNOWN, INVITATION_USED,
    INVITATION_EXPIRED, ENROL_MISMATCH (what, here, there), and SyncError. After a SyncError the code may be used up;
    the province invites again.
    """
    keys = new_keys()
    enrolment = Enrolment(
        code=code.strip(),
        officer=officer_name(officer),
        nonce=secrets.token_urlsafe(24),
        keys=public(keys),
        **_belongs(held),
    )
    past: Ordered = []
    with Transport(url, http=http) as transport:
        place = _insisting(lambda: transport.enrol(enrolment))
        transport.show(place.token)
        cursor, more = 0, place.head is not None
        while more:
            page = _insisting(partial(transport.pull, cursor, own=True))
            past += checked(page.events, place.desk)
            more = page.more and page.cursor > cursor
            cursor = page.cursor
        return Joined(url, place, keys, past, cursor, transport.protocol)


def _belongs(held: Store | None) -> dict[str, Any]:
    """Say where a store belongs already: its agency and desk, and the numbers it has issued."""
    if held is None:
        return {}
    with held.read() as connection:
        if setting.get(connection, "centre") is None:
            return {}
        centre = setting.centre(connection)
        issued = connection.execute(text("SELECT code FROM dossier WHERE desk = :desk"), {"desk": centre.desk})
        numbers = [parse_code(code).number for code in issued.scalars()]
    return {
        "agency": centre.agency,
        "desk": centre.desk,
        "lowest": min(numbers, default=None),
        "highest": max(numbers, default=None),
    }


def keep(store: Store, joined: Joined, officer: str, *, centre: CentreRecord | None = None) -> CentreRecord:
    """Store the place, the keys, the past and the link in one transaction; return the centre.

    `centre` describes a store that has none yet (what the relay does not know: `parent`, `place`, `kind`).
    What a store had written on top of an old state, before it knew what was lost, is said again after the past
    (`sync.restored`). Raises UserError ENROL_MISMATCH (what=agency, desk or number; here, there) and changes nothing
    when the store belongs elsewhere: a relay of 0.3.0 has used the code up then.
    """
    with store.write() as connection:
        held = setting.get(connection, "centre")
        known = CentreRecord(**held) if held is not None else None
        record = _placed(known or centre, joined.place, officer, joined.protocol)
        if known is not None:
            _same_desk(connection, known, joined.place)
        head = joined.place.head
        replaced = head is not None and not event_rows.newest(connection)
        # One whose events the relay has lost sends them again (`push`): there the relay's last event is known here.
        if knows(connection, record, head):
            come_back(connection, record, joined.past)
            setting.put_centre(connection, record)
        else:
            record = take_in(connection, record, joined.past, head, after=0)
        if replaced:
            take_over(connection, record, joined.past)
        setting.put_keys(connection, joined.keys)
        setting.put_link(
            connection,
            ProvinceLink(
                joined.url,
                joined.place.token,
                joined.place.key,
                cursor=joined.cursor,
                protocol=joined.protocol,
                recipient=joined.place.recipient,
            ),
        )
        return record


def enrol(
    store: Store,
    url: str,
    code: str,
    officer: str,
    *,
    centre: CentreRecord | None = None,
    http: httpx2.BaseTransport | None = None,
) -> CentreRecord:
    """Join the province with a store that is there: `ask`, then `keep`. Raises what they raise."""
    return keep(store, ask(url, code, officer, held=store, http=http), officer, centre=centre)


def _insisting(ask: Callable[[], T]) -> T:
    """Ask, and ask again after what passes by itself: a line that was cut, a relay others are guessing at."""
    for left in reversed(range(TRIES)):
        try:
            return ask()
        except SyncError as problem:
            if not left or problem.code not in _AGAIN:
                raise
            if problem.code == "BUSY":
                time.sleep(PAUSE_SECONDS)
    raise AssertionError


def _placed(known: CentreRecord | None, place: Enrolled, officer: str, protocol: int) -> CentreRecord:
    """Return the centre as the province places it; what only the centre knows of itself stays."""
    if known is None:
        known = CentreRecord("", "", "", "", "", 0, 0, 0, "")
    return replace(
        known,
        agency=place.agency,
        commune=place.commune,
        name=nfc(place.name),
        desk=place.desk,
        first=place.first,
        last=place.last,
        officer=officer_name(officer),
        writes=min(EDITION, protocol),
    )


def _same_desk(connection: Connection, known: CentreRecord, place: Enrolled) -> None:
    """Refuse a place that is not this store's: its numbers are on paper in citizens' hands."""
    if known.agency != place.agency:
        raise UserError("ENROL_MISMATCH", what="agency", here=known.agency, there=place.agency)
    if known.desk != place.desk:
        raise UserError("ENROL_MISMATCH", what="desk", here=known.desk, there=place.desk)
    issued = connection.execute(text("SELECT code FROM dossier WHERE desk = :desk"), {"desk": known.desk}).scalars()
    for code in issued:
        if not place.first <= parse_code(code).number <= place.last:
            raise UserError("ENROL_MISMATCH", what="number", here=code, there=f"{place.first}–{place.last}")
