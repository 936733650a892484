"""The paper beside the form: what was done last with its way back, then the receipt as it would be printed."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules.dossier import Dossier
from app.ui.intake.preview import Preview
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.icons import Icon
from app.ui.kit.layout import Column, Plain, Row, Surface
from app.ui.kit.paper import Paper
from app.ui.kit.text import Elided, Text
from app.ui.shortcuts import Shortcut

_EMPTY = "Giấy tiếp nhận hiện ở đây khi đã chọn thủ tục."
_AT_SAVING = "Số hồ sơ và mã QR được cấp lúc lưu."
_TRANSFER = "Số hồ sơ, mã QR và VietQR được cấp lúc lưu."
_TITLES = {"receipt": ("Giấy tiếp nhận", "Mẫu 01, {}, 2 liên"), "refusal": ("Phiếu từ chối", "Mẫu 03, {}")}


class ReceiptPanel(Surface):
    """Giấy tiếp nhận."""

    print_asked = Signal()
    correct_asked = Signal()
    same_asked = Signal()
    together_asked = Signal()

    def __init__(self, paper_size: str) -> None:
        """`paper_size` is A4 or A5, as the receipt is printed."""
        super().__init__("surface2")
        self.paper_size = paper_size
        self.paper = Paper(_EMPTY)
        self.enlarge = Button("Xem lớn", "quiet", key=Shortcut.ENLARGE)
        self.quiet = QuietLine()
        self.hint = Text(_AT_SAVING, "help", wrap=True)
        self.title, self.which = Text("", "section"), Elided("", "help")
        title = Row(self.title, (self.which, 1), self.enlarge, gap=8)
        foot = Row(Icon("info", "ink3", 14), (self.hint, 1), gap=7)
        Column(self.quiet, Plain(title), (self.paper, 1), Plain(foot), gap=8, margins=(14, 12, 14, 12), parent=self)
        self.paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(280)
        self.show_preview(None)

    def show_preview(self, preview: Preview | None, *, transfer: bool = False) -> None:
        """Show the paper of what stands on the form, or none; `transfer` when it will have a VietQR once saved."""
        title, which = _TITLES[preview.form if preview else "receipt"]
        self.title.setText(title)
        self.which.setText(which.format(self.paper_size))
        if preview is None:
            self.paper.clear()
        else:
            self.paper.show_pdf(preview.pdf, preview.image)
        self.hint.setText(_TRANSFER if transfer else _AT_SAVING)

    def say(self, words: str) -> None:
        """Say at the foot why nothing is printed."""
        self.hint.setText(words)

    def tell(self, dossier: Dossier, what: str, detail: str = "", *, together: int = 0, ok: bool = True) -> None:
        """Say what was done with a dossier, with the ways back and, after a reception, the way on.

        From the second dossier of one person on (`together`) they can have one receipt.
        """
        rows: list[list[QWidget]] = [[self._action("In lại" if ok else "In", Shortcut.PRINT, self.print_asked)]]
        if not dossier.at_door:
            rows[0].append(self._action("Sửa sai…", Shortcut.CORRECT, self.correct_asked))
            rows.append([self._action(Shortcut.SAME_PERSON.word, Shortcut.SAME_PERSON, self.same_asked)])
        if together > 1:
            rows.append([self._action(Shortcut.ONE_RECEIPT.word, Shortcut.ONE_RECEIPT, self.together_asked)])
        whose = f"{dossier.citizen.name} · {dossier.procedure.name}"
        actions = Plain(Column(*(Row(*row, None, gap=4) for row in rows), gap=0))
        self.quiet.tell(what, f"{whose}. {detail}" if detail else f"{whose}.", [actions], ok=ok)

    def _action(self, words: str, key: Shortcut, asked: SignalInstance) -> Button:
        button = Button(words, "quiet", key=key)
        button.clicked.connect(asked)
        return button
