"""One event altered at the relay: a desk believes nothing of it, has all else, and has it too once it is put right."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.rules.acts import Kind
from app.services import care
from app.services.desk import Desk
from tests.province.conftest import unguarded
from tests.sync.conftest import MakePC
from tests.sync.world import PC, RelayServer


def alter(relay: RelayServer, agency: str, seq: int, body: str) -> str:
    """Have the relay hold another body of its event `seq`, under the hash of the one it had, which is returned."""
    at = {"agency": agency, "seq": seq}
    with unguarded(relay.relay) as tx:
        kept = tx.execute(text("SELECT body FROM event WHERE agency = :agency AND seq = :seq"), at).scalar_one()
        tx.execute(text("UPDATE event SET body = :body WHERE agency = :agency AND seq = :seq"), {**at, "body": body})
    return str(kept)


@pytest.fixture
def codes(new_pc: MakePC) -> list[str]:
    """Four dossiers of desk 1 at the relay, the second of them corrected as the fifth event."""
    first = new_pc(1)
    codes = [first.receive() for _ in range(4)]
    first.act(codes[1], Kind.CORRECTED, {"changes": {"note": "gọi trước"}})
    first.sync()
    return codes


def ill(pc: PC) -> list[str]:
    return [check.name for check in care.doctor(Desk(pc.store)) if not check.ok]


@pytest.mark.parametrize("body", ['{"changes": {"note": "khác"}}', "{}", '{"amount": 1}'])
def test_a_desk_that_joins_has_all_but_the_altered_dossier(
    new_pc: MakePC, relay: RelayServer, agency: str, codes: list[str], body: str
) -> None:
    """A newly joined desk got nothing at all from a relay with a single altered body."""
    said = alter(relay, agency, 5, body)
    second = new_pc(2)
    assert second.sync().state == "done"
    assert second.codes() == codes
    assert [second.state_of(code) for code in codes] == ["sent", "aside", "sent", "sent"]
    assert second.record(codes[1]).note is None
    assert "altered" in ill(second)
    assert "aside" not in ill(second)
    own = second.receive()
    assert (second.sync().state, second.state_of(own)) == ("done", "sent")
    alter(relay, agency, 5, said)
    assert second.sync().state == "done"
    assert (second.state_of(codes[1]), second.record(codes[1]).note) == ("sent", "gọi trước")
    assert second.shown() == relay.export(agency)
    assert not {"altered", "aside", "events", "records", "log"} & set(ill(second))
    assert second.close_day().equal is True


def test_of_a_dossier_whose_reception_was_altered_nothing_is_shown_until_it_is_right(
    new_pc: MakePC, relay: RelayServer, agency: str, codes: list[str]
) -> None:
    said = alter(relay, agency, 2, '{"code": "H15.10-261123-0002"}')
    second = new_pc(2)
    assert second.sync().state == "done"
    assert second.codes() == [code for code in codes if code != codes[1]]
    assert "altered" in ill(second)
    alter(relay, agency, 2, said)
    assert second.sync().state == "done"
    assert second.shown() == relay.export(agency)


def test_a_desk_that_holds_the_event_keeps_it_as_it_was(
    new_pc: MakePC, relay: RelayServer, agency: str, codes: list[str]
) -> None:
    second = new_pc(2)
    second.sync()
    held = second.record(codes[1])
    alter(relay, agency, 5, "{}")
    relay.forget(agency, keep=5)
    second.sync()
    assert second.record(codes[1]) == held
