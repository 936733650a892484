"""What an officer does to the dossier in the panel: acts, corrections, prints; the quiet line tells each of them.

An act that has a form is written first and printed after, so that a paper never speaks of what is not in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app import words
from app.errors import MotcuaError
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.states import State
from app.services import acts, places
from app.ui.context import Context
from app.ui.dossiers.act_table import PRINTS, act_word, event_of
from app.ui.dossiers.panel import DossierPanel
from app.ui.dossiers.paperlist import due
from app.ui.kit.buttons import Button
from app.ui.shortcuts import Shortcut
from app.ui.writing import Writer, form_of

_SAID, _PRINTED, _NOT_PRINTED = "Đã ghi: {}", "Đã in {}", "Chưa in được {}"
_REPLACED = "Giấy tiếp nhận đã giao không còn đúng."
_REPLACE, _PRINT, _AGAIN = "In giấy thay thế", "In giấy tiếp nhận", "In giấy này"


class ActWriter(Writer[str]):
    """One act at a time; `last` is the code of the dossier in the panel."""

    def __init__(self, context: Context, panel: DossierPanel, done: Callable[[], None]) -> None:
        """Work on the dossier `panel` shows; `done` is called after an act."""
        super().__init__(context)
        self.panel, self.done = panel, done

    def act(self, act: str, body: Body, then: Callable[[Dossier], None] = lambda _dossier: None) -> None:
        """Write an act of the inline form, and print its form; `then` is called once it is written."""
        dossier, desk, form = self.panel.dossier, self.context.desk, self.panel.act_form
        if dossier is None:
            return
        kind, full = event_of(act, body)

        def written(after: Dossier) -> None:
            form.keep()
            self._written(act_word(act).split(",")[0], after, [] if act in PRINTS else self._ways_back(after))
            if act in PRINTS:
                self.print_form(PRINTS[act], after)
            then(after)

        def refused(problem: MotcuaError) -> None:
            form.refuse(words.sentence(problem), problem.field)

        self.write(lambda: acts.act(desk, dossier.code, kind, full), written, refused)

    def correct(self, changes: Mapping[str, Any], reason: str) -> None:
        """Write a correction; where the receipt says otherwise now, another is offered in its place."""
        dossier, desk = self.panel.dossier, self.context.desk
        if dossier is None:
            return
        body = correction(changes, reason)

        def work() -> tuple[Dossier, bool]:
            after = acts.act(desk, dossier.code, Kind.CORRECTED, body)
            return after, _receipt_differs(dossier, after)

        def written(result: tuple[Dossier, bool]) -> None:
            after, differs = result
            outdated = _REPLACED if differs and after.prints else ""
            self._written(words.ACTS[Kind.CORRECTED], after, self._ways_back(after, differs=differs), outdated)

        self.write(work, written, self.panel.correct_form.refuse)

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
        paper = code if form == "receipt" else f"{words.FORMS[form].lower()} {code}"

        def printed(_times: int) -> None:
            self.panel.quiet.tell(_PRINTED.format(paper), name, self._ways_back(dossier) if form != "receipt" else [])

        def failed(why: str) -> None:
            again = Button(_AGAIN, "quiet")
            again.clicked.connect(lambda: self.print_form(form, dossier))
            self.panel.quiet.tell(_NOT_PRINTED.format(paper), why, [again], ok=False)

        self.print(form_of(self.context, code, form), code, printed, failed)

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

    def _written(self, word: str, dossier: Dossier, actions: Sequence[Button], detail: str = "") -> None:
        """Tell it; what was typed gives way to the history only now that it is written."""
        self.panel.close_form()
        detail = detail or f"{dossier.citizen.name} · {dossier.code}"
        self.panel.quiet.tell(_SAID.format(word.lower()), detail, actions)
        self.done()


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
