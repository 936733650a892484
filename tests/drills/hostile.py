"""Makes hostile events of ordinary ones, with the right chain and hash, and pushes them as a foreign client would."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import httpx2
import orjson

from app.rules.acts import Kind, is_legal
from app.rules.events import Body, Event, canonical, new_id
from app.rules.folding import fold
from app.rules.record import Record
from app.sync.protocol import wire
from tests.province.desk import AT, Desk, received_body

BATCH, ROUNDS = 40, 6
_DEPTH = 300
FULL: dict[str, dict[str, Any]] = {
    "forwarded": {"unit": "Phòng Kinh tế", "receiver": "Lê An", "giver": "Y Niê", "handover": "BG-01", "note": "n"},
    "arrived": {"body": "Sở Tư pháp", "at": AT, "note": "theo hệ thống của bộ"},
    "processing": {"unit": "Phòng Kinh tế", "handover": "BG-02"},
    "supplement_requested": {"items": [{"name": "Ảnh 4×6", "note": "hai tấm"}, "Giấy khai sinh"], "reason": "thiếu ảnh",
                             "legal_basis": ["Điều 17"], "signer": "Lê An"},
    "supplemented": {"components": [{"name": "Ảnh", "originals": 1, "certified": 0, "photocopies": 0, "files": [
        {"name": "a.pdf", "sha256": "a" * 64, "size": 5}]}], "due_at": AT, "due_reason": "thêm", "items": ["Ảnh"]},
    "payment_requested": {"amount": 5000, "reason": "trích đo", "basis": "NQ 1"},
    "paid": {"amount": 5000, "method": "cash", "series": "AB", "number": "0001", "resumes": True,
             "due_at": AT, "due_reason": "đã nộp"},
    "extended": {"new_due": "2026-12-01", "reason": "xác minh", "due_at": AT, "due_reason": "xin lỗi",
                 "legal_basis": "Điều 19", "decided_by": "Lê An"},
    "result_ready": {"type": "Giấy", "number": "01/UBND", "abstract": "Cấp giấy", "place": "Kệ 2", "handover": "KQ-01"},
    "returned": {"to": {"name": "Đặng", "id_number": "001190123456", "phone": "0912345678", "authorisation": None,
                        "via": "post", "item": "EA123"}, "note": "đủ"},
    "refused": {"reason": "không thuộc thẩm quyền", "at_door": False, "legal_basis": ["Điều 17", "Điều 18"]},
    "withdrawn": {"reason": "không cần nữa", "request": "đơn"},
    "stopped": {"reason": "theo đơn", "request": "đơn", "number": "5"},
    "voided": {"reason": "nhập trùng"},
    "corrected": {"changes": {"applicant.name": "Lò Văn Ngưỡng", "fee": 3000, "components": [{"name": "B"}],
                              "destination": {"name": "Sở", "commune": None}, "pages": 5, "due_at": AT},
                  "was": {"fee": 2000}, "reason": "gõ nhầm"},
}  # fmt: skip
"""A body of each act with every field its forms know."""
LIKELY = ("forwarded", "processing", "supplement_requested", "supplemented", "paid", "result_ready", "returned")
OPTIONAL: dict[str, Any] = {
    "pages": 3, "linked": ["H15.10-261123-0001"], "edition": "2025", "fee_basis": "NQ 2", "exemption": "poor",
    "destination": {"name": "Sở Tư pháp", "commune": "24373"}, "pay_method": "transfer",
    "fee_receipt": {"series": "A", "number": "1"},
    "owner": {"kind": "business", "name": "Công ty Một", "id_number": "0100109106"}, "authorised_by": "giấy 5",
}  # fmt: skip
PATHS = ("applicant.name", "applicant", "applicant.phone", "owner", "owner.kind", "channel", "deliver", "due_at",
         "due_reason", "summary", "copies", "pages", "components", "destination.name", "note", "fee", "fee_basis",
         "exemption", "fee_receipt", "fee_receipt.number", "result", "result.number", "result.at", "returned_to.name",
         "returned_to.via", "returned_at", "state", "id", "", ".", "applicant.name.x", "components.0")  # fmt: skip
WORDS: tuple[str, ...] = (
    "", " ", "\0", "a\0b", "\n\r\t\v\f", "\u202eđảo", "\ufeff", "\uffff", "e" + "\u0301" * 50, "🏳️‍🌈", "đ" * 90,
    "<b>&amp;</b>", "%s{0}{name}$1", "=1+1", "../../etc", "9" * 40, "-1", "²", "0001-01-01T00:00:00+07:00",
    "1911-05-01T00:00:00+07:00", "9999-12-31T23:59:59+07:00", "9999-12-31T23:59:59-12:00", f"{AT}\0",
    "2026-11-23", "2026-W48-1", "20261123T081500", "2026-02-30T00:00:00+07:00", "0000", "1990-13-45", "null", "counter",
    "online", "fax", "2018", "2025", "2099", "citizen", "business", "alien", "cash", "gold", "male", "x" * 4000,
    "Nguyễn " * 500,
)  # fmt: skip
NUMBERS: tuple[Any, ...] = (
    0, 1, -1, 9999, 10_000, 99_999, 100_000, 10**10, 10**10 + 1, 2**53 - 1, 2**53, -(2**53), 2**63 - 1, 2**63, 2**64-1,
    2**64, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308, 1e-320,
)  # fmt: skip
AWKWARD = ("", "\0", "a.b", "__class__", "name", "x" * 500)


@dataclass
class Told:
    """What became of the events: verdicts and refusals counted, and the requests the relay itself failed at."""

    events: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.events} events, {dict(self.answers.most_common())}"


class Hostile:
    """A foreign client with a desk's token."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.source, self.told = desk, random.Random(seed), Told()
        self._raw: dict[str, Any] = {}
        self._records: dict[str, Record] = {}
        self._hashes: list[str] = []

    def run(self, count: int) -> Told:
        """Push about `count` events, batch by batch, each batch on what was accepted of those before."""
        while self.told.events < count:
            live = self._push([self._received() for _ in range(BATCH)])
            for _ in range(ROUNDS):
                live = self._push([self._acted(dossier) for dossier in live]) | live
                self._push_nonsense()
            self._push_again()
        return self.told

    def _push(self, events: list[Event]) -> set[str]:
        """Push a batch; return the dossiers of what was accepted."""
        self.told.events += len(events)
        answer = self._post(self._wire(events))
        if answer.status_code != 200:
            self.told.failed.append(f"{answer.status_code} {answer.text[:200]} {self._wire(events)[:300]!r}")
            self.desk.head = events[0].prev_hash  # as if it had never been
            return set()
        accepted = set()
        for event, each in zip(events, orjson.loads(answer.content)["answers"], strict=True):
            field = str(each["facts"].get("field", "")).partition(".")[0] if each["reason"] == "BODY_INVALID" else ""
            self.told.answers["accepted" if each["seq"] else f"{each['reason']} {field}".strip()] += 1
            if each["seq"]:
                accepted.add(event.dossier)
                self._records[event.dossier] = fold(self._records.get(event.dossier), event)
        self._hashes += [event.hash for event in events]
        self.desk.heads = {id_: record.head for id_, record in self._records.items()}
        return accepted

    def _push_nonsense(self) -> None:
        """Send what is no JSON of ours; it must be refused whole."""
        event = self._wire([self.desk.events[-1]]).decode()
        broken = self.source.choice((
            event.replace('"body": {', '"body": {"a": "\\ud800", ', 1),
            event.replace('"body": {', '"body": {"a": NaN, ', 1),
            event.replace('"body": {', '"body": {"a": ' + "[" * 2000 + "]" * 2000 + ", ", 1),
            event.replace('"officer": "', '"officer": "\\udfff', 1),
            event.replace('"base": ', '"base": 5, "x": ', 1),
            event.replace('"id": "', '"id": "\\u0000', 1),
            event.replace('"desk": ', '"desk": 1e99, "y": ', 1),
            event.replace('"body": {', '"body": [], "z": {', 1),
            event[:-5],
        ))  # fmt: skip
        answer = self._post(broken.encode())
        self.told.answers[f"whole {answer.status_code}"] += 1
        if answer.status_code not in (409, 422):
            self.told.failed.append(f"{answer.status_code} {answer.text[:200]} {broken[:300]!r}")

    def _push_again(self) -> None:
        """Say the hash of an event of long ago: it would have two that follow it."""
        thief = replace(self.desk.say("paid", new_id()), hash=self.source.choice(self._hashes))
        self.desk.head = thief.prev_hash
        answer = self._post(self._wire([thief]))
        self.told.answers[f"whole {answer.status_code}"] += 1
        if answer.status_code != 409:
            self.told.failed.append(f"{answer.status_code} {answer.text[:200]} {thief}")

    def _post(self, content: bytes) -> httpx2.Response:
        return self.desk.client.post("/v1/push", content=content, headers=self.desk.headers)

    def _wire(self, events: list[Event]) -> bytes:
        """Write events as any JSON writer may: numbers beyond 64 bits stand there as they are."""
        said = [{**wire(event), "body": self._raw.get(event.id, event.body)} for event in events]
        return json.dumps({"events": said}).encode()

    # -- making them -----------------------------------------------------------------------------------------------

    def _received(self) -> Event:
        dossier = new_id()
        self.desk.issued += 1
        body: dict[str, Any] = {**received_body(dossier, self.desk.first + self.desk.issued - 1, self.desk.agency)}
        body |= {name: OPTIONAL[name] for name in OPTIONAL if self.source.random() < 0.3}
        return self._said("received", dossier, body, base=None)

    def _acted(self, dossier: str) -> Event:
        state = self._records[dossier].state
        legal = [kind for kind in LIKELY if is_legal(state, Kind(kind), {})] or list(FULL)
        kind = self.source.choice(legal if self.source.random() < 0.7 else list(FULL))
        return self._said(kind, dossier, FULL[kind])

    def _said(self, kind: str, dossier: str, body: Any, **other: Any) -> Event:
        """Say an event, nearly always with something wrong in it."""
        source, at = self.source, AT
        body = json.loads(json.dumps(body))
        for _ in range(source.choices((0, 1, 2, 4), (20, 60, 15, 5))[0]):
            self._mutate(kind, body)
        if source.random() < 0.1:
            kind, dossier, at = self._outside(kind, dossier, at, other)
        before = self.desk.head
        try:
            read = orjson.loads(json.dumps(body))
            made = self.desk.say(kind, dossier, cast(Body, read), at, **other)
        except TypeError:  # nested so deep that its hash cannot be made here either
            self.desk.head = before
            made = self.desk.say(kind, dossier, cast(Body, {}), at, **other)
            made = replace(made, body=cast(Body, read))
        if source.random() < 0.02:
            made = replace(made, hash=f"{source.getrandbits(256):064x}")
            self.desk.head = made.hash
        self._raw[made.id] = body
        return made

    def _outside(self, kind: str, dossier: str, at: str, other: dict[str, Any]) -> tuple[str, str, str]:
        """Change what stands outside the body."""
        source = self.source
        what = source.randrange(7)
        if what == 0:
            kind = source.choice(("", "x", "\0", "received", "RECEIVED", "k" * 5000, *FULL))
        elif what == 1:
            at = source.choice(WORDS)
        elif what == 2:
            other["officer"] = source.choice(WORDS)
        elif what == 3:
            other["desk"] = source.choice((0, 1, -5, 2**31, 2**62))
        elif what == 4:
            other["base"] = source.choice((None, new_id(), self.desk.events[-1].id if self.desk.events else None))
        elif what == 5:
            dossier = source.choice((new_id(), "00000000-0000-0000-0000-000000000000", *list(self._records)[-5:]))
        else:
            at = source.choice(("2099-01-01T00:00:00+07:00", "1911-05-01T00:00:00+07:00", "2026-11-23T08:15:00Z"))
        return kind, dossier, at

    def _mutate(self, kind: str, body: dict[str, Any]) -> None:
        """Change one thing somewhere in a body."""
        source = self.source
        if kind == "corrected" and source.random() < 0.5:
            body["changes"] = {source.choice(PATHS): self._value() for _ in range(source.randrange(1, 3))}
            return
        places = list(_places(body))
        inner, key = source.choice(places) if places else (body, "x")
        act = source.random()
        if act < 0.12:
            if places:
                del inner[key]
        elif act < 0.2 and isinstance(inner, dict):
            inner[source.choice(AWKWARD)] = self._value()
        else:
            inner[key] = self._value(inner[key] if places else None)

    def _value(self, old: Any = None) -> Any:
        """Return something that may or may not stand where `old` stood."""
        source = self.source
        kind = source.randrange(100)
        if kind < 40:
            return source.choice(WORDS)
        if kind < 60:
            return source.choice(NUMBERS)
        if kind < 75:
            return source.choice((None, True, False, [], {}, [None], {"name": None}, {"a": {"b": {"c": 1}}}))
        if kind < 85:
            return [old, old]
        if kind < 92:
            return {source.choice(AWKWARD): old, "name": source.choice(WORDS)}
        if kind < 95:
            return source.choice(("x", "Đ ", "0")) * source.choice((20_000, 100_000))
        if kind < 97:
            return [source.choice(WORDS) for _ in range(200)]
        deep: Any = old
        for _ in range(source.choice((5, 100, 240, _DEPTH))):
            deep = [deep] if source.random() < 0.5 else {"a": deep}
        return deep


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give each (container, key) of a JSON value."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, inner in pairs:
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def as_kept(event: Event) -> str:
    """Return an event short enough to be read in a failure."""
    return canonical(event.as_json())[:600].decode(errors="replace")
