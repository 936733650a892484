"""Process death: a step done in a process of its own that is ended by SIGKILL where it would begin something.

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
from collections.abc import Callable
from itertools import count
from typing import Any

from app.mark import Mark
from tests.torture.paper import Papers
from tests.torture.steps import Officers
from tests.torture.world import PC

MOST = {"kill_statement": 45, "kill_commit": 9, "kill_mark": 3, "kill_relay": 30}
"""How far into a step each kind of kill is drawn: some further than the shortest steps go, which then end whole."""


def die(
    officers: Officers, pc: PC, step: Callable[[PC, random.Random], object], draw: random.Random, kind: str, nth: int
) -> bool:
    """Do a step in a process that is killed at its `nth` statement, commit, look at the mark or relay's statement.

    Returns whether it died of it. What it handed out before is on paper. Raises what it raised.
    """
    world = officers.world
    world.close()
    reading, writing = os.pipe()
    # The garbage of a schedule is not copied into a process that lives for a few milliseconds.
    gc.freeze()
    child = os.fork()
    if not child:
        _live(officers, pc, step, draw, kind, nth, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    gc.unfreeze()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _hear(officers.papers, pc, said)
    if status not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a step that was to be killed ended in {status}")
    return status == -signal.SIGKILL


def _live(
    officers: Officers, pc: PC, step: Callable[[PC, random.Random], object], draw: random.Random, kind: str, nth: int,
    reading: int, writing: int,
) -> None:  # fmt: skip
    """Do the step and end this process, whatever happens: what lies above is the business of the one it came from."""
    try:
        os.close(reading)
        pipe = os.fdopen(writing, "wb")
        officers.world.begin(officers.world.step, "dying")
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

    def hand_out(self, pc: PC, dossier: Any) -> None:
        super().hand_out(pc, dossier)
        told = [(event.id, event.kind, event.at) for event in dossier.events if event.desk == pc.number]
        _write(self._pipe, "receipt", (self.receipts[dossier.id], told))

    def sign(self, number: str) -> None:
        super().sign(number)
        _write(self._pipe, "list", number)

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
        elif what == "list":
            papers.sign(value)
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
