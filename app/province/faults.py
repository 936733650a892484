"""The relay's own faults: what a log line tells of them, and nothing personal (DESIGN §3.14).

An error nobody foresaw says nothing about a dossier, so it is never a verdict. It gets a number, which goes to the
desk and into the log, with the kinds of error, the places in our own code, and which desk's request it was. Its
message stays out: it may quote a body or a row of the database.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from app.rules.events import Event

log = logging.getLogger(__name__)
_PLACES = 6
"""Frames of our own code that a log line names, innermost first."""
_work: ContextVar[dict[str, str] | None] = ContextVar("work", default=None)


@contextmanager
def watched() -> Iterator[None]:
    """Remember for one request what `working_on` is told; threads it is handed to see the same."""
    token = _work.set({})
    try:
        yield
    finally:
        _work.reset(token)


def working_on(**what: str | None) -> None:
    """Note what the request under way works on (agency, desk, events, event); None takes a note back."""
    work = _work.get()
    if work is not None:
        work.update({name: value or "" for name, value in what.items()})


def listed(events: Sequence[Event]) -> str:
    """Name a batch in a few words: how many events, the first and the last of them."""
    return f"{len(events)}: {events[0].id}..{events[-1].id}" if len(events) > 1 else "".join(e.id for e in events)


def report(error: Exception, *, what: str = "incident") -> str:
    """Log a fault and return its number, 8 hex digits."""
    number = secrets.token_hex(4)
    work = " ".join(f"{name} {value}" for name, value in (_work.get() or {}).items() if value)
    log.error("%s %s: %s; %s", what, number, " from ".join(_told(error)), work or "no desk")
    return number


def _told(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        places = " < ".join(reversed(list(_places(error)))) or "elsewhere"
        yield f"{type(error).__name__} at {places}"
        error = error.__cause__


def _places(error: BaseException) -> list[str]:
    """Return the last places of the traceback that are ours, by module: a frozen program has no other paths."""
    frames = (
        (frame.f_globals.get("__name__", ""), line, frame) for frame, line in traceback.walk_tb(error.__traceback__)
    )
    ours = [
        f"{name.replace('.', '/')}.py:{line}:{frame.f_code.co_name}"
        for name, line, frame in frames
        if name.startswith("app.")
    ]
    return ours[-_PLACES:]
