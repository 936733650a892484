"""The fields of one result as it came back: what it is, what it says in short, on which shelf it lies, its number.

All but the number begin filled in, and the number stands last: after a scan the cursor is there, and Enter from it
goes to the next scan. A scanner that types into a field instead of the scan field is heard all the same: what ends
in the code of a dossier is the field's text followed by a scan.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.rules.dossier import Dossier
from app.services.handover import ResultRow
from app.ui.kit.fields import Field
from app.ui.kit.inputs import TextInput, tidy
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.text import Strong, Text

_HINT = "Quét giấy tiếp nhận của hồ sơ đã có kết quả; số kết quả và nơi để ghi ở đây."
_NOT_TICKED = "Hồ sơ này chưa được quét. Space để đánh dấu đã nhận kết quả."


class ResultFields(QWidget):
    """The fields, for one dossier at a time."""

    changed = Signal(object)
    scanned = Signal(str)
    next_asked = Signal()
    finished = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.type, self.abstract = TextInput(), TextInput()
        self.place, self.number = TextInput("tủ, ngăn", width=92), TextInput("số, ký hiệu", width=150)
        self.who = Text(tone="ink2", wrap=True)
        self.fields = Plain(
            Row(
                (Field("Loại kết quả", self.type, line=False), 4),
                (Field("Trích yếu", self.abstract, line=False), 5),
                Field("Nơi để", self.place, line=False),
                Field("Số kết quả", self.number, line=False),
                gap=10,
            )
        )
        Column(self.who, self.fields, gap=4, parent=self)
        self.code = ""
        self.codes: Callable[[], list[str]] = list
        for editor in self.editors:
            editor.textEdited.connect(self._edited)
            editor.left.connect(lambda: self.finished.emit())
            editor.returnPressed.connect(partial(self._entered, editor))
            editor.moves_on = editor is not self.number
        self.show_result(None, None)

    @property
    def editors(self) -> tuple[TextInput, ...]:
        """The four fields in reading order."""
        return self.type, self.abstract, self.place, self.number

    def show_result(self, dossier: Dossier | None, row: ResultRow | None) -> None:
        """Show what is typed of a dossier's result, or say what to do."""
        set_shown(self.fields, row is not None)
        if row is None or dossier is None:
            self.code = ""
            self.who.setText(_NOT_TICKED if dossier else _HINT)
            return
        self.who.set_parts("Kết quả của ", Strong(dossier.citizen.name), f", {dossier.procedure.name}")
        if self.code != row.code:
            self.code = row.code
            for editor, text in zip(self.editors, (row.type, row.abstract, row.place, row.number), strict=True):
                editor.setText(text)
                editor.setCursorPosition(0)

    def to_number(self) -> None:
        """Go to the field that is asked of every result."""
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> ResultRow:
        """Return the result as typed."""
        return ResultRow(self.code, self.type.value(), self.number.value(), self.abstract.value(), self.place.value())

    def _edited(self) -> None:
        self.changed.emit(self.typed())

    def _entered(self, editor: TextInput) -> None:
        """Hear a scan that was typed here, else go on."""
        text = tidy(editor.text()).upper()
        code = next((code for code in self.codes() if text.endswith(code)), None)
        if code is not None:
            editor.setText(tidy(tidy(editor.text())[: -len(code)]))
            self.changed.emit(self.typed())
            self.scanned.emit(code)
        elif editor is self.number:
            self.next_asked.emit()
