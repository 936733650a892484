"""The two questions that stand in the way of writing, both before anything is on paper, both left with Esc.

Whether the clock is right: a wrong day would be printed on every receipt from now on. Which receipt was printed last:
this PC does not know which numbers are on paper already, and the next one might be on two receipts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from app import words
from app.errors import MotcuaError
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Row
from app.ui.kit.text import Text

CLOCK, RECEIPT = ("CLOCK_BACK", "CLOCK_AHEAD"), "NUMBERS_GONE"
"""The codes of `services.present` and of `services.numbers`."""
_SURE, _UNSURE = "Giờ máy đ&úng, ghi tiếp", "&Thôi, chỉnh giờ máy"
_LAST, _ENTRY, _GO_ON, _LEAVE = "&Mã hồ sơ trên giấy", "Số thứ tự trong &sổ, trên giấy ấy", "Cấp số tiếp", "Thôi"
_NO_ENTRY = "Bỏ trống thì sổ nhảy thêm 1000 số, để không số nào ở trên hai giấy."
_NOT_AN_ENTRY, _NO_CODE = "Ghi bằng chữ số, như 412.", "Ghi mã như trên giấy."


def about_clock(problem: MotcuaError, sure: Callable[[], None], unsure: Callable[[], None]) -> None:
    """Ask whether the clock is right, with both moments named; Enter is the careful answer."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Một Cửa", words.sentence(problem), parent=_window())
    box.setInformativeText(problem.code)
    yes = box.addButton(_SURE, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(_UNSURE, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.finished.connect(lambda _status: sure() if box.clickedButton() is yes else unsure())
    box.open()


class LastReceipt(QDialog):
    """The last printed receipt: its code, scanned or typed, and its number in the register where it can be read."""

    def __init__(self, parent: QWidget | None, sentence: str, told: Callable[[str, int | None], None]) -> None:
        """Ask; `told` hears what was answered."""
        super().__init__(parent)
        self.setWindowTitle("Một Cửa")
        self._told = told
        self.sentence, self.code, self.entry = Text(sentence, wrap=True), TextInput(), TextInput(digits=True)
        self.fields = {
            "code": Field(_LAST, self.code, required=True),
            "entry": Field(_ENTRY, self.entry, help=_NO_ENTRY),
        }
        leave, go_on = Button(_LEAVE, "quiet", key="Esc"), Button(_GO_ON, "primary", key="Enter")
        self.sentence.setMinimumWidth(520)
        Column(
            self.sentence, 10, *self.fields.values(), 4, Row(leave, None, go_on),
            gap=4, margins=(24, 20, 24, 18), parent=self,
        )  # fmt: skip
        # A scanner ends with Enter, in the first field as a rule: the number in the register is asked for then.
        self.code.returnPressed.connect(self.entry.setFocus)
        self.entry.returnPressed.connect(self._answer)
        go_on.clicked.connect(self._answer)
        leave.clicked.connect(self.reject)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        code, entry = self.code.value(), self.entry.value()
        wrong = {
            "code": "" if code else _NO_CODE,
            "entry": "" if not entry or (entry.isascii() and entry.isdigit()) else _NOT_AN_ENTRY,
        }
        for name, error in wrong.items():
            self.fields[name].set_error(error)
        if any(wrong.values()):
            self.fields[next(name for name, error in wrong.items() if error)].editor.setFocus()
            return
        self.accept()
        self._told(code, int(entry) if entry else None)


def last_receipt(why: MotcuaError, told: Callable[[str, int | None], None], left: Callable[[], None]) -> None:
    """Ask for the last printed receipt, by code and number in the register; `why` is said above the fields."""
    box = LastReceipt(_window(), words.sentence(why), told)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.rejected.connect(left)
    box.open()


def _window() -> QWidget | None:
    """Return the window a question belongs to: a question that follows another is not its child."""
    return next(
        (one for one in QApplication.topLevelWidgets() if one.isVisible() and not isinstance(one, QDialog)), None
    )
