"""The papers of a dossier with their counts, narrow enough for the panel: name left, three counts right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.rules.record import Component
from app.ui.kit.buttons import Button
from app.ui.kit.inputs import CountCell, TextInput
from app.ui.kit.layout import Column, Plain, Row, empty_layout
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme

_HEADS = ("Bản chính", "Chứng thực", "Bản sao")
_NAMES = ("originals", "certified", "photocopies")
_CELL, _COLUMN, _GAP = 44, 46, 4
_ADD, _NAME = "Thêm giấy tờ", "Tên giấy tờ"
_DIFFERS, _ABSENT, _NONE = "{}: {} → {}", "không có", "không có bản nào"
NOT_A_COUNT = "Số bản chỉ gồm chữ số."


class _Room(QWidget):
    """One widget in the middle of a column of counts."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        Row(None, content, None, gap=0, parent=self)
        changes().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        self.setFixedWidth(theme().px(_COLUMN))


def _head(words: str) -> _Room:
    text = Text("\n".join(words.split()), "help")
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return _Room(text)


class _Line(QWidget):
    """One paper: its name, typed where it was added here, and its counts."""

    changed = Signal()

    def __init__(self, name: str | None, counts: Sequence[int]) -> None:
        super().__init__()
        self.own = TextInput(_NAME) if name is None else None
        self.name_ = name
        self.cells = [CountCell(f"{head}, {name or _NAME}", width=_CELL) for head in _HEADS]
        row = Row((self.own or Text(name or "", wrap=True), 1), gap=_GAP, margins=(0, 2, 0, 2), parent=self)
        for cell, count in zip(self.cells, counts, strict=True):
            cell.set_count(count)
            cell.changed.connect(self.changed)
            row.add(_Room(cell))
        if self.own is not None:
            self.own.setAccessibleName(_NAME)
            self.own.textEdited.connect(self.changed)

    def chain(self) -> list[QWidget]:
        """Return what is typed into, from the left."""
        return [*([self.own] if self.own else []), *self.cells]

    def value(self) -> dict[str, Any] | None:
        """Return the paper, None where a count is no number; a line without a name has an empty one."""
        counts = [cell.count() for cell in self.cells]
        for cell, count in zip(self.cells, counts, strict=True):
            set_state(cell, "err", count is None)
        if None in counts:
            return None
        name = self.name_ if self.own is None else self.own.value()
        return {"name": name, **dict(zip(_NAMES, counts, strict=True))}


class Counts(QWidget):
    """The papers, one a line, and a button that adds one."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without papers."""
        super().__init__()
        self.lines: list[_Line] = []
        self.add_button = Button(_ADD, "quiet", icon="add")
        self._column = Column(gap=0)
        head = Row(None, *map(_head, _HEADS), gap=_GAP)
        Column(Plain(head), self._column, Plain(Row(self.add_button, None)), gap=2, parent=self)
        self.add_button.clicked.connect(self._add)

    def chain(self) -> list[QWidget]:
        """Return what Tab goes through, in this order; lines come and go, and Qt puts what is made last at the end."""
        return [*(part for line in self.lines for part in line.chain()), self.add_button]

    def put(self, papers: Sequence[Component]) -> None:
        """Show these papers."""
        empty_layout(self._column)
        self.lines = []
        for paper in papers:
            self._append(paper.name, (paper.originals, paper.certified, paper.photocopies))
        self.setFocusProxy(self.lines[0].cells[0] if self.lines else self.add_button)

    def value(self) -> list[dict[str, Any]] | None:
        """Return the papers as a body has them, None where a count is no number; an added one needs a name."""
        values = [line.value() for line in self.lines]
        if None in values:
            return None
        return [value for value in values if value is not None and value["name"]]

    def _add(self) -> None:
        self._append(None, (1, 0, 0))
        own = self.lines[-1].own
        assert own is not None
        own.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _append(self, name: str | None, counts: Sequence[int]) -> None:
        line = _Line(name, counts)
        line.changed.connect(self.changed)
        self.lines.append(line)
        self._column.add(line)
        for before, after in pairwise(self.chain()):
            QWidget.setTabOrder(before, after)


def counts_of(papers: Sequence[Component]) -> list[dict[str, Any]]:
    """Return papers as `Counts.value` has them."""
    return [
        {"name": one.name, **dict(zip(_NAMES, (one.originals, one.certified, one.photocopies), strict=True))}
        for one in papers
    ]


def differences(before: Sequence[object], after: Sequence[object]) -> list[str]:
    """Say each paper that was added, dropped or counted otherwise: `Tờ khai: 1 bản chính → 2 bản chính`.

    They are as a correction says them, and another program may have left out what is none.
    """
    old, new = (
        {str(row.get("name")): _counted(row) for row in rows if isinstance(row, Mapping)} for rows in (before, after)
    )
    names = [*new, *(name for name in old if name not in new)]
    return [
        _DIFFERS.format(name, old.get(name, _ABSENT), new.get(name, _ABSENT))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _counted(row: Mapping[str, Any]) -> str:
    said = [f"{row[name]} {head.lower()}" for name, head in zip(_NAMES, _HEADS, strict=True) if row.get(name)]
    return ", ".join(said) or _NONE
