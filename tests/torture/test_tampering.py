"""A thousand tamperings of a closed store and of a relay: each is found, and by name."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.torture import faults, tampering
from tests.torture.oracle import Oracle
from tests.torture.steps import Officers
from tests.torture.world import PC, World, furnished, laws, lived, memory, template

SEED = 20261130


@dataclass
class Closed:
    """A world whose day is closed and signed, and how it is put back to that."""

    world: World
    oracle: Oracle
    put_back: Callable[[], None]


@pytest.fixture(scope="module")
def closed() -> Iterator[Closed]:
    with ExitStack() as stack:
        stack.enter_context(laws())
        folder = stack.enter_context(memory())
        made = template(folder / "template")
        (folder / "world").mkdir()
        world = furnished(folder / "world", made, 1, faults.WIRE)
        stack.enter_context(lived(world))
        draw, officers = random.Random(SEED), Officers(world)
        oracle = Oracle(world, officers)
        for step, pc in enumerate(world.pcs * 4):
            world.begin(step + 1)
            officers.receive(pc, draw)
            officers.act(pc, draw)
            officers.sync(pc, draw)
        oracle.rest(draw)
        for pc in world.pcs:
            oracle._close(pc, draw, world.now.date())
        world.close()
        relay = world.province.kept()
        kept = {pc.name: Path(shutil.copytree(pc.home, folder / f"kept-{pc.name}")) for pc in world.pcs}

        def put_back() -> None:
            world.close()
            world.province.put_back(relay)
            for pc in world.pcs:
                shutil.rmtree(pc.home)
                shutil.copytree(kept[pc.name], pc.home)

        yield Closed(world, oracle, put_back)


def found(closed: Closed, count: int, seed: int) -> Counter[str]:
    """Tamper so many times, each time with a world in which all was well; return how often with what."""
    told: Counter[str] = Counter()
    for nth in range(count):
        draw = random.Random(f"{seed}/{nth}")
        kind = draw.choice(tampering.KINDS)
        closed.put_back()
        pc: PC = draw.choice(closed.world.pcs)
        relay = draw.random() < 0.5
        done, named = tampering.at_relay(closed.world, kind, draw) if relay else tampering.at_desk(pc, kind, draw)
        assert named, f"seed {seed}/{nth}: nobody found {done} at the {'relay' if relay else pc.name}"
        # What is gone, or was never there, is named by the place where it breaks off.
        general = {"log", "chain", "record"} if kind in ("delete", "truncate", "insert", "reorder") else set()
        assert named & (done.names | general), f"seed {seed}/{nth}: {done} has no name among {sorted(named)}"
        told[f"{kind} at the {'relay' if relay else 'desk'}"] += 1
    return told


def test_forty_tamperings_are_found_by_name(closed: Closed) -> None:
    assert sum(found(closed, 40, SEED).values()) == 40


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_a_thousand_tamperings_are_found_by_name(closed: Closed, capsys: pytest.CaptureFixture[str]) -> None:
    told = found(closed, 1000, SEED + 1)
    with capsys.disabled():
        print(f"\n1000 tamperings, seed {SEED + 1}, all found: {dict(sorted(told.items()))}")


def test_an_untouched_world_is_well(closed: Closed) -> None:
    closed.put_back()
    closed.oracle.look()
