"""Signing a list off the GUI thread: committed first, printed after, and told on the panel either way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app import words
from app.errors import MotcuaError
from app.services import handover
from app.services.desk import Desk
from app.services.handover import OUT, Handover
from app.ui.context import Context
from app.ui.handover.panel import HandoverPanel
from app.ui.handover.picked import Side

_PRINTED, _AGAIN, _NOT_PRINTED = ", đã in", ", đã in lại", ", chưa in được"


class Signing:
    """One list at a time; `last` is the one that "In lại" speaks of."""

    def __init__(self, context: Context, panel: HandoverPanel, unprinted: Callable[[str], None]) -> None:
        """Tell what was done on `panel`; a list that did not come out is told to `unprinted` as well.

        A narrow window has no panel in sight, and both sides wait to sign.
        """
        self.context, self.panel, self.unprinted = context, panel, unprinted
        self.last: Handover | None = None
        self.busy = False

    def sign(self, side: Side, *, done: Callable[[Handover], None], failed: Callable[[MotcuaError], None]) -> None:
        """Write the chosen list of `side`, then print it."""
        self.busy = True

        def finished(signed: Handover) -> None:
            self.busy = False
            self.last = signed
            self.panel.tell(signed, "")
            self.context.wake_sync()
            done(signed)
            self._print(signed)

        def refused(problem: MotcuaError) -> None:
            self.busy = False
            failed(problem)

        self.context.tasks.run(_writing(self.context.desk, side), finished, refused)

    def speak_of(self, signed: Handover) -> None:
        """From now on "In lại" means this list."""
        self.last = signed

    def print_again(self) -> None:
        """Print the list spoken of last."""
        if self.last is not None:
            self._print(self.last)

    def print_number(self, number: str) -> None:
        """Print a signed list by its number."""
        desk = self.context.desk
        self.context.tasks.run(lambda: handover.signed(desk, number), self._print, self._no_list)

    def _no_list(self, problem: MotcuaError) -> None:
        self.panel.quiet.tell(words.sentence(problem), ok=False)

    def _print(self, signed: Handover) -> None:
        desk, tasks, number = self.context.desk, self.context.tasks, signed.number
        self.last = signed

        def counted(times: int) -> None:
            self.panel.tell(signed, _PRINTED if times == 1 else _AGAIN)
            tasks.run(lambda: handover.lists(desk, desk.clock().date()), self.panel.show_lists, topic="handover.lists")

        def failed(problem: MotcuaError) -> None:
            why = words.sentence(problem)
            self.panel.tell(signed, _NOT_PRINTED, ok=False, why=why)
            self.unprinted(f"Chưa in được danh sách {number}. {why}")

        def spooled() -> None:
            tasks.run(lambda: handover.printed(desk, number), counted, failed)

        def rendered(pdf: bytes) -> None:
            self.context.printer.send(pdf, f"Danh sách {number}", spooled, failed)

        tasks.run(lambda: handover.render_list(desk, number), rendered, failed)


def _writing(desk: Desk, side: Side) -> Callable[[], Handover]:
    """Return the work of writing a list as it is now: the officer may go on ticking while it is written."""
    unit, person = side.unit, side.person
    if side.sort == OUT:
        return partial(handover.hand_over, desk, [dossier.code for dossier in side.chosen], unit, person)
    return partial(handover.take_results, desk, side.rows, unit, person)
