"""The desk of an earlier release, as its own program, at a relay of today: it reads what is new as what it knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.province import commands
from tests.province.conftest import bug
from tests.releases.make import Tree
from tests.releases.trees import checkout
from tests.sync.world import RelayServer

__all__ = ["bug"]
AGENCY = "H15.10"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    server = RelayServer(tmp_path / "relay")
    yield server
    server.stop()


def test_an_incident_is_the_provinces_trouble_and_a_refusal_by_hand_is_a_verdict(
    relay: RelayServer, tmp_path: Path, bug: set[str]
) -> None:
    (tmp_path / "tree").mkdir()
    # 0.1.0 speaks with the same modules to the byte.
    desk = Tree(checkout("0.2.0", tmp_path / "tree"), tmp_path / "desk", tmp_path / "key")
    desk.run("enrol", relay.url, "--code", relay.invite(AGENCY, 1), "--officer", "Trần Thị Mai")
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps({"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "Vi Thị Hiền"}}))
    bad, behind = desk.run("receive", draft), desk.run("receive", draft)
    bug.add(bad["events"][0]["id"])
    stopped = desk.run("sync")
    assert (stopped["state"], stopped["waiting"], stopped["parked"]) == ("server", 2, 0)
    commands.refuse(relay.home, AGENCY, bad["events"][0]["id"], "thử")
    done = desk.run("sync")
    assert (done["state"], done["waiting"], done["parked"]) == ("done", 0, 1)
    assert desk.run("show", bad["code"])["sync"] == "parked"
    assert desk.run("show", behind["code"])["sync"] == "sent"
    assert desk.run("close-day")["equal"] is True
