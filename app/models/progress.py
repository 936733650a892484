"""How far a long work on the store is: one number through parts of different kinds, and a word that stops any of them.

Whoever is told may raise, in every part and in the middle of a statement: the database looks up now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Report = Callable[[int, int], None]
"""Told how much of how much is done, again and again; what it raises ends the work, and the store is as it was."""
WHOLE = 1000
"""The whole of a work, as `Report` is told it."""
STEPS = 10_000
"""Steps of the database's machine from one look up to the next: some milliseconds."""


class Progress:
    """Where a work stands that has parts of known shares in it, begun one after another."""

    def __init__(self, report: Report | None, shares: Mapping[str, int]) -> None:
        """`shares`: how much of the whole each part is, measured, in the order they are begun in."""
        self._report, self._shares = report, shares
        self._from = self._to = self._now = 0
        self.stopped: BaseException | None = None
        """What ended a statement in its middle; the database itself says no more than "interrupted"."""

    def begin(self, part: str) -> None:
        """Begin a part; the one before it is done. Raises what `at` does."""
        self._from, share = self._to, self._shares[part]
        self._to = self._from + WHOLE * share // sum(self._shares.values())
        self.at(0, 1)

    def at(self, done: int, total: int) -> None:
        """Tell that so much of the part is done; an estimate may be passed. Raises what the one who is told raises."""
        if self.stopped:
            raise self.stopped
        self._now = max(self._now, self._from + (self._to - self._from) * min(done, total) // max(total, 1))
        if self._report:
            self._report(self._now, WHOLE)

    def watch(self, connection: Any, expected: int = 0) -> None:
        """Have statements of a driver's connection stopped in their middle when the one who is told says so.

        `expected`: the steps in which they are the whole part, 0 where the part itself tells how far it is.
        """
        taken = 0

        def look() -> int:
            nonlocal taken
            taken += STEPS
            try:
                self.at(taken if expected else 0, expected)
            except BaseException as problem:
                self.stopped = problem
                return 1
            return 0

        connection.set_progress_handler(look, STEPS)
