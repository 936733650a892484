"""Process death: a step done in a process of its own that is ended by SIGKILL where it would begin something.

A PC that died may die again over the same step: it is begun anew from what lies on the disks, by another process.

No connection is open and no thread runs when it is forked; the process opens its own. What the officer had in his hands
by then it has said on a pipe, line by line, before it died: receipts that were handed out, and what the oracle found.
The relay lives in the same process and dies with the desk, its transaction open.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import random
import signal
import traceback
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from app.mark import Mark
from tests.torture.paper import Papers
from tests.torture.steps import Officers
from tests.torture.world import PC

KINDS = ("kill_statement", "kill_commit", "kill_mark", "kill_relay")
LENGTHS: dict[str, dict[str, tuple[int, int]]] = {
    "receive": {"kill_statement": (45, 79), "kill_commit": (4, 5), "kill_mark": (2, 4)},
    "act": {"kill_statement": (30, 35), "kill_commit": (5, 5)},
    "correct": {"kill_statement": (30, 53), "kill_commit": (5, 5)},
    "give_back": {"kill_statement": (40, 49), "kill_commit": (5, 5)},
    "hand_over": {"kill_statement": (40, 71), "kill_commit": (7, 8), "kill_mark": (2, 4)},
    "settle": {"kill_statement": (15, 47), "kill_commit": (4, 7)},
    "sync": {"kill_statement": (70, 200), "kill_commit": (18, 38), "kill_relay": (18, 70)},
    "close": {"kill_statement": (75, 170), "kill_commit": (18, 24), "kill_relay": (25, 74)},
    "province_acts": {"kill_relay": (20, 28)},
}
"""How many statements, commits, looks at the mark and relay's statements a step has, as a rule and at the most; a kind
of kill that cannot come in a step is not there."""
FURTHER = 0.1
"""How often a kill is drawn from the longest such step: in a shorter one it does not come, and the step ends whole."""
AGAIN, TIMES = 0.6, 8
"""How often a PC that died dies of the same step once more, and how often at the most."""


def drawn(draw: random.Random, name: str, kinds: Sequence[str]) -> list[tuple[str, int]]:
    """Draw of what a step dies, and of what each time it is begun again: the kind of kill, and at which of them."""
    lengths, deaths = LENGTHS[name], list[tuple[str, int]]()
    possible = [kind for kind in kinds if kind in lengths]
    while possible and len(deaths) < TIMES and (not deaths or draw.random() < AGAIN):
        kind = draw.choice(possible)
        deaths.append((kind, draw.randint(1, lengths[kind][draw.random() < FURTHER])))
    return deaths


def die(
    officers: Officers, pc: PC, step: Callable[[PC, random.Random], object], draw: random.Random, kind: str, nth: int,
    life: str = "dying",
) -> bool:  # fmt: skip
    """Do a step in a process that is killed at its `nth` statement, commit, look at the mark or relay's statement.

    Returns whether it died of it. What it handed out before is on paper. `life` tells it from another one that does the
    same step. Raises what it raised.
    """
    world = officers.world
    world.close()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _live(officers, pc, step, draw, kind, nth, life, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _hear(officers.papers, pc, said)
    if status not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a step that was to be killed ended in {status}")
    return status == -signal.SIGKILL


def _live(
    officers: Officers, pc: PC, step: Callable[[PC, random.Random], object], draw: random.Random, kind: str, nth: int,
    life: str, reading: int, writing: int,
) -> None:  # fmt: skip
    """Do the step and end this process, whatever happens: what lies above is the business of the one it came from."""
    try:
        gc.disable()  # it lives for a few milliseconds
        os.close(reading)
        pipe = os.fdopen(writing, "wb")
        officers.world.begin(officers.world.step, life)
        officers.papers = _Telling(officers.papers, pipe)
        _arm(officers, kind, nth)
        try:
            step(pc, draw)
        except BaseException as problem:
            _write(pipe, "raised", (_plain(problem), traceback.format_exc()))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


class _Telling(Papers):
    """Papers that are also told to the process this one came from."""

    def __init__(self, papers: Papers, pipe: Any) -> None:
        super().__init__(**vars(papers))
        self._pipe = pipe

    def look(self, pc: PC) -> None:
        events, receipts = self.events.copy(), self.receipts.copy()
        super().look(pc)
        new = (dict(self.events.items() - events.items()), dict(self.receipts.items() - receipts.items()))
        _write(self._pipe, "seen", (pc.ids, self.missing, *new))

    def hand_out(self, pc: PC, dossier: Any) -> None:
        super().hand_out(pc, dossier)
        told = [(event.id, event.kind, event.at) for event in dossier.events if event.desk == pc.number]
        _write(self._pipe, "receipt", (self.receipts[dossier.id], told))

    def sign(self, number: str) -> None:
        super().sign(number)
        _write(self._pipe, "list", number)

    def ask(self, pc: PC) -> None:
        super().ask(pc)
        _write(self._pipe, "asked", None)

    def forget_lists(self, pc: PC) -> None:
        super().forget_lists(pc)
        _write(self._pipe, "no lists", None)


def _write(pipe: Any, what: str, value: object) -> None:
    pickle.dump((what, value), pipe)
    pipe.flush()


def _plain(problem: BaseException) -> BaseException | None:
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:
        return None
    return problem


def _hear(papers: Papers, pc: PC, said: bytes) -> None:
    """Take in what the process said before it ended."""
    pipe = io.BytesIO(said)
    while pipe.tell() < len(said):
        what, value = pickle.load(pipe)
        if what == "receipt":
            receipt, events = value
            papers.receipts.setdefault(receipt.dossier, receipt)
            for id_, kind, at in events:
                papers.say(pc, id_, receipt.dossier, kind, at)
            pc.ids |= {id_ for id_, _, _ in events}
        elif what == "seen":
            pc.ids, papers.missing, events, receipts = value
            papers.events.update(events)
            papers.receipts.update(receipts)
        elif what == "list":
            papers.sign(value)
        elif what == "asked":
            papers.ask(pc)
        elif what == "no lists":
            papers.forget_lists(pc)
        else:
            problem, told = value
            raise (problem or RuntimeError("in a process that was to be killed")) from RuntimeError(told)


def _arm(officers: Officers, kind: str, nth: int) -> None:
    """Have this process end where its `nth` of that kind would begin."""
    steps = count(1)

    def step() -> None:
        if next(steps) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(_said: str) -> None:
        step()

    def commit(said: str) -> None:
        if said.startswith("COMMIT"):
            step()

    world = officers.world
    if kind == "kill_statement":
        world.connected.append(lambda path, connection: connection.set_trace_callback(statement))
    elif kind == "kill_commit":
        world.connected.append(lambda path, connection: connection.set_trace_callback(commit))
    elif kind == "kill_relay":
        world.relay_connected.append(lambda connection: connection.set_trace_callback(statement))
    else:
        _arm_mark(step)


def _arm_mark(step: Callable[[], None]) -> None:
    """Have it end between a commit and the mark's note of it, and after numbers were reserved that nobody uses."""
    issue, reserve = Mark.issue, Mark.reserve

    def issue_not(self: Mark, numbers: Any) -> None:
        step()
        issue(self, numbers)

    def reserve_only(self: Mark, counters: Any) -> None:
        reserve(self, counters)
        step()

    Mark.issue, Mark.reserve = issue_not, reserve_only  # type: ignore[method-assign]
