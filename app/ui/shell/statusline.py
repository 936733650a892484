"""The line at the foot: how far sending is at the left; printer, scanner, date and clock at the right.

Being without a network is one amber sentence here and nothing else anywhere.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from app.rules.clock import now
from app.ui.kit.icons import Icon
from app.ui.kit.layout import Column, Line, Row, Surface, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Elided, Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def long_date(moment: datetime) -> str:
    """Return "Thứ Hai, 23/11/2026"."""
    return f"{WEEKDAYS[moment.weekday()]}, {moment:%d/%m/%Y}"


class StatusLine(QFrame):
    """Sync sentence, machines, clock."""

    def __init__(self) -> None:
        """Start with nothing said about sending: nothing is claimed that is not known."""
        super().__init__()
        self.setProperty("k", "surface")
        self.tick, self.cloud = MarkView(Mark.SENT), Icon("cloud_off", "warn", 14)
        self.sync, self.dot, self.detail = Text(kind="head"), Text("·", "help"), Elided(kind="help", tone="ink2")
        self.printer_icon, self.printer = Icon("print", "ink3", 14), Text(kind="help", tone="ink2")
        self.scanner_icon, self.scanner = Icon("barcode_scanner", "ink3", 14), Text(kind="help", tone="ink2")
        self.clock = Text(kind="head", tone="ink")
        bar = Surface()
        Row(
            self.tick, self.cloud, self.sync, self.dot, (self.detail, 1),
            self.printer_icon, self.printer, 2, self.scanner_icon, self.scanner, 2, self.clock,
            gap=8, margins=(20, 0, 16, 0), parent=bar,
        )  # fmt: skip
        Column(Line(), (bar, 1), gap=0, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_sync("", "", good=True)
        self.set_printer("", ready=True)
        self.set_scanner("", ready=True)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tell_time)
        self._timer.start(1000)
        changes().changed.connect(self._fit)
        self.tell_time()

    def set_sync(self, sentence: str, detail: str = "", *, good: bool) -> None:
        """Say how far sending is; `good=False` is the amber sentence with the cloud."""
        set_shown(self.tick, good and bool(sentence))
        set_shown(self.cloud, not good)
        self.sync.setText(sentence)
        self.sync.set_tone("ok" if good else "warn")
        set_shown(self.dot, bool(sentence and detail))
        self.detail.setText(detail)
        self.detail.set_tone("ink2" if good else "warn")
        self.setAccessibleName(f"{sentence} {detail}".strip())

    def set_printer(self, words: str, *, ready: bool) -> None:
        """Say which printer is used, amber when it does not answer."""
        self._machine(self.printer_icon, self.printer, words, ready)

    def set_scanner(self, words: str, *, ready: bool) -> None:
        """Say whether the scanner is there."""
        self._machine(self.scanner_icon, self.scanner, words, ready)

    def tell_time(self) -> None:
        """Show date and minute."""
        moment = now()
        text = f"{long_date(moment)}  {moment:%H:%M}"
        if text != self.clock.text():
            self.clock.setText(text)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), theme().px(HEIGHT["status"]))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit()

    def _machine(self, icon: Icon, label: Text, words: str, ready: bool) -> None:
        icon.set_icon(icon.name, "ink3" if ready else "warn")
        label.setText(words)
        label.set_tone("ink2" if ready else "warn")
        self._fit()

    def _fit(self) -> None:
        """Above 100 % the sentence needs the room; a machine that does not answer is said all the same."""
        for icon, label in ((self.printer_icon, self.printer), (self.scanner_icon, self.scanner)):
            shown = bool(label.text()) and (not theme().compact or label.property("tone") == "warn")
            set_shown(icon, shown)
            set_shown(label, shown)
        set_shown(self.clock, not theme().compact)
