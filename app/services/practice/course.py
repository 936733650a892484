"""What happened to an invented dossier after its reception: a lawful course with every act of the counter in it.

Each act is asked of `rules.acts` before it is told, and what `services.acts` would work out (the promise after a
pause, the old values beside new ones) is worked out here the same way. A course ends where the present begins.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from app.models.journal import Entry
from app.rules.acts import Kind, after, check_legal
from app.rules.calendar import WorkingTime
from app.rules.clock import iso, parse_moment
from app.rules.deadline import due
from app.rules.events import Body
from app.rules.states import OPEN, RUNNING, State
from app.rules.terms import Unit, parse_term
from app.rules.vocabulary import Method
from app.services.practice import people

Lists = Callable[[datetime, str], tuple[str, str]]
"""Gives the handover list that leaves for a unit at a moment: its number, and who takes it there."""

SHELVES = ("A", "B", "C", "D")
LACKING = ("Thiếu bản chính giấy tờ kèm theo tờ khai.", "Tờ khai chưa có chữ ký của người yêu cầu.")
GROUNDS = (("Hồ sơ không thuộc thẩm quyền giải quyết.", "Điều 17 Nghị định số 118/2025/NĐ-CP"),
           ("Không đủ điều kiện theo quy định.", "Điều 17 Nghị định số 118/2025/NĐ-CP"))  # fmt: skip
RESULTS = ("Giấy chứng nhận", "Quyết định", "Bản sao có chứng thực", "Văn bản xác nhận")


class _Ahead(Exception):
    """The next act lies in the future: the course stands where it is."""


class Course:
    """The acts of one dossier so far, with the facts the next one needs."""

    def __init__(self, body: Body, working: WorkingTime, now: datetime, source: random.Random, lists: Lists) -> None:
        """Begin at the reception `body` says."""
        self.body, self.working, self.now, self.source, self.lists = body, working, now, source, lists
        self.received = self.at = parse_moment(body["received_at"])
        self.due = parse_moment(body["due_at"] or "")
        self.state, self.before = State.RECEIVED, State.RECEIVED
        self.pauses: list[tuple[datetime, datetime]] = []
        self.extended = False
        self.fee = body["fee"] or 0
        self.paid = self.fee if body["fee_paid"] else 0
        self.entries: list[Entry] = []

    def told(self) -> list[Entry]:
        """Tell the whole course."""
        with suppress(_Ahead):
            self._all()
        return self.entries

    def _all(self) -> None:
        if self._drawn(0.015):
            reason, basis = self.source.choice(GROUNDS)
            self._act(Kind.REFUSED, minutes=5, reason=reason, legal_basis=basis, at_door=True)
            return
        if self._drawn(0.03):
            self._correct("applicant.phone", self.body["applicant"]["phone"], people.phone(self.source))
        if self._drawn(0.008):
            self._act(Kind.VOIDED, minutes=15, reason="Nhập trùng hồ sơ.")
            return
        if not (self._same_day and self._drawn(0.85)):
            self._forward()
            self._interruptions()
        if self.state not in OPEN or self._drawn(0.008):
            return
        self._result()
        self._return()

    # On its way

    def _forward(self) -> None:
        """Send it with the next list: two leave for each unit a day, before noon and before closing."""
        ready = self.received + timedelta(minutes=20)
        for hour in (10, 15):
            leaves = ready.replace(hour=hour, minute=45)
            if ready <= leaves:
                break
        else:
            leaves = (ready + timedelta(days=1)).replace(hour=10, minute=45)
        leaves = self.working.next_working_moment(leaves)
        unit = (self.body["destination"] or {}).get("name") or self.body["unit"] or ""
        leaves = max(leaves, self.at)
        number, receiver = self.lists(leaves, unit) if leaves < self.now else ("", "")
        self._act(Kind.FORWARDED, at=leaves, unit=unit, handover=number, receiver=receiver)
        if self._drawn(0.5):
            self._act(Kind.PROCESSING, minutes=self.source.randint(30, 400))

    def _interruptions(self) -> None:
        for _ in range(self.source.choices((0, 1, 2), (90, 8, 2))[0]):
            self._supplement()
            if self.state not in OPEN:
                return
        if self._drawn(0.04):
            self._payment_asked()
        if self._drawn(0.04) and self.due - timedelta(hours=20) > self.at:
            self._extend()
        self._early_end()

    def _supplement(self) -> None:
        reason = self.source.choice(LACKING)
        items = [{"name": one["name"], "note": None} for one in (self.body["components"] or ())[:1]]
        self._act(Kind.SUPPLEMENT_REQUESTED, minutes=self.source.randint(60, 2000), reason=reason, items=items)
        if self._drawn(0.08):
            self._act(Kind.WITHDRAWN, minutes=self.source.randint(600, 40_000), reason="Công dân xin rút hồ sơ.")
            return
        if self._drawn(0.06):
            reason, basis = self.source.choice(GROUNDS)
            self._act(Kind.REFUSED, minutes=self.source.randint(14_000, 60_000), reason=reason, legal_basis=basis)
            return
        self._resume(Kind.SUPPLEMENTED, minutes=self.source.randint(300, 14_000))

    def _payment_asked(self) -> None:
        amount = self.source.choice((20_000, 50_000, 120_000))
        self._act(
            Kind.PAYMENT_REQUESTED, minutes=self.source.randint(100, 1500), amount=amount, reason="Lệ phí bổ sung."
        )
        self.fee += amount
        owed = self.fee - self.paid
        self._resume(Kind.PAID, minutes=self.source.randint(60, 6000), amount=owed, method=Method.TRANSFER)
        self.paid += owed

    def _resume(self, kind: Kind, minutes: int, **body: Any) -> None:
        """Let the clock run again, with the promise that follows (as `services.acts` has it)."""
        begun = self.at
        moment = self._moment(minutes)
        if self.extended:
            promised, why = self.working.add_working(self.due, self.working.working_between(begun, moment)), "Gia hạn."
        else:
            answer = due(self.received, parse_term(self.body["term"]), self.working, [*self.pauses, (begun, moment)])
            promised, why = answer.at, answer.explanation
        self._act(kind, at=moment, **body, due_at=iso(promised), due_reason=why)
        self.pauses.append((begun, moment))
        self.due = promised

    def _extend(self) -> None:
        eve = self.working.next_working_moment(max(self.at, self.due - timedelta(hours=self.source.randint(18, 30))))
        if eve >= self.due:
            return
        new = self.working.add_working(self.due, timedelta(hours=8 * self.source.randint(1, 5)))
        self._act(
            Kind.EXTENDED, at=eve, reason="Chờ kết quả xác minh.", number=f"{self.source.randint(1, 300)}/PXL",
            signer=people.name(self.source, "male"), due_at=iso(new), due_reason="Gia hạn: chờ kết quả xác minh.",
            was={"due_at": iso(self.due)},
        )  # fmt: skip
        self.due, self.extended = new, True

    def _early_end(self) -> None:
        drawn, minutes = self.source.random(), self.source.randint(30, 4000)
        reason, basis = self.source.choice(GROUNDS)
        if drawn < 0.012:
            self._act(Kind.REFUSED, minutes=minutes, reason=reason, legal_basis=basis)
        elif drawn < 0.018:
            self._act(Kind.WITHDRAWN, minutes=minutes, reason="Công dân xin rút hồ sơ.")
        elif drawn < 0.023:
            self._act(
                Kind.STOPPED, minutes=minutes, reason="Công dân đề nghị dừng giải quyết.",
                request="Đơn đề nghị dừng giải quyết", decided_by=people.name(self.source, "male"),
            )  # fmt: skip
        elif drawn < 0.026:
            self._act(Kind.VOIDED, minutes=minutes, reason="Nhập nhầm thủ tục.")

    # The result and its way home

    def _result(self) -> None:
        self._act(Kind.RESULT_READY, at=max(self._finish(), self.at), **self._found())
        if self._drawn(0.004):
            self._act(Kind.CORRECTED, minutes=20, changes={"result": None}, reason="Ghi nhầm hồ sơ.",
                      was={"result": {**self._said, "at": iso(self.at)}})  # fmt: skip
            self._act(Kind.RESULT_READY, minutes=self.source.randint(60, 3000), **self._found())

    def _found(self) -> dict[str, Any]:
        source = self.source
        place = f"Kệ {source.choice(SHELVES)}{source.randint(1, 4)}, ô {source.randint(1, 24):02d}"
        self._said = {
            "type": source.choice(RESULTS),
            "number": f"{source.randint(1, 999)}/UBND",
            "abstract": self.body["summary"],
            "place": place,
        }
        return {**self._said}

    def _finish(self) -> datetime:
        """Choose when the result comes: half of them days early, a few of them late."""
        drawn, source = self.source.random(), self.source
        if drawn < 0.5:
            wanted = self.due - timedelta(days=source.randint(1, 3), minutes=source.randint(0, 200))
        elif drawn < 0.96:
            wanted = self.due - timedelta(minutes=source.randint(0, 200))
        else:
            wanted = self.due + timedelta(minutes=source.randint(1, 12_000))
        least = self.at + timedelta(minutes=source.randint(5, 60))
        return self.working.next_working_moment(max(wanted, least))

    def _return(self) -> None:
        if self._drawn(0.04):
            return
        moment = self._moment(self.source.randint(20, 9000))
        if self.fee > self.paid and self._drawn(0.95):
            method, number = self.source.choice(tuple(Method)), self.source.randint(1, 9_999_999)
            self._act(Kind.PAID, at=moment, amount=self.fee - self.paid, method=method, series="C26TAA",
                      number=f"{number:07d}", resumes=False)  # fmt: skip
            self.paid = self.fee
        self._act(Kind.RETURNED, at=moment, to=self._receiver())
        if self._drawn(0.004):
            self._correct("returned_at", iso(self.at), None)
            self._act(Kind.RETURNED, minutes=self.source.randint(30, 3000), to=self._receiver())
        if self.paid and self._drawn(0.006):
            self._act(Kind.PAID, minutes=30, amount=-min(self.paid, 5_000), method=Method.CASH, resumes=False)

    def _receiver(self) -> dict[str, Any]:
        person, via = self.body["owner"] or self.body["applicant"], self.body["deliver"]
        other = self._drawn(0.04)
        return {
            "name": people.name(self.source, "female") if other else person["name"],
            "id_number": None if other else person["id_number"],
            "phone": person["phone"] if via == "post" else None,
            "authorisation": "Giấy ủy quyền" if other else None,
            "via": via,
            "item": f"EK{self.source.randint(0, 999_999_999):09d}VN" if via == "post" else None,
        }

    # One act

    @property
    def _same_day(self) -> bool:
        return parse_term(self.body["term"]).unit is Unit.SAME_DAY

    def _drawn(self, share: float) -> bool:
        return self.source.random() < share

    def _moment(self, minutes: int) -> datetime:
        return self.working.next_working_moment(self.at + timedelta(minutes=minutes))

    def _correct(self, path: str, old: object, new: object) -> None:
        self._act(
            Kind.CORRECTED, minutes=self.source.randint(3, 30), changes={path: new}, was={path: old},
            reason="Ghi nhầm khi nhập.",
        )  # fmt: skip

    def _act(self, kind: Kind, *, minutes: int = 0, at: datetime | None = None, **said: Any) -> None:
        """Tell one act, if its moment has come."""
        body = cast(Body, said)
        moment = at or self._moment(minutes)
        if moment >= self.now:
            raise _Ahead
        check_legal(self.state, kind, body)
        self.at = moment
        self.entries.append(Entry(kind, self.body["dossier"], iso(moment), body))
        if self.state in RUNNING:
            self.before = self.state
        self.state = after(self.state, kind, body, self.before)
