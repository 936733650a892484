"""The paper beside the form: what was done last with its way back, then the receipt as it would be printed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules.dossier import Dossier
from app.ui.intake.preview import Look
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.icons import Icon
from app.ui.kit.layout import Column, Plain, Row, Surface
from app.ui.kit.paper import Paper
from app.ui.kit.text import Elided, Text
from app.ui.shortcuts import Shortcut

_EMPTY = "Giấy tiếp nhận hiện ở đây khi đã chọn thủ tục."
_AT_SAVING = "Số hồ sơ và mã QR được cấp lúc lưu."


class ReceiptPanel(Surface):
    """Giấy tiếp nhận."""

    print_asked = Signal()
    correct_asked = Signal()

    def __init__(self, paper_size: str) -> None:
        """`paper_size` is A4 or A5, as the receipt is printed."""
        super().__init__("surface2")
        self.paper = Paper(_EMPTY)
        self.enlarge = Button("Xem lớn", "quiet", key=Shortcut.ENLARGE)
        self.quiet = QuietLine()
        self.hint = Text(_AT_SAVING, "help", wrap=True)
        title = Row(
            Text("Giấy tiếp nhận", "section"), (Elided(f"Mẫu 01, {paper_size}, 2 liên", "help"), 1), self.enlarge, gap=8
        )
        foot = Row(Icon("info", "ink3", 14), (self.hint, 1), gap=7)
        Column(self.quiet, Plain(title), (self.paper, 1), Plain(foot), gap=8, margins=(14, 12, 14, 12), parent=self)
        self.paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(280)

    def show_look(self, look: Look | None) -> None:
        """Show the paper of what stands on the form, or none."""
        if look is None:
            self.paper.clear()
        else:
            self.paper.show_pdf(look.pdf, look.image)
        self.hint.setText(_AT_SAVING)

    def say(self, words: str) -> None:
        """Say at the foot why nothing is printed."""
        self.hint.setText(words)

    def tell(self, dossier: Dossier, what: str, detail: str = "", *, ok: bool = True) -> None:
        """Say what was done with a dossier, with the ways back."""
        again = Button("In lại" if ok else "In", "quiet", key=Shortcut.PRINT)
        again.clicked.connect(self.print_asked)
        correct = Button("Sửa sai…", "quiet", key=Shortcut.CORRECT)
        correct.clicked.connect(self.correct_asked)
        whose = f"{dossier.citizen.name} · {dossier.procedure_name}"
        actions: list[QWidget] = [again, correct]
        self.quiet.tell(what, f"{whose}. {detail}" if detail else f"{whose}.", actions, ok=ok)
