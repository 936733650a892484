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
from app.ui.handover.draft_lists import DraftList
from app.ui.handover.panel import HandoverPanel
from app.ui.writing import Failed, Printout, Writer

_PRINTED, _AGAIN, _NOT_PRINTED = ", đã in", ", đã in lại", ", chưa in được"


class ListWriter(Writer[Handover]):
    """One list at a time; `last` is the one that "In lại" speaks of."""

    def __init__(self, context: Context, panel: HandoverPanel, unprinted: Callable[[str], None]) -> None:
        """Tell what was done on `panel`; a list that did not come out is told to `unprinted` as well.

        A narrow window has no panel in sight, and both sides wait to sign.
        """
        super().__init__(context)
        self.panel, self.unprinted = panel, unprinted

    def sign(self, draft: DraftList, *, done: Callable[[Handover], None], failed: Failed) -> None:
        """Write the chosen list of `draft`, then print it."""

        def signed(made: Handover) -> None:
            self.panel.tell(made, "")
            done(made)
            self._print(made)

        self.write(_writing(self.context.desk, draft), signed, failed)

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
        desk, number = self.context.desk, signed.number
        self.speak_of(signed)

        def printed(times: int) -> None:
            self.panel.tell(signed, _PRINTED if times == 1 else _AGAIN)

        def failed(why: str) -> None:
            self.speak_of(signed)
            self.panel.tell(signed, _NOT_PRINTED, ok=False, why=why)
            self.unprinted(f"Chưa in được danh sách {number}. {why}")

        draw, count = partial(handover.render_list, desk, number), partial(handover.printed, desk, number)
        self.print(Printout(f"Danh sách {number}", draw, count), signed, printed, failed)


def _writing(desk: Desk, draft: DraftList) -> Callable[[], Handover]:
    """Return the work of writing a list as it is now: the officer may go on ticking while it is written."""
    unit, person = draft.unit, draft.person
    if draft.sort == OUT:
        return partial(handover.hand_over, desk, [dossier.code for dossier in draft.chosen], unit, person)
    return partial(handover.take_results, desk, draft.rows, unit, person)
