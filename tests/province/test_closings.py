"""Closing a day: agreement is signed, every difference is named."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from starlette.testclient import TestClient

from app.province import commands
from app.province.home import Relay
from app.rules.events import LOG_START, canonical, day_digest
from tests.province.desk import Desk


def close(desk: Desk, message: Any) -> Any:
    answer = desk.post("closings", message)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def busy(client: TestClient, relay: Relay, desk: Desk) -> tuple[Desk, dict[str, list[str]], dict[str, list[str]]]:
    """A desk whose day has an accepted, a refused and a shared dossier, and what it knows of them."""
    other = Desk.join(client, relay, 2)
    first, second = desk.receive(), desk.receive()
    refused = desk.say("returned", first.dossier)
    never = desk.receive(fee="a")
    desk.push(*desk.events)
    other.pull()
    done = other.say("result_ready", second.dossier)
    other.push(done)
    accepted = {first.dossier: [first.hash], second.dossier: [second.hash, done.hash]}
    return desk, accepted, {first.dossier: [refused.hash], never.dossier: [never.hash]}


Busy = tuple[Desk, dict[str, list[str]], dict[str, list[str]]]


def test_a_day_both_sides_hold_alike_is_signed(busy: Busy, relay: Relay) -> None:
    desk, accepted, refused = busy
    message = desk.closing(accepted, refused)
    closed = close(desk, message)
    assert closed["equal"] is True
    assert closed["side"] == message["side"] == {"events": 4, "dossiers": 3, "hash": message["side"]["hash"]}
    statement = closed["statement"]
    assert {key: statement[key] for key in ("agency", "desk", "date")} == {
        "agency": "H15.10", "desk": 1, "date": "2026-11-23",
    }  # fmt: skip
    assert set(statement) == {"agency", "desk", "date", "events", "dossiers", "hash", "n", "log", "at"}
    relay.key.public_key().verify(base64.b64decode(closed["signature"]), canonical(statement))
    with pytest.raises(InvalidSignature):
        relay.key.public_key().verify(base64.b64decode(closed["signature"]), canonical(statement | {"events": 5}))


def test_every_difference_is_named_dossier_by_dossier_and_nothing_is_signed(busy: Busy) -> None:
    desk, accepted, refused = busy
    first, second, never = desk.events[0], desk.events[1], desk.events[3]
    accepted[second.dossier].pop()
    unsent = desk.receive()
    accepted[unsent.dossier] = [unsent.hash]
    message = desk.closing(accepted, refused)
    del message["digests"][never.dossier]
    closed = close(desk, message)
    assert (closed["equal"], closed["statement"], closed["signature"]) == (False, None, None)
    assert {each["dossier"]: (each["code"], each["why"]) for each in closed["differences"]} == {
        second.dossier: ("H15.10-261123-0002", "differs"),
        never.dossier: (None, "desk_lacks"),
        unsent.dossier: (None, "relay_lacks"),
    }
    assert first.dossier not in [each["dossier"] for each in closed["differences"]]


def test_a_count_that_differs_is_not_signed_even_when_every_dossier_agrees(busy: Busy) -> None:
    desk, accepted, refused = busy
    message = desk.closing(accepted, refused)
    message["side"]["events"] += 1
    assert close(desk, message)["signature"] is None


def test_a_day_may_be_closed_again_after_more_happened(busy: Busy, relay: Relay) -> None:
    desk, accepted, refused = busy
    once = close(desk, desk.closing(accepted, refused))
    assert close(desk, desk.closing(accepted, refused))["equal"] is True
    more = desk.receive()
    desk.push(more)
    again = close(desk, desk.closing({**accepted, more.dossier: [more.hash]}, refused))
    assert again["equal"] is True
    assert again["side"]["events"] == once["side"]["events"] + 1


def test_a_dossier_of_two_days_is_compared_whole_and_each_event_counted_on_its_day(desk: Desk) -> None:
    first = desk.receive(at="2026-11-22T16:00:00+07:00")
    later = desk.say("forwarded", first.dossier)
    desk.push(first, later)
    closed = close(desk, desk.closing({first.dossier: [first.hash, later.hash]}, {}))
    assert (closed["equal"], closed["side"]["events"], closed["side"]["dossiers"]) == (True, 1, 1)


def test_what_was_refused_of_another_desk_is_no_part_of_this_ones_day(
    client: TestClient, relay: Relay, desk: Desk
) -> None:
    first = desk.receive()
    desk.push(first)
    other = Desk.join(client, relay, 2)
    other.pull()
    other.push(other.say("returned", first.dossier))  # refused: there is no result yet
    assert close(desk, desk.closing({first.dossier: [first.hash]}, {}))["equal"] is True


def test_the_day_is_the_local_date_of_the_moment_the_event_says(desk: Desk) -> None:
    late = desk.receive(at="2026-11-22T17:00:00+00:00")  # midnight in Vietnam
    early = desk.receive(at="2026-11-22T16:59:59+00:00")
    desk.push(late, early)
    empty = {"events": 0, "dossiers": 0, "hash": day_digest({})}
    closed = close(desk, {"date": "2026-11-23", "side": empty, "digests": {}, "n": 0, "log": LOG_START})
    assert [each["dossier"] for each in closed["differences"]] == [late.dossier]


def test_a_desk_whose_log_is_another_gets_no_day_signed(desk: Desk) -> None:
    desk.push(desk.receive())
    empty = desk.closing({}, {}, "2026-11-24")
    assert close(desk, empty | {"n": 1, "log": desk.get("log", n=1).json()["log"]})["equal"] is True
    answer = desk.post("closings", empty | {"n": 1, "log": "1" * 64})
    assert (answer.status_code, answer.json()["code"]) == (409, "LOG")


@pytest.mark.parametrize("n", [True, "0", 0.5, -1, None])
def test_a_count_that_is_none_is_refused(desk: Desk, n: object) -> None:
    assert desk.post("closings", desk.closing({}, {}, "2026-11-24") | {"n": n}).status_code == 422


def test_an_empty_day_is_signed_too(desk: Desk) -> None:
    closed = close(desk, desk.closing({}, {}, "2026-11-24"))
    assert closed["equal"] is True
    assert closed["signature"]


def test_a_date_that_is_none_is_refused_by_name(desk: Desk) -> None:
    message = desk.closing({}, {}) | {"date": "hôm nay"}
    assert (desk.post("closings", message).status_code, desk.post("closings", message).json()["code"]) == (
        422, "DATE_FORMAT",
    )  # fmt: skip


def test_status_says_which_day_was_last_closed(relay_home: Path, desk: Desk) -> None:
    close(desk, desk.closing({}, {}, "2026-11-24"))
    close(desk, desk.closing({}, {}, "2026-11-23"))
    assert commands.status(relay_home)[0]["last_closing"] == "2026-11-24"
