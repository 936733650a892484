"""Desk and relay of two releases: the older side is told, nothing is lost, and both go on once both are of today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select

from app.models import setting
from app.models.store import FILE, open_store
from app.province import tables
from app.sync.keys import public
from app.sync.protocol import NAMED, Keys
from tests.releases.make import Tree
from tests.releases.make_relay import serving
from tests.releases.trees import checkout
from tests.services.counter import write_key
from tests.sync.world import KEY, PC, RelayServer

AGENCY = "H15.10"
DRAFT = {"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "Vi Thị Hiền"}}


@pytest.fixture
def province(tmp_path: Path) -> Tree:
    """The program of 0.3.0, whose relay speaks the first protocol."""
    (tmp_path / "tree").mkdir()
    made = Tree(checkout("0.3.0", tmp_path / "tree"), tmp_path / "relay", tmp_path / "unused")
    made.run("province", "init")
    return made


def invite(province: Tree, desk: int) -> str:
    words = ("--agency", AGENCY, "--commune", "24133", "--desk", desk)
    return str(province.run("province", "invite", *words)["code"])


@contextmanager
def today(home: Path, url: str) -> Iterator[RelayServer]:
    """The relay of today's program, at the address at which it was before its update."""
    server = RelayServer(home, port=int(url.rpartition(":")[2]))
    try:
        yield server
    finally:
        server.stop()


def desk_of(folder: Path, url: str, number: int) -> PC:
    """A desk of today's program with a store of its own, or with the one that lies in `folder`."""
    if not (folder / FILE).exists():
        open_store(folder, KEY, create=True).close()
    return PC(folder / FILE, cast(RelayServer, SimpleNamespace(url=url)), AGENCY, number)


def recipient_of(pc: PC) -> str | None:
    with pc.store.read() as connection:
        link = setting.link(connection)
    return link.recipient if link else None


def assert_keys_known(relay: RelayServer, pc: PC) -> None:
    """Desk and relay have each other's keys."""
    with pc.store.read() as connection:
        keys = setting.keys(connection)
    with relay.relay.store.read() as tx:
        row = tx.execute(select(tables.desk_key).where(tables.desk_key.c.desk == pc.desk)).one()
    assert keys is not None
    assert public(keys) == Keys(signing=row.signing, recipient=row.recipient)
    assert recipient_of(pc) == relay.relay.recipient()


def editions(relay: RelayServer) -> list[int]:
    table = tables.event.c
    with relay.relay.store.read() as tx:
        return list(tx.scalars(select(table.edition).order_by(table.seq)))


def test_a_desk_of_today_works_on_at_an_older_relay_and_says_so(province: Tree, tmp_path: Path) -> None:
    with serving(province) as url:
        pc = desk_of(tmp_path / "desk", url, 1)
        pc.enrol(invite(province, 1))
        first = pc.receive()
        assert (pc.sync().state, pc.state_of(first)) == ("old_relay", "sent")
        assert pc.close_day().equal is True
        assert recipient_of(pc) is None
        waiting = pc.receive()
    with today(province.home, url) as relay:
        assert (pc.sync().state, pc.state_of(waiting)) == ("done", "sent")
        with pc.store.read() as connection:
            link = setting.link(connection)
        assert link is not None
        assert link.token.startswith(AGENCY + NAMED), "a token of then is traded at the first contact"
        assert_keys_known(relay, pc)
        pc.receive()
        assert pc.sync().state == "done"
        assert editions(relay) == [1, 1, 2]
        assert pc.close_day().equal is True
        assert pc.shown() == relay.export(AGENCY)
    pc.close()


def test_a_desk_of_then_is_told_to_update_and_sends_all_of_it_afterwards(province: Tree, tmp_path: Path) -> None:
    key, draft = tmp_path / "key", tmp_path / "draft.json"
    write_key(key, KEY.hex())
    draft.write_text(json.dumps(DRAFT), encoding="utf-8")
    desk = Tree(province.tree, tmp_path / "desk", key)
    with serving(province) as url:
        desk.run("enrol", url, "--code", invite(province, 1), "--officer", "Trần Thị Mai")
        desk.run("receive", draft)
        assert desk.run("sync")["state"] == "done"
        unused = invite(province, 2)
    with today(province.home, url) as relay:
        desk.run("receive", draft)
        with pytest.raises(SystemExit, match="TOO_OLD"):
            desk.run("sync")
        assert editions(relay) == [1]
        pc = desk_of(desk.home, url, 1)
        assert pc.sync().state == "done"
        assert_keys_known(relay, pc)
        assert sorted(pc.codes()) == sorted(one["code"] for one in relay.export(AGENCY).values())
        assert (len(pc.codes()), editions(relay)) == (2, [1, 1])
        other = desk_of(tmp_path / "other", url, 2)
        other.enrol(unused)
        assert (other.sync().state, len(other.codes())) == ("done", 2)
        for one in (pc, other):
            one.close()
