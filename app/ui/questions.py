"""The two questions that stand in the way of writing, both before anything is on paper, both left with Esc.

Whether the clock is right: a wrong day would be printed on every receipt from now on. Which receipt was printed last:
this PC does not know which numbers are on paper already, and the next one might be on two receipts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLabel, QMessageBox, QWidget

from app import words
from app.errors import MotcuaError

CLOCK, RECEIPT = ("CLOCK_BACK", "CLOCK_AHEAD"), "NUMBERS_GONE"
"""The codes of `services.present` and of `services.numbers`."""
_SURE, _UNSURE = "Giờ máy đ&úng, ghi tiếp", "&Thôi, chỉnh giờ máy"
_LAST, _GO_ON, _LEAVE = "Mã hồ sơ trên giấy:", "Cấp số tiếp", "Thôi"


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


def last_receipt(why: MotcuaError, told: Callable[[str], None], left: Callable[[], None]) -> None:
    """Ask for the code of the last printed receipt, scanned or typed; `why` is said above the field."""
    box = QInputDialog(_window())
    box.setWindowTitle("Một Cửa")
    box.setLabelText(f"{words.sentence(why)}\n\n{_LAST}")
    for label in box.findChildren(QLabel):
        label.setWordWrap(True)
    box.setOkButtonText(_GO_ON)
    box.setCancelButtonText(_LEAVE)
    box.textValueSelected.connect(lambda code: told(code.strip()))
    box.rejected.connect(left)
    box.open()


def _window() -> QWidget | None:
    """Return the window a question belongs to: a question that follows another is not its child."""
    return next(
        (one for one in QApplication.topLevelWidgets() if one.isVisible() and not isinstance(one, QDialog)), None
    )
