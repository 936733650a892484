"""What is on paper, and what was acknowledged: the memory no disk of the schedule can take back.

A receipt is on paper when the service that received it returned; where the process died in between, when it had said
so on a pipe. What a kill left committed and unsaid is shown by the next start and printed then, so it is on paper from
then on (DESIGN §3.2). An event counts as acknowledged with it. What lay on one disk alone and went with it cannot be
held by anybody: it is `gone`, and only its numbers still count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import text

from tests.torture.world import PC


@dataclass(frozen=True)
class Receipt:
    """A printed receipt: what stands on it and which dossier it is of."""

    agency: str
    desk: int
    code: str
    book: str
    entry: int
    dossier: str
    ahead: bool
    """Printed for a day that had not come: this PC's clock was wrong, and somebody answered for it."""


@dataclass(frozen=True)
class Said:
    """An acknowledged event of a desk."""

    id: str
    agency: str
    desk: int
    dossier: str
    kind: str
    day: str


@dataclass
class Papers:
    """All that left the counter in one schedule."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    events: dict[str, Said] = field(default_factory=dict)
    lists: Counter[str] = field(default_factory=Counter)
    gone: set[str] = field(default_factory=set)
    lost_disks: set[tuple[str, int]] = field(default_factory=set)
    asked: set[tuple[str, int]] = field(default_factory=set)
    """Desks that were asked for their last receipt."""
    missing: list[str] = field(default_factory=list)
    """Events that were in a store, which nobody replaced, and are not in it at its next start."""

    def hand_out(self, pc: PC, dossier: Any) -> None:
        """Keep a receipt the program has just committed, as the view of its dossier says it."""
        born = dossier.events[0]
        receipt = Receipt(
            pc.agency, pc.number, dossier.code, dossier.register.book, dossier.register.number, dossier.id, _ahead(pc)
        )
        self.receipts.setdefault(dossier.id, receipt)
        for event in dossier.events:
            if event.desk == pc.number:
                self.say(pc, event.id, dossier.id, event.kind, event.at)
        assert born.kind == "received"

    def look(self, pc: PC) -> None:
        """Keep what a store holds of its own desk: all of it was shown, and a receipt nobody printed is printed now."""
        with pc.desk().store.read() as connection:
            rows = connection.execute(
                text(
                    "SELECT text_of(id) AS id, text_of(dossier) AS dossier, kind, at, plain(body) AS body FROM event "
                    "WHERE desk = :desk ORDER BY n"
                ),
                {"desk": pc.number},
            ).all()
        ids = frozenset(row.id for row in rows)
        self.missing += sorted(pc.ids - ids)
        pc.ids = ids
        for row in rows:
            if row.id in self.events:
                continue
            self.say(pc, row.id, row.dossier, row.kind, row.at)
            if row.kind == "received" and row.dossier not in self.receipts:
                body = orjson.loads(row.body)
                register = body["register"]
                self.receipts[row.dossier] = Receipt(
                    pc.agency, pc.number, body["code"], register["book"], register["number"], row.dossier, _ahead(pc)
                )

    def say(self, pc: PC, id_: str, dossier: str, kind: str, at: str) -> None:
        """Keep an event the program has just committed."""
        self.events.setdefault(id_, Said(id_, pc.agency, pc.number, dossier, kind, at[:10]))

    def sign(self, number: str) -> None:
        """Keep the number of a list that two people put their names to."""
        self.lists[number] += 1

    def ask(self, pc: PC) -> None:
        """Have a desk asked for its last receipt."""
        self.asked.add(pc.place)

    def forget_lists(self, pc: PC) -> None:
        """Count a desk's lists no more: nobody is asked for them (`lists_after_gone` in `faults`)."""
        for number in [one for one in self.lists if one.startswith(pc.agency) and f"-{pc.number:02d}-" in one]:
            del self.lists[number]

    def last_printed(self, pc: PC) -> Receipt | None:
        """Return the receipt this desk printed last: what lies on top of the pile at the counter."""
        mine = [one for one in self.receipts.values() if (one.agency, one.desk) == (pc.agency, pc.number)]
        return mine[-1] if mine else None

    def lose(self, pc: PC, kept: Iterable[str], elsewhere: Iterable[str]) -> None:
        """The disk of a desk is gone: what neither the copy put in its place holds nor anybody else is gone with it."""
        own = {id_ for id_, said in self.events.items() if (said.agency, said.desk) == (pc.agency, pc.number)}
        self.lost_disks.add(pc.place)
        self.gone |= own - set(kept) - set(elsewhere)

    def relay_lost(self, pcs: Iterable[PC], there: Iterable[str]) -> None:
        """The province's disk is gone: what neither its copy nor a PC of the event's own desk holds is gone with it."""
        held = set(there)
        for pc in pcs:
            mine = {id_ for id_, said in self.events.items() if (said.agency, said.desk) == (pc.agency, pc.number)}
            held |= mine & pc.ids
        self.gone |= self.events.keys() - held

    def held(self) -> list[Said]:
        """Return the events somebody must hold."""
        return [said for id_, said in self.events.items() if id_ not in self.gone]


def _ahead(pc: PC) -> bool:
    return pc.ahead > timedelta() and pc.now().date() > pc.world.now.date()
