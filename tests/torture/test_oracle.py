"""Each invariant is seen to fire: a fault planted in a world where all was well, and the oracle names it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.province import enrolment
from app.rules.acts import Kind
from app.services import acts
from app.sync.once import SyncResult
from tests.torture import faults
from tests.torture.oracle import INVARIANTS, Oracle, Violated
from tests.torture.steps import Officers
from tests.torture.world import PC, World, furnished, laws, lived, memory, template

DRAW = random.Random()
"""Begun anew for each test: what one draws does not hang on how many came before it."""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    with laws(), memory() as folder:
        yield template(folder / "template")


@pytest.fixture
def oracle(made: Path) -> Iterator[Oracle]:
    """A world in which each desk has received, acted and sent, and both desks of the centre know of it."""
    DRAW.seed(1)
    folder = made.parent / "world"
    folder.mkdir()
    with ExitStack() as stack:
        world = furnished(folder, made, 1, faults.WIRE)
        stack.enter_context(lived(world))
        stack.enter_context(faults.disks(world))
        officers = Officers(world)
        oracle = Oracle(world, officers)
        for step, pc in enumerate((*world.pcs, *world.pcs)):
            world.begin(step + 1)
            officers.receive(pc, DRAW)
            officers.act(pc, DRAW)
            officers.sync(pc, DRAW)
        oracle.rest(DRAW)
        yield oracle


def at_relay(world: World, *statements: str) -> None:
    """Change what the relay holds, past what keeps its events."""
    with world.province.store.write() as tx:
        _past_triggers(tx, statements)


def at_desk(pc: PC, *statements: str) -> None:
    with pc.desk().store.write() as connection:
        _past_triggers(connection, statements)


def _past_triggers(connection: Connection, statements: tuple[str, ...]) -> None:
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for row in triggers:
        connection.execute(text(f"DROP TRIGGER {row.name}"))
    for statement in statements:
        assert connection.execute(text(statement)).rowcount
    for row in triggers:
        connection.exec_driver_sql(row.sql)


NEWEST = "(SELECT id FROM event WHERE desk = 1 AND agency = 'H15.10' ORDER BY seq DESC LIMIT 1)"


def a_round_lies(oracle: Oracle) -> None:
    pc = oracle.world.pcs[0]
    oracle.officers.receive(pc, DRAW)
    oracle.after_round(pc, SyncResult("done", 1, 0, 0, 0))


def a_relay_signs_what_it_lost(oracle: Oracle) -> None:
    pc = oracle.world.pcs[0]
    closing = oracle.officers.close_on(pc, DRAW, oracle.world.now.date())
    assert closing is not None
    assert closing.signature is not None
    at_relay(oracle.world, f"DELETE FROM event WHERE id = {NEWEST}")
    oracle.after_closing(pc, closing)


def a_store_forgets(oracle: Oracle) -> None:
    pc = oracle.world.pcs[0]
    oracle.papers.look(pc)
    at_desk(pc, "DELETE FROM event WHERE n = (SELECT max(n) FROM event WHERE desk = 1)")
    pc.close()
    pc.desk()
    oracle.after_start()


def a_desk_is_shut_out_and_not_invited(oracle: Oracle) -> None:
    oracle.officers.enrol_again = lambda pc, draw: None  # type: ignore[method-assign]
    with oracle.world.province.store.write() as tx:
        enrolment.revoke(tx, "H15.10", 2)
    oracle.judge()


def a_relay_alters_a_body(oracle: Oracle) -> None:
    at_relay(oracle.world, f"UPDATE event SET officer = 'X' WHERE id = {NEWEST}")
    oracle.judge()


def a_relay_loses_an_event(oracle: Oracle) -> None:
    at_relay(oracle.world, f"DELETE FROM event WHERE id = {NEWEST}")
    oracle.look()


def a_relay_loses_a_dossier(oracle: Oracle) -> None:
    at_relay(oracle.world, "DELETE FROM dossier WHERE code = 'H15.10-261123-1001'")
    oracle.look()


def a_relay_loses_a_voided_dossier(oracle: Oracle) -> None:
    pc = oracle.world.pcs[1]
    oracle.officers.ask(pc, DRAW, lambda desk: acts.act(desk, "H15.10-261123-1001", Kind.VOIDED, {"reason": "nhầm"}))
    oracle.officers.sync(pc, DRAW)
    a_relay_loses_a_dossier(oracle)


def a_code_is_printed_twice(oracle: Oracle) -> None:
    first = next(iter(oracle.papers.receipts.values()))
    oracle.papers.receipts["another"] = replace(first, entry=77, dossier="another")
    oracle.look()


def an_entry_is_printed_twice(oracle: Oracle) -> None:
    first = next(iter(oracle.papers.receipts.values()))
    oracle.papers.receipts["another"] = replace(first, code="H15.10-261123-0077", dossier="another")
    oracle.look()


def a_list_is_signed_twice(oracle: Oracle) -> None:
    oracle.papers.sign("H15.10 BG01-261123-01")
    oracle.papers.sign("H15.10 BG01-261123-01")
    oracle.look()


def a_relay_orders_wrongly(oracle: Oracle) -> None:
    dossier = "(SELECT dossier FROM event GROUP BY dossier HAVING count(*) = 2 ORDER BY dossier LIMIT 1)"
    at_relay(
        oracle.world,
        f"UPDATE event SET seq = -seq WHERE dossier = {dossier}",
    )
    oracle.look()


def a_relay_forgets_a_head(oracle: Oracle) -> None:
    at_relay(oracle.world, "UPDATE desk SET head = NULL WHERE agency = 'H15.10' AND number = 2")
    oracle.look()


ALTERED = (
    "UPDATE dossier SET state = CASE state WHEN 'voided' THEN 'received' ELSE 'voided' END "
    "WHERE code = 'H15.11-261123-0001'"
)


def a_relays_record_is_not_its_events(oracle: Oracle) -> None:
    at_relay(oracle.world, ALTERED)
    oracle.look()


def a_desks_record_is_not_its_events(oracle: Oracle) -> None:
    at_desk(oracle.world.pcs[2], ALTERED)
    oracle.look()


def an_event_is_altered_at_the_relay(oracle: Oracle) -> None:
    at_relay(oracle.world, f"UPDATE event SET officer = 'X' WHERE id = {NEWEST}")
    oracle.look()


def an_event_is_altered_at_a_desk(oracle: Oracle) -> None:
    at_desk(oracle.world.pcs[1], "UPDATE event SET officer = 'X' WHERE n = 1")
    oracle.look()


def a_desk_has_another_order(oracle: Oracle) -> None:
    at_desk(oracle.world.pcs[1], "UPDATE event SET seq = seq + 100 WHERE n = (SELECT max(n) FROM event)")
    oracle.look()


def a_desk_lacks_a_dossier(oracle: Oracle) -> None:
    code = "(SELECT id FROM dossier WHERE code = 'H15.10-261123-0001')"
    at_desk(oracle.world.pcs[1], f"DELETE FROM event WHERE dossier = {code}", f"DELETE FROM dossier WHERE id = {code}")
    oracle.look()


PLANTED: list[tuple[str, Callable[[Oracle], Any]]] = [
    ("false_done", a_round_lies),
    ("false_signed", a_relay_signs_what_it_lost),
    ("missing", a_store_forgets),
    ("stuck", a_desk_is_shut_out_and_not_invited),
    ("unsigned", a_relay_alters_a_body),
    ("lost", a_relay_loses_an_event),
    ("lost", a_relay_loses_a_dossier),
    ("lost", a_relay_loses_a_voided_dossier),
    ("doubled", a_code_is_printed_twice),
    ("doubled", an_entry_is_printed_twice),
    ("doubled", a_list_is_signed_twice),
    ("order", a_relay_orders_wrongly),
    ("chain", a_relay_forgets_a_head),
    ("projection", a_relays_record_is_not_its_events),
    ("projection", a_desks_record_is_not_its_events),
    ("hash", an_event_is_altered_at_the_relay),
    ("hash", an_event_is_altered_at_a_desk),
    ("unequal", a_desk_has_another_order),
    ("unequal", a_desk_lacks_a_dossier),
]


@pytest.mark.parametrize(("invariant", "plant"), PLANTED, ids=[plant.__name__ for _, plant in PLANTED])
def test_a_planted_fault_is_named(oracle: Oracle, invariant: str, plant: Callable[[Oracle], Any]) -> None:
    with pytest.raises(Violated) as violated:
        plant(oracle)
    assert violated.value.kind == invariant, violated.value


def test_where_nothing_is_planted_all_is_well(oracle: Oracle) -> None:
    oracle.judge()


def test_every_invariant_was_seen_to_fire() -> None:
    assert {invariant for invariant, _ in PLANTED} == set(INVARIANTS)
