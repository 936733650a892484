"""Saving and printing a reception or a refusal, off the GUI thread: committed first, printed after.

The form is cleared as soon as the dossier is committed: the next citizen need not wait for a printer, and a printer
that fails loses nothing but its paper, which the quiet line and the board go on asking for (DESIGN §3.2).
"""

from __future__ import annotations

from collections.abc import Callable

from app import words
from app.errors import MotcuaError, UserError
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.fees import format_dong
from app.services import duplicates, intake
from app.services.drafts import Draft
from app.services.duplicates import Earlier
from app.services.intake import Received
from app.ui.context import Context
from app.ui.intake.panel import ReceiptPanel

_SAVED, _PRINTED = "Đã lưu {code}", "Đã lưu và in {code}"
_REPRINTED, _NOT_PRINTED = "Đã in lại {code}", "Đã lưu {code}, chưa in được"
_REPEATED = "Hồ sơ này đã lưu trước đó: {code}"
_REFUSED, _REFUSAL_PRINTED = "Không nhận, đã ghi số {code}", "Không nhận, đã ghi và in số {code}"
_REFUSAL_NOT_PRINTED = "Không nhận, đã ghi số {code}, chưa in được"
_BATCH, _BATCH_NOT_PRINTED = "Đã in chung một giấy", "Chưa in được giấy chung"
_TOGETHER = "{} hồ sơ của người này."
_OWED = "Còn {} đồng: chuyển khoản bằng mã VietQR trên giấy."


class Saver:
    """Saves one reception at a time; `last` is the dossier the ways back speak of, `together` how many in a row
    were one person's.
    """

    def __init__(self, context: Context, panel: ReceiptPanel) -> None:
        """Tell what was done on `panel`."""
        self.context, self.panel = context, panel
        self.last: Dossier | None = None
        self.together = 0
        self.busy = False

    def save(
        self, draft: Draft, draft_id: str, *, printing: bool,
        done: Callable[[], None], twice: Callable[[Earlier], None], failed: Callable[[MotcuaError], None],
    ) -> None:  # fmt: skip
        """Commit a draft and then, if `printing`, print its receipt.

        `twice` is told of a dossier this person already waits for, where no reason was given: another desk's may have
        come in since the form was filled.
        """
        if self.busy:
            return
        self.busy = True
        desk = self.context.desk

        def work() -> Received | Earlier:
            try:
                return intake.receive(desk, draft, draft_id=draft_id)
            except UserError as problem:
                if problem.code != "DUPLICATE":
                    raise
                return duplicates.by_code(desk, str(problem.facts["code"]))

        def saved(result: Received | Earlier) -> None:
            self.busy = False
            if isinstance(result, Earlier):
                twice(result)
                return
            self._saved(result.dossier)
            self._tell(_REPEATED if result.repeated else _SAVED)
            done()
            self.context.wake_sync()
            if printing:
                self._print("receipt", _PRINTED, _NOT_PRINTED)

        self.context.tasks.run(work, saved, self._freed(failed))

    def refuse(
        self, draft: Draft, body: Body, draft_id: str, *,
        done: Callable[[], None], failed: Callable[[MotcuaError], None],
    ) -> None:  # fmt: skip
        """Commit that a dossier is not taken in, and print the refusal."""
        if self.busy:
            return
        self.busy = True
        desk = self.context.desk

        def saved(result: Received) -> None:
            self.busy = False
            self._saved(result.dossier)
            self._tell(_REFUSED)
            done()
            self.context.wake_sync()
            self._print("refusal", _REFUSAL_PRINTED, _REFUSAL_NOT_PRINTED)

        self.context.tasks.run(
            lambda: intake.refuse(desk, draft, body, draft_id=draft_id), saved, self._freed(failed)
        )  # fmt: skip

    def print_again(self) -> None:
        """Print the paper of the dossier saved last once more."""
        if self.last is None:
            return
        if self.last.at_door:
            self._print("refusal", _REPRINTED, _REFUSAL_NOT_PRINTED)
        else:
            self._print("receipt", _REPRINTED if self.last.prints else _PRINTED, _NOT_PRINTED)

    def print_together(self) -> None:
        """Print one receipt for all that one person handed in, once there are two."""
        if self.together > 1:
            self._print("receipt-batch", _BATCH, _BATCH_NOT_PRINTED)

    def _saved(self, dossier: Dossier) -> None:
        """Remember it, and whether it came from the same person as the one before."""
        before, self.last = self.last, dossier
        if dossier.at_door:
            self.together = 0
        elif before is None or before.code != dossier.code:
            self.together = self.together + 1 if before is not None and _same_person(before, dossier) else 1

    def _freed(self, failed: Callable[[MotcuaError], None]) -> Callable[[MotcuaError], None]:
        def refused(problem: MotcuaError) -> None:
            self.busy = False
            failed(problem)

        return refused

    def _print(self, form: str, words_when_done: str, words_when_not: str) -> None:
        dossier = self.last
        if dossier is None:
            return

        def failed(problem: MotcuaError) -> None:
            self._tell(words_when_not, words.sentence(problem), dossier, ok=False)

        def printed(_times: int) -> None:
            self._tell(words_when_done, "", dossier)

        self.context.print_form(dossier.code, form, printed, failed)

    def _tell(self, template: str, detail: str = "", dossier: Dossier | None = None, *, ok: bool = True) -> None:
        """Say it of `dossier`, unless another one was saved meanwhile: the newest line stays."""
        about = dossier or self.last
        if about is not None and (self.last is about or not ok):
            said = " ".join(filter(None, (detail, self._more(about))))
            together = self.together if self.last is about else 0
            self.panel.tell(about, template.format(code=about.code), said, together=together, ok=ok)

    def _more(self, dossier: Dossier) -> str:
        """Say how many this person handed in, and what is still to be paid where the receipt has a code for it."""
        said = [_TOGETHER.format(self.together)] if self.together > 1 and dossier is self.last else []
        owed = (dossier.fee or 0) - dossier.paid
        if owed > 0 and self.context.centre.bank and not dossier.at_door:
            said.append(_OWED.format(format_dong(owed)))
        return " ".join(said)


def _same_person(one: Dossier, other: Dossier) -> bool:
    """Tell whether one receipt can speak of both, as `papers.render` of a batch finds them."""
    first, second = one.applicant, other.applicant
    return not one.at_door and (first.name, first.id_number) == (second.name, second.id_number)
