"""What SECURITY.md says is shown by a test: each test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("place", NAMED)
def test_a_test_that_is_named_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_the_page_names_what_it_leans_on() -> None:
    assert len(NAMED) > 15
