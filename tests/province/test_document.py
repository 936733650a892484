"""The relay answers as its OpenAPI document says: a few questions of each kind, the drill asks many."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from app.province.home import Relay
from tests.drills import document
from tests.province.conftest import Database, copy_sqlite
from tests.province.desk import SPEAKS, Desk
from tests.province.served import running


@pytest.fixture
def database(empty_sqlite: Path) -> Database:
    """SQLite alone: the drill asks PostgreSQL too."""
    return lambda folder: copy_sqlite(empty_sqlite, folder)


def test_a_few_answers_are_those_of_the_document(relay: Relay, relay_home: Path, tmp_path: Path) -> None:
    with running(relay_home, tmp_path) as address, httpx2.Client(base_url=address) as client:
        token = Desk.join(client, relay).token
        document.ask(tmp_path, address, token, seed=20261123, examples=8, phases="fuzzing")


def test_a_method_that_is_none_is_told_which_there_is(relay: Relay, relay_home: Path, tmp_path: Path) -> None:
    with running(relay_home, tmp_path) as address:
        answer = httpx2.put(f"{address}/v1/push", headers=SPEAKS)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
