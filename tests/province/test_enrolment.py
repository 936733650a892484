"""Who may join, with which numbers, and who is shut out."""

from __future__ import annotations

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from app.errors import UserError
from app.province import api, commands, enrolment, guesses, home, tables
from app.province.home import Relay
from app.rules.clock import now
from app.sync.keys import new_keys, public
from app.sync.protocol import Keys, Trade, wire
from tests.province.desk import AGENCY, COMMUNE, SPEAKS, Desk


def enrol(client: TestClient, code: str) -> Any:
    return client.post("/v1/enrol", json={"code": code, "officer": "Trần Văn Bình"}, headers=SPEAKS)


def refusal(client: TestClient, code: str) -> tuple[int, str]:
    answer = enrol(client, code)
    return answer.status_code, answer.json()["code"]


def test_a_desk_gets_its_place_in_the_province(client: TestClient, relay: Relay, relay_home: Path) -> None:
    invitation = commands.invite(relay_home, "H15.10", COMMUNE, 2, 50, 99, "Trung tâm xã Hòa Bình")
    assert re.fullmatch(r"H15\.10(-[34679ACDEFHJKMNPRTUVWXY]{4}){3}", invitation["code"])
    place = enrol(client, invitation["code"]).json()
    assert re.fullmatch(r"H15\.10~[\w-]{43}", place.pop("token"))
    assert place.pop("server_time")
    assert place == {
        "agency": "H15.10", "commune": COMMUNE, "name": "Trung tâm xã Hòa Bình", "desk": 2, "first": 50, "last": 99,
        "key": relay.public_key(), "head": None, "recipient": relay.recipient(),
    }  # fmt: skip


def test_a_code_may_be_typed_as_it_was_heard(client: TestClient, relay_home: Path) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    assert enrol(client, f" {code.replace('-', ' ').lower()} ").status_code == 200
    without = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"].removeprefix("H15.10-")
    assert enrol(client, without).status_code == 200, "the agency may be left out: one of 0.3.0 has none"


def test_a_code_of_another_agency_is_none_here(client: TestClient, relay_home: Path) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    assert refusal(client, code.replace("H15.10", "H15.11")) == (403, "INVITATION_UNKNOWN")


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        ({"agency": "H15.11", "desk": 1}, {"what": "agency", "here": "H15.11", "there": "H15.10"}),
        ({"agency": "H15.10", "desk": 2}, {"what": "desk", "here": 2, "there": 1}),
        (
            {"agency": "H15.10", "desk": 1, "lowest": 1, "highest": 1000},
            {"what": "number", "here": 1000, "there": "1–999"},
        ),
    ],
)
def test_a_store_of_another_place_uses_no_code_up(
    client: TestClient, relay_home: Path, place: dict[str, Any], facts: dict[str, Any]
) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    message = {"code": code, "officer": "Trần Văn Bình", **place}
    answer = client.post("/v1/enrol", json=message, headers=SPEAKS)
    assert (answer.status_code, answer.json()) == (409, {"code": "ENROL_MISMATCH", "facts": facts})
    assert enrol(client, code).status_code == 200


def test_a_token_is_traded_and_the_former_one_dies_when_the_new_one_is_shown(
    client: TestClient, relay: Relay, relay_home: Path
) -> None:
    desk = Desk.join(client, relay)
    former, nonce = desk.token, {"nonce": "0123456789abcdef"}
    lost = desk.post("token", nonce).json()["token"]
    assert desk.post("token", nonce).json()["token"] == lost, "the answer was lost and is asked for again"
    assert desk.get("pull").status_code == 200, "until then the former one serves"
    desk.token = lost
    assert desk.get("pull").status_code == 200
    desk.token = former
    assert (desk.get("pull").status_code, desk.post("token", nonce).status_code) == (401, 401)


def given(relay: Relay) -> list[tuple[Any, ...]]:
    with relay.store.read() as tx:
        return [tuple(row) for row in tx.execute(select(tables.desk_key).order_by(tables.desk_key.c.agency))]


def row(keys: Keys, agency: str = AGENCY) -> tuple[Any, ...]:
    return (agency, 1, keys.signing, keys.recipient)


def test_a_desk_gives_its_keys_when_it_joins_and_another_pc_brings_its_own(client: TestClient, relay: Relay) -> None:
    first, second, other = (public(new_keys()) for _ in range(3))
    Desk.join(client, relay, keys=first)
    assert given(relay) == [row(first)]
    Desk.join(client, relay, agency="H15.11", keys=other)
    Desk.join(client, relay, keys=second)
    assert given(relay) == [row(second), row(other, "H15.11")], "those of the desk, and of its agency alone"
    Desk.join(client, relay)
    assert given(relay) == [row(other, "H15.11")], "a program that gives none leaves none of another PC's"


def test_keys_come_with_a_trade_of_tokens_and_again_they_change_nothing(client: TestClient, relay: Relay) -> None:
    desk, keys = Desk.join(client, relay), public(new_keys())
    trade = Trade(nonce="0123456789abcdef", keys=keys).model_dump()
    assert desk.post("token", trade).json()["recipient"] == relay.recipient()
    assert desk.post("token", trade).status_code == 200, "the answer was lost"
    assert given(relay) == [row(keys)]
    assert desk.post("token", {"nonce": "0123456789abcdef"}).status_code == 200
    assert given(relay) == [row(keys)], "a trade without any leaves those it has"


GOOD = public(new_keys())
BROKEN = [
    {"signing": GOOD.signing[:-1]}, {"signing": base64.b64encode(bytes(31)).decode()},
    {"signing": base64.b64encode(bytes(33)).decode()}, {"signing": GOOD.signing[:-2] + "B="},
    {"signing": GOOD.signing + "\n"}, {"signing": None}, {"recipient": GOOD.recipient[:-1]},
    {"recipient": GOOD.recipient[:-1] + ("q" if GOOD.recipient[-1] != "q" else "p")},
    {"recipient": GOOD.recipient.upper()}, {"recipient": new_keys().identity}, {"recipient": GOOD.signing},
    {"recipient": None},
]  # fmt: skip


@pytest.mark.parametrize("path", ["enrol", "token"])
@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_a_key_that_is_none_is_refused_whole(
    client: TestClient, relay: Relay, relay_home: Path, path: str, broken: dict[str, Any]
) -> None:
    desk = Desk.join(client, relay, keys=GOOD)
    code = commands.invite(relay_home, AGENCY, COMMUNE, 1)["code"]
    message = {"code": code, "officer": "Trần Văn Bình", "nonce": "0123456789abcdef"}
    answer = desk.post(path, {**message, "keys": {**GOOD.model_dump(), **broken}})
    field = f"body.keys.{next(iter(broken))}"
    assert (answer.status_code, answer.json()) == (422, {"code": "BODY_INVALID", "facts": {"field": field}})
    assert given(relay) == [row(GOOD)]
    assert desk.get("pull").status_code == 200


def test_of_two_that_hold_one_token_the_one_that_traded_last_goes_on(client: TestClient, relay: Relay) -> None:
    desk, twin = Desk.join(client, relay), Desk.join(client, relay, 2)
    twin.token = desk.token
    desk.token = desk.post("token", {"nonce": "of the one desk."}).json()["token"]
    twin.token = twin.post("token", {"nonce": "of the other one"}).json()["token"]
    assert twin.get("pull").status_code == 200
    assert desk.get("pull").status_code == 401


def test_a_token_of_another_agency_is_none(client: TestClient, relay: Relay) -> None:
    desk = Desk.join(client, relay)
    Desk.join(client, relay, 1, "H15.11")
    desk.token = desk.token.replace("H15.10", "H15.11")
    assert desk.get("pull").status_code == 401


def test_a_code_works_once(client: TestClient, relay_home: Path) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    assert enrol(client, code).status_code == 200
    assert refusal(client, code) == (403, "INVITATION_USED")


def test_a_code_expires_after_a_week(client: TestClient, relay_home: Path) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    with time_machine.travel(now() + timedelta(days=7, seconds=1), tick=True):
        assert refusal(client, code) == (403, "INVITATION_EXPIRED")


def test_a_later_code_for_the_same_desk_ends_the_earlier(client: TestClient, relay_home: Path) -> None:
    first = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    second = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    assert refusal(client, first) == (403, "INVITATION_EXPIRED")
    assert enrol(client, second).status_code == 200


@pytest.fixture
def guarded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "APART", timedelta(seconds=1))


@pytest.mark.usefixtures("guarded")
def test_one_wrong_code_a_second_and_nothing_more_is_judged(client: TestClient, relay_home: Path) -> None:
    """5,162 codes were tried in eight seconds, and those that came too fast were queued for half an hour.

    The right code among them is told nothing either: neither that it is right, nor that it is used up.
    """
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    with time_machine.travel(now(), tick=False) as at:
        assert refusal(client, "AAAA-AAAA-AAAA") == (403, "INVITATION_UNKNOWN")
        assert [refusal(client, guess) for guess in ("BBBB-BBBB-BBBB", code)] == [(429, "BUSY")] * 2
        at.shift(timedelta(seconds=1))
        assert enrol(client, code).status_code == 200


@pytest.mark.usefixtures("guarded")
def test_a_clock_set_back_does_not_close_the_door(client: TestClient, relay_home: Path) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    with time_machine.travel(now(), tick=False) as at:
        assert refusal(client, "AAAA-AAAA-AAAA") == (403, "INVITATION_UNKNOWN")
        at.shift(timedelta(days=-1))
        assert enrol(client, code).status_code == 200


@pytest.mark.usefixtures("guarded")
def test_many_guesses_at_once_through_several_workers_are_one(relay_home: Path) -> None:
    """Each worker has its own pool and its own application; what they share is the database."""
    commands.invite(relay_home, "H15.10", COMMUNE, 1)
    began = now()
    with ExitStack() as running, ThreadPoolExecutor(max_workers=12) as pool:
        relays = [home.open_relay(relay_home) for _ in range(3)]
        applications = [api.create_app(one) for one in relays]
        # An application builds its routes when it is first asked, and what it silences of warnings meanwhile it
        # silences for the whole process: three that do so at once undo each other's. In service each has a process.
        assert all(application.openapi() for application in applications)
        workers = [running.enter_context(TestClient(application)) for application in applications]
        answers = list(pool.map(lambda nth: refusal(workers[nth % 3], f"AAAA-AAAA-{nth:04}"), range(60)))
    seconds = (now() - began).total_seconds()
    assert set(answers) <= {(403, "INVITATION_UNKNOWN"), (429, "BUSY")}
    assert 1 <= answers.count((403, "INVITATION_UNKNOWN")) <= seconds + 2


def asked(client: TestClient, code: str, nonce: str | None) -> Any:
    message = {"code": code, "officer": "Trần Văn Bình", **({"nonce": nonce} if nonce else {})}
    return client.post("/v1/enrol", json=message, headers=SPEAKS)


def test_a_lost_answer_is_given_again_to_who_asked_for_ten_minutes(client: TestClient, relay_home: Path) -> None:
    """The code was judged before the wait: where the line was cut meanwhile it was used up, and its token nowhere."""
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    nonce = "0123456789abcdef"
    with time_machine.travel(now(), tick=False) as at:
        first = asked(client, code, nonce).json()
        at.shift(timedelta(minutes=10))
        again = asked(client, code.lower(), nonce)
        assert (again.status_code, again.json()["token"]) == (200, first["token"])
        for other in ("fedcba9876543210", None):
            assert (asked(client, code, other).status_code, asked(client, code, other).json()["code"]) == (
                403,
                "INVITATION_USED",
            )
        at.shift(timedelta(seconds=1))
        assert asked(client, code, nonce).json()["code"] == "INVITATION_USED"
    headers = {**SPEAKS, "Authorization": f"Bearer {first['token']}"}
    assert client.get("/v1/pull", headers=headers).status_code == 200


def test_a_desk_shut_out_meanwhile_is_not_answered_again(client: TestClient, relay_home: Path) -> None:
    code = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    assert asked(client, code, "0123456789abcdef").status_code == 200
    commands.revoke(relay_home, "H15.10", 1)
    assert asked(client, code, "0123456789abcdef").json()["code"] == "INVITATION_USED"


def test_an_officer_who_is_nobody_is_refused(client: TestClient) -> None:
    assert client.post("/v1/enrol", json={"code": "A", "officer": ""}, headers=SPEAKS).status_code == 422


def test_desks_get_their_thousands_unless_told_otherwise(relay: Relay) -> None:
    with relay.store.write() as tx:
        for number in (1, 2, 3):
            enrolment.invite(tx, "H15.10", COMMUNE, number)
        leases = [(row.first, row.last) for row in tx.execute(commands._desks())]
    assert leases == [(1, 999), (1000, 1999), (2000, 2999)]


@pytest.mark.parametrize(
    ("asked", "code", "facts"),
    [
        ((2, 999, 1500), "LEASE_OVERLAPS", {"desk": 1, "first": 1, "last": 999}),
        ((2, 1, 5000), "LEASE_OVERLAPS", {"desk": 1, "first": 1, "last": 999}),
        ((1, 1, 500), "LEASE_SHRINKS", {"first": 1, "last": 999}),
        ((2, 5, 4), "LEASE_INVALID", {"first": 5, "last": 4}),
        ((0, 1, 2), "DESK_NUMBER", {"desk": 0}),
    ],
)
def test_a_lease_that_would_let_a_number_be_issued_twice_is_refused(
    relay_home: Path, asked: tuple[int, int, int], code: str, facts: dict[str, int]
) -> None:
    commands.invite(relay_home, "H15.10", COMMUNE, 1)
    with pytest.raises(UserError) as error:
        commands.invite(relay_home, "H15.10", COMMUNE, *asked)
    assert (error.value.code, error.value.facts) == (code, facts)


def test_a_lease_may_grow_and_its_desk_uses_it(client: TestClient, relay: Relay, relay_home: Path) -> None:
    desk = Desk.join(client, relay, 1, first=1, last=1)
    assert desk.push(desk.receive(), desk.receive())[1]["reason"] == "NUMBER_OUTSIDE_LEASE"
    commands.invite(relay_home, "H15.10", COMMUNE, 1, last=10)
    assert desk.push(desk.receive())[0]["verdict"] == "accepted"


@pytest.mark.parametrize(
    ("agency", "commune", "code"), [("15.10", COMMUNE, "AGENCY_FORMAT"), ("H15", "x", "COMMUNE_FORMAT")]
)
def test_an_agency_or_commune_that_is_none_is_refused(relay_home: Path, agency: str, commune: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        commands.invite(relay_home, agency, commune, 1)
    assert commands.status(relay_home) == []


def test_a_revoked_desk_is_out_until_invited_again(client: TestClient, relay: Relay, relay_home: Path) -> None:
    desk = Desk.join(client, relay)
    desk.push(desk.receive())
    pending = commands.invite(relay_home, "H15.10", COMMUNE, 1)["code"]
    assert commands.revoke(relay_home, "H15.10", 1)["revoked_at"]
    answer = desk.get("pull", after=0)
    assert (answer.status_code, answer.json()) == (401, {"code": "AUTH", "facts": {"revoked": True}})
    assert refusal(client, pending) == (403, "INVITATION_EXPIRED")
    again = Desk.join(client, relay)
    assert again.head == desk.head
    assert len(again.pull(own=1)) == 1


@pytest.mark.parametrize(("agency", "desk"), [("H15.10", 0), ("H15.10", 2), ("H99", 1)])
def test_a_desk_nobody_knows_cannot_be_revoked(relay_home: Path, agency: str, desk: int) -> None:
    commands.invite(relay_home, "H15.10", COMMUNE, 1)
    with pytest.raises(UserError, match="DESK_UNKNOWN"):
        commands.revoke(relay_home, agency, desk)


def test_a_new_pc_ends_the_alert_about_a_cloned_one(client: TestClient, relay: Relay, relay_home: Path) -> None:
    desk = Desk.join(client, relay)
    desk.push(desk.receive())
    twin = Desk(client, desk.token, 1, issued=5)
    event = twin.receive()
    desk.post("push", {"events": [wire(event)]})
    alert = commands.status(relay_home)[0]["alert"]
    assert (alert["code"], alert["event"]) == ("CLONED", event.id)
    Desk.join(client, relay)
    assert commands.status(relay_home)[0]["alert"] is None
