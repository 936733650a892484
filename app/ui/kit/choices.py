"""Small choices inside a form: segments for two to four fixed values, and check boxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QSizePolicy, QWidget

from app.ui.kit.buttons import paint_focus
from app.ui.kit.layout import Row
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT, RADIUS_FIELD
from app.ui.shortcuts import Shortcut

_CENTRE = Qt.AlignmentFlag.AlignVCenter


class _Segment(QPushButton):
    """One value; as wide as its bold words, which are wider than the plain ones."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.setProperty("k", "segment")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._bold)
        changes().changed.connect(self._bold)
        self._bold()

    def _bold(self) -> None:
        self.setFont(theme().font("text", bold=self.isChecked()))

    def sizeHint(self) -> QSize:
        look = theme()
        width = QFontMetricsF(look.font("text", bold=True)).horizontalAdvance(self.text())
        return QSize(round(width) + 1 + 2 * look.gap(9), look.px(HEIGHT["segmented"]))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_focus(QPainter(self), QRectF(self.rect()), RADIUS_FIELD)


class Segmented(QWidget):
    """Two to four fixed values side by side, one chosen; arrows move, and the choice moves with them."""

    changed = Signal(object)

    def __init__(self, options: Sequence[tuple[object, str]], value: object = None) -> None:
        """Offer pairs (value, words); `value` is chosen at first, none when it is not offered."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        row = Row(gap=0, parent=self)
        for at, (key, words) in enumerate(options):
            segment = _Segment(words)
            segment.setProperty("seg", "first" if at == 0 else "last" if at == len(options) - 1 else "middle")
            self._group.addButton(segment, at)
            self._values.append(key)
            row.add(segment)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._group.button(0))
        self._group.idToggled.connect(self._toggled)
        self.set_value(value)

    def value(self) -> object:
        """Return the chosen value, or None."""
        at = self._group.checkedId()
        return self._values[at] if at >= 0 else None

    def set_value(self, value: object) -> None:
        """Choose a value; nothing when it is not offered."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def buttons(self) -> list[QPushButton]:
        """Return the segments, for tests and access keys."""
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def setAccessibleName(self, name: str) -> None:
        """Name the whole, and each value with it ("Giới tính, Nữ")."""
        super().setAccessibleName(name)
        for button in self._group.buttons():
            button.setAccessibleName(f"{name}, {button.text()}")

    def _toggled(self, at: int, on: bool) -> None:
        if on:
            self.setFocusProxy(self._group.button(at))
            self.changed.emit(self._values[at])


class CheckBox(QCheckBox):
    """A box of 16 px and its words, all of it clickable."""

    def __init__(self, words: str | Shortcut, *, kind: str = "text") -> None:
        """`words` may be a `Shortcut`, whose access letter is underlined."""
        super().__init__(words.label if isinstance(words, Shortcut) else words)
        self.kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = QFontMetricsF(look.font(self.kind)).horizontalAdvance(self.text().replace("&", ""))
        return QSize(look.px(18) + look.gap(8) + round(width) + 5, look.px(HEIGHT["field"]))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: D102
        return True

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Qt animates a click by the access letter for 100 ms, and a form saved meanwhile would miss the tick.
        if event.type() == QEvent.Type.Shortcut and self.isEnabled():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = look.px(18)
        box = QRectF(0, (self.height() - edge) // 2, edge, edge).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        border = "danger" if self.property("err") else "primary" if on else "line2"
        painter.setPen(QPen(look.colour(border), 2 if self.property("err") else look.border))
        painter.setBrush(look.colour("primary" if on else "surface"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            tick = QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height())
                              for x, y in ((0.24, 0.53), (0.42, 0.71), (0.77, 0.31))])  # fmt: skip
            painter.setPen(QPen(look.colour("on_primary"), 2 * look.factor))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(tick)
        if self.hasFocus():
            paint_focus(painter, box.adjusted(-0.5, -0.5, 0.5, 0.5) if not on else QRectF(box), 3,
                        tone="on_primary" if on else "link")  # fmt: skip
        painter.setFont(look.font(self.kind))
        painter.setPen(look.colour("ink" if self.isEnabled() else "disabled_ink"))
        left = edge + look.gap(8)
        rect = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(rect, _CENTRE | Qt.TextFlag.TextShowMnemonic, self.text())
        if self.hasFocus() and self.text():
            width = QFontMetricsF(painter.font()).horizontalAdvance(self.text().replace("&", ""))
            paint_focus(painter, QRectF(left - 4, self.height() / 2 - look.px(11), width + 8, look.px(22)), 3)
