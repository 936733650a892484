"""What an officer does to the dossier in the panel: acts, corrections, prints; the quiet line tells each of them.

An act that has a form is written first and printed after, so that a paper never speaks of what is not in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from app import words
from app.errors import MotcuaError
from app.rules.dossier import Dossier
from app.rules.events import Body, Kind
from app.rules.states import State
from app.services import acts, places
from app.ui.context import TITLES, Context
from app.ui.dossiers.asks import PRINTS, act_word, event_of
from app.ui.dossiers.panel import DossierPanel
from app.ui.dossiers.paperlist import due
from app.ui.kit.buttons import Button
from app.ui.shortcuts import Shortcut

_SAID, _PRINTED, _NOT_PRINTED = "Đã ghi: {}", "Đã in {}", "Chưa in được {}"
_REPLACED = "Giấy tiếp nhận đã giao không còn đúng."
_REPLACE, _PRINT, _AGAIN = "In giấy thay thế", "In giấy tiếp nhận", "In giấy này"

T = TypeVar("T")


class Doing:
    """One act at a time; `done` is called with the dossier after an act, `changed` with its code after a print."""

    def __init__(
        self, context: Context, panel: DossierPanel, done: Callable[[Dossier], None], changed: Callable[[str], None]
    ) -> None:
        """Work on the dossier `panel` shows."""
        self.context, self.panel = context, panel
        self.done, self.changed = done, changed
        self._busy = False

    def act(self, act: str, body: Body, then: Callable[[Dossier], None] | None = None) -> None:
        """Write an act of the inline form, and print its form; `then` is called once it is written."""
        dossier, desk, form = self.panel.dossier, self.context.desk, self.panel.act_form
        if dossier is None or self._busy:
            return
        kind, full = event_of(act, body)

        def done(after: Dossier) -> None:
            form.keep()
            self._tell(act_word(act).split(",")[0], after, [] if act in PRINTS else self._ways_back(after))
            self.done(after)
            if act in PRINTS:
                self.print_form(PRINTS[act], after)
            if then is not None:
                then(after)

        def refused(problem: MotcuaError) -> None:
            form.refuse(words.sentence(problem), problem.field)

        self._run(lambda: acts.act(desk, dossier.code, kind, full), done, refused)

    def correct(self, changes: Mapping[str, Any], reason: str) -> None:
        """Write a correction; where the receipt says otherwise now, another is offered in its place."""
        dossier, desk = self.panel.dossier, self.context.desk
        if dossier is None or self._busy:
            return
        body = correction(changes, reason)

        def work() -> tuple[Dossier, bool]:
            after = acts.act(desk, dossier.code, Kind.CORRECTED, body)
            return after, _receipt_differs(dossier, after)

        def done(result: tuple[Dossier, bool]) -> None:
            after, differs = result
            outdated = _REPLACED if differs and after.prints else ""
            self._tell(words.ACTS[Kind.CORRECTED], after, self._ways_back(after, differs=differs), outdated)
            self.done(after)

        self._run(work, done, self.panel.correct_form.refuse)

    def print_receipt(self) -> None:
        """Ctrl+P: the paper chosen in the list of papers, else the receipt, once more or for the first time.

        A dossier refused at the door has no receipt: its paper is the refusal.
        """
        if self.panel.paper_list_open:
            self.panel.paper_list.decide()
        elif self.panel.dossier is not None:
            self.print_form(due(self.panel.dossier)[0])

    def print_form(self, form: str, dossier: Dossier | None = None) -> None:
        """Print a form of a dossier, of the one in the panel if none is named, and tell what became of it."""
        dossier = dossier or self.panel.dossier
        if dossier is None:
            return
        code, name = dossier.code, dossier.citizen.name
        paper = code if form == "receipt" else f"{TITLES[form].lower()} {code}"

        def printed(_times: int) -> None:
            actions = self._ways_back(dossier) if form != "receipt" else []
            self.panel.quiet.tell(_PRINTED.format(paper), name, actions)
            self.changed(code)

        def failed(problem: MotcuaError) -> None:
            again = Button(_AGAIN, "quiet")
            again.clicked.connect(lambda: self.print_form(form, dossier))
            self.panel.quiet.tell(_NOT_PRINTED.format(paper), words.sentence(problem), [again], ok=False)

        self.context.print_form(code, form, printed, failed)

    def _ways_back(self, dossier: Dossier, *, differs: bool = False) -> list[Button]:
        """Return what stands under "Đã ghi": the receipt to be printed anew where it says otherwise, else Sửa sai."""
        if dossier.state is State.VOIDED:
            return []
        if differs:
            again = Button(_REPLACE if dossier.prints else _PRINT, "quiet", key=Shortcut.PRINT)
            again.clicked.connect(self.print_receipt)
            return [again]
        back = Button("Sửa sai…", "quiet", key=Shortcut.CORRECT)
        back.clicked.connect(self.panel.ask_correction)
        return [back]

    def _tell(self, word: str, dossier: Dossier, actions: Sequence[Button], detail: str = "") -> None:
        detail = detail or f"{dossier.citizen.name} · {dossier.code}"
        self.panel.quiet.tell(_SAID.format(word.lower()), detail, actions)

    def _run(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[MotcuaError], None]) -> None:
        """Write one thing; what was typed for it gives way to the history only once it is written."""
        self._busy = True

        def written(result: T) -> None:
            self._busy = False
            self.panel.close_form()
            done(result)
            self.context.wake_sync()

        def refused(problem: MotcuaError) -> None:
            self._busy = False
            failed(problem)

        self.context.tasks.run(work, written, refused)


def correction(changes: Mapping[str, Any], reason: str) -> Body:
    """Return the body of a correction; another address lies in another commune, or in one nobody has named yet."""
    full: dict[str, Any] = dict(changes)
    for head in ("applicant", "owner"):
        if f"{head}.address" in full:
            found = places.locate(full[f"{head}.address"] or "").commune
            full[f"{head}.commune"] = found.code if found else None
    return {"changes": full, "reason": reason} if reason else {"changes": full}


def _receipt_differs(before: Dossier, after: Dossier) -> bool:
    """Tell whether the receipt says something else than it did."""
    from app.printing.corrections import corrections_of

    return len(corrections_of(after)) > len(corrections_of(before))
