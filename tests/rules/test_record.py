"""The record: what it is made of, what it takes, and that it is read back as it was written."""

from __future__ import annotations

import copy
import json
from dataclasses import MISSING, fields, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.acts import Kind
from app.rules.clock import iso
from app.rules.record import (
    CORRECTABLE,
    RECEIVED,
    Broken,
    Payment,
    Person,
    Record,
    make_record,
    moment,
    plain,
    read_record,
    write_record,
)
from app.rules.vocabulary import Delivery, Method
from tests.rules.any_record import records
from tests.rules.invented import SHA256, T0, T1, T2, born, event, folded


@settings(max_examples=200)
@given(records)
def test_a_record_is_read_back_as_it_was_written(record: Record) -> None:
    text = write_record(record)
    again = read_record(text)
    assert again == record
    assert write_record(again) == text
    assert read_record(text.encode()) == make_record(plain(record)) == record


@given(records)
def test_the_plain_values_are_what_is_kept_and_say_every_field(record: Record) -> None:
    values = plain(record)
    assert values == json.loads(write_record(record))
    assert list(values) == [one.name for one in fields(Record)]
    assert values["received_at"] == iso(record.received_at)


@settings(max_examples=300)
@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_a_moment_that_a_record_takes_is_kept_as_it_is(at: datetime) -> None:
    """Also in the years before 1911, whose local time was some minutes and seconds off a whole hour."""
    try:
        taken = moment(at.isoformat())
    except ValueError:
        return
    record = replace(born(), due_at=taken)
    assert read_record(write_record(record)) == record
    assert iso(taken) == plain(record)["due_at"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-23T08:15:00+07:00", "2026-11-23T08:15:00+07:00"),
        ("2026-11-23T01:15:00Z", "2026-11-23T08:15:00+07:00"),
        ("2026-11-23T08:15:59.999999+07:00", "2026-11-23T08:15:59+07:00"),
        ("2026-11-23T08:15:00", "2026-11-23T08:15:00+07:00"),
    ],
)
def test_a_moment_is_kept_in_local_time_to_the_second(said: str, kept: str) -> None:
    assert plain(born(received_at=said))["received_at"] == kept


# What is not there, and what is not known

DEFAULTS: dict[str, object] = {
    "request_id": None,
    "linked": (),
    "pages": None,
    "destination": None,
    "edition": None,
    "fee_basis": None,
    "exemption": None,
    "fee_receipt": None,
    "fee_paid": False,
    "payments": (),
    "place": None,
    "handover": None,
    "arrived": None,
    "resume": None,
    "paused_from": None,
    "pauses": (),
    "supplements": 0,
    "extensions": 0,
    "result": None,
    "finished_at": None,
    "returned_at": None,
    "returned_to": None,
    "reason": None,
    "at_door": False,
}
"""What a record written before the field was there says of it. A new field of the record is added here."""
ALWAYS = [
    "id", "code", "desk", "state", "head", "procedure", "case", "term", "field", "unit", "applicant", "owner",
    "authorised_by", "channel", "deliver", "received_at", "received_by", "due_at", "due_reason", "summary", "copies",
    "components", "note", "register", "fee",
]  # fmt: skip
"""The fields that every record has had since the first release; never one more."""


def _full() -> dict[str, Any]:
    to = {"name": "Lê Văn Ấm", "id_number": "001190123456", "phone": "0912345678", "authorisation": "Giấy ủy quyền",
          "via": "post", "item": "EB123456789VN"}  # fmt: skip
    ready = event(Kind.RESULT_READY, {"type": "Giấy", "place": "Tủ 3"})
    return plain(folded(ready, event(Kind.RETURNED, {"to": to}))) | {
        "request_id": "r1", "linked": ["1.001193"], "pages": 3, "edition": "2025", "fee_basis": "Nghị quyết",
        "destination": {"name": "Sở Tư pháp", "commune": "00004"}, "exemption": "poor", "handover": "BG-01-261123-01",
        "fee_receipt": {"series": "1C26TAA", "number": "7"}, "resume": "forwarded", "paused_from": T0,
        "arrived": {"body": "Sở Tư pháp", "at": T0},
        "pauses": [[T0, T1]], "supplements": 2, "extensions": 1, "reason": "theo đơn", "at_door": True,
    }  # fmt: skip


_FULL = _full()
FULL = make_record(_FULL)
"""A record with something in every field."""


def full() -> dict[str, Any]:
    """Return its values, to be changed."""
    return copy.deepcopy(_FULL)


def test_every_field_is_always_there_or_has_its_default_written_down() -> None:
    required = [one.name for one in fields(Record) if one.default is MISSING]
    assert required == ALWAYS
    assert {one.name: one.default for one in fields(Record) if one.default is not MISSING} == DEFAULTS


@pytest.mark.parametrize("name", list(DEFAULTS))
def test_a_record_that_lacks_a_newer_field_reads_as_its_default(name: str) -> None:
    values = full()
    assert getattr(FULL, name) not in (DEFAULTS[name], None)
    del values[name]
    read = read_record(json.dumps(values))
    assert getattr(read, name) == DEFAULTS[name]
    assert replace(read, **{name: getattr(FULL, name)}) == FULL


@pytest.mark.parametrize(
    ("path", "default"),
    [
        *((f"applicant.{one.name}", None) for one in fields(Person) if one.name not in ("kind", "name")),
        *((f"components.0.{name}", 0) for name in ("originals", "certified", "photocopies")),
        ("components.0.files", ()),
        ("result.place", None),
        ("destination.commune", None),
        *((f"returned_to.{name}", None) for name in ("id_number", "phone", "authorisation", "item")),
        ("returned_to.via", Delivery.COUNTER),
    ],
)
def test_a_part_that_is_not_there_reads_as_its_default(path: str, default: object) -> None:
    values = full()
    drop(values, path)
    assert at(make_record(values), path) == default


@pytest.mark.parametrize("path", [
    *ALWAYS, "procedure.code", "procedure.name", "procedure.version", "applicant.kind", "applicant.name",
    "components.0.name", "components.0.files.0.name", "components.0.files.0.sha256", "components.0.files.0.size",
    "register.book", "register.number", "destination.name", "fee_receipt.series", "fee_receipt.number",
    "payments.0.amount", "payments.0.method", "payments.0.at", "result.type", "result.number", "result.abstract",
    "result.at", "returned_to.name",
])  # fmt: skip
def test_what_every_record_has_is_named_when_it_is_missing(path: str) -> None:
    values = full()
    drop(values, path)
    assert broken(values) == path


@pytest.mark.parametrize("path", [
    "", "procedure", "applicant", "components.0", "components.0.files.0", "register", "destination", "fee_receipt",
    "payments.0", "result", "returned_to",
])  # fmt: skip
def test_what_a_newer_program_wrote_is_left_out(path: str) -> None:
    values = full()
    inside = values if not path else at(values, path)
    inside["what_a_newer_program_knows"] = {"a": [1, None, {"b": "c"}]}
    assert make_record(values) == FULL
    assert "newer" not in write_record(make_record(values))


# What a record takes


def each(paths: str, *values: object) -> list[tuple[str, object]]:
    return [(path, value) for path in paths.split() for value in values]


WRONG = [
    *each("id code procedure.code applicant.kind applicant.name fee_receipt.number destination.name returned_to.name",
          "", None, 5),
    *each("head term field received_by due_reason summary procedure.name procedure.version register.book "
          "components.0.name components.0.files.0.name linked.0", None, 5, ["a"], {"a": 1}, True),
    *each("request_id case unit authorised_by note edition fee_basis exemption place handover reason "
          "applicant.id_number applicant.birth_date applicant.sex applicant.address applicant.commune applicant.phone "
          "applicant.email destination.commune fee_receipt.series result.type result.number result.abstract "
          "result.place returned_to.id_number returned_to.phone returned_to.authorisation returned_to.item",
          5, 1.5, ["a"], {"a": 1}, False),
    *each("desk", None, "1", 1.5, True),
    *each("supplements extensions register.number components.0.originals components.0.certified "
          "components.0.photocopies components.0.files.0.size", -1, 2**53, 2**63, 1.5, "1", True, None),
    *each("copies", 0, -1, 10_000, 2**63, 1.5, "1", True, None),
    *each("pages", 0, -1, 100_000, 2**63, 1.5, "1", True),
    *each("fee", -1, 10_000_000_001, 1.5, "15000", True),
    *each("payments.0.amount", -10_000_000_001, 10_000_000_001, 1.5, "1", True, None),
    *each("channel deliver state resume payments.0.method returned_to.via", "nothing", "", "Counter", 5, ["counter"]),
    *each("channel deliver state payments.0.method returned_to.via", None),
    *each("deliver", "cash"),
    *each("received_at due_at paused_from finished_at returned_at payments.0.at result.at pauses.0.0 pauses.0.1",
          "", "mai", "2026-13-01", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+07:00", 1_795_000_000, []),
    *each("fee_paid at_door", None, 0, "true", []),
    *each("procedure applicant register", None, "a", 5, []),
    *each("owner destination fee_receipt result returned_to components.0 components.0.files.0 payments.0",
          "a", 5, [], True),
    *each("linked components components.0.files payments pauses pauses.0", None, "a", 5, {"a": 1}),
    *each("components.0.files.0.sha256", "ab", SHA256.upper(), SHA256 + "\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), WRONG, ids=repr)
def test_each_type_and_each_bound_is_named_by_its_path(path: str, value: object) -> None:
    values = full()
    put(values, path, value)
    assert broken(values) == path


@pytest.mark.parametrize("pause", [[], [T0], [T0, T1, T2]])
def test_a_pause_has_a_beginning_and_an_end(pause: list[str]) -> None:
    assert broken({**full(), "pauses": [pause]}).startswith("pauses.0")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("copies", 1), ("copies", 9999), ("pages", 1), ("pages", 99_999), ("fee", 0), ("fee", 10_000_000_000),
        ("payments.0.amount", -10_000_000_000), ("payments.0.amount", 10_000_000_000), ("register.number", 2**53 - 1),
        ("components.0.files.0.size", 0), ("components", []), ("summary", ""), ("register.book", ""),
    ],
)  # fmt: skip
def test_what_lies_on_a_bound_is_in(path: str, value: object) -> None:
    values = full()
    put(values, path, value)
    assert at(plain(make_record(values)), path) == value


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "5", '"a"', "{}", "\x00", "nicht"])
def test_text_that_is_no_record_is_no_record(text: str) -> None:
    with pytest.raises(Broken):
        read_record(text)


@pytest.mark.parametrize(("depth", "field"), [(150, "note"), (210, ""), (2000, "")])
def test_what_is_nested_deeper_than_anybody_reads_is_no_record(depth: int, field: str) -> None:
    """Beyond some depth no reader says where it was."""
    deep: dict[str, Any] = {}
    for _ in range(depth):
        deep = {"a": deep}
    assert broken({**full(), "note": deep}) == field


def test_what_was_typed_is_in_no_complaint() -> None:
    for path, value in (("applicant.phone", ["0912345678"]), ("received_at", "Nguyễn Thị Đặng")):
        values = full()
        put(values, path, value)
        with pytest.raises(Broken) as refused:
            make_record(values)
        assert str(refused.value) == path
        assert refused.value.__cause__ is None


# Which fields are whose


def test_a_reception_says_these_fields_and_no_others() -> None:
    assert RECEIVED == (
        "code", "request_id", "procedure", "case", "term", "field", "unit", "linked", "applicant", "owner",
        "authorised_by", "channel", "deliver", "received_at", "received_by", "due_at", "due_reason", "summary",
        "copies", "pages", "components", "destination", "note", "register", "edition", "fee", "fee_basis", "exemption",
        "fee_receipt",
    )  # fmt: skip


def test_a_correction_may_change_these_fields_and_no_others() -> None:
    assert CORRECTABLE == (
        "applicant", "owner", "authorised_by", "channel", "deliver", "due_at", "due_reason", "summary", "copies",
        "pages", "components", "destination", "note", "fee", "fee_basis", "exemption", "fee_receipt", "result",
        "returned_to",
    )  # fmt: skip


# What is worked out


def test_a_record_knows_whose_it_is_who_works_on_it_what_was_paid_and_how_many_scans_it_has() -> None:
    record = FULL
    assert (record.citizen, record.goes_to) == (record.applicant, "Sở Tư pháp")
    other = Person("citizen", "Trần Minh Đạt")
    assert replace(record, owner=other, destination=None).citizen == other
    assert replace(record, destination=None).goes_to == "Tư pháp"
    assert replace(record, destination=None, unit=None).goes_to is None
    back = Payment(-5_000, Method.CASH, moment(T2))
    assert (record.paid, replace(record, payments=(*record.payments, back)).paid) == (15_000, 10_000)
    assert replace(record, payments=()).paid == 0
    assert (record.scans, replace(record, components=(*record.components, *record.components)).scans) == (1, 2)


# Paths into plain values and into records


def at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value[int(step)] if step.isdigit() else value[step] if isinstance(value, dict) else getattr(value, step)
    return value


def put(values: dict[str, Any], path: str, value: object) -> None:
    *outer, last = path.split(".")
    inside: Any = at(values, ".".join(outer)) if outer else values
    inside[int(last) if last.isdigit() else last] = value


def drop(values: dict[str, Any], path: str) -> None:
    *outer, last = path.split(".")
    del (at(values, ".".join(outer)) if outer else values)[last]


def broken(values: dict[str, Any]) -> str:
    """Return the field for which values make no record."""
    with pytest.raises(Broken) as refused:
        make_record(values)
    return refused.value.field
