"""Bodies of every shape and type: each gets a verdict, and what is accepted can be read by everybody."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.province import enrolment
from app.province.home import Relay
from app.rules.dossier import shown, view
from app.rules.events import Kind, canonical, new_id
from app.rules.folding import fold_all
from tests.province.desk import Desk, fresh_agency, received_body

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
keys = st.sampled_from(["name", "files", "a", ""])
anything = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
sound = received_body(new_id(), 1)
paths = st.sampled_from([*sound, "applicant.name", "applicant.x", "components.0", "owner.name", "returned_at", "state"])
fields = st.sampled_from(
    ["changes", "unit", "place", "due_at", "due_reason", "components", "number", "abstract", "to", "reason"]
)
changes = st.dictionaries(paths, anything, max_size=2)
bodies = st.dictionaries(fields, anything | changes | st.fixed_dictionaries({"name": anything}), max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    broken=st.dictionaries(st.sampled_from(list(sound)), anything, max_size=2),
    acts=st.lists(st.tuples(st.sampled_from([*Kind, "x"]), bodies), max_size=5),
    officer=st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
)
def test_whatever_a_body_holds_the_answer_is_a_verdict_and_every_record_can_be_read(
    client: TestClient, relay: Relay, broken: dict[str, Any], acts: list[tuple[str, Any]], officer: str
) -> None:
    agency = fresh_agency()
    with relay.store.write() as tx:
        code = enrolment.invite(tx, agency, "24133", 1)["code"]
        token = enrolment.enrol(tx, code, "Trần Văn Bình")[1]
    desk = Desk(client, token, 1, agency)
    desk.receive(**broken)
    good = desk.receive()
    for kind, body in acts:
        desk.say(kind, good.dossier, body, officer=officer)
    answers = desk.push(*desk.events)
    assert desk.push(*desk.events) == answers
    accepted = [event for event, answer in zip(desk.events, answers, strict=True) if answer["seq"]]
    assert good in accepted
    for dossier in {event.dossier for event in accepted}:
        events = [event for event in accepted if event.dossier == dossier]
        facts = fold_all(events)
        assert facts is not None
        view(facts, events=events)
        canonical(shown(facts, "sent", events))
