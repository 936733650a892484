"""What the form asks while it is filled: promise, fee and paper, and whether this person already waits.

Both run on the desk worker and only the newest answer counts; typing never waits for either.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app import words
from app.errors import MotcuaError
from app.services import duplicates
from app.services.duplicates import Earlier
from app.ui.context import Context
from app.ui.intake.entered import plain_number
from app.ui.intake.form import IntakeForm
from app.ui.intake.panel import ReceiptPanel
from app.ui.intake.preview import Preview, draw

_PAUSE_MS = 200
_LEAST_WIDTH = 300
_BY_PEN = "Số hồ sơ là số trên tờ. Lưu xong không in."
_CHOOSE = "Chưa in được: cần chọn ở mục Thủ tục."


class LookAhead(QObject):
    """Looks after a pause (`later`) or at once (`now`); `told` is called when the section of the procedure changed."""

    def __init__(self, context: Context, form: IntakeForm, panel: ReceiptPanel, told: Callable[[], None]) -> None:
        """Show on `form` and `panel` what was found."""
        super().__init__(form)
        self.context, self.form, self.panel, self.told = context, form, panel, told
        self._asked: tuple[str | None, str] = (None, "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._look)

    def later(self) -> None:
        """Something was typed."""
        self._timer.start()
        self._ask_twice()

    def now(self) -> None:
        """A procedure was taken, or a draft put back."""
        self._look()
        self._ask_twice()

    def again(self) -> None:
        """Time passed, by which the promise moves, or another desk's dossier came in: this person may wait already."""
        self.forget()
        if self.form.procedure.chosen is not None:
            self.now()

    def stop(self) -> None:
        """The screen is left."""
        self._timer.stop()

    def forget(self) -> None:
        """Another citizen: ask about the next one even if nothing differs."""
        self._asked = (None, "")

    def twice(self, earlier: Earlier | None) -> None:
        """Show the dossier this person already waits for, or none."""
        self.form.procedure.show_twice(earlier, self.context.desk.clock().date())
        self.told()
        if earlier is not None:
            self.panel.say(_CHOOSE)

    def _look(self) -> None:
        self._timer.stop()
        entered = self.form.entered()
        if not entered.procedure:
            self.panel.show_preview(None)
            return
        desk, size, width = self.context.desk, self.context.paper, max(_LEAST_WIDTH, self.panel.paper.wanted_width)
        refusal = None if self.form.refusal.isHidden() else self.form.refusal.body()
        self.context.tasks.run(
            lambda: draw(desk, entered, paper=size, width=width, refusal=refusal),
            self._seen, self._unseen, topic="intake.look",
        )  # fmt: skip

    def _seen(self, found: Preview) -> None:
        chosen = self.form.procedure.chosen
        if chosen is None or chosen.code != found.promise.procedure.code:
            return
        if found.form == "receipt":
            # A refusal asks for no fee, and what the form says of it stays for the officer who thinks better of it.
            self.form.promise.tell(found.promise)
            self.form.by_pen.tell(found.promise.due.at)
            self.form.procedure.say_fee(found.promise.fee.amount)
        self.panel.show_preview(found, transfer=found.transfer)
        if self.form.entered().by_pen and found.form == "receipt":
            self.panel.say(_BY_PEN)

    def _unseen(self, problem: MotcuaError) -> None:
        self.form.promise.tell(None, words.sentence(problem))
        self.panel.show_preview(None)

    def _ask_twice(self) -> None:
        entered = self.form.entered()
        question = number, procedure = plain_number(entered), entered.procedure
        if question == self._asked:
            return
        self._asked = question
        if not number or not procedure:
            self.twice(None)
            return

        def answered(earlier: Earlier | None) -> None:
            # An answer that comes after the number was changed is about somebody else.
            if question == self._asked:
                self.twice(earlier)

        desk = self.context.desk
        self.context.tasks.run(lambda: duplicates.earlier(desk, number, procedure), answered, topic="intake.twice")
