"""Events: canonical JSON anyone can recompute, and hashes that betray every change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.acts import Kind
from app.rules.events import (
    LOG_START,
    Body,
    Event,
    canonical,
    count_log,
    day_digest,
    dossier_digest,
    hashed,
    new_event,
    new_id,
    next_log,
    said_hash,
    sha256_hex,
)
from tests.rules.invented import handed_in

# What bodies may hold: no fractions (money is whole đồng), numbers of 53 bits, text that a file can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(texts, values, max_size=5).map(lambda body: cast(Body, body))
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)


def by_hand(value: object) -> bytes:
    """What a stranger computes with the standard library alone."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def an_event() -> Event:
    return new_event(
        dossier="d1", kind=Kind.FORWARDED, at="2026-11-23T08:15:00+07:00", officer="Trần Văn Bình", desk=1,
        base="e0", prev_hash="00" * 32, body={"unit": "Địa chính"},
    )  # fmt: skip


@given(values)
def test_canonical_json_is_what_the_standard_library_writes_sorted_and_unspaced(value: object) -> None:
    assert canonical(value) == by_hand(value)


@given(bodies, texts, st.none() | hashes)
def test_the_hash_is_sha256_over_the_printed_event_without_its_hash(
    body: Body, officer: str, prev_hash: str | None
) -> None:
    made = new_event(
        dossier="d1", kind=Kind.RECEIVED, at="2026-11-23T08:15:00+07:00", officer=officer, desk=3, base=None,
        prev_hash=prev_hash, body=body,
    )  # fmt: skip
    printed = json.loads(json.dumps(made.as_json()))
    said = printed.pop("hash")
    assert said == hashlib.sha256(by_hand(printed)).hexdigest()
    assert made.expected_hash() == said


def test_an_event_is_printed_with_exactly_the_keys_of_the_contract() -> None:
    keys = {"id", "dossier", "kind", "at", "officer", "desk", "base", "prev_hash", "hash", "body"}
    assert an_event().as_json().keys() == keys
    first = hashed(replace(an_event(), edition=1))
    assert first.as_json().keys() == keys - {"dossier"}, "an event of before 0.4.0 keeps its hash for ever"
    assert hashed(replace(first, dossier="another")).hash == first.hash


@pytest.mark.parametrize("name", [field.name for field in fields(Event) if field.name != "hash"])
def test_changing_any_printed_part_of_an_event_betrays_itself(name: str) -> None:
    made = an_event()
    other: dict[str, Any] = {"body": {"unit": "Địa chánh"}, "desk": 2, "edition": 1}
    altered = replace(made, **{name: other.get(name, "x")})
    assert altered.expected_hash() != made.hash


def test_ids_are_unique_and_sort_by_the_time_they_were_made() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [one[:8] for one in ids] == sorted(one[:8] for one in ids)
    assert all(one[14] == "7" for one in ids)


def test_an_id_may_be_given_so_that_a_resend_is_the_same_event() -> None:
    made = new_event(
        dossier="d", kind=Kind.PAID, at="t", officer="o", desk=1, base="b", prev_hash=None, body={}, id="e9"
    )
    assert made.id == "e9"


def test_a_days_digest_does_not_depend_on_the_order_in_which_dossiers_came() -> None:
    assert day_digest({"a": "1", "b": "2"}) == day_digest({"b": "2", "a": "1"}) != day_digest({"a": "1", "b": "3"})
    assert day_digest({}) == sha256_hex(b"{}")


def test_a_dossiers_digest_keeps_the_order_of_accepted_events_but_not_of_refused_ones() -> None:
    assert dossier_digest(["a", "b"], ["x", "y"]) == dossier_digest(["a", "b"], ["y", "x"])
    assert dossier_digest(["a", "b"], []) != dossier_digest(["b", "a"], [])
    assert dossier_digest(["a"], ["b"]) != dossier_digest(["a", "b"], [])


def test_the_hash_of_what_is_kept_is_of_its_body_now_and_not_of_what_was_written_beside_it() -> None:
    event = handed_in()
    kept = SimpleNamespace(**{**event.as_json(), "body": canonical(event.body).decode(), "edition": event.edition})
    assert said_hash(kept) == event.hash
    kept.body = canonical({**event.body, "fee": 1}).decode()
    assert said_hash(kept) != event.hash
    kept.body = "[]"
    assert said_hash(kept) == sha256_hex(b"[]"), "JSON, and no body"
    kept.body = "không phải JSON"
    assert said_hash(kept) == sha256_hex(kept.body.encode())


@given(st.lists(hashes, max_size=6), st.integers(0, 6))
def test_a_log_is_counted_over_every_accepted_event_up_to_the_first_number_that_is_missing(
    accepted: list[str], missing: int
) -> None:
    numbered = [(number, hash) for number, hash in enumerate(accepted, 1) if number != missing + 1]
    counted = list(count_log(0, LOG_START, numbered))
    log = LOG_START
    for number, hash in enumerate(accepted[:missing], 1):
        log = next_log(log, hash)
        assert counted[number - 1] == (number, log)
    assert len(counted) == len(accepted[:missing])
