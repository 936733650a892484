"""An event in words this program does not know sets its dossier aside, and stops nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.models import journal, projection, setting
from app.rules import acts
from app.rules.acts import Kind
from app.rules.events import Body, Event, hashed, new_id
from app.rules.record import plain
from app.rules.vocabulary import Sync
from tests.sync.conftest import MakePC
from tests.sync.world import PC, RelayServer

NEWER: dict[str, tuple[str, Body]] = {
    "a word": ("corrected", {"changes": {"channel": "kiosk"}, "was": {"channel": "counter"}}),
    "a kind": ("inspected", {"reason": "kiểm tra thực địa"}),
}


def said(pc: PC, code: str, what: str) -> Event:
    """Return what a desk of a newer program says of a dossier."""
    with pc.store.read() as connection:
        record = projection.load(connection, pc.id(code))
    kind, body = NEWER[what]
    at = "2026-11-23T09:00:00+07:00"
    return hashed(Event(new_id(), record.id, kind, at, "Bùi Thị Ổn", 2, record.head, None, "", body))


def test_a_desk_that_does_not_know_the_kind_yet_sets_it_aside_and_reads_it_once_it_does(
    new_pc: MakePC, relay: RelayServer, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.act(code, Kind.FORWARDED)
    pc.sync()
    body: Body = {"body": "Sở Tư pháp", "at": "2026-11-23T10:00:00+07:00"}
    relay.act(agency, code, Kind.ARRIVED, body)
    with monkeypatch.context() as before:
        before.setattr(acts, "_KINDS", acts._KINDS - {"arrived"})
        pc.sync()
        assert (sync_of(pc, code), pc.record(code).arrived) == (Sync.ASIDE, None)
    id_ = pc.id(code)
    with pc.store.write() as connection:
        projection.follow(connection, id_)
    assert (sync_of(pc, code), plain(pc.record(code))["arrived"]) == (Sync.SENT, body)
    assert pc.shown() == relay.export(agency)


def sync_of(pc: PC, code: str) -> str:
    with pc.store.read() as connection:
        return str(connection.exec_driver_sql("SELECT sync FROM dossier WHERE code = ?", (code,)).scalar_one())


@pytest.mark.parametrize("what", NEWER)
def test_what_a_newer_program_says_is_kept_and_its_dossier_set_aside(new_pc: MakePC, what: str) -> None:
    pc = new_pc()
    code, other = pc.receive(), pc.receive()
    pc.sync()
    before, event = pc.record(code), said(pc, code, what)
    with pc.store.write() as connection:
        journal.accept(connection, [(99, event)])
    assert (replace(pc.record(code), head=before.head), sync_of(pc, code)) == (before, Sync.ASIDE)
    assert [stored.event for stored in pc.history(code)][-1] == event
    with pytest.raises(UserError) as refused, pc.store.write() as connection:
        journal.write(
            connection, setting.centre(connection).author(), Kind.CORRECTED, {"changes": {"note": "gọi trước"}},
            at="2026-11-23T09:30:00+07:00", dossier=event.dossier, record=projection.load(connection, event.dossier),
        )  # fmt: skip
    assert (refused.value.code, refused.value.facts) == ("DOSSIER_ASIDE", {"code": code})
    assert sync_of(pc, other) == Sync.SENT
