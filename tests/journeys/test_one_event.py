"""One event of one desk that is no dossier: nobody else's rounds, registers or receipts end in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx2
import orjson
import pytest

from app.province import ingest
from app.province.verdicts import Author, Book
from app.rules.clock import VN
from app.rules.events import Body, Event, new_id
from app.rules.folding import fold
from app.services import care, finding, papers, reports
from app.services.desk import Desk as Counter
from app.sync.protocol import wire
from tests.province.desk import Desk, received_body
from tests.sync.conftest import MakePC
from tests.sync.world import DAY, PC, RelayServer

BEYOND = 2**64
"""No reader of ours takes a number like it, but any writer of JSON may send one."""
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a request that is an object": ({"request_id": {"a": 1}}, "request_id"),
    "a request beyond 64 bits": ({"request_id": BEYOND}, "request_id"),
    "copies beyond 64 bits": ({"copies": BEYOND}, "copies"),
    "a fee of 2^64-1": ({"fee": BEYOND - 1}, "fee"),
    "an unknown deliver": ({"deliver": "drone"}, "deliver"),
}
TAKEN: dict[str, dict[str, Any]] = {
    "an applicant without phone or address": {"applicant": {"kind": "citizen", "name": "Hồ Thị Sáu"}},
    "an edition that is no file": {"edition": "../../etc/passwd"},
    "an edition of next year": {"edition": "2027"},
}


@pytest.fixture
def stranger(relay: RelayServer, agency: str) -> Iterator[Desk]:
    """Another program with a desk's token: it writes what it likes, with the right chain and hashes."""
    with httpx2.Client(base_url=relay.url, timeout=30) as client:
        yield Desk.join(client, relay.relay, 2, agency)


def says(desk: Desk, changes: dict[str, Any]) -> Event:
    """Receive with a body changed so; what is hashed is what any reader makes of the JSON."""
    desk.issued += 1
    dossier = new_id()
    body = {**received_body(dossier, desk.first + desk.issued - 1, desk.agency), **changes}
    return desk.say("received", dossier, cast(Body, orjson.loads(json.dumps(body))), base=None)


def pushed(desk: Desk, event: Event, changes: dict[str, Any]) -> dict[str, Any]:
    message = {"events": [{**wire(event), "body": {**event.body, **changes}}]}
    answer = desk.client.post("/v1/push", content=json.dumps(message).encode(), headers=desk.headers)
    assert answer.status_code == 200, answer.text
    (found,) = orjson.loads(answer.content)["answers"]
    return cast(dict[str, Any], found)


def assert_works_on(pc: PC, folder: Path) -> None:
    """Rounds, screens, papers, every register and the day's end of a desk that had to do with nothing of it."""
    assert [pc.sync().state for _ in range(2)] == ["done", "done"]
    desk = Counter(pc.store, lambda: datetime(2026, 11, 24, 9, tzinfo=VN), clock_ok=True)
    for code in pc.codes():
        assert finding.as_json(desk, code)["code"] == code
        assert papers.render(desk, code, "receipt").startswith(b"%PDF")
    for name in reports.NAMES:
        reports.to_file(desk, name, DAY, DAY, folder / f"{name}.json")
    assert care.rebuild(desk).differed == ()
    assert pc.close_day().equal is True


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_record_is_refused_by_its_field_and_ends_nobody_elses_day(
    what: str, new_pc: MakePC, stranger: Desk, tmp_path: Path
) -> None:
    """The relay took it; every other desk's sync, or its registers and receipts, ended in a traceback for ever."""
    changes, field = REFUSED[what]
    pc = new_pc()
    own, good = pc.receive(), stranger.receive()
    stranger.push(good)
    answer = pushed(stranger, says(stranger, changes), changes)
    assert (answer["reason"], answer["facts"]) == ("BODY_INVALID", {"field": field})
    after = stranger.receive()
    assert stranger.push(after)[0]["verdict"] == "accepted", "its own desk goes on too"
    assert_works_on(pc, tmp_path)
    assert pc.codes() == sorted([own, *(str(event.body["code"]) for event in (good, after))])


@pytest.mark.parametrize("what", TAKEN)
def test_what_another_program_may_leave_out_or_name_otherwise_is_shown_printed_and_counted(
    what: str, new_pc: MakePC, stranger: Desk, tmp_path: Path
) -> None:
    """A receipt asked for the phone that was not there, or for the form of an edition as for a file."""
    pc, event = new_pc(), says(stranger, TAKEN[what])
    assert stranger.push(event)[0]["verdict"] == "accepted"
    assert_works_on(pc, tmp_path)
    assert pc.codes() == [event.body["code"]]


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_relay_of_before_took_is_set_aside_and_ends_nobodys_day(
    what: str, new_pc: MakePC, stranger: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such events lie at relays that took them: the desk itself must not end in one."""

    def takes_anything(author: Author, event: Event, book: Book) -> None:
        sound = cast(Body, {**received_body(event.dossier, 1), "code": event.body["code"]})
        book.enter(event, fold(None, replace(event, body=sound)))

    changes, _ = REFUSED[what]
    pc = new_pc()
    own = pc.receive()
    with monkeypatch.context() as before:
        before.setattr(ingest, "judge", takes_anything)
        assert pushed(stranger, says(stranger, changes), changes)["verdict"] == "accepted"
    good = stranger.receive()
    assert stranger.push(good)[0]["verdict"] == "accepted"
    assert_works_on(pc, tmp_path)
    assert pc.codes() == sorted([own, str(good.body["code"])])
