"""Which column of the file is which fact of ours: one choice a fact, what stands in it beneath, proposed beforehand.

The choices stand in the right panel, where the dossier stands on Tra cứu: the table at the left is what they make of
the file, and shows at once what another choice makes of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from app.rules.text import mask
from app.services.past import LABELS, REQUIRED, Sheet
from app.ui.kit.fields import HelpLine
from app.ui.kit.inputs import Combo, name_for_readers
from app.ui.kit.layout import Column, Grid, Line, Plain, Row, Surface
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.kit.theme import theme
from app.ui.shortcuts import Shortcut

_TITLE, _REMEMBERED = "Cột trong tệp", "máy nhớ cho lần sau"
_NONE = "không có trong tệp"
_EMPTY = "cột này để trống"
_WIDEST_LIST = 420
_ABOUT = (
    ("Tệp nào nhập được", "Sổ theo dõi hồ sơ dạng .xlsx, .xls, .ods, .csv, cả tệp .xls mà phần mềm một cửa xuất ra; "
     "mỗi dòng một hồ sơ, trên các dòng là tên cột. "
     "Cột tên gì, đứng thứ mấy cũng được: máy đoán trước, người nhập xem lại một lần."),
    ("Chữ", "Chữ gõ bằng phông .VnTime (TCVN3) hay VNI được đổi sang Unicode; phần xem trước ghi rõ đổi những gì."),
    ("Nhập rồi thì sao", "Các dòng tìm được ở Tra cứu (F3), ghi là “Sổ cũ”. Đó không phải hồ sơ: không gửi tỉnh, "
     "không vào báo cáo, không in giấy."),
    ("Nhập nhầm", "Cả lần nhập bỏ lại được. Một tệp nhập hai lần không thành hai."),
)  # fmt: skip


class _Choice:
    """One fact: its label, the column chosen for it, and a sample or what is wrong with it beneath."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.label = Text(LABELS[field], "label")
        self.star = Text("*" if field in REQUIRED else "", "head", tone="danger")
        self.combo, self.line = Combo(), HelpLine()
        self.combo.setMinimumContentsLength(8)
        self.combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sample("")

    @property
    def column(self) -> int | None:
        """The column chosen, counted from 0."""
        value = self.combo.value()
        return value if isinstance(value, int) else None

    def sample(self, text: str) -> None:
        """Show what stands in the chosen column."""
        self.line.set_help(text)
        required = ", bắt buộc" if self.field in REQUIRED else ""
        name_for_readers(self.combo, LABELS[self.field] + required, self.line.error or text)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the choice; empty to take it back."""
        self.line.set_error(sentence)
        set_state(self.combo, "err", bool(sentence))
        self.combo.setAccessibleDescription(sentence or self.line.help)


class ColumnsPanel(Surface):
    """The choices while a file is open, else a few words about what can be taken in."""

    changed = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Start without a file."""
        super().__init__("surface2")
        self.choices = {field: _Choice(field) for field in LABELS}
        self.sheet: Sheet | None = None
        self._filling = False
        self.grid = Grid(gaps=(8, 1))
        self.grid.setColumnStretch(1, 1)
        for at, choice in enumerate(self.choices.values()):
            label = Plain(Row(choice.label, choice.star, None, gap=3))
            self.grid.addWidget(label, 2 * at, 0)
            self.grid.addWidget(choice.combo, 2 * at, 1)
            self.grid.addWidget(choice.line, 2 * at + 1, 1)
            choice.combo.currentIndexChanged.connect(self._chosen)
        head = Plain(Row(Text(_TITLE, "section"), Text(Shortcut.PART_5.cap, "help"), None, Text(_REMEMBERED, "help")))
        fields = Plain(Column(self.grid, None, margins=(0, 0, 8, 0)))
        self.stack, self.scrolled = QStackedWidget(), QScrollArea()
        self.scrolled.setProperty("k", "clear")
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scrolled.setWidget(fields)
        self.stack.addWidget(Scrolled(_about()))
        self.stack.addWidget(Plain(Column(head, Line(), (self.scrolled, 1), gap=6)))
        Column((self.stack, 1), gap=0, margins=(16, 10, 8, 4), parent=self)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)

    def show_about(self) -> None:
        """Show what can be taken in: no file is open."""
        self.sheet = None
        self.stack.setCurrentIndex(0)

    def show_sheet(self, sheet: Sheet, mapping: Mapping[str, int]) -> None:
        """Offer the columns of a sheet, those of `mapping` chosen."""
        self.sheet, self._filling = sheet, True
        options: list[tuple[object, str]] = [(None, _NONE)]
        options += list(enumerate(_names(sheet.heads)))
        for field, choice in self.choices.items():
            choice.combo.set_options([])
            choice.combo.set_options(options)
            choice.combo.set_value(mapping.get(field))
            choice.refuse("")
        self._filling = False
        self._samples()
        self._widen_lists()
        self.scrolled.verticalScrollBar().setValue(0)
        self.stack.setCurrentIndex(1)

    def mapping(self) -> dict[str, int]:
        """Return the columns chosen, by the name of the fact."""
        return {field: choice.column for field, choice in self.choices.items() if choice.column is not None}

    @property
    def wrong(self) -> bool:
        """Whether something is wrong with a choice."""
        return any(choice.line.error for choice in self.choices.values())

    def refuse(self, field: str, sentence: str) -> None:
        """Say what is wrong with one choice."""
        self.choices[field].refuse(sentence)

    def go_in(self) -> None:
        """Go to the choice that is wrong, else to the first."""
        choices = list(self.choices.values())
        one = next((choice for choice in choices if choice.line.error), choices[0])
        self.scrolled.ensureWidgetVisible(one.line, 0, theme().px(40))
        one.combo.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _chosen(self) -> None:
        if self._filling:
            return
        for choice in self.choices.values():
            choice.refuse("")
        self._samples()
        self.changed.emit()

    def _samples(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        for field, choice in self.choices.items():
            at = choice.column
            choice.combo.setToolTip(choice.combo.currentText())
            if at is None:
                choice.sample("")
                continue
            text = next((row[at] for row in sheet.sample if at < len(row) and row[at].strip()), "")
            choice.sample((mask(text) if field == "id_number" else text) or _EMPTY)

    def _widen_lists(self) -> None:
        """Open each list wide enough for the heads: two long ones may differ only at their ends."""
        for choice in self.choices.values():
            view = choice.combo.view()
            view.setMinimumWidth(min(theme().px(_WIDEST_LIST), view.sizeHintForColumn(0) + theme().px(28)))


def _about() -> QWidget:
    parts: list[QWidget | int] = []
    for title, words in _ABOUT:
        parts += [Text(title, "section"), Text(words, tone="ink2", wrap=True), 6]
    return Plain(Column(*parts, gap=4, margins=(0, 0, 8, 0)))


def _names(heads: Sequence[str]) -> list[str]:
    """Return what the columns are called in a list: of "shared / own" the own words first, for a list cuts the end.

    Columns of one name are told apart by a number: there may be three called "Ghi chú".
    """
    names, seen = [], Counter[str]()
    for head in heads:
        *shared, own = head.split(" / ")
        seen[head] += 1
        own = f"{own} {seen[head]}" if seen[head] > 1 else own
        names.append(f"{own} ({' / '.join(shared)})" if shared else own)
    return names
