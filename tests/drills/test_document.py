"""The relay answers as its OpenAPI document says, whatever it is asked, on SQLite and on PostgreSQL."""

from __future__ import annotations

import faulthandler
from collections.abc import Callable
from pathlib import Path

import pytest

from app.rules.events import new_id
from app.sync.protocol import Enrolment
from app.sync.transport import Transport
from tests.drills import document
from tests.drills.program import RelayProcess
from tests.drills.test_drills import SEED, relay, tell
from tests.province.conftest import postgres

__all__ = ["postgres", "relay", "tell"]
pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
EXAMPLES = 300
"""Questions to each path in each of its phases."""


def test_every_answer_is_one_of_the_document(
    tmp_path: Path, relay: RelayProcess, tell: Callable[[object], None]
) -> None:
    faulthandler.cancel_dump_traceback_later()
    with Transport(relay.url) as line:
        token = line.enrol(Enrolment(code=relay.invite(1, 1, 9999), officer="Nguyễn Thị Lan", nonce=new_id())).token
    phases = "examples,coverage,fuzzing,stateful"
    tell(document.ask(tmp_path, relay.url, token, seed=SEED, examples=EXAMPLES, phases=phases))
