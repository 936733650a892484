"""What a desk gets back: every event of its centre once, in order, and whole dossiers for repair."""

from __future__ import annotations

import orjson
from starlette.testclient import TestClient

from app.province.home import Relay
from app.rules.events import LOG_START, Event, next_log
from app.sync.protocol import WireEvent
from tests.province.desk import Desk, fresh_agency


def ids(events: list[dict[str, object]]) -> list[object]:
    return [event["id"] for event in events]


def test_a_desk_gets_the_other_desks_events_in_order_and_none_of_its_own(
    client: TestClient, relay: Relay, desk: Desk
) -> None:
    other, stranger = Desk.join(client, relay, 2), Desk.join(client, relay, 1, fresh_agency())
    first = desk.receive()
    desk.push(first, desk.receive())
    other.push(other.receive())
    stranger.push(stranger.receive())
    desk.push(desk.say("result_ready", first.dossier))
    assert ids(other.pull()) == [event.id for event in desk.events]
    assert ids(desk.pull()) == [event.id for event in other.events]
    assert desk.pull() == other.pull() == []


def test_events_come_back_byte_for_byte(client: TestClient, relay: Relay, desk: Desk) -> None:
    odd = {"x": [1.0, 1e300, -0.0, "Đặng \0 \ud7ff 😀", None, True, 2**63], "é": {}, "a": []}
    desk.push(desk.receive(odd=odd))
    other = Desk.join(client, relay, 2)
    raw = orjson.loads(other.get("pull", after=0).content)["events"][0]
    event = WireEvent.model_validate(raw).event()
    assert event.expected_hash() == event.hash
    assert event == desk.events[0]


def test_pages_follow_one_another_without_a_hole(client: TestClient, relay: Relay, desk: Desk) -> None:
    other = Desk.join(client, relay, 2)
    for _ in range(3):
        desk.push(*(desk.receive() for _ in range(3)))
        other.push(other.receive())
    assert ids(other.pull(limit=2)) == [event.id for event in desk.events]
    assert other.cursor == 12, "its own events are behind it too"


def test_a_desk_that_has_seen_more_than_a_restored_relay_holds_is_told(desk: Desk) -> None:
    desk.push(desk.receive())
    answer = desk.get("pull", after=99)
    assert (answer.status_code, answer.json()) == (409, {"code": "LOG", "facts": {"last": 1}})


def test_the_log_is_over_what_was_accepted_in_its_order(client: TestClient, relay: Relay, desk: Desk) -> None:
    first, bad, last = desk.receive(), desk.receive(fee="a"), desk.receive()
    desk.push(first, bad, last)
    logs = [LOG_START, next_log(LOG_START, first.hash)]
    logs.append(next_log(logs[-1], last.hash))
    assert [desk.get("log", n=n).json()["log"] for n in range(4)] == [*logs, None]
    assert desk.get("log", n=0).json()["last"] == 2
    other = Desk.join(client, relay, 2)
    page = other.get("pull", after=0, limit=1).json()
    assert (page["cursor"], page["log"]) == (1, logs[1]), "of a page that is not the last one, at its own end"
    assert other.get("pull", after=1, limit=1).json()["log"] == logs[2]


def test_a_desk_that_holds_something_else_is_told_before_anything_is_given(desk: Desk) -> None:
    desk.push(desk.receive(), desk.receive())
    right = desk.get("log", n=1).json()["log"]
    assert desk.get("pull", after=0, n=1, log=right).status_code == 200
    answer = desk.get("pull", after=0, n=1, log="1" * 64)
    assert (answer.status_code, answer.json()["code"]) == (409, "LOG")


def test_refused_events_are_not_pulled(client: TestClient, relay: Relay, desk: Desk) -> None:
    desk.push(desk.receive(fee="a"))
    assert Desk.join(client, relay, 2).pull() == []


def test_a_replaced_pc_gets_its_own_events_back_and_goes_on_with_the_chain(
    client: TestClient, relay: Relay, desk: Desk
) -> None:
    desk.push(desk.receive(), desk.receive(fee="a"))
    new = Desk.join(client, relay, 1)
    assert new.head == desk.head
    assert ids(new.pull(own=1)) == [desk.events[0].id]
    new.issued = 2
    assert new.push(new.receive())[0]["verdict"] == "accepted"
    assert desk.get("pull", after=0).status_code == 401, "the old PC's token is dead"


def test_one_dossier_comes_whole_with_the_desks_own_refused_events_last(
    client: TestClient, relay: Relay, desk: Desk
) -> None:
    other = Desk.join(client, relay, 2)
    event = desk.receive()
    refused = desk.say("returned", event.dossier)
    desk.push(event, refused)
    other.pull()
    done = other.say("result_ready", event.dossier)
    other.push(done)
    mine = desk.get(f"dossiers/{event.dossier}").json()["events"]
    assert [(each["id"], each["seq"]) for each in mine] == [(event.id, 1), (done.id, 2), (refused.id, None)]
    theirs = other.get(f"dossiers/{event.dossier}").json()["events"]
    assert ids(theirs) == [event.id, done.id]


def test_a_dossier_of_another_agency_is_not_shown(client: TestClient, relay: Relay, desk: Desk) -> None:
    event: Event = desk.receive()
    desk.push(event)
    stranger = Desk.join(client, relay, 1, fresh_agency())
    answer = stranger.get(f"dossiers/{event.dossier}")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_DOSSIER")
