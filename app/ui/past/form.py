"""The left of the screen: what is under way or was done, then the imports there are, or the file being looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.kit.buttons import Button
from app.ui.kit.cards import Progress, QuietLine, WarningBand
from app.ui.kit.form import ActionBar
from app.ui.kit.layout import Column, Plain, Row, Surface, set_shown
from app.ui.kit.table import RowModel, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.past import rows
from app.ui.past.preview import FilePreview
from app.ui.shortcuts import Shortcut

_CHOOSE = "Chọn tệp Excel…"
_NO_IMPORT = "Chưa nhập sổ nào. Ctrl+Enter để chọn tệp Excel."
_IMPORTS = "Các lần đã nhập"
_IMPORTING = "Đang nhập vào sổ cũ"


class PastForm(QWidget):
    """Everything but the columns."""

    def __init__(self) -> None:
        """Start with the list of imports, empty."""
        super().__init__()
        self.quiet, self.progress, self.removal = QuietLine(), Progress(_IMPORTING), _Removal()
        self.waiting = Text(tone="ink2", wrap=True)
        self.imports, self.preview = _Imports(), FilePreview()
        self.back = Button("Về Cài đặt", "quiet", key="Esc")
        self.remove = Button(Shortcut.REMOVE_IMPORT.word, "quiet")
        self.remove.setToolTip(Shortcut.REMOVE_IMPORT.cap)
        self.other = Button(Shortcut.OTHER_FILE.word, large=True)
        self.other.setToolTip(Shortcut.OTHER_FILE.cap)
        self.primary = Button(_CHOOSE, "primary", key=Shortcut.PRIMARY, large=True)
        self.bar = ActionBar([self.back, self.remove], [self.other, self.primary])
        self.said = Plain(Column(self.quiet, self.progress, self.waiting, self.removal, gap=8, margins=(20, 12, 20, 0)))
        self.stack = QStackedWidget()
        for part in (self.imports, self.preview):
            self.stack.addWidget(part)
        ground = Surface()
        Column(self.said, (self.stack, 1), gap=0, parent=ground)
        Column((ground, 1), self.bar, gap=0, parent=self)
        self.say_nothing()

    # -- above -------------------------------------------------------------------------------------------------

    def say(self, what: str, detail: str = "", actions: Sequence[QWidget] = (), *, ok: bool = True) -> None:
        """Say what was done, with its way back, or what went wrong."""
        self.say_nothing()
        self.quiet.tell(what, detail, actions, ok=ok)
        set_shown(self.said, True)

    def wait(self, words: str) -> None:
        """Say what is under way while it has no numbers."""
        self.say_nothing()
        self.waiting.setText(words)
        set_shown(self.waiting, True)
        set_shown(self.said, True)

    def show_progress(self, done: int, total: int, help: str) -> None:
        """Say how far it is, in numbers."""
        self.progress.show_progress(done, total, help)
        if self.progress.isHidden():
            self.say_nothing()
            set_shown(self.progress, True)
            set_shown(self.said, True)

    def ask_removal(self, sentence: str, count: str) -> None:
        """Ask whether an import is really to be taken back."""
        self.say_nothing()
        self.removal.ask(sentence, count)
        set_shown(self.said, True)

    def say_nothing(self) -> None:
        """Take back what was said."""
        for widget in (self.quiet, self.progress, self.waiting, self.removal, self.said):
            set_shown(widget, False)

    # -- what is shown -----------------------------------------------------------------------------------------

    def offer(self, primary: str = "", *, back: str, other: bool = False, remove: bool = False) -> None:
        """Say what the bar offers; without `primary` it offers the choice of a file."""
        self.primary.set_text(primary or _CHOOSE)
        self.back.set_text(back)
        set_shown(self.other, other)
        set_shown(self.remove, remove)


class _Removal(WarningBand):
    """Asks before an import is taken back; the safe way has the focus."""

    def __init__(self) -> None:
        self.sense = Text(tone="ink2", wrap=True)
        self.keep, self.remove = Button("Giữ lại", key="Esc"), Button("", "danger", key=Shortcut.PRIMARY)
        super().__init__("", self.sense, Row(self.keep, self.remove, None, gap=8))
        self.sense.setText("Tệp Excel vẫn còn nguyên; cần thì nhập lại.")

    def ask(self, sentence: str, button: str) -> None:
        self.title.setText(sentence)
        self.remove.set_text(button)
        set_shown(self, True)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)


class _Imports(QWidget):
    """The files taken in so far."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowModel(rows.IMPORTS)
        self.table = TableView(self.rows)
        self.table.setAccessibleName(_IMPORTS)
        self.empty = Text(_NO_IMPORT, tone="ink2", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.total = Text(kind="help", tone="ink2")
        self._head = Plain(Row(Text(_IMPORTS, "section"), None, self.total, margins=(20, 12, 20, 10)))
        self._blank = Plain(Column(None, self.empty, None, margins=(40, 0, 40, 0)))
        Column(self._head, (self.table, 1), (self._blank, 1), gap=0, parent=self)
        self.show_rows([], "")

    def show_rows(self, shown: Sequence[TableRow], total: str) -> None:
        """Show the imports, the newest first, and how many rows they brought in all."""
        self.rows.reset(shown)
        self.total.setText(total)
        set_shown(self._head, bool(shown))
        set_shown(self.table, bool(shown))
        set_shown(self._blank, not shown)
