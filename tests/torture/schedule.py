"""One seed, one run: the steps that are drawn from it, the faults between them, and what the oracle says at the end."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.torture import faults, kills
from tests.torture.oracle import Oracle, Violated
from tests.torture.steps import Officers
from tests.torture.world import PC, Province, World, furnished, lived

STEPS_EACH = 30
"""Steps of a schedule."""
FAULTY = 0.3
"""How many of the steps are faults of a PC, or of the relay, and how many of the others meet a fault of the wire."""
KILLED = 0.155
"""How many steps of people are done in a process that is killed, and begun again in another one (`kills.AGAIN`)."""
DAYTIME = 0.95
"""How often a step follows the one before within the hour, and not the next morning."""
STEPS = {
    "receive": 26, "act": 16, "correct": 10, "give_back": 8, "hand_over": 5, "settle": 5, "sync": 20, "close": 6,
    "province_acts": 6,
}  # fmt: skip


@dataclass
class Outcome:
    """What came of a seed. `failed` is the invariant that does not hold, or unexplained; None where all is well."""

    seed: int
    steps: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failed: str | None = None
    told: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as a worker says it."""
        return {**vars(self), "faults": dict(self.faults), "codes": dict(self.codes)}


def enabled(more: frozenset[str] = frozenset(), only: frozenset[str] | None = None) -> frozenset[str]:
    """Return the faults that are drawn: those the program survives, and `more`; or `only` some."""
    survived = frozenset(name for name, survives in faults.SURVIVED.items() if survives)
    return (survived if only is None else only) | more


def run(
    seed: int,
    made: Path,
    folder: Path,
    drawn: frozenset[str],
    *,
    province: Province | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Play a seed in `folder` and judge it; `made` is the template, `drawn` are the faults that may happen."""
    outcome, began = Outcome(seed), time.process_time()
    folder.mkdir()
    world = furnished(folder, made, seed, faults.WIRE, province)
    world.drawn = drawn
    try:
        with ExitStack() as stack:
            stack.enter_context(lived(world))
            stack.enter_context(faults.disks(world))
            officers = Officers(world)
            outcome.codes = officers.codes
            oracle = Oracle(world, officers)
            _play(world, officers, oracle, outcome, drawn, tell)
            world.begin(outcome.steps + 1)
            oracle.judge()
    except Violated as violated:
        outcome.failed, outcome.told = violated.kind, f"{violated}"
    except Exception as problem:
        outcome.failed = "unexplained"
        outcome.told = "".join(traceback.format_exception(problem))
    outcome.seconds = time.process_time() - began
    return outcome


def _play(
    world: World,
    officers: Officers,
    oracle: Oracle,
    outcome: Outcome,
    drawn: frozenset[str],
    tell: Callable[[str], None],
) -> None:
    chance = random.Random(world.seed)
    # Half of the kinds in each schedule: what happens again and again leads further than a little of everything.
    drawn = frozenset(name for name in sorted(drawn) if chance.random() < 0.5)
    deaths, here = [kind for kind in kills.KINDS if kind in drawn], sorted(drawn & faults.HERE.keys())
    for nth in range(1, STEPS_EACH + 1):
        world.begin(nth)
        world.pass_time(timedelta(minutes=chance.randint(0, 45)) if chance.random() < DAYTIME else timedelta(hours=17))
        pc, draw = chance.choice(world.working()), random.Random(f"{world.seed}/{nth}")
        if here and chance.random() < FAULTY:
            name = chance.choice(here)
            tell(f"{nth} {world.now:%d %H:%M} {pc.name}: {name}")
            outcome.faults[name] += 1
            faults.HERE[name](officers, pc, draw)
        else:
            name = chance.choices(list(STEPS), list(STEPS.values()))[0]
            dying = kills.drawn(chance, name, deaths) if chance.random() < KILLED else []
            _do(officers, outcome, pc, draw, name, dying, drawn, tell)
        outcome.steps = nth
        oracle.after_start()


def _do(
    officers: Officers,
    outcome: Outcome,
    pc: PC,
    draw: random.Random,
    name: str,
    deaths: list[tuple[str, int]],
    drawn: frozenset[str],
    tell: Callable[[str], None],
) -> None:
    """Have somebody do something, with what happens to him meanwhile."""
    step = getattr(officers, name)
    if name in ("sync", "close") and draw.random() < 0.5:
        met = faults.plan(draw, drawn)
        pc.wire.plan.extend(met)
        outcome.faults.update(fault for fault in met if fault != "fine")
    tell(f"{officers.world.step} {officers.world.now:%d %H:%M} {pc.name}: {name} {list(pc.wire.plan)} {deaths or ''}")
    if not deaths:
        step(pc, draw)
    for time_, (death, nth) in enumerate(deaths):
        if not kills.die(officers, pc, step, draw, death, nth, f"dying {time_}"):
            break
        outcome.kills += 1
        outcome.faults[death] += 1
    pc.wire.plan.clear()
