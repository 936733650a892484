"""Both sides of a parked dossier: the province's at the left, this desk's at the right, the result in one sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.conflict.questions import Question, questions, reasons, result
from app.ui.dossiers.scrolled import Scrolled
from app.ui.kit.buttons import Button
from app.ui.kit.cards import NoteCard
from app.ui.kit.choicecard import ChoiceCard
from app.ui.kit.form import ActionBar
from app.ui.kit.layout import Column, Plain, Row, empty_layout, set_shown
from app.ui.kit.marks import Mark, MarkText, MarkView
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.kit.theme import theme
from app.ui.shortcuts import Shortcut
from app.workflows.settling import Case, Side

_COLUMNS = (TableColumn("Mã hồ sơ", 154), TableColumn("Chủ hồ sơ", 170), TableColumn("Vì sao", elide=True))
_NOTHING = "Không có hồ sơ nào cần xử lý. Ctrl+0 về Hôm nay."
_SHOWN_ROWS = 4
_KEYS = (Shortcut.PART_1, Shortcut.PART_2, Shortcut.PART_3, Shortcut.PART_4)


class QuestionCard(QFrame):
    """One thing the two sides hold differently."""

    changed = Signal()

    def __init__(self, question: Question, keys: tuple[Shortcut, Shortcut]) -> None:
        """Ask with nothing chosen."""
        super().__init__()
        self.setProperty("k", "card")
        self.question = question
        self.state = MarkText(Mark.EMPTY, "chưa chọn")
        self.ours = ChoiceCard(question.ours.title, question.ours.lines, key=keys[1], kind="name")
        self.theirs = self._theirs(keys[0])
        sides = Row((self.theirs, 1), (self.ours, 1), gap=12)
        head = Row(Text(question.title, "section"), None, self.state)
        Column(Plain(head), Plain(sides), gap=8, margins=(16, 10, 16, 12), parent=self)
        for card in (self.theirs, self.ours):
            if isinstance(card, ChoiceCard):
                card.toggled.connect(self._chosen)

    @property
    def side(self) -> Side | None:
        """The side that is chosen; None while none is."""
        if self.ours.isChecked():
            return Side.OURS
        return Side.THEIRS if isinstance(self.theirs, ChoiceCard) and self.theirs.isChecked() else None

    def _theirs(self, key: Shortcut) -> QWidget:
        version = self.question.theirs
        if version is None:
            return Text("Tỉnh chưa có hồ sơ này.", tone="ink2", wrap=True)
        return ChoiceCard(version.title, version.lines, key=key, kind="name")

    def _chosen(self) -> None:
        if self.side is not None:
            self.state.set_state(Mark.COMPLETE, "đã chọn")
        self.changed.emit()


class ConflictForm(QWidget):
    """The list of what waits, when there are several, and the questions of the one that is open."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """Start with nothing parked."""
        super().__init__()
        self.rows = RowModel(_COLUMNS)
        self.table = TableView(self.rows)
        self.table.setAccessibleName("Hồ sơ cần xử lý")
        self.title, self.why = Text(kind="big", wrap=True), Text(tone="ink2", wrap=True)
        head_card = QFrame()
        head_card.setProperty("k", "card")
        flag = MarkView(Mark.ATTENTION, 16)
        Row(flag, (Column(self.title, self.why, gap=3), 1), gap=12, margins=(16, 12, 16, 12), parent=head_card)
        self.head = head_card
        self.sides = Plain(Row((Text("Tỉnh đang giữ", "name"), 1), (Text("Quầy này", "name"), 1), gap=12,
                               margins=(17, 2, 17, 0)))  # fmt: skip
        self._questions = Column(gap=12)
        self.cards: list[QuestionCard] = []
        self.note = NoteCard("")
        self.empty = Text(_NOTHING, tone="ink2")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = Plain(
            Column(
                self.table, self.head, self.sides, self._questions, self.note, self.empty,
                gap=12, margins=(20, 16, 20, 16),
            )
        )  # fmt: skip
        area = Scrolled(inner)
        self.later = Button("Để sau", "quiet")
        self.look = Button("Mở hồ sơ", icon="document", large=True)
        self.primary = Button("Lưu lựa chọn", "primary", key=Shortcut.PRIMARY, large=True)
        Column((area, 1), ActionBar([self.later], [self.look, self.primary]), gap=0, parent=self)
        self.case: Case | None = None
        self.table.chosen.connect(lambda code: self.chosen.emit(str(code)))
        self.show_case(None)

    def list_cases(self, lines: list[tuple[str, str, str]], code: str | None) -> None:
        """List (code, name, reason) when there are several, with `code` chosen."""
        self.table.renew([TableRow(line[0], tuple(Cell(text) for text in line)) for line in lines])
        shown = min(_SHOWN_ROWS, len(lines))
        self.table.setFixedHeight(theme().px(31 + 34 * shown))
        set_shown(self.table, len(lines) > 1)
        if code:
            self.table.choose(code)

    def show_case(self, case: Case | None) -> None:
        """Show one parked dossier, or that there is none."""
        self.case = case
        empty_layout(self._questions)
        self.cards = []
        for part in (self.head, self.sides, self.note, self.look, self.primary):
            set_shown(part, case is not None)
        set_shown(self.empty, case is None)
        if case is None:
            return
        self.title.setText(reasons(case.parked))
        what = f"Có {len(case.fields)} chỗ khác nhau, chọn từng chỗ. " if case.fields else ""
        self.why.setText(f"{what}Giấy đã in và các việc khác của hồ sơ vẫn giữ nguyên.")
        for at, question in enumerate(questions(case)):
            card = QuestionCard(question, (_KEYS[2 * at], _KEYS[2 * at + 1]))
            card.changed.connect(self._tell)
            self.cards.append(card)
            self._questions.add(card)
        self._tell()

    def answers(self) -> dict[str, Side]:
        """Return the sides chosen so far, by their path."""
        return {card.question.path: card.side for card in self.cards if card.side is not None}

    def choose(self, at: int) -> None:
        """Choose the n-th answer in reading order (Alt+1…4)."""
        sides = [side for card in self.cards for side in (card.theirs, card.ours)]
        if at < len(sides) and isinstance(sides[at], ChoiceCard):
            side = sides[at]
            assert isinstance(side, ChoiceCard)
            side.setChecked(True)
            side.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why nothing was saved."""
        self.note.words.set_parts(sentence)
        self.note.words.set_tone("danger")

    def _tell(self) -> None:
        if self.case is not None:
            self.note.words.set_tone("ink")
            self.note.words.set_parts(*result([card.question for card in self.cards], self.answers()))
