"""The cards and fields of the first start: four ways to use this PC, the centre and its desk."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.firststart import communes
from app.ui.firststart.communes import Commune
from app.ui.kit.choicecard import ChoiceCard
from app.ui.kit.fields import Field
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.search import ResultList, SearchBox
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shortcuts import Shortcut

JOIN, ALONE, PRACTICE, RESTORE = range(4)
WAY, CENTRE, OFFICER = range(3)
"""The steps: how this PC is used, which centre and desk, who sits there and where it prints."""
STEPS_OF = {JOIN: (WAY, OFFICER), ALONE: (WAY, CENTRE, OFFICER), PRACTICE: (WAY,), RESTORE: (WAY,)}
"""A province's invitation names centre and desk; the practice centre and a copy ask nothing."""
_WAYS = (
    ("Nối với tỉnh", "Có địa chỉ và mã mời do tỉnh cấp; quầy và dãy số có sẵn.",
     Shortcut.PART_1, "cloud_checkmark"),
    ("Dùng riêng tại trung tâm, chưa có tỉnh", "Tự đặt dãy số; nối với tỉnh sau, hồ sơ cũ được gửi lên.",
     Shortcut.PART_2, "building_government"),
    ("Thực hành", "Trung tâm giả định, không gửi đi đâu. Giấy có chữ TẬP HUẤN.",
     Shortcut.PART_3, "hat_graduation"),
    ("Phục hồi từ bản sao lưu", "Máy mới thay máy hỏng: từ USB hoặc ổ khác, cùng tờ khóa.",
     Shortcut.PART_4, "history"),
)  # fmt: skip
_STEPS = ("Cách dùng", "Trung tâm và quầy", "Cán bộ và máy in")
_URL_HELP = "Nơi nhận hồ sơ; ghi trên giấy mời"
_CODE_HELP = "Cho một quầy, dùng một lần"
_COMMUNE_HELP = "Gõ không dấu cũng được, thêm tên tỉnh nếu trùng: minh tam cao bang"
_NOTHING = "Không thấy. Thử ít chữ hơn, hoặc gõ mã 5 chữ số."
_CODE = "Mã đơn vị hành chính {}"
_NAME_HELP = "In đầu mọi giấy; đúng như trong quyết định thành lập trung tâm"
_AGENCY_HELP = "Đứng đầu mọi mã hồ sơ; có trong danh mục mã định danh cơ quan của tỉnh"
_DESK_HELP = "Mỗi ngày quầy này cấp số trong dãy; hai quầy không được chung số"
_A_DAY = 1000
BELOW = (0, 0, 0, 4)
"""A field's help hangs a little lower than the room kept for it."""
_CENTRE_NAME = "Trung tâm Phục vụ hành chính công {}"


class Steps(QWidget):
    """Where in its steps the officer is; how many there are depends on the way chosen."""

    def __init__(self) -> None:
        """Start at the first."""
        super().__init__()
        self._marks = [MarkView(Mark.EMPTY, 13) for _ in _STEPS]
        self._words = [Text() for _ in _STEPS]
        pairs = zip(self._marks, self._words, strict=True)
        self._parts = [Plain(Row(mark, words, gap=6)) for mark, words in pairs]
        Row(*self._parts, None, gap=16, parent=self)
        self.show_step(WAY, JOIN)

    def show_step(self, at: int, way: int) -> None:
        """Mark what is done, what is under way, what is to come."""
        there = STEPS_OF[way]
        for step, (part, mark, words) in enumerate(zip(self._parts, self._marks, self._words, strict=True)):
            set_shown(part, step in there)
            mark.set_mark(Mark.COMPLETE if step < at else Mark.PROCESSING if step == at else Mark.EMPTY)
            if step in there:
                words.setText(f"{there.index(step) + 1}. {_STEPS[step]}")
            set_state(words, "k", "name" if step == at else "text")
            words.set_tone("link" if step == at else "ink2")


class WayStep(QWidget):
    """The four ways; beneath the first, what the province's invitation says."""

    def __init__(self) -> None:
        """Start with the province chosen: it is what a centre is meant to have."""
        super().__init__()
        self.cards = [ChoiceCard(title, [line], key=key, icon=icon) for title, line, key, icon in _WAYS]
        self.url, self.code = TextInput("motcua.tinh.gov.vn"), TextInput(width=190)
        self.fields = {
            "url": Field(Shortcut.PROVINCE_ADDRESS, self.url, required=True, help=_URL_HELP),
            "code": Field(Shortcut.INVITATION, self.code, required=True, help=_CODE_HELP),
        }
        url, code = self.fields.values()
        self.invited = Plain(Row((url, 1), code, gap=12, margins=(48, 8, 0, 4)))
        join, alone, practice, restore = self.cards
        Column(join, self.invited, 9, alone, 9, practice, 9, restore, gap=0, parent=self)
        join.toggled.connect(lambda on: set_shown(self.invited, on))
        for card in self.cards:
            card.toggled.connect(self._fit)
        changes().changed.connect(self._fit)
        join.setChecked(True)
        self._fit()

    def _fit(self) -> None:
        """In large letters only the chosen way explains itself: there is no room for all four."""
        for card, (title, line, _key, _icon) in zip(self.cards, _WAYS, strict=True):
            card.set_lines(title, [line] if card.isChecked() or not theme().compact else [])

    @property
    def way(self) -> int:
        """Which way is chosen."""
        return next(at for at, card in enumerate(self.cards) if card.isChecked())

    def choose(self, way: int) -> None:
        """Choose a way (Alt+1…4)."""
        self.cards[way].setChecked(True)
        self.cards[way].setFocus()

    def make_room(self, errors: Collection[str]) -> None:
        """Take back the help of the field beside one with an error, whose sentence may need the whole row."""
        for name, help_ in (("url", _URL_HELP), ("code", _CODE_HELP)):
            beside = name not in errors and any(other in self.fields for other in errors)
            self.fields[name].set_help("" if beside else help_)

    def begin_at(self) -> QWidget:
        """Return where to begin."""
        return self.cards[self.way]


class CommuneBox(QWidget):
    """The commune, taken from a list that opens under the field; nothing is completed inside it."""

    taken = Signal(object)

    def __init__(self) -> None:
        """Start with none chosen."""
        super().__init__()
        self.box = SearchBox("Tên xã, phường, hoặc mã 5 chữ số")
        self.field = Field("Xã, phường, đặc khu", self.box, required=True, help=_COMMUNE_HELP)
        Column(self.field, margins=BELOW, parent=self)
        self.chosen: Commune | None = None
        self.results = ResultList(self.box)
        self.box.textEdited.connect(self._typed)
        self.box.left.connect(self.results.close_list)
        self.box.returnPressed.connect(self._entered)
        self.results.taken.connect(self._take)

    def _typed(self, text: str) -> None:
        self.chosen = None
        found, count = communes.find(text)
        self.results.show_results(communes.lines(found, text), f"{count} đơn vị" if count else "")
        self.field.set_error(None)
        nothing = bool(text.strip()) and not found
        self.field.set_help(_NOTHING if nothing else _COMMUNE_HELP)

    def _entered(self) -> None:
        if self.chosen is not None and not self.results.isVisible():
            self.box.focusNextChild()

    def _take(self, commune: object) -> None:
        if isinstance(commune, Commune):
            self.chosen = commune
            self.box.setText(commune.words)
            self.field.set_help(_CODE.format(commune.code))
            self.taken.emit(commune)
            self.box.focusNextChild()


class CentreStep(QWidget):
    """Three questions where no province has answered them: the commune, the agency's code, the desk and its numbers."""

    def __init__(self) -> None:
        """Start empty, at desk 1."""
        super().__init__()
        self.commune = CommuneBox()
        self.name, self.agency = TextInput(), TextInput("H15.10", width=150)
        self.desk, self.first, self.last = (TextInput(width=width, digits=True) for width in (80, 90, 90))
        self.desk.setText("1")
        self.fields = {
            "commune": self.commune.field,
            "name": Field("Tên trung tâm", self.name, required=True, help=_NAME_HELP),
            "agency": Field("Mã cơ quan", self.agency, required=True, help=_AGENCY_HELP),
            "desk": Field("Quầy số", self.desk, required=True, help=_DESK_HELP),
            "first": Field("Cấp số từ", self.first, required=True),
            "last": Field("đến", self.last, required=True),
        }
        agency = Row(self.fields["agency"], None, margins=BELOW)
        numbers = Row(*(self.fields[name] for name in ("desk", "first", "last")), None, gap=12, margins=BELOW)
        name = Column(self.fields["name"], margins=BELOW)
        Column(self.commune, Plain(name), Plain(agency), Plain(numbers), gap=4, parent=self)
        self._proposed, self._range = "", ("", "")
        self.commune.taken.connect(self._propose)
        self.desk.left.connect(self._propose_range)
        self._propose_range()

    def begin_at(self) -> QWidget:
        """Return where to begin."""
        return self.commune.box

    def _propose(self, commune: object) -> None:
        """Propose the centre's name from its commune, unless another was typed."""
        if isinstance(commune, Commune) and self.name.value() in ("", self._proposed):
            self._proposed = _CENTRE_NAME.format(commune.in_running_text)
            self.name.setText(self._proposed)

    def _propose_range(self) -> None:
        """Propose a thousand numbers a day for each desk, unless others were typed: no two desks may share one."""
        desk = self.number(self.desk)
        if desk is not None and (self.first.value(), self.last.value()) == self._range:
            self._range = str(max(1, (desk - 1) * _A_DAY)), str(desk * _A_DAY - 1)
            self.first.setText(self._range[0])
            self.last.setText(self._range[1])

    @staticmethod
    def number(field: TextInput) -> int | None:
        """Return the whole number above zero that was typed, None when it is none."""
        text = field.value()
        return int(text) or None if text.isascii() and text.isdigit() and len(text) <= 6 else None
