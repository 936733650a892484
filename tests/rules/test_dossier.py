"""A dossier is its events: what each of them makes of the record, and what two of them may both touch."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import states
from app.rules.clock import VN
from app.rules.dossier import shown, view
from app.rules.record import Component, Destination, FeeReceipt, FileRef, Payment, Receiver, Result
from app.rules.events import Body, Event, Kind, new_event
from app.rules.folding import Facts, fold, fold_all, look_up, overlap, paid, writes
from app.rules.states import State

T0, T1, T2 = "2026-11-23T08:15:00+07:00", "2026-11-24T09:00:00+07:00", "2026-11-25T10:30:00+07:00"
PERSON = {"kind": "citizen", "name": "Nguyễn Thị Đặng", "id_number": "001190123456", "birth_date": "1990-01-31",
          "sex": "female", "address": None, "commune": None, "phone": "0912345678", "email": None}  # fmt: skip
RECEIVED: Body = {
    "dossier": "d1", "code": "H15.10-261123-0001", "case": None, "term": "3 ngày làm việc", "field": "Hộ tịch",
    "unit": "Tư pháp", "channel": "counter", "deliver": "counter", "received_at": T0, "received_by": "Lan",
    "procedure": {"code": "1.004873", "name": "Xác nhận tình trạng hôn nhân", "version": "2025-07-01"},
    "due_at": "2026-11-26T08:15:00+07:00", "due_reason": "3 ngày làm việc.", "applicant": PERSON, "owner": None,
    "authorised_by": None, "summary": "Xác nhận", "copies": 1, "fee": 15000, "fee_paid": True, "note": None,
    "components": [{"name": "Tờ khai", "originals": 1, "certified": 0, "photocopies": 0,
                    "files": [{"name": "a.pdf", "sha256": "ab", "size": 3}]}],
    "register": {"book": "01-2026", "number": 1}, "request_id": None,
}  # fmt: skip


def event(kind: Kind, body: Body | None = None, at: str = T1, base: str | None = "e") -> Event:
    return new_event(dossier="d1", kind=kind, at=at, officer="Lan", desk=1, base=base, prev_hash=None, body=body or {})


def born() -> Facts:
    return fold(None, event(Kind.RECEIVED, RECEIVED, T0, None))


def folded(*steps: tuple[Kind, Body] | tuple[Kind, Body, str]) -> Facts:
    facts = born()
    for kind, body, *at in steps:
        facts = fold(facts, event(kind, body, *at))
    return facts


def test_received_makes_the_whole_record() -> None:
    facts = born()
    assert facts["id"] == "d1"
    assert (facts["state"], facts["desk"], facts["supplements"], facts["result"]) == ("received", 1, 0, None)
    assert {key: facts[key] for key in RECEIVED if key != "dossier"} == {
        key: value for key, value in RECEIVED.items() if key != "dossier"
    }


def test_no_events_make_no_record() -> None:
    assert fold_all([]) is None


def test_the_head_is_always_the_newest_event() -> None:
    first, second = event(Kind.RECEIVED, RECEIVED, T0, None), event(Kind.FORWARDED)
    facts = fold_all([first, second])
    assert facts is not None
    assert facts["head"] == second.id


def test_forwarding_says_where_the_dossier_lies_and_keeps_it_when_nothing_new_is_said() -> None:
    assert folded((Kind.FORWARDED, {"unit": "Địa chính"}))["place"] == "Địa chính"
    assert folded((Kind.FORWARDED, {"unit": "Địa chính"}), (Kind.PROCESSING, {}))["place"] == "Địa chính"


def test_a_supplement_stops_the_clock_and_its_arrival_starts_it_where_it_stood() -> None:
    asked = folded((Kind.FORWARDED, {}), (Kind.SUPPLEMENT_REQUESTED, {"items": ["Ảnh"]}, T1))
    assert (asked["state"], asked["paused_from"], asked["resume"]) == ("supplement_requested", T1, "forwarded")
    assert asked["supplements"] == 1
    papers = [{"name": "Ảnh", "originals": 1, "certified": 0, "photocopies": 0, "files": []}]
    body = {"due_at": "2026-11-27T08:15:00+07:00", "due_reason": "cộng lần tạm dừng", "components": papers}
    back = fold(asked, event(Kind.SUPPLEMENTED, body, T2))
    assert (back["state"], back["paused_from"], back["resume"]) == ("forwarded", None, None)
    assert back["pauses"] == [[T1, T2]]
    assert (back["due_at"], back["due_reason"], back["components"]) == (body["due_at"], body["due_reason"], papers)


def test_a_payment_stops_the_clock_too_but_is_no_supplement() -> None:
    asked = folded((Kind.PAYMENT_REQUESTED, {}, T1))
    assert (asked["state"], asked["paused_from"], asked["supplements"]) == ("payment_requested", T1, 0)
    paid = fold(asked, event(Kind.PAID, {}, T2))
    assert (paid["state"], paid["pauses"], paid["due_at"]) == ("received", [[T1, T2]], RECEIVED["due_at"])


def test_a_second_stop_of_the_clock_does_not_forget_the_first() -> None:
    """The province may accept two desks' requests in either order: the pause is the longer one."""
    facts = folded((Kind.SUPPLEMENT_REQUESTED, {}, T1), (Kind.PAYMENT_REQUESTED, {}, T2))
    assert (facts["paused_from"], facts["resume"], facts["state"]) == (T1, "received", "payment_requested")


def test_going_on_without_a_stop_leaves_no_pause() -> None:
    assert folded((Kind.PAID, {}), (Kind.SUPPLEMENTED, {}))["pauses"] == []


def test_an_extension_is_counted_and_moves_the_promise_when_it_names_one() -> None:
    assert folded((Kind.EXTENDED, {}))["due_at"] == RECEIVED["due_at"]
    facts = folded((Kind.EXTENDED, {}), (Kind.EXTENDED, {"due_at": T2, "due_reason": "Gia hạn: xác minh."}))
    assert (facts["extensions"], facts["due_at"], facts["due_reason"]) == (2, T2, "Gia hạn: xác minh.")


def test_result_and_return_are_kept_with_their_moments() -> None:
    to = {"name": "Lê Văn Ấm", "id_number": None, "phone": None, "authorisation": "giấy ủy quyền"}
    facts = folded(
        (Kind.RESULT_READY, {"type": "Giấy", "number": "12/UBND", "abstract": "Giấy xác nhận", "place": "Tủ 3"}, T1),
        (Kind.RETURNED, {"to": to}, T2),
    )
    result = {"type": "Giấy", "number": "12/UBND", "abstract": "Giấy xác nhận", "place": "Tủ 3", "at": T1}
    assert (facts["result"], facts["finished_at"]) == (result, T1)
    assert (facts["place"], facts["state"], facts["returned_at"], facts["returned_to"]) == ("Tủ 3", "returned", T2, to)


def test_a_return_taken_back_leaves_the_result_waiting() -> None:
    facts = folded(
        (Kind.RESULT_READY, {}),
        (Kind.RETURNED, {"to": {"name": "Lê Văn Ấm"}}),
        (Kind.CORRECTED, {"changes": {"returned_at": None}, "reason": "nhầm người"}),
    )
    assert (facts["state"], facts["returned_at"], facts["returned_to"]) == ("result_ready", None, None)


def test_a_result_recorded_by_mistake_is_taken_back_and_the_dossier_is_owed_again() -> None:
    facts = folded((Kind.RESULT_READY, {}), (Kind.CORRECTED, {"changes": {"result": None}}))
    assert (facts["state"], facts["result"], facts["finished_at"]) == ("processing", None, None)


@pytest.mark.parametrize("kind", [Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED])
def test_an_ending_keeps_its_reason_and_its_moment(kind: Kind) -> None:
    facts = folded((kind, {"reason": "theo đơn"}))
    assert (facts["state"], facts["reason"], facts["finished_at"]) == (kind.value, "theo đơn", T1)
    assert not facts["at_door"]
    assert folded((Kind.REFUSED, {"at_door": True}))["at_door"]


def test_the_moment_a_dossier_was_dealt_with_stays_whatever_follows() -> None:
    later = folded((Kind.RESULT_READY, {}, T1), (Kind.RETURNED, {"to": {"name": "Ấm"}}, T2))
    assert later["finished_at"] == T1
    assert folded((Kind.REFUSED, {}, T1), (Kind.VOIDED, {}, T2))["finished_at"] == T1


# Money


def payments(facts: Facts) -> list[tuple[int, str]]:
    return [(one["amount"], one["method"]) for one in facts["payments"]]


def owing(**said: object) -> Facts:
    return fold(None, event(Kind.RECEIVED, {**RECEIVED, "fee_paid": False, **said}, T0, None))


def test_a_fee_paid_at_reception_is_the_first_payment() -> None:
    assert (payments(born()), born()["fee_paid"]) == ([(15_000, "cash")], True)
    by_transfer = owing(fee_paid=True, pay_method="transfer")
    assert payments(by_transfer) == [(15_000, "transfer")]
    assert "pay_method" not in by_transfer
    for fee in (0, None):
        assert (payments(owing(fee_paid=True, fee=fee)), owing(fee_paid=True, fee=fee)["fee_paid"]) == ([], False)


def test_the_fee_is_paid_when_the_payments_reach_it_and_not_before() -> None:
    facts = fold(owing(), event(Kind.PAID, {"amount": 10_000, "method": "transfer"}))
    assert (facts["fee_paid"], paid(facts), facts["state"]) == (False, 10_000, "received")
    facts = fold(facts, event(Kind.PAID))
    assert (facts["fee_paid"], payments(facts)) == (True, [(10_000, "transfer"), (5_000, "cash")])
    back = fold(facts, event(Kind.PAID, {"amount": -5_000}))
    assert (back["fee_paid"], paid(back)) == (False, 10_000)


def test_a_fee_asked_for_later_is_added_and_its_payment_lets_the_clock_run_again() -> None:
    asked = folded((Kind.PAYMENT_REQUESTED, {"amount": 20_000}, T1))
    assert (asked["fee"], asked["fee_paid"], asked["paused_from"]) == (35_000, False, T1)
    facts = fold(asked, event(Kind.PAID, {"number": "0001234", "series": "1C26TAA"}, T2))
    assert (facts["state"], facts["fee_paid"], facts["pauses"]) == ("received", True, [[T1, T2]])
    assert facts["fee_receipt"] == {"series": "1C26TAA", "number": "0001234"}


def test_a_fee_paid_while_papers_are_awaited_does_not_start_the_clock() -> None:
    asked = fold(owing(), event(Kind.SUPPLEMENT_REQUESTED, {}, T1))
    facts = fold(asked, event(Kind.PAID, {"amount": 15_000, "due_at": T2}, T2))
    assert (facts["state"], facts["paused_from"], facts["pauses"]) == ("supplement_requested", T1, [])
    assert (facts["fee_paid"], facts["due_at"]) == (True, asked["due_at"])


def test_a_corrected_fee_asks_again_whether_it_is_paid() -> None:
    assert not folded((Kind.CORRECTED, {"changes": {"fee": 16_000}}))["fee_paid"]
    assert folded((Kind.CORRECTED, {"changes": {"fee": 14_000}}))["fee_paid"]


def test_money_taken_while_the_clock_runs_meets_only_other_money() -> None:
    assert writes(Kind.PAID, {"amount": 5, "resumes": False}) == {"payments", "fee_receipt"}
    assert "state" in writes(Kind.PAID, {"amount": 5})


def test_forwarding_names_the_list_it_went_out_with() -> None:
    facts = folded((Kind.FORWARDED, {"unit": "u", "handover": "BG-01-261123-01"}), (Kind.PROCESSING, {}))
    assert facts["handover"] == "BG-01-261123-01"


def test_a_correction_changes_fields_and_parts_of_fields_and_nothing_else() -> None:
    owner = {**PERSON, "name": "Trần Minh Đạt"}
    changes = {"applicant.phone": "0987654321", "note": "gọi chiều", "owner": owner}
    facts = folded((Kind.CORRECTED, {"changes": changes}))
    assert facts["applicant"] == {**PERSON, "phone": "0987654321"}
    assert (facts["note"], facts["owner"], facts["state"]) == ("gọi chiều", owner, "received")
    assert folded((Kind.CORRECTED, {"changes": {"owner.phone": "0987654321"}}))["owner"] == {"phone": "0987654321"}
    assert folded((Kind.CORRECTED, {}))["applicant"] == PERSON


def test_looking_up_a_path_that_is_not_there_gives_nothing() -> None:
    facts = born()
    assert look_up(facts, "applicant.phone") == "0912345678"
    assert look_up(facts, "owner.phone") is None
    assert look_up(facts, "summary.x.y") is None


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


def test_a_correction_writes_what_it_changes_and_a_return_taken_back_the_state_too() -> None:
    assert writes(Kind.CORRECTED, {"changes": {"note": "x", "applicant.phone": "0"}}) == {"note", "applicant.phone"}
    assert writes(Kind.CORRECTED, {"changes": {"returned_at": None}}) == {"returned_at", "state", "returned_to"}
    assert writes(Kind.CORRECTED, {}) == set()


BODIES: dict[Kind, Body] = {
    Kind.CORRECTED: {"changes": {"note": "n", "applicant.name": "Y"}},
    Kind.FORWARDED: {"unit": "u"},
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
        before = {**born(), "state": start.value, "resume": "forwarded", "paused_from": T0}
        body = BODIES.get(kind, {"reason": "r"})
        after = fold(before, event(kind, body))
        changed = {key for key in after if after[key] != before[key]} - _BOOKS
        assert changed <= {path.partition(".")[0] for path in writes(kind, body)}


# Any history


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A legal history: each act one that the state it finds allows."""
    events = [event(Kind.RECEIVED, RECEIVED, T0, None)]
    facts = born()
    for _ in range(draw(st.integers(0, 12))):
        takes_back: Body = {"changes": {"returned_at": None}}
        choices: list[tuple[Kind, Body]] = [(kind, BODIES.get(kind, {})) for kind in Kind] + [
            (kind, {}) for kind in Kind
        ]
        legal = [
            (kind, body)
            for kind, body in [*choices, (Kind.CORRECTED, takes_back)]
            if states.is_legal(State(facts["state"]), kind, body)
        ]
        if not legal:
            break
        kind, body = draw(st.sampled_from(legal))
        events.append(event(kind, body, draw(st.sampled_from([T1, T2])), facts["head"]))
        facts = fold(facts, events[-1])
    return events


@settings(max_examples=150)
@given(histories())
def test_any_legal_history_folds_to_the_state_its_acts_lead_to_and_never_changes_an_earlier_record(
    events: list[Event],
) -> None:
    state, resume = State.RECEIVED, None
    records: list[Facts] = []
    copies: list[Facts] = []
    facts: Facts | None = None
    for number, one in enumerate(events):
        facts = fold(facts, one)
        records.append(facts)
        copies.append(copy.deepcopy(facts))
        if number:
            kind = Kind(one.kind)
            if kind in (Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED):
                resume = state
            state = states.after(state, kind, one.body, resume)
        assert facts["state"] == state
    assert records == copies
    assert fold_all(events) == facts
    assert facts is not None
    dossier = view(facts, events=events)
    assert (dossier.state, dossier.events) == (state, tuple(events))
    assert shown(facts, "local", events)["state"] == state


# What is handed out


def test_the_view_holds_the_record_in_the_programs_own_types() -> None:
    to = {"name": "Lê Văn Ấm", "id_number": None, "phone": None, "authorisation": None}
    facts = folded((Kind.RESULT_READY, {"number": "1", "abstract": "a"}, T1), (Kind.RETURNED, {"to": to}, T2))
    dossier = view(facts, sync="sent", prints=2)
    assert dossier.received_at == datetime(2026, 11, 23, 8, 15, tzinfo=VN)
    assert dossier.components == (Component("Tờ khai", 1, 0, 0, (FileRef("a.pdf", "ab", 3),)),)
    assert dossier.result == Result(None, "1", "a", datetime(2026, 11, 24, 9, 0, tzinfo=VN))
    assert dossier.returned_to == Receiver("Lê Văn Ấm")
    assert (dossier.register.book, dossier.register.number, dossier.sync, dossier.prints) == ("01-2026", 1, "sent", 2)
    assert (dossier.official_status, view(born()).official_status) == (10, 2)


def test_the_view_holds_where_it_goes_and_what_was_paid() -> None:
    assert view(born()).goes_to == "Tư pháp"
    there = {"name": "Ủy ban nhân dân phường Ba Đình", "commune": "00004"}
    said = {"destination": there, "linked": ["1.001193"], "edition": "2025", "pages": 3}
    facts = fold(owing(**said), event(Kind.PAID, {"number": "7"}, T1))
    dossier = view(facts)
    assert dossier.destination == Destination("Ủy ban nhân dân phường Ba Đình", "00004")
    assert (dossier.goes_to, dossier.linked, dossier.edition, dossier.pages) == (
        there["name"],
        ("1.001193",),
        "2025",
        3,
    )
    assert dossier.fee_receipt == FeeReceipt(None, "7")
    assert dossier.payments == (Payment(15_000, "cash", datetime(2026, 11, 24, 9, 0, tzinfo=VN)),)
    assert dossier.paid == 15_000


def test_the_citizen_is_the_owner_when_somebody_else_hands_in() -> None:
    assert view(born()).citizen.name == "Nguyễn Thị Đặng"
    assert view({**born(), "owner": {**PERSON, "name": "Trần Minh Đạt"}}).citizen.name == "Trần Minh Đạt"


CONTRACT = {"id", "code", "state", "official_status", "procedure", "applicant", "owner", "channel", "deliver",
            "received_at", "due_at", "due_reason", "fee", "copies", "components", "result", "returned_at", "sync",
            "events"}  # fmt: skip


def test_what_show_prints_has_every_key_of_the_contract_and_null_for_no_value() -> None:
    first = event(Kind.RECEIVED, RECEIVED, T0, None)
    printed: dict[str, Any] = shown(born(), "local", [first])
    assert set(printed) >= CONTRACT
    assert (printed["official_status"], printed["sync"]) == (2, "local")
    assert printed["result"] is printed["owner"] is None
    assert printed["procedure"] == RECEIVED["procedure"]
    assert printed["events"] == [first.as_json()]
