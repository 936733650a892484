"""The inline form of "Không nhận…": why nothing is taken in, picked from the legal grounds and edited, above the form.

A ground is words and their basis; both may be changed, because the list cannot know every case. While the card is
open the bar's main action is the refusal, and the paper beside the form is the refusal's (Mẫu 03).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from app.rules.events import Body
from app.services.grounds import Ground
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.inputs import Combo, TextArea
from app.ui.kit.layout import Column, Line, Plain, Row
from app.ui.kit.text import Text

_TITLE = "Không nhận hồ sơ này"
_HELP = "Không thu giấy tờ, không thu phí. Người nộp nhận phiếu từ chối có lý do."
_OWN = "Lý do khác"
_REASON = "Ghi lý do không nhận, hoặc chọn một căn cứ."


class RefusalCard(QFrame):
    """Why a dossier is not taken in; `changed` after every change, `closed` when the officer thinks better of it."""

    changed = Signal()
    closed = Signal()

    def __init__(self) -> None:
        """Start hidden, without grounds."""
        super().__init__()
        self.setProperty("k", "surface2")
        self.close_button = Button("Thôi, vẫn nhận", "quiet", key="Esc")
        self.ground, self.reason, self.basis = Combo([(None, _OWN)]), TextArea(lines=2), TextArea(lines=2)
        self.fields = {
            "ground": Field("Căn cứ có sẵn", self.ground, line=False),
            "reason": Field("Lý do không nhận", self.reason, required=True),
            "legal_basis": Field("Căn cứ pháp lý", self.basis),
        }
        head = Plain(Row(Text(_TITLE, "section"), (Text(_HELP, "help", wrap=True), 1), self.close_button, gap=10))
        texts = Row((self.fields["reason"], 3), (self.fields["legal_basis"], 2), gap=12)
        body = Column(head, self.fields["ground"], 6, texts, gap=2, margins=(20, 8, 20, 2))
        Column(body, Line(), gap=0, parent=self)
        self._shorten()
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_card)
        self.close_button.clicked.connect(self.close_card)
        self.ground.currentIndexChanged.connect(lambda _at: self._picked())
        self.reason.textChanged.connect(lambda: self.fields["reason"].set_error(None))
        self.reason.textChanged.connect(self.changed)
        self.basis.textChanged.connect(self.changed)
        self.hide()

    def offer(self, grounds: Sequence[Ground]) -> None:
        """Open with these grounds to pick from."""
        self.ground.blockSignals(True)
        self.ground.set_options([(None, _OWN), *((one, one.text) for one in grounds)])
        self.ground.blockSignals(False)
        self.show()
        self.ground.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def body(self) -> Body:
        """Return what the act will say."""
        return {"reason": self.reason.value(), "legal_basis": self.basis.value()}

    def complete(self) -> bool:
        """Tell whether a reason is given; if not, say so and go there."""
        if self.reason.value():
            return True
        self.fields["reason"].set_error(_REASON)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def close_card(self) -> None:
        """Hide, forget what was typed, and let the form have the cursor."""
        if not self.isHidden():
            self.put_away()
            self.closed.emit()

    def put_away(self) -> None:
        """Hide, without a reason."""
        self.hide()
        self.ground.set_value(None)
        self.reason.clear()
        self.basis.clear()
        self.fields["reason"].set_error(None)

    def _picked(self) -> None:
        ground = self.ground.value()
        if isinstance(ground, Ground):
            self.reason.setPlainText(ground.text)
            self.basis.setPlainText(ground.basis)

    def _shorten(self) -> None:
        """A ground is a sentence: the closed list shows as much of it as there is room, the text below has it all."""
        self.ground.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ground.setMinimumContentsLength(24)
