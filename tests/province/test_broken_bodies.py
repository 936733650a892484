"""Bodies of every shape, type and size: each gets a verdict, and what is accepted can be read by everybody."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.testclient import TestClient

from app.province import enrolment, tables
from app.province.home import Relay
from app.rules.acts import Kind
from app.rules.dossier import view
from app.rules.events import Body, Event, canonical, new_id
from app.rules.folding import fold_all
from app.rules.record import LARGEST_FEE, read_record, write_record
from app.rules.vocabulary import Sync
from app.sync.protocol import Reason
from tests.province.desk import AT, Desk, fresh_agency, received_body

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
edges = st.sampled_from([0, 1, -1, LARGEST_FEE, -LARGEST_FEE, LARGEST_FEE + 1, 9999, 10_000, 2**53 - 1, 2**53])
numbers = edges | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
moments = st.sampled_from(
    [AT, "2026-11-23", "0001-01-01T00:00:00", "0001-01-02T00:00:00+07:00", "1900-01-01T00:00:00+07:00",
     "9999-12-31T23:59:59+07:00", "9999-12-31T23:59:59-12:00"]
)  # fmt: skip
words = st.sampled_from(["counter", "online", "post", "cash", "transfer", "received", "poor", "ab" * 32, ""])
keys = st.sampled_from(["name", "kind", "number", "series", "files", "via", "a", ""])
anything = st.recursive(
    st.none() | st.booleans() | numbers | text | moments | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
sound = received_body(new_id(), 1)
paths = st.sampled_from([
    *sound, "applicant.name", "applicant.x", "applicant.name.x", "components.0", "owner.name", "owner.kind",
    "destination.name", "fee_receipt.number", "returned_at", "result", "result.number", "returned_to.name", "state",
    "payments", "pages", "fee", "", ".",
])  # fmt: skip
fields = st.sampled_from([
    "changes", "unit", "place", "due_at", "due_reason", "components", "number", "abstract", "to", "reason", "amount",
    "method", "series", "type", "handover", "at_door", "resumes",
])  # fmt: skip
changes = st.dictionaries(paths, anything, max_size=2)
likely = st.fixed_dictionaries(
    {},
    optional={
        "amount": edges, "method": words, "due_at": moments, "due_reason": text, "number": text,
        "to": st.fixed_dictionaries({"name": text}, optional={"via": words}), "changes": changes,
    },
)  # fmt: skip
bodies = likely | st.dictionaries(fields, anything | changes | st.fixed_dictionaries({"name": anything}), max_size=3)
claimed = st.sampled_from([*sound, "pages", "destination", "linked", "fee_receipt", "pay_method", "state", "payments",
                           "pauses", "result", "returned_to", "paused_from"])  # fmt: skip
acts = st.tuples(st.sampled_from([*Kind, "x"]), bodies, st.just(AT) | moments | text)


def enrolled(client: TestClient, relay: Relay) -> Desk:
    agency = fresh_agency()
    with relay.store.write() as tx:
        code = enrolment.invite(tx, agency, "24133", 1)["code"]
        _, token = enrolment.enrol(tx, code, "Trần Văn Bình", lambda agency: relay.token(agency, "", None))
    return Desk(client, token, 1, agency)


def send(desk: Desk) -> list[tuple[Event, dict[str, Any]]]:
    """Send all of a desk's events, one a request as on a bad line and then at once; the answers are the same."""
    answers = [desk.push(event)[0] for event in desk.events]
    assert desk.push(*desk.events) == answers
    return list(zip(desk.events, answers, strict=True))


def check(relay: Relay, desk: Desk) -> None:
    """Each event is accepted or refused for something with a name, and each record is read back and shown."""
    answered = send(desk)
    for _, answer in answered:
        if answer["seq"] is None:
            assert answer["reason"] in set(Reason)
            assert answer["reason"] != Reason.BODY_INVALID or answer["facts"]["field"]
    accepted = [event for event, answer in answered if answer["seq"]]
    with relay.store.read() as tx:
        query = select(tables.dossier.c.id, tables.dossier.c.facts).where(tables.dossier.c.agency == desk.agency)
        kept = {row.id: row.facts for row in tx.execute(query)}
    assert kept.keys() == {event.dossier for event in accepted}
    for dossier, facts in kept.items():
        events = [event for event in accepted if event.dossier == dossier]
        record = fold_all(events)
        assert record is not None
        assert read_record(facts) == read_record(write_record(record)) == record
        canonical(view(record, sync=Sync.SENT, events=events).as_json())
        assert all(event.expected_hash() == event.hash for event in events)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    broken=st.dictionaries(claimed, anything, max_size=2),
    acts=st.lists(acts, max_size=5),
    officer=st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
)
@example(broken={"received_at": "0001-01-01T00:00:00"}, acts=[], officer="A")
@example(broken={}, acts=[(Kind.EXTENDED, {"due_at": "1900-01-01T00:00:00", "due_reason": "r"}, AT)], officer="A")
@example(broken={}, acts=[(Kind.REFUSED, {}, "0001-01-01T00:00:00")], officer="A")
@example(broken={}, acts=[(Kind.PAYMENT_REQUESTED, {"amount": -LARGEST_FEE}, AT)], officer="A")
@example(broken={}, acts=[(Kind.PAYMENT_REQUESTED, {"amount": LARGEST_FEE}, AT)], officer="A")
@example(
    broken={},
    acts=[*[(Kind.PAID, {"amount": -LARGEST_FEE}, AT)] * 2, (Kind.PAID, {}, AT)],
    officer="A",
)
@example(
    broken={},
    acts=[(Kind.CORRECTED, {"changes": {"destination": {"name": "A"}, "destination.commune": "1"}}, AT)],
    officer="A",
)
def test_whatever_a_body_holds_the_answer_is_a_verdict_and_every_record_can_be_read(
    client: TestClient,
    relay: Relay,
    broken: dict[str, Any],
    acts: list[tuple[str, dict[str, Any], str]],
    officer: str,
) -> None:
    desk = enrolled(client, relay)
    first = desk.receive(**broken)
    good = desk.receive()
    for kind, body, at in acts:
        for dossier in (good.dossier, first.dossier):
            desk.say(kind, dossier, cast(Body, body), at, officer=officer)
    check(relay, desk)
    last = desk.receive()
    assert desk.push(last)[0]["seq"], "nothing a desk said holds up what it says next"
