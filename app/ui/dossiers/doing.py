"""What an officer does to the dossier in the panel: acts, corrections, prints; the quiet line tells each of them."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import MotcuaError
from app.rules.dossier import Dossier
from app.rules.events import Body, Kind
from app.rules.states import State
from app.services import acts, returning
from app.ui import words
from app.ui.context import Context
from app.ui.dossiers.acting import TAKE_BACK, act_word
from app.ui.dossiers.panel import DossierPanel
from app.ui.kit.buttons import Button
from app.ui.shortcuts import Shortcut

_SAID, _PRINTED, _NOT_PRINTED = "Đã ghi: {}", "Đã in {}", "Chưa in được {}"


class Doing:
    """One act at a time; `done` is called with the dossier after an act, `changed` with its code after a print."""

    def __init__(
        self, context: Context, panel: DossierPanel, done: Callable[[Dossier], None], changed: Callable[[str], None]
    ) -> None:
        """Work on the dossier `panel` shows."""
        self.context, self.panel = context, panel
        self.done, self.changed = done, changed
        self._busy = False

    def act(self, act: str, body: Body) -> None:
        """Write an act of the inline form."""
        dossier, desk = self.panel.dossier, self.context.desk
        if dossier is None or self._busy:
            return

        def work() -> Dossier:
            if act == TAKE_BACK:
                return returning.take_back(desk, dossier.code, str(body["reason"]))
            return acts.act(desk, dossier.code, Kind(act), body)

        self._run(work, act_word(act), lambda problem: self.panel.act_form.refuse(words.sentence(problem)))

    def correct(self, changes: dict[str, object], reason: str) -> None:
        """Write a correction."""
        dossier, desk = self.panel.dossier, self.context.desk
        if dossier is None or self._busy:
            return
        body: Body = {"changes": changes, "reason": reason} if reason else {"changes": changes}
        self._run(
            lambda: acts.act(desk, dossier.code, Kind.CORRECTED, body),
            words.ACTS[Kind.CORRECTED],
            self.panel.correct_form.refuse,
        )

    def print_receipt(self) -> None:
        """Print the receipt once more, or for the first time."""
        dossier = self.panel.dossier
        if dossier is None:
            return
        code, name = dossier.code, dossier.citizen.name

        def printed(_times: int) -> None:
            self.panel.quiet.tell(_PRINTED.format(code), name)
            self.changed(code)

        def failed(problem: MotcuaError) -> None:
            self.panel.quiet.tell(_NOT_PRINTED.format(code), words.sentence(problem), (), ok=False)

        self.context.print_form(code, "receipt", printed, failed)

    def _run(self, work: Callable[[], Dossier], word: str, failed: Callable[[MotcuaError], None]) -> None:
        """Write one act; then the panel shows the dossier after it, with its way back."""
        self._busy = True

        def done(dossier: Dossier) -> None:
            self._busy = False
            self.panel.close_form()
            back = Button("Sửa sai…", "quiet", key=Shortcut.CORRECT)
            back.clicked.connect(self.panel.ask_correction)
            actions = [] if dossier.state is State.VOIDED else [back]
            self.panel.quiet.tell(_SAID.format(word.lower()), f"{dossier.citizen.name} · {dossier.code}", actions)
            self.done(dossier)
            self.context.wake_sync()

        def refused(problem: MotcuaError) -> None:
            self._busy = False
            failed(problem)

        self.context.tasks.run(work, done, refused)
