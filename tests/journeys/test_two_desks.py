"""Two desks and the province, from the first invitation to the signed day: what DESIGN §3 promises a centre."""

from __future__ import annotations

import base64
from dataclasses import asdict

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from app.models import setting
from app.rules.acts import Kind
from app.rules.closing import Log
from app.rules.events import canonical, sha256_hex
from app.rules.states import State
from tests.sync.conftest import MakePC
from tests.sync.world import DAY, PC, RelayServer


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_relay(request: pytest.FixtureRequest) -> RelayServer:
    found: RelayServer = request.getfixturevalue("relay" if request.param == "sqlite" else "postgres_relay")
    return found


@pytest.fixture
def desks(either_relay: RelayServer, new_pc: MakePC) -> tuple[PC, PC]:
    first, second = new_pc(1, enrolled=False), new_pc(2, enrolled=False)
    for pc in (first, second):
        pc.relay = either_relay
        pc.enrol()
    return first, second


def test_both_offline_then_both_online_no_number_twice_and_the_day_is_equal(
    desks: tuple[PC, PC], either_relay: RelayServer, agency: str
) -> None:
    """1. Both desks lose the network. 2. Both receive all morning and act on what they have. 3. The network returns.

    No number twice, both see all dossiers, and each day closes with one hash at desk and relay, signed.
    """
    first, second = desks
    for pc in desks:
        for number in range(12):
            code = pc.receive(f"Công dân {pc.desk}-{number}")
            if number % 3 == 0:
                pc.act(code, Kind.RESULT_READY, {"number": f"{number}/CT"})
            assert pc.sync("offline").state == "offline"
        pc.restart()
    for pc in (first, second, first):
        assert pc.sync().state == "done"
    assert first.codes() == second.codes()
    assert len(set(first.codes())) == 24
    export = either_relay.export(agency)
    assert first.shown() == second.shown() == export
    either_relay.assert_chains_whole(agency)
    for pc in desks:
        closing = pc.close_day()
        assert closing.equal is True
        assert closing.relay is not None
        assert closing.desk.hash == closing.relay.hash
        assert (closing.desk.dossiers, closing.desk.events) == (12, 16)


def test_what_the_desk_did_the_province_goes_on_with_and_the_desk_sees(
    desks: tuple[PC, PC], either_relay: RelayServer, agency: str
) -> None:
    first, second = desks
    code = first.receive()
    first.sync()
    either_relay.act(agency, code, Kind.PROCESSING, {"unit": "Sở Tư pháp"})
    either_relay.act(agency, code, Kind.RESULT_READY, {"number": "5/QĐ"})
    first.sync()
    first.act(code, Kind.RETURNED, {"to": {"name": "Trần Văn Bình"}})
    first.sync()
    second.sync()
    for pc in desks:
        assert pc.record(code).state is State.RETURNED
        assert [stored.event.desk for stored in pc.history(code)] == [1, 0, 0, 1]
    assert first.close_day().equal is True


def test_two_desks_on_one_dossier_nobody_overwrites_anybody(
    desks: tuple[PC, PC], either_relay: RelayServer, agency: str
) -> None:
    """Different fields: both stand. The same field: the second is refused, shown side by side, and chosen by a person.

    AnkiDroid #3180: the user picked "upload" and erased the other side; nobody is asked which side wins as a whole.
    """
    first, second = desks
    code = first.receive()
    first.sync()
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {"applicant.phone": "0911111111"}})
    second.act(code, Kind.CORRECTED, {"changes": {"applicant.address": "Tổ 5"}})
    for pc in (first, second, first):
        pc.sync()
    assert first.record(code) == second.record(code)
    applicant = first.record(code).applicant
    assert (applicant.phone, applicant.address) == ("0911111111", "Tổ 5")
    first.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    second.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    first.sync()
    assert second.sync().parked == 1
    (choice,) = second.look(code).fields
    assert (choice.path, choice.ours.value, choice.theirs.value) == ("note", "của quầy 2", "của quầy 1")
    second.resend(code)
    second.sync()
    first.sync()
    assert first.record(code) == second.record(code)
    assert first.record(code).note == "của quầy 2"
    assert all(pc.close_day().equal for pc in desks)


def test_a_third_person_can_check_the_day_with_what_is_kept(desks: tuple[PC, PC], agency: str) -> None:
    """Events hash to what they say, the chain holds, and the signature is over the hash that the closing names."""
    first, _ = desks
    code = first.receive()
    first.act(code, Kind.RESULT_READY)
    closing = first.close_day()
    with first.store.read() as connection:
        link = setting.link(connection)
        at = connection.execute(text("SELECT at FROM closing WHERE date = :d"), {"d": DAY.isoformat()}).scalar_one()
    assert link is not None
    assert closing.log == Log(link.log_n, link.log)
    previous = None
    for stored in first.history(code):
        printed = stored.event.as_json()
        assert printed["prev_hash"] == previous
        previous = printed.pop("hash")
        assert sha256_hex(canonical(printed)) == previous
    statement = {"agency": agency, "desk": 1, "date": DAY.isoformat(), **asdict(closing.desk), **asdict(closing.log),
                 "at": at}  # fmt: skip
    assert closing.signature is not None
    Ed25519PublicKey.from_public_bytes(base64.b64decode(link.key)).verify(
        base64.b64decode(closing.signature), canonical(statement)
    )
