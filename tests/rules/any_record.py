"""Records of every shape, for properties that hold of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from app.rules.clock import VN
from app.rules.record import (
    LARGEST,
    LARGEST_FEE,
    MOST_COPIES,
    MOST_PAGES,
    Arrival,
    Component,
    Destination,
    FeeReceipt,
    FileRef,
    Payment,
    Person,
    ProcedureName,
    Receiver,
    Record,
    RegisterEntry,
    Result,
)
from app.rules.states import State
from app.rules.vocabulary import Channel, Delivery, Method

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
filled = texts.filter(bool)
perhaps = st.none() | texts
counts = st.integers(0, LARGEST)
fees = st.integers(0, LARGEST_FEE)
moments = st.datetimes(datetime(1912, 1, 1), datetime(9999, 12, 30)).map(
    lambda at: at.replace(microsecond=0, tzinfo=VN)
)
people = st.builds(
    Person, kind=filled, name=filled, id_number=perhaps, birth_date=perhaps, sex=perhaps, address=perhaps,
    commune=perhaps, phone=perhaps, email=perhaps, no_papers=perhaps,
)  # fmt: skip
files = st.builds(FileRef, texts, st.text("0123456789abcdef", min_size=64, max_size=64), counts)
components = st.builds(Component, texts, counts, counts, counts, st.lists(files, max_size=2).map(tuple))
payments = st.builds(Payment, st.integers(-LARGEST_FEE, LARGEST_FEE), st.sampled_from(Method), moments)
receivers = st.builds(
    Receiver, name=filled, id_number=perhaps, phone=perhaps, authorisation=perhaps, via=st.sampled_from(Delivery),
    item=perhaps,
)  # fmt: skip


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


records = st.builds(
    Record,
    id=filled,
    code=filled,
    desk=st.integers(0, 99),
    request_id=perhaps,
    state=st.sampled_from(State),
    head=texts,
    procedure=st.builds(ProcedureName, filled, texts, texts),
    case=perhaps,
    term=texts,
    field=texts,
    unit=perhaps,
    linked=several(texts),
    applicant=people,
    owner=st.none() | people,
    authorised_by=perhaps,
    channel=st.sampled_from(Channel),
    deliver=st.sampled_from(Delivery),
    received_at=moments,
    received_by=texts,
    due_at=moments,
    due_reason=texts,
    summary=texts,
    copies=st.integers(1, MOST_COPIES),
    pages=st.none() | st.integers(1, MOST_PAGES),
    components=several(components),
    destination=st.none() | st.builds(Destination, filled, perhaps),
    note=perhaps,
    register=st.builds(RegisterEntry, texts, counts),
    edition=perhaps,
    fee=st.none() | fees,
    fee_basis=perhaps,
    exemption=perhaps,
    fee_receipt=st.none() | st.builds(FeeReceipt, perhaps, filled),
    fee_paid=st.booleans(),
    payments=several(payments),
    place=perhaps,
    handover=perhaps,
    arrived=st.none() | st.builds(Arrival, filled, moments),
    resume=st.none() | st.sampled_from(State),
    paused_from=st.none() | moments,
    pauses=several(st.tuples(moments, moments)),
    supplements=counts,
    extensions=counts,
    result=st.none() | st.builds(Result, perhaps, perhaps, perhaps, moments, perhaps),
    finished_at=st.none() | moments,
    returned_at=st.none() | moments,
    returned_to=st.none() | receivers,
    reason=perhaps,
    at_door=st.booleans(),
)
