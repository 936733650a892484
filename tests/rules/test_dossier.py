"""The view that paper and screens read, and what the command line shows of it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

import pytest

from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import view
from app.rules.folding import fold
from app.rules.record import Component, Destination, FeeReceipt, FileRef, Payment, Receiver, Record, Result, plain
from app.rules.states import OFFICIAL_STATUS, State
from app.rules.vocabulary import Channel, Delivery, Method, Sync
from tests.rules.invented import HANDED_IN, PERSON, SHA256, T1, T2, born, event, folded, handed_in


def test_the_view_holds_the_record_in_the_programs_own_types() -> None:
    to = {"name": "Lê Văn Ấm", "id_number": None, "phone": None, "authorisation": None}
    ready = event(Kind.RESULT_READY, {"number": "1", "abstract": "a"}, T1)
    record = folded(ready, event(Kind.RETURNED, {"to": to}, T2))
    dossier = view(record, sync=Sync.SENT, prints=2)
    assert dossier.received_at == datetime(2026, 11, 23, 8, 15, tzinfo=VN)
    assert (dossier.channel, dossier.deliver) == (Channel.COUNTER, Delivery.COUNTER)
    assert dossier.components == (Component("Tờ khai", 1, 0, 0, (FileRef("a.pdf", SHA256, 3),)),)
    assert dossier.result == Result(None, "1", "a", datetime(2026, 11, 24, 9, 0, tzinfo=VN))
    assert dossier.returned_to == Receiver("Lê Văn Ấm")
    assert (dossier.register.book, dossier.register.number) == ("01-2026", 1)
    assert (dossier.sync, dossier.prints) == (Sync.SENT, 2)
    assert (dossier.official_status, view(born()).official_status) == (10, 2)


def test_the_view_says_every_field_as_the_record_does_and_nothing_of_this_desk_unless_told() -> None:
    record = folded(event(Kind.RESULT_READY))
    dossier = view(record)
    assert {one.name: getattr(dossier, one.name) for one in fields(Record)} == {
        one.name: getattr(record, one.name) for one in fields(Record)
    }
    assert (dossier.sync, dossier.prints, dossier.events) == (Sync.LOCAL, 0, ())


def test_the_view_holds_where_it_goes_and_what_was_paid() -> None:
    assert view(born()).goes_to == "Tư pháp"
    there = {"name": "Ủy ban nhân dân phường Ba Đình", "commune": "00004"}
    owing = born(fee_paid=False, destination=there, linked=["1.001193"], edition="2025", pages=3)
    dossier = view(fold(owing, event(Kind.PAID, {"number": "7"}, T1)))
    assert dossier.destination == Destination("Ủy ban nhân dân phường Ba Đình", "00004")
    assert dossier.goes_to == "Ủy ban nhân dân phường Ba Đình"
    assert (dossier.linked, dossier.edition, dossier.pages) == (("1.001193",), "2025", 3)
    assert dossier.fee_receipt == FeeReceipt(None, "7")
    assert dossier.payments == (Payment(15_000, Method.CASH, datetime(2026, 11, 24, 9, 0, tzinfo=VN)),)
    assert dossier.paid == 15_000


def test_the_citizen_is_the_owner_when_somebody_else_hands_in() -> None:
    assert view(born()).citizen.name == "Nguyễn Thị Đặng"
    assert view(born(owner={**PERSON, "name": "Trần Minh Đạt"})).citizen.name == "Trần Minh Đạt"


def test_the_scans_of_all_papers_are_counted() -> None:
    file = {"name": "b.pdf", "sha256": SHA256, "size": 4}
    papers = [{"name": "Ảnh"}, {"name": "Tờ khai", "files": [file, file]}, {"name": "Đơn", "files": [file]}]
    assert (born().scans, born(components=papers).scans, born(components=[]).scans) == (1, 3, 0)


CONTRACT = {"id", "code", "state", "official_status", "procedure", "applicant", "owner", "channel", "deliver",
            "received_at", "due_at", "due_reason", "fee", "copies", "components", "result", "returned_at", "sync",
            "events"}  # fmt: skip
SHOWN = [
    "id", "code", "state", "procedure", "applicant", "owner", "authorised_by", "channel", "deliver", "received_at",
    "due_at", "due_reason", "fee", "fee_paid", "copies", "components", "summary", "note", "case", "register", "place",
    "result", "returned_at", "returned_to", "reason", "edition", "destination", "linked", "pages", "exemption",
    "fee_basis", "fee_receipt", "payments", "finished_at", "at_door", "handover", "official_status", "sync", "events",
]  # fmt: skip
"""What the released versions print: a key once printed stays, for scripts and for the relay's export."""


def test_what_show_prints_has_every_key_of_the_contract_and_null_for_no_value() -> None:
    first = handed_in()
    printed = view(fold(None, first), events=[first]).as_json()
    assert set(printed) >= CONTRACT
    assert set(printed) >= {*SHOWN, *(one.name for one in fields(Record))}
    assert (printed["official_status"], printed["sync"]) == (2, "local")
    assert printed["result"] is printed["owner"] is None
    assert printed["procedure"] == HANDED_IN["procedure"]
    assert printed["events"] == [first.as_json()]


def test_what_show_prints_of_the_record_is_the_record_in_plain_json() -> None:
    to = {"name": "Lê Văn Ấm", "via": "post"}
    record = folded(event(Kind.RESULT_READY, {"number": "1"}, T1), event(Kind.RETURNED, {"to": to}, T2))
    printed, values = view(record, sync=Sync.WAITING).as_json(), plain(record)
    assert {name: printed[name] for name in values} == values
    assert (printed["returned_at"], printed["returned_to"]["via"], printed["sync"]) == (T2, "post", "waiting")
    assert printed["payments"] == [{"amount": 15_000, "method": "cash", "at": record.payments[0].at.isoformat()}]
    assert type(printed["state"]) is type(printed["channel"]) is str


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_its_official_code_in_the_view(state: State) -> None:
    assert view(replace(born(), state=state)).official_status == OFFICIAL_STATUS[state]


@pytest.mark.parametrize(
    ("sentence", "unsure"),
    [
        ("3 ngày làm việc; chưa công bố lịch nghỉ 2028, ngày hẹn là dự kiến.", True),
        ("3 ngày làm việc, trừ ngày nghỉ.", False),
    ],
)
def test_a_promise_is_in_doubt_where_its_sentence_says_so(sentence: str, unsure: bool) -> None:
    assert view(replace(born(), due_reason=sentence)).due_unsure is unsure
