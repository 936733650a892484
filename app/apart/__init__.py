"""One of our functions run in a process apart, with limits of memory and time: what it cannot bear ends there.

A library that opens what somebody chose can be made to ask for more memory than there is, or to fail in its own
machine code. Neither is an exception: the process ends, and with the window that is the counter. So such work is done
by the program started anew (`paths.program`). It takes one question on stdin and answers on stdout, one JSON value a
line; nothing is pickled. Nothing of what it read goes into a log, nor into a core file.

It ends with the process that asked: on Windows by a Job Object, which also limits its memory; on Linux by the
kernel's word of a parent's death; elsewhere when its time on the processor is over. The Job Object is **untried**:
where this was written there was neither Windows nor Wine. Without it the work is still apart, its memory not limited.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any

from app.errors import KnownError, MotcuaError, UserError
from app.paths import ROOT, no_console, program

MOST_SAID = 256 << 20
"""Bytes of an answer, which become objects of the one who asked; 200,000 rows of a register are 52 MB."""
_EVERY = 0.1
_SPARE = 10
_KINDS = {kind.__name__: kind for kind in (UserError, KnownError)}
log = logging.getLogger(__name__)


class Lost(Exception):
    """The process apart ended before its answer did: for its time (`slow`), else for its memory or a fault."""

    def __init__(self, *, slow: bool) -> None:
        """Keep why."""
        super().__init__()
        self.slow = slow


def answers(
    work: Callable[..., Iterator[Any]], *said: Any, memory: int, seconds: int, stopped: Callable[[], bool]
) -> Iterator[Any]:
    """Give what `work(*said)` gives in a process apart that has `memory` bytes and `seconds`; all as JSON has it.

    `work` is a function of a module of ours. `stopped()` is asked ten times a second, on another thread. Raises what
    `work` raises of UserError and KnownError, Lost, UserError STOPPED, KnownError APART_START (why).
    """
    question = [work.__module__, work.__qualname__, said, memory, seconds]
    with _started(memory) as process, _watched(process, seconds, stopped) as ended_for:
        assert process.stdin is not None
        with suppress(OSError), process.stdin as asked:
            asked.write(json.dumps(question).encode())
        ready, why = False, ""
        for kind, value in _lines(process):
            if kind == "ready":
                ready = True
            elif kind == "given":
                yield value
            elif kind == "done":
                return
            elif kind == "refused":
                name, code, field, facts = value
                raise _KINDS[name](code, field=field, **facts)
            else:
                why = str(value)
                log.error("failed apart: %s", why)
        if "stopped" in ended_for:
            raise UserError("STOPPED")
        if not ready and not ended_for:
            # No file was looked at yet, so none is to blame: a broken installation, or something that forbids it.
            raise KnownError("APART_START", why=why or f"mã {process.wait()}")
        raise Lost(slow="slow" in ended_for)


def step_back() -> None:
    """Have this process run when nothing else wants processor or disk. What the system refuses is done without."""
    if sys.platform == "win32":
        import ctypes

        kernel, background_begin = ctypes.WinDLL("kernel32"), 0x00100000
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), background_begin)
        return
    with suppress(OSError):
        os.nice(19)
    if sys.platform == "linux":
        import ctypes

        # ioprio_set(2) has no function in the C library; the idle class is 3, shifted as the kernel wants it.
        number = {"x86_64": 251, "aarch64": 30}.get(os.uname().machine)
        if number is not None:
            ctypes.CDLL(None).syscall(number, 1, 0, 3 << 13)


def answer() -> None:
    """Be the process apart: take the question, work, answer."""
    gc.disable()  # millions of cells would be gone through for what ends with the process
    _end_with_parent()
    try:
        module, name, said, memory, seconds = json.load(sys.stdin.buffer)
    except ValueError:
        # Who asked is gone, or nobody did.
        return
    _limit(memory, seconds + _SPARE)
    try:
        work = getattr(import_module(module), name)
        _say("ready", None)
        for value in work(*said):
            _say("given", value)
    except MotcuaError as problem:
        _say("refused", [type(problem).__name__, problem.code, problem.field, problem.facts])
    except MemoryError:
        # No answer is one, and the same as where a library ends the process for it.
        return
    except BaseException as problem:
        # Its kind and place, never its text: that may hold what was read.
        last = traceback.extract_tb(problem.__traceback__)[-1]
        _say("failed", f"{type(problem).__name__} at {Path(last.filename).name}:{last.lineno}")
    else:
        _say("done", None)


def _say(kind: str, value: Any) -> None:
    line = json.dumps([kind, value], ensure_ascii=False)
    sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[tuple[str, Any]]:
    """Give what it says, up to its end or to the first thing that is no answer of ours."""
    assert process.stdout is not None
    left = MOST_SAID
    while left > 0 and (line := process.stdout.readline(left)):
        left -= len(line)
        try:
            kind, value = json.loads(line.decode("utf-8", "surrogatepass"))
        except (ValueError, TypeError, RecursionError):
            return
        yield kind, value


@contextmanager
def _started(memory: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program as the process apart, and have it gone afterwards."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(program("apart"), stdin=pipe, stdout=pipe, stderr=nowhere, cwd=ROOT, **no_console())
    except OSError as problem:
        raise KnownError("APART_START", why=problem.strerror) from None
    # It waits for its question, so nothing is read before the limit holds.
    with process, _job(process, memory):
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _watched(process: subprocess.Popen[bytes], seconds: int, stopped: Callable[[], bool]) -> Iterator[set[str]]:
    """End the process when nobody wants it or its time is over; give the set in which the reason then stands."""
    until, over, ended_for = monotonic() + seconds, threading.Event(), set[str]()

    def watch() -> None:
        while not over.wait(_EVERY):
            if stopped() or monotonic() > until:
                ended_for.add("stopped" if stopped() else "slow")
                process.kill()
                return

    thread = threading.Thread(target=watch, name="apart")
    thread.start()
    try:
        yield ended_for
    finally:
        over.set()
        thread.join()


def _end_with_parent() -> None:
    """Have the kernel end this process with the thread that started it. Windows does it by the Job Object."""
    if sys.platform == "linux":
        import ctypes

        set_death_signal, kill = 1, 9
        ctypes.CDLL(None).prctl(set_death_signal, kill)


def _limit(memory: int, seconds: int) -> None:
    """Limit this process: its memory in bytes, its time on the processor; no core, it would hold what was read."""
    if sys.platform != "win32":
        import resource

        limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
        for kind, most in limits:
            hard = resource.getrlimit(kind)[1]
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (lower, lower))


@contextmanager
def _job(process: subprocess.Popen[bytes], memory: int) -> Iterator[None]:
    """On Windows, hold the process in a Job Object of limited memory that ends it when we end, however that is."""
    if sys.platform == "win32":
        from app.apart import job

        held = job.hold(int(process._handle), memory)
        try:
            yield
        finally:
            job.let_go(held)
    else:
        yield
