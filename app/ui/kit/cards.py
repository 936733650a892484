"""Cards and bands: what frames a list, a step, a note, a success, a warning, the errors of a form, a progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QWidget

from app.ui.kit.icons import Icon
from app.ui.kit.layout import Column, Plain, Row, empty_layout, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.style import set_state
from app.ui.kit.text import KeyCap, Text
from app.ui.kit.theme import theme


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say `words` now."""
    widget.setAccessibleName(words)
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


class Card(QFrame):
    """A frame with an optional head: title, help beside it, then things at the right; `body` takes the content."""

    def __init__(
        self, title: str = "", help: str = "", *right: QWidget,
        padding: tuple[int, int, int, int] = (16, 12, 16, 12), gap: int = 8,
    ) -> None:  # fmt: skip
        """`padding=(0, 0, 0, 0)` lets a table reach the frame; the head keeps its own."""
        super().__init__()
        self.setProperty("k", "card")
        self.title, self.help = Text(title, "section"), Text(help, "help")
        bare = padding == (0, 0, 0, 0)
        edges = (18, 8, 18, 8) if bare else (0, 0, 0, 0)
        self.head = Plain(Row(self.title, self.help, None, *right, gap=8, margins=edges))
        set_shown(self.head, bool(title))
        # Without padding one pixel is left, so that a table does not paint over the frame.
        self.body = Column(gap=gap, margins=(1, 1, 1, 1) if bare else padding, parent=self)
        self.body.add(self.head)

    def set_head(self, title: str, help: str = "") -> None:
        """Say another title and help."""
        self.title.setText(title)
        self.help.setText(help)
        set_shown(self.head, bool(title))


class StepCard(QFrame):
    """A numbered step: mark, title, a note at the right; `body` opens beneath; the active one has a strong frame."""

    def __init__(self, title: str, mark: Mark = Mark.EMPTY, note: str = "") -> None:
        """Start closed."""
        super().__init__()
        self.mark = MarkView(mark, 16)
        self.title = Text(title, "section")
        self.note = Text(note, "text", tone="ink2")
        self.content = QWidget()
        self.body = Column(gap=6, margins=(26, 6, 0, 4), parent=self.content)
        self.content.hide()
        Column(
            Plain(Row(self.mark, self.title, None, self.note, gap=10)), self.content,
            gap=0, margins=(14, 8, 14, 8), parent=self,
        )  # fmt: skip
        self.set_active(False)

    def set_step(self, mark: Mark, note: str, *, tone: str = "ink2") -> None:
        """Show how far the step is; a toned note is bold."""
        self.mark.set_mark(mark)
        self.note.setText(note)
        self.note.set_tone(tone)
        set_state(self.note, "k", "text" if tone == "ink2" else "name")

    def set_active(self, active: bool) -> None:
        """Frame the step that is next."""
        set_state(self, "k", "card_active" if active else "card")

    def set_open(self, is_open: bool) -> None:
        """Open or close the body."""
        set_shown(self.content, is_open)


class NoteCard(QFrame):
    """A sentence beside an icon in a card."""

    def __init__(self, *parts: str, icon: str = "info", tone: str = "link") -> None:
        """Show a sentence of plain and `Strong` parts."""
        super().__init__()
        self.setProperty("k", "card")
        self.words = Text(wrap=True)
        self.words.set_parts(*parts)
        Row(Icon(icon, tone), (self.words, 1), gap=9, margins=(16, 10, 16, 10), parent=self)


class QuietLine(QFrame):
    """What was done, in green, with its way back; stays until the next one."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("k", "card_ok")
        self.what, self.detail = Text(kind="name", wrap=True), Text(kind="text", tone="ink2", wrap=True)
        self._actions = Row(gap=4)
        words = Column(self.what, self.detail, gap=3)
        self.mark = MarkView(Mark.COMPLETE, 14)
        top = Row(self.mark, (words, 1), gap=8)
        top.setAlignment(self.mark, Qt.AlignmentFlag.AlignTop)
        Column(Plain(top), Plain(self._actions), gap=6, margins=(12, 9, 12, 8), parent=self)
        self.hide()

    def tell(self, what: str, detail: str = "", actions: Sequence[QWidget] = (), *, ok: bool = True) -> None:
        """Say what was done; `ok=False` says in amber what was done but not wholly (not printed)."""
        set_state(self, "k", "card_ok" if ok else "card_warn")
        self.mark.set_mark(Mark.COMPLETE if ok else Mark.CAUTION)
        self.what.setText(what)
        self.detail.setText(detail)
        set_shown(self.detail, bool(detail))
        empty_layout(self._actions)
        self._actions.add(14, *actions, None)
        set_shown(self, True)
        announce(self, f"{what}. {detail}")


class WarningBand(QFrame):
    """An amber band in a section: a sentence, facts beneath, then what can be done."""

    def __init__(self, title: str, *content: QWidget | QLayout) -> None:
        """Show `title` with `content` under it."""
        super().__init__()
        self.setProperty("k", "card_warn")
        self.title = Text(title, "name", wrap=True)
        mark = MarkView(Mark.CAUTION, 14)
        top = Row(mark, (self.title, 1), gap=9)
        top.setAlignment(mark, Qt.AlignmentFlag.AlignVCenter)
        self.body = Column(*content, gap=8, margins=(23, 0, 0, 0))
        Column(Plain(top), self.body, gap=7, margins=(12, 9, 12, 10), parent=self)


class _Link(QLabel):
    """A bold underlined word that can be clicked, or reached by Tab and opened by Enter."""

    def __init__(self, number: int, words: str, slot: Callable[[], object]) -> None:
        super().__init__()
        self._slot = slot
        self.setProperty("k", "name")
        self.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self.setTextInteractionFlags(flags)
        colour = theme().tokens.danger
        self.setText(
            f'<span style="color:{colour}">{number}. </span><a href="#" style="color:{colour}">{_safe(words)}</a>'
        )
        self.setAccessibleName(words)
        self.linkActivated.connect(lambda _href: self._slot())


def _safe(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class ErrorStrip(QFrame):
    """What keeps a form from being saved: how many places, a link to each, and the key that tries again."""

    def __init__(self, key: str = "Ctrl+Enter", again: str = "kiểm tra lại và lưu") -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("k", "strip")
        self.words = Text(kind="name")
        self._links = Row(gap=14)
        self._row = Row(
            MarkView(Mark.OVERDUE, 15), self.words, Plain(self._links), None,
            KeyCap(key), Text(again, "help", tone="ink2"),
            gap=10, margins=(20, 7, 20, 7), parent=self,
        )  # fmt: skip
        self.hide()

    def show_errors(self, sentence: str, places: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Say the sentence with a link to each of the first three places; a place is (its name, what goes there)."""
        self.words.setText(sentence)
        # Of no place it may be long: then it has the room to itself, and more than one line.
        alone = not places
        self.words.setWordWrap(alone)
        self.words.setSizePolicy(
            QSizePolicy.Policy.Preferred if alone else QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred
        )
        self._row.setStretchFactor(self.words, 1000 if alone else 0)
        empty_layout(self._links)
        self._links.add(*(_Link(at, words, slot) for at, (words, slot) in enumerate(places[:3], start=1)))
        set_shown(self, bool(sentence))
        if sentence:
            announce(self, f"{sentence} {', '.join(words for words, _ in places)}")

    def clear(self) -> None:
        """Hide."""
        self.show_errors("", ())


class _Bar(QWidget):
    """A bar of 6 px."""

    def __init__(self) -> None:
        super().__init__()
        self.part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(80, theme().px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.rect())
        for width, colour in ((1.0, "line"), (self.part, "link")):
            if width:
                painter.setBrush(look.colour(colour))
                box = QRectF(0, 0, max(rect.height(), rect.width() * width), rect.height())
                painter.drawRoundedRect(box, rect.height() / 2, rect.height() / 2)


class Progress(QWidget):
    """Words and numbers over a bar, and what is left beneath: a wait is never without its reason."""

    def __init__(self, name: str) -> None:
        """Start at nothing of nothing."""
        super().__init__()
        self.name, self.numbers, self.help = Text(name), Text(kind="name"), Text(kind="help", wrap=True)
        self.bar = _Bar()
        Column(Plain(Row(self.name, None, self.numbers)), self.bar, self.help, gap=4, parent=self)

    def show_progress(self, done: int, total: int, help: str = "") -> None:
        """Show `done` of `total`."""
        self.numbers.setText(f"{done:,} / {total:,}".replace(",", "."))
        self.bar.part = min(1.0, done / total) if total else 0.0
        self.bar.update()
        self.help.setText(help)
        set_shown(self.help, bool(help))
        self.setAccessibleName(f"{self.name.text()} {done} trên {total}. {help}")
