"""Acts after reception: what each writes, when the promise moves, what a correction may say, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.errors import MotcuaError, UserError
from app.models import event_rows, journal, projection
from app.rules.acts import Kind
from app.rules.clock import VN, iso
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.record import CORRECTABLE, LARGEST_FEE, Arrival, plain, read_record, write_record
from app.rules.states import State
from app.rules.vocabulary import Delivery
from app.services import acts, finding, returning
from app.services.acts import act
from app.services.desk import Desk
from tests.services.counter import SAID, Clock, code_of, do, receive, rows

Json = dict[str, Any]


def refused(desk: Desk, code: str, kind: Kind, body: Any) -> UserError:
    with pytest.raises(UserError) as problem:
        act(desk, code, kind, body)
    with desk.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 1
    return problem.value


def corrected(desk: Desk, code: str, **changes: Any) -> Dossier:
    return act(desk, code, Kind.CORRECTED, {"changes": changes, "reason": "gõ nhầm"})


ROADS: dict[str, list[tuple[Kind, Body, State]]] = {
    "at the counter": [(Kind.RESULT_READY, {}, State.RESULT_READY)],
    "through a unit": [
        (Kind.FORWARDED, {"unit": "Địa chính"}, State.FORWARDED),
        (Kind.PROCESSING, {}, State.PROCESSING),
        (Kind.RESULT_READY, {"number": "5/UBND", "abstract": "Giấy xác nhận", "place": "Tủ 2"}, State.RESULT_READY),
    ],
    "with a supplement": [
        (Kind.SUPPLEMENT_REQUESTED, {"items": ["Ảnh 4×6"], "reason": "thiếu ảnh"}, State.SUPPLEMENT_REQUESTED),
        (Kind.SUPPLEMENTED, {}, State.RECEIVED),
        (Kind.EXTENDED, {"new_due": "2026-12-01T10:00:00+07:00", "reason": "xác minh"}, State.RECEIVED),
    ],
    "with a payment": [
        (Kind.FORWARDED, {}, State.FORWARDED),
        (Kind.PAYMENT_REQUESTED, {"amount": 5_000, "reason": "trích đo"}, State.PAYMENT_REQUESTED),
        (Kind.PAID, {}, State.FORWARDED),
    ],
    "refused": [(Kind.REFUSED, {"reason": "không thuộc thẩm quyền", "legal_basis": "Điều 17"}, State.REFUSED)],
    "withdrawn": [(Kind.WITHDRAWN, {"reason": "không cần nữa"}, State.WITHDRAWN)],
    "stopped": [(Kind.STOPPED, {"reason": "theo đơn"}, State.STOPPED)],
    "voided": [(Kind.VOIDED, {"reason": "nhập trùng"}, State.VOIDED)],
}


@pytest.mark.parametrize("road", ROADS)
def test_every_act_is_one_event_with_an_outbox_row_and_leads_where_it_says(desk: Desk, road: str) -> None:
    code = code_of(desk)
    for number, (kind, body, state) in enumerate(ROADS[road], 2):
        dossier = act(desk, code, kind, body)
        assert dossier.state is state
        assert len(dossier.events) == number
        assert dossier.events[-1].base == dossier.events[-2].id
        assert dossier.events[-1].prev_hash == dossier.events[-2].hash
        assert dossier.events[-1].body.items() >= body.items()
    with desk.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM outbox")).scalar_one() == number
        record = projection.load(connection, dossier.id)
        assert record == projection.replay(event_rows.history(connection, dossier.id))[0]


def test_an_act_the_state_does_not_allow_names_both(desk: Desk) -> None:
    problem = refused(desk, code_of(desk), Kind.RETURNED, {"to": {"name": "A"}})
    assert (problem.code, problem.facts) == ("ACT_NOT_ALLOWED", {"act": "returned", "state": "received"})


def test_a_dossier_or_an_act_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(UserError) as unknown:
        act(desk, "H15.10-261123-0999", Kind.FORWARDED)
    assert unknown.value.code == "DOSSIER_UNKNOWN"
    with pytest.raises(UserError) as second:
        act(desk, code_of(desk), Kind.RECEIVED)
    assert second.value.code == "ACT_UNKNOWN"
    with pytest.raises(UserError) as odd:
        acts.kind_named("approve")
    assert (odd.value.code, acts.kind_named("paid")) == ("ACT_UNKNOWN", Kind.PAID)


# The body that has it


def test_an_arrival_says_its_own_moment_and_leaves_the_state_and_the_promise(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    clock.ahead(hours=1)
    before = act(desk, code, Kind.FORWARDED, {"unit": "Sở Tư pháp"})
    clock.ahead(hours=2)
    there = act(desk, code, Kind.ARRIVED, {"body": "  Sở Tư pháp", "at": "2026-11-23T02:30:40Z"})
    assert there.arrived == Arrival("Sở Tư pháp", datetime(2026, 11, 23, 9, 30, 40, tzinfo=VN))
    assert there.events[-1].body == {"body": "Sở Tư pháp", "at": "2026-11-23T09:30:40+07:00"}
    assert (there.state, there.place, there.due_at) == (before.state, before.place, before.due_at)
    assert act(desk, code, Kind.PROCESSING).arrived == there.arrived


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({}, "ACT_LACKS", "body"),
        ({"body": "Sở"}, "ACT_LACKS", "at"),
        ({"body": " ", "at": "2026-11-23T08:15:00+07:00"}, "ACT_LACKS", "body"),
        ({"body": ["Sở"], "at": "2026-11-23T08:15:00+07:00"}, "BODY_FIELD", "body"),
        ({"body": "Sở", "at": "hôm qua"}, "TIME_FORMAT", "at"),
        ({"body": "Sở", "at": ["2026-11-23T08:15:00+07:00"]}, "TIME_FORMAT", "at"),
        ({"body": "Sở", "at": "2026-11-23T08:15:01+07:00"}, "ARRIVED_AHEAD", "at"),
        ({"body": "Sở", "at": "2026-11-23T08:14:59+07:00"}, "ARRIVED_BEFORE_RECEIVED", "at"),
    ],
)
def test_an_arrival_of_nobody_or_never_ahead_or_before_its_reception_is_refused(
    desk: Desk, said: Body, code: str, field: str
) -> None:
    number = code_of(desk)
    act(desk, number, Kind.FORWARDED)
    before = rows(desk)
    with pytest.raises(UserError) as problem:
        act(desk, number, Kind.ARRIVED, said)
    assert (problem.value.code, problem.value.field) == (code, field)
    assert rows(desk) == before


def test_what_is_still_at_the_counter_or_done_with_has_arrived_nowhere(desk: Desk) -> None:
    assert refused(desk, code_of(desk), Kind.ARRIVED, SAID[Kind.ARRIVED]).code == "ACT_NOT_ALLOWED"


# The promise


def test_a_pause_adds_the_working_minutes_inside_it(desk: Desk, clock: Clock) -> None:
    """Received Monday 08:15 for three working days (Tuesday is a holiday): Friday 08:15. Asked Wednesday at 08:15,
    brought Thursday at 08:15: one working day more, which is Monday.
    """
    dossier = receive(desk).dossier
    assert iso(dossier.due_at) == "2026-11-27T08:15:00+07:00"
    clock.ahead(days=2)
    paused = do(desk, dossier.code, Kind.SUPPLEMENT_REQUESTED)
    assert paused.paused_from == clock.at
    clock.ahead(days=1)
    resumed = act(desk, dossier.code, Kind.SUPPLEMENTED, {})
    assert iso(resumed.due_at) == "2026-11-30T08:15:00+07:00"
    assert resumed.due_reason != dossier.due_reason
    assert resumed.events[-1].body["due_at"] == "2026-11-30T08:15:00+07:00"


def test_a_second_pause_adds_to_the_first(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    clock.ahead(days=2)
    for kind in (Kind.SUPPLEMENT_REQUESTED, Kind.SUPPLEMENTED, Kind.PAYMENT_REQUESTED, Kind.PAID):
        dossier = do(desk, code, kind)
        clock.ahead(hours=1)
    assert iso(dossier.due_at) == "2026-11-27T10:15:00+07:00"


def test_an_extension_moves_the_promise_and_a_later_pause_counts_from_it(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    moved = act(desk, code, Kind.EXTENDED, {"new_due": "2026-12-01T10:00:00+07:00", "reason": "xác minh"})
    assert (iso(moved.due_at), moved.due_reason) == ("2026-12-01T10:00:00+07:00", "Gia hạn: xác minh.")
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    clock.ahead(hours=2)
    assert iso(act(desk, code, Kind.SUPPLEMENTED, {}).due_at) == "2026-12-01T14:00:00+07:00"


def test_an_extension_without_a_day_is_looked_at_with_the_old_promise_and_not_made(desk: Desk) -> None:
    dossier = receive(desk).dossier
    looked_at = acts.imagined(desk, dossier.code, Kind.EXTENDED, {"reason": "xác minh"})
    assert (looked_at.due_at, looked_at.extensions) == (dossier.due_at, 1)
    problem = refused(desk, dossier.code, Kind.EXTENDED, {"reason": "xác minh"})
    assert (problem.code, problem.field, problem.facts) == ("ACT_LACKS", "new_due", {"act": "extended"})


def test_a_pause_of_no_working_time_changes_no_promise_of_an_extension(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    moved = do(desk, code, Kind.EXTENDED, new_due="2026-12-01T10:00:00+07:00")
    clock.ahead(hours=10)
    do(desk, code, Kind.PAYMENT_REQUESTED)
    clock.ahead(hours=1)
    assert act(desk, code, Kind.PAID, {}).due_at == moved.due_at


# Corrections


def test_a_correction_keeps_what_was_beside_what_is(desk: Desk) -> None:
    code = code_of(desk)
    dossier = corrected(desk, code, phone="0987 654 321")
    assert dossier.applicant.phone == "0987654321"
    body = dossier.events[-1].body
    assert body["changes"] == {"applicant.phone": "0987654321"}
    assert body["was"] == {"applicant.phone": "0912345678"}
    assert body["reason"] == "gõ nhầm"


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ({"phone": "+84 987 654 321"}, {"applicant.phone": "0987654321"}),
        ({"phone": None}, {"applicant.phone": None}),
        ({"applicant.address": "Buôn Kô Tam"}, {"applicant.address": "Buôn Kô Tam"}),
        ({"applicant": {"name": "Nguyễn Thị Đang"}}, {"applicant.name": "Nguyễn Thị Đang"}),
        (
            {"applicant": {"name": "Đặng", "phone": "0987654321", "sex": "female"}},
            {"applicant.name": "Đặng", "applicant.phone": "0987654321"},
        ),
        ({"birth_date": "1990-02-01"}, {"applicant.birth_date": "1990-02-01"}),
        ({"id_number": "001 190 654 321"}, {"applicant.id_number": "001190654321"}),
        ({"note": " gọi chiều "}, {"note": "gọi chiều"}),
        ({"copies": 3, "fee": 0, "pages": 2}, {"copies": 3, "fee": 0, "pages": 2}),
        ({"deliver": "post", "channel": "post"}, {"deliver": "post", "channel": "post"}),
        ({"due_at": "2026-12-01T08:00:00"}, {"due_at": "2026-12-01T08:00:00+07:00"}),
        ({"summary": "Xác nhận để vay vốn"}, {"summary": "Xác nhận để vay vốn"}),
    ],
)
def test_a_correction_is_cleaned_and_written_field_by_field(desk: Desk, asked: Json, written: Json) -> None:
    with_fee = code_of(desk, fee=5000)
    assert act(desk, with_fee, Kind.CORRECTED, {"changes": asked}).events[-1].body["changes"] == written


def test_an_owner_may_be_named_corrected_and_taken_away(desk: Desk) -> None:
    code = code_of(desk)
    owner = {"kind": "citizen", "name": "Trần Minh Đạt", "phone": "0987654321"}
    assert corrected(desk, code, owner=owner).citizen.name == "Trần Minh Đạt"
    named = corrected(desk, code, **{"owner.name": "Trần Minh Đức"})
    assert named.owner is not None
    assert (named.owner.name, named.owner.phone) == ("Trần Minh Đức", "0987654321")
    assert [hit.name for hit in finding.find(desk, "tran minh duc")] == ["Trần Minh Đức"]
    assert corrected(desk, code, owner=None).owner is None
    assert finding.find(desk, "tran minh duc") == []


def test_corrected_papers_keep_their_scans(desk: Desk) -> None:
    scan = {"name": "a.pdf", "sha256": "ab" * 32, "size": 3}
    code = code_of(desk, components=[{"name": "Tờ khai", "originals": 1}, {"name": "Ảnh"}])
    with desk.store.write() as connection:
        record = projection.load(connection, finding.id_of(connection, code))
        first, second = plain(record)["components"]
        body: Body = {"changes": {"components": [{**first, "files": [scan]}, second]}}
        author = desk.centre(connection).author()
        journal.write(connection, author, Kind.CORRECTED, body, at=iso(desk.clock()), dossier=record.id, record=record)
    dossier = corrected(desk, code, components=[{"name": "Tờ khai", "originals": 2}, {"name": "Đơn"}])
    assert [(part.name, part.originals, len(part.files)) for part in dossier.components] == [
        ("Tờ khai", 2, 1),
        ("Đơn", 0, 0),
    ]


WRONG: list[tuple[Any, str]] = [
    ({}, "CORRECTION_EMPTY"),
    ({"changes": {}}, "CORRECTION_EMPTY"),
    ({"changes": "phone"}, "CORRECTION_EMPTY"),
    ({"changes": {"phone": "0912345678"}}, "CORRECTION_EMPTY"),
    ({"changes": {"owner": None}}, "CORRECTION_EMPTY"),
    ({"changes": {"owner.phone": None}}, "CORRECTION_EMPTY"),
    ({"changes": {"code": "H15.10-261123-0009"}}, "CORRECTION_FIELD"),
    ({"changes": {"received_at": "2026-11-20T08:00:00"}}, "CORRECTION_FIELD"),
    ({"changes": {"procedure": "2.000815"}}, "CORRECTION_FIELD"),
    ({"changes": {"state": "returned"}}, "CORRECTION_FIELD"),
    ({"changes": {"summary.x": "y"}}, "CORRECTION_FIELD"),
    ({"changes": {"applicant.name": None}}, "CORRECTION_FIELD"),
    ({"changes": {"owner.name": None}}, "CORRECTION_FIELD"),
    ({"changes": {"applicant.favourite": "x"}}, "DRAFT_FIELD"),
    ({"changes": {"applicant": None}}, "BODY_FIELD"),
    ({"changes": {"applicant": "Đặng"}}, "DRAFT_FIELD"),
    ({"changes": {"owner": {"phone": "0912345678"}}}, "DRAFT_MISSING"),
    ({"changes": {"phone": "12"}}, "PHONE_PREFIX"),
    ({"changes": {"id_number": "1"}}, "ID_NUMBER_LENGTH"),
    ({"changes": {"copies": 0}}, "BODY_FIELD"),
    ({"changes": {"copies": True}}, "BODY_FIELD"),
    ({"changes": {"copies": 10**30}}, "BODY_FIELD"),
    ({"changes": {"copies": 10_000}}, "BODY_FIELD"),
    ({"changes": {"fee": -1}}, "BODY_FIELD"),
    ({"changes": {"fee": 1.5}}, "BODY_FIELD"),
    ({"changes": {"fee_paid": True}}, "CORRECTION_FIELD"),
    ({"changes": {"deliver": "đò"}}, "BODY_FIELD"),
    ({"changes": {"summary": None}}, "BODY_FIELD"),
    ({"changes": {"due_at": "mai"}}, "TIME_FORMAT"),
    ({"changes": {"components": "x"}}, "BODY_FIELD"),
    ({"changes": {"components": [{"originals": 1}]}}, "DRAFT_MISSING"),
    ({"changes": {"returned_at": None}}, "ACT_NOT_ALLOWED"),
]


@pytest.mark.parametrize(("body", "code"), WRONG)
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_written(desk: Desk, body: Any, code: str) -> None:
    assert refused(desk, code_of(desk), Kind.CORRECTED, body).code == code


# Bodies


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        (Kind.FORWARDED, [], "body"),
        (Kind.FORWARDED, "x", "body"),
        (Kind.FORWARDED, {"unit": 5}, "unit"),
        (Kind.REFUSED, {"reason": ["a"]}, "reason"),
        (Kind.FORWARDED, {"weight": 1.5}, "weight"),
        (Kind.FORWARDED, {"x": {"y": [10**20]}}, "x"),
        (Kind.EXTENDED, {"due_at": "2020-01-01"}, "due_at"),
        (Kind.PAYMENT_REQUESTED, {"due_reason": 7}, "due_reason"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_by_field(desk: Desk, kind: Kind, body: Any, field: str) -> None:
    problem = refused(desk, code_of(desk), kind, body)
    assert (problem.code, problem.field) == ("BODY_FIELD", field)


def test_text_deep_inside_a_body_is_composed_and_holds_nothing_a_file_cannot(desk: Desk) -> None:
    body = cast(Body, {"items": ["A\u0302nh\ud800"], "reason": "thiếu", "x": {"e\u0323": "o\u031b"}})
    dossier = act(desk, code_of(desk), Kind.SUPPLEMENT_REQUESTED, body)
    assert dossier.events[-1].body == {"items": ["Ânh"], "reason": "thiếu", "x": {"ẹ": "ơ"}}
    assert dossier.events[-1].expected_hash() == dossier.events[-1].hash


def test_a_supplement_brings_papers_and_what_are_none_is_refused(desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    wrongs: list[Any] = ["ảnh", [{"originals": 1}], [7]]
    for wrong in wrongs:
        with pytest.raises(UserError):
            act(desk, code, Kind.SUPPLEMENTED, {"components": wrong})
    dossier = act(desk, code, Kind.SUPPLEMENTED, {"components": [{"name": "Ảnh", "photocopies": 2}]})
    assert [(part.name, part.photocopies) for part in dossier.components] == [("Ảnh", 2)]


edges = st.sampled_from([0, 1, -1, LARGEST_FEE, -LARGEST_FEE, 2**53, "0001-01-01T00:00:00", "9999-12-31T23:59:59Z"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | edges | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["reason", "items", "components", "changes", "to", "new_due", "unit", "due_at", "number", "x",
                         "amount", "method", "at_door", "handover"])  # fmt: skip
odd_paths = ["applicant.phone", "owner.name", "applicant.", "phone", "returned_at", ".."]
paths = st.sampled_from([*CORRECTABLE, *odd_paths])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(Kind),
    st.dictionaries(names, json_values, max_size=3)
    | st.fixed_dictionaries({"changes": st.dictionaries(paths, json_values, max_size=3)}),
)
@example(Kind.CORRECTED, {"changes": {"due_at": "0001-01-01T00:00:00"}})
@example(Kind.EXTENDED, {"new_due": "9999-12-31T23:59:59"})
@example(Kind.PAYMENT_REQUESTED, {"amount": LARGEST_FEE})
def test_no_body_whatever_breaks_the_desk(desk: Desk, kind: Kind, body: Any) -> None:
    """Any JSON is an act whose hash a stranger can recompute, or an error with a code."""
    code = code_of(desk, fee=15_000)
    try:
        dossier = act(desk, code, kind, body)
    except MotcuaError:
        dossier = finding.dossier(desk, code)
        assert len(dossier.events) == 1
    assert all(event.expected_hash() == event.hash for event in dossier.events)
    with desk.store.read() as connection:
        record = projection.load(connection, dossier.id)
        assert record == projection.replay(event_rows.history(connection, dossier.id))[0]
    assert read_record(write_record(record)) == record


# Giving back


def ready(desk: Desk) -> str:
    code = code_of(desk)
    act(desk, code, Kind.RESULT_READY, {"number": "5/UBND"})
    return code


def test_a_result_is_given_to_somebody_with_a_name(desk: Desk, clock: Clock) -> None:
    code = ready(desk)
    dossier = returning.give_back(
        desk, code, to=" Lê  Văn Ấm ", id_number="066 099 001 234", phone="0987.654.321", authorisation="giấy số 5"
    )
    assert (dossier.state, dossier.returned_at) == (State.RETURNED, clock.at)
    assert dossier.returned_to is not None
    assert dossier.returned_to.name == "Lê Văn Ấm"
    assert (dossier.returned_to.id_number, dossier.returned_to.phone) == ("066099001234", "0987654321")


def test_a_result_is_given_to_nobody_without_a_name_or_with_a_wrong_number(desk: Desk) -> None:
    code = ready(desk)
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"to": " "}, "RECEIVER_MISSING"),
        ({"to": "A", "id_number": "12"}, "ID_NUMBER_LENGTH"),
        ({"to": "A", "phone": "12"}, "PHONE_PREFIX"),
    ]
    for wrong, expected in wrongs:
        with pytest.raises(UserError) as problem:
            returning.give_back(desk, code, **wrong)
        assert problem.value.code == expected
    bodies: list[Any] = [{}, {"to": "A"}, {"to": {"name": ""}}, {"to": {"name": "A", "x": 1}}, {"to": {"name": 5}}]
    for body in bodies:
        with pytest.raises(UserError):
            act(desk, code, Kind.RETURNED, body)
    assert finding.dossier(desk, code).state is State.RESULT_READY


def test_a_return_made_by_mistake_is_taken_back_and_both_stay_in_the_history(desk: Desk) -> None:
    code = ready(desk)
    returning.give_back(desk, code, to="Lê Văn Ấm", id_number="066099001234", authorisation="giấy số 5")
    dossier = returning.take_back(desk, code, "nhầm người")
    assert (dossier.state, dossier.returned_at, dossier.returned_to) == (State.RESULT_READY, None, None)
    assert [event.kind for event in dossier.events][-2:] == ["returned", "corrected"]
    assert dossier.events[-1].body["was"]["returned_at"] == dossier.events[-2].at
    assert returning.give_back(desk, code, to="Nguyễn Thị Đặng").state is State.RETURNED


def test_a_new_promise_given_as_a_date_ends_with_that_days_work(desk: Desk) -> None:
    code = code_of(desk)
    assert do(desk, code, Kind.EXTENDED, new_due="2026-12-04").due_at == datetime(2026, 12, 4, 17, tzinfo=VN)
    # A Saturday: the next working day's end.
    assert do(desk, code, Kind.EXTENDED, new_due="2026-12-05").due_at == datetime(2026, 12, 7, 17, tzinfo=VN)


def test_a_body_the_province_could_never_read_is_refused_here(desk: Desk) -> None:
    code = code_of(desk)
    with pytest.raises(UserError, match="BODY_TOO_LARGE") as caught:
        acts.act(desk, code, Kind.FORWARDED, {"items": ["x" * 10_000] * 200})
    assert caught.value.facts == {"have": 1953, "most": 1024}
    assert finding.dossier(desk, code).state is State.RECEIVED


# What an officer should know before an act, and what its moment forbids


def test_a_second_request_for_a_supplement_warns_that_it_counts_as_late(desk: Desk) -> None:
    code = code_of(desk)
    assert acts.cautions(desk, code, Kind.SUPPLEMENT_REQUESTED) == ()
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    act(desk, code, Kind.SUPPLEMENTED)
    assert acts.cautions(desk, code, Kind.SUPPLEMENT_REQUESTED) == ("SUPPLEMENT_SECOND",)
    assert do(desk, code, Kind.SUPPLEMENT_REQUESTED).supplements == 2


def test_an_extension_beyond_the_centres_limit_warns_and_is_made_all_the_same(desk: Desk) -> None:
    code = code_of(desk)
    assert acts.cautions(desk, code, Kind.EXTENDED) == ()
    do(desk, code, Kind.EXTENDED, new_due="2026-12-01")
    assert acts.cautions(desk, code, Kind.EXTENDED) == ("EXTENSION_LIMIT",)
    assert do(desk, code, Kind.EXTENDED, new_due="2026-12-02").extensions == 2


def test_an_extension_keeps_the_promise_it_replaces(desk: Desk) -> None:
    dossier = receive(desk).dossier
    extended = do(desk, dossier.code, Kind.EXTENDED, signer="Lê Văn Ấm")
    assert extended.events[-1].body["was"] == {"due_at": iso(dossier.due_at)}


def test_a_promise_already_broken_is_not_extended(desk: Desk, clock: Clock) -> None:
    dossier = receive(desk).dossier
    clock.at = dossier.due_at
    extended = do(desk, dossier.code, Kind.EXTENDED, new_due="2026-12-01")
    clock.at = extended.due_at + timedelta(minutes=1)
    with pytest.raises(UserError) as problem:
        do(desk, dossier.code, Kind.EXTENDED, new_due="2026-12-11")
    assert (problem.value.code, problem.value.facts["due"]) == ("EXTENSION_LATE", extended.due_at)
    assert finding.dossier(desk, dossier.code).extensions == 1


def test_a_new_promise_is_later_than_the_old(desk: Desk) -> None:
    dossier = receive(desk).dossier
    body: Body = {"new_due": iso(dossier.due_at), "reason": "xác minh"}
    assert refused(desk, dossier.code, Kind.EXTENDED, body).code == "EXTENSION_NOT_LATER"


def test_a_result_or_receiver_written_wrongly_is_corrected_word_by_word(desk: Desk) -> None:
    code = code_of(desk)
    act(desk, code, Kind.RESULT_READY, {"number": "5", "type": "Trích lục"})
    result = corrected(desk, code, **{"result.number": "6/UBND", "result.place": "Tủ 3"}).result
    assert result is not None
    assert (result.type, result.number, result.place) == ("Trích lục", "6/UBND", "Tủ 3")
    returning.give_back(desk, code, to="Lê Văn Âm", via=Delivery.POST, item="EV123456789VN")
    receiver = corrected(desk, code, **{"returned_to.name": "Lê Văn Ấm"}).returned_to
    assert receiver is not None
    assert (receiver.name, receiver.via, receiver.item) == ("Lê Văn Ấm", "post", "EV123456789VN")
    receiver = corrected(desk, code, **{"returned_to.phone": "0912 345 678"}).returned_to
    assert receiver is not None
    assert receiver.phone == "0912345678"
    for path, number in (("returned_to.id_number", "0660990012345"), ("returned_to.phone", "0912 345")):
        with pytest.raises(UserError) as problem:
            corrected(desk, code, **{path: number})
        wrong = problem.value
        assert (wrong.field, wrong.code.partition("_")[0]) == (path, "ID" if "id_" in path else "PHONE")


@pytest.mark.parametrize(
    "changes",
    [
        {"result": {"number": "6"}},
        {"result.at": "2026-01-01"},
        {"result.number": 7},
        {"returned_to.name": ""},
        {"returned_to.via": "bồ câu"},
        {"payments": []},
        {"fee_paid": False},
    ],
)
def test_a_result_is_not_made_by_correction(desk: Desk, changes: Json) -> None:
    code = code_of(desk)
    act(desk, code, Kind.RESULT_READY)
    returning.give_back(desk, code, to="Nguyễn Thị Đặng")
    with pytest.raises(UserError) as problem:
        act(desk, code, Kind.CORRECTED, {"changes": changes})
    assert problem.value.code in ("CORRECTION_FIELD", "BODY_FIELD")


def test_a_result_recorded_for_the_wrong_dossier_is_taken_back(desk: Desk) -> None:
    code = code_of(desk)
    act(desk, code, Kind.RESULT_READY, {"number": "5"})
    back = corrected(desk, code, result=None)
    assert (back.state, back.result, back.finished_at) == (State.PROCESSING, None, None)
    assert back.events[-1].body["was"]["result"]["number"] == "5"
    with pytest.raises(UserError) as problem:
        corrected(desk, code, result=None)
    assert problem.value.code == "ACT_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        (Kind.EXTENDED, {"new_due": False, "reason": "xác minh"}, "new_due"),
        (Kind.EXTENDED, {"new_due": 0, "reason": "xác minh"}, "new_due"),
        (Kind.SUPPLEMENT_REQUESTED, {"items": False, "reason": "thiếu"}, "items"),
        (Kind.SUPPLEMENT_REQUESTED, {"items": [0], "reason": "thiếu"}, "items"),
    ],
)
def test_what_is_asked_for_in_words_is_not_said_by_a_sign(desk: Desk, kind: Kind, body: Any, field: str) -> None:
    """An extension without a new day, or a request for nothing, would go out on the citizen's paper."""
    assert refused(desk, code_of(desk), kind, body).field == field
