"""A desk of the tests: it keeps a chain, makes events of invented citizens and speaks the protocol."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import httpx2
import orjson
from starlette.testclient import TestClient

from app.province import enrolment
from app.province.home import Relay
from app.rules.acts import Kind
from app.rules.events import LOG_START, Body, Event, canonical, day_digest, dossier_digest, new_id
from app.rules.numbering import dossier_code
from app.sync.protocol import VERSION, VERSION_HEADER, Keys, wire

AGENCY, COMMUNE = "H15.10", "24133"
_agencies = itertools.count(100_000)
DAY = date(2026, 11, 23)
AT = "2026-11-23T08:15:00+07:00"
SPEAKS = {VERSION_HEADER: str(VERSION)}


def received_body(dossier: str, number: int, agency: str = AGENCY) -> Body:
    return {
        "dossier": dossier,
        "code": dossier_code(agency, DAY, number),
        "procedure": {"code": "2.000815", "name": "Chứng thực bản sao từ bản chính", "version": "2026-01"},
        "case": None,
        "term": "trong ngày",
        "field": "Chứng thực",
        "unit": None,
        "applicant": {"kind": "citizen", "name": "Nguyễn Thị Đặng", "id_number": "001190123456", "birth_date": None,
                      "sex": "female", "address": "Thôn Hai", "commune": COMMUNE, "phone": "0912345678",
                      "email": None},
        "owner": None,
        "authorised_by": None,
        "channel": "counter",
        "deliver": "counter",
        "received_at": AT,
        "received_by": "Trần Văn Bình",
        "due_at": "2026-11-23T17:00:00+07:00",
        "due_reason": "Trong ngày làm việc.",
        "fee": 2000,
        "fee_paid": True,
        "copies": 1,
        "components": [{"name": "Bản chính", "originals": 1, "certified": 0, "photocopies": 0, "files": []}],
        "summary": "Chứng thực một bản sao",
        "note": None,
        "register": {"book": "Sổ 2026", "number": number},
        "request_id": None,
    }  # fmt: skip


def fresh_agency() -> str:
    """An agency nobody has used: each example of a property then has a relay of its own, in effect."""
    number = next(_agencies)
    return f"H15.{number // 1000}.{number % 1000:03d}"


@dataclass
class Desk:
    client: TestClient | httpx2.Client
    token: str
    number: int
    agency: str = AGENCY
    first: int = 1
    head: str | None = None
    cursor: int = 0
    events: list[Event] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    """The last event this desk has seen of each dossier."""
    issued: int = 0

    @classmethod
    def join(
        cls,
        client: TestClient | httpx2.Client,
        relay: Relay,
        number: int = 1,
        agency: str = AGENCY,
        *,
        keys: Keys | None = None,
        **lease: Any,
    ) -> Desk:
        with relay.store.write() as tx:
            code = enrolment.invite(tx, agency, COMMUNE, number, **lease)["code"]
        message = {"code": code, "officer": "Trần Văn Bình", "keys": keys and keys.model_dump()}
        answer = client.post("/v1/enrol", json=message, headers=SPEAKS)
        assert answer.status_code == 200, answer.text
        place = answer.json()
        return cls(client, place["token"], number, agency, place["first"], place["head"])

    @property
    def headers(self) -> dict[str, str]:
        return {**SPEAKS, "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    def say(self, kind: Kind | str, dossier: str, body: Body | None = None, at: str = AT, **other: Any) -> Event:
        """Append an event to the chain, as the desk's store would."""
        values = {"base": self.heads.get(dossier), "officer": "Trần Văn Bình", "desk": self.number} | other
        draft = Event(
            id=new_id(), dossier=dossier, kind=str(kind), at=at, prev_hash=self.head, hash="", body=body or {}, **values
        )  # fmt: skip
        made = replace(draft, hash=draft.expected_hash())
        self.events.append(made)
        self.head = made.hash
        self.heads[dossier] = made.id
        return made

    def receive(self, at: str = AT, **changes: Any) -> Event:
        dossier = new_id()
        self.issued += 1
        number = self.first + self.issued - 1
        body = cast(Body, {**received_body(dossier, number, self.agency), **changes})
        return self.say(Kind.RECEIVED, dossier, body, at, base=None)

    def push(self, *events: Event) -> list[dict[str, Any]]:
        answer = self.post("push", {"events": [wire(event) for event in events]})
        assert answer.status_code == 200, answer.text
        answers: list[dict[str, Any]] = orjson.loads(answer.content)["answers"]
        assert [each["id"] for each in answers] == [event.id for event in events]
        return answers

    def post(self, path: str, message: object) -> httpx2.Response:
        return self.client.post(f"/v1/{path}", content=canonical(message), headers=self.headers)

    def get(self, path: str, **query: int | str) -> httpx2.Response:
        return self.client.get(f"/v1/{path}", params=query, headers=self.headers)

    def pull(self, limit: int = 500, own: int = 0) -> list[dict[str, Any]]:
        """Pull until there is no more, and note the heads of what came."""
        came: list[dict[str, Any]] = []
        while True:
            page = self.get("pull", after=self.cursor, limit=limit, own=own).json()
            came += page["events"]
            self.cursor = page["cursor"]
            if not page["more"]:
                break
        self.heads |= {event["dossier"]: event["id"] for event in came}
        return came

    def closing(self, accepted: dict[str, list[str]], refused: dict[str, list[str]], day: str = "2026-11-23") -> Any:
        mine = {event.dossier for event in self.events if event.at.startswith(day)}
        digests = {id: dossier_digest(accepted.get(id, []), refused.get(id, [])) for id in mine}
        count = sum(event.at.startswith(day) for event in self.events)
        side = {"events": count, "dossiers": len(mine), "hash": day_digest(digests)}
        return {"date": day, "side": side, "digests": digests, "n": 0, "log": LOG_START}
