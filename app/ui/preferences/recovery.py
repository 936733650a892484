"""Tờ khóa in Cài đặt: which recovery paper opens the store, and the way to another one."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from app.rules.clock import VN
from app.services import recovery
from app.services.recovery import Recovery
from app.ui.context import Context
from app.ui.kit.buttons import Button
from app.ui.kit.form import Section
from app.ui.kit.layout import Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_HAS = "Tờ khóa phục hồi số {}, lập ngày {:%d/%m/%Y}."
_VOID = (
    "Lập tờ mới thì tờ này hết hiệu lực; các bản sao lưu đã làm vẫn cần tờ cũ, cho đến khi có bản sao lưu kế tiếp. "
    "Mọi màn hình đóng lại trong lúc đổi khóa, chữ đang gõ được giữ."
)
_NONE = "Chưa có tờ khóa phục hồi."
_WHY = "Máy hỏng hay mất thì không ai mở được bản sao lưu của quầy. In một tờ, gõ lại, cất vào két."
_PRACTICE = "Kho tập huấn không có tờ khóa."


class RecoverySection(Section):
    """What there is, and the button; `show_paper` says it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.told, self.help = Text(kind="name", wrap=True), Text(kind="help", wrap=True)
        self.make = Button(Shortcut.NEW_PAPER.word, key=Shortcut.NEW_PAPER, icon="document_add")
        words = Row(self.make, (self.help, 1), gap=12, margins=(0, 4, 0, 8))
        super().__init__("Tờ khóa", None, self.told, Plain(words))

    def show_paper(self, found: Recovery) -> None:
        """Say which paper opens the store."""
        paper = found.paper
        if paper is not None:
            self.told.setText(_HAS.format(paper.paper, datetime.fromisoformat(paper.at).astimezone(VN)))
        else:
            self.told.setText(_NONE if found.possible else _PRACTICE)
        self.help.setText(_VOID if paper else _WHY if found.possible else "")
        set_shown(self.make, found.possible)
        self.set_state(Mark.COMPLETE if paper else Mark.CAUTION if found.possible else Mark.EMPTY)


class RecoveryPart:
    """Reads what there is each time the screen is shown, and asks for another paper."""

    def __init__(self, context: Context, section: RecoverySection) -> None:
        """Say it in `section`."""
        self.context, self.section = context, section
        section.make.clicked.connect(self.make)

    def read(self) -> None:
        """Read which paper there is."""
        self.context.tasks.run(
            partial(recovery.look, self.context.desk), self.section.show_paper, lambda _problem: None
        )

    def make(self) -> None:
        """Ask for a new paper, where there can be one."""
        if self.section.make.isVisible():
            self.context.paper_asked.emit()
