"""Tables: one model over tuples of cells fetched in pages, one delegate, one header.

The model never asks a service: it emits `wanted(offset)` when the view nears its end, and the screen answers with
`append`. Names and codes are never cut: such columns grow to their content, and only a column that says so is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.ui.kit.buttons import paint_focus
from app.ui.kit.marks import Mark, paint_mark
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT

_CENTRE = Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
#: Least width of a column that takes the rest, before optional columns leave; rows measured for the others.
_LEAST_FREE, _MEASURED = 220, 200


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its title, least width in pixels at 100 % (0 takes what is left), and whether it may be cut.

    An `optional` column is shown only where there is room: a larger window gains columns before they grow.
    """

    title: str
    width: int = 0
    right: bool = False
    elide: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: mark, words in a tone, a note after them, and a second line."""

    text: str
    tone: str = "ink"
    bold: bool = False
    mark: Mark | None = None
    note: str = ""
    note_tone: str = "ink3"
    second: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the caller's key, its cells, and how a screen reader says it."""

    key: object
    cells: tuple[Cell, ...]
    spoken: str = ""


class RowModel(QAbstractTableModel):
    """Rows known so far, of a total that may be larger."""

    wanted = Signal(int)

    def __init__(self, columns: Sequence[TableColumn], parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[TableRow] = []
        self.total = 0
        self._asked = -1

    def reset(self, rows: Sequence[TableRow], total: int | None = None) -> None:
        """Show other rows; `total` is how many there are in all."""
        self.beginResetModel()
        self.rows, self._asked = list(rows), -1
        self.total = len(self.rows) if total is None else total
        self.endResetModel()

    def append(self, rows: Sequence[TableRow]) -> None:
        """Add the next page, in answer to `wanted`."""
        if not rows:
            self.total = len(self.rows)
            return
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
        self.rows += rows
        self.endInsertRows()

    def key(self, at: int) -> object:
        """Return the caller's key of a row, or None outside."""
        return self.rows[at].key if 0 <= at < len(self.rows) else None

    def row_of(self, key: object) -> int:
        """Return where a key stands, -1 when it is not here."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: D102
        return not parent.isValid() and len(self.rows) < self.total and self._asked != len(self.rows)

    def fetchMore(self, parent: Index) -> None:  # noqa: D102
        self._asked = len(self.rows)
        self.wanted.emit(self._asked)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole and self.columns[index.column()].elide:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or ", ".join(part.text for part in row.cells)
        return None

    def headerData(  # noqa: D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None


def cell_width(cell: Cell) -> float:
    """Return the width a cell's content needs."""
    look = theme()
    first = QFontMetricsF(look.font("text", bold=cell.bold)).horizontalAdvance(cell.text)
    if cell.mark:
        first += look.px(12) + look.gap(7)
    if cell.note:
        first += look.gap(8) + QFontMetricsF(_note_font(cell)).horizontalAdvance(cell.note)
    second = QFontMetricsF(look.font("help")).horizontalAdvance(cell.second) if cell.second else 0.0
    return max(first, second) + 1


def _note_font(cell: Cell) -> QFont:
    return theme().font("help", bold=cell.note_tone != "ink3")


class _Delegate(QStyledItemDelegate):
    """Paints a cell: ground, bar, hairline, mark, words, note, second line; state colours stay when selected."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme()
        view = self.parent()
        assert isinstance(view, TableView)
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, look.colour("soft"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), look.colour("line"))
        if selected and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height() - 1), look.colour("link"))
        cell, column = index.data(CELL), view.rows.columns[index.column()]
        left = view.indent_px() if index.column() == 0 else 0
        box = rect.adjusted(left, 0, -look.gap(12), -1)
        if cell.second:
            line, under = look.px(19), look.px(17)
            top = box.top() + (box.height() - line - under) / 2
            self._line(painter, QRectF(box.left(), top, box.width(), line), cell, column)
            painter.setFont(look.font("help"))
            painter.setPen(look.colour("ink2"))
            painter.drawText(QRectF(box.left(), top + line, box.width(), under), _CENTRE, cell.second)
        else:
            self._line(painter, box, cell, column)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, box: QRectF, cell: Cell, column: TableColumn) -> None:
        look, left = theme(), box.left()
        if cell.mark:
            edge = look.px(12)
            square = QRectF(left, round(box.center().y() - edge / 2), edge, edge)
            paint_mark(painter, square, cell.mark, cell.tone if cell.tone != "ink" else None)
            left += edge + look.gap(7)
        font = look.font("text", bold=cell.bold)
        metrics, text = QFontMetricsF(font), cell.text
        if column.elide:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.right() - left)
        tone = cell.mark.tone if cell.mark and cell.tone == "ink" else cell.tone
        painter.setFont(font)
        painter.setPen(look.colour(tone))
        align = _CENTRE | (Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRectF(left, box.top(), box.right() - left, box.height()), align, text)
        if cell.note:
            left += metrics.horizontalAdvance(text) + look.gap(8)
            painter.setFont(_note_font(cell))
            painter.setPen(look.colour(cell.note_tone))
            painter.drawText(QRectF(left, box.top(), box.right() - left + 12, box.height()), _CENTRE, cell.note)


class _Header(QHeaderView):
    """The table's head, painted: bold 12 px on the second surface, one hairline under it."""

    def __init__(self, view: TableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(10)

    def sizeHint(self) -> QSize:
        return QSize(0, theme().px(HEIGHT["table_head"]))

    def paintSection(self, painter: QPainter, rect: object, section: int) -> None:
        look, view = theme(), self.parent()
        assert isinstance(view, TableView)
        box = QRectF(rect)  # type: ignore[call-overload]
        painter.save()
        painter.fillRect(box, look.colour("surface2"))
        for y in (box.top(), box.bottom() - 1):
            painter.fillRect(QRectF(box.left(), y, box.width(), 1), look.colour("line"))
        column = view.rows.columns[section]
        painter.setFont(look.font("head"))
        painter.setPen(look.colour("ink2"))
        left = view.indent_px() if section == 0 else 0
        align = _CENTRE | (Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft)
        painter.drawText(box.adjusted(left, 0, -look.gap(12), 0), align, column.title)
        painter.restore()


class TableView(QTableView):
    """A table of rows: arrows choose (`chosen`), Enter or double click opens (`opened`), both with the row's key."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, rows: RowModel, *, two_lines: bool = False, indent: int = 20) -> None:
        """`two_lines` rows are 45 px high; `indent` is the distance before the first column."""
        super().__init__()
        self.rows, self.two_lines, self.indent = rows, two_lines, indent
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalHeader(_Header(self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setModel(rows)
        self.selectionModel().currentRowChanged.connect(lambda now, _old: self._choose(now))
        self.doubleClicked.connect(lambda index: self.opened.emit(rows.key(index.row())))
        rows.modelReset.connect(self.fit)
        rows.rowsInserted.connect(self.fit)
        changes().changed.connect(self._scale)
        self._scale()

    def indent_px(self) -> int:
        """Return the distance before the first column in pixels now."""
        return theme().gap(self.indent)

    def current_key(self) -> object:
        """Return the key of the chosen row, or None."""
        return self.rows.key(self.currentIndex().row())

    def choose(self, key: object) -> None:
        """Choose the row of `key`, if it is here."""
        at = self.rows.row_of(key)
        if at >= 0:
            self.selectRow(at)

    def renew(self, rows: Sequence[TableRow], total: int | None = None) -> None:
        """Show the same rows read anew: the chosen one stays chosen while it is there, and nothing scrolls away."""
        chosen, bar = self.current_key(), self.verticalScrollBar()
        at = bar.value()
        self.rows.reset(rows, total)
        self.choose(chosen)
        bar.setValue(at)

    def choose_first(self) -> None:
        """Choose the first row and take the focus."""
        if self.rows.rows:
            self.selectRow(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Give each column what it needs: content where nothing may be cut, what is left to the others.

        The optional columns leave, the last first, while a column that takes the rest would have less than it needs.
        """
        columns = self.rows.columns
        free = [at for at, column in enumerate(columns) if not column.width]
        widths = {at: self._needed(at) for at, column in enumerate(columns) if column.width}
        least = theme().px(_LEAST_FREE) * len(free)
        left = self.viewport().width() - sum(widths.values())
        for at in reversed(range(len(columns))):
            self.setColumnHidden(at, columns[at].optional and left < least)
            if self.isColumnHidden(at):
                left += widths.pop(at)
        for at, width in widths.items():
            self.setColumnWidth(at, width)
        for at in free:
            self.setColumnWidth(at, max(theme().px(60), left // len(free)))

    def _needed(self, at: int) -> int:
        look, column = theme(), self.rows.columns[at]
        width = look.px(column.width)
        if column.elide:
            return width
        edges = look.gap(12) + (self.indent_px() if at == 0 else 0)
        title = QFontMetricsF(look.font("head")).horizontalAdvance(column.title)
        content = max((cell_width(row.cells[at]) for row in self.rows.rows[:_MEASURED]), default=0.0)
        return max(width, round(max(content, title)) + edges)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and alone:
            if self.currentIndex().isValid():
                self.opened.emit(self.current_key())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        # In high contrast there is no soft ground: the frame is what shows the chosen row.
        if (self.hasFocus() or theme().tokens.contrast) and self.currentIndex().isValid():
            rect = self.visualRect(self.currentIndex())
            rect.setLeft(0)
            rect.setRight(self.viewport().width() - 1)
            paint_focus(QPainter(self.viewport()), QRectF(rect), 2)

    def _scale(self) -> None:
        height = theme().px(HEIGHT["two_lines" if self.two_lines else "row"])
        # The least height first: the usual one is never taken below it, so rows would stay as high as they once were.
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.fit()

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(self.rows.key(index.row()))


def count_words(shown: int, total: int) -> str:
    """Return "1–13 trong 23", for the foot of a table."""
    return f"1–{shown} trong {total:,}".replace(",", ".") if total else ""
