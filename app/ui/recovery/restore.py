"""A copy put back: which one, the paper that opens it, then how far it is; what was there is set aside, not deleted.

At the first start of a new PC, and where a store does not open. This PC's own key is tried first, so that a paper is
asked for only where it is needed. Where the store is there and lacks nothing but its key, it is the first of the list:
a copy would know less than it does.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app import words
from app.errors import KnownError, MotcuaError, UserError
from app.rules import recovery_key
from app.rules.clock import VN
from app.ui.arguments import Told
from app.ui.files import ask_file
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.table import RowModel, TableView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.recovery import copies
from app.ui.recovery.digits import PaperDigits
from app.ui.shell.cover import Cover
from app.ui.shortcuts import Shortcut, bind
from app.ui.tasks import Tasks
from app.workflows import backing_up, finding_copies, restoring
from app.workflows.finding_copies import Found

_BRAND = "Bản sao lưu và tờ khóa phục hồi mở lại toàn bộ hồ sơ của quầy."
_LINES = (
    (Mark.COMPLETE, "Kho đang có được giữ bên cạnh, không bị xóa"),
    (Mark.COMPLETE, "Bản sao lưu chỉ được đọc, không bị sửa"),
    (Mark.COMPLETE, "Tắt máy giữa chừng: mở lại là làm tiếp hoặc còn như cũ"),
)
_NOT_OPEN = "Kho của quầy không mở được"
_KEYLESS_WAY = "Kho vẫn ở trên máy, chỉ thiếu khóa: để nguyên dòng đầu, Tiếp tục, rồi gõ tờ khóa. Không mất hồ sơ nào."
_BROKEN_WAY = "Chọn bản mới nhất còn nguyên. Kho hỏng được giữ bên cạnh để kỹ thuật xem, không bị xóa."
_TITLE, _TITLE_KEY = "Phục hồi từ bản sao lưu", "Gõ tờ khóa phục hồi"
_WHICH = "Cắm USB hoặc ổ có bản sao lưu. Chọn bản mới nhất của đúng quầy này."
_NEEDS, _NEEDS_ONE = "Bản này mở bằng tờ khóa số {}.", "Gõ tờ khóa lập trước khi có bản sao lưu này."
_NEEDS_OWN = "Kho còn nguyên, máy này chỉ thiếu khóa của nó. Gõ tờ khóa là mở được, không mất hồ sơ nào."
_LOOKING, _NOTHING = "Đang tìm bản sao lưu…", "Chưa thấy bản sao lưu nào. Cắm USB hoặc ổ đĩa rồi bấm Tìm lại."
_TRYING, _GOOD = "Đang xem bản nào còn nguyên…", "Bản mới nhất còn nguyên đã được chọn."
_CHOOSE_ONE = "Chọn một bản sao lưu trong danh sách."
_NO_PAPER = "Bản này được làm lúc quầy chưa có tờ khóa: chỉ máy đã làm ra nó mở được. Chọn bản khác."
_OTHER_PAPER = "Tờ vừa gõ là tờ số {}; bản này chỉ mở bằng tờ số {}."
_OTHER_STORE = "Tờ vừa gõ không mở được kho đang có. Xem lại tờ, hoặc Esc rồi chọn một bản sao lưu."
_NEXT, _RESTORE, _OPEN, _DOING = "Tiếp tục", "Phục hồi bản này", "Mở kho bằng tờ này", "Đang phục hồi… {} %"
_FILE, _KINDS = "Chọn bản sao lưu", "Bản sao lưu Một Cửa (*.motcua)"
_KEYLESS = ("KEY_MISSING", "KEY_BROKEN", "WRONG_KEY")
_ROWS = 4


class RestorePage(Cover):
    """Two steps, the second where this PC has no key for the copy; `restored` carries what lies there now, or None
    where the store that was there opens again.
    """

    restored = Signal(object)
    _progress = Signal(int, int)

    def __init__(
        self, parent: QWidget, tasks: Tasks, home: Path, *, problem: MotcuaError | None = None,
        way_out: str = "Quay lại",
    ) -> None:  # fmt: skip
        """`problem` is why the store in `home` does not open; `way_out` is what leaving is called."""
        super().__init__(parent, _BRAND, _LINES)
        self._tasks, self._home, self._problem, self._way_out = tasks, home, problem, way_out
        self._own_key, self._ended, self._at_paper = False, False, False
        self._found: list[Found] = []
        self.rows = RowModel(copies.COLUMNS)
        self.table = TableView(self.rows, indent=12)
        self.note = Text(_LOOKING, tone="ink3", wrap=True)
        self.other = Button(Shortcut.OTHER_COPY.word, key=Shortcut.OTHER_COPY)
        self.again = Button(Shortcut.LOOK_AGAIN.word, "quiet", key=Shortcut.LOOK_AGAIN)
        self.which = Plain(Column(self.table, self.note, Row(self.other, self.again, None, gap=10), gap=8))
        self.digits = PaperDigits()
        self.content.add(self.which, self.digits)
        self._connect()
        self._fit()
        self._show_which()
        self.look()

    def _connect(self) -> None:
        self.table.opened.connect(lambda _key: self._go_on())
        self.table.chosen.connect(lambda _key: self._say_verb())
        self.other.clicked.connect(self._choose)
        self.again.clicked.connect(self.look)
        self.digits.full.connect(lambda: self.primary.setFocus())
        self._progress.connect(self._say_progress)
        bind(self.which, Shortcut.OTHER_COPY, self._choose)
        bind(self.which, Shortcut.LOOK_AGAIN, self.look)
        changes().changed.connect(self._fit)

    # -- which copy --------------------------------------------------------------------------------------------

    def begin_at(self) -> QWidget:  # noqa: D102
        return self.table

    def look(self) -> None:
        """Look for copies, anew each time: a stick may just have been plugged in."""
        if self.busy:
            return
        self.note.setText(_LOOKING)
        # On the line's worker: a disk that is waking up holds nothing else up.
        self._tasks.run(partial(_look, self._home), self._offer, topic="copies", online=True)

    def _offer(self, seen: tuple[list[Found], bool]) -> None:
        if not isValid(self):
            return
        by_hand = [one for one in self._found if one.says is None]
        self._found, self._own_key = [*by_hand, *seen[0]], seen[1]
        self._list()
        if self._problem is not None and self._own_key and not self._keyless and len(self._found) > 1:
            self._choose_newest_good()

    def _list(self) -> None:
        own = [copies.own_store(self._home)] if self._keyless else []
        self.table.renew([*own, *map(copies.row, self._found)])
        if self.table.current_key() is None and self.rows.rows:
            self.table.selectRow(0)
        self.note.setText("" if self.rows.rows else _NOTHING)
        set_shown(self.note, not self.rows.rows)
        self._say_verb()

    @property
    def _keyless(self) -> bool:
        """Whether a store lies there and nothing is known against it but that its key is not here."""
        return self._problem is not None and self._problem.code in _KEYLESS

    def _choose_newest_good(self) -> None:
        paths = [one.path for one in self._found]
        self._say(_TRYING)

        def work() -> Path | None:
            return backing_up.newest_good(paths, restoring.key_for(self._home, None))

        def done(path: Path | None) -> None:
            if isValid(self) and not self.busy:
                good = next((one for one in self._found if one.path == path), None)
                self.table.choose(good)
                self._say(_GOOD if good else "")

        self._tasks.run(work, done, lambda _problem: None, topic="newest good")

    def _choose(self) -> None:
        path = None if self.busy else ask_file(self, _FILE, _KINDS)
        if path is not None:
            one = finding_copies.chosen(path)
            self._found = [one, *(other for other in self._found if other.path != path)]
            self._list()
            self.table.choose(one)

    def _say(self, sentence: str) -> None:
        self.note.setText(sentence)
        set_shown(self.note, bool(sentence))

    # -- going on ----------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Try this PC's key on the chosen copy, or ask for its paper; put it back once there is a key."""
        chosen = self.table.current_key()
        if self._at_paper:
            self._with_paper(chosen)
        elif chosen is None:
            self.tell(_CHOOSE_ONE)
        elif chosen == copies.OWN or not self._own_key:
            self._ask_for_paper(chosen)
        else:
            self._put_back(chosen, None)

    def go_back(self) -> None:
        """From the paper to the list, from the list out."""
        if self._at_paper:
            self._show_which()
        else:
            self.left.emit()

    def _ask_for_paper(self, chosen: object) -> None:
        says = chosen.says if isinstance(chosen, Found) else None
        if says is not None and not says.paper:
            self.tell(_NO_PAPER)
            return
        self._at_paper = True
        self.digits.clear()
        self.tell("")
        self.title.setText(_TITLE_KEY)
        own, named = chosen == copies.OWN, says.paper if says else ""
        self.sense.setText(_NEEDS_OWN if own else _NEEDS.format(named) if named else _NEEDS_ONE)
        self.back.set_text("Chọn bản khác")
        set_shown(self.which, False)
        set_shown(self.digits, True)
        self._say_verb()
        self.digits.editors[0].setFocus()

    def _show_which(self) -> None:
        self._at_paper = False
        self.digits.clear()
        self.title.setText(_NOT_OPEN if self._problem else _TITLE)
        self.sense.setText(_KEYLESS_WAY if self._keyless else _BROKEN_WAY if self._problem else _WHICH)
        self.tell(f"{_why(self._problem)} {self._problem.code}" if self._problem else "")
        self.back.set_text(self._way_out)
        set_shown(self.digits, False)
        set_shown(self.which, True)
        self._say_verb()
        self.table.setFocus()

    def _with_paper(self, chosen: object) -> None:
        try:
            secret = self.digits.read()
        except UserError as problem:
            self.tell(f"{words.sentence(problem)} {problem.code}")
            return
        self.tell("")
        if chosen == copies.OWN:
            self._open_own(recovery_key.store_key(secret))
        else:
            self._put_back(chosen, secret)

    def _open_own(self, key: bytes) -> None:
        self.busy = True

        def done(opened: bool) -> None:
            self.busy = False
            if opened:
                self._end(None)
            else:
                self.tell(_OTHER_STORE)

        self._tasks.run(partial(restoring.open_with, self._home, key), done, self._failed)

    def _put_back(self, chosen: object, secret: bytes | None) -> None:
        assert isinstance(chosen, Found)
        self.busy = True
        self._say_progress(0, 1)
        self.tell("")

        def work() -> restoring.Restored:
            key = restoring.key_for(self._home, None) if secret is None else recovery_key.store_key(secret)
            return restoring.restore(self._home, chosen.path, key, report=self._report)

        self._tasks.run(work, self._end, partial(self._refused, chosen, secret))

    def _refused(self, chosen: Found, secret: bytes | None, problem: MotcuaError) -> None:
        if not isValid(self):
            return
        if problem.code == "BACKUP_KEY" and secret is None:
            # This PC's key is of another store or of before: the paper says which.
            self.busy = False
            self._ask_for_paper(chosen)
            return
        self._failed(problem)
        typed, needed = recovery_key.paper(secret) if secret else "", chosen.says.paper if chosen.says else ""
        if problem.code == "BACKUP_KEY" and needed and typed != needed:
            self.tell(f"{_OTHER_PAPER.format(typed, needed)} {problem.code}")

    def _failed(self, problem: MotcuaError) -> None:
        if not isValid(self):
            return
        self.busy = False
        self._say_verb()
        self.tell(f"{words.sentence(problem)} {problem.code}")

    def _end(self, result: object) -> None:
        self.digits.clear()
        self.restored.emit(result)

    # -- how far -----------------------------------------------------------------------------------------------

    def end(self) -> None:
        """The window closes: what has not been decided yet is left as it was."""
        self._ended = True

    def _report(self, done: int, total: int) -> None:
        """On the worker."""
        if self._ended:
            raise KnownError("MIGRATION_STOPPED")
        self._progress.emit(done, total)

    def _say_progress(self, done: int, total: int) -> None:
        self.primary.set_text(_DOING.format(100 * done // total))

    def _say_verb(self) -> None:
        if self.busy:
            return
        own = self.table.current_key() == copies.OWN
        ready = self._at_paper or (self._own_key and not own)
        self.primary.set_text((_OPEN if own and self._at_paper else _RESTORE) if ready else _NEXT)

    def _fit(self) -> None:
        self.table.setFixedHeight(theme().px(30 + 34 * (_ROWS if theme().compact else _ROWS + 2)) + 2)


def _why(problem: MotcuaError) -> str:
    """Say why the store does not open; the way out of a damaged one is this page, and no command."""
    broken = problem.code == "STORE_BROKEN"
    return f"Kho bị hỏng: {words.damage(problem.facts)}." if broken else words.sentence(problem)


def _look(home: Path) -> tuple[list[Found], bool]:
    """Return the copies there are, and whether this PC has a key for the data folder."""
    found = finding_copies.find([*finding_copies.own_places(home), *finding_copies.disks()])
    try:
        restoring.key_for(home, None)
    except MotcuaError:
        return found, False
    return found, True


def told(result: restoring.Restored) -> Told:
    """Say what lies in the data folder now."""
    said = []
    if result.newest:
        said.append(
            f"Việc mới nhất trong bản này: {datetime.fromisoformat(result.newest).astimezone(VN):%H:%M %d/%m/%Y}."
        )
    if result.aside:
        said.append(f"Kho trước đó được giữ ở tệp {result.aside.name}.")
    if result.numbers == "old":
        said.append("Số hồ sơ đi tiếp sau mọi số có thể đã in.")
    return Told(f"Đã phục hồi {result.dossiers} hồ sơ", " ".join(said))
