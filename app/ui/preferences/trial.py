"""Tự kiểm tra máy in Cài đặt: the program tries itself in a process of its own, and its page grows here line by line.

A process of its own, because what is tried (a printer's driver, a second window) may hang or die. Nothing at the
counter waits for it; closing the page, or going to another screen because a citizen has come, ends it. The page holds
nothing personal, so it may be copied or saved for a technician. An officer on the phone is told two keys: Ctrl+, and
Alt+M.
"""

from __future__ import annotations

import os
from functools import partial

from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from app import words
from app.paths import ROOT, program
from app.services.papers import write_whole
from app.ui.context import Context
from app.ui.kit.buttons import Button
from app.ui.kit.inputs import TextArea
from app.ui.kit.layout import Column, Line, Plain, Row
from app.ui.kit.text import Text
from app.ui.kit.theme import theme
from app.ui.reports.saving import ask_place, documents
from app.ui.shell.overlay import Overlay

TITLE = "Tự kiểm tra máy"
_WIDE, _LINES = 900, 22
_SOME = "Đang thử, đã xong {} việc; tất cả chừng một phút. Esc để thôi."
_COPIED, _SAVED, _BROKEN = "Đã sao chép.", "Đã lưu “{}”.", "Chưa thử hết. Đóng rồi thử lại; còn lỗi thì gọi kỹ thuật."
_MARKS = ("✓", "✗")


class TrialCard(Overlay):
    """The page over the window, with its ways out: copied, saved, closed."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.context = context
        self.page, self.note = TextArea(lines=_LINES), Text(tone="ink2")
        self.page.setReadOnly(True)
        self.page.setAccessibleName(TITLE)
        self.copy, self.save = Button("Sao chép"), Button("Lưu thành tệp…")
        self.close_button = Button("Đóng", key="Esc")
        self.card = QFrame()
        self.card.setProperty("k", "card")
        head = Row(Text(TITLE, "page"), None, self.copy, self.save, self.close_button, gap=10)
        Column(Plain(head), Line(), 2, self.page, self.note, gap=10, margins=(20, 14, 20, 14), parent=self.card)
        Row(gap=0, margins=(24, 16, 24, 16), parent=self).addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._ended)
        self._said = b""
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.close_button.clicked.connect(self.close_over)
        self.closed.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether something is still being tried."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def begin(self) -> None:
        """Show the page and start, unless it is under way."""
        if self.running:
            return
        self._said = b""
        self.page.clear()
        self._offer(False)
        self.card.setFixedWidth(min(theme().px(_WIDE), self.covered.width() - 48))
        self.open_over()
        self.page.setFocus(Qt.FocusReason.PopupFocusReason)
        self.note.setText(_SOME.format(0))
        first, *rest = program("--home", str(self.context.home), "self-test", "--headless")
        self._process.setWorkingDirectory(str(ROOT))
        self._process.start(first, rest)

    def stop(self) -> None:
        """End the trial, if it is under way, and wait for it."""
        if not self.running:
            return
        # A console program on Windows hears no polite word; elsewhere it takes its own processes along.
        self._process.kill() if os.name == "nt" else self._process.terminate()
        if not self._process.waitForFinished(3000):
            self._process.kill()
            self._process.waitForFinished(1000)

    def _read(self) -> None:
        self._said += self._process.readAllStandardOutput().data()
        # Up to the last whole line: a letter may be cut in two.
        lines = self._said[: self._said.rfind(b"\n") + 1].decode(errors="replace").splitlines()
        self.page.setPlainText("\n".join(lines))
        bar = self.page.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.note.setText(_SOME.format(sum(line.startswith(_MARKS) for line in lines)))

    def _ended(self) -> None:
        self._read()
        whole = self._process.exitStatus() == QProcess.ExitStatus.NormalExit and self._process.exitCode() in (0, 1)
        self.note.setText("" if whole and self._said else _BROKEN)
        self._offer(bool(self._said))

    def _offer(self, there: bool) -> None:
        self.copy.setEnabled(there)
        self.save.setEnabled(there)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.page.toPlainText())
        self.note.setText(_COPIED)

    def _save(self) -> None:
        path = ask_place(self.window(), documents() / "Tự kiểm tra Một Cửa.txt")
        if path is None:
            return
        work = partial(write_whole, path, (self.page.toPlainText() + "\n").encode())
        self.context.tasks.run(
            work,
            lambda _: self.note.setText(_SAVED.format(path.name)),
            lambda problem: self.note.setText(words.sentence(problem)),
        )
