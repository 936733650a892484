"""Care of the store: replaying every event against what is kept, and the checks a technician reads.

A rebuild goes through everything. The doctor goes through all that is cheap, and each day through a thirtieth of what
is not (bodies hashed, records replayed), so that a month sees every one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app import words
from app.errors import KnownError, MotcuaError
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
    """One thing a technician asks about: is it well, what was seen, and where it is not well what to do."""

    name: str
    ok: bool
    detail: str
    cure: str | None = None


def doctor(desk: Desk) -> list[Check]:
    """Ask everything about what an open store holds; whatever a check meets is its failure, and the others
    are asked.

    Of bodies, records and scans the thirtieth of the day by the desk's clock is recomputed.
    """
    found = [_asked(desk, name, ask) for name, ask in _ASKED.items()]
    return [check for check in found if check is not None]


def examine(desk: Desk) -> list[Check]:
    """Recompute all of a store: every body, record and scan, the chain, the log and the closings; for a copy of one."""
    whole = ("chain", "events", "records", "log", "closings", "files")
    with desk.store.read() as connection:
        found = [_ASKED[name](desk, connection, 1) for name in whole]
    return [check for check in found if check is not None]


_Ask = Callable[[Desk, Connection, int], Check | None]
"""A question to a store, in how many days all of it has its turn; None where there is nothing to ask."""


def _asked(desk: Desk, name: str, ask: _Ask) -> Check | None:
    try:
        with desk.store.read() as connection:
            return ask(desk, connection, ROUND)
    except MotcuaError as problem:
        return Check(name, False, f"{words.sentence(problem)} ({problem.code})", _RESTORE)
    except Exception as problem:  # what lies in a damaged row may be anything; its text may be personal
        return Check(name, False, f"không đọc được ({type(problem).__name__})", _RESTORE)


def _receipts(desk: Desk, connection: Connection, _round: int) -> Check:
    codes = connection.execute(
        text("SELECT code FROM dossier WHERE printed = 0 AND desk = :desk AND state <> 'voided' ORDER BY n"),
        {"desk": desk.centre(connection).desk},
    )
    cure = "Bật máy in, mở ô Chưa in ở màn hình Hôm nay rồi Ctrl+P; không cần giấy nữa thì hủy hồ sơ."
    return _check("receipts", list(codes.scalars()), "chưa in", "không có giấy nào chưa in", cure, "hồ sơ")


def _parked(_desk: Desk, connection: Connection, _round: int) -> Check:
    codes = connection.execute(text("SELECT code FROM dossier WHERE sync = 'parked' ORDER BY n")).scalars().all()
    cure = "Mở màn hình Cần xử lý, hoặc motcua parked, và chọn cho từng hồ sơ."
    return _check("parked", codes, "cần xử lý", "không có hồ sơ cần xử lý", cure, "hồ sơ")


def _aside(_desk: Desk, connection: Connection, _round: int) -> Check | None:
    codes = connection.execute(
        text(
            "SELECT code FROM dossier WHERE sync = 'aside' "
            "AND id NOT IN (SELECT dossier FROM event WHERE edition = 0) ORDER BY n"
        )
    )
    if not (waits := list(codes.scalars())):
        return None
    return _check("aside", waits, "chờ bản chương trình mới", "", "Cài bản Một Cửa mới nhất.", "hồ sơ")


def _altered_there(_desk: Desk, connection: Connection, _round: int) -> Check | None:
    if not (altered := event_rows.unsaid(connection, -1)):
        return None
    told = "việc đã bị sửa ở tỉnh, mỗi lần gửi sẽ hỏi lại: số"
    return Check("altered", False, f"{told} {', '.join(map(str, altered))}", "Báo tỉnh các số này; ở quầy làm tiếp.")


def _outbox(_desk: Desk, connection: Connection, _round: int) -> Check:
    waiting = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
    return Check("outbox", True, f"{waiting} việc chờ gửi tỉnh")


def _chain(desk: Desk, connection: Connection, _round: int) -> Check:
    return _check("chain", _astray(desk, connection), "không nối tiếp", "chuỗi mã của quầy liền mạch", _RESTORE)


def _events(desk: Desk, connection: Connection, round_: int) -> Check:
    altered = _altered(connection, "n % :round = :day", round=round_, day=_day(desk, round_))
    return _check("events", altered, "không khớp mã", _part(round_), _RESTORE)


def _records(desk: Desk, connection: Connection, round_: int) -> Check:
    slice_ = text("SELECT text_of(id) AS id, code FROM dossier WHERE n % :round = :day ORDER BY n")
    rows = connection.execute(slice_, {"round": round_, "day": _day(desk, round_)}).all()
    differing = [row.code for row in rows if not _stands(connection, row.id)]
    return _check("records", differing, "khác các việc đã ghi", _part(round_), "Chạy motcua rebuild.")


def _index(_desk: Desk, connection: Connection, _round: int) -> Check:
    """Ask whether each dossier is in the index by which it is found."""
    codes = connection.execute(
        text("SELECT code FROM dossier WHERE n NOT IN (SELECT id FROM search_docsize) ORDER BY n")
    )
    lost = list(codes.scalars())
    return _check("index", lost, "không tra cứu được", "mọi hồ sơ tra cứu được", "Chạy motcua rebuild.", "hồ sơ")


def _scans(desk: Desk, connection: Connection, round_: int) -> Check:
    """Ask whether every scan that a dossier of this desk names lies beside the store, the part's as it was kept.

    Named are the dossiers: what a scan is called may say whose it is.
    """
    own, lost, count = desk.centre(connection).desk, [], 0
    rows = connection.execute(text("SELECT n, code, facts FROM dossier WHERE desk = :desk ORDER BY n"), {"desk": own})
    for n, code, facts in rows:
        try:
            components = projection.record_of(facts).components
        except KnownError:
            continue  # the records' own failure
        for scan in (scan for part in components for scan in part.files):
            count += 1
            try:
                if n % round_ == _day(desk, round_) or not files.lies(desk.store, scan.sha256):
                    files.content(desk.store, scan.sha256)
            except KnownError:
                lost.append(code)
    cure = "Chép thư mục files của bản sao lưu gần nhất vào thư mục dữ liệu; không có thì quét lại giấy."
    return _check("files", list(dict.fromkeys(lost)), "tệp thiếu hoặc hỏng", f"đủ {count} tệp quét", cure, "hồ sơ")


def _log(_desk: Desk, connection: Connection, _round: int) -> Check | None:
    link = setting.link(connection)
    if link is None:
        return None
    counted = deque(count_log(0, LOG_START, event_rows.accepted(connection, 0, link.log_n)), maxlen=1)
    n, log = counted.pop() if counted else (0, LOG_START)
    good = (n, log) == (link.log_n, link.log)
    told = f"{n} việc đúng" if good else f"không đúng trong {link.log_n} việc, liền số đến {n}"
    return Check("log", good, f"sổ chung với tỉnh: {told}", None if good else _RESTORE)


def _closings(desk: Desk, connection: Connection, _round: int) -> Check | None:
    link = setting.link(connection)
    if link is None:
        return None
    unproved = _unproved(desk, connection, link.key)
    cure = "Giữ các phiếu chốt ngày đã in; báo tỉnh các ngày này."
    return _check("closings", unproved, "chữ ký của tỉnh không khớp", "chữ ký của tỉnh đúng", cure, "ngày")


_RESTORE = "Sao lưu ra ổ khác (motcua backup --to), rồi phục hồi bản sao lưu gần nhất còn tốt: motcua restore TỆP."
_ASKED: dict[str, _Ask] = {
    "receipts": _receipts,
    "aside": _aside,
    "altered": _altered_there,
    "parked": _parked,
    "outbox": _outbox,
    "chain": _chain,
    "events": _events,
    "records": _records,
    "index": _index,
    "files": _scans,
    "log": _log,
    "closings": _closings,
}


def _check(name: str, found: Sequence[str], wrong: str, well: str, cure: str, what: str = "việc") -> Check:
    return Check(name, False, f"{wrong}: {_named(found, what)}", cure) if found else Check(name, True, well)


def _day(desk: Desk, round_: int) -> int:
    return desk.clock().date().toordinal() % round_


def _part(round_: int) -> str:
    return f"phần của hôm nay (1/{round_}) đúng" if round_ > 1 else "tất cả đúng"


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
