"""Receptions set aside: the card above the form that lists them, newest first, when there are several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from app.services.drafts import Kept
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, Plain, Row, empty_layout
from app.ui.kit.text import Text

_MOST = 5
_NO_NAME = "Chưa ghi tên"
_NO_PROCEDURE = "chưa chọn thủ tục"


def title_of(form: Mapping[str, Any]) -> str:
    """Return how a reception set aside is called: whose it is and what for."""
    name = form.get("applicant", {}).get("name") or _NO_NAME
    return f"{name}, {form.get('typed') or _NO_PROCEDURE}"


class AsideCard(QFrame):
    """What was set aside; a button each, Esc closes."""

    taken = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("k", "surface2")
        self.words = Text(kind="name")
        self.close_button = Button("Đóng", "quiet", key="Esc")
        self.close_button.clicked.connect(self.close_card)
        self._rows = Column(gap=4)
        head = Plain(Row(self.words, None, self.close_button))
        Column(head, self._rows, gap=4, margins=(20, 8, 20, 10), parent=self)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_card)
        self.hide()

    def offer(self, kept: Sequence[Kept]) -> None:
        """List them and go to the newest."""
        empty_layout(self._rows)
        self.words.setText(f"Đang để sau {len(kept)} hồ sơ. Chọn một hồ sơ để lấy lại.")
        buttons = []
        for one in kept[:_MOST]:
            button = Button(f"{title_of(one.form)} · {one.at:%H:%M %d/%m}", icon="document")
            button.clicked.connect(lambda _on=False, id_=one.id: self._take(id_))
            buttons.append(button)
        self._rows.add(*(Plain(Row(button, None)) for button in buttons))
        self.show()
        buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Hide, and let the form have the cursor."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _take(self, id_: str) -> None:
        self.hide()
        self.taken.emit(id_)
