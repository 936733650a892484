"""The sections of Cài đặt and their fields."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from app.services.lock_code import DIGITS
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import ActionBar, Form, Section
from app.ui.kit.inputs import Combo, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.text import Text
from app.ui.kit.tokens import TEXT_SIZES
from app.ui.preferences.account import AccountSection
from app.ui.preferences.blanks import BlanksSection
from app.ui.preferences.calendar import CalendarSection
from app.ui.preferences.catalogue import CatalogueSection
from app.ui.preferences.copies import CopiesSection
from app.ui.preferences.editions import EditionSection
from app.ui.preferences.grounds import GroundsSection
from app.ui.preferences.hours import HoursSection
from app.ui.preferences.recovery import RecoverySection
from app.ui.printer import FOLDER
from app.ui.shortcuts import Shortcut

_FOLDER_WORDS = "Tệp PDF vào thư mục…"
_SIZES = [(round(size * 100), f"{round(size * 100)} %") for size in TEXT_SIZES]
_THEMES = [("system", "Theo máy"), ("light", "Sáng"), ("dark", "Tối")]
_PAPERS = [("A5", "A5"), ("A4", "A4")]
_AT_ONCE = "Đổi ngay khi chọn. Ctrl+= và Ctrl+− đổi cỡ chữ ở mọi màn hình."
_FOLDER_HELP = "Mỗi giấy là một tệp PDF; chưa có thư mục thì máy tự tạo."
_NAME_HELP = "In trên giấy tiếp nhận và ghi trong lịch sử hồ sơ từ lúc lưu."
_NO_CODE = f"{DIGITS} chữ số. Khi khóa (Ctrl+L), gõ mã này để mở."
_BELOW = (0, 0, 0, 4)
"""A field's help hangs a little lower than the room kept for it."""
_SECTION_OF = {"folder": 1, "officer": 2, "code": 3, "again": 3}
_CENTRE = "Từ đây là của trung tâm: đặt như nhau ở mọi quầy."
_HAS_CODE = "Đã có mã số. Để trống nếu không đổi."
_PAST_HELP = "Từ tệp Excel, để tìm được ở Tra cứu. Xem trước rồi mới nhập."


class CodeInput(TextInput):
    """A line for a secret of digits: shown as dots, and closed to input methods, which would spoil it."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(width=150, digits=True)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)


class SettingsForm(QWidget):
    """Four sections of this PC, six of the centre, what was done above them, and the bar that saves."""

    def __init__(self) -> None:
        """Start with nothing filled in."""
        super().__init__()
        self.text_size, self.theme = Segmented(_SIZES, 100), Segmented(_THEMES, "system")
        self.printer, self.paper = Combo([(FOLDER, _FOLDER_WORDS)]), Segmented(_PAPERS, "A5")
        self.folder, self.officer = TextInput(), TextInput()
        self.code, self.again = CodeInput(), CodeInput()
        self._make_fields()
        for editor, name in ((self.text_size, "Cỡ chữ"), (self.theme, "Màu"), (self.paper, "Khổ giấy")):
            editor.setAccessibleName(name)
        self.calendar, self.catalogue = CalendarSection(), CatalogueSection()
        self.hours, self.editions = HoursSection(), EditionSection()
        self.account, self.grounds = AccountSection(), GroundsSection()
        self.blanks, self.copies, self.recovery = BlanksSection(), CopiesSection(), RecoverySection()
        self.past = Button(Shortcut.PAST_REGISTER.word, key=Shortcut.PAST_REGISTER, icon="book_open")
        self.own = self.hours, self.editions, self.account, self.grounds
        for section in self.own:
            self.fields |= section.fields
        self.sections, self.has_code = self._make_sections(), False
        self.quiet = QuietLine()
        self._done = Plain(Column(self.quiet, margins=(20, 12, 20, 4)))
        self._done.hide()
        self.form = Form(self._placed())
        self.primary = Button("Lưu cài đặt", "primary", key=Shortcut.PRIMARY, large=True)
        self.trial = Button(Shortcut.SELF_TEST.word, "quiet", key=Shortcut.SELF_TEST, large=True)
        self.bar = ActionBar([self.trial], [self.primary])
        Column((self.form, 1), self.bar, gap=0, parent=self)
        self.printer.currentIndexChanged.connect(self._printer_chosen)
        for one in (self.calendar, self.catalogue):
            one.unfolded.connect(partial(QTimer.singleShot, 0, self, partial(self._bring_up, one)))
        self.grounds.unfolded.connect(partial(QTimer.singleShot, 0, self, self._to_ground))
        self._printer_chosen()

    def _make_fields(self) -> None:
        self.printer_field = Field("Máy in", self.printer, help="Máy in của quầy này")
        self.folder_field = Field("Thư mục", self.folder, required=True, help=_FOLDER_HELP)
        self.officer_field = Field("Họ và tên", self.officer, required=True, help=_NAME_HELP)
        self.code_field = Field("Mã số mới", self.code)
        self.again_field = Field("Gõ lại mã số", self.again)
        self.fields = {
            "folder": self.folder_field, "officer": self.officer_field,
            "code": self.code_field, "again": self.again_field,
        }  # fmt: skip

    def _make_sections(self) -> list[Section]:
        look = Row(
            Field("Cỡ chữ", self.text_size, help=_AT_ONCE), Field("Màu", self.theme), None, gap=24, margins=_BELOW
        )
        paper = Row((self.printer_field, 1), Field("Khổ giấy tiếp nhận", self.paper), gap=16, margins=_BELOW)
        code = Row(self.code_field, self.again_field, None, gap=16, margins=_BELOW)
        return [
            Section("Chữ và màu", Shortcut.PART_1, Plain(look)),
            Section("Máy in", Shortcut.PART_2, Plain(paper), Plain(Column(self.folder_field, margins=_BELOW))),
            Section("Cán bộ", Shortcut.PART_3, Plain(Column(self.officer_field, margins=_BELOW))),
            Section("Khóa màn hình", Shortcut.PART_4, Plain(code)),
            self.calendar,
            self.catalogue,
            *self.own,
        ]

    def _placed(self) -> list[QWidget]:
        """Return the sections with the line of what was done above the first, and whose the others are."""
        look, printer, officer, lock, calendar, *others = self.sections
        whose = Column(Text(_CENTRE, "help", wrap=True), margins=(20, 10, 20, 0))
        return [
            Plain(Column(self._done, look, gap=0)), printer, self.blanks, officer, lock, self.copies, self.recovery,
            Plain(Column(Plain(whose), calendar, gap=0)), *others, self._past_section(),
        ]  # fmt: skip

    def _past_section(self) -> Section:
        """Return the way to the registers of past years: a screen of its own, so nothing here is saved with it."""
        way = Row(self.past, (Text(_PAST_HELP, "help", wrap=True), 1), gap=12, margins=(0, 0, 0, 8))
        section = Section("Sổ cũ", None, Plain(way))
        section.set_state(Mark.COMPLETE)
        return section

    # -- what is shown -----------------------------------------------------------------------------------------

    def offer_printers(self, names: list[tuple[str, str]], chosen: str | None) -> None:
        """Offer printers as (name, words); `chosen` is a name, None the folder."""
        self.printer.set_options([*names, (FOLDER, _FOLDER_WORDS)])
        self.printer.set_value(FOLDER if chosen is None else chosen)

    def say_code(self, has: bool) -> None:
        """Say whether a code is set, and empty both fields."""
        self.has_code = has
        self.code_field.set_help(_HAS_CODE if has else _NO_CODE)
        self._mark({})
        self.forget_codes()

    def forget_codes(self) -> None:
        """Leave no digits on the screen."""
        self.code.clear()
        self.again.clear()

    def first_of(self, part: int) -> None:
        """Go to a section's first field (Alt+1…9, Alt+0)."""
        editors: list[QWidget] = [self.text_size, self.printer, self.officer, self.code]
        editors += [self.calendar.choose, self.catalogue.choose, *(section.first for section in self.own)]
        self._bring_up(self.sections[part])
        self.form.reveal(editors[part])

    def to_blanks(self) -> None:
        """Go where blanks are printed: how many."""
        self._bring_up(self.blanks)
        self.form.reveal(self.blanks.count)

    def to_copies(self) -> None:
        """Go where copies are told of."""
        self._bring_up(self.copies)
        self.form.reveal(self.copies.make)

    def say(self, what: str, detail: str = "", *, ok: bool = True) -> None:
        """Say what was done, or what is asked for first."""
        self.quiet.tell(what, detail, ok=ok)
        self._done.show()
        self.form.verticalScrollBar().setValue(0)

    def say_nothing(self) -> None:
        """Take back what was said."""
        self._done.hide()

    def show_errors(self, errors: dict[str, str]) -> None:
        """Show each sentence beneath its field and go to the first; the others lose theirs."""
        for name, field in self.fields.items():
            field.set_error(errors.get(name))
        first = next((name for name in self.fields if name in errors), None)
        if first is not None:
            self.form.reveal(self.fields[first].editor)
        self._mark(errors)
        count = len(errors)
        self.bar.set_note(f"Chưa lưu được: còn {count} chỗ cần sửa." if count else "", Mark.ERROR if count else None)

    def _mark(self, errors: dict[str, str]) -> None:
        wrong = {_SECTION_OF[name] for name in errors if name in _SECTION_OF}
        for at, section in enumerate(self.sections[:4]):
            missing = at == 3 and not self.has_code
            section.set_state(Mark.OVERDUE if at in wrong else Mark.EMPTY if missing else Mark.COMPLETE)
        for own in self.own:  # the marks of the two files are their own
            empty = own is self.account and not self.account.bank.value()
            right = Mark.EMPTY if empty else Mark.COMPLETE
            own.set_state(Mark.OVERDUE if own.fields.keys() & errors.keys() else right)

    def _bring_up(self, section: Section) -> None:
        """Scroll until a section is at the top or wholly seen; called once its height is known."""
        view, bar = self.form.viewport(), self.form.verticalScrollBar()
        top = section.mapTo(view, QPoint(0, 0)).y()
        if top < 0 or top + section.height() > view.height():
            bar.setValue(bar.value() + top)

    def _to_ground(self) -> None:
        """Go where a ground is written, its buttons in sight."""
        self.form.ensureWidgetVisible(self.grounds.keep, 0, 12)
        self.form.reveal(self.grounds.text)

    def _printer_chosen(self) -> None:
        set_shown(self.folder_field, self.printer.value() is FOLDER)
