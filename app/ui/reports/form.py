"""The layout of Sổ và báo cáo: reports and period at the left, what was counted at the right, the bar. No logic."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QSplitter, QWidget

from app.services.reports import Figures
from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import ActionBar
from app.ui.kit.inputs import Combo, TextInput
from app.ui.kit.layout import Column, Line, Plain, Row, empty_layout, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.style import set_state
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Elided, KeyHints, Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.reports import rows
from app.ui.reports.band import Band
from app.ui.reports.figure_dossiers import FigureDossiers
from app.ui.reports.grid import FigureGrid
from app.ui.reports.kinds import KINDS
from app.ui.shortcuts import Shortcut

MAKE, PDF = "Lập báo cáo", "Xuất PDF…"
PAGE = 200
_LEFT_WIDTH, _STACKED, _BOTH = 252, 1060, 330
"""Width of what stands left; width below which it moves above; height that figures and an open list need together."""
_DAY_HINT = "ngày/tháng/năm"


class ReportsForm(QWidget):
    """Everything on the screen; `part_asked` carries the key of the count a list is narrowed to, "" for all."""

    part_asked = Signal(str)

    def __init__(self) -> None:
        """Start without a report."""
        super().__init__()
        self.band, self._shape, self._fresh = Band(), "", False
        self.kinds = self._kinds()
        self.kind_combo = Combo([(name, kind.title) for name, kind in KINDS.items()])
        self.preset = Combo()
        self.first, self.last = TextInput(_DAY_HINT, digits=True), TextInput(_DAY_HINT, digits=True)
        # The two days share one line for what is wrong with them: each alone is narrower than a sentence.
        self.days_error, self._wrong = Text(kind="help", tone="danger", wrap=True), MarkView(Mark.ERROR, 12)
        set_shown(self._wrong, False)
        self.title, self.sense = Elided(kind="section"), Text(kind="help", tone="ink2")
        self.hints = {"figures": KeyHints([("↑ ↓ ← →", "chọn ô"), ("Enter", "mở hồ sơ của ô")]),
                      "list": KeyHints([("Enter", "mở hồ sơ")])}  # fmt: skip
        self._parts = Row(gap=0)
        self.parts: Segmented | None = None
        self.grid = FigureGrid()
        self.rows = RowModel(())
        self.table = TableView(self.rows, indent=16)
        self.table.setMinimumHeight(0)
        self.notes = Text(kind="help", wrap=True)
        self.nothing = Text(tone="ink2", wrap=True)
        self.dossiers = FigureDossiers()
        self.look = Button("Xem giấy", "quiet", key=Shortcut.ENLARGE, icon="eye")
        self.print = Button("In", "quiet", key=Shortcut.PRINT, icon="print")
        self.again = Button(Shortcut.COUNT_AGAIN.word, "quiet", key=Shortcut.COUNT_AGAIN)
        self.excel = Button(Shortcut.TO_EXCEL.word, key=Shortcut.TO_EXCEL, large=True)
        self.primary = Button(MAKE, "primary", key=Shortcut.PRIMARY, large=True)
        self.bar = ActionBar([self.look, self.print, self.again], [self.excel, self.primary])
        self.split = self._right()
        self._lay_out()
        changes().changed.connect(self._arrange)
        self._arrange()
        self.show_nothing("")
        self.offer(fresh=False)

    # -- layout ------------------------------------------------------------------------------------------------

    def _kinds(self) -> TableView:
        columns = (TableColumn("Báo cáo", elide=True), TableColumn("", 36, right=True))
        model = RowModel(columns)
        model.reset([
            TableRow(name, (Cell(kind.title, bold=True, second=kind.sense),
                            Cell(Shortcut[f"PART_{at}"].cap, tone="ink3")), f"{kind.title}, {kind.sense}, Alt+{at}")
            for at, (name, kind) in enumerate(KINDS.items(), 1)
        ])  # fmt: skip
        table = TableView(model, two_lines=True, indent=14)
        table.setAccessibleName("Báo cáo")
        table.horizontalHeader().hide()
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    def _right(self) -> QSplitter:
        self._head = Plain(
            Row(
                (self.title, 1), self.sense, 4, *self.hints.values(), Plain(self._parts), gap=10, margins=(16, 4, 14, 4)
            )
        )
        remarks = Plain(Column(self.notes, margins=(16, 8, 16, 8)))
        self._remarks = remarks
        self._upper = Plain(Column((self.grid, 1), (self.table, 1), remarks, gap=0))
        self._blank = Plain(Column(None, self.nothing, None, margins=(40, 0, 40, 0)))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        split = QSplitter(Qt.Orientation.Vertical)
        for part in (self._upper, self.dossiers):
            split.addWidget(part)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return split

    def _lay_out(self) -> None:
        self._kinds_head = Plain(Row(Text("Báo cáo", "section"), None, margins=(14, 4, 14, 4)))
        self._kinds_line, self._kind_field = Line(), Field("Báo cáo", self.kind_combo, line=False)
        days = [Field(key, editor, line=False) for key, editor in
                ((Shortcut.PERIOD_FIRST, self.first), (Shortcut.PERIOD_LAST, self.last))]  # fmt: skip
        self._period_field = Field(Shortcut.PERIOD, self.preset, line=False)
        self._fields = Column(self._kind_field, self._period_field, Row(*((day, 1) for day in days), gap=10),
                              gap=8, margins=(14, 10, 14, 0))  # fmt: skip
        wrong = Plain(Row(Column(2, self._wrong, None, gap=0), (self.days_error, 1), gap=5, margins=(14, 3, 14, 4)))
        parts = (self._kinds_head, self.kinds, self._kinds_line, Plain(self._fields), wrong)
        self._left = Plain(Column(*parts, None, gap=0))
        self._upright, self._lying = Line(upright=True), Line()
        right = Plain(Column(self._head, (self.split, 1), (self._blank, 1), gap=0))
        card = QFrame()
        card.setProperty("k", "card")
        self._card = Row(self._left, self._upright, self._lying, (right, 1), gap=0, margins=(1, 1, 1, 1), parent=card)
        body = Column(self.band, (card, 1), gap=10, margins=(20, 14, 20, 14))
        Column((Plain(body), 1), self.bar, gap=0, parent=self)

    @property
    def stacked(self) -> bool:
        """Whether reports and period stand above, for want of width."""
        return theme().compact or self.width() < _STACKED

    def _arrange(self) -> None:
        """Give the figures the width: where there is little, the list of reports becomes a choice above them."""
        look, stacked = theme(), self.stacked
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._card.setDirection(down if stacked else across)
        self._fields.setDirection(across if stacked else down)
        for part in (self._kinds_head, self.kinds, self._kinds_line, self._upright):
            set_shown(part, not stacked)
        set_shown(self._kind_field, stacked)
        set_shown(self._lying, stacked)
        self.days_error.setMinimumHeight(look.px(17))
        self._left.setMinimumWidth(0 if stacked else look.px(_LEFT_WIDTH))
        self._left.setMaximumWidth(16777215 if stacked else look.px(_LEFT_WIDTH))
        self._left.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed if stacked else QSizePolicy.Policy.Preferred
        )
        self.kinds.setFixedHeight(look.px(HEIGHT["two_lines"]) * len(KINDS))
        for head in (self._head, self._kinds_head):
            head.setMinimumHeight(look.px(40))
        for shape, hints in self.hints.items():
            set_shown(hints, shape == self._shape and not stacked)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    def _share(self) -> None:
        """Share the height with the open list; where both have no room, the list alone is seen."""
        is_open = not self.dossiers.isHidden()
        room = self.split.height()
        set_shown(self._upper, not is_open or room >= theme().px(_BOTH))
        set_shown(self._remarks, bool(self.notes.text()) and not is_open and not self.stacked)
        # Where the report is a choice above, its name and days stand there already.
        set_shown(
            self._head, not self.split.isHidden() and (not self.stacked or not self._fresh or self._parts.count() > 0)
        )
        if is_open and not self._upper.isHidden():
            self.split.setSizes([room - room // 2, room // 2])

    # -- what it shows -----------------------------------------------------------------------------------------

    def show_kind(self, name: str) -> None:
        """Show which report is chosen; nobody is told of it."""
        self.kinds.blockSignals(True)
        self.kinds.choose(name)
        self.kinds.blockSignals(False)
        self.kind_combo.set_value(name)

    def blame_days(self, sentence: str, wrong: Sequence[TextInput] = ()) -> None:
        """Say what is wrong with the days of these fields, or take it back."""
        self.days_error.setText(sentence)
        set_shown(self._wrong, bool(sentence))
        if sentence:
            announce(self.days_error, sentence)
        for editor in (self.first, self.last):
            set_state(editor, "err", editor in wrong)
            editor.setAccessibleDescription(sentence if editor in wrong else "")

    def show_nothing(self, sentence: str) -> None:
        """Show a sentence in place of a report."""
        self.nothing.setText(sentence)
        self.dossiers.close_list()
        for part in (self._head, self.split):
            set_shown(part, False)
        set_shown(self._blank, True)
        self.bar.set_note("")

    def offer(self, *, fresh: bool) -> None:
        """Offer counting, or, of what is shown as chosen, its paper and files."""
        self._fresh = fresh
        self.primary.set_text(PDF if fresh else MAKE)
        for button in (self.look, self.print, self.again, self.excel):
            set_shown(button, fresh)
        self._share()

    def show_report(self, figures: Figures) -> None:
        """Show what was counted."""
        kind = KINDS[figures.name]
        self.dossiers.close_list()
        for part in (self._head, self.split):
            set_shown(part, True)
        set_shown(self._blank, False)
        set_shown(self.grid, kind.shape == "figures")
        set_shown(self.table, kind.shape == "list")
        self._shape = kind.shape
        self.title.setText(kind.title)
        self.sense.setText(f"{figures.period.first:%d/%m/%Y} – {figures.period.last:%d/%m/%Y}")
        self.notes.setText("\n".join(figures.report.notes) if kind.shape == "figures" else "")
        self.tell_age(figures)
        self._show_parts(figures)
        self._arrange()
        if kind.shape == "figures":
            self.grid.setAccessibleName(kind.title)
            self.grid.show_figures(figures)
        else:
            self.rows.columns = rows.columns(figures)
            self.table.setAccessibleName(kind.title)
        self._share()

    def tell_age(self, figures: Figures, *, since: str = "") -> None:
        """Say when it was counted, or since when (`since`) more was done: there is room for one of the two."""
        said = f"việc mới từ {since}" if since else f"tính lúc {figures.at:%H:%M %d/%m}"
        self.bar.set_note(said, Mark.CAUTION if since else None)

    def show_rows(self, made: list[TableRow], total: int) -> None:
        """Show the first page of a list's rows."""
        self.rows.reset(made, total)
        if made:
            self.table.selectRow(0)

    def _show_parts(self, figures: Figures) -> None:
        """Offer a list's counts as its parts; one that counts nothing is left out, but never the whole."""
        empty_layout(self._parts)
        self.parts = None
        counted = [(key, word, figures.counts[key] if key else len(figures.rows))
                   for key, word in KINDS[figures.name].parts]  # fmt: skip
        offered = [(key, f"{word} {count:,}".replace(",", ".")) for key, word, count in counted if count or not key]
        if len(offered) == 1:
            self._parts.add(Text(f"{counted[0][2]:,} hồ sơ".replace(",", "."), "name", tone="link"))
        elif offered:
            self.parts = Segmented(offered, "")
            self.parts.setAccessibleName("Phần của danh sách")
            self.parts.changed.connect(lambda key: self.part_asked.emit(str(key)))
            self._parts.add(self.parts)

    def show_open(self) -> None:
        """Make room for the open list, and keep its figure in sight."""
        self._share()
        self.grid.scrollTo(self.grid.currentIndex())

    def close_open(self) -> bool:
        """Close the open list and go back to its figure; say whether one was open."""
        was = self.dossiers.close_list()
        if was:
            self.grid.set_open(None)
            self._share()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        return was

    def to_report(self) -> None:
        """Go to what was counted."""
        reason = Qt.FocusReason.OtherFocusReason
        if not self.dossiers.isHidden() and self._upper.isHidden():
            self.dossiers.to_rows()
        elif not self.grid.isHidden():
            self.grid.setFocus(reason)
        else:
            self.table.setFocus(reason)

    def to_kinds(self) -> None:
        """Go to the choice of a report."""
        chooser = self.kind_combo if self.stacked else self.kinds
        chooser.setFocus(Qt.FocusReason.ShortcutFocusReason)
