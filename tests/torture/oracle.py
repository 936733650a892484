"""The invariants: what must hold on the way and after everything was healed, whatever happened before.

On the way, after each round and each closing: `false_done`, `false_signed`; at each start of a program: `missing`. At
the end, once everybody is well and has nothing left to do: `stuck`, `unsigned`, `lost`, `doubled`, `order`, `chain`,
`projection`, `hash`, `unequal`. What comes up that is none of these is `unexplained`. The oracle reads both databases
itself; of the program it uses the folding of events and the hash of what an event says, which have tests of their own.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text

from app.errors import UserError
from app.models import event_rows, projection
from app.province import tables
from app.rules.closing import DayClosing
from app.rules.events import said_hash
from app.rules.folding import fold_all
from app.rules.record import read_record
from app.sync import parked
from app.sync.once import SyncResult
from app.workflows import settling
from tests.torture import faults
from tests.torture.steps import Officers
from tests.torture.world import PC, World

INVARIANTS = (
    "false_done", "false_signed", "missing", "stuck", "unsigned", "lost", "doubled", "order", "chain", "projection",
    "hash", "unequal",
)  # fmt: skip
CALM = ("done", "restored", "clock")
"""States of a round that went well."""
TWICE = 2
"""How often an officer takes a side in one dossier."""
ROUNDS = 12
"""Rounds of all desks within which a healed province must come to rest."""


_AT_RELAY = select(func.count()).where(tables.event.c.agency == bindparam("of"))
_BY_VERDICT = text("SELECT verdict, count(*) FROM event GROUP BY verdict ORDER BY 1")
_OF_DESK = select(tables.event.c.id).where(
    tables.event.c.agency == bindparam("of"), tables.event.c.desk == bindparam("nth")
)
_REFUSED_ON = (
    select(tables.event.c.day)
    .distinct()
    .where(
        tables.event.c.agency == bindparam("of"), tables.event.c.desk == bindparam("nth"), tables.event.c.seq.is_(None)
    )
)
_OWN = text(
    "SELECT text_of(id) FROM event WHERE desk = :desk AND verdict <> 'replaced' "
    "AND (:day IS NULL OR substr(at, 1, 10) = :day)"
)


_NEVER_TAKEN = text(
    "SELECT text_of(id) FROM dossier AS d WHERE state = 'voided' "
    "AND NOT EXISTS (SELECT 1 FROM event WHERE dossier = d.id AND verdict = 'accepted')"
)


class Violated(AssertionError):
    """An invariant does not hold; `kind` is its name."""

    def __init__(self, kind: str, what: object) -> None:
        super().__init__(f"{kind}: {what}")
        assert kind in INVARIANTS
        self.kind, self.what = kind, what

    def __reduce__(self) -> tuple[type[Violated], tuple[str, str]]:
        return Violated, (self.kind, str(self.what))


class Oracle:
    """Watches a schedule and judges its end."""

    def __init__(self, world: World, officers: Officers) -> None:
        self.world, self.officers, self.papers = world, officers, officers.papers
        self.decided: set[str] = set()
        """Dossiers that were named for a decision at a PC which does not go on."""
        self.elsewhere: set[str] = set()
        """Events such a PC knows of."""
        self.again: dict[str, str] = {}
        """Under which id such a PC said each event again (`_said_again`)."""
        self.settled: Counter[str] = Counter()
        """How often a side was taken in each dossier."""
        officers.synced, officers.closed = self.after_round, self.after_closing

    # -- on the way ----------------------------------------------------------------------------------------------------

    def after_round(self, pc: PC, result: SyncResult) -> None:
        """A round that says all is sent must be right: `false_done`."""
        if result.state in CALM and result.waiting == 0:
            lacking = self._own(pc) - self._at_relay(pc)
            if lacking:
                raise Violated("false_done", f"{pc.name} said {result.state}, the relay lacks {sorted(lacking)}")

    def after_closing(self, pc: PC, closing: DayClosing) -> None:
        """A signed day must be held by the relay: `false_signed`. A proof kept from before speaks of before."""
        if closing.signature is not None and closing.state == "done":
            lacking = self._own(pc, closing.date) - self._at_relay(pc)
            if lacking or not closing.equal:
                raise Violated("false_signed", f"{pc.name} {closing.date}, the relay lacks {sorted(lacking)}")

    def after_start(self) -> None:
        """What a store held it still holds at the next start, unless somebody replaced it: `missing`."""
        if self.papers.missing:
            raise Violated("missing", self.papers.missing)

    def _own(self, pc: PC, day: date | None = None) -> set[str]:
        with pc.desk().store.read() as connection:
            own = connection.execute(_OWN, {"desk": pc.number, "day": day.isoformat() if day else None})
            return set(own.scalars())

    def _at_relay(self, pc: PC) -> set[str]:
        with self.world.province.store.read() as tx:
            return set(tx.scalars(_OF_DESK, {"of": pc.agency, "nth": pc.number}))

    # -- the end -------------------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Heal everything, let everybody come to rest, close days, and look at all there is."""
        draw = random.Random(f"{self.world.seed}/end")
        for pc in self.world.pcs:
            faults.heal(pc)
        self._one_of_each(draw)
        self._work_on(draw)
        self.rest(draw)
        before = self._counts()
        for pc in self.world.working():
            for day in self._closed(self._days(pc), self._refused_on(pc), draw):
                self._close(pc, draw, day)
        if self._counts() != before:
            # What a put-back store had lost of refused events came with the closings.
            self.rest(draw)
            today = self.world.now.date()
            for pc in self.world.working():
                if today in self._days(pc):
                    self._close(pc, draw, today)
        self.look()

    def _one_of_each(self, draw: random.Random) -> None:
        """Have one PC of each desk go on. The others bring their work in first and settle what is parked there."""
        for pc in self.world.working():
            if any(other is not pc and other.place == pc.place for other in self.world.working()):
                for _ in range(4):
                    result = self.officers.sync(pc, draw)
                    before = self._stands(pc)
                    self._settle(pc, draw)
                    if result is not None and result.state == "done" and self._stands(pc) == before:
                        break
                if self._own(pc) - self._at_relay(pc):
                    raise Violated("stuck", f"{pc.name} cannot bring in its work")
                self.decided |= self._named(pc)
                self.elsewhere |= self._own(pc)
                self.again |= self._said_again(pc)
                pc.retired = True

    def _work_on(self, draw: random.Random) -> None:
        """Have a desk that lost its disk receive one more dossier.

        What it and the relay had both lost waits at the other desks of its centre until it says something in its place.
        """
        for pc in self.world.working():
            if pc.place in self.papers.lost_disks:
                self.officers.sync(pc, draw)
                self.officers.receive(pc, draw)

    def rest(self, draw: random.Random) -> None:
        """Have everybody do rounds and settle what is parked until nothing is left: `stuck` where it does not end.

        A round that says it is done is taken at its word: who has done one does another only where anything has changed
        in his agency since, by an officer who settled or at another desk.
        """
        said: dict[str, str] = {}
        calm: dict[str, list[Any]] = {}
        for _ in range(ROUNDS):
            for pc in self.world.working():
                if pc.name in calm and calm[pc.name] == self._stands(pc):
                    continue
                result = self.officers.sync(pc, draw)
                said[pc.name] = "not started" if result is None else result.state
                if said[pc.name] == "done":
                    calm[pc.name] = self._stands(pc)
                if result is not None:
                    self._settle(pc, draw)
            if all(calm.get(pc.name) == self._stands(pc) for pc in self.world.working()):
                return
        raise Violated("stuck", said)

    def _settle(self, pc: PC, draw: random.Random) -> None:
        """Take a side in each parked dossier; the other where that one is refused. One both refuse stays named.

        So does one that has come back: what the province refuses twice it refuses a third time.
        """
        for one in settling.parked(pc.desk()):
            self.settled[one.id] += 1
            if self.settled[one.id] > TWICE:
                continue
            sides = list(settling.Side)
            draw.shuffle(sides)
            for side in sides:
                try:
                    settling.take(pc.desk(), one.code, side)
                    break
                except UserError as refused:
                    self.officers.codes[f"settling {refused.code}"] += 1

    def _counts(self) -> list[Any]:
        return [self._stands(pc) for pc in self.world.working()]

    def _stands(self, pc: PC) -> list[Any]:
        """Return how many events the relay holds of a PC's agency, and the PC by verdict."""
        with self.world.province.store.read() as tx:
            there = tx.scalar(_AT_RELAY, {"of": pc.agency})
        with pc.desk().store.read() as connection:
            return [there, *connection.execute(_BY_VERDICT).all()]

    def _days(self, pc: PC) -> list[date]:
        """Return the days this desk is known to have worked on and that have come."""
        days = {
            date.fromisoformat(said.day)
            for said in self.papers.held()
            if (said.agency, said.desk) == (pc.agency, pc.number)
        }
        return sorted(day for day in days if day <= self.world.now.date())

    def _refused_on(self, pc: PC) -> set[date]:
        """Return the days of which the relay has refused something of this desk."""
        with self.world.province.store.read() as tx:
            return set(map(date.fromisoformat, tx.scalars(_REFUSED_ON, {"of": pc.agency, "nth": pc.number})))

    @staticmethod
    def _closed(days: list[date], refused: set[date], draw: random.Random) -> list[date]:
        """Return the days that are closed: the newest, one drawn, and each of which something was refused.

        Such a refusal, lost with a store, comes back with the closing; of the others the oracle sees more itself.
        """
        wanted = refused.union(days[-1:], draw.sample(days, min(1, len(days))))
        return [day for day in days if day in wanted]

    def _close(self, pc: PC, draw: random.Random, day: date) -> None:
        closing = self.officers.close_on(pc, draw, day)
        if closing is None or closing.equal is not True or closing.signature is None or closing.desk != closing.relay:
            raise Violated("unsigned", f"{pc.name}: {closing}")

    def look(self) -> None:
        """Look at both ends as they lie there."""
        with self.world.province.store.read() as tx:
            events = tx.execute(select(tables.event).order_by(tables.event.c.seq)).all()
            dossiers = tx.execute(select(tables.dossier)).all()
            heads = {(r.agency, r.number): r.head for r in tx.execute(select(tables.desk))}
        self._numbers()
        self._held(events, dossiers)
        _chains(events, heads)
        _relay_sound(events, dossiers)
        for pc in self.world.working():
            self._desk_sound(pc, events, dossiers)

    def _numbers(self) -> None:
        """No code, no entry of a register and no list's number stands on two papers.

        But of a desk that was two PCs: each printed what it could know of; and of one that lost its mark, for days that
        had not come when its clock was wrong: nobody is asked for those (SECURITY.md).
        """
        receipts = [
            one
            for one in self.papers.receipts.values()
            if (one.agency, one.desk) not in self.world.cloned
            and not (one.ahead and (one.agency, one.desk) in self.papers.asked)
        ]
        lists = {
            number: count
            for number, count in self.papers.lists.items()
            if not any(
                number.startswith(f"{agency} ") and f"-{desk:02d}-" in number for agency, desk in self.world.cloned
            )
        }
        for what in (
            Counter(one.code for one in receipts),
            Counter((one.agency, one.book, one.entry) for one in receipts),
            lists,
        ):
            twice = {key: count for key, count in what.items() if count > 1}
            if twice:
                raise Violated("doubled", f"on two papers: {twice}")

    def _held(self, events: Sequence[Any], dossiers: Sequence[Any]) -> None:
        """Every acknowledged event is at the relay once; every dossier on paper too, or is named for a decision."""
        here, again = {row.id for row in events}, dict(self.again)
        for pc in self.world.working():
            again |= self._said_again(pc)
        for said in self.papers.held():
            if said.id not in here and again.get(said.id) not in here:
                raise Violated("lost", said)
        accepted = Counter((row.dossier, row.kind, row.at, row.base, row.body) for row in events if row.seq)
        for act, count in accepted.items():
            if count > 1:
                raise Violated("doubled", f"said twice: {act[:3]}")
        born = {said.dossier for said in self.papers.held() if said.kind == "received"}
        codes = Counter((row.id, row.code) for row in dossiers)
        named = self.decided.union(*map(self._named, self.world.working()))
        for receipt in self.papers.receipts.values():
            if receipt.dossier in born:
                count = codes[receipt.dossier, receipt.code]
                if count > 1:
                    raise Violated("doubled", receipt)
                if count == 0 and receipt.dossier not in named:
                    raise Violated("lost", receipt)
        for code, count in Counter(row.code for row in dossiers).items():
            if count > 1:
                raise Violated("doubled", code)

    def _said_again(self, pc: PC) -> dict[str, str]:
        """Return under which id an old copy said each event again that it had written before it knew what was lost."""
        twins = text(
            "SELECT text_of(r.id), text_of(n.id) FROM event AS r JOIN event AS n "
            "ON n.dossier = r.dossier AND n.kind = r.kind AND n.at = r.at AND n.body = r.body "
            "AND n.verdict <> 'replaced' WHERE r.verdict = 'replaced'"
        )
        with pc.desk().store.read() as connection:
            return {former: later for former, later in connection.execute(twins)}

    def _named(self, pc: PC) -> set[str]:
        """Return the dossiers parked here, and those the province never took and that were voided here."""
        with pc.desk().store.read() as connection:
            waiting = {one.id for one in parked.parked(connection)}
            return waiting | set(connection.execute(_NEVER_TAKEN).scalars())

    def _desk_sound(self, pc: PC, events: Sequence[Any], dossiers: Sequence[Any]) -> None:
        """A desk holds what the relay holds of its agency, in its order, and its records are what its events say."""
        accepted: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for row in events:
            if row.agency == pc.agency and row.seq is not None:
                accepted[row.dossier].append((row.id, row.seq))
        refused = {row.id for row in events if (row.agency, row.desk, row.seq) == (pc.agency, pc.number, None)}
        records = {row.id: read_record(row.facts) for row in dossiers if row.agency == pc.agency}
        with pc.desk().store.read() as connection:
            _hashes(pc.name, connection)
            known = connection.execute(text("SELECT text_of(id) FROM event")).scalars()
            lacking = refused - set(known) - self.papers.gone - self.elsewhere
            if lacking:
                raise Violated("unequal", f"{pc.name} knows nothing of its refused {sorted(lacking)}")
            columns = "text_of(id) AS id, code, state, text_of(head) AS head, sync"
            rows = connection.execute(text(f"SELECT {columns} FROM dossier ORDER BY code")).all()
            missing = records.keys() - {row.id for row in rows}
            if missing:
                raise Violated("unequal", f"{pc.name} lacks dossiers {sorted(missing)}")
            for row in rows:
                stored, kept = event_rows.history(connection, row.id), projection.load(connection, row.id)
                record, _ = projection.replay(stored)
                if record is None and row.sync in ("local", "parked"):
                    continue  # its desk and the relay have both lost it: it lies at this desk, parked if it acted on it
                if record != kept or record is None or (row.state, row.head) != (record.state.value, record.head):
                    raise Violated("projection", f"{pc.name} {row.code}")
                here = sorted(((s.event.id, s.seq or 0) for s in stored if s.verdict == "accepted"), key=_by_seq)
                if here != accepted[row.id]:
                    raise Violated("unequal", f"{pc.name} {row.code}: {here}, at the relay {accepted[row.id]}")
                if row.id in records and records[row.id] != record:
                    raise Violated("unequal", f"{pc.name} {row.code}: another record than the relay's")


def _by_seq(pair: tuple[str, int]) -> int:
    return pair[1]


def _hashes(name: str, connection: Connection) -> None:
    """Every event says what its hash was made of."""
    for row in map(event_rows.kept, connection.execute(text("SELECT * FROM event"))):
        if said_hash(row) != row.hash:
            raise Violated("hash", f"{name} {row.id}")


def _chains(events: Sequence[Any], heads: dict[tuple[str, int], str | None]) -> None:
    """Every desk's events follow one another from the first to the head the relay names."""
    follows: dict[tuple[str, int], dict[str | None, str]] = defaultdict(dict)
    counts = Counter((row.agency, row.desk) for row in events)
    for row in events:
        follows[row.agency, row.desk][row.prev_hash] = row.hash
    for desk, count in counts.items():
        at, steps = None, 0
        while at in follows[desk]:
            at, steps = follows[desk][at], steps + 1
        if (at, steps) != (heads[desk], count):
            raise Violated("chain", f"{desk}: {steps} of {count} events in a row, to {at}, head {heads[desk]}")


def _relay_sound(events: Sequence[Any], dossiers: Sequence[Any]) -> None:
    """At the relay: hashes, the order of each dossier's events, and its record as they fold."""
    place: dict[str, int] = {}
    chain: dict[tuple[str, int], dict[str | None, Any]] = defaultdict(dict)
    for row in events:
        if said_hash(row) != row.hash:
            raise Violated("hash", f"relay {row.id}")
        chain[row.agency, row.desk][row.prev_hash] = row
    for following in chain.values():
        at: str | None = None
        while at in following:
            place[following[at].id] = len(place)
            at = following[at].hash
    of: dict[str, list[Any]] = defaultdict(list)
    for row in events:
        if row.seq is not None:
            of[row.dossier].append(row)
    for row in dossiers:
        _ordered(of[row.id], place)
        record = fold_all(event_rows.event_of(one) for one in of[row.id])
        if record != read_record(row.facts) or record is None or (row.state, row.head) != (record.state, record.head):
            raise Violated("projection", f"relay {row.code}")


def _ordered(rows: Sequence[Any], place: dict[str, int]) -> None:
    """A dossier begins with its reception, each event knew an earlier one, and no desk was heard out of its order."""
    seen: set[str] = set()
    last: dict[int, int] = {}
    for row in rows:
        first = not seen
        if first != (row.kind == "received") or (row.base not in seen if not first else row.base is not None):
            raise Violated("order", f"{row.dossier}: {row.kind} {row.id} on {row.base}")
        if place[row.id] < last.get(row.desk, -1):
            raise Violated("order", f"{row.dossier}: desk {row.desk} was heard out of its order at {row.id}")
        last[row.desk] = place[row.id]
        seen.add(row.id)
