"""The lock: choose a name, type six digits, Enter; no name and no code of any dossier is on it.

Digits, because an input method cannot spoil them. The code is checked by the caller, who answers with `refuse`,
`wait` or by taking the overlay away; nothing typed stays here. Sending goes on behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QRadioButton, QSizePolicy, QWidget

from app.rules.clock import now
from app.ui.kit.buttons import Button, paint_focus
from app.ui.kit.icons import Icon
from app.ui.kit.layout import Column, Line, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView, paint_mark
from app.ui.kit.text import Text, initials
from app.ui.kit.theme import theme
from app.ui.shell.brand import BrandPanel
from app.ui.shell.overlay import Overlay
from app.ui.shell.statusline import long_date

DIGITS = 6
_HINT = "Mã số chỉ gồm chữ số nên bộ gõ tiếng Việt không làm sai."
_PROMPT = "Chọn tên, gõ mã số 6 chữ số rồi Enter."


@dataclass(frozen=True, slots=True)
class LockedOfficer:
    """An officer who may unlock: the caller's key, the name, and a line that names no dossier."""

    key: object
    name: str
    second: str = ""


class _OfficerRow(QRadioButton):
    """One officer to choose."""

    def __init__(self, officer: LockedOfficer) -> None:
        super().__init__(officer.name)
        self.officer = officer
        self.setAccessibleDescription(officer.second)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(theme().font("name")).horizontalAdvance(self.officer.name)
        return QSize(round(width) + theme().px(110), theme().px(51))

    def hitButton(self, pos: QPoint) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if on else float(look.border)
        painter.setPen(QPen(look.colour("link" if on else "line2" if self.underMouse() else "line"), width))
        painter.setBrush(look.colour("soft" if on else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 6, 6)
        edge = look.px(30)
        disc = QRectF(look.gap(13), (self.height() - edge) / 2, edge, edge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface" if on else "soft"))
        painter.drawEllipse(disc)
        painter.setFont(look.font("key", bold=True))
        painter.setPen(look.colour("link"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials(self.officer.name))
        left, line = disc.right() + look.gap(10), look.px(18)
        top = (self.height() - 2 * line) / 2
        for text, kind, tone in ((self.officer.name, "name", "ink"), (self.officer.second, "help", "ink3")):
            painter.setFont(look.font(kind))
            painter.setPen(look.colour(tone))
            rect = QRectF(left, top if self.officer.second else (self.height() - line) / 2, self.width() - left, line)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
            top += line
        if on:
            size = look.px(16)
            paint_mark(painter, QRectF(self.width() - look.gap(14) - size, (self.height() - size) / 2, size, size),
                       Mark.CHOSEN)  # fmt: skip
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3), 4)


class CodeField(QLineEdit):
    """Six cells for six digits, shown as dots; anything else is not taken."""

    def __init__(self) -> None:
        """A real line edit underneath: pasting, screen readers and the number pad work."""
        super().__init__()
        self.setProperty("k", "bare")
        self.setMaxLength(DIGITS)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhDigitsOnly | hints.ImhHiddenText | hints.ImhNoPredictiveText)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName("Mã số 6 chữ số")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.wrong = False

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(DIGITS * theme().px(40) + (DIGITS - 1) * theme().px(6), theme().px(44))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        # Letters typed by habit or by an input method are passed over here, so that no code is half letters.
        text = event.text()
        if text and text.isprintable() and not (text.isascii() and text.isdigit()):
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        typed, width, height = len(self.text()), look.px(40), look.px(44)
        for at in range(DIGITS):
            active = self.hasFocus() and at == min(typed, DIGITS - 1)
            pen = 2.0 if active or self.wrong else float(look.border)
            tone = "danger" if self.wrong else "link" if active else "line2"
            painter.setPen(QPen(look.colour(tone), pen))
            painter.setBrush(look.colour("surface" if self.isEnabled() else "disabled"))
            cell = QRectF(at * (width + look.px(6)), 0, width, height)
            painter.drawRoundedRect(cell.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 5, 5)
            if at < typed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("ink"))
                painter.drawEllipse(cell.center(), look.px(5), look.px(5))
            elif active:
                painter.fillRect(QRectF(cell.center().x() - 0.5, cell.center().y() - look.px(10), 1, look.px(20)),
                                 look.colour("ink"))  # fmt: skip


class LockOverlay(Overlay):
    """Covers the whole window. Signals: `tried(key, code)`, `forgotten`, `quit_asked`."""

    tried = Signal(object, str)
    forgotten = Signal()
    quit_asked = Signal()

    def __init__(self, parent: QWidget, centre: str) -> None:
        """`centre` is the name of the centre, the only thing said about it."""
        super().__init__(parent)
        self.time, self.date = Text(kind="clock", tone="rail_ink_selected"), Text(tone="rail_ink")
        self.brand = BrandPanel(centre, self.time, self.date)
        self.title, self.prompt = Text(kind="hero"), Text(_PROMPT, tone="ink2")
        self.rows: list[_OfficerRow] = []
        self._officers = Column(gap=8)
        self.code = CodeField()
        self.unlock = Button("Mở khóa", "primary", key="Enter", large=True)
        self.hint_icon, self.hint_sign = Icon("keyboard", "ink3", 14), MarkView(Mark.ERROR)
        self.hint = Text(_HINT, "help", wrap=True)
        forgot, leave = Button("Quên mã số", "quiet"), Button("Tắt chương trình", "quiet")
        card = self.panel = QFrame()
        card.setProperty("k", "card")
        Column(
            self.title, self.prompt, 4, Plain(self._officers), 8, Row(self.code, None, self.unlock),
            Row(self.hint_icon, self.hint_sign, (self.hint, 1), gap=7), 4, Line(), Row(forgot, None, leave),
            gap=9, margins=(28, 24, 28, 10), parent=card,
        )  # fmt: skip
        Row(self.brand, None, Column(None, card, None), None, gap=0, parent=self)
        self.unlock.clicked.connect(self._try)
        self.code.returnPressed.connect(self._try)
        self.code.textEdited.connect(lambda _text: self._say("", wrong=False))
        forgot.clicked.connect(self.forgotten)
        leave.clicked.connect(self.quit_asked)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tell_time)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(lambda: self._allow(True))

    def open_for(self, desk: str, officers: Sequence[LockedOfficer], lines: Sequence[tuple[Mark, str]] = ()) -> None:
        """Lock: show who may unlock, the first chosen, and what goes on meanwhile."""
        self.title.setText(f"{desk} đang khóa")
        # Wide enough for six cells and the button beside them, at every text size.
        self.panel.setFixedWidth(round(500 * (1 + (theme().factor - 1) * 0.7)))
        self.brand.set_lines(lines)
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [_OfficerRow(officer) for officer in officers]
        self._officers.add(*self.rows)
        for at, row in enumerate(self.rows):
            row.setChecked(at == 0)
            row.clicked.connect(lambda: self.code.setFocus())
        self._say("", wrong=False)
        self.code.clear()
        self._tell_time()
        self._clock.start(1000)
        self.open_over()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say that the code was wrong and how many tries are left."""
        self.code.clear()
        self._say(sentence, wrong=True)
        self.code.setFocus()

    def wait(self, seconds: int, sentence: str) -> None:
        """Take no code for some seconds, and say so."""
        self.refuse(sentence)
        self._allow(False)
        self._waiting.start(seconds * 1000)

    def close_over(self) -> None:
        """Unlock; only the window calls this."""
        self._clock.stop()
        super().close_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        # Esc does not open a lock.
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        return

    def _try(self) -> None:
        chosen = next((row for row in self.rows if row.isChecked()), None)
        if chosen is None or not self.code.isEnabled():
            return
        code = self.code.text()
        if len(code) < DIGITS:
            self._say(f"Thiếu {DIGITS - len(code)} chữ số: đang có {len(code)}, cần {DIGITS}.", wrong=True)
            self.code.setFocus()
            return
        self.tried.emit(chosen.officer.key, code)

    def _say(self, sentence: str, *, wrong: bool) -> None:
        self.hint.setText(sentence or _HINT)
        self.hint.set_tone("danger" if wrong else "ink3")
        set_shown(self.hint_icon, not wrong)
        set_shown(self.hint_sign, wrong)
        self.code.wrong = wrong
        self.code.setAccessibleDescription(sentence)
        self.code.update()

    def _allow(self, allowed: bool) -> None:
        self.code.setEnabled(allowed)
        if allowed:
            self._say("", wrong=False)
            self.code.setFocus()

    def _tell_time(self) -> None:
        moment = now()
        self.time.setText(f"{moment:%H:%M}")
        self.date.setText(long_date(moment))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(self.rect(), theme().colour("bg"))
