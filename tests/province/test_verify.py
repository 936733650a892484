"""What was altered in a relay's database is found and named, and a relay that was left alone is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.errors import UserError
from app.province import commands
from app.province.home import Relay
from tests.province.conftest import unguarded
from tests.province.desk import AGENCY, DAY, Desk, fresh_agency


@pytest.fixture
def busy(client: TestClient, relay: Relay) -> Desk:
    """A desk with three dossiers, one of them acted on, a refused event among them, and a signed day."""
    desk = Desk.join(client, relay)
    first, second = desk.receive(), desk.receive()
    act, refused = desk.say("forwarded", first.dossier), desk.receive(fee="a")
    answers = desk.push(first, second, act, refused, desk.receive())
    assert [answer["seq"] for answer in answers] == [1, 2, 3, None, 4]
    accepted = {
        first.dossier: [first.hash, act.hash],
        second.dossier: [second.hash],
        desk.events[-1].dossier: [desk.events[-1].hash],
    }
    message = desk.closing(accepted, {refused.dossier: [refused.hash]}, DAY.isoformat())
    assert desk.post("closings", message).json()["equal"] is True
    return desk


def found(relay_home: Path, **only: str) -> list[tuple[str, str | None]]:
    """Return what is found, each with its event's or its dossier's id."""
    said = commands.verify(relay_home, **only)
    assert said["ok"] is (said["findings"] == [])
    return [(one["kind"], one["event"] or one["dossier"]) for one in said["findings"]]


def test_a_relay_that_was_left_alone_is_well(busy: Desk, client: TestClient, relay: Relay, relay_home: Path) -> None:
    other = Desk.join(client, relay, 1, fresh_agency())
    other.push(other.receive())
    assert found(relay_home) == []


ALTERED = {
    "a body with its hash kept": (
        "UPDATE event SET body = replace(body, '2000', '9000') WHERE seq = 2",
        1,
    ),
    "who did it": ("UPDATE event SET officer = 'Bùi Thị Ổn' WHERE seq = 3", 2),
    "a refused one's body": ("UPDATE event SET body = replace(body, 'Thôn Hai', 'Thôn Ba') WHERE seq IS NULL", 3),
}


@pytest.mark.parametrize("what", ALTERED)
def test_an_event_that_was_altered_is_named(busy: Desk, relay: Relay, relay_home: Path, what: str) -> None:
    """Nothing verified a relay: what was altered there was found by a newly joined desk, which then got nothing."""
    statement, nth = ALTERED[what]
    with unguarded(relay) as tx:
        assert tx.execute(text(statement)).rowcount == 1
    assert ("hash", busy.events[nth].id) in found(relay_home)


def test_an_event_moved_to_another_dossier_is_named(busy: Desk, relay: Relay, relay_home: Path) -> None:
    """The hash left the dossier out: an event could be moved to another citizen's with every hash right."""
    with unguarded(relay) as tx:
        tx.execute(text("UPDATE event SET dossier = :d WHERE seq = 3"), {"d": busy.events[1].dossier})
    assert ("hash", busy.events[2].id) in found(relay_home)


def test_a_body_that_was_altered_with_its_hash_is_betrayed_by_chain_and_log(
    busy: Desk, relay: Relay, relay_home: Path
) -> None:
    with unguarded(relay) as tx:
        tx.execute(text("UPDATE event SET hash = :h WHERE seq = 2"), {"h": "1" * 64})
    kinds = {kind for kind, _ in found(relay_home)}
    assert {"hash", "log", "chain"} <= kinds


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_an_event_that_was_taken_out_is_missed(busy: Desk, relay: Relay, relay_home: Path, seq: int) -> None:
    with unguarded(relay) as tx:
        tx.execute(text("DELETE FROM event WHERE seq = :n"), {"n": seq})
    kinds = {kind for kind, _ in found(relay_home)}
    assert {"log", "chain", "record"} <= kinds


def test_two_that_changed_places_are_named(busy: Desk, relay: Relay, relay_home: Path) -> None:
    with unguarded(relay) as tx:
        for there, then in ((2, 99), (3, 2), (99, 3)):
            tx.execute(text("UPDATE event SET seq = :then WHERE seq = :there"), {"then": then, "there": there})
    assert ("log", busy.events[2].id) in found(relay_home)


def test_a_record_that_was_altered_is_named_and_written_anew_by_the_next_closing(
    busy: Desk, relay: Relay, relay_home: Path
) -> None:
    with relay.store.write() as tx:
        tx.execute(text("UPDATE dossier SET state = 'returned' WHERE id = :id"), {"id": busy.events[1].dossier})
    assert found(relay_home) == [("record", busy.events[1].dossier)]
    assert found(relay_home, since="2026-11-24") == [], "not touched since then"
    assert busy.post("closings", busy.closing({}, {})).json()["equal"] is False
    assert found(relay_home) == []


def test_a_dossier_without_events_and_one_without_its_row_are_named(busy: Desk, relay: Relay, relay_home: Path) -> None:
    with relay.store.write() as tx:
        tx.execute(text("UPDATE dossier SET id = :new WHERE id = :id"), {"new": "x", "id": busy.events[1].dossier})
    assert sorted(found(relay_home)) == sorted([("record", "x"), ("record", busy.events[1].dossier)])


def test_a_signed_day_that_was_altered_is_found(busy: Desk, relay: Relay, relay_home: Path) -> None:
    with relay.store.write() as tx:
        tx.execute(text("UPDATE closing SET date = '2026-11-22'"))
    assert found(relay_home) == [("closing", None)]


def test_the_end_of_an_agencys_log_is_compared(busy: Desk, relay: Relay, relay_home: Path) -> None:
    with relay.store.write() as tx:
        tx.execute(text("UPDATE agency SET last_seq = 5"))
    assert found(relay_home) == [("log", None)]


def test_one_agency_is_verified_alone_and_one_nobody_knows_is_told(
    busy: Desk, client: TestClient, relay: Relay, relay_home: Path
) -> None:
    other = Desk.join(client, relay, 1, "H15.11")
    other.push(other.receive())
    with unguarded(relay) as tx:
        tx.execute(text("UPDATE event SET officer = 'x' WHERE agency = 'H15.11'"))
    assert found(relay_home, agency=AGENCY) == []
    assert found(relay_home, agency="H15.11") == [("hash", other.events[0].id)]
    with pytest.raises(UserError, match="AGENCY_UNKNOWN"):
        commands.verify(relay_home, "H99")
