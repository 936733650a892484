"""Invented receptions: what a `received` event of a practice store says, over every channel, field and kind of fee."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain
from typing import Any

from app.errors import UserError
from app.models.setting import CentreRecord
from app.rules.calendar import WorkingTime
from app.rules.catalogue import Procedure
from app.rules.clock import VN, iso
from app.rules.deadline import Due, due
from app.rules.events import Body, new_id
from app.rules.fees import fee_for
from app.rules.terms import parse_term
from app.rules.vocabulary import Channel, Delivery, Method
from app.services.centre import committee_of, province_of
from app.services.editions import edition_for
from app.services.practice.people import citizen

ONLINE_WISHES = (Delivery.ONLINE, Delivery.ONLINE, Delivery.COUNTER)
PAPER_WISHES = (Delivery.COUNTER, Delivery.POST)
CHANNELS: tuple[tuple[Channel, ...], tuple[int, ...]] = (tuple(Channel), (45, 45, 10))
ELSEWHERE = ("Văn phòng đăng ký đất đai", "Sở Xây dựng", "Sở Y tế")
"""Bodies of the province a dossier may go to instead of a unit of this commune (NĐ 118/2025 art. 17)."""
COUNCIL_FEES = (0, 5_000, 8_000, 15_000, 50_000)
"""What an officer types where the catalogue says only that the provincial council decides, đồng."""


@dataclass
class Receptions:
    """Makes the receptions of one centre; a promise made for one procedure and moment is made once."""

    centre: CentreRecord
    working: WorkingTime
    procedures: list[Procedure]
    source: random.Random
    _promises: dict[tuple[str, datetime], Due] = field(default_factory=dict)

    def moment(self, day: date, place: int, number: int) -> datetime:
        """Return when the dossier in this place of a day's `number` came: counter hours, the last few at night online.

        In the order of the numbers, on five-minute marks.
        """
        if self.online_at_night(place, number):
            return datetime.combine(day, time(18), VN) + timedelta(
                minutes=5 * (71 * (place * 25 - number * 24) // number)
            )
        return datetime.combine(day, time(7, 30), VN) + timedelta(minutes=5 * (place * 100 // 260 % 100))

    @staticmethod
    def online_at_night(place: int, number: int) -> bool:
        """Tell whether it came over the portal after the counter had closed."""
        return place * 25 > number * 24

    def body(self, at: datetime, *, online: bool) -> Body:
        """Invent what a citizen hands in at this moment; its code and place in the register are the caller's."""
        source = self.source
        procedure = source.choice(self.procedures)
        case = source.choice(procedure.cases).key if procedure.cases and source.random() < 0.2 else None
        channel = Channel.ONLINE if online else source.choices(*CHANNELS)[0]
        promised = self._promise(procedure.term_for(case), at)
        person = asdict(citizen(source, self.centre.place))
        return {
            "dossier": new_id(),
            "procedure": {"code": procedure.code, "name": procedure.name, "version": procedure.version},
            "case": case,
            "term": procedure.term_for(case),
            "field": procedure.field,
            "unit": procedure.unit,
            "edition": edition_for(self.centre, at.date()),
            "destination": self._destination(),
            "linked": list(procedure.linked),
            "channel": channel,
            "deliver": source.choice(ONLINE_WISHES if channel is Channel.ONLINE else PAPER_WISHES),
            "received_at": iso(at),
            "received_by": self.centre.officer,
            "due_at": iso(promised.at),
            "due_reason": promised.explanation,
            "applicant": person,
            "owner": asdict(citizen(source, self.centre.place)) if source.random() < 0.06 else None,
            "authorised_by": "Giấy ủy quyền" if source.random() < 0.03 else None,
            "summary": procedure.name,
            "components": _components(procedure, case),
            **self._fee(procedure, case, channel, at.date()),
            "note": None,
            "request_id": None,
        }

    def _promise(self, term: str, at: datetime) -> Due:
        key = (term, at)
        if key not in self._promises:
            self._promises[key] = due(at, parse_term(term), self.working)
        return self._promises[key]

    def _destination(self) -> dict[str, Any] | None:
        drawn = self.source.random()
        if drawn < 0.02:
            return {"commune": None, "name": self.source.choice(ELSEWHERE)}
        if drawn < 0.03:
            commune = _neighbour(self.centre.commune)
            return {"commune": commune, "name": committee_of(commune)}
        return None

    def _fee(self, procedure: Procedure, case: str | None, channel: Channel, day: date) -> Body:
        source, rule = self.source, procedure.fee_rule_for(case)
        copies = source.choice((1, 1, 1, 2, 3))
        pages = source.randint(1, 12) if rule.kind == "pages" else None
        exempt = source.choice(rule.exemptions) if rule.exemptions and source.random() < 0.15 else None
        fee = fee_for(
            rule, channel=channel, filed_on=day, copies=copies, pages=pages, exemption=exempt.key if exempt else None
        )
        amount = source.choice(COUNCIL_FEES) if fee.amount is None else fee.amount
        paid = amount > 0 and source.random() < 0.6
        transfer = channel is Channel.ONLINE or source.random() < 0.3
        return {
            "copies": copies,
            "pages": pages,
            "fee": amount,
            "exemption": exempt.name if exempt else None,
            "fee_basis": fee.basis or None,
            "fee_receipt": None,
            "fee_paid": paid,
            "pay_method": (Method.TRANSFER if transfer else Method.CASH) if paid else None,
        }


@cache
def _neighbour(commune: str) -> str:
    """Return another commune of the province: the nearest code."""
    for step in chain.from_iterable((ahead, -ahead) for ahead in range(1, 1000)):
        code = f"{int(commune) + step:05d}"
        with suppress(UserError):
            if province_of(code) == province_of(commune):
                return code
    return commune


def _components(procedure: Procedure, case: str | None) -> list[dict[str, Any]]:
    """Return the papers the procedure always asks for, without scans: a practice store has no files beside it."""
    return [
        {
            "name": one.name,
            "originals": one.originals,
            "certified": one.certified,
            "photocopies": one.photocopies,
            "files": [],
        }
        for one in procedure.components_for(case)
        if one.required and one.kind == "submit"
    ]
