"""A day's closing: kept, read back and shown as one thing."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.rules.closing import (
    DayClosing,
    Log,
    Mismatch,
    Side,
    Why,
    read_closing,
    signed_by,
    statement_of,
    write_closing,
)
from app.rules.events import canonical
from app.rules.record import Broken, moment
from tests.rules.any_record import moments, perhaps, texts

sides = st.builds(Side, st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1), texts)
closings = st.builds(
    DayClosing,
    date=st.dates(),
    desk=sides,
    relay=st.none() | sides,
    equal=st.none() | st.booleans(),
    differences=st.lists(st.builds(Mismatch, perhaps, st.sampled_from(Why)), max_size=3).map(tuple),
    signature=perhaps,
    closed_at=moments,
    state=texts,
    log=st.none() | st.builds(Log, st.integers(0, 2**53), texts),
)
HASH = "ab" * 32
SIGNED = DayClosing(
    date=date(2026, 11, 23),
    desk=Side(119, 88, HASH),
    relay=Side(119, 88, HASH),
    equal=True,
    differences=(),
    signature="c2ln",
    closed_at=moment("2026-11-23T17:06:00+07:00"),
    state="done",
)
KEPT: dict[str, Any] = {
    "date": "2026-11-23",
    "desk": {"events": 119, "dossiers": 88, "hash": HASH},
    "relay": {"events": 119, "dossiers": 88, "hash": HASH},
    "equal": True,
    "differences": [],
    "signature": "c2ln",
    "closed_at": "2026-11-23T17:06:00+07:00",
    "state": "done",
}
"""What the released programs keep of it and `close-day --json` prints (CLI.md)."""


@given(closings)
def test_a_closing_is_read_back_as_it_was_written(closing: DayClosing) -> None:
    assert read_closing(write_closing(closing)) == read_closing(write_closing(closing).encode()) == closing


def test_what_the_released_programs_kept_is_read_and_written_again_alike() -> None:
    assert read_closing(json.dumps(KEPT)) == SIGNED, "what 0.3.0 kept has no log"
    assert SIGNED.as_json() == json.loads(write_closing(SIGNED)) == {**KEPT, "log": None}
    differences = [{"code": "H15.10-261123-0009", "why": "relay_lacks"}, {"code": None, "why": "desk_lacks"}]
    differing = {**KEPT, "equal": False, "signature": None, "differences": differences}
    read = read_closing(json.dumps(differing))
    assert read.differences == (Mismatch("H15.10-261123-0009", Why.RELAY_LACKS), Mismatch(None, Why.DESK_LACKS))
    assert read.as_json() == {**differing, "log": None}
    assert read_closing(json.dumps({**KEPT, "relay": None, "equal": None, "state": "offline"})).relay is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date": "23/11/2026"}, "date"),
        ({"desk": {**KEPT["desk"], "events": "119"}}, "desk.events"),
        ({"relay": {"events": 1, "dossiers": 1}}, "relay.hash"),
        ({"equal": 1}, "equal"),
        ({"differences": [{"code": None, "why": "nothing"}]}, "differences.0.why"),
        ({"closed_at": "17:06"}, "closed_at"),
        ({"state": None}, "state"),
    ],
)
def test_a_closing_nobody_can_read_says_which_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Broken) as broken:
        read_closing(json.dumps({**KEPT, **changes}))
    assert broken.value.field == field


@pytest.mark.parametrize(
    "lacking",
    [
        replace(SIGNED, relay=None),
        replace(SIGNED, relay=Side(119, 88, "cd" * 32)),
        replace(SIGNED, equal=False),
        replace(SIGNED, equal=None),
        replace(SIGNED, signature=None),
    ],
)
def test_a_day_is_proved_by_both_sides_alike_and_the_provinces_signature_and_nothing_less(lacking: DayClosing) -> None:
    assert SIGNED.proved
    assert not lacking.proved


def test_a_signature_is_over_what_the_sheet_of_the_day_says() -> None:
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    for closing in (SIGNED, replace(SIGNED, log=Log(7, HASH))):
        statement = statement_of(closing, "H15.10", 1)
        assert ("log" in statement) == (closing.log is not None), "0.3.0 signed no log"
        signature = base64.b64encode(key.sign(canonical(statement))).decode()
        assert signed_by(public, statement, signature)
        assert not signed_by(public, {**statement, "events": 1}, signature)
        assert not signed_by(public, statement, None)
        assert not signed_by("không phải khóa", statement, signature)
