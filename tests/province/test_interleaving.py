"""The property that matters: however requests are cut, repeated, mixed up or lost, each event is there once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.testclient import TestClient

from app.province import enrolment, ingest, pull, tables
from app.province.home import Relay
from app.rules.events import Event
from app.rules.folding import fold_all
from app.rules.record import read_record
from app.sync.protocol import wire
from tests.province.desk import Desk, fresh_agency

KINDS = ("corrected", "forwarded", "result_ready", "returned", "supplement_requested", "supplemented", "withdrawn")
which = st.integers(0, 1)
small = st.integers(0, 30)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), which, small, small),
        st.tuples(st.just("act"), which, small, st.sampled_from(KINDS)),
        st.tuples(st.just("push"), which, small, small),
        st.tuples(st.just("mixed"), which, st.permutations(range(4)), small),
        st.tuples(st.just("pull"), which, small, small),
    ),
    max_size=30,
)


def enrolled(relay: Relay, client: TestClient, agency: str, number: int) -> Desk:
    with relay.store.write() as tx:
        code = enrolment.invite(tx, agency, "24133", number)["code"]
        desk, token = enrolment.enrol(tx, code, "Trần Văn Bình", lambda agency: relay.token(agency, "", None))
    return Desk(client, token, number, agency, desk.first)


def send(desk: Desk, events: list[Event], answers: dict[str, Any]) -> None:
    """Push some events, whole or not; an answer, once given, must never change."""
    reply = desk.post("push", {"events": [wire(event) for event in events]})
    if reply.status_code == 409:
        assert reply.json()["code"] == "CHAIN_GAP"
        return
    assert reply.status_code == 200
    for answer in reply.json()["answers"]:
        assert answers.setdefault(answer["id"], answer) == answer


def play(desks: tuple[Desk, Desk], step: Any, answers: dict[str, Any]) -> None:
    what, who, first, second = step
    desk = desks[who]
    if what == "receive":
        desk.receive()
    elif what == "act":
        known = sorted(desk.heads)
        if known:
            desk.say(second, known[first % len(known)], {"changes": {"note": f"{who} {first}"}})
    elif what == "push":
        start = min(first, len(desk.events))
        send(desk, desk.events[start : start + second], answers)
    elif what == "mixed":
        tail = desk.events[-4:] * 2
        send(desk, [tail[index] for index in first if index < len(tail)], answers)
    else:
        desk.pull(limit=first + 1)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_interleaving_of_two_desks_ends_with_each_event_once(
    client: TestClient, relay: Relay, steps: list[Any]
) -> None:
    agency, answers = fresh_agency(), dict[str, Any]()
    desks = (enrolled(relay, client, agency, 1), enrolled(relay, client, agency, 2))
    for step in steps:
        play(desks, step, answers)
    for desk in desks:
        send(desk, desk.events, answers)
        send(desk, desk.events, answers)
    assert set(answers) == {event.id for desk in desks for event in desk.events}
    rows = check_whole(relay, agency, desks)
    assert {row.id: row.seq for row in rows} == {id: answer["seq"] for id, answer in answers.items()}


def check_whole(relay: Relay, agency: str, desks: tuple[Desk, ...]) -> list[Any]:
    """Each event once, each chain unbroken, numbers without a gap, records equal to what their events replay to."""
    with relay.store.read() as tx:
        rows = list(tx.execute(select(tables.event).where(tables.event.c.agency == agency)).all())
        records = list(tx.execute(select(tables.dossier).where(tables.dossier.c.agency == agency)).all())
    for desk in desks:
        follows = {row.prev_hash: row.hash for row in rows if row.desk == desk.number}
        head, chain = None, list[str]()
        while head in follows:
            head = follows[head]
            chain.append(head)
        assert chain == [event.hash for event in desk.events]
    assert len(rows) == sum(len(desk.events) for desk in desks)
    accepted = sorted((row for row in rows if row.seq is not None), key=lambda row: row.seq)
    assert [row.seq for row in accepted] == list(range(1, len(accepted) + 1))
    sent = {event.id: event for desk in desks for event in desk.events}
    for record in records:
        replayed = fold_all(sent[row.id] for row in accepted if row.dossier == record.id)
        assert replayed is not None
        assert read_record(record.facts) == replayed
        assert (record.state, record.head, record.code) == (replayed.state, replayed.head, replayed.code)
    assert {record.id for record in records} == {row.dossier for row in accepted}
    return rows


def test_desks_that_push_at_once_leave_no_gap_and_a_puller_misses_nothing(client: TestClient, relay: Relay) -> None:
    agency = fresh_agency()
    desks = tuple(enrolled(relay, client, agency, number) for number in (1, 2, 3))
    reader = enrolled(relay, client, agency, 4)
    batches = [[[desk.receive() for _ in range(5)] for _ in range(6)] for desk in desks]
    total, done = 3 * 6 * 5, threading.Event()

    def push(number: int) -> None:
        for batch in batches[number]:
            ingest.push(relay.store, desks[number].token, batch)
            ingest.push(relay.store, desks[number].token, batch)

    def read() -> list[int]:
        cursor, seen = 0, list[int]()
        while True:
            last_turn = done.is_set()
            with relay.store.write() as tx:
                page = pull.after(tx, enrolment.admit(tx, reader.token), cursor, 7, own=False)
            seen += [event["seq"] for event in page.events]
            cursor = page.cursor
            if last_turn and not page.more:
                return seen

    with ThreadPoolExecutor(4) as pool:
        reading = pool.submit(read)
        try:
            for pushing in [pool.submit(push, number) for number in range(3)]:
                pushing.result()
        finally:
            done.set()
        assert reading.result() == list(range(1, total + 1))
    check_whole(relay, agency, desks)


def test_one_event_pushed_by_two_connections_at_once_is_stored_once(client: TestClient, relay: Relay) -> None:
    desk = enrolled(relay, client, fresh_agency(), 1)
    for _ in range(10):
        event = desk.receive()
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda _: ingest.push(relay.store, desk.token, [event]), range(2))  # noqa: B023
        assert first == second
    check_whole(relay, desk.agency, (desk,))
