"""The one question about the PC's clock: both moments named, and the officer answers for it or goes to set it.

It stands in the way on purpose: a wrong day would be printed on every receipt from now on. Esc and Enter are the
careful answer; nothing was written yet.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMessageBox

from app import words
from app.errors import MotcuaError

ASKED = ("CLOCK_BACK", "CLOCK_AHEAD")
"""The codes of `services.present`."""
_SURE, _UNSURE = "Giờ máy đ&úng, ghi tiếp", "&Thôi, chỉnh giờ máy"


def ask(problem: MotcuaError, sure: Callable[[], None], unsure: Callable[[], None]) -> QMessageBox:
    """Ask whether the clock is right; return the question, which is open already."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Một Cửa", words.sentence(problem), parent=QApplication.activeWindow())
    box.setInformativeText(problem.code)
    yes = box.addButton(_SURE, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(_UNSURE, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.finished.connect(lambda _status: sure() if box.clickedButton() is yes else unsure())
    box.open()
    return box
