"""Care of the store: replaying every event against what is kept, and the checks a technician reads.

A rebuild goes through everything. The doctor goes through all that is cheap, and each day through a thirtieth of what
is not (bodies hashed, records replayed), so that a month sees every one.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app.errors import KnownError
from app.models import event_rows, files, packed, projection, setting
from app.rules.closing import read_closing, signed_by, statement_of
from app.rules.events import LOG_START, canonical, count_log, said_hash, sha256_hex
from app.rules.record import Broken
from app.services.desk import Desk

ROUND = 30
"""Days in which the doctor has seen every body and every record once."""
_EVENTS = "SELECT n, id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition FROM event"
_NAMED = 20
"""How many codes or ids a check names before it counts the rest."""
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
        broken = dict.fromkeys(_altered(connection) + _astray(desk, connection))
        events = connection.execute(text("SELECT count(*) FROM event")).scalar_one()
    differed = []
    for id_ in ids:
        try:
            with desk.store.write() as connection:
                changed = projection.refold(connection, id_, reindex=True)
        except KnownError as problem:
            if problem.code != "STORE_BROKEN":
                raise
            changed = True  # an event of it cannot be read: it is among the broken ones, its record stays as it was
        if changed:
            differed.append(codes.get(id_, id_))
    return Rebuilt(events, len(ids), tuple(differed + orphans), tuple(broken))


def _altered(connection: Connection, where: str = "true", **values: int) -> list[str]:
    """Return the ids of events that do not say what their hash says."""
    rows = connection.execute(text(f"{_EVENTS} WHERE verdict <> 'replaced' AND {where} ORDER BY n"), values)
    kept = map(event_rows.kept, rows)
    return [one.id for one in kept if said_hash(one) != one.hash]


def _astray(desk: Desk, connection: Connection) -> list[str]:
    """Return the ids of this desk's events that do not follow its previous one."""
    own = desk.centre(connection)
    # The plus keeps SQLite from the indexes on desk, by which it would sort every event.
    chain = text(
        "SELECT text_of(id) AS id, prev_hash, hash FROM event "
        "WHERE verdict <> 'replaced' AND +desk = :desk AND n > :since ORDER BY n"
    )
    found, previous = [], packed.key(own.inherited_head)
    for row in connection.execute(chain, {"desk": own.desk, "since": own.inherited_n}):
        if row.prev_hash != previous:
            found.append(row.id)
        previous = row.hash
    return found


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a technician asks about: is it well, and what was seen."""

    name: str
    ok: bool
    detail: str


def doctor(desk: Desk) -> list[Check]:
    """Look at the store, its key, the disk, the unprinted receipts and the parked dossiers; name what is not well.

    Of bodies and records the thirtieth of the day by the desk's clock is recomputed.
    """
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
        told = f"chưa in: {_named(codes, 'hồ sơ')}" if codes else "không có giấy nào chưa in"
        checks.append(Check("receipts", not codes, told))
        parked = connection.execute(text("SELECT code FROM dossier WHERE sync = 'parked' ORDER BY n")).scalars().all()
        aside = connection.execute(
            text(
                "SELECT code FROM dossier WHERE sync = 'aside' "
                "AND id NOT IN (SELECT dossier FROM event WHERE edition = 0) ORDER BY n"
            )
        ).scalars()
        if waits := list(aside):
            checks.append(Check("aside", False, f"chờ bản chương trình mới: {', '.join(waits)}"))
        if altered := event_rows.unsaid(connection, -1):
            numbers = ", ".join(map(str, altered))
            checks.append(Check("altered", False, f"việc đã bị sửa ở tỉnh, mỗi lần gửi sẽ hỏi lại: số {numbers}"))
        checks.append(
            Check("parked", not parked, f"cần xử lý: {', '.join(parked)}" if parked else "không có hồ sơ cần xử lý")
        )
        waiting = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
        checks.append(Check("outbox", True, f"{waiting} việc chờ gửi tỉnh"))
        checks += _held(desk, connection)
    home = desk.store.path.parent
    # What lies there is encrypted and its names tell nothing, so that others may read it is their own business; who may
    # write could put an old store in its place, or none. Windows' modes say nothing.
    if os.name != "nt" and home.stat().st_mode & 0o022:
        checks.append(Check("folder", False, f"tài khoản khác ghi được vào thư mục dữ liệu: chmod 700 {home}"))
    free = shutil.disk_usage(home).free
    checks.append(Check("disk", free >= LOW_DISK, f"còn {free // 1024 // 1024} MB"))
    return checks


def examine(desk: Desk) -> list[Check]:
    """Recompute all of a store: every body, record and scan, the chain, the log and the closings; for a copy of one."""
    with desk.store.read() as connection:
        return [*_held(desk, connection, 1), _scans(desk, connection)]


def _scans(desk: Desk, connection: Connection) -> Check:
    """Check that every scan that a dossier of this desk names lies beside the store as it was kept."""
    own, lost, count = desk.centre(connection).desk, [], 0
    for (facts,) in connection.execute(text("SELECT facts FROM dossier WHERE desk = :desk ORDER BY n"), {"desk": own}):
        for scan in (scan for part in projection.record_of(facts).components for scan in part.files):
            count += 1
            try:
                files.content(desk.store, scan.sha256)
            except KnownError:
                lost.append(scan.name)
    told = f"thiếu hoặc hỏng: {_named(lost, 'tệp')}" if lost else f"đủ {count} tệp quét"
    return Check("files", not lost, told)


def _held(desk: Desk, connection: Connection, round_: int = ROUND) -> list[Check]:
    """Check that events and records are what they were: chain and log whole, bodies and records the day's part.

    `round_` is in how many days every one of them has its turn.
    """
    astray = _astray(desk, connection)
    day = desk.clock().date().toordinal() % round_
    altered = _altered(connection, "n % :round = :day", round=round_, day=day)
    slice_ = text("SELECT text_of(id) AS id, code FROM dossier WHERE n % :round = :day ORDER BY n")
    rows = connection.execute(slice_, {"round": round_, "day": day}).all()
    differing = [row.code for row in rows if not _stands(connection, row.id)]
    whole = f"phần của hôm nay (1/{round_}) đúng" if round_ > 1 else "tất cả đúng"
    checks = [
        Check("chain", not astray, f"không nối tiếp: {_named(astray)}" if astray else "chuỗi mã của quầy liền mạch"),
        Check("events", not altered, f"không khớp mã: {_named(altered)}" if altered else whole),
        Check("records", not differing, f"khác các việc đã ghi: {_named(differing)}" if differing else whole),
    ]
    link = setting.link(connection)
    if link is not None:
        counted = deque(count_log(0, LOG_START, event_rows.accepted(connection, 0, link.log_n)), maxlen=1)
        n, log = counted.pop() if counted else (0, LOG_START)
        good = (n, log) == (link.log_n, link.log)
        told = f"{n} việc đúng" if good else f"không đúng trong {link.log_n} việc, liền số đến {n}"
        checks.append(Check("log", good, f"sổ chung với tỉnh: {told}"))
        unproved = _unproved(desk, connection, link.key)
        told = f"chữ ký của tỉnh không khớp: {_named(unproved, 'ngày')}" if unproved else "chữ ký của tỉnh đúng"
        checks.append(Check("closings", not unproved, told))
    return checks


def _unproved(desk: Desk, connection: Connection, key: str) -> list[str]:
    """Return the signed days whose kept signature is none over what the desk's sheet of them says."""
    own, found = desk.centre(connection), []
    for date, data in connection.execute(text("SELECT date, data FROM closing WHERE signed ORDER BY date")):
        try:
            closing = read_closing(data)
        except Broken:
            found.append(date)
            continue
        if not signed_by(key, statement_of(closing, own.agency, own.desk), closing.signature):
            found.append(date)
    return found


def _stands(connection: Connection, dossier: str) -> bool:
    try:
        return projection.stands(connection, dossier)
    except KnownError as problem:
        if problem.code != "STORE_BROKEN":
            raise
        return False


def _named(found: Sequence[str], what: str = "việc") -> str:
    rest = f" và {len(found) - _NAMED} {what} khác" if len(found) > _NAMED else ""
    return ", ".join(found[:_NAMED]) + rest


def fingerprint(desk: Desk) -> str:
    """Return one hash over every record, for tests and technicians who compare two stores."""
    with desk.store.read() as connection:
        rows = connection.execute(text("SELECT text_of(id) AS id, plain(facts) AS facts FROM dossier ORDER BY id"))
        return sha256_hex(canonical({row.id: orjson.loads(row.facts) for row in rows}))
