"""Figures one walks with the arrows and opens with Enter: form 06a, the indicators, the lists handed over.

The head has the groups of the paper and the last row its total. Only a cell that counts dossiers is reached; Qt's
arrows pass over the others, since they are disabled for it. Zeros are pale, what is late is red, and the cell whose
dossiers are open keeps its ground.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.printing.report import Head, heads
from app.services.reports import Figures
from app.ui.kit.buttons import paint_focus
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.reports.figure_model import FigureModel, Index

_LEFT, _MIDDLE, _RIGHT = (
    side | Qt.AlignmentFlag.AlignVCenter
    for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
)
_WRAP = Qt.TextFlag.TextWordWrap
_WIDTHS = {"percent": (70, 96), "count": (50, 96), "code": (130, 150), "moment": (126, 140)}
"""Least and most width of a column of a kind, at 100 %; text takes the rest by its weight."""
_LEAST_TEXT, _EDGE, _INDENT = 140, 10, 16
_WRAPPED, _MEASURED = 30, 200
"""Rows up to which long text runs over several lines, in longer lists it is cut; rows whose text is measured."""


class _Delegate(QStyledItemDelegate):
    """Paints a cell: ground of the one that is open, hairline, words or figure."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, view = theme(), self.parent()
        assert isinstance(view, FigureGrid)
        rect, row, column = QRectF(option.rect), index.row(), index.column()
        model, total = view.figures, view.figures.is_total(index.row())
        painter.save()
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if total:
            painter.fillRect(rect, look.colour("surface2"))
        if current or model.key(row, column) == view.open_key is not None:
            painter.fillRect(rect, look.colour("soft"))
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        figure = model.key(row, column) is not None
        painter.setFont(view.font_of(row, column))
        painter.setPen(look.colour(self._tone(model, row, column, figure)))
        edges = rect.adjusted(view.left_of(column), 0, -look.gap(_EDGE), -1)
        head = model.shown[column]
        if head.kind == "text" and view.wraps:
            painter.drawText(edges, int(_LEFT | _WRAP), model.text(row, column))
        else:
            font = QFontMetricsF(painter.font())
            text = font.elidedText(model.text(row, column), Qt.TextElideMode.ElideRight, edges.width() + 1)
            painter.drawText(edges, int(_RIGHT if head.kind in ("count", "percent") else _LEFT), text)
        if current and (view.hasFocus() or look.tokens.contrast):
            paint_focus(painter, rect.adjusted(0, 0, 0, 0), 2)
        painter.restore()

    @staticmethod
    def _tone(model: FigureModel, row: int, column: int, figure: bool) -> str:
        if figure and not model.value(row, column):
            return "ink3"
        if model.alarming(row, column):
            return "danger"
        first = column == 0 or figure or model.is_total(row)
        return "ink" if first else "ink2"


class _Heads(QHeaderView):
    """The head with its groups, painted whole: a section alone knows nothing of the cell that spans it."""

    def __init__(self, view: FigureGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(10)

    def levels(self) -> list[int]:
        """Return the height of each row of the head: a group has one line, the last row what its words need."""
        view = self.parent()
        assert isinstance(view, FigureGrid)
        shown = view.figures.shown
        if not shown:
            return [theme().px(HEIGHT["table_head"])]
        cells, least = heads(shown), theme().px(24)
        rows = [least] * (max(cell.bottom for cell in cells) + 1)
        rows[-1] = max(rows[-1], theme().px(HEIGHT["table_head"]) if len(rows) == 1 else least)
        metrics = QFontMetricsF(theme().font("head"))
        for cell in cells:
            box = QRectF(0, 0, self._box(cell).width(), 1000)
            needed = metrics.boundingRect(box, int(_MIDDLE | _WRAP), cell.text).height() + theme().gap(9)
            rows[cell.bottom] += max(0, round(needed) - sum(rows[cell.top : cell.bottom + 1]))
        return rows

    def sizeHint(self) -> QSize:
        return QSize(0, sum(self.levels()))

    def _box(self, cell: Head) -> QRectF:
        view, look = self.parent(), theme()
        assert isinstance(view, FigureGrid)
        left = self.sectionViewportPosition(cell.first)
        right = self.sectionViewportPosition(cell.last) + self.sectionSize(cell.last)
        inner = view.left_of(cell.first) if cell.first == cell.last else look.gap(4)
        return QRectF(left + inner, 0, right - left - inner - look.gap(_EDGE if cell.first == cell.last else 4), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, look, painter = self.parent(), theme(), QPainter(self.viewport())
        assert isinstance(view, FigureGrid)
        painter.fillRect(self.viewport().rect(), look.colour("surface2"))
        painter.setFont(look.font("head"))
        shown, rows = view.figures.shown, self.levels()
        for cell in heads(shown) if shown else ():
            box = self._box(cell)
            box.setTop(sum(rows[: cell.top]))
            box.setHeight(sum(rows[cell.top : cell.bottom + 1]))
            group = cell.first != cell.last or cell.bottom < len(rows) - 1
            if group:
                line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
                painter.fillRect(line, look.colour("line2" if cell.top == 0 else "line"))
                side = _MIDDLE
            else:
                side = _RIGHT if shown[cell.first].kind in ("count", "percent") else _LEFT
            painter.setPen(look.colour("ink2"))
            painter.drawText(box, int(side | _WRAP), cell.text)
        for y in (0, sum(rows) - 1):
            painter.fillRect(QRectF(0, y, self.width(), 1), look.colour("line"))


class FigureGrid(QTableView):
    """The figures of a report; `asked` carries (row, column) of the one to open."""

    asked = Signal(int, int)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.figures = FigureModel()
        self.open_key: str | None = None
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalHeader(_Heads(self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(0)
        self.setModel(self.figures)
        self.clicked.connect(lambda index: self._ask(index.row(), index.column()))
        changes().changed.connect(self.fit)

    @property
    def wraps(self) -> bool:
        """Whether long text runs over several lines."""
        return self.figures.rowCount() <= _WRAPPED

    def show_figures(self, figures: Figures) -> None:
        """Show another report, with the first of its figures chosen."""
        self.open_key = None
        self.figures.show(figures)
        self.fit()
        self.choose_first()

    def choose_first(self) -> None:
        """Choose the first figure."""
        model = self.figures
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                if model.key(row, column) is not None:
                    self.setCurrentIndex(model.index(row, column))
                    return

    def set_open(self, key: str | None) -> None:
        """Mark the figure whose dossiers are open."""
        self.open_key = key
        self.viewport().update()

    def left_of(self, column: int) -> int:
        """Return the distance before a cell's words."""
        return theme().gap(_INDENT if column == 0 else 6)

    def font_of(self, row: int, column: int) -> QFont:
        """Return the font of a cell: names, totals and what is late are bold, remarks small."""
        model = self.figures
        bold = model.is_total(row) or column == 0 or model.alarming(row, column)
        small = model.figures is not None and model.figures.columns[model.columns[column]] == "note"
        return theme().font("help" if small else "text", bold=bold)

    def fit(self) -> None:
        """Give figures their width and text the rest; then each row its height."""
        widths = self._figure_widths()
        widths |= self._text_widths(self.viewport().width() - sum(widths.values()))
        for at, width in widths.items():
            self.setColumnWidth(at, width)
        self._fit_rows()
        self.horizontalHeader().updateGeometry()
        self.updateGeometries()

    def _of_kind(self, *, text: bool) -> list[int]:
        return [at for at, head in enumerate(self.figures.shown) if (head.kind == "text") == text]

    def _figure_widths(self) -> dict[int, int]:
        """Share what text can spare among the figures, by the weights of the paper."""
        shown, look, fixed = self.figures.shown, theme(), self._of_kind(text=False)
        room = self.viewport().width() - len(self._of_kind(text=True)) * look.px(_LEAST_TEXT)
        least = {at: max(look.px(_WIDTHS[shown[at].kind][0]), self._head_width(at)) for at in fixed}
        spare = max(0, room - sum(least.values()))
        weights = sum(shown[at].width for at in fixed)
        return {
            at: max(
                least[at], min(look.px(_WIDTHS[shown[at].kind][1]), least[at] + int(spare * shown[at].width / weights))
            )
            for at in fixed
        }

    def _head_width(self, at: int) -> int:
        """Return the width at which a column's title has two lines at most."""
        words, metrics = self.figures.shown[at].title.split(), QFontMetricsF(theme().font("head"))
        splits = ((" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words) + 1))
        widest = min(max(map(metrics.horizontalAdvance, lines)) for lines in splits)
        return round(widest) + 1 + self.left_of(at) + theme().gap(_EDGE)

    def _text_widths(self, room: int) -> dict[int, int]:
        """Share the rest among text: what needs less than its part has what it needs, the others gain by it."""
        needed = {at: self._needed(at) for at in self._of_kind(text=True)}
        widths: dict[int, int] = {}
        for at in sorted(needed, key=needed.__getitem__):
            part = (room - sum(widths.values())) // (len(needed) - len(widths))
            last = len(widths) == len(needed) - 1
            widths[at] = max(theme().px(60), part if last else min(part, needed[at]))
        return widths

    def _needed(self, at: int) -> int:
        model, edges = self.figures, self.left_of(at) + 2 * theme().gap(_EDGE)
        rows = range(min(model.rowCount(), _MEASURED))
        words = (QFontMetricsF(self.font_of(row, at)).horizontalAdvance(model.text(row, at)) for row in rows)
        return round(max(words, default=0.0)) + edges

    def _fit_rows(self) -> None:
        model, look, height = self.figures, theme(), theme().px(HEIGHT["row"])
        vertical = self.verticalHeader()
        vertical.setMinimumSectionSize(height)
        vertical.setDefaultSectionSize(height)
        texts = self._of_kind(text=True) if self.wraps else []
        # Of a longer list no row was ever higher than the usual, but these may be left from another report.
        for row in range(min(model.rowCount(), _WRAPPED)):
            needed = float(height)
            for at in texts:
                box = QRectF(0, 0, self.columnWidth(at) - self.left_of(at) - look.gap(_EDGE), 2000)
                words = QFontMetricsF(self.font_of(row, at)).boundingRect(box, int(_LEFT | _WRAP), model.text(row, at))
                needed = max(needed, words.height() + look.gap(12))
            vertical.resizeSection(row, round(needed))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and alone:
            self._ask(self.currentIndex().row(), self.currentIndex().column())
            return
        super().keyPressEvent(event)

    def _ask(self, row: int, column: int) -> None:
        if self.figures.key(row, column) is not None:
            self.asked.emit(row, column)
