"""Care of the store: replaying every event against what is kept, and the checks a technician reads."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text

from app.errors import KnownError
from app.models import journal
from app.rules.events import canonical, said_hash, sha256_hex
from app.services.desk import Desk

LOW_DISK = 500 * 1024 * 1024
"""Bytes free under which a technician is called: about a month of a busy centre with its scans."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The outcome of a rebuild: how much was replayed, which dossiers differed, where a chain does not hold."""

    events: int
    dossiers: int
    differed: tuple[str, ...]
    broken: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua rebuild --json` prints it."""
        return {
            "events": self.events,
            "dossiers": self.dossiers,
            "differed": list(self.differed),
            "broken": list(self.broken),
        }


def rebuild(desk: Desk) -> Rebuilt:
    """Replay every event, write records that differed anew, and check every hash and this desk's chain.

    Each dossier is its own transaction, so that the counter can go on meanwhile.
    """
    with desk.store.read() as connection:
        ids = list(connection.execute(text("SELECT DISTINCT text_of(dossier) FROM event")).scalars())
        codes = {row.id: row.code for row in connection.execute(text("SELECT text_of(id) AS id, code FROM dossier"))}
        orphans = [codes[id_] for id_ in codes.keys() - set(ids)]
        broken = _broken(desk)
        events = connection.execute(text("SELECT count(*) FROM event")).scalar_one()
    differed = []
    for id_ in ids:
        try:
            with desk.store.write() as connection:
                changed = journal.refold(connection, id_, reindex=True)
        except KnownError as problem:
            if problem.code != "STORE_BROKEN":
                raise
            changed = True  # an event of it cannot be read: it is among the broken ones, its record stays as it was
        if changed:
            differed.append(codes.get(id_, id_))
    return Rebuilt(events, len(ids), tuple(differed + orphans), tuple(broken))


def _broken(desk: Desk) -> list[str]:
    """Return the ids of events whose hash is wrong, or that do not follow this desk's previous one."""
    found = []
    with desk.store.read() as connection:
        own = desk.centre(connection)
        previous = own.inherited_head
        rows = connection.execute(
            text(
                "SELECT n, id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition FROM event "
                "WHERE verdict <> 'replaced' ORDER BY n"
            )
        )
        for row in rows:
            one = journal.kept(row)
            if said_hash(one) != one.hash:
                found.append(one.id)
            if one.desk == own.desk and row.n > own.inherited_n:
                if one.prev_hash != previous:
                    found.append(one.id)
                previous = one.hash
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a technician asks about: is it well, and what was seen."""

    name: str
    ok: bool
    detail: str


def doctor(desk: Desk) -> list[Check]:
    """Look at the store, its key, the disk, the unprinted receipts and the parked dossiers."""
    checks = []
    with desk.store.read() as connection:
        page = connection.exec_driver_sql("PRAGMA quick_check").scalar_one()
        own = desk.centre(connection)
        count = connection.execute(text("SELECT count(*) FROM dossier")).scalar_one()
        checks.append(Check("store", page == "ok", f"{count} hồ sơ, kiểm tra tệp: {page}"))
        unprinted = connection.execute(
            text("SELECT code FROM dossier WHERE printed = 0 AND desk = :desk AND state <> 'voided' ORDER BY n"),
            {"desk": own.desk},
        ).scalars()
        codes = list(unprinted)
        shown = ", ".join(codes[:20]) + (f" và {len(codes) - 20} hồ sơ khác" if len(codes) > 20 else "")
        checks.append(Check("receipts", not codes, f"chưa in: {shown}" if codes else "không có giấy nào chưa in"))
        parked = connection.execute(text("SELECT code FROM dossier WHERE sync = 'parked' ORDER BY n")).scalars().all()
        aside = connection.execute(text("SELECT code FROM dossier WHERE sync = 'aside' ORDER BY n")).scalars().all()
        if aside:
            checks.append(Check("aside", False, f"chờ bản chương trình mới: {', '.join(aside)}"))
        checks.append(
            Check("parked", not parked, f"cần xử lý: {', '.join(parked)}" if parked else "không có hồ sơ cần xử lý")
        )
        waiting = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
        checks.append(Check("outbox", True, f"{waiting} việc chờ gửi tỉnh"))
    free = shutil.disk_usage(desk.store.path.parent).free
    checks.append(Check("disk", free >= LOW_DISK, f"còn {free // 1024 // 1024} MB"))
    broken = _broken(desk)
    checks.append(
        Check("chain", not broken, f"{len(broken)} việc không khớp mã" if broken else "chuỗi mã của quầy liền mạch")
    )
    return checks


def fingerprint(desk: Desk) -> str:
    """Return one hash over every record, for tests and technicians who compare two stores."""
    with desk.store.read() as connection:
        rows = connection.execute(text("SELECT text_of(id) AS id, plain(facts) AS facts FROM dossier ORDER BY id"))
        return sha256_hex(canonical({row.id: orjson.loads(row.facts) for row in rows}))
