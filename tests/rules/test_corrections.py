"""Corrections: which words of a record may be changed, itself or a part, and what no correction reaches."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.rules.acts import Kind
from app.rules.events import Body
from app.rules.folding import check_act, fold, look_up, writes
from app.rules.record import CORRECTABLE, Broken, Destination, FeeReceipt, Person, Receiver, Record, moment, plain
from app.rules.states import State
from tests.rules.invented import PERSON, T1, T2, born, event, folded


def corrected(record: Record, **changes: object) -> Record:
    return fold(record, event(Kind.CORRECTED, {"changes": changes}))


def broken(record: Record, changes: object) -> str:
    """Return the field a correction is refused for."""
    with pytest.raises(Broken) as refused:
        fold(record, event(Kind.CORRECTED, cast(Body, {"changes": changes})))
    return refused.value.field


def test_a_correction_changes_fields_and_parts_of_fields_and_nothing_else() -> None:
    owner = {**PERSON, "name": "Trần Minh Đạt"}
    record = corrected(born(), **{"applicant.phone": "0987654321", "note": "gọi chiều", "owner": owner})
    assert record.applicant == Person(**{**PERSON, "phone": "0987654321"})
    assert (record.note, record.owner, record.state) == ("gọi chiều", Person(**owner), State.RECEIVED)
    assert record.procedure == born().procedure
    assert folded(event(Kind.CORRECTED)).applicant == Person(**PERSON)


WHOLE: dict[str, tuple[object, object]] = {
    "applicant": ({"kind": "citizen", "name": "Lê Văn Ấm"}, Person("citizen", "Lê Văn Ấm")),
    "owner": ({"kind": "citizen", "name": "Lê Văn Ấm"}, Person("citizen", "Lê Văn Ấm")),
    "authorised_by": ("Giấy ủy quyền", "Giấy ủy quyền"),
    "channel": ("post", "post"),
    "deliver": ("online", "online"),
    "due_at": (T2, moment(T2)),
    "due_reason": ("tính lại", "tính lại"),
    "summary": ("Xác nhận khác", "Xác nhận khác"),
    "copies": (9999, 9999),
    "pages": (99_999, 99_999),
    "components": ([], ()),
    "destination": ({"name": "Sở Tư pháp"}, Destination("Sở Tư pháp")),
    "note": ("gọi chiều", "gọi chiều"),
    "fee": (10_000_000_000, 10_000_000_000),
    "fee_basis": ("Nghị quyết 12", "Nghị quyết 12"),
    "exemption": ("poor", "poor"),
    "fee_receipt": ({"series": "1C26TAA", "number": "7"}, FeeReceipt("1C26TAA", "7")),
}


@pytest.mark.parametrize("name", list(WHOLE))
def test_a_field_that_may_be_corrected_takes_its_new_value(name: str) -> None:
    said, value = WHOLE[name]
    assert getattr(corrected(born(), **{name: said}), name) == value


def test_the_table_above_has_every_field_a_correction_may_put_in_whole() -> None:
    assert set(WHOLE) == set(CORRECTABLE) - {"result", "returned_to"}


FIXED = ("id", "code", "desk", "request_id", "state", "head", "procedure", "procedure.name", "case", "term", "field",
         "unit", "linked", "received_at", "received_by", "register", "register.number", "edition", "fee_paid",
         "payments", "payments.0.amount", "place", "handover", "resume", "paused_from", "pauses", "supplements",
         "extensions", "finished_at", "reason", "at_door", "nothing", "nothing.at.all", "", ".", ".note")  # fmt: skip


@pytest.mark.parametrize("path", [*FIXED, "result", "returned_to", "returned_at", "returned_at.x"])
def test_a_path_nobody_may_correct_is_named_whatever_record_it_meets(path: str) -> None:
    """A result and a receiver come with their acts, as a moment of return does: corrected are the words in them."""
    value: Any = {"name": "Lê Văn Ấm"}
    assert broken(born(), {"note": "gọi chiều", path: value}) == f"changes.{path}"
    with pytest.raises(Broken) as checked:
        check_act(Kind.CORRECTED, {"changes": {path: value}})
    assert checked.value.field == f"changes.{path}"


@pytest.mark.parametrize("changes", ["note", ["note"], None, 5, True])
def test_changes_that_are_no_object_are_named(changes: object) -> None:
    assert broken(born(), changes) == "changes"


@pytest.mark.parametrize("path", ["applicant.name.x", "applicant.name.x.y", "due_at.year", "channel.name", "copies.x"])
def test_there_is_nothing_inside_text_and_numbers(path: str) -> None:
    assert broken(born(), {path: "x"}) == f"changes.{path}"


@pytest.mark.parametrize("path", ["components.0", "components.0.name", "components.name"])
def test_papers_are_corrected_as_a_list_never_one_by_one(path: str) -> None:
    """Two desks may have changed the list meanwhile: a number in it would mean another paper."""
    assert broken(born(), {path: "Đơn"}) == f"changes.{path}"


def test_a_part_of_what_is_not_there_begins_it_when_it_is_enough_to_be_it() -> None:
    assert corrected(born(), **{"destination.name": "Sở Tư pháp"}).destination == Destination("Sở Tư pháp")
    begun = corrected(born(), **{"fee_receipt.series": "1C26TAA", "fee_receipt.number": "7"})
    assert begun.fee_receipt == FeeReceipt("1C26TAA", "7")
    whole = corrected(born(), **{"owner.kind": "citizen", "owner.name": "Lê Văn Ấm"})
    assert whole.owner == Person("citizen", "Lê Văn Ấm")


@pytest.mark.parametrize(
    ("path", "lacking"),
    [
        ("owner.phone", "owner.kind"),
        ("owner.phone.x", "owner.kind"),
        ("destination.commune", "destination.name"),
        ("fee_receipt.series", "fee_receipt.number"),
        ("result.number", "result.type"),
        ("returned_to.phone", "returned_to.name"),
    ],
)
def test_a_part_of_what_is_not_there_and_not_enough_to_be_it_is_refused(path: str, lacking: str) -> None:
    assert broken(born(), {path: "7"}) == lacking


def test_a_part_nobody_knows_is_left_out_of_the_record() -> None:
    """A newer program may have it; its event keeps it."""
    assert plain(corrected(born(), **{"applicant.nickname": "Ấm", "applicant.x.y": 1}))["applicant"] == PERSON


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("applicant.name", "", "applicant.name"),
        ("applicant.name", None, "applicant.name"),
        ("applicant.phone", 912345678, "applicant.phone"),
        ("applicant", None, "applicant"),
        ("channel", "fax", "channel"),
        ("deliver", None, "deliver"),
        ("due_at", "mai", "due_at"),
        ("due_at", None, "due_at"),
        ("copies", 0, "copies"),
        ("pages", 100_000, "pages"),
        ("fee", -1, "fee"),
        ("fee", "15000", "fee"),
        ("components", [{"name": "Đơn", "originals": "1"}], "components.0.originals"),
        ("components", None, "components"),
    ],
)
def test_a_value_no_record_holds_is_named(path: str, value: object, field: str) -> None:
    assert broken(born(), {path: value}) == field


def test_a_whole_and_a_part_of_it_are_put_in_one_after_the_other_and_leave_what_was_said() -> None:
    said: Body = {"changes": {"owner": {**PERSON, "name": "Trần Minh Đạt"}, "owner.phone": "0987654321"}}
    act = event(Kind.CORRECTED, said)
    record = fold(born(), act)
    assert record.owner == Person(**{**PERSON, "name": "Trần Minh Đạt", "phone": "0987654321"})
    assert act.expected_hash() == act.hash, "the body is hashed as it was written and kept for ever"


# What was recorded by mistake


def test_a_return_taken_back_leaves_the_result_waiting() -> None:
    returned = folded(event(Kind.RESULT_READY), event(Kind.RETURNED, {"to": {"name": "Lê Văn Ấm"}}))
    assert returned.returned_to == Receiver("Lê Văn Ấm")
    record = fold(returned, event(Kind.CORRECTED, {"changes": {"returned_at": None}, "reason": "nhầm người"}))
    assert (record.state, record.returned_at, record.returned_to) == (State.RESULT_READY, None, None)
    assert record.result == returned.result


def test_a_result_recorded_by_mistake_is_taken_back_and_the_dossier_is_owed_again() -> None:
    record = corrected(folded(event(Kind.RESULT_READY)), result=None)
    assert (record.state, record.result, record.finished_at) == (State.PROCESSING, None, None)


def test_the_words_of_a_result_and_of_its_receiver_are_corrected_and_their_acts_stand() -> None:
    returned = folded(event(Kind.RESULT_READY, {"number": "1"}), event(Kind.RETURNED, {"to": {"name": "Ấm"}}, T2))
    record = corrected(returned, **{"result.number": "2", "returned_to.name": "Lê Văn Ấm", "returned_to.via": "post"})
    assert record.result is not None
    assert record.returned_to is not None
    assert (record.result.number, record.result.at) == ("2", moment(T1))
    assert (record.returned_to.name, record.returned_to.via) == ("Lê Văn Ấm", "post")
    assert (record.state, record.returned_at) == (State.RETURNED, moment(T2))


def test_a_corrected_fee_asks_again_whether_it_is_paid() -> None:
    assert not corrected(born(), fee=16_000).fee_paid
    assert corrected(born(), fee=14_000).fee_paid
    assert not corrected(born(), fee=None).fee_paid


# What a correction is of


def test_a_correction_writes_what_it_changes_and_a_return_taken_back_the_state_too() -> None:
    assert writes(Kind.CORRECTED, {"changes": {"note": "x", "applicant.phone": "0"}}) == {"note", "applicant.phone"}
    assert writes(Kind.CORRECTED, {"changes": {"returned_at": None}}) == {"returned_at", "state", "returned_to"}
    assert writes(Kind.CORRECTED, {"changes": {"result": None}}) == {"result", "state", "returned_to"}
    assert writes(Kind.CORRECTED, {}) == set()


def test_looking_up_a_path_gives_the_json_value_and_nothing_where_there_is_none() -> None:
    record = born()
    assert look_up(record, "applicant.phone") == "0912345678"
    assert look_up(record, "due_at") == "2026-11-26T08:15:00+07:00"
    assert look_up(record, "channel") == "counter"
    assert look_up(record, "applicant") == PERSON
    assert look_up(record, "owner.phone") is None
    assert look_up(record, "summary.x.y") is None
    assert look_up(record, "nothing") is None
