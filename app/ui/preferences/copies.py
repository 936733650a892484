"""Sao lưu in Cài đặt: where the copies lie, when the last was made and tried, one key for another one now.

Nothing here waits for Ctrl+Enter: a place holds as soon as it is chosen, a copy is made when somebody says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import words
from app.errors import MotcuaError
from app.rules import copies
from app.rules.clock import VN
from app.rules.copies import Copies, Place, Standing
from app.ui.context import Context
from app.ui.files import ask_folder
from app.ui.kit.buttons import Button
from app.ui.kit.form import Section
from app.ui.kit.layout import Column, Grid, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut
from app.workflows import finding_copies, keeping

MARKS = {Standing.WELL: Mark.COMPLETE, Standing.ASKS: Mark.CAUTION, Standing.WRONG: Mark.CAUTION}
_OWN, _SECOND = "Máy này", "Nơi thứ hai"
_NONE_CHOSEN = "Chưa chọn. Nên là USB hoặc ổ đĩa khác: máy mất hay hỏng thì hồ sơ còn."
_NEVER, _AWAY = "chưa có bản nào", "chưa cắm"
_DOING = {"copying": "Đang sao lưu vào {}…", "trying": "Đang thử phục hồi {}…"}
_CHOSEN = "Đã chọn nơi thứ hai", "Bản đầu tiên được chép vào đó ngay bây giờ."
_SAME_DISK = "Cùng ổ đĩa với kho: hỏng ổ là mất cả hai. Nên chọn USB hoặc ổ đĩa khác."
_LEFT_OUT = "Đã bỏ nơi thứ hai", "Bản đã có ở đó vẫn còn nguyên."


class _Say(Protocol):
    def __call__(self, what: str, detail: str = "", *, ok: bool = True) -> None:
        """Say what was done."""


class CopiesSection(Section):
    """The morning's sentence, the two places, and what can be done about them."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.told = Text(wrap=True)
        self.own, self.second = Text(wrap=True, tone="ink2"), Text(wrap=True, tone="ink2")
        self.make = Button("Sao lưu ngay", key=Shortcut.COPY_NOW)
        self.choose, self.leave_out = Button("Chọn nơi thứ hai…"), Button("Bỏ nơi thứ hai", "quiet")
        self.wrong = Text(wrap=True, tone="danger")
        set_shown(self.wrong, False)
        places = Grid(gaps=(14, 4))
        for line, (name, told) in enumerate(((_OWN, self.own), (_SECOND, self.second))):
            places.addWidget(Text(name, "help"), line, 0, Qt.AlignmentFlag.AlignTop)
            places.addWidget(told, line, 1)
        places.setColumnStretch(1, 1)
        buttons = Row(self.make, self.choose, self.leave_out, None, gap=10)
        content = Column(self.told, Plain(places), Plain(buttons), self.wrong, gap=8, margins=(0, 0, 0, 8))
        super().__init__("Sao lưu", None, Plain(content))

    def show_copies(self, found: Copies, folders: list[Path], now: datetime) -> None:
        """Say how they stand."""
        (code, facts), standing = copies.told(found, now)
        self.told.setText(words.say(code, facts))
        self.set_state(MARKS[standing])
        self.own.setText(_place(folders[0], found.own))
        self.second.setText(_place(folders[1], found.second) if found.second else _NONE_CHOSEN)
        set_shown(self.leave_out, found.second is not None)

    def show_doing(self, what: str, where: str) -> None:
        """Say what is being done."""
        if what in _DOING:
            self.told.setText(_DOING[what].format(Path(where).name if what == "trying" else where))
        self.make.setEnabled(what not in _DOING)

    def show_error(self, sentence: str = "") -> None:
        """Say why a folder was not taken."""
        self.wrong.setText(sentence)
        set_shown(self.wrong, bool(sentence))


def _place(folder: Path, place: Place) -> str:
    newest = f"bản mới nhất {place.newest.astimezone(VN):%H:%M %d/%m/%Y}" if place.newest else _NEVER
    return f"{folder}, {newest if place.there else _AWAY}"


class CopiesPart:
    """Reads how copies stand, asks for one, and keeps the second place."""

    def __init__(self, context: Context, section: CopiesSection, window: QWidget, say: _Say) -> None:
        """Say on the screen with `say` what was done."""
        self.context, self.section, self._window, self._say = context, section, window, say
        # A practice centre is made anew each day.
        self._real = context.centre.kind != "practice"
        set_shown(section, self._real)
        section.make.clicked.connect(self.make)
        section.choose.clicked.connect(self._choose)
        section.leave_out.clicked.connect(self._leave_out)
        context.copying.connect(self._doing)

    def read(self) -> None:
        """Read how they stand."""
        if not self._real:
            return
        desk, home = self.context.desk, self.context.home
        self.section.show_error()

        def look() -> tuple[Copies, list[Path], datetime]:
            return keeping.look(desk), finding_copies.own_places(home), desk.clock()

        self.context.tasks.run(look, lambda found: self.section.show_copies(*found), topic="copies")

    def make(self) -> None:
        """Ask for a copy now."""
        self.section.show_error()
        self.context.copy_asked.emit(True)

    def take(self, folder: Path) -> None:
        """Take a folder as the second place, and have the first copy made there."""

        def taken(apart: bool) -> None:
            self._keep(str(folder))
            self._say(_CHOSEN[0], _CHOSEN[1] if apart else _SAME_DISK, ok=apart)
            self.make()

        def refused(problem: MotcuaError) -> None:
            self.section.show_error(words.sentence(problem))

        # On a worker: a drive on a network may take its time.
        self.context.tasks.run(partial(keeping.check_place, self.context.home, folder), taken, refused)

    def _choose(self) -> None:
        folder = ask_folder(self._window, "Nơi thứ hai cho bản sao lưu")
        if folder is not None:
            self.take(folder)

    def _leave_out(self) -> None:
        self._keep("")
        self._say(*_LEFT_OUT)

    def _keep(self, folder: str) -> None:
        context = self.context
        context.settings = replace(context.settings, copies=folder)
        context.settings.save(context.home)
        self.read()

    def _doing(self, what: str, where: str) -> None:
        self.section.show_doing(what, where)
        if not what:
            self.read()
