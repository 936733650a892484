"""The first start: how this PC will be used, then who sits where; nothing is made before the last button."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.errors import MotcuaError, SyncError
from app.ui import words
from app.ui.firststart.form import ALONE, JOIN, PRACTICE, DeskStep, Steps, WayStep
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shell.brand import BrandPanel
from app.ui.shortcuts import Shortcut, bind

_FOR = "Tiếp nhận, in giấy hẹn, trả kết quả, chốt ngày. Có mạng hay không có mạng."
_ASSURED = (
    "Dữ liệu được khóa và giữ trên máy này",
    "Mất điện, mất mạng: giấy đã in là hồ sơ đã lưu",
    "Bảng phím của mỗi màn hình ở F1",
)
_TITLES = ("Máy này sẽ dùng thế nào?", "Trung tâm và quầy này", "Ai ngồi ở quầy này?")
_SENSES = (
    "Chọn một cách; dùng riêng rồi nối với tỉnh sau cũng được, không mất hồ sơ.",
    "Ghi một lần; tên cán bộ và máy in đổi được sau này trong Cài đặt.",
    "Số quầy, dãy số và tên trung tâm do tỉnh đặt sẵn trong mã mời.",
)
_NEXT, _PRACTISE, _MAKE, _JOIN = "Tiếp tục", "Mở tập huấn", "Tạo trung tâm", "Nối với tỉnh"
_MAKING, _JOINING = "Đang tạo kho…", "Đang hỏi tỉnh…"
_NO_URL, _NO_CODE = "Thiếu địa chỉ của tỉnh.", "Thiếu mã mời."
_NO_COMMUNE = "Gõ tên rồi chọn một dòng trong danh sách."
_NO_AGENCY = "Thiếu mã cơ quan. Ghi như H15.10."
_NO_DESK = "Số quầy là một số từ 1 đến 99."
_NO_NUMBER = "Ghi một số từ 1."
_NO_LINE = "Chưa hỏi được tỉnh. Kiểm tra dây mạng và địa chỉ, rồi bấm Nối với tỉnh lần nữa."
_NO_ANSWER = "Phía tỉnh đang gặp trục trặc. Ít phút nữa bấm lại; nếu mã báo đã dùng, xin tỉnh mã mới."
_NOT_YET_JOINED = {
    "OFFLINE": _NO_LINE, "TIMEOUT": _NO_LINE, "SERVER": _NO_ANSWER, "REFUSED": _NO_ANSWER, "TOO_LARGE": _NO_ANSWER,
}  # fmt: skip
"""The sentences of `words` speak of a desk that works meanwhile; here there is none yet."""


class SetupPage(QWidget):
    """Three ways, at most five questions.

    `practice_asked` wants the practice centre. `set_up` carries what `services.centre.describe` takes, `join` what
    `bootstrap.enrol` takes, as dicts; whoever did it calls `failed` when it was refused.
    """

    practice_asked = Signal()
    set_up = Signal(object)
    join = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Start at the first step."""
        super().__init__(parent)
        self.way_step, self.desk_step, self.steps = WayStep(), DeskStep(), Steps()
        self.title, self.sense = Text(kind="hero"), Text(tone="ink2", wrap=True)
        self.back = Button("Quay lại", "quiet", key="Esc")
        self.primary = Button(_NEXT, "primary", key=Shortcut.PRIMARY, large=True)
        self._sign, self.trouble = MarkView(Mark.ERROR, 14), Text(tone="danger", wrap=True)
        self.fields: dict[str, Field] = {
            "url": self.way_step.url_field, "code": self.way_step.code_field, **self.desk_step.fields
        }  # fmt: skip
        self.step, self._busy = 0, False
        self._lay_out()
        self._connect()
        self._show_step(0)

    # -- what the caller says ----------------------------------------------------------------------------------

    def failed(self, problem: MotcuaError) -> None:
        """Say why the centre was not made: at the field to blame, else above the buttons."""
        self._rest()
        own = _NOT_YET_JOINED if isinstance(problem, SyncError) else {}
        sentence = own.get(problem.code) or words.sentence(problem)
        if problem.field in self.fields:
            self._refuse({str(problem.field): sentence})
        else:
            self._tell(f"{sentence} {problem.code}")
            self.primary.setFocus()

    # -- making ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        brand = BrandPanel(_FOR)
        brand.set_lines([(Mark.SENT, line) for line in _ASSURED])
        self.card = QFrame()
        self.card.setProperty("k", "card")
        trouble = Plain(Row(self._sign, (self.trouble, 1), gap=7))
        Column(
            self.steps, 4, self.title, self.sense, 6, self.way_step, self.desk_step, trouble,
            Row(self.back, None, self.primary), gap=8, margins=(28, 22, 28, 20), parent=self.card,
        )  # fmt: skip
        Row(brand, None, Column(None, self.card, None), None, gap=0, parent=self)
        changes().changed.connect(self._scale)
        self._scale()

    def _connect(self) -> None:
        self.primary.clicked.connect(self._go_on)
        self.back.clicked.connect(self._go_back)
        bind(self, Shortcut.PRIMARY, self._go_on)
        for way, key in enumerate((Shortcut.PART_1, Shortcut.PART_2, Shortcut.PART_3)):
            bind(self, key, partial(self._choose, way))
        for card in self.way_step.cards:
            card.toggled.connect(self._say_verb)

    # -- going on ----------------------------------------------------------------------------------------------

    def _choose(self, way: int) -> None:
        if self.step == 0 and not self._busy:
            self.way_step.choose(way)

    def _go_on(self) -> None:
        if self._busy:
            return
        self._tell("")
        errors = self._errors_of_step()
        self._refuse(errors)
        if errors:
            return
        way = self.way_step.way
        if self.step == 0 and way == PRACTICE:
            self.practice_asked.emit()
        elif self.step == 0:
            self._show_step(1)
        elif way == JOIN:
            self._work(_JOINING)
            self.join.emit(self._asked_to_join())
        else:
            self._work(_MAKING)
            self.set_up.emit(self._asked_to_make())

    def _go_back(self) -> None:
        if self.step and not self._busy:
            self._show_step(0)

    def _asked_to_join(self) -> dict[str, Any]:
        url = self.way_step.url.value()
        # Letters of invitation print the bare name; plain http must be asked for in so many letters.
        url = url if "://" in url else f"https://{url}"
        return {"url": url, "code": self.way_step.code.value(), "officer": self.desk_step.officer.value()}

    def _asked_to_make(self) -> dict[str, Any]:
        asked, commune = self.desk_step, self.desk_step.commune.chosen
        return {
            "agency": asked.agency.value(), "commune": commune.code if commune else "", "name": asked.name.value(),
            "desk": asked.number(asked.desk), "officer": asked.officer.value(),
            "first": asked.number(asked.first), "last": asked.number(asked.last),
        }  # fmt: skip

    def _errors_of_step(self) -> dict[str, str]:
        errors: dict[str, str] = {}
        way, asked = self.way_step.way, self.desk_step
        if self.step == 0:
            if way == JOIN and not self.way_step.url.value():
                errors["url"] = _NO_URL
            if way == JOIN and not self.way_step.code.value():
                errors["code"] = _NO_CODE
            return errors
        if way == ALONE:
            if asked.commune.chosen is None:
                errors["commune"] = _NO_COMMUNE
            if not asked.name.value():
                errors["name"] = words.say("CENTRE_NAME", {})
            if not asked.agency.value():
                errors["agency"] = _NO_AGENCY
            if (asked.number(asked.desk) or 100) > 99:
                errors["desk"] = _NO_DESK
            errors |= {name: _NO_NUMBER for name in ("first", "last") if asked.number(getattr(asked, name)) is None}
        if not asked.officer.value():
            errors["officer"] = words.say("OFFICER_NAME", {})
        return errors

    # -- showing -----------------------------------------------------------------------------------------------

    def _show_step(self, step: int) -> None:
        self.step = step
        alone = self.way_step.way == ALONE
        at = 0 if step == 0 else 1 if alone else 2
        self.desk_step.ask(alone=alone)
        set_shown(self.way_step, step == 0)
        set_shown(self.desk_step, step == 1)
        set_shown(self.back, step == 1)
        self.steps.show_step(step)
        self.title.setText(_TITLES[at])
        self.sense.setText(_SENSES[at])
        self._tell("")
        self._say_verb()
        (self.desk_step.begin_at() if step else self.way_step.cards[self.way_step.way]).setFocus()

    def _say_verb(self) -> None:
        way = self.way_step.way
        if self.step == 0:
            self.primary.set_text(_PRACTISE if way == PRACTICE else _NEXT)
        else:
            self.primary.set_text(_JOIN if way == JOIN else _MAKE)

    def _refuse(self, errors: dict[str, str]) -> None:
        """Show each sentence at its field, and go to the first, on whichever step it stands."""
        for name, field in self.fields.items():
            field.set_error(errors.get(name))
        first = next((name for name in self.fields if name in errors), None)
        if first is None:
            return
        step = 0 if first in ("url", "code") else 1
        if step != self.step:
            self._show_step(step)
        self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        set_shown(self.trouble, bool(sentence))
        set_shown(self._sign, bool(sentence))
        # All five questions in large letters leave no room for both.
        crowded = self.step == 1 and self.way_step.way == ALONE and theme().compact
        set_shown(self.sense, not sentence and not crowded)

    def _work(self, sentence: str) -> None:
        self._busy = True
        self.primary.set_text(sentence)

    def _rest(self) -> None:
        self._busy = False
        self._say_verb()

    def _scale(self) -> None:
        self._tell(self.trouble.text())
        self.card.setFixedWidth(round(720 * (1 + (theme().factor - 1) * 0.22)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        # Not a shortcut: Esc first closes the list of communes, which has it as one.
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(self.rect(), theme().colour("bg"))
