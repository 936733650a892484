"""The line to a desk's province: one round on it, or one round after another for as long as the window is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import UserError
from app.models import setting
from app.services.desk import Desk
from app.sync.loop import SyncLoop
from app.sync.once import Progress, SyncResult, sync_once
from app.sync.transport import Transport


def sync_now(desk: Desk) -> SyncResult:
    """Send and fetch once; a line that fails is a state of the result. Raises UserError NOT_ENROLLED."""
    with line_of(desk) as transport:
        if transport is None:
            raise UserError("NOT_ENROLLED")
        result = sync_once(desk.store, transport, desk.clock())
    desk.changed()  # what came back moves the desk's chain on
    return result


def start_rounds(desk: Desk, report: Callable[[Progress | SyncResult], None]) -> SyncLoop:
    """Begin a round, and another after each, in a thread of its own; whoever asked stops it.

    `report` is called on that thread. Its clock is the desk's: what a round notes and what the officer reads are one
    time.
    """
    loop = SyncLoop(desk.store, report, now=desk.clock)
    loop.start()
    return loop


@contextmanager
def line_of(desk: Desk) -> Iterator[Transport | None]:
    """Give the line to the desk's province, None for a centre that has none; it is closed afterwards."""
    with desk.store.read() as connection:
        link = setting.link(connection)
    if link is None:
        yield None
        return
    with Transport.of(link) as transport:
        yield transport
