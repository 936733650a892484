"""A province with desks, for tests: the real relay on loopback and the PCs of its desks with real stores."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import uvicorn
from sqlalchemy import select, text

from app.models import counting, event_rows, journal, projection, setting
from app.models.store import Store, open_store
from app.province import commands, enrolment, records, tables
from app.province.api import create_app
from app.province.home import SETTINGS, create, open_relay
from app.province.serve import listen
from app.rules.acts import Kind, check_legal
from app.rules.clock import iso, now, parse_moment
from app.rules.closing import DayClosing
from app.rules.dossier import view
from app.rules.events import LOG_START, Body, Event, new_id
from app.rules.numbering import Lease, dossier_code
from app.rules.record import Record
from app.rules.vocabulary import Sync
from app.sync import parked
from app.sync.enrol import enrol
from app.sync.once import SyncResult, sync_once
from app.sync.parked import Parked
from app.sync.reconcile import close_day
from app.sync.transport import Transport
from tests.sync.line import Line

DAY = date(2026, 11, 23)
KEY = bytes(range(32))
COMMUNE = "24133"


class RelayServer:
    """The relay a province runs, made in `home` or there already, served by uvicorn on a port of its own."""

    def __init__(self, home: Path, db: str | None = None, port: int = 0) -> None:
        self.home = home
        self.relay = open_relay(home) if (home / SETTINGS).exists() else create(home, db)
        self._listener = listen("127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(
            create_app(self.relay), log_level="warning", access_log=False, timeout_graceful_shutdown=5
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],))
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()

    def invite(self, agency: str, desk: int, first: int | None = None, last: int | None = None) -> str:
        with self.relay.store.write() as tx:
            return str(enrolment.invite(tx, agency, COMMUNE, desk, first, last, "Trung tâm thử")["code"])

    def act(self, agency: str, code: str, kind: Kind, body: Body) -> None:
        commands.act(self.home, code, kind.value, body, agency)

    def export(self, agency: str) -> dict[str, dict[str, Any]]:
        return {found["id"]: found for found in commands.export(self.home, agency)}

    def events(self, agency: str) -> list[Any]:
        table = tables.event.c
        with self.relay.store.read() as tx:
            return list(tx.execute(select(tables.event).where(table.agency == agency).order_by(table.seq)))

    def alert(self, agency: str, desk: int) -> str | None:
        table = tables.desk.c
        with self.relay.store.read() as tx:
            found: str | None = tx.scalar(select(table.alert).where(table.agency == agency, table.number == desk))
        return found

    def assert_chains_whole(self, agency: str) -> None:
        """Each event once, and every desk's events one after another from the first to its head."""
        rows = self.events(agency)
        assert max(Counter(row.id for row in rows).values(), default=1) == 1
        table = tables.desk.c
        with self.relay.store.read() as tx:
            desks = tx.execute(select(table.number, table.head).where(table.agency == agency)).all()
        for number, head in desks:
            follows = {row.prev_hash: row.hash for row in rows if row.desk == number}
            at, steps = None, 0
            while at in follows:
                at, steps = follows[at], steps + 1
            assert at == head
            assert steps == sum(row.desk == number for row in rows)

    def forget(self, agency: str, keep: int) -> None:
        """Lose everything an agency sent after its first `keep` events, as a restored backup does."""
        with self.relay.store.write() as tx:
            triggers = tx.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for row in triggers:
                tx.execute(text(f"DROP TRIGGER {row.name}"))
            kept = "SELECT rowid FROM event WHERE agency = :a ORDER BY rowid LIMIT :k"
            tx.execute(text(f"DELETE FROM event WHERE agency = :a AND rowid NOT IN ({kept})"), {"a": agency, "k": keep})
            tx.execute(
                text("DELETE FROM dossier WHERE agency = :a AND id NOT IN (SELECT dossier FROM event)"), {"a": agency}
            )
            last = "SELECT coalesce(max(seq), 0) FROM event WHERE agency = :a"
            tx.execute(text(f"UPDATE agency SET last_seq = ({last}) WHERE id = :a"), {"a": agency})
            log = f"SELECT log FROM event WHERE agency = :a AND seq = ({last})"
            tx.execute(text(f"UPDATE agency SET log = coalesce(({log}), '{LOG_START}') WHERE id = :a"), {"a": agency})
            tx.execute(
                text(
                    "UPDATE desk SET head = (SELECT hash FROM event WHERE event.agency = desk.agency "
                    "AND event.desk = desk.number ORDER BY rowid DESC LIMIT 1) WHERE agency = :a"
                ),
                {"a": agency},
            )
            for row in triggers:
                tx.exec_driver_sql(row.sql)
            records.mend(tx, agency, list(tx.scalars(select(tables.dossier.c.id))))


@dataclass
class Clock:
    """Local time of the day of these tests; every look is a minute later."""

    minutes: int = 0

    def __call__(self) -> str:
        self.minutes += 1
        start = parse_moment(f"{DAY.isoformat()}T07:30:00")
        return iso(start + timedelta(minutes=self.minutes % 600))


class PC:
    """One desk's computer: its store, its line, and what an officer does at it."""

    def __init__(
        self, store_file: Path, relay: RelayServer, agency: str, desk: int, clock: Clock | None = None
    ) -> None:
        self.relay, self.agency, self.desk = relay, agency, desk
        self.file = store_file
        self.line = Line()
        self.clock = clock or Clock()
        self.store: Store = open_store(store_file.parent, KEY)

    def close(self) -> None:
        self.store.close()
        self.line.close()

    def restart(self) -> None:
        """Start the program again: all that is not in the store is gone."""
        self.store.close()
        self.store = open_store(self.file.parent, KEY)

    def backup(self) -> bytes:
        """Return the whole store as a file of its own; closing folds the write-ahead log into it."""
        self.store.close()
        kept = self.file.read_bytes()
        self.store = open_store(self.file.parent, KEY)
        return kept

    def restore(self, kept: bytes) -> None:
        """Put a backup in the store's place."""
        self.store.close()
        self.file.write_bytes(kept)
        self.store = open_store(self.file.parent, KEY)

    def enrol(self, code: str | None = None) -> setting.CentreRecord:
        invitation = code or self.relay.invite(self.agency, self.desk)
        return enrol(self.store, self.relay.url, invitation, "Nguyễn Thị Lan", http=self.line)

    def transport(self) -> Transport:
        with self.store.read() as connection:
            link = setting.link(connection)
        assert link is not None
        return Transport.of(link, http=self.line)

    def sync(self, *plan: str) -> SyncResult:
        """Do one round over a line with these faults, one a request."""
        self.line.plan = deque(plan)
        result = sync_once(self.store, self.transport(), now())
        self.line.plan.clear()
        return result

    def close_day(self, day: date = DAY) -> DayClosing:
        return close_day(self.store, self.transport(), day, now())

    def receive(self, name: str = "Trần Văn Bình", *, above: int = 0, **changes: Any) -> str:
        """Receive a dossier with the desk's next number, `above` those an old copy leaves out; return its code."""
        at = self.clock()
        with self.store.write() as connection:
            centre = setting.centre(connection)
            counter = f"code:{DAY:%y%m%d}"
            number = Lease(centre.first, centre.last).next_after(
                max(above, counting.last_number(connection, counter) or 0) or None
            )
            counting.keep_number(connection, counter, number)
            usual = received(dossier_code(centre.agency, DAY, number), number, at, name)
            body = cast(Body, {**usual, **changes})
            journal.write(connection, centre.author(), Kind.RECEIVED, body, at=at, dossier=body["dossier"], record=None)
        return str(body["code"])

    def act(self, code: str, kind: Kind, body: Body | None = None) -> Event:
        """Act on a dossier as the rules allow here. Raises UserError ACT_NOT_ALLOWED."""
        with self.store.write() as connection:
            record = projection.load(connection, self.id(code))
            check_legal(record.state, kind, body or {})
            author = setting.centre(connection).author()
            return journal.write(
                connection, author, kind, body or {}, at=self.clock(), dossier=record.id, record=record
            )[0]

    def parked(self) -> tuple[Parked, ...]:
        with self.store.read() as connection:
            return parked.parked(connection)

    def look(self, code: str) -> Parked:
        with self.store.read() as connection:
            return parked.look(connection, self.id(code))

    def resend(self, code: str) -> list[Event]:
        id_ = self.id(code)
        with self.store.write() as connection:
            return parked.resend(connection, id_, now())

    def accept_theirs(self, code: str) -> None:
        id_ = self.id(code)
        with self.store.write() as connection:
            parked.accept_theirs(connection, id_)

    def id(self, code: str) -> str:
        with self.store.read() as connection:
            return str(
                connection.execute(text("SELECT text_of(id) FROM dossier WHERE code = :c"), {"c": code}).scalar_one()
            )

    def codes(self) -> list[str]:
        with self.store.read() as connection:
            return list(connection.execute(text("SELECT code FROM dossier ORDER BY code")).scalars())

    def record(self, code: str) -> Record:
        with self.store.read() as connection:
            return projection.load(connection, self.id(code))

    def state_of(self, code: str) -> str:
        """Return the dossier's sync state."""
        with self.store.read() as connection:
            return str(connection.execute(text("SELECT sync FROM dossier WHERE code = :c"), {"c": code}).scalar_one())

    def history(self, code: str) -> list[event_rows.Stored]:
        with self.store.read() as connection:
            return event_rows.history(connection, self.id(code))

    def events(self) -> set[str]:
        with self.store.read() as connection:
            return set(connection.execute(text("SELECT text_of(id) FROM event")).scalars())

    def shown(self) -> dict[str, dict[str, Any]]:
        """Return every dossier as the relay would export it: accepted events only."""
        found = {}
        with self.store.read() as connection:
            for id_ in connection.execute(text("SELECT text_of(id) FROM dossier")).scalars().all():
                events = [s for s in event_rows.history(connection, id_) if s.verdict == "accepted"]
                events.sort(key=lambda s: s.seq or 0)
                found[id_] = view(
                    projection.load(connection, id_), sync=Sync.SENT, events=[s.event for s in events]
                ).as_json()
        return found

    def cursor(self) -> int:
        with self.store.read() as connection:
            link = setting.link(connection)
        return link.cursor if link else 0


def received(code: str, number: int, at: str, name: str) -> Body:
    """Return the body of a `received` event about an invented citizen."""
    person = {
        "kind": "citizen", "name": name, "id_number": "001190123456", "birth_date": "1990-01-31", "sex": None,
        "address": "Tổ 4", "commune": COMMUNE, "phone": "0912345678", "email": None,
    }  # fmt: skip
    return {
        "dossier": new_id(),
        "code": code,
        "procedure": {"code": "2.000815", "name": "Chứng thực bản sao từ bản chính", "version": "2026-07-01"},
        "case": None,
        "term": "trong ngày",
        "field": "Chứng thực",
        "unit": None,
        "applicant": person,
        "owner": None,
        "authorised_by": None,
        "channel": "counter",
        "deliver": "counter",
        "received_at": at,
        "received_by": "Nguyễn Thị Lan",
        "due_at": f"{DAY.isoformat()}T17:00:00+07:00",
        "due_reason": "Trong ngày làm việc",
        "fee": 20000,
        "fee_paid": True,
        "copies": 2,
        "components": [{"name": "Bản chính", "originals": 1, "certified": 0, "photocopies": 2, "files": []}],
        "summary": "Chứng thực bản sao",
        "note": None,
        "register": {"book": f"01-{DAY.year}", "number": number},
        "request_id": None,
    }
