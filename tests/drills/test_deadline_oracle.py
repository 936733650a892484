"""A million random promises, each reckoned twice: by the engine, and by counting minutes."""

from __future__ import annotations

import faulthandler

import pytest

from tests.drills.deadline_oracle import compare

CASES = 1_000_000
SEED = 20261124


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_the_engine_equals_counting_minutes_on_a_million_cases(capsys: pytest.CaptureFixture[str]) -> None:
    faulthandler.cancel_dump_traceback_later()
    with capsys.disabled():
        print(f"\n{CASES} promises, seed {SEED}")
        held = compare(SEED, CASES)
        print(f"all equal: {held}")
    assert sum(held.values()) == CASES
