"""The relay of every release is opened by today's program and says what it said; the folders are kept for ever."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.province import commands, home, tables
from app.rules.events import said_hash
from tests.releases.make_relay import AGENCY, DATABASE, KEY, RELAYS
from tests.releases.test_releases import missing


@pytest.fixture(params=sorted(path.name for path in RELAYS.iterdir()))
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(release: str, tmp_path: Path) -> Path:
    folder = tmp_path / "relay"
    folder.mkdir()
    for name in (DATABASE, KEY):
        shutil.copy(RELAYS / release / name, folder)
    (folder / home.SETTINGS).write_text(json.dumps({"db": f"sqlite:///{folder / DATABASE}"}), encoding="utf-8")
    return folder


def said(release: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((RELAYS / release / "said.json").read_text(encoding="utf-8"))
    return told


def test_its_desks_and_dossiers_are_what_they_were(opened: Path, release: str) -> None:
    then = said(release)
    for before, now in zip(then["status"], commands.status(opened), strict=True):
        assert missing(before, now) == []
    assert any(desk["refused"] for desk in then["status"])
    for before, now in zip(then["export"], commands.export(opened), strict=True):
        assert missing(before, now) == []


def test_every_event_is_whole(opened: Path) -> None:
    relay = home.open_relay(opened)
    with relay.store.read() as tx:
        rows = tx.execute(select(tables.event)).all()
    relay.store.close()
    assert len(rows) > 10
    for row in rows:
        assert (row.edition, said_hash(row)) == (1, row.hash)


def test_the_province_goes_on_with_a_dossier_of_then(opened: Path, release: str) -> None:
    code = next(one["code"] for one in said(release)["export"] if one["state"] == "received")
    assert commands.act(opened, code, "processing", {}, AGENCY)["state"] == "processing"
