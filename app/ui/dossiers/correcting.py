"""The inline form of a correction: what stands in the dossier, a part at a time, to be typed over.

Only what changed is written, and before that it is told as old and new. What was typed in one part stays while
another is looked at, so that one correction can mend all that is wrong with one receipt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.errors import MotcuaError
from app.rules.dossier import Dossier
from app.ui.dossiers.correctable import GROUPS, PARTS, Part, Text, as_typed, changes, groups, problem, shown
from app.ui.dossiers.counts import NOT_A_COUNT, Counts, counts_of, differences
from app.ui.dossiers.in_hand import InHand
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.inputs import Combo, MoneyInput, TextArea, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.text import Text as Words
from app.ui.shortcuts import Shortcut

_TITLE = "Sửa sai"
_HELP = "Sửa được ghi thành một việc mới, việc cũ vẫn còn."
_NOTHING = "Chưa có gì thay đổi so với hồ sơ đang lưu."
_DUE_REASON = "Ghi lý do đổi ngày hẹn."
_MOST, _MORE = 4, "và {} chỗ nữa"
_WILL, _EMPTY, _LINE = "Sẽ ghi", "để trống", "{}: {} → {}"


class CorrectForm(QWidget):
    """Asks for corrections; `decided` and `seen` carry the changes and the reason."""

    decided = Signal(object, str)
    seen = Signal(object, str)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.in_hand: InHand | None = None
        self.group = Combo()
        self.group.setAccessibleName("Sửa phần nào")
        self.editors = {part.path: _editor(part) for part in PARTS}
        self.fields = {part.path: Field(part.label, self.editors[part.path]) for part in PARTS}
        self.reason = TextInput()
        self.reason_field = Field("Lý do sửa", self.reason)
        self.will, self.lines = Words(_WILL, "label"), Words(tone="ink2", wrap=True)
        self.error = Words(kind="help", tone="danger", wrap=True)
        self.see_button = Button("Xem giấy", "quiet", key=Shortcut.ENLARGE, icon="eye")
        self.cancel = Button("Thôi", "quiet", key="Esc")
        self.primary = Button("Lưu sửa", "primary", key=Shortcut.PRIMARY)
        self.bodies = {group: self._body(group) for group in GROUPS}
        looks, buttons = Row(self.see_button, None, gap=0), Row(self.cancel, None, self.primary, gap=8)
        self.bar = Plain(
            Column(self.will, self.lines, self.reason_field, self.error, Plain(looks), Plain(buttons), gap=3)
        )
        Column(
            Words(_TITLE, "section"), Words(_HELP, "help", wrap=True), self.group, 2, *self.bodies.values(), None,
            gap=4, parent=self,
        )  # fmt: skip
        self._was: Text = {}
        self.group.currentIndexChanged.connect(lambda _at: self._choose())
        self.cancel.clicked.connect(self.cancelled)
        self.primary.clicked.connect(self.decide)
        self.see_button.clicked.connect(self.see)
        self.reason.textChanged.connect(lambda _text: self.reason_field.set_error(None))
        for path in self.editors:
            self._watch(path)

    def start(self, in_hand: InHand) -> None:
        """Show what the dossier says now."""
        self.in_hand, dossier = in_hand, in_hand.dossier
        self._was = as_typed(dossier)
        for part in PARTS:
            field, editor = self.fields[part.path], self.editors[part.path]
            field.set_error(None)
            set_shown(field, shown(part, dossier))
            _put(editor, self._was.get(part.path, ""), dossier)
        self.reason.clear()
        self.reason_field.set_error(None)
        self.error.hide()
        self.group.blockSignals(True)
        self.group.set_options([(one, GROUPS[one]) for one in groups(dossier)])
        self.group.setCurrentIndex(0)
        self.group.blockSignals(False)
        self._show_group()
        self._tell()
        self.editors["applicant.phone"].setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Send what was changed, or say that nothing was."""
        found = self._found()
        if found is not None:
            self.decided.emit(found, self.reason.value())

    def see(self) -> None:
        """Ask for a look at the receipt that would replace the old one."""
        found = self._found()
        if found is not None:
            self.seen.emit(found, self.reason.value())

    def refuse(self, problem: MotcuaError | None, sentence: str = "") -> None:
        """Show an error at its field, or under the form."""
        sentence = sentence or (words.sentence(problem) if problem else "")
        named = (problem.field if problem else None) or "-"
        path = next((path for path in self.fields if path == named or path.startswith(f"{named}.")), None)
        if path is not None:
            self._wrong(path, sentence)
            return
        self.error.setText(sentence)
        self.error.show()

    # -- parts -------------------------------------------------------------------------------------------------

    def _body(self, group: str) -> QWidget:
        """Lay the fields of a part out, two short ones in a row."""
        column, waiting = Column(gap=0), list[Part]()
        for part in (one for one in PARTS if one.group == group):
            waiting.append(part)
            if not part.half or len(waiting) == 2:
                column.add(Row(*((self.fields[one.path], 1) for one in waiting), gap=12))
                waiting = []
        return Plain(column)

    def _choose(self) -> None:
        self._show_group()
        first = next(part.path for part in PARTS if part.group == self.group.value())
        self.editors[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_group(self) -> None:
        for group, body in self.bodies.items():
            body.setVisible(group == self.group.value())

    def _watch(self, path: str) -> None:
        def changed(*_typed: object) -> None:
            self.fields[path].set_error(None)
            self._tell()

        editor = self.editors[path]
        signal: Any = (
            editor.currentIndexChanged if isinstance(editor, Combo)
            else editor.changed if isinstance(editor, Counts) else editor.textChanged
        )  # fmt: skip
        slot: Callable[..., None] = changed
        signal.connect(slot)

    # -- what was typed ----------------------------------------------------------------------------------------

    def _typed(self) -> Text:
        dossier = self.in_hand.dossier if self.in_hand else None
        here = [part.path for part in PARTS if dossier and part.group in groups(dossier) and shown(part, dossier)]
        editors = {path: self.editors[path] for path in here}
        return {path: _value(editor) for path, editor in editors.items() if not isinstance(editor, Counts)}

    def _changed(self, typed: Text) -> set[str]:
        """Return the parts typed over, in no order."""
        return {path for path, text in typed.items() if text != self._was.get(path, "")}

    def _papers(self) -> list[dict[str, Any]] | None:
        """Return the papers where they were changed, None where they were not."""
        editor = self.editors["components"]
        assert isinstance(editor, Counts)
        papers = editor.value()
        return papers if self.in_hand and papers != counts_of(self.in_hand.dossier.components) else None

    def _found(self) -> dict[str, Any] | None:
        """Return the changes as an event has them, None where something is missing, which is then said."""
        in_hand, typed = self.in_hand, self._typed()
        if in_hand is None:
            return None
        changed = self._changed(typed)
        for path in (part.path for part in PARTS if part.path in changed):
            sentence = problem(path, typed, changed, in_hand.now)
            if sentence:
                self._wrong(path, sentence)
                return None
        editor = self.editors["components"]
        assert isinstance(editor, Counts)
        if editor.value() is None:
            self._wrong("components", NOT_A_COUNT)
            return None
        if changed & {"due_at.day", "due_at.time"} and not self.reason.value():
            self.reason_field.set_error(_DUE_REASON)
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        found, papers = changes(in_hand.dossier, typed, changed, self.reason.value()), self._papers()
        if papers is not None:
            found["components"] = papers
        if not found:
            self.refuse(None, _NOTHING)
            return None
        self.error.hide()
        return found

    def _tell(self) -> None:
        """Say what will be written, old and new."""
        if self.in_hand is None:
            return
        typed = self._typed()
        changed = self._changed(typed)
        lines = [
            _LINE.format(part.label, _word(part, self._was.get(part.path, "")), _word(part, typed[part.path]))
            for part in PARTS if part.path in changed
        ]  # fmt: skip
        papers = self._papers()
        lines += differences(counts_of(self.in_hand.dossier.components), papers) if papers is not None else []
        more = [_MORE.format(len(lines) - _MOST)] if len(lines) > _MOST else []
        self.lines.setText("\n".join(lines[:_MOST] + more))
        for label in (self.will, self.lines):
            set_shown(label, bool(lines))
        due = bool(changed & {"due_at.day", "due_at.time"})
        self.reason_field.set_required(due)
        if lines:
            self.error.hide()

    def _wrong(self, path: str, sentence: str) -> None:
        group = next(part.group for part in PARTS if part.path == path)
        if self.group.value() != group:
            self.group.set_value(group)
        self.fields[path].set_error(sentence)
        self.editors[path].setFocus(Qt.FocusReason.OtherFocusReason)


def _editor(part: Part) -> TextInput | TextArea | Combo | Counts:
    if part.editor == "money":
        return MoneyInput(width=None)
    if part.editor == "papers":
        return Counts()
    if part.editor == "choice":
        return Combo([*part.choices])
    return TextArea(lines=2) if part.editor == "long" else TextInput()


def _put(editor: QWidget, text: str, dossier: Dossier) -> None:
    editor.blockSignals(True)
    if isinstance(editor, Counts):
        editor.put(dossier.components)
    elif isinstance(editor, Combo):
        editor.set_value(text)
    elif isinstance(editor, TextArea):
        editor.setPlainText(text)
    elif isinstance(editor, TextInput):
        editor.setText(text)
        editor.setCursorPosition(0)
    editor.blockSignals(False)


def _value(editor: TextInput | TextArea | Combo) -> str:
    return str(editor.value() or "")


def _word(part: Part, text: str) -> str:
    return dict(part.choices).get(text, text) or _EMPTY
