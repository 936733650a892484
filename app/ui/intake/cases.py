"""The choice of a procedure's case (trường hợp): each has its own term, and may have its own papers and fee."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules.catalogue import Procedure
from app.ui.kit.choices import Segmented
from app.ui.kit.inputs import Combo
from app.ui.kit.layout import Row
from app.ui.kit.text import Text

_LABEL, _ORDINARY = "Trường hợp:", "Thông thường"
_MOST_SEGMENTS, _MOST_LETTERS = 4, 72
"""Beyond either, a row of segments would not fit the form at 150 %."""


class CaseChoice(QWidget):
    """Segments for up to four short cases, a list above that; hidden for a procedure that has none."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a procedure."""
        super().__init__()
        self._row = Row(Text(_LABEL, tone="ink2"), gap=8, margins=(0, 2, 0, 5), parent=self)
        self.editor: Segmented | Combo | None = None
        self.hide()

    def ask(self, procedure: Procedure | None) -> None:
        """Offer the cases of a procedure, the ordinary one chosen."""
        while (item := self._row.takeAt(1)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.editor = None
        if procedure is not None and procedure.cases:
            self.editor = self._make([(None, _ORDINARY), *((one.key, one.name) for one in procedure.cases)])
            self._row.add(self.editor, None)
        self.setVisible(self.editor is not None)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops; a row of segments is a stop behind its own, which Tab takes for it."""
        if self.editor is None:
            return []
        return [*(self.editor.buttons() if isinstance(self.editor, Segmented) else ()), self.editor]

    def value(self) -> str | None:
        """Return the key of the case chosen, None for the ordinary one."""
        found = self.editor.value() if self.editor is not None else None
        return str(found) if found else None

    def put(self, case: str | None) -> None:
        """Choose a case without telling; one the procedure no longer has is the ordinary one."""
        if self.editor is None:
            return
        self.editor.blockSignals(True)
        self.editor.set_value(case)
        if isinstance(self.editor, Segmented) and self.editor.value() != case:
            self.editor.set_value(None)
        self.editor.blockSignals(False)

    def _make(self, options: list[tuple[object, str]]) -> Segmented | Combo:
        editor: Segmented | Combo
        if len(options) <= _MOST_SEGMENTS and sum(len(words) for _, words in options) <= _MOST_LETTERS:
            editor = Segmented(options, None)
            editor.changed.connect(lambda _value: self.changed.emit())
        else:
            editor = Combo(options)
            editor.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            editor.currentIndexChanged.connect(lambda _at: self.changed.emit())
        editor.setAccessibleName(_LABEL.rstrip(":"))
        return editor
