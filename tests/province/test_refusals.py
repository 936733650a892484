"""An event the relay fails on is refused by hand, so that the desk's chain goes on past it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from app.errors import UserError
from app.province import commands, ingest
from app.province.home import Relay
from app.rules.events import Body, Event, new_id
from app.sync.protocol import wire
from tests.province.desk import AGENCY, Desk, fresh_agency

REASON = "Hồ sơ này tỉnh nhận qua bản giấy"


def batch(*events: Event) -> dict[str, Any]:
    return {"events": [wire(event) for event in events]}


def to_refuse(home: Path) -> list[str]:
    found: list[str] = commands.status(home)[0]["to_refuse"]
    return found


def test_an_event_refused_by_hand_is_not_looked_at_and_the_chain_goes_on(
    desk: Desk, relay_home: Path, bug: set[str]
) -> None:
    bad = desk.receive()
    behind = [desk.receive() for _ in range(10)]
    bug.add(bad.id)
    assert desk.post("push", batch(bad, *behind)).json()["code"] == "INCIDENT"
    said = commands.refuse(relay_home, AGENCY, bad.id, f"  {REASON}\n")
    assert said == {"agency": AGENCY, "event": bad.id, "reason": REASON, "at": said["at"]}
    assert to_refuse(relay_home) == [bad.id]
    answers = desk.push(bad, *behind)
    assert answers[0] == {
        "id": bad.id, "verdict": "refused", "seq": None, "reason": "BODY_INVALID", "facts": {"by_hand": REASON},
    }  # fmt: skip
    assert [answer["seq"] for answer in answers[1:]] == list(range(1, 11))
    assert to_refuse(relay_home) == []
    assert desk.push(bad, *behind) == answers, "the same answer at every resend"
    assert (commands.status(relay_home)[0]["events"], commands.status(relay_home)[0]["refused"]) == (11, 1)


def test_what_was_refused_by_hand_is_kept_whole_and_closes_a_day(desk: Desk, relay_home: Path, bug: set[str]) -> None:
    bad, good = desk.receive(), desk.receive()
    bug.add(bad.id)
    commands.refuse(relay_home, AGENCY, bad.id, REASON)
    desk.push(bad, good)
    (event,) = desk.get(f"dossiers/{bad.dossier}").json()["events"]
    assert event == {**wire(bad), "seq": None}
    closing = desk.closing({good.dossier: [good.hash]}, {bad.dossier: [bad.hash]})
    assert desk.post("closings", closing).json()["equal"] is True


def test_what_follows_in_the_same_dossier_is_refused_as_ever(desk: Desk, relay_home: Path, bug: set[str]) -> None:
    bad = desk.receive()
    bug.add(bad.id)
    commands.refuse(relay_home, AGENCY, bad.id, REASON)
    answers = desk.push(bad, desk.say("result_ready", bad.dossier), desk.receive())
    assert [answer["reason"] for answer in answers] == ["BODY_INVALID", "UNKNOWN_DOSSIER", None]


@pytest.mark.parametrize("place", ["_open_book", "_write_dossiers"])
def test_it_does_not_matter_where_the_relay_fails(
    desk: Desk, relay_home: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    bad, good = desk.receive(), desk.receive()
    real = getattr(ingest, place)

    def fail(tx: Any, sender: Any, seen: Any, *others: Any) -> Any:
        if bad.dossier in {each if isinstance(each, str) else each.dossier for each in seen}:
            raise ZeroDivisionError
        return real(tx, sender, seen, *others)

    monkeypatch.setattr(ingest, place, fail)
    assert desk.post("push", batch(bad)).json()["code"] == "INCIDENT"
    commands.refuse(relay_home, AGENCY, bad.id, REASON)
    assert [answer["verdict"] for answer in desk.push(bad, good)] == ["refused", "accepted"]


def test_a_body_no_column_takes_can_be_refused_by_hand(desk: Desk, relay_home: Path) -> None:
    bad = desk.receive(note="\0", officer="\0")
    odd = desk.say("dan\0ced", bad.dossier, cast(Body, {"a": "\0"}), at="\0", officer="\0")
    for event in (bad, odd):
        commands.refuse(relay_home, AGENCY, event.id, REASON)
    assert [answer["facts"] for answer in desk.push(bad, odd)] == [{"by_hand": REASON}] * 2


def test_an_order_is_for_one_agency(client: TestClient, relay: Relay, desk: Desk, relay_home: Path) -> None:
    other = Desk.join(client, relay, 1, fresh_agency())
    event = other.receive()
    commands.refuse(relay_home, AGENCY, event.id, REASON)
    assert other.push(event)[0]["seq"] == 1
    assert to_refuse(relay_home) == [event.id]


def test_the_newest_reason_counts(desk: Desk, relay_home: Path) -> None:
    event = desk.receive()
    commands.refuse(relay_home, AGENCY, event.id, "nhầm")
    commands.refuse(relay_home, AGENCY, event.id.upper(), REASON)
    assert to_refuse(relay_home) == [event.id]
    assert desk.push(event)[0]["facts"] == {"by_hand": REASON}


@pytest.mark.parametrize(
    ("agency", "event", "reason", "code"),
    [
        ("H99", "new", REASON, "AGENCY_UNKNOWN"),
        (AGENCY, "x", REASON, "EVENT_FORMAT"),
        (AGENCY, "", REASON, "EVENT_FORMAT"),
        (AGENCY, "new", " \n ", "REFUSAL_REASON"),
        (AGENCY, "accepted", REASON, "EVENT_ACCEPTED"),
        (AGENCY, "refused", REASON, "EVENT_NOT_ACCEPTED"),
    ],
)
def test_an_order_that_cannot_be_is_refused_and_leaves_nothing(
    desk: Desk, relay_home: Path, agency: str, event: str, reason: str, code: str
) -> None:
    accepted, refused = desk.receive(), desk.receive(fee="hai nghìn")
    desk.push(accepted, refused)
    ids = {"new": new_id(), "accepted": accepted.id, "refused": refused.id}
    with pytest.raises(UserError, match=f"^{code}$"):
        commands.refuse(relay_home, agency, ids.get(event, event), reason)
    assert to_refuse(relay_home) == []
