"""`motcua sync` and `motcua province refuse` as scripts rely on them: one JSON value, and an exit status that tells."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.province import api, enrolment, ingest, pull
from app.rules.events import new_id
from tests.conftest import Ran
from tests.province.conftest import bug, unguarded
from tests.sync.world import RelayServer

__all__ = ["bug"]
Motcua = Callable[..., Ran]
AGENCY = "H15.10"
REASON = "Hồ sơ này tỉnh nhận qua bản giấy"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    server = RelayServer(tmp_path / "relay")
    yield server
    server.stop()


@pytest.fixture
def joined(motcua: Motcua, relay: RelayServer) -> Motcua:
    """The command line of a desk that is joined to the relay."""
    code = relay.invite(AGENCY, 1, 1, 999)
    assert motcua("enrol", relay.url, "--code", code, "--officer", "Nguyễn Thị Lan").status == 0
    return motcua


@pytest.fixture
def receive(joined: Motcua, tmp_path: Path) -> Callable[[], dict[str, Any]]:
    def receive() -> dict[str, Any]:
        draft = {"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "Hồ Thị Ổi"}}
        (tmp_path / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
        found: dict[str, Any] = joined("receive", tmp_path / "draft.json", "--json").json
        return found

    return receive


def test_a_round_that_went_well_says_what_it_did(joined: Motcua, receive: Callable[[], dict[str, Any]]) -> None:
    receive()
    assert joined("sync", "--json").json == {
        "state": "done", "sent": 1, "received": 0, "waiting": 0, "parked": 0, "files_sent": 0, "files_waiting": 0,
        "stuck": None, "incident": None,
    }  # fmt: skip


def test_no_line_is_no_error(joined: Motcua, receive: Callable[[], dict[str, Any]], relay: RelayServer) -> None:
    receive()
    relay.stop()
    said = joined("sync", "--json").json
    assert (said["state"], said["waiting"]) == ("offline", 1)


def test_a_state_somebody_must_look_at_is_printed_and_exits_1(joined: Motcua, relay: RelayServer) -> None:
    """A desk that was shut out exited 0 like one that had sent everything."""
    with relay.relay.store.write() as tx:
        enrolment.revoke(tx, AGENCY, 1)
    ran = joined("sync", "--json")
    assert (ran.status, json.loads(ran.out)["state"]) == (1, "auth")
    assert ran.err.startswith("AUTH Tỉnh không nhận quầy này nữa.")


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def cloned(*_: object, **__: object) -> None:
    raise ingest.Cloned("01900000-0000-7000-8000-000000000000")


@pytest.mark.parametrize(
    ("state", "place", "fault"),
    [
        ("server", (pull, "after"), fail),
        ("cloned", (ingest, "_chained"), cloned),
        ("too_old", (api, "_SPOKEN"), set[str]()),
    ],
)
def test_a_round_that_a_script_must_not_take_for_done_exits_1(
    joined: Motcua,
    receive: Callable[[], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    place: tuple[object, str],
    fault: object,
) -> None:
    """`motcua sync` exited 0 for cloned, auth, refused and server: a script in the night went on for weeks."""
    receive()
    monkeypatch.setattr(*place, fault)
    ran = joined("sync", "--json")
    assert (json.loads(ran.out)["state"], ran.status) == (state, 1)
    assert ran.err.startswith(f"{state.upper()} ")


def test_a_round_that_was_refused_what_the_relay_holds_exits_1(
    joined: Motcua, receive: Callable[[], dict[str, Any]], relay: RelayServer, home: Path, tmp_path: Path
) -> None:
    """An old copy of the store wants what it had said back, and the relay has it altered."""
    shutil.copytree(home, tmp_path / "copy")
    receive()
    joined("sync")
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    with unguarded(relay.relay) as tx:
        tx.execute(text("UPDATE event SET officer = 'Ai đó'"))
    ran = joined("sync", "--json")
    assert (json.loads(ran.out)["state"], ran.status) == ("refused", 1)
    assert ran.err.startswith("REFUSED ")


def test_a_chain_the_relay_fails_on_goes_on_after_the_operator_has_refused_one(
    joined: Motcua, receive: Callable[[], dict[str, Any]], relay: RelayServer, bug: set[str]
) -> None:
    first, bad, *behind = (receive() for _ in range(12))
    bug.add(bad["events"][0]["id"])
    ran = joined("sync", "--json")
    said = json.loads(ran.out)
    assert ran.status == 1
    assert (said["state"], said["stuck"], said["sent"], said["waiting"]) == ("server", bad["code"], 1, 11)
    assert ran.err.startswith(f"STUCK Tỉnh gặp trục trặc ở hồ sơ {bad['code']} ")
    assert said["incident"] in ran.err

    province = ("province", "--home", relay.home, "--json")
    order = ("refuse", bad["events"][0]["id"], "--agency", AGENCY, "--reason", REASON)
    refused = joined(*province, *order).json
    assert refused == {"agency": AGENCY, "event": bad["events"][0]["id"], "reason": REASON, "at": refused["at"]}
    assert joined(*province, "status").json[0]["to_refuse"] == [refused["event"]]

    said = joined("sync", "--json").json
    assert (said["state"], said["stuck"], said["sent"], said["parked"]) == ("done", None, 11, 1)
    assert joined("parked", bad["code"], "--json").json["why"] == [f"Tỉnh chưa nhận: {REASON}."]
    exported = {one["code"] for one in joined("province", "--home", relay.home, "export").lines}
    assert exported == {one["code"] for one in (first, *behind)}
    assert joined(*province, *order).refusal == "EVENT_NOT_ACCEPTED"


@pytest.mark.parametrize(
    ("event", "agency", "reason", "code"),
    [
        ("x", AGENCY, REASON, "EVENT_FORMAT"),
        (new_id(), AGENCY, " ", "REFUSAL_REASON"),
        (new_id(), "H99", REASON, "AGENCY_UNKNOWN"),
    ],
    ids=["event", "reason", "agency"],
)
def test_an_order_that_cannot_be_is_one_line(
    joined: Motcua, relay: RelayServer, event: str, agency: str, reason: str, code: str
) -> None:
    words = ("province", "--home", relay.home, "refuse", event, "--agency", agency, "--reason", reason)
    assert joined(*words).refusal == code


def test_a_reason_in_bytes_that_are_no_letters_is_stored_readably(joined: Motcua, relay: RelayServer) -> None:
    words = ("province", "--home", relay.home, "refuse", new_id(), "--agency", AGENCY, "--reason", "nh\udcffm")
    assert joined(*words, "--json").json["reason"] == "nh\N{REPLACEMENT CHARACTER}m"
