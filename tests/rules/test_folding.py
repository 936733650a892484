"""A dossier is its events: what each of them makes of the record, and what two of them may both touch."""

from __future__ import annotations

import copy
from dataclasses import fields, replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.acts import LAWS, Kind, after, is_legal
from app.rules.dossier import view
from app.rules.events import Body, Event, hashed, unsaid
from app.rules.folding import check_act, fold, fold_all, overlap, replay, writes, wrote
from app.rules.record import (
    Arrival,
    Broken,
    Component,
    Receiver,
    Record,
    Result,
    moment,
    plain,
    read_record,
    write_record,
)
from app.rules.states import State
from app.rules.vocabulary import Delivery
from tests.rules.invented import HANDED_IN, T0, T1, T2, born, event, folded, handed_in

M0, M1, M2 = moment(T0), moment(T1), moment(T2)
PROMISED = moment("2026-11-26T08:15:00+07:00")


def test_received_makes_the_whole_record() -> None:
    record = born()
    assert (record.id, record.desk, record.state) == ("d1", 1, State.RECEIVED)
    assert (record.supplements, record.result) == (0, None)
    values = plain(record)
    assert {name: values[name] for name in HANDED_IN if name != "dossier"} == {
        name: value for name, value in HANDED_IN.items() if name != "dossier"
    }


def test_a_dossier_is_received_once() -> None:
    with pytest.raises(Broken, match="kind"):
        fold(born(), handed_in())


def test_no_events_make_no_record() -> None:
    assert fold_all([]) is None


def test_the_head_is_always_the_newest_event() -> None:
    first, second = handed_in(), event(Kind.FORWARDED)
    record = fold_all([first, second])
    assert record is not None
    assert (fold(None, first).head, record.head) == (first.id, second.id)


LIVED: dict[str, Any] = {
    "id": "d9",
    "desk": 9,
    "state": "returned",
    "head": "e9",
    "payments": [{"amount": 15_000, "method": "cash", "at": T0}],
    "place": "Tủ 9",
    "handover": "BG-09-261123-09",
    "arrived": {"body": "Sở Tư pháp", "at": T0},
    "resume": "processing",
    "paused_from": T0,
    "pauses": [[T0, T1]],
    "supplements": 3,
    "extensions": 2,
    "result": {"type": None, "number": "1", "abstract": None, "at": T0, "place": None},
    "finished_at": T1,
    "returned_at": T1,
    "returned_to": {"name": "Lê Văn Ấm"},
    "reason": "theo đơn",
    "at_door": True,
}


def test_a_reception_does_not_get_what_it_claims_of_the_acts_after_it() -> None:
    claiming = handed_in(fee_paid=False, **LIVED)
    honest = replace(claiming, body=handed_in(fee_paid=False).body)
    assert fold(None, claiming) == fold(None, honest)


@pytest.mark.parametrize("wrong", ["x", 5, [], {}])
@pytest.mark.parametrize("name", list(LIVED))
def test_what_a_reception_may_not_claim_is_not_read_at_all(name: str, wrong: object) -> None:
    assert born(**{name: wrong}).state is State.RECEIVED


def test_forwarding_says_where_the_dossier_lies_and_keeps_it_when_nothing_new_is_said() -> None:
    there = event(Kind.FORWARDED, {"unit": "Địa chính"})
    assert folded(there).place == "Địa chính"
    assert folded(there, event(Kind.PROCESSING)).place == "Địa chính"


def test_forwarding_names_the_list_it_went_out_with() -> None:
    record = folded(event(Kind.FORWARDED, {"unit": "u", "handover": "BG-01-261123-01"}), event(Kind.PROCESSING))
    assert record.handover == "BG-01-261123-01"


def test_an_arrival_says_which_body_has_it_since_when_and_leaves_everything_else() -> None:
    before = folded(event(Kind.FORWARDED, {"unit": "Địa chính"}))
    first = fold(before, event(Kind.ARRIVED, {"body": "Sở Tư pháp", "at": T1}, T2))
    assert first.arrived == Arrival("Sở Tư pháp", M1)
    assert replace(first, arrived=None, head=before.head) == before
    again = fold(first, event(Kind.ARRIVED, {"body": "Sở Nội vụ", "at": T0}, T2))
    assert again.arrived == Arrival("Sở Nội vụ", M0), "the newest saying counts, whatever moment it says"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "arrived.body"),
        ({"at": T1}, "arrived.body"),
        ({"body": None, "at": T1}, "arrived.body"),
        ({"body": "Sở"}, "arrived.at"),
        ({"body": "Sở", "at": None}, "arrived.at"),
        ({"body": "Sở", "at": "2026-11-23T08:14:59+07:00"}, "arrived.at"),
    ],
)
def test_an_arrival_of_nobody_or_never_or_before_its_reception_is_none(body: Body, field: str) -> None:
    with pytest.raises(Broken) as broken:
        folded(event(Kind.FORWARDED), event(Kind.ARRIVED, body))
    assert broken.value.field == field


def test_an_arrival_in_the_minute_of_the_reception_is_after_it() -> None:
    """Papers say minutes."""
    record = fold(born(received_at="2026-11-23T08:15:40+07:00"), event(Kind.ARRIVED, {"body": "Sở", "at": T0}))
    assert record.arrived is not None


def test_a_supplement_stops_the_clock_and_its_arrival_starts_it_where_it_stood() -> None:
    asked = folded(event(Kind.FORWARDED), event(Kind.SUPPLEMENT_REQUESTED, {"items": ["Ảnh"]}, T1))
    assert (asked.state, asked.paused_from, asked.resume) == (State.SUPPLEMENT_REQUESTED, M1, State.FORWARDED)
    assert asked.supplements == 1
    brought: Body = {
        "due_at": "2026-11-27T08:15:00+07:00",
        "due_reason": "cộng lần tạm dừng",
        "components": [{"name": "Ảnh", "originals": 1}],
    }
    back = fold(asked, event(Kind.SUPPLEMENTED, brought, T2))
    assert (back.state, back.paused_from, back.resume) == (State.FORWARDED, None, None)
    assert back.pauses == ((M1, M2),)
    assert (back.due_at, back.due_reason) == (moment("2026-11-27T08:15:00+07:00"), "cộng lần tạm dừng")
    assert back.components == (Component("Ảnh", 1),)


def test_papers_brought_replace_those_that_were_there_and_none_named_leave_them() -> None:
    assert folded(event(Kind.SUPPLEMENTED, {"components": []})).components == ()
    assert folded(event(Kind.SUPPLEMENTED, {"components": None})).components == born().components
    assert folded(event(Kind.SUPPLEMENTED)).components == born().components


def test_a_payment_stops_the_clock_too_but_is_no_supplement() -> None:
    asked = folded(event(Kind.PAYMENT_REQUESTED))
    assert (asked.state, asked.paused_from, asked.supplements) == (State.PAYMENT_REQUESTED, M1, 0)
    paid = fold(asked, event(Kind.PAID, {}, T2))
    assert (paid.state, paid.pauses, paid.due_at) == (State.RECEIVED, ((M1, M2),), PROMISED)


def test_a_second_stop_of_the_clock_does_not_forget_the_first() -> None:
    """The province may accept two desks' requests in either order: the pause is the longer one."""
    record = folded(event(Kind.SUPPLEMENT_REQUESTED, {}, T1), event(Kind.PAYMENT_REQUESTED, {}, T2))
    assert (record.paused_from, record.resume, record.state) == (M1, State.RECEIVED, State.PAYMENT_REQUESTED)


def test_going_on_without_a_stop_leaves_no_pause() -> None:
    assert folded(event(Kind.PAID), event(Kind.SUPPLEMENTED)).pauses == ()


def test_an_extension_is_counted_and_moves_the_promise_when_it_names_one() -> None:
    assert folded(event(Kind.EXTENDED)).due_at == PROMISED
    named = event(Kind.EXTENDED, {"due_at": T2, "due_reason": "Gia hạn: xác minh."})
    record = folded(event(Kind.EXTENDED), named)
    assert (record.extensions, record.due_at, record.due_reason) == (2, M2, "Gia hạn: xác minh.")


@pytest.mark.parametrize("kind", [Kind.EXTENDED, Kind.SUPPLEMENTED])
def test_a_new_promise_says_why(kind: Kind) -> None:
    with pytest.raises(Broken) as broken:
        folded(event(kind, {"due_at": T2}))
    assert broken.value.field == "due_reason"
    assert folded(event(kind, {"due_reason": "không có ngày"})).due_reason == "3 ngày làm việc."


def test_result_and_return_are_kept_with_their_moments() -> None:
    ready: Body = {"type": "Giấy", "number": "12/UBND", "abstract": "Giấy xác nhận", "place": "Tủ 3"}
    to = {"name": "Lê Văn Ấm", "id_number": None, "phone": None, "authorisation": "giấy ủy quyền", "via": "post"}
    record = folded(event(Kind.RESULT_READY, ready, T1), event(Kind.RETURNED, {"to": to}, T2))
    assert (record.result, record.finished_at) == (Result("Giấy", "12/UBND", "Giấy xác nhận", M1, "Tủ 3"), M1)
    assert (record.place, record.state, record.returned_at) == ("Tủ 3", State.RETURNED, M2)
    assert record.returned_to == Receiver("Lê Văn Ấm", authorisation="giấy ủy quyền", via=Delivery.POST)


@pytest.mark.parametrize("kind", [Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED])
def test_an_ending_keeps_its_reason_and_its_moment(kind: Kind) -> None:
    record = folded(event(kind, {"reason": "theo đơn"}))
    assert (record.state, record.reason, record.finished_at) == (State(kind.value), "theo đơn", M1)
    assert not record.at_door
    assert folded(event(kind, {"at_door": True})).at_door


def test_the_moment_a_dossier_was_dealt_with_stays_whatever_follows() -> None:
    later = folded(event(Kind.RESULT_READY, {}, T1), event(Kind.RETURNED, {"to": {"name": "Ấm"}}, T2))
    assert later.finished_at == M1
    assert folded(event(Kind.REFUSED, {}, T1), event(Kind.VOIDED, {}, T2)).finished_at == M1


DATED: list[tuple[Kind, Body]] = [
    (Kind.SUPPLEMENT_REQUESTED, {}),
    (Kind.PAYMENT_REQUESTED, {}),
    (Kind.PAID, {"amount": 5_000}),
    (Kind.RESULT_READY, {}),
    (Kind.RETURNED, {"to": {"name": "X"}}),
    (Kind.REFUSED, {}),
    (Kind.WITHDRAWN, {}),
    (Kind.STOPPED, {}),
    (Kind.VOIDED, {}),
]


@pytest.mark.parametrize(("kind", "body"), DATED)
def test_an_act_whose_moment_is_written_down_has_one(kind: Kind, body: Body) -> None:
    with pytest.raises(Broken) as broken:
        folded(event(kind, body, at="hôm qua"))
    assert broken.value.field == "at"


def test_a_reception_paid_for_at_no_moment_is_no_reception() -> None:
    with pytest.raises(Broken) as broken:
        fold(None, replace(handed_in(), at="hôm qua"))
    assert broken.value.field == "at"


# What an act says


WRONG: list[tuple[Kind, dict[str, Any], str]] = [
    (Kind.FORWARDED, {"unit": 5}, "unit"),
    (Kind.PROCESSING, {"handover": ["BG"]}, "handover"),
    (Kind.ARRIVED, {"body": "", "at": T1}, "body"),
    (Kind.ARRIVED, {"body": ["Sở"], "at": T1}, "body"),
    (Kind.ARRIVED, {"body": "Sở", "at": "hôm qua"}, "at"),
    (Kind.ARRIVED, {"body": "Sở", "at": 5}, "at"),
    (Kind.SUPPLEMENTED, {"due_at": "mai", "due_reason": "r"}, "due_at"),
    (Kind.SUPPLEMENTED, {"due_at": 5, "due_reason": "r"}, "due_at"),
    (Kind.SUPPLEMENTED, {"components": {"name": "Ảnh"}}, "components"),
    (Kind.SUPPLEMENTED, {"components": [{"originals": 1}]}, "components.0.name"),
    (Kind.SUPPLEMENTED, {"components": [{"name": "Ảnh"}, {"name": "Đơn", "originals": -1}]}, "components.1.originals"),
    (Kind.PAYMENT_REQUESTED, {"amount": "20000"}, "amount"),
    (Kind.PAYMENT_REQUESTED, {"amount": 1.5}, "amount"),
    (Kind.PAYMENT_REQUESTED, {"amount": True}, "amount"),
    (Kind.PAYMENT_REQUESTED, {"amount": 10_000_000_001}, "amount"),
    (Kind.PAID, {"amount": -10_000_000_001}, "amount"),
    (Kind.PAID, {"amount": 2**63}, "amount"),
    (Kind.PAID, {"method": "card"}, "method"),
    (Kind.PAID, {"number": 1234}, "number"),
    (Kind.PAID, {"series": 26}, "series"),
    (Kind.EXTENDED, {"due_at": T2, "due_reason": 5}, "due_reason"),
    (Kind.RESULT_READY, {"type": {}}, "type"),
    (Kind.RESULT_READY, {"abstract": 5}, "abstract"),
    (Kind.RESULT_READY, {"place": 3}, "place"),
    (Kind.RETURNED, {"to": "Lê Văn Ấm"}, "to"),
    (Kind.RETURNED, {"to": {}}, "to.name"),
    (Kind.RETURNED, {"to": {"name": ""}}, "to.name"),
    (Kind.RETURNED, {"to": {"name": "Ấm", "via": "pigeon"}}, "to.via"),
    (Kind.REFUSED, {"reason": ["a"]}, "reason"),
]


@pytest.mark.parametrize(("kind", "said", "field"), WRONG)
def test_what_an_act_says_wrongly_is_named_whatever_record_it_meets(
    kind: Kind, said: dict[str, Any], field: str
) -> None:
    body = cast(Body, said)
    with pytest.raises(Broken) as checked:
        check_act(kind, body)
    with pytest.raises(Broken) as met:
        folded(event(kind, body))
    assert (checked.value.field, met.value.field) == (field, field)


@pytest.mark.parametrize("depth", [150, 220, 2000])
def test_what_an_act_says_deeper_than_anybody_reads_makes_no_record(depth: int) -> None:
    deep: dict[str, Any] = {}
    for _ in range(depth):
        deep = {"a": deep}
    with pytest.raises(Broken):
        check_act(Kind.FORWARDED, cast(Body, {"unit": deep}))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.RECEIVED])
def test_an_act_says_nothing_of_the_record_in_fields_that_are_for_its_form(kind: Kind) -> None:
    said = cast(Body, {"legal_basis": 5, "signer": [], "items": {"a": 1}, "what a newer program says": {"deep": []}})
    check_act(kind, said)
    least: Any = BODIES[kind] if kind is Kind.ARRIVED else {}  # which is none without its words
    assert replace(folded(event(kind, {**said, **least})), head="") == replace(folded(event(kind, least)), head="")


def test_null_says_nothing() -> None:
    for kind, law in LAWS.items():
        if kind is Kind.ARRIVED:
            continue  # nothing said of it is no arrival
        said = cast(Body, dict.fromkeys(law.reads))
        assert replace(folded(event(kind, said)), head="") == replace(folded(event(kind)), head="")


# What an event writes


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (["applicant.phone"], ["applicant.name"], []),
        (["applicant.phone"], ["applicant.phone"], ["applicant.phone"]),
        (["applicant"], ["applicant.phone"], ["applicant"]),
        (["applicant.phone"], ["applicant"], ["applicant.phone"]),
        (["due"], ["due_at"], []),
        (["note", "applicant.phone"], ["note", "applicant"], ["applicant.phone", "note"]),
        ([], ["note"], []),
    ],
)
def test_two_paths_touch_when_one_is_the_other_or_part_of_it(
    mine: list[str], theirs: list[str], both: list[str]
) -> None:
    assert overlap(mine, theirs) == both


BODIES: dict[Kind, Body] = {
    Kind.CORRECTED: {"changes": {"note": "n", "applicant.name": "Y"}},
    Kind.FORWARDED: {"unit": "u"},
    Kind.ARRIVED: {"body": "Sở Tư pháp", "at": T0},
    Kind.PROCESSING: {"unit": "v"},
    Kind.SUPPLEMENTED: {"due_at": T2, "due_reason": "r", "components": []},
    Kind.PAYMENT_REQUESTED: {"amount": 20_000, "reason": "r"},
    Kind.PAID: {"amount": 5_000, "method": "transfer", "number": "7", "due_at": T2, "due_reason": "r"},
    Kind.EXTENDED: {"due_at": T2, "due_reason": "r"},
    Kind.RESULT_READY: {"number": "1", "abstract": "a", "place": "p"},
    Kind.RETURNED: {"to": {"name": "X"}},
}
# What an event leaves behind besides: bookkeeping of the fold itself, never written by two desks in different ways.
_BOOKS = {"head", "resume", "paused_from", "pauses", "supplements", "extensions", "reason", "finished_at", "at_door",
          "fee_paid", "handover"}  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.RECEIVED])
def test_an_event_changes_nothing_that_it_does_not_say_it_writes(kind: Kind) -> None:
    for start in State:
        before = replace(born(), state=start, resume=State.FORWARDED, paused_from=M0)
        body = BODIES.get(kind, {"reason": "r"})
        after = fold(before, event(kind, body))
        changed = {one.name for one in fields(Record) if getattr(after, one.name) != getattr(before, one.name)}
        assert changed - _BOOKS <= {path.partition(".")[0] for path in writes(kind, body)}


# Any history


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A legal history: each act one that the state it finds allows."""
    events = [handed_in()]
    record = born()
    for _ in range(draw(st.integers(0, 12))):
        takes_back: list[Body] = [{"changes": {"returned_at": None}}, {"changes": {"result": None}}]
        choices: list[tuple[Kind, Body]] = [(kind, BODIES.get(kind, {})) for kind in Kind]
        choices += [(kind, Body()) for kind in Kind if kind is not Kind.ARRIVED]  # which is none without its words
        choices += [(Kind.CORRECTED, body) for body in takes_back]
        legal = [(kind, body) for kind, body in choices if is_legal(record.state, kind, body)]
        if not legal:
            break
        kind, body = draw(st.sampled_from(legal))
        events.append(event(kind, body, draw(st.sampled_from([T1, T2])), record.head))
        record = fold(record, events[-1])
    return events


@settings(max_examples=150)
@given(histories())
def test_any_legal_history_folds_to_the_state_its_acts_lead_to_and_never_changes_what_was_said(
    events: list[Event],
) -> None:
    said = copy.deepcopy(events)
    state, resume = State.RECEIVED, None
    record: Record | None = None
    for number, one in enumerate(events):
        record = fold(record, one)
        if number:
            kind = Kind(one.kind)
            if kind in (Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED):
                resume = state
            state = after(state, kind, one.body, resume)
        assert record.state == state
        assert read_record(write_record(record)) == record
    assert events == said
    assert fold_all(events) == record
    assert record is not None
    dossier = view(record, events=events)
    assert (dossier.state, dossier.events) == (state, tuple(events))
    assert dossier.as_json()["state"] == state.value


def test_a_history_of_every_kind_replays_to_what_it_made_step_by_step() -> None:
    """Through the store between each two acts, as a desk that is started anew for each."""
    acts: list[tuple[Kind, Body, str]] = [
        (Kind.CORRECTED, BODIES[Kind.CORRECTED], T0),
        (Kind.FORWARDED, BODIES[Kind.FORWARDED], T0),
        (Kind.ARRIVED, BODIES[Kind.ARRIVED], T0),
        (Kind.PROCESSING, BODIES[Kind.PROCESSING], T0),
        (Kind.SUPPLEMENT_REQUESTED, {"items": ["Ảnh"]}, T0),
        (Kind.SUPPLEMENTED, {"components": [{"name": "Ảnh", "photocopies": 2}]}, T1),
        (Kind.PAYMENT_REQUESTED, BODIES[Kind.PAYMENT_REQUESTED], T1),
        (Kind.PAID, BODIES[Kind.PAID], T1),
        (Kind.EXTENDED, BODIES[Kind.EXTENDED], T1),
        (Kind.RESULT_READY, BODIES[Kind.RESULT_READY], T1),
        (Kind.RETURNED, BODIES[Kind.RETURNED], T2),
        (Kind.CORRECTED, {"changes": {"returned_at": None}}, T2),
        (Kind.CORRECTED, {"changes": {"result": None}}, T2),
        (Kind.STOPPED, {"reason": "r"}, T2),
        (Kind.REFUSED, {"reason": "r"}, T2),
        (Kind.WITHDRAWN, {"reason": "r"}, T2),
        (Kind.VOIDED, {"reason": "nhập nhầm"}, T2),
    ]
    assert {kind for kind, _, _ in acts} == set(Kind) - {Kind.RECEIVED}
    events = [handed_in()]
    record = fold(None, events[0])
    for kind, body, at in acts:
        events.append(event(kind, body, at, record.head))
        record = fold(read_record(write_record(record)), events[-1])
    assert fold_all(events) == record
    assert (record.state, record.reason, record.result, record.returned_to) == (State.VOIDED, "nhập nhầm", None, None)
    assert (record.applicant.name, record.place, record.extensions, record.supplements) == ("Y", "p", 1, 1)
    assert (record.fee, record.paid, record.fee_paid) == (35_000, 20_000, False)
    assert record.pauses == ((M0, M1), (M1, M1))
    assert record.components == (Component("Ảnh", 0, 0, 2),)


# What this program cannot read


def test_a_kind_of_a_newer_program_is_kept_and_changes_nothing_known() -> None:
    first = handed_in()
    newer = hashed(replace(event(Kind.FORWARDED, {}), kind="inspected"))
    record, whole = replay([first, newer])
    assert (record, whole) == (replace(fold(None, first), head=newer.id), False)
    assert wrote("inspected", {}) == frozenset()
    assert wrote("forwarded", {}) == writes(Kind.FORWARDED, {})


def test_a_body_no_record_is_made_of_is_passed_by_and_what_follows_counts() -> None:
    first = handed_in()
    broken, after_it = event(Kind.CORRECTED, {"changes": {"channel": "kiosk"}}), event(Kind.FORWARDED, {"unit": "Sở"})
    record, whole = replay([first, broken, after_it])
    assert record is not None
    assert (record.state, record.head, whole) == (State.FORWARDED, after_it.id, False)
    assert replay([broken, after_it]) == (None, False), "without a reception there is no record"
    assert replay([first]) == (fold(None, first), True)


def test_an_altered_event_says_nothing_and_the_record_is_not_whole() -> None:
    """Its hash counts in the agency's log; what it is altered to is not believed, and nobody's place is taken by it."""
    first = handed_in()
    altered = unsaid(replace(hashed(event(Kind.FORWARDED, {"unit": "Tư pháp"})), base=first.id))
    record, whole = replay([first, altered])
    assert (record, whole) == (replace(fold(None, first), head=altered.id), False)
    assert (altered.prev_hash, altered.base, altered.body) == (None, None, {})
    assert altered.expected_hash() != altered.hash
    assert replay([unsaid(first)]) == (None, False)
