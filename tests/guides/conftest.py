"""The option that writes the guides' pictures anew, and a screenless platform for the window they show."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-pictures", action="store_true", help="write the pictures of resources/guides anew")


@pytest.fixture
def writing(request: pytest.FixtureRequest) -> bool:
    """Whether this run writes the guides instead of holding them to what the program shows."""
    # Without a default the option is unknown to a run that begins in another folder of tests.
    return bool(request.config.getoption("--write-pictures", default=False))
