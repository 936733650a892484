"""The deadline engine beside one that counts minutes; the drill of the same name holds them to a million cases."""

from __future__ import annotations

import json
import random

import pytest

from app.rules import deadline
from tests.drills.deadline_oracle import compare

CASES = 2_000


def test_the_engine_equals_counting_minutes() -> None:
    seed = random.SystemRandom().randrange(2**32)
    try:
        assert sum(compare(seed, CASES, each=40).values()) == CASES
    except AssertionError as difference:
        raise AssertionError(f"seed {seed}: {difference}") from None


def test_a_wrong_engine_is_found_and_the_smallest_case_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "settled", lambda landing, working: working.next_working_moment(landing))
    with pytest.raises(AssertionError, match="the engine says") as found:
        compare(1, CASES, each=40)
    _, line = str(found.value).split("\n")
    case = json.loads(line)
    assert len(case["calendar"]) <= 1
    assert len(case["pauses"]) <= 1
    assert case["received"].endswith(":00+07:00")
