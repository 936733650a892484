"""Saving and printing a reception, off the GUI thread: committed first, printed after.

The form is cleared as soon as the dossier is committed: the next citizen need not wait for a printer, and a printer
that fails loses nothing but its paper, which the quiet line and the board go on asking for (DESIGN §3.2).
"""

from __future__ import annotations

from collections.abc import Callable

from app.errors import MotcuaError
from app.rules.dossier import Dossier
from app.services import duplicates, intake
from app.services.drafts import Draft
from app.services.duplicates import Earlier
from app.services.intake import Received
from app.ui import words
from app.ui.context import Context
from app.ui.intake.panel import ReceiptPanel

_SAVED, _PRINTED = "Đã lưu {code}", "Đã lưu và in {code}"
_REPRINTED, _NOT_PRINTED = "Đã in lại {code}", "Đã lưu {code}, chưa in được"
_REPEATED = "Hồ sơ này đã lưu trước đó: {code}"


class Saver:
    """Saves one reception at a time; `last` is the dossier the ways back speak of."""

    def __init__(self, context: Context, panel: ReceiptPanel) -> None:
        """Tell what was done on `panel`."""
        self.context, self.panel = context, panel
        self.last: Dossier | None = None
        self.busy = False

    def save(
        self, draft: Draft, number: str | None, draft_id: str, *, printing: bool,
        done: Callable[[], None], twice: Callable[[Earlier], None], failed: Callable[[MotcuaError], None],
    ) -> None:  # fmt: skip
        """Commit a draft and then, if `printing`, print its receipt.

        `number` is looked up once more beside the commit unless the officer gave a reason already: another desk's
        dossier may have come in since the form was filled. It is None when there is nothing to look for.
        """
        if self.busy:
            return
        self.busy = True
        desk = self.context.desk

        def work() -> Received | Earlier:
            found = duplicates.earlier(desk, number, draft.procedure) if number else None
            return found or intake.receive(desk, draft, draft_id=draft_id)

        def saved(result: Received | Earlier) -> None:
            self.busy = False
            if isinstance(result, Earlier):
                twice(result)
                return
            self.last = result.dossier
            self._tell(_REPEATED if result.repeated else _SAVED)
            done()
            self.context.wake_sync()
            if printing:
                self._print(_PRINTED)

        def refused(problem: MotcuaError) -> None:
            self.busy = False
            failed(problem)

        self.context.tasks.run(work, saved, refused)

    def print_again(self) -> None:
        """Print the receipt of the dossier saved last once more."""
        if self.last is not None:
            self._print(_REPRINTED if self.last.prints else _PRINTED)

    def _print(self, words_when_done: str) -> None:
        dossier = self.last
        if dossier is None:
            return

        def failed(problem: MotcuaError) -> None:
            self._tell(_NOT_PRINTED, words.sentence(problem), dossier, ok=False)

        def printed(_times: int) -> None:
            self._tell(words_when_done, "", dossier)

        self.context.print_form(dossier.code, "receipt", printed, failed)

    def _tell(self, template: str, detail: str = "", dossier: Dossier | None = None, *, ok: bool = True) -> None:
        """Say it of `dossier`, unless another one was saved meanwhile: the newest line stays."""
        about = dossier or self.last
        if about is not None and (self.last is about or not ok):
            self.panel.tell(about, template.format(code=about.code), detail, ok=ok)
