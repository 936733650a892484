"""The day ends with proof: what is compared, what is repaired, what is believed."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import text

from app.errors import SyncError
from app.models import journal, projection, setting
from app.models.tables import ClosingRow
from app.rules.acts import Kind
from app.rules.clock import now
from app.rules.closing import Log, Mismatch, Why
from app.rules.events import canonical
from app.rules.states import State
from app.sync.reconcile import close_day
from tests.sync.conftest import MakePC
from tests.sync.world import DAY, PC, RelayServer


def stored(pc: PC) -> Any:
    with pc.store.read() as connection:
        return connection.execute(text("SELECT * FROM closing")).mappings().one()


def test_a_day_both_hold_alike_is_signed_and_kept(new_pc: MakePC, agency: str) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.receive()
    pc.act(code, Kind.RESULT_READY)
    closing = pc.close_day()
    assert (closing.state, closing.equal, closing.differences) == ("done", True, ())
    assert closing.desk == closing.relay
    assert (closing.desk.events, closing.desk.dossiers) == (3, 2)
    statement = {
        "agency": agency, "desk": 1, "date": "2026-11-23", "events": 3, "dossiers": 2, "hash": closing.desk.hash,
        "at": closing.closed_at,
    }  # fmt: skip
    with pc.store.read() as connection:
        link = setting.link(connection)
    assert link is not None
    assert closing.log == Log(link.log_n, link.log)
    statement |= {"n": link.log_n, "log": link.log}
    assert closing.signature is not None
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(link.key))
    key.verify(base64.b64decode(closing.signature), canonical(statement))
    row = stored(pc)
    assert row["signed"] == 1
    assert orjson.loads(row["data"]) == orjson.loads(orjson.dumps(closing.as_json()))
    assert set(row) == set(ClosingRow.model_fields)


def test_the_json_is_what_the_command_line_promises(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    printed = pc.close_day().as_json()
    assert {"date", "desk", "relay", "equal", "differences", "signature"} <= set(printed)
    assert set(printed["desk"]) == {"events", "dossiers", "hash"}
    orjson.dumps(printed)


def test_offline_the_desks_side_is_kept_unsigned_and_closed_again_later(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    pc.line.plan.extend(["offline"])
    closing = pc.close_day()
    assert (closing.state, closing.equal, closing.relay, closing.signature) == ("offline", None, None, None)
    assert closing.desk.events == 1
    assert not stored(pc)["signed"]
    again = pc.close_day()
    assert again.equal is True
    assert again.desk == closing.desk
    assert stored(pc)["signed"]


def test_a_day_closed_offline_is_compared_by_itself_once_the_line_is_back(new_pc: MakePC) -> None:
    """The unsigned sheet says so, and nobody comes back in the morning to press a key for yesterday."""
    pc = new_pc()
    pc.receive()
    pc.line.plan.extend(["offline"])
    pc.close_day()
    assert pc.sync("offline").state == "offline"
    assert not stored(pc)["signed"]
    assert pc.sync().state == "done"
    assert stored(pc)["signed"]
    proof = stored(pc)
    pc.sync()
    assert stored(pc) == proof


def test_a_centre_without_a_province_closes_its_day_alone(new_pc: MakePC, agency: str) -> None:
    pc = new_pc(1, enrolled=False)
    with pc.store.write() as connection:
        setting.put_centre(
            connection, setting.CentreRecord(agency, "24133", "TT", "UBND", "Thử", 1, 1, 999, "Nguyễn Thị Lan")
        )
    pc.receive()
    closing = close_day(pc.store, None, DAY, now())
    assert (closing.state, closing.equal, closing.desk.events) == ("local", None, 1)


def test_a_day_with_nothing_is_equal_too(new_pc: MakePC) -> None:
    closing = new_pc().close_day(DAY - timedelta(days=1))
    assert (closing.equal, closing.desk.events, closing.desk.dossiers) == (True, 0, 0)


def test_refused_events_are_on_both_sides_so_the_day_still_closes(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.WITHDRAWN)
    second.sync()
    first.act(code, Kind.RESULT_READY)
    closing = first.close_day()
    assert first.state_of(code) == "parked"
    assert closing.equal is True
    assert closing.desk.events == 2
    assert second.close_day().equal is True


def test_what_the_desk_lost_is_fetched_before_the_relay_signs(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    """1. A backup is made. 2. Another dossier is received and sent. 3. The backup comes back. 4. The day is closed."""
    pc = new_pc()
    pc.receive()
    pc.sync()
    backup = pc.backup()
    lost = pc.receive()
    pc.act(lost, Kind.RESULT_READY)
    pc.sync()
    pc.restore(backup)
    assert lost not in pc.codes()
    closing = pc.close_day()
    assert (closing.equal, closing.desk.events) == (True, 3)
    assert pc.record(lost).state is State.RESULT_READY
    assert pc.receive() > lost  # no number is issued a second time
    result = pc.sync()
    assert (result.state, result.parked) == ("done", 0)
    relay.assert_chains_whole(agency)


def test_a_difference_no_repair_removes_is_named(new_pc: MakePC) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.sync()
    dossier = pc.id(code)

    def edit(path: str, answer: dict[str, Any]) -> object:
        if not path.endswith("closings"):
            return answer
        differing = {"dossier": dossier, "code": None, "why": "differs"}
        return {**answer, "equal": False, "differences": [differing], "statement": None, "signature": None}

    pc.line.edit = edit
    closing = pc.close_day()
    assert (closing.equal, closing.signature) == (False, None)
    assert closing.differences == (Mismatch(code, Why.DIFFERS),)
    assert pc.line.requests.count("/v1/closings") == 4
    assert not stored(pc)["signed"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("hash", "0" * 64, "STATEMENT"), ("events", 9, "STATEMENT"), ("desk", 2, "STATEMENT"),
     ("date", "2026-11-22", "STATEMENT"), ("at", "2026-11-23T23:59:59+07:00", "SIGNATURE")],
)  # fmt: skip
def test_a_statement_that_says_something_else_is_not_believed(
    field: str, value: object, why: str, new_pc: MakePC
) -> None:
    pc = new_pc()
    pc.receive()

    def edit(path: str, answer: dict[str, Any]) -> object:
        if path.endswith("closings"):
            answer["statement"][field] = value
        return answer

    pc.line.edit = edit
    with pytest.raises(SyncError) as caught:
        pc.close_day()
    assert (caught.value.code, caught.value.facts) == ("REFUSED", {"why": why})
    assert not stored(pc)["signed"]


def test_another_key_than_the_pinned_one_is_not_believed(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    impostor = Ed25519PrivateKey.generate()

    def edit(path: str, answer: dict[str, Any]) -> object:
        if path.endswith("closings"):
            answer["signature"] = base64.b64encode(impostor.sign(canonical(answer["statement"]))).decode()
        return answer

    pc.line.edit = edit
    with pytest.raises(SyncError, match="REFUSED"):
        pc.close_day()
    # It waits for a person: the rounds go on and do not ask for another proof by themselves.
    asked = pc.line.requests.count("/v1/closings")
    assert pc.sync().state == "done"
    assert pc.line.requests.count("/v1/closings") == asked


def test_a_proof_once_held_is_not_lost_by_closing_again_offline(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    signed = pc.close_day()
    pc.line.plan.extend(["offline"])
    again = pc.close_day()
    assert (again.state, again.equal, again.signature) == ("offline", True, signed.signature)
    pc.receive()
    pc.line.plan.extend(["offline"])
    later = pc.close_day()
    assert (later.equal, later.signature) == (None, None)
    assert not stored(pc)["signed"]


@pytest.mark.parametrize("state", ["chain_gap", "refused"])
def test_a_proof_of_before_is_not_shown_where_the_province_holds_something_else_now(new_pc: MakePC, state: str) -> None:
    """An event was deleted at the province: the round said `chain_gap`, the closing beside it `equal: true`."""
    pc = new_pc()
    code = pc.receive()
    assert pc.close_day().proved
    with pc.store.write() as connection:
        journal.resend(connection, [pc.history(code)[0].event.id])
    pc.line.plan.extend([state if state == "chain_gap" else "409"] * 2)
    closing = pc.close_day()
    assert (closing.state, closing.equal, closing.signature) == (state, None, None)
    assert not stored(pc)["signed"]


def test_the_closing_says_which_events_it_covers(new_pc: MakePC) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.close_day()
    covered = stored(pc)["last_event"]
    pc.act(code, Kind.RESULT_READY)
    assert [s.n <= covered for s in pc.history(code)] == [True, False]
    pc.close_day()
    assert all(s.n <= stored(pc)["last_event"] for s in pc.history(code))


def test_the_same_day_closed_twice_has_the_same_hash_at_desk_and_relay(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    assert pc.close_day().desk == pc.close_day().relay


def test_settled_events_keep_their_place_in_the_digest(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.WITHDRAWN)
    second.sync()
    first.act(code, Kind.RESULT_READY)
    first.sync()
    with first.store.write() as connection:
        journal.settle(connection, first.id(code))
    assert first.close_day().equal is True


def without_triggers(connection: Any) -> None:
    for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {row.name}"))


def tampered(connection: Any, code: str, change: str, dossiers: str = "dossier") -> None:
    """Change the body of a dossier's first event with its hash kept, as somebody with the database open would."""
    without_triggers(connection)
    event = f"(SELECT id FROM event WHERE dossier = (SELECT id FROM {dossiers} WHERE code = :code) LIMIT 1)"
    connection.execute(text(f"UPDATE event SET body = {change} WHERE id = {event}"), {"code": code})


CHANGES = ["json_set(body, '$.fee', 1)", "replace(body, 'Trần', 'Tran')"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_body_altered_at_the_desk_with_its_hash_kept_is_named_and_nothing_is_signed(
    new_pc: MakePC, change: str
) -> None:
    """Equal and signed: what both sides compared was the hash written down beside the body."""
    pc = new_pc()
    code, other = pc.receive(), pc.receive()
    pc.sync()
    with pc.store.write() as connection:
        tampered(connection, code, change.replace("body", "plain(body)"))
    closing = pc.close_day()
    assert (closing.equal, closing.signature) == (False, None)
    assert [(one.code, one.why) for one in closing.differences] == [(code, Why.DIFFERS)]
    assert other != code


@pytest.mark.parametrize("change", CHANGES)
def test_a_body_altered_at_the_relay_with_its_hash_kept_is_named_and_nothing_is_signed(
    new_pc: MakePC, relay: RelayServer, change: str
) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.receive()
    pc.sync()
    with relay.relay.store.write() as tx:
        tampered(tx, code, change)
    closing = pc.close_day()
    assert closing.equal is not True
    assert closing.signature is None


@pytest.mark.parametrize("seq", [1, 2, 3], ids=["the first", "one in between", "the last"])
def test_an_event_deleted_at_the_desk_is_here_again_before_anything_is_signed(new_pc: MakePC, seq: int) -> None:
    """The round said `chain_gap` and the closing `equal: true`: what was compared was a column, not what is there."""
    pc = new_pc()
    for _ in range(3):
        pc.receive()
    pc.sync()
    held = pc.events()
    with pc.store.write() as connection:
        without_triggers(connection)
        connection.execute(text("DELETE FROM event WHERE seq = :seq"), {"seq": seq})
    closing = pc.close_day()
    assert (closing.equal, closing.desk.events) == (True, 3)
    assert pc.events() == held


@pytest.mark.parametrize("change", ["facts = json_set(plain(facts), '$.fee', 1)", "state = 'returned'"])
def test_a_record_altered_at_the_desk_is_what_its_events_say_when_the_day_is_signed(
    new_pc: MakePC, change: str
) -> None:
    """A projection that was altered was seen by nobody: the doctor was content and the day was signed over it."""
    pc = new_pc()
    code, other = pc.receive(), pc.receive()
    pc.sync()
    before = [pc.record(one) for one in (code, other)]
    with pc.store.write() as connection:
        connection.execute(text(f"UPDATE dossier SET {change} WHERE code = :code"), {"code": code})
    assert pc.close_day().equal is True
    assert [pc.record(one) for one in (code, other)] == before
    with pc.store.read() as connection:
        assert projection.stands(connection, pc.id(code))


def test_a_refusal_whose_answer_this_store_has_forgotten_is_learned_before_the_day_is_signed(new_pc: MakePC) -> None:
    """It waited with nothing to send, the relay held it refused, and no closing of its day was ever equal."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    assert first.sync().parked == 1
    with first.store.write() as connection:
        connection.execute(text("UPDATE event SET verdict = 'waiting', reason = NULL WHERE verdict = 'refused'"))
    closing = first.close_day()
    assert (closing.equal, closing.desk) == (True, closing.relay)
    (parked,) = first.parked()
    assert [refusal.reason for refusal in parked.refusals] == ["BASE_MOVED"]
