"""The keys of a desk: given when it joins or at its next contact, never shown, another PC's in their place."""

from __future__ import annotations

import gzip
from base64 import b64decode
from dataclasses import replace
from typing import Any

import httpx2
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage import x25519
from sqlalchemy import delete, select

from app.errors import SyncError
from app.models import setting
from app.models.setting import DeskKeys, ProvinceLink
from app.province import tables
from app.sync.keys import public
from app.sync.protocol import Keys
from app.sync.restored import trade
from tests.sync.conftest import MakePC
from tests.sync.world import PC, RelayServer


def at_relay(relay: RelayServer, agency: str) -> list[Keys]:
    table = tables.desk_key
    with relay.relay.store.read() as tx:
        rows = tx.execute(select(table).where(table.c.agency == agency).order_by(table.c.desk)).all()
    return [Keys(signing=row.signing, recipient=row.recipient) for row in rows]


def at_desk(pc: PC) -> tuple[DeskKeys, ProvinceLink]:
    with pc.store.read() as connection:
        keys, link = setting.keys(connection), setting.link(connection)
    assert keys is not None
    assert link is not None
    return keys, link


def as_joined_before(pc: PC, relay: RelayServer) -> None:
    """Leave desk and relay as a joining by 0.3.0 would have, but for the token."""
    with pc.store.write() as connection:
        link = setting.link(connection)
        assert link is not None
        setting.put_link(connection, replace(link, recipient=None))
        connection.exec_driver_sql("DELETE FROM setting WHERE name = 'keys'")
    with relay.relay.store.write() as tx:
        tx.execute(delete(tables.desk_key).where(tables.desk_key.c.agency == pc.agency))


def test_what_a_desk_signs_the_relay_can_check_and_each_opens_what_is_for_it(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    keys, link = at_desk(new_pc())
    (given,) = at_relay(relay, agency)
    signature = Ed25519PrivateKey.from_private_bytes(b64decode(keys.signing)).sign(b"x")
    Ed25519PublicKey.from_public_bytes(b64decode(given.signing)).verify(signature, b"x")
    assert link.recipient == relay.relay.recipient()
    for recipient, identity in (
        (given.recipient, x25519.Identity.from_str(keys.identity)),
        (link.recipient, relay.relay.identity),
    ):
        packed = pyrage.encrypt(b"x", [x25519.Recipient.from_str(recipient)])
        assert pyrage.decrypt(packed, [identity]) == b"x"


def test_the_private_halves_are_shown_nowhere_and_sent_to_nobody(new_pc: MakePC, agency: str) -> None:
    pc, asked = new_pc(enrolled=False), list[bytes]()
    carry = pc.line.handle_request

    def listened(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.read())
        return carry(request)

    pc.line.handle_request = listened  # type: ignore[method-assign]
    pc.enrol()
    trade(pc.store, pc.transport())
    pc.sync()
    keys, link = at_desk(pc)
    said = f"{keys!r} {keys} {link!r}".encode() + b"".join(map(_unpacked, asked))
    assert public(keys).recipient.encode() in said, "the test sees what is sent"
    assert keys.signing.encode() not in said
    assert keys.identity.encode() not in said


def _unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body else b""


def test_a_desk_that_joined_without_gives_them_in_its_next_round_and_once(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    as_joined_before(pc, relay)
    pc.line.requests.clear()
    assert [pc.sync().state for _ in range(2)] == ["done", "done"]
    assert pc.line.requests.count("/v1/token") == 1
    keys, link = at_desk(pc)
    assert at_relay(relay, agency) == [public(keys)]
    assert link.recipient == relay.relay.recipient()


@pytest.mark.parametrize("fault", ["lost_reply", "cut_reply", "truncated"])
def test_the_relay_never_has_keys_the_desk_has_not(new_pc: MakePC, relay: RelayServer, agency: str, fault: str) -> None:
    pc = new_pc()
    as_joined_before(pc, relay)
    pc.line.plan.append(fault)
    with pytest.raises(SyncError):
        trade(pc.store, pc.transport())
    pc.restart()
    assert at_relay(relay, agency) == [public(at_desk(pc)[0])]
    assert pc.sync().state == "done"
    assert at_relay(relay, agency) == [public(at_desk(pc)[0])]
    assert at_desk(pc)[1].recipient == relay.relay.recipient()


def test_another_pc_brings_keys_of_its_own_and_so_does_a_store_that_joins_again(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    first, other = new_pc(1), new_pc(2)
    before = at_desk(first)[0]
    second = new_pc(1)
    assert at_relay(relay, agency) == [public(at_desk(second)[0]), public(at_desk(other)[0])]
    first.enrol()
    assert at_desk(first)[0] not in (before, at_desk(second)[0])
    assert at_relay(relay, agency) == [public(at_desk(first)[0]), public(at_desk(other)[0])]


@pytest.mark.parametrize("recipient", ["age1nonsense", "AGE-SECRET-KEY-1", 5, ""])
def test_a_relay_that_gives_no_recipient_but_nonsense_is_no_relay(
    new_pc: MakePC, relay: RelayServer, recipient: Any
) -> None:
    pc = new_pc()
    as_joined_before(pc, relay)
    pc.line.edit = lambda path, answer: {**answer, "recipient": recipient} if path == "/v1/token" else answer
    assert pc.sync().state == "server"
