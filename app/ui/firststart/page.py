"""The first start: how this PC will be used, then at most five questions; nothing is made before the last one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.errors import MotcuaError, SyncError, UserError
from app.printing.print_setup import PrintSetup
from app.rules.numbering import Lease, check_agency
from app.ui.firststart.form import (
    ALONE,
    CENTRE,
    JOIN,
    OFFICER,
    PRACTICE,
    RESTORE,
    STEPS_OF,
    WAY,
    CentreStep,
    Steps,
    WayStep,
)
from app.ui.firststart.officer import OfficerStep
from app.ui.kit.fields import Field
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.theme import theme
from app.ui.shell.cover import Cover
from app.ui.shortcuts import Shortcut, bind
from app.ui.tasks import Tasks

_FOR = "Tiếp nhận, in giấy hẹn, trả kết quả, chốt ngày. Có mạng hay không có mạng."
_ASSURED = (
    "Dữ liệu được khóa và giữ trên máy này",
    "Mất điện, mất mạng: giấy đã in là hồ sơ đã lưu",
    "Bảng phím của mỗi màn hình ở F1",
)
_TITLES = ("Máy này sẽ dùng thế nào?", "Trung tâm nào, quầy nào?", "Ai ngồi ở quầy này, in ra đâu?")
_SENSES = (
    "Chọn một cách; dùng riêng rồi nối với tỉnh sau cũng được, không mất hồ sơ.",
    "In trên mọi giấy và đứng trong mã hồ sơ, nên ghi một lần cho đúng.",
    "Đổi được sau này trong Cài đặt.",
)
_INVITED = "Tên trung tâm, số quầy và dãy số có sẵn trong mã mời. Hai câu này đổi được sau trong Cài đặt."
_NEXT, _PRACTISE, _MAKE, _JOIN = "Tiếp tục", "Mở tập huấn", "Tạo trung tâm", "Nối với tỉnh"
_RESTORE = "Chọn bản sao lưu"
_LEFT_OVER = "Quầy từng làm ở máy này: kho không còn, bản sao lưu thì còn. Phục hồi, đừng lập mới."
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


class SetupPage(Cover):
    """Four ways, at most five questions.

    `practice_asked` wants the practice centre, `restore_asked` a copy put back. `set_up` carries what
    `services.centre.describe` takes, `join` what `workflows.joining.enrol` takes, as dicts, but for `printing`;
    whoever did it calls `failed` when it was refused.
    """

    step = WAY
    practice_asked = Signal()
    restore_asked = Signal()
    set_up = Signal(object)
    join = Signal(object)

    def __init__(self, parent: QWidget, tasks: Tasks) -> None:
        """Start at the first step."""
        super().__init__(parent, _FOR, [(Mark.SENT, line) for line in _ASSURED])
        self.steps = Steps()
        self.way_step, self.centre_step, self.officer_step = WayStep(), CentreStep(), OfficerStep(tasks)
        self.parts: list[WayStep | CentreStep | OfficerStep] = [self.way_step, self.centre_step, self.officer_step]
        self.fields: dict[str, Field] = {name: field for part in self.parts for name, field in part.fields.items()}
        self.above.add(self.steps, 4)
        self.content.add(*self.parts)
        self.back.set_text("Quay lại")
        # Enter in the last field leads to the button that goes on.
        self.setTabOrder(self.primary, self.back)
        self._connect()
        self._show_step(WAY)

    # -- what the caller says ----------------------------------------------------------------------------------

    def warn(self, problem: MotcuaError) -> None:
        """Say beforehand what will stand in the way; who is answering already keeps the focus."""
        self.tell(f"{words.sentence(problem)} {problem.code}")

    def say_left_over(self) -> None:
        """Say that this PC had a store and has its copies still; what was begun meanwhile stays."""
        if self.step == WAY:
            self.way_step.choose(RESTORE)
            self.tell(_LEFT_OVER)

    def failed(self, problem: MotcuaError) -> None:
        """Say why the centre was not made: at the field to blame, else above the buttons."""
        self._rest()
        own = _NOT_YET_JOINED if isinstance(problem, SyncError) else {}
        sentence = own.get(problem.code) or words.sentence(problem)
        if problem.field in self.fields:
            self._refuse({str(problem.field): sentence})
        else:
            self.tell(f"{sentence} {problem.code}")
            self.primary.setFocus()

    @property
    def printing(self) -> PrintSetup:
        """The printer and its paper."""
        return self.officer_step.printing

    # -- making ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for way, key in enumerate((Shortcut.PART_1, Shortcut.PART_2, Shortcut.PART_3, Shortcut.PART_4)):
            bind(self, key, partial(self._choose, way))
        for card in self.way_step.cards:
            card.toggled.connect(self._way_chosen)
        for field in self.fields.values():
            if isinstance(field.editor, TextInput):
                field.editor.textEdited.connect(partial(self._mending, field))

    # -- going on ----------------------------------------------------------------------------------------------

    def _choose(self, way: int) -> None:
        if self.step == WAY and not self.busy:
            self.way_step.choose(way)

    def _way_chosen(self) -> None:
        self.steps.show_step(self.step, self.way_step.way)
        self._say_verb()

    def _mending(self, field: Field, _text: str) -> None:
        """Do not call wrong what is being mended."""
        field.set_error(None)
        self.way_step.make_room([name for name, one in self.fields.items() if one.error])

    def go_on(self) -> None:
        """Go to the next step, or do what the last one leads to."""
        self.tell("")
        errors = (self._errors_of_way, self._errors_of_centre, self._errors_of_officer)[self.step]()
        self._refuse(errors)
        if errors:
            return
        way, steps = self.way_step.way, STEPS_OF[self.way_step.way]
        if self.step != steps[-1]:
            self._show_step(steps[steps.index(self.step) + 1])
        elif way == PRACTICE:
            self.practice_asked.emit()
        elif way == RESTORE:
            self.restore_asked.emit()
        elif way == JOIN:
            self._work(_JOINING)
            self.join.emit(self._asked_to_join())
        else:
            self._work(_MAKING)
            self.set_up.emit(self._asked_to_make())

    def go_back(self) -> None:
        """Go one step back; there is none before the first."""
        steps = STEPS_OF[self.way_step.way]
        if self.step != WAY:
            self._show_step(steps[steps.index(self.step) - 1])

    def _asked_to_join(self) -> dict[str, Any]:
        url = self.way_step.url.value()
        # Letters of invitation print the bare name; plain http must be asked for in so many letters.
        url = url if "://" in url else f"https://{url}"
        return {"url": url, "code": self.way_step.code.value(), "officer": self.officer_step.officer.value()}

    def _asked_to_make(self) -> dict[str, Any]:
        asked, commune = self.centre_step, self.centre_step.commune.chosen
        return {
            "agency": asked.agency.value(), "commune": commune.code if commune else "", "name": asked.name.value(),
            "desk": asked.number(asked.desk), "officer": self.officer_step.officer.value(),
            "first": asked.number(asked.first), "last": asked.number(asked.last),
        }  # fmt: skip

    def _errors_of_way(self) -> dict[str, str]:
        needed = {"url": _NO_URL, "code": _NO_CODE} if self.way_step.way == JOIN else {}
        return {name: sentence for name, sentence in needed.items() if not getattr(self.way_step, name).value()}

    def _errors_of_centre(self) -> dict[str, str]:
        errors, asked = dict[str, str](), self.centre_step
        if asked.commune.chosen is None:
            errors["commune"] = _NO_COMMUNE
        if not asked.name.value():
            errors["name"] = words.say("CENTRE_NAME", {})
        if not asked.agency.value():
            errors["agency"] = _NO_AGENCY
        if (asked.number(asked.desk) or 100) > 99:
            errors["desk"] = _NO_DESK
        errors |= {name: _NO_NUMBER for name in ("first", "last") if asked.number(getattr(asked, name)) is None}
        agency, first, last = asked.agency.value(), asked.number(asked.first), asked.number(asked.last)
        # What the services would refuse after the last step is said on this one.
        checks: list[Callable[[], object]] = [partial(check_agency, agency)] if agency else []
        checks += [partial(Lease, first, last)] if first and last else []
        for check in checks:
            try:
                check()
            except UserError as problem:
                errors[str(problem.field)] = words.sentence(problem)
        return errors

    def _errors_of_officer(self) -> dict[str, str]:
        return {} if self.officer_step.officer.value() else {"officer": words.say("OFFICER_NAME", {})}

    # -- showing -----------------------------------------------------------------------------------------------

    def begin_at(self) -> QWidget:
        """Return where the step begins."""
        return self.parts[self.step].begin_at()

    def _show_step(self, step: int) -> None:
        self.step = step
        way = self.way_step.way
        for at, part in enumerate(self.parts):
            set_shown(part, at == step)
        set_shown(self.back, step != WAY)
        self.steps.show_step(step, way)
        self.title.setText(_TITLES[step])
        self.sense.setText(_INVITED if step == OFFICER and way == JOIN else _SENSES[step])
        self.tell("")
        self._say_verb()
        if step == OFFICER:
            self.officer_step.look()
        self.begin_at().setFocus()

    def _say_verb(self) -> None:
        way = self.way_step.way
        if self.step != STEPS_OF[way][-1]:
            self.primary.set_text(_NEXT)
        else:
            self.primary.set_text({JOIN: _JOIN, ALONE: _MAKE, PRACTICE: _PRACTISE, RESTORE: _RESTORE}[way])

    def _refuse(self, errors: dict[str, str]) -> None:
        """Show each sentence at its field, and go to the first, on whichever step it stands."""
        self.way_step.make_room(errors)
        for name, field in self.fields.items():
            field.set_error(errors.get(name))
        first = next((name for name in self.fields if name in errors), None)
        if first is None:
            return
        step = next(at for at, part in enumerate(self.parts) if first in part.fields)
        if step != self.step:
            self._show_step(step)
        self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, sentence: str) -> None:
        """Say what is wrong, or nothing any more, in the place of the sense."""
        super().tell(sentence)
        # The questions about the centre in large letters leave no room for it either.
        crowded = self.step == CENTRE and theme().compact
        set_shown(self.sense, not sentence and not crowded)

    def _work(self, sentence: str) -> None:
        self.busy = True
        self.primary.set_text(sentence)

    def _rest(self) -> None:
        self.busy = False
        self._say_verb()
