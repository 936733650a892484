"""A dossier that its desk and the relay have both lost lies at the desks that had pulled it, and is shown so."""

from __future__ import annotations

from app.rules.acts import Kind
from app.rules.states import State
from app.services import care
from app.services.desk import Desk
from tests.sync.conftest import MakePC
from tests.sync.test_agreeing import NOTE, rounds
from tests.sync.world import PC, RelayServer


def lost_at_two_places(first: PC, second: PC, relay: RelayServer, agency: str, *, acted: bool) -> str:
    """Have a dossier of the second desk lie at the first one alone, which may have gone on with it; return its code."""
    first.receive()
    rounds(first, second)
    kept = second.backup()
    lost = second.receive()
    rounds(second, first)
    if acted:
        first.act(lost, Kind.CORRECTED, NOTE)
        rounds(first)
    relay.forget(agency, keep=1)
    second.restore(kept)
    second.receive(above=1900)
    rounds(second, first)
    return lost


def test_it_is_kept_and_not_shown_as_being_sent(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    first, second = new_pc(1), new_pc(2)
    lost = lost_at_two_places(first, second, relay, agency, acted=False)
    assert first.sync().waiting == 0
    assert first.state_of(lost) == "local"
    assert first.record(lost).state is State.RECEIVED
    assert lost not in second.codes()
    rebuilt = care.rebuild(Desk(first.store))
    assert (rebuilt.differed, rebuilt.broken) == ((), ())
    assert not {check.name for check in care.doctor(Desk(first.store)) if not check.ok} & {"records", "chain", "events"}


def test_what_was_done_to_it_is_refused_and_once_it_is_settled_nothing_is_parked(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    first, second = new_pc(1), new_pc(2)
    lost = lost_at_two_places(first, second, relay, agency, acted=True)
    assert first.state_of(lost) == "parked"
    first.act(lost, Kind.VOIDED, {"reason": "tỉnh không có"})
    first.sync()
    first.accept_theirs(lost)
    assert (first.sync().parked, first.state_of(lost)) == (0, "local")
    assert care.rebuild(Desk(first.store)).differed == ()
