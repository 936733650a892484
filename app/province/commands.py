"""What `motcua province …` does, one function a sub-command, each returning what `--json` prints (CLI.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from app.errors import UserError
from app.province import enrolment, ingest, refusals, tables
from app.province import verify as verifying
from app.province.home import create, open_relay
from app.province.serve import serve
from app.province.store import Store, among, listed
from app.rules.acts import Kind
from app.rules.clock import iso, now, parse_date
from app.rules.dossier import view
from app.rules.events import Body, Event, kept_event, new_event
from app.rules.record import read_record
from app.rules.vocabulary import Sync
from app.sync.protocol import Reason, Verdict

PROVINCE_OFFICER = "Tỉnh"
"""Who acts when the province's own systems do."""
EXPORT_BATCH = 500


def init(home: Path, db: str | None = None) -> dict[str, Any]:
    """Make a relay: {"home", "database": sqlite or postgresql, "key": public, base64}; again changes nothing.

    Raises what `app.province.home.create` raises.
    """
    relay = create(home, db)
    relay.store.close()
    return {"home": str(home), "database": relay.store.engine.dialect.name, "key": relay.public_key()}


def invite(
    home: Path,
    agency: str,
    commune: str,
    desk: int,
    first: int | None = None,
    last: int | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Make an invitation code for a desk: {"code", "expires_at"}. Raises what `enrolment.invite` raises."""
    with _opened(home) as store, store.write() as tx:
        return enrolment.invite(tx, agency, commune, desk, first, last, name)


def revoke(home: Path, agency: str, desk: int) -> dict[str, Any]:
    """Shut a desk out: {"agency", "desk", "revoked_at"}. Raises UserError DESK_UNKNOWN."""
    with _opened(home) as store, store.write() as tx:
        return {"agency": agency, "desk": desk, "revoked_at": enrolment.revoke(tx, agency, desk)}


def act(home: Path, code: str, kind: str, body: Body, agency: str, officer: str = PROVINCE_OFFICER) -> dict[str, Any]:
    """Add one of the province's own events to a dossier and return the dossier as `show` prints it.

    The province asks the same rules as a desk; what they refuse is not stored. Raises UserError AGENCY_UNKNOWN,
    DOSSIER_UNKNOWN (code), KIND_UNKNOWN (kind), ACT_NOT_ALLOWED (act, state), EVENT_REFUSED (reason and its facts).
    """
    if kind not in tuple(Kind) or kind == Kind.RECEIVED:
        raise UserError("KIND_UNKNOWN", field="kind", kind=kind)
    with _opened(home) as store, store.write() as tx:
        desk = enrolment.the_province(tx, agency)
        table = tables.dossier.c
        row = tx.execute(select(table.id, table.head).where(table.agency == agency, table.code == code)).first()
        if row is None:
            raise UserError("DOSSIER_UNKNOWN", field="code", code=code)
        event = new_event(
            dossier=row.id, kind=Kind(kind), at=iso(now()), officer=officer, desk=desk.number, base=row.head,
            prev_hash=desk.head, body=body,
        )  # fmt: skip
        answer = ingest.take(tx, desk, [event])[0]
        if answer.reason is Reason.STATE:
            raise UserError("ACT_NOT_ALLOWED", **answer.facts)
        if answer.reason is not None:
            raise UserError("EVENT_REFUSED", **{**answer.facts, "reason": answer.reason.value})
        return next(_shown(tx, agency, [row.id]))


def refuse(home: Path, agency: str, event: str, reason: str) -> dict[str, Any]:
    """Order an event the relay fails on to be refused: {"agency", "event", "reason", "at"}.

    Raises what `refusals.order` raises.
    """
    with _opened(home) as store, store.write() as tx:
        return refusals.order(tx, agency, event, reason)


def status(home: Path) -> list[dict[str, Any]]:
    """Return one object for each desk, province's own excluded.

    `events` counts stored events, refused ones among them and again in `refused`; `dossiers` those the desk
    received; `missing_files` scans that their components name and that have not been uploaded: all of them until
    the file lane exists. `alert` is {"code": "CLONED", "at", "event"} or null. `to_refuse` lists the events of its
    agency that the operator has ordered to refuse and that have not come since.
    """
    with _opened(home) as store, store.read() as tx:
        return [_desk_status(row, tx) for row in tx.execute(_desks()).all()]


def export(home: Path, agency: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield every dossier, or an agency's, by code, as `show` prints it; all from one moment of the database."""
    table = tables.dossier.c
    with _opened(home) as store, store.read() as tx:
        every = tx.scalars(select(tables.agency.c.id).order_by(tables.agency.c.id)).all()
        for one in every if agency is None else [agency]:
            ids = list(tx.scalars(select(table.id).where(table.agency == one).order_by(table.code)))
            for start in range(0, len(ids), EXPORT_BATCH):
                yield from _shown(tx, one, ids[start : start + EXPORT_BATCH])


def verify(home: Path, agency: str | None = None, since: str | None = None) -> dict[str, Any]:
    """Look for what is not as it was left: {"ok", "findings": [{"kind", "agency", "dossier", "event"}]}.

    `since` is a date: signed days and records of dossiers not touched since then are passed by. Raises UserError
    DATE_FORMAT (text), AGENCY_UNKNOWN (agency).
    """
    day = parse_date(since, "since").isoformat() if since else None
    relay = open_relay(home)
    try:
        with relay.store.read() as tx:
            if agency is not None and not tx.scalar(select(tables.agency.c.id).where(tables.agency.c.id == agency)):
                raise UserError("AGENCY_UNKNOWN", field="agency", agency=agency)
            found = [one.as_json() for one in verifying.findings(tx, relay, agency, day)]
    finally:
        relay.store.close()
    return {"ok": not found, "findings": found}


@contextmanager
def _opened(home: Path) -> Iterator[Store]:
    store = open_relay(home).store
    try:
        yield store
    finally:
        store.close()


def _desks() -> Any:
    table = tables.desk.c
    return (
        select(tables.desk, tables.agency.c.name)
        .where(table.agency == tables.agency.c.id, table.number != enrolment.PROVINCE)
        .order_by(table.agency, table.number)
    )


def _desk_status(row: Any, tx: Connection) -> dict[str, Any]:
    events, dossiers, closing = tables.event.c, tables.dossier.c, tables.closing.c
    here = (events.agency == row.agency, events.desk == row.number)
    counts: dict[str, int] = {
        verdict: count
        for verdict, count in tx.execute(select(events.verdict, func.count()).where(*here).group_by(events.verdict))
    }
    received = select(func.count(), func.coalesce(func.sum(dossiers.files), 0)).where(
        dossiers.agency == row.agency, dossiers.desk == row.number
    )
    total, files = tx.execute(received).one()
    closed = select(func.max(closing.date)).where(closing.agency == row.agency, closing.desk == row.number)
    return {
        "agency": row.agency,
        "name": row.name,
        "desk": row.number,
        "first": row.first,
        "last": row.last,
        "officer": row.officer,
        "last_contact": row.last_contact,
        "revoked_at": row.revoked_at,
        "events": sum(counts.values()),
        "refused": counts.get(Verdict.REFUSED.value, 0),
        "dossiers": total,
        "missing_files": int(files),
        "last_closing": tx.scalar(closed),
        "alert": orjson.loads(row.alert) if row.alert else None,
        "to_refuse": refusals.waiting(tx, row.agency),
    }


def _shown(tx: Connection, agency: str, ids: list[str]) -> Iterator[dict[str, Any]]:
    table, dossier = tables.event.c, tables.dossier.c
    events: dict[str, list[Event]] = defaultdict(list)
    accepted = (table.agency == agency, among(table.dossier, "wanted"), table.verdict == Verdict.ACCEPTED.value)
    wanted = {"wanted": listed(ids)}
    for row in tx.execute(select(tables.event).where(*accepted).order_by(table.seq), wanted):
        events[row.dossier].append(kept_event(row))
    query = (
        select(dossier.id, dossier.facts)
        .where(dossier.agency == agency, among(dossier.id, "wanted"))
        .order_by(dossier.code)
    )
    for row in tx.execute(query, wanted):
        yield view(read_record(row.facts), sync=Sync.SENT, events=events[row.id]).as_json()


__all__ = ["act", "export", "init", "invite", "refuse", "revoke", "serve", "status", "verify"]
