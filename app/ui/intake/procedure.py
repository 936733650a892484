"""The second section: the procedure, its case, who decides, and the band for a dossier already there.

The list stands under the field and nothing is completed inside it: what is typed stays typed until a line is taken.
A procedure the counter only guides to is shown, because that is what the citizen asked about, and cannot be taken.
The own unit decides unless another place is asked for; that field takes room only then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal

from app import words
from app.rules.catalogue import Procedure
from app.rules.fees import format_dong
from app.rules.finder import Finder, Hit
from app.services.duplicates import Earlier
from app.ui.intake.cases import CaseChoice
from app.ui.intake.elsewhere import DestinationInput
from app.ui.intake.entered import Entered, destination_problem
from app.ui.intake.link import Link
from app.ui.kit.buttons import Button
from app.ui.kit.cards import WarningBand
from app.ui.kit.fields import Field, HelpLine
from app.ui.kit.form import Section
from app.ui.kit.inputs import TextInput, name_for_readers
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkText
from app.ui.kit.search import Result, ResultList, SearchBox
from app.ui.kit.style import set_state
from app.ui.kit.text import Strong, Text
from app.ui.shortcuts import Shortcut
from app.ui.state_marks import mark_of

_HINT = "Tên, chữ cái đầu hoặc mã thủ tục"
_GUIDANCE = "chỉ hướng dẫn"
_OFTEN, _OFTEN_FROM = "dùng nhiều", 3
_NOTHING = "Không thấy thủ tục nào. Thử ít chữ hơn, hoặc gõ mã."
_FEE_OF_PROVINCE = "lệ phí theo nghị quyết của tỉnh"
_NO_TERM = "không có thời hạn"
_LINKED = "Liên thông: gồm {}."
_ELSEWHERE, _NOT_ELSEWHERE = "Chuyển &nơi khác giải quyết…", "Bỏ"
_OWN = "Để trống: {} giải quyết."
_SHOWN = 6


def finder_rows(hits: Sequence[Hit], usage: Mapping[str, int]) -> list[Result]:
    """Return the lines of the list: name with what was found in bold, code · field · term, a note."""
    return [
        Result(
            one.procedure,
            _parts(one),
            " · ".join(part for part in (one.procedure.code, one.procedure.field, one.procedure.term) if part),
            _GUIDANCE if one.procedure.guidance_only
            else _OFTEN if usage.get(one.procedure.code, 0) >= _OFTEN_FROM else "",
        )
        for one in hits
    ]  # fmt: skip


def _parts(hit: Hit) -> list[tuple[str, bool]]:
    name, parts, end = hit.procedure.name, list[tuple[str, bool]](), 0
    for start, stop in hit.spans:
        parts += [(name[end:start], False), (name[start:stop], True)]
        end = stop
    return [part for part in (*parts, (name[end:], False)) if part[0]]


class ProcedureSection(Section):
    """Thủ tục."""

    taken = Signal(object)
    dropped = Signal()
    case_changed = Signal()
    changed = Signal()

    def __init__(self) -> None:
        """Start with nothing chosen."""
        self.box = SearchBox(_HINT)
        self.line = HelpLine()
        self.linked, self.case_ = Text(kind="help", wrap=True), CaseChoice()
        self.link, self.destination = Link(_ELSEWHERE), DestinationInput()
        self.elsewhere, self.stay = Field(Shortcut.ELSEWHERE, self.destination), Button(_NOT_ELSEWHERE, "quiet")
        self.twice = TwiceBand()
        self._room = Plain(Column(self.twice, margins=(0, 3, 0, 6)))
        self._place = Plain(
            Row((self.elsewhere, 1), Column(Text(" ", "label"), self.stay, None, gap=1), gap=4, margins=(0, 5, 0, 2))
        )
        under = Row((self.line, 1), self.link, gap=8)
        super().__init__(
            "Thủ tục", Shortcut.PART_2,
            Column(self.box, 2, Plain(under), self.linked, self.case_, self._place, self._room, gap=0),
        )  # fmt: skip
        name_for_readers(self.box, "Thủ tục, bắt buộc")
        self.results = ResultList(self.box)
        self.chosen: Procedure | None = None
        self._finder, self._usage, self._foot = Finder(()), dict[str, int](), ""
        self._by_code: dict[str, Procedure] = {}
        for part in (self.linked, self.link, self._place, self._room):
            part.hide()
        self._own = ""
        self.box.textEdited.connect(self._typed)
        self.box.left.connect(self.results.close_list)
        self.box.entered.connect(self._entered)
        self.results.taken.connect(self._take)
        self.case_.changed.connect(self.case_changed)
        self.case_.changed.connect(self.changed)
        self.link.clicked.connect(self.ask_elsewhere)
        self.stay.clicked.connect(self._stay)
        self.destination.textEdited.connect(lambda _text: self.elsewhere.set_error(None))
        self.destination.textEdited.connect(lambda _text: self.changed.emit())
        self.destination.placed.connect(self._placed)
        self.destination.left.connect(self._placed)
        self.twice.reason.textEdited.connect(lambda _text: self.changed.emit())

    def set_catalogue(self, procedures: Sequence[Procedure], usage: Mapping[str, int]) -> None:
        """Search among these, the often used first."""
        self._finder, self._usage = Finder(procedures), dict(usage)
        self._foot = f"Danh mục {len(procedures)} thủ tục, lưu tại quầy"
        self._by_code = {one.code: one for one in procedures}

    def set_own(self, commune: str) -> None:
        """Offer communes of the province of this one: the counter's own."""
        self._own = commune
        self.destination.set_own(commune)

    def onto(self, entered: Entered) -> Entered:
        """Return the form with what stands in this section."""
        return replace(
            entered,
            procedure=self.chosen.code if self.chosen else "",
            typed=self.box.value(),
            case=self.case,
            destination=self.destination.value(),
            destination_commune=self.destination.commune(),
            reason=self.twice.reason.value(),
        )

    def take(self, entered: Entered) -> None:
        """Show what a kept draft has for this section; a code no longer in force leaves only what was typed."""
        self.box.setText(entered.typed)
        found = self._by_code.get(entered.procedure)
        if found is not None and not found.guidance_only:
            self._show(found)
            self.case_.put(entered.case)
        self._put_elsewhere(entered.destination, entered.destination_commune)
        self.twice.reason.setText(entered.reason)

    def _put_elsewhere(self, text: str, commune: str | None) -> None:
        self.destination.put(text, commune)
        self._place.setVisible(bool(text))
        self.link.setVisible(not text and self.chosen is not None)

    def ask_elsewhere(self) -> None:
        """Ask who decides; the field stays while it says something."""
        self._place.show()
        self.link.hide()
        self.destination.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Back to nothing chosen."""
        self.box.clear()
        self._drop()
        self._put_elsewhere("", None)
        self.show_twice(None)

    @property
    def case(self) -> str | None:
        """The case chosen, None for the ordinary one."""
        return self.case_.value()

    def say_fee(self, fee: int | None) -> None:
        """Say field, term, fee and since when the procedure applies."""
        one = self.chosen
        if one is None:
            return
        unknown = "lệ phí theo số trang" if one.fee_rule_for(self.case).kind == "pages" else _FEE_OF_PROVINCE
        money = unknown if fee is None else f"lệ phí {format_dong(fee)} đồng" if fee else "không thu lệ phí"
        parts = (one.field, one.term_for(self.case) or _NO_TERM, money, f"áp dụng từ {one.effective_from:%d/%m/%Y}")
        self.line.set_help("  ·  ".join(parts))

    def show_twice(self, earlier: Earlier | None, today: date | None = None) -> None:
        """Show the dossier that is already there, or none; `today` decides how its day is said."""
        self._room.setVisible(earlier is not None)
        self.twice.put(earlier, today)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with the choice, or nothing."""
        self.line.set_error(sentence)
        set_state(self.box, "err", bool(sentence))
        self.box.setAccessibleDescription(sentence)

    def _typed(self, text: str) -> None:
        if self.chosen is not None:
            self._drop()
            self.dropped.emit()
        self.set_error("")
        hits = self._finder.search(text, usage=self._usage, limit=200) if text.strip() else []
        self.box.set_note(f"{len(hits)} thủ tục" if hits else "")
        self.line.set_help(_NOTHING if text.strip() and not hits else "")
        self.results.show_results(finder_rows(hits[:_SHOWN], self._usage), self._foot)
        self.changed.emit()

    def _entered(self) -> None:
        if self.chosen is not None:
            self.box.focusNextChild()
        elif self.box.value():
            self._typed(self.box.text())

    def _take(self, procedure: Procedure) -> None:
        if procedure.guidance_only:
            facts = {"name": procedure.name, "unit": procedure.unit or "nơi khác"}
            self.line.set_help(words.say("PROCEDURE_GUIDANCE_ONLY", facts))
            return
        self.box.setText(procedure.name)
        self._show(procedure)
        self.taken.emit(procedure)

    def _show(self, procedure: Procedure) -> None:
        self.chosen = procedure
        self.box.set_note(procedure.code)
        set_state(self.box, "on", True)
        self.box.setCursorPosition(0)
        self.set_error("")
        self.case_.ask(procedure)
        names = [self._by_code[code].name if code in self._by_code else code for code in procedure.linked]
        self.linked.setText(_LINKED.format("; ".join(names)))
        set_shown(self.linked, bool(names))
        self.elsewhere.set_help(_OWN.format(procedure.unit) if procedure.unit else "")
        self.link.setVisible(not self._place.isVisibleTo(self))
        self.line.set_help("  ·  ".join((procedure.field, procedure.term or _NO_TERM)))

    def _drop(self) -> None:
        self.chosen = None
        self.box.set_note("")
        set_state(self.box, "on", False)
        self.case_.ask(None)
        self.linked.hide()
        self.link.hide()
        self.set_error("")
        self.line.set_help("")

    def _stay(self) -> None:
        self._put_elsewhere("", None)
        self.elsewhere.set_error(None)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _placed(self) -> None:
        """A commune was taken, or the field was left: say what is wrong with it."""
        value = self.destination.value()
        self.elsewhere.set_error(destination_problem(value, self.destination.commune(), self._own) or None)
        self.changed.emit()


class TwiceBand(WarningBand):
    """For a person who already waits for this procedure: open that dossier, or receive another one and say why."""

    def __init__(self) -> None:
        """Start with no such dossier."""
        self.facts = Text(wrap=True)
        self.state = MarkText(Mark.RECEIVED, "")
        self.open_button = Button("Mở hồ sơ đã nhận", key=Shortcut.OPEN_DUPLICATE, icon="document")
        self.anyway = Button("Vẫn nhận hồ sơ mới", key=Shortcut.RECEIVE_ANYWAY)
        self.reason = TextInput("xin thêm bản để vay vốn")
        self.reason.setAccessibleName("Lý do vẫn nhận hồ sơ mới")
        self.error = HelpLine()
        self.error.hide()
        label = Text("Lý do:", tone="ink2")
        super().__init__(
            "", Plain(Row((self.facts, 1), self.state, gap=8)),
            Plain(Row(self.open_button, self.anyway, label, (self.reason, 1), gap=8)), self.error,
        )  # fmt: skip
        self.earlier: Earlier | None = None
        self.reason.textEdited.connect(lambda _text: self.set_error(""))

    def put(self, earlier: Earlier | None, today: date | None = None) -> None:
        """Speak of another dossier, or of none."""
        fresh = earlier is not None and (self.earlier is None or self.earlier.code != earlier.code)
        self.earlier = earlier
        if earlier is None:
            self.reason.clear()
            self.set_error("")
            return
        if fresh:
            when = _when(earlier.received_at, today)
            self.title.setText(f"Người này đã nộp thủ tục này {when}, hồ sơ chưa trả kết quả.")
        self.facts.set_parts(
            Strong(earlier.code),
            f", Quầy {earlier.desk} nhận lúc {earlier.received_at:%H:%M}, hẹn trả {earlier.due_at:%d/%m/%Y}",
        )
        self.state.set_state(mark_of(earlier.state), words.STATES[earlier.state])

    def set_error(self, sentence: str) -> None:
        """Say that a reason is missing, or nothing."""
        self.error.set_error(sentence)
        self.error.setVisible(bool(sentence))
        set_state(self.reason, "err", bool(sentence))


def _when(moment: datetime, today: date | None) -> str:
    if moment.date() != today:
        return f"ngày {moment:%d/%m/%Y}"
    return "sáng nay" if moment.hour < 12 else "chiều nay"
