"""The joined desks of every release go on with the relay of then: today's programs open both and hold the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.models import setting
from app.models.store import open_store
from app.province import home
from app.services import care, finding
from app.services.desk import Desk
from app.workflows.day_end import close_day
from app.workflows.line import sync_now
from tests.releases.make_relay import DATABASE, KEY, RELAYS
from tests.releases.test_releases import missing
from tests.sync.world import RelayServer

NUMBERS = (1, 2)
Desks = dict[int, Desk]


@pytest.fixture(params=sorted(path.parent.name for path in RELAYS.glob("*/desk1")))
def release(request: pytest.FixtureRequest) -> Path:
    return RELAYS / str(request.param)


@pytest.fixture
def relay(release: Path, tmp_path: Path) -> Iterator[RelayServer]:
    folder = tmp_path / "relay"
    folder.mkdir()
    for name in (DATABASE, KEY):
        shutil.copy(release / name, folder)
    (folder / home.SETTINGS).write_text(json.dumps({"db": f"sqlite:///{folder / DATABASE}"}), encoding="utf-8")
    server = RelayServer(folder)
    yield server
    server.stop()


@pytest.fixture
def desks(release: Path, relay: RelayServer, tmp_path: Path) -> Iterator[Desks]:
    """Open both desks; the relay has another port than it had then."""
    opened = {}
    for number in NUMBERS:
        folder = tmp_path / f"desk{number}"
        shutil.copytree(release / f"desk{number}", folder)
        store = open_store(folder, bytes.fromhex((folder / "key").read_text().strip()))
        with store.write() as connection:
            link = setting.link(connection)
            assert link is not None
            setting.put_link(connection, replace(link, url=relay.url))
        opened[number] = Desk(store)
    yield opened
    for desk in opened.values():
        desk.store.close()


def said(release: Path, number: int) -> list[dict[str, Any]]:
    told = json.loads((release / "said.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = told[f"desk{number}"]
    return found


def test_each_desk_holds_what_it_held(desks: Desks, release: Path) -> None:
    for number, desk in desks.items():
        for before in said(release, number):
            assert missing(before, finding.as_json(desk, before["code"])) == []
        found = care.rebuild(desk)
        assert (found.differed, found.broken) == ((), ())


def test_what_was_not_sent_goes_out_and_both_sides_hold_the_same(desks: Desks, release: Path) -> None:
    waiting = [one["code"] for one in said(release, 1) if one["sync"] == "waiting"]
    parked = [one["code"] for one in said(release, 2) if one["sync"] == "parked"]
    assert (len(waiting), len(parked)) == (1, 1)
    for desk in desks.values():
        assert sync_now(desk).state == "done"
    assert sync_now(desks[2]).state == "done"
    assert finding.as_json(desks[1], waiting[0])["sync"] == "sent"
    assert finding.as_json(desks[2], waiting[0])["sync"] == "sent"
    assert finding.as_json(desks[2], parked[0])["sync"] == "parked"
    day = date.fromisoformat(said(release, 1)[0]["received_at"][:10])
    for desk in desks.values():
        assert close_day(desk, day).equal
