"""What a desk learns when it sends its events: verdicts, resends, gaps, clones."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.province import tables
from app.province.home import Relay
from app.rules.events import Body, Event, canonical, new_id
from app.rules.folding import fold_all
from app.rules.record import read_record, write_record
from app.rules.states import State
from app.sync.protocol import wire
from tests.province.desk import Desk, fresh_agency, received_body


def verdicts(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["reason"] or answer["verdict"] for answer in answers]


def rehashed(event: Event, **changes: Any) -> Event:
    changed = replace(event, **changes)
    return replace(changed, hash=changed.expected_hash())


def stored(relay: Relay) -> int:
    with relay.store.read() as tx:
        return tx.scalar(select(func.count()).select_from(tables.event)) or 0


def batch(*events: Event) -> dict[str, Any]:
    return {"events": [wire(event) for event in events]}


def test_accepted_events_are_numbered_in_order(desk: Desk) -> None:
    first = desk.receive()
    answers = desk.push(first, desk.receive(), desk.say("result_ready", first.dossier))
    assert [answer["seq"] for answer in answers] == [1, 2, 3]


def test_a_resend_of_everything_gets_the_same_answers_and_changes_nothing(desk: Desk, relay: Relay) -> None:
    first = desk.receive()
    desk.say("returned", first.dossier)  # refused: there is no result yet
    desk.receive()
    once = desk.push(*desk.events)
    assert desk.push(*desk.events) == once
    assert desk.push(desk.events[2], desk.events[0]) == [once[2], once[0]]
    assert stored(relay) == 3


def test_an_event_twice_in_one_request_is_one_event(desk: Desk, relay: Relay) -> None:
    event = desk.receive()
    answers = desk.push(event, event)
    assert answers[0] == answers[1]
    assert stored(relay) == 1


def test_a_known_id_with_other_content_is_refused_and_not_stored(desk: Desk, relay: Relay) -> None:
    event = desk.receive()
    desk.push(event)
    assert verdicts(desk.push(rehashed(event, officer="Lê Văn Tám"))) == ["HASH_WRONG"]
    assert verdicts(desk.push(event)) == ["accepted"]
    assert stored(relay) == 1


def test_an_event_of_another_desk_is_not_answered_as_ones_own(client: TestClient, relay: Relay, desk: Desk) -> None:
    event = desk.receive()
    desk.push(event)
    assert verdicts(Desk.join(client, relay, 2).push(event)) == ["HASH_WRONG"]
    # Another agency has never heard of it: there it is judged like any, and its number is none of that agency's.
    assert verdicts(Desk.join(client, relay, 1, fresh_agency()).push(event)) == ["BODY_INVALID"]


def test_an_altered_event_is_refused_and_the_chain_goes_on_past_it(desk: Desk) -> None:
    event = desk.receive()
    altered = replace(event, body={**event.body, "fee": 1})
    assert verdicts(desk.push(altered, desk.receive())) == ["HASH_WRONG", "accepted"]


def test_an_event_sent_again_with_another_body_is_not_the_one_that_was_accepted(desk: Desk) -> None:
    """It was answered "accepted" under the hash of the first: the proof was of a column, and not of what was said."""
    event = desk.receive()
    assert verdicts(desk.push(event)) == ["accepted"]
    assert verdicts(desk.push(replace(event, body={**event.body, "fee": 1}))) == ["HASH_WRONG"]
    assert verdicts(desk.push(event)) == ["accepted"]


def test_an_altered_event_gets_its_refusal_again_at_every_resend(desk: Desk) -> None:
    event = desk.receive()
    altered = replace(event, body={**event.body, "fee": 1})
    assert verdicts(desk.push(altered)) == verdicts(desk.push(altered)) == ["HASH_WRONG"]


def test_a_refused_event_holds_up_nobody_else(desk: Desk) -> None:
    bad = desk.receive(fee="hai nghìn")
    after = desk.say("result_ready", bad.dossier)
    good = desk.receive()
    answers = desk.push(bad, after, good)
    assert verdicts(answers) == ["BODY_INVALID", "UNKNOWN_DOSSIER", "accepted"]
    assert answers[0]["facts"] == {"field": "fee"}
    assert answers[2]["seq"] == 1


def test_a_gap_in_the_chain_stops_the_request_and_names_the_relays_head(desk: Desk, relay: Relay) -> None:
    first, _lost, third = desk.receive(), desk.receive(), desk.receive()
    desk.push(first)
    answer = desk.post("push", batch(third))
    assert (answer.status_code, answer.json()) == (409, {"code": "CHAIN_GAP", "facts": {"head": first.hash}})
    assert stored(relay) == 1


def test_a_gap_is_no_clone_though_another_desk_went_on_from_there(client: TestClient, relay: Relay, desk: Desk) -> None:
    first = desk.receive()
    desk.push(first, desk.receive())
    other = Desk.join(client, relay, 2)
    other.head = first.hash
    assert other.post("push", batch(other.receive())).json()["code"] == "CHAIN_GAP"


def test_a_reordered_request_is_a_gap_and_changes_nothing(desk: Desk, relay: Relay) -> None:
    first, second = desk.receive(), desk.receive()
    assert desk.post("push", batch(second, first)).json()["code"] == "CHAIN_GAP"
    assert stored(relay) == 0


def test_a_cloned_pc_is_stopped_whole_and_raises_an_alert(desk: Desk, relay: Relay) -> None:
    first = desk.receive()
    desk.push(first)
    mine = desk.receive()
    twin = Desk(desk.client, desk.token, 1, head=first.hash, issued=5)
    desk.push(mine)
    theirs, later = twin.receive(), twin.receive()
    answer = desk.post("push", batch(theirs, later))
    assert (answer.status_code, answer.json()["code"]) == (409, "CLONED")
    assert stored(relay) == 2
    with relay.store.read() as tx:
        alert = tx.scalar(select(tables.desk.c.alert).where(tables.desk.c.number == 1))
    assert alert is not None
    assert theirs.id in alert
    assert verdicts(desk.push(desk.receive())) == ["accepted"], "the first PC goes on"


def test_a_desk_that_starts_its_chain_anew_is_a_clone(desk: Desk) -> None:
    desk.push(desk.receive())
    twin = Desk(desk.client, desk.token, 1, issued=5)
    assert desk.post("push", batch(twin.receive())).json()["code"] == "CLONED"


def test_a_fork_inside_one_request_is_a_clone(desk: Desk) -> None:
    first = desk.receive()
    second, twin = desk.receive(), rehashed(desk.receive(), prev_hash=first.hash)
    assert desk.post("push", batch(first, second, twin)).json()["code"] == "CLONED"


def test_an_event_that_says_the_hash_of_another_is_stopped_before_nothing_can_follow_it(
    desk: Desk, relay: Relay
) -> None:
    first, second = desk.receive(), desk.receive()
    desk.push(first, second)
    for stolen in (first.hash, second.hash):
        thief = replace(desk.receive(), hash=stolen)
        desk.head = second.hash
        answer = desk.post("push", batch(thief))
        assert (answer.status_code, answer.json()) == (409, {"code": "CLONED", "facts": {"event": thief.id}})
    third = desk.receive()
    twice = replace(desk.receive(), hash=third.hash)
    assert desk.post("push", batch(third, twice)).status_code == 409
    assert stored(relay) == 2
    desk.head = second.hash
    assert verdicts(desk.push(desk.receive())) == ["accepted"]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"applicant.phone": "0900000001"}, {"applicant.name": "Lê Thị Hoa"}, None),
        ({"applicant.phone": "0900000001"}, {"applicant.phone": "0900000002"}, "BASE_MOVED"),
        ({"applicant.phone": "0900000001"}, {"applicant": {"kind": "citizen", "name": "Lê Thị Hoa"}}, "BASE_MOVED"),
        ({"note": "a"}, {"fee": 3000}, None),
    ],
)
def test_two_desks_at_one_dossier_clash_field_by_field(
    client: TestClient, relay: Relay, desk: Desk, first: dict[str, Any], second: dict[str, Any], reason: str | None
) -> None:
    other = Desk.join(client, relay, 2)
    event = desk.receive()
    desk.push(event)
    other.pull()
    early = desk.say("corrected", event.dossier, {"changes": first})
    desk.push(early)
    late = other.push(other.say("corrected", event.dossier, {"changes": second}))[0]
    assert late["reason"] == reason
    if reason:
        assert late["facts"]["by"] == [early.id]
        assert set(late["facts"]["fields"]) == set(second)


def test_a_clash_is_found_inside_one_request_too(client: TestClient, relay: Relay, desk: Desk) -> None:
    event = desk.receive()
    desk.push(event)
    desk.say("corrected", event.dossier, {"changes": {"note": "a"}}, base=event.id)
    desk.say("corrected", event.dossier, {"changes": {"note": "b"}}, base=event.id)
    assert verdicts(desk.push(*desk.events[1:])) == ["accepted", "BASE_MOVED"]


def test_an_old_base_holds_when_a_third_desk_touched_other_fields(client: TestClient, relay: Relay, desk: Desk) -> None:
    event = desk.receive()
    note = desk.say("corrected", event.dossier, {"changes": {"note": "a"}})
    desk.push(event, note, desk.say("forwarded", event.dossier, {"unit": "Phòng Tư pháp"}))
    other = Desk.join(client, relay, 2)
    other.heads[event.dossier] = note.id
    # The base itself wrote the same field; only what came after it counts.
    assert verdicts(other.push(other.say("corrected", event.dossier, {"changes": {"note": "b"}}))) == ["accepted"]


def test_a_base_never_seen_or_refused_is_unknown(desk: Desk) -> None:
    event = desk.receive()
    refused = desk.say("returned", event.dossier)
    desk.say("corrected", event.dossier, base=refused.id)
    desk.say("corrected", event.dossier, base=new_id())
    desk.say("corrected", event.dossier, base=None)
    assert verdicts(desk.push(*desk.events))[2:] == ["BASE_UNKNOWN"] * 3


def test_an_act_the_state_does_not_allow_names_both(desk: Desk) -> None:
    event = desk.receive()
    answer = desk.push(event, desk.say("returned", event.dossier))[1]
    assert (answer["reason"], answer["facts"]) == ("STATE", {"act": "returned", "state": "received"})


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"code": "H15.10-261123-1000"}, "NUMBER_OUTSIDE_LEASE", None),
        ({"code": "H15.11-261123-0001"}, "BODY_INVALID", "code"),
        ({"code": "h15.10-261123-0001"}, "BODY_INVALID", "code"),
        ({"code": "H15.10-261123-00001"}, "BODY_INVALID", "code"),
        ({"code": "H15.10-261323-0001"}, "BODY_INVALID", "code"),
        ({"code": "H15.10-261123-" + "9" * 30}, "NUMBER_OUTSIDE_LEASE", None),
        ({"code": None}, "BODY_INVALID", "code"),
        ({"code": "\0"}, "BODY_INVALID", "code"),
        ({"dossier": "01a20235-4079-70dc-be51-d09f01b4931e"}, "BODY_INVALID", "dossier"),
        ({"applicant": {"kind": "citizen"}}, "BODY_INVALID", "applicant.name"),
        ({"applicant": None}, "BODY_INVALID", "applicant"),
        ({"channel": "fax"}, "BODY_INVALID", "channel"),
        ({"deliver": "cash"}, "BODY_INVALID", "deliver"),
        ({"pay_method": "card"}, "BODY_INVALID", "pay_method"),
        ({"due_at": "mai"}, "BODY_INVALID", "due_at"),
        ({"due_at": "0001-01-01T00:00:00+14:00"}, "BODY_INVALID", "due_at"),
        ({"due_at": "0001-01-01T00:00:00"}, "BODY_INVALID", "due_at"),
        ({"copies": True}, "BODY_INVALID", "copies"),
        ({"copies": 10_000}, "BODY_INVALID", "copies"),
        ({"fee": 10_000_000_001}, "BODY_INVALID", "fee"),
        ({"fee": 2**64 - 1}, "BODY_INVALID", "fee"),
        ({"request_id": {"a": 1}}, "BODY_INVALID", "request_id"),
        ({"fee_paid": 1}, "BODY_INVALID", "fee_paid"),
        ({"components": [{"originals": 1}]}, "BODY_INVALID", "components.0.name"),
        ({"components": [{"name": "a", "originals": None}]}, "BODY_INVALID", "components.0.originals"),
        ({"register": {"book": "a"}}, "BODY_INVALID", "register.number"),
    ],
)
def test_a_reception_that_is_not_right_is_refused(
    desk: Desk, changes: dict[str, Any], reason: str, field: str | None
) -> None:
    answer = desk.push(desk.receive(**changes))[0]
    assert answer["reason"] == reason
    assert answer["facts"].get("field") == field


def test_a_reception_follows_nothing(desk: Desk) -> None:
    first = desk.receive()
    dossier = new_id()
    later = desk.say("received", dossier, received_body(dossier, 2), base=first.id)
    answer = desk.push(first, later)[1]
    assert (answer["reason"], answer["facts"]) == ("BODY_INVALID", {"field": "base"})


@pytest.mark.parametrize(
    "more",
    [
        {"weather": "mưa"},
        {"applicant": {"kind": "citizen", "name": "Lê A", "nick": "b"}},
        {"components": [{"name": "a", "colour": "xanh"}]},
        {"state": "returned", "payments": [{"amount": 5}], "result": 5},
    ],
)
def test_a_reception_from_a_newer_desk_may_say_more_which_is_kept_and_handed_on_but_no_part_of_the_record(
    client: TestClient, relay: Relay, desk: Desk, more: dict[str, Any]
) -> None:
    event = desk.receive(fee_paid=False, **more)
    assert verdicts(desk.push(event)) == ["accepted"]
    (handed_on,) = Desk.join(client, relay, 2).pull()
    assert (handed_on["body"], handed_on["hash"]) == (event.body, event.hash)
    with relay.store.read() as tx:
        record = read_record(tx.scalars(select(tables.dossier.c.facts)).one())
    assert record == fold_all([event])
    assert (record.state, record.payments, record.result) == (State.RECEIVED, (), None)
    assert not {"weather", "nick", "colour"} & set(re.findall(r"\w+", write_record(record)))


def test_a_code_and_a_dossier_are_taken_once(desk: Desk) -> None:
    first = desk.receive()
    again = desk.say("received", new_id(), received_body(desk.events[0].dossier, 1))
    other = new_id()
    same_code = desk.say("received", other, received_body(other, 1), base=None)
    same_dossier = desk.say("received", first.dossier, received_body(first.dossier, 2), base=None)
    assert verdicts(desk.push(first, again, same_code, same_dossier)) == [
        "accepted", "BODY_INVALID", "CODE_TAKEN", "DOSSIER_EXISTS",
    ]  # fmt: skip
    other = new_id()
    assert verdicts(desk.push(desk.say("received", other, received_body(other, 1), base=None))) == ["CODE_TAKEN"]


def test_an_agencys_dossiers_are_its_own_whatever_another_has(client: TestClient, relay: Relay, desk: Desk) -> None:
    event = desk.receive()
    desk.push(event)
    stranger = Desk.join(client, relay, 1, fresh_agency())
    act = stranger.say("corrected", event.dossier, base=event.id)
    taken = stranger.say("received", event.dossier, received_body(event.dossier, 1, stranger.agency), base=None)
    assert verdicts(stranger.push(act, taken)) == ["UNKNOWN_DOSSIER", "accepted"]
    assert [one["hash"] for one in desk.get("dossiers/" + event.dossier).json()["events"]] == [event.hash]


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("Danced!", {}, "kind"),
        ("d" * 41, {}, "kind"),
        ("rece\0ived", {}, "kind"),
        ("corrected", {"changes": "note"}, "changes"),
        ("corrected", {"changes": None}, "changes"),
        ("corrected", {"changes": {"code": "H15.10-261123-0002"}}, "changes.code"),
        ("corrected", {"changes": {"": 1}}, "changes."),
        ("corrected", {"changes": {"returned_at": "2026-11-23T09:00:00+07:00"}}, "changes.returned_at"),
        ("corrected", {"changes": {"applicant": None}}, "applicant"),
        ("corrected", {"changes": {"applicant.name.first": "a"}}, "changes.applicant.name.first"),
        ("corrected", {"changes": {"owner.phone": "0912345678"}}, "owner.kind"),
        ("corrected", {"changes": {"state": "returned"}}, "changes.state"),
        ("corrected", {"changes": {"fee_paid": True}}, "changes.fee_paid"),
        ("forwarded", {"unit": 5}, "unit"),
        ("result_ready", {"number": 5}, "number"),
        ("extended", {"due_at": "mai"}, "due_at"),
        ("extended", {"due_at": "2026-11-27T08:15:00+07:00"}, "due_reason"),
        ("payment_requested", {"amount": 1.5}, "amount"),
        ("payment_requested", {"amount": -10_000_000_001}, "amount"),
        ("paid", {"method": "card"}, "method"),
        ("refused", {"reason": ["a"]}, "reason"),
    ],
)
def test_an_act_whose_body_would_break_the_record_is_refused(
    desk: Desk, kind: str, body: dict[str, Any], field: str
) -> None:
    event = desk.receive()
    answer = desk.push(event, desk.say(kind, event.dossier, cast(Body, body)))[1]
    assert (answer["reason"], answer["facts"].get("field")) == ("BODY_INVALID", field)


def test_a_correction_from_a_newer_desk_may_say_more(desk: Desk) -> None:
    event = desk.receive()
    corrected = desk.say("corrected", event.dossier, {"changes": {"applicant.nick": "a"}})
    assert verdicts(desk.push(event, corrected)) == ["accepted", "accepted"]


@pytest.mark.parametrize(
    "changes", [{"officer": "A\0"}, {"desk": 2}, {"at": "hôm nay"}, {"at": "9999-12-31T23:59:59-12:00"}]
)
def test_an_envelope_that_is_not_right_is_refused_and_stored(desk: Desk, relay: Relay, changes: dict[str, Any]) -> None:
    event = desk.say("received", new_id(), {}, **changes)
    answer = desk.push(event)[0]
    assert (answer["reason"], answer["facts"]) == ("BODY_INVALID", {"field": next(iter(changes))})
    assert verdicts(desk.push(event, desk.receive())) == ["BODY_INVALID", "accepted"]


@pytest.mark.parametrize("levels", [100, 252, 300])
def test_a_body_nested_too_deep_to_be_shown_is_refused(desk: Desk, levels: int) -> None:
    event = desk.receive()
    answer = sent_with_depth(desk, event, "odd", levels)
    assert answer["verdict"] == ("accepted" if levels == 100 else "refused")
    assert answer["facts"] == ({} if levels == 100 else {"field": "body"})


@pytest.mark.parametrize("levels", [100, 205, 235, 252])
def test_a_field_nested_deeper_than_records_are_read_is_refused_by_name(desk: Desk, levels: int) -> None:
    """Deep enough for no reader of records, not for the reader of messages: the answer names what was wrong."""
    answer = sent_with_depth(desk, desk.receive(), "note", levels)
    assert (answer["reason"], answer["facts"]["field"] in ("note", "body")) == ("BODY_INVALID", True)
    assert verdicts(desk.push(desk.receive())) == ["accepted"]


def sent_with_depth(desk: Desk, event: Event, name: str, levels: int) -> dict[str, Any]:
    """Send a reception with a field of so many lists in one another; no writer of ours makes more than 254."""
    deep: Any = 1
    for _ in range(levels):
        deep = [deep]
    event = replace(event, body=cast(Body, {**event.body, name: "DEEP"}))
    message = canonical(batch(rehashed(event) if levels > 200 else event))
    text = b"[" * levels + b"1" + b"]" * levels
    if levels <= 252:
        honest = replace(event, body=cast(Body, {**event.body, name: deep}))
        message = message.replace(event.hash.encode(), honest.expected_hash().encode())
        message = message.replace(rehashed(event).hash.encode(), honest.expected_hash().encode())
        desk.head = honest.expected_hash()
    answer = desk.client.post("/v1/push", content=message.replace(b'"DEEP"', text), headers=desk.headers)
    found: dict[str, Any] = answer.json()["answers"][0]
    return found
