"""Saving and printing a reception or a refusal, off the GUI thread: committed first, printed after.

The form is cleared as soon as the dossier is committed: the next citizen need not wait for a printer, and a printer
that fails loses nothing but its paper, which the quiet line and the board go on asking for (DESIGN §3.2).
"""

from __future__ import annotations

from collections.abc import Callable

from app import words
from app.errors import UserError
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.fees import format_dong
from app.services import duplicates, intake
from app.services.drafts import Draft
from app.services.duplicates import Earlier
from app.services.intake import Received
from app.ui.context import Context
from app.ui.intake.panel import ReceiptPanel
from app.ui.writing import Failed, Writer, form_of

_BY_PEN = "Đã ghi {code} từ giấy viết tay"
_SAVED, _REPEATED = "Đã lưu {code}", "Hồ sơ này đã lưu trước đó: {code}"
_REFUSED = "Không nhận, đã ghi số {code}"
_RECEIPT = ("receipt", "Đã lưu và in {code}", "Đã in lại {code}", "Đã lưu {code}, chưa in được")
_REFUSAL = (
    "refusal", "Không nhận, đã ghi và in số {code}", "Đã in lại {code}", "Không nhận, đã ghi số {code}, chưa in được"
)  # fmt: skip
_BATCH = ("receipt-batch", "Đã in chung một giấy", "Đã in chung một giấy", "Chưa in được giấy chung")
"""A form, and what is said when it was printed, printed once more, not printed."""
_OF_PAPER = ("BLANK_ORDER", "DUE_ON_PAPER", "PAPER_LETTERS")
"""Warnings about a sheet written by pen; those about a person are told on the form."""
_TOGETHER = "{} hồ sơ của người này."
_OWED = "Còn {} đồng: chuyển khoản bằng mã VietQR trên giấy."


class ReceptionWriter(Writer[Dossier]):
    """Saves one reception at a time; `last` is the dossier the ways back speak of, `together` how many in a row
    were one person's, `look` what the officer should look at on the paper of the last.
    """

    def __init__(self, context: Context, panel: ReceiptPanel) -> None:
        """Tell what was done on `panel`."""
        super().__init__(context)
        self.panel = panel
        self.together = 0
        self.look = ""

    def save(
        self, draft: Draft, draft_id: str, *, printing: bool,
        done: Callable[[], None], twice: Callable[[Earlier], None], failed: Failed,
    ) -> None:  # fmt: skip
        """Commit a draft and then, if `printing`, print its receipt.

        `twice` is told of a dossier this person already waits for, where no reason was given: another desk's may have
        come in since the form was filled.
        """
        desk = self.context.desk

        def work() -> Received | Earlier:
            try:
                return intake.receive(desk, draft, draft_id=draft_id)
            except UserError as problem:
                if problem.code != "DUPLICATE":
                    raise
                return duplicates.by_code(desk, str(problem.facts["code"]))

        def saved(result: Received | Earlier) -> None:
            if isinstance(result, Earlier):
                twice(result)
                return
            fresh = _SAVED if draft.blank is None else _BY_PEN
            self.look = " ".join(words.WARNINGS[code] for code in result.warnings if code in _OF_PAPER)
            self._saved(result.dossier, _REPEATED if result.repeated else fresh)
            done()
            if printing:
                self.print_again()

        self.write(work, saved, failed)

    def refuse(self, draft: Draft, body: Body, draft_id: str, *, done: Callable[[], None], failed: Failed) -> None:
        """Commit that a dossier is not taken in, and print the refusal."""
        desk = self.context.desk

        def saved(result: Received) -> None:
            self.look = ""
            self._saved(result.dossier, _REFUSED)
            done()
            self.print_again()

        self.write(lambda: intake.refuse(desk, draft, body, draft_id=draft_id), saved, failed)

    def print_again(self) -> None:
        """Print the paper of the dossier saved last, once more or for the first time."""
        if self.last is not None:
            self._print(self.last, *(_REFUSAL if self.last.at_door else _RECEIPT))

    def print_together(self) -> None:
        """Print one receipt for all that one person handed in, once there are two."""
        if self.last is not None and self.together > 1:
            self._print(self.last, *_BATCH)

    def _saved(self, dossier: Dossier, said: str) -> None:
        """Tell it, and remember whether it came from the same person as the one before."""
        before, self.last = self.last, dossier
        if dossier.at_door:
            self.together = 0
        elif before is None or before.code != dossier.code:
            self.together = self.together + 1 if before is not None and _same_person(before, dossier) else 1
        self._tell(dossier, said)

    def _print(self, dossier: Dossier, form: str, done: str, again: str, not_done: str) -> None:
        def printed(times: int) -> None:
            self._tell(dossier, done if times == 1 else again)

        def failed(why: str) -> None:
            if self.last != dossier:
                self.last, self.together = dossier, 0
            self._tell(dossier, not_done, why, ok=False)

        self.print(form_of(self.context, dossier.code, form), dossier, printed, failed)

    def _tell(self, dossier: Dossier, template: str, detail: str = "", *, ok: bool = True) -> None:
        said = " ".join(filter(None, (detail, self._more(dossier))))
        self.panel.tell(dossier, template.format(code=dossier.code), said, together=self.together, ok=ok)

    def _more(self, dossier: Dossier) -> str:
        """Say how many this person handed in, and what is still to be paid where the receipt has a code for it."""
        said = [self.look] if self.look else []
        said += [_TOGETHER.format(self.together)] if self.together > 1 else []
        owed = (dossier.fee or 0) - dossier.paid
        if owed > 0 and self.context.centre.bank and not dossier.at_door:
            said.append(_OWED.format(format_dong(owed)))
        return " ".join(said)


def _same_person(one: Dossier, other: Dossier) -> bool:
    """Tell whether one receipt can speak of both, as `papers.render` of a batch finds them."""
    first, second = one.applicant, other.applicant
    return not one.at_door and (first.name, first.id_number) == (second.name, second.id_number)
