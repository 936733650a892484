"""The nine groups of a recovery paper: typed group by group or scanned at once, each checked as soon as it is whole.

A group that is right leads on to the next one, so nothing but digits is pressed; one that is wrong keeps the cursor.
What is typed here opens every dossier of the desk: it is shown, for fifty-four hidden digits nobody types right, and
forgotten when the page goes.
"""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.errors import UserError
from app.rules import recovery_key
from app.rules.recovery_key import DIGITS, GROUPS
from app.ui.kit.fields import Field
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Grid, Plain
from app.ui.kit.scan import ScanField
from app.ui.shortcuts import Shortcut, bind

_ROW = 3
"""Groups in a row, as on the paper."""
_PROMPT = "Quét mã trên tờ khóa, hoặc gõ chín nhóm số dưới đây"
_READ, _NUMBER = "Đã đọc mã", " của tờ số {}. Quét lại để thay."
_NO_PAPER = "Mã vừa quét không phải của tờ khóa phục hồi. Quét mã vuông trên tờ, hoặc gõ số."
_WRONG, _MANY, _FEW = "Nhóm {} sai, xem lại trên tờ", "Nhóm {} thừa số, chỉ sáu số", "Nhóm {} chưa đủ sáu số"


class PaperDigits(QWidget):
    """A scan field and nine groups in rows of three; `full` says that the last group is right."""

    full = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.scan = ScanField(_PROMPT)
        self.editors = [TextInput(width=150, digits=True) for _ in range(GROUPS)]
        self.fields = [Field(f"Nhóm {at}", editor) for at, editor in enumerate(self.editors, start=1)]
        grid = Grid(gaps=(24, 2))
        for at, (field, editor) in enumerate(zip(self.fields, self.editors, strict=True)):
            # As for the lock's code: an input method has nothing to do with digits.
            editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            editor.textEdited.connect(partial(self._typed, at))
            grid.addWidget(field, at // _ROW, at % _ROW)
        grid.setColumnStretch(_ROW, 1)
        Column(self.scan, 2, Plain(grid), gap=6, parent=self)
        self.scan.scanned.connect(self._scanned)
        bind(self, Shortcut.SCAN_FIELD, self.scan.setFocus)

    def read(self) -> bytes:
        """Return the secret that was typed; where it is none, mark and go to the first group to blame.

        Raises UserError as `recovery_key.read`.
        """
        texts = [self._digits(at) for at in range(GROUPS)]
        for at, text in enumerate(texts):
            self._mark(at, text, whole=True)
        wrong = next((at for at, field in enumerate(self.fields) if field.error), None)
        if wrong is not None:
            self._go_to(wrong)
        if wrong is not None and len(texts[wrong]) >= DIGITS:
            raise UserError("RECOVERY_KEY_GROUP", field="recovery_key", group=wrong + 1)
        return recovery_key.read("".join(texts))

    def clear(self) -> None:
        """Leave no digits on the screen."""
        for field, editor in zip(self.fields, self.editors, strict=True):
            editor.clear()
            field.set_error(None)
        self.scan.reset()

    def _digits(self, at: int) -> str:
        return re.sub(r"[^0-9]", "", self.editors[at].text())

    def _typed(self, at: int, _text: str) -> None:
        text = self._digits(at)
        if self._mark(at, text) and len(text) == DIGITS:
            self._lead_on(at)

    def _mark(self, at: int, text: str, *, whole: bool = False) -> bool:
        """Say what is wrong with a group, if anything; before it is `whole` too few digits are no mistake."""
        many, few = len(text) > DIGITS, len(text) < DIGITS
        wrong = not many and not few and not recovery_key.right(text)
        said = _MANY if many else _WRONG if wrong else _FEW if few and whole else ""
        self.fields[at].set_error(said.format(at + 1) or None)
        return not said

    def _lead_on(self, at: int) -> None:
        if at + 1 < GROUPS:
            self._go_to(at + 1)
        else:
            self.full.emit()

    def _go_to(self, at: int) -> None:
        self.editors[at].setFocus(Qt.FocusReason.OtherFocusReason)
        self.editors[at].selectAll()

    def _scanned(self, text: str) -> None:
        digits = re.sub(r"[^0-9]", "", text)
        if len(digits) != GROUPS * DIGITS:
            self.scan.report("", _NO_PAPER)
            return
        for at, editor in enumerate(self.editors):
            editor.setText(digits[at * DIGITS : (at + 1) * DIGITS])
        try:
            self.read()
        except UserError as problem:
            self.scan.report("", words.sentence(problem))
            return
        self.scan.report(_READ, _NUMBER.format(self._digits(GROUPS - 1)))
        self.full.emit()
