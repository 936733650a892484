"""What an officer does with one key: written off the GUI thread, told, then its paper printed, counted, told again.

In this order (DESIGN §3.2): a paper never speaks of what is not in the store, and a program that dies before the count
shows a paper as perhaps not printed, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from app import words
from app.errors import MotcuaError
from app.services import numbers, papers
from app.services.desk import Desk
from app.ui import questions
from app.ui.context import Context

T = TypeVar("T")
R = TypeVar("R")
Failed = Callable[[MotcuaError], None]


@dataclass(frozen=True, slots=True)
class Printout:
    """A paper of what is committed: its name in the printer's queue and as a file, how it is drawn, how counted.

    What is drawn up anew each time it is wanted, as a report is, is not counted.
    """

    title: str
    draw: Callable[[], bytes]
    count: Callable[[], int] = lambda: 1


class Writer(Generic[T]):
    """Writes one thing at a time. `last` is what the quiet line speaks of, and so what the keys beside it act on."""

    def __init__(self, context: Context) -> None:
        """Begin with nothing written."""
        self.context = context
        self.last: T | None = None
        self.busy = False
        self.printing = 0

    def write(self, work: Callable[[], R], done: Callable[[R], None], failed: Failed, *, online: bool = False) -> None:
        """Do `work` on the desk worker, unless something is being written already; `online` as in `Tasks.run`."""
        if self.busy:
            return
        self.busy = True

        def written(result: R) -> None:
            self.busy = False
            done(result)
            self.context.wrote()

        def again() -> None:
            self.write(work, done, failed, online=online)

        def sure() -> None:
            self.write(partial(_clock_answered_for, self.context.desk, work), done, failed, online=online)

        def refused(problem: MotcuaError) -> None:
            self.busy = False
            if problem.code in questions.CLOCK:
                questions.about_clock(problem, sure, lambda: failed(problem))
            elif problem.code == questions.RECEIPT:
                ask_last_receipt(self.context, problem, again, lambda: failed(problem))
            else:
                failed(problem)

        self.context.tasks.run(work, written, refused, online=online)

    def print(self, paper: Printout, about: T, printed: Callable[[int], None], failed: Callable[[str], None]) -> None:
        """Print a paper: drawn, handed to the printer, counted, told.

        The newest line stays: `printed` hears how often it now was only while the line still speaks of `about`; that
        it did not come out, and why, `failed` hears always, for somebody waits for that paper.
        """
        tasks = self.context.tasks
        self.printing += 1

        def counted(times: int) -> None:
            self.printing -= 1
            if self.last == about:
                printed(times)
            self.context.changed.emit()

        def refused(problem: MotcuaError) -> None:
            self.printing -= 1
            failed(words.sentence(problem))

        def drawn(pdf: bytes) -> None:
            self.context.printer.send(pdf, paper.title, lambda: tasks.run(paper.count, counted, refused), refused)

        tasks.run(paper.draw, drawn, refused)


def ask_last_receipt(context: Context, why: MotcuaError, then: Callable[[], None], left: Callable[[], None]) -> None:
    """Ask for the last printed receipt until one is taken, then go on with what was to be written."""

    def told(code: str, entry: int | None) -> None:
        context.tasks.run(
            partial(numbers.continue_after, context.desk, code, entry),
            lambda _none: then(),
            lambda wrong: ask_last_receipt(context, wrong, then, left),
        )

    questions.last_receipt(why, told, left)


def _clock_answered_for(desk: Desk, work: Callable[[], R]) -> R:
    """Do what an officer confirmed the clock for: this once, for what is written then is the newest moment."""
    desk.clock_ok = True
    try:
        return work()
    finally:
        desk.clock_ok = False


def form_of(context: Context, code: str, form: str) -> Printout:
    """Return a form of a dossier as this desk prints it."""
    desk = context.desk
    return Printout(
        f"{words.FORMS[form]} {code}",
        partial(papers.render, desk, code, form, paper=context.paper),
        partial(papers.printed, desk, code, form),
    )
