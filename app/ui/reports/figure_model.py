"""The figures of a report as a table: the cells of its paper, the total as the last row, and what each cell counts."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.printing.report import Column, Value, text_of
from app.services.reports import Figures

Index = QModelIndex | QPersistentModelIndex
_SKIPPED = ("number",)
"""Columns only the paper has."""
_ALARMING = ("late", "overdue")
"""Columns of what broke its promise."""


class FigureModel(QAbstractTableModel):
    """The figures of one report, the total as their last row."""

    def __init__(self) -> None:
        """Start without a report."""
        super().__init__()
        self.figures: Figures | None = None
        self.columns: list[int] = []

    def show(self, figures: Figures) -> None:
        """Show another report."""
        self.beginResetModel()
        self.figures = figures
        self.columns = [at for at, name in enumerate(figures.columns) if name not in _SKIPPED]
        self.endResetModel()

    @property
    def shown(self) -> list[Column]:
        """The columns on the screen."""
        return [self.figures.report.columns[at] for at in self.columns] if self.figures else []

    def is_total(self, row: int) -> bool:
        """Whether a row is the total."""
        return self.figures is not None and row == len(self.figures.report.rows)

    def value(self, row: int, column: int) -> Value:
        """Return what stands in a cell."""
        if self.figures is None:
            raise IndexError
        report = self.figures.report
        values = report.total if self.is_total(row) and report.total else report.rows[row]
        return values[self.columns[column]]

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is shown."""
        return text_of(self.value(row, column), self.shown[column].kind)

    def key(self, row: int, column: int) -> str | None:
        """Return the key of a figure, None where a cell counts no dossiers."""
        if self.figures is None or not (0 <= row < self.rowCount() and 0 <= column < len(self.columns)):
            return None
        return self.figures.key(None if self.is_total(row) else row, self.columns[column])

    def name(self, row: int, column: int) -> str:
        """Say which figure a cell is: its row, its groups, its column ("Hộ tịch: số hồ sơ đã giải quyết, quá hạn")."""
        head = self.shown[column]
        said = ", ".join(part[:1].lower() + part[1:] for part in (*head.group, head.title))
        return f"{self.row_name(row)}: {said}"

    def row_name(self, row: int) -> str:
        """Return what a row is called: its first words, and its number where it has one."""
        kinds = [head.kind for head in self.shown]
        texts = [self.text(row, kinds.index(kind)) for kind in ("text", "code") if kind in kinds]
        return ", ".join(text for text in texts if text)

    def alarming(self, row: int, column: int) -> bool:
        """Whether a figure counts what is late."""
        return (
            self.figures is not None
            and self.figures.columns[self.columns[column]] in _ALARMING
            and bool(self.value(row, column))
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102
        if parent.isValid() or self.figures is None:
            return 0
        report = self.figures.report
        return len(report.rows) + (report.total is not None)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.name(row, column)}: {self.text(row, column)}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        if self.key(index.row(), index.column()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
