"""An event in words this program does not know: it says that it is too old, stores nothing of it, and goes on later."""

from __future__ import annotations

import pytest

from app.errors import SyncError
from app.models import journal
from app.rules.acts import Kind
from app.rules.events import Body, Event, new_event
from app.sync.taking import take_in
from tests.sync.conftest import MakePC
from tests.sync.world import PC


def from_a_newer_desk(pc: PC, code: str) -> Event:
    """Return what a desk says that knows one more way to hand a dossier in."""
    with pc.store.read() as connection:
        record = journal.load(connection, pc.id(code))
    body: Body = {"changes": {"channel": "kiosk"}, "was": {"channel": "counter"}}
    return new_event(
        dossier=record.id, kind=Kind.CORRECTED, at="2026-11-23T09:00:00+07:00", officer="Bùi Thị Ổn", desk=2,
        base=record.head, prev_hash=None, body=body,
    )  # fmt: skip


def test_a_word_of_a_newer_program_is_not_taken_in_and_nothing_changes(new_pc: MakePC) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.sync()
    before, event = pc.record(code), from_a_newer_desk(pc, code)
    with pytest.raises(SyncError) as refused, pc.store.write() as connection:
        take_in(connection, [(99, event)])
    assert (refused.value.code, refused.value.facts) == ("TOO_OLD", {})
    assert refused.value.field == "channel"
    assert pc.record(code) == before
    assert [stored.event.kind for stored in pc.history(code)] == [Kind.RECEIVED]
