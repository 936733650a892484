"""The first section: the scan field, the applicant, and the owner when somebody hands in for another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.rules.birth import read_birth, write_birth
from app.rules.clock import now
from app.rules.identity import Card, check_phone, format_phone
from app.ui.intake.address import AddressInput
from app.ui.intake.entered import KINDS, NO_PAPERS, Entered, PersonText, is_citizen
from app.ui.intake.link import Link
from app.ui.kit.choices import CheckBox, Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import Combo, TextInput
from app.ui.kit.layout import Column, Plain, Row
from app.ui.kit.scan import ScanField
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shortcuts import Shortcut
from app.ui.typed_text import birth_problem, number_problem, number_warnings, phone_problem

_PROMPT = "Quét thẻ căn cước, hoặc mã trên giấy tiếp nhận"
_LABELS = {
    "citizen": (Shortcut.FULL_NAME.label, Shortcut.PERSONAL_ID.label),
    NO_PAPERS: (Shortcut.FULL_NAME.label, "Lý &do không có giấy tờ"),
    "business": ("Tên doan&h nghiệp", "Mã số &doanh nghiệp"),
    "other": ("Tên cơ quan, tổ c&hức", "Mã định &danh"),
}
_BIRTH = ("BIRTH_DATE_MISSING", "BIRTH_YEAR_ONLY")
_BY_PEN = "Giấy viết t&ay…"


class People(Section):
    """Người nộp, and the owner of the dossier."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty, for a citizen."""
        self.scan = ScanField(_PROMPT)
        self.kind = Combo([(key, word) for key, word in KINDS])
        self.kind.setAccessibleName("Người nộp là")
        self.name_, self.number = TextInput(), TextInput(digits=True)
        self.birth, self.address, self.phone = TextInput("nn/tt/nnnn"), AddressInput(), TextInput(digits=True)
        self.sex = Segmented([("male", "Nam"), ("female", "Nữ")])
        self.for_owner = CheckBox(Shortcut.FOR_OWNER)
        self.fields = {
            "applicant.name": Field(Shortcut.FULL_NAME, self.name_, required=True),
            "applicant.id_number": Field(Shortcut.PERSONAL_ID, self.number, required=True),
            "applicant.birth_date": Field(Shortcut.BIRTH_DATE, self.birth),
            "applicant.sex": Field(Shortcut.SEX, self.sex),
            "applicant.address": Field(Shortcut.ADDRESS, self.address),
            "applicant.phone": Field(Shortcut.PHONE, self.phone),
        }
        self.owner = Owner()
        self._rows = [Row(gap=12) for _ in range(3)]
        self._tick = Plain(Column(Text(" ", "label"), self.for_owner, None, gap=2))
        super().__init__("Người nộp", Shortcut.PART_1, Column(self.scan, 7, *self._rows, self.owner, gap=0))
        self.pen = Link(_BY_PEN)
        # Under the choice: what is rare takes no room from what is not.
        self.add_to_gutter(self.pen)
        self.add_to_gutter(self.kind)
        self._wide: bool | None = None
        self._lay_out()
        changes().changed.connect(self._lay_out)
        self._fit_kind()
        changes().changed.connect(self._fit_kind)
        self._connect()
        self.owner.hide()

    def person(self) -> PersonText:
        """Return the applicant as typed."""
        citizen = is_citizen(str(self.kind.value()))
        sex = self.sex.value()
        return PersonText(
            self.name_.value(), self.number.value(), self.birth.value() if citizen else "",
            str(sex) if sex and citizen else None, self.address.value(), self.phone.value(), self.address.commune(),
        )  # fmt: skip

    def onto(self, entered: Entered) -> Entered:
        """Return the form with what stands in this section."""
        return replace(
            entered,
            kind=str(self.kind.value()),
            applicant=self.person(),
            for_owner=self.for_owner.isChecked(),
            owner=self.owner.person(),
            authorised_by=self.owner.authority.value(),
        )

    def take(self, entered: Entered) -> None:
        """Show what a kept draft has for this section."""
        self.put(entered.kind, entered.applicant)
        self.for_owner.setChecked(entered.for_owner)
        self.owner.put(entered.owner, entered.authorised_by)

    def set_own(self, commune: str) -> None:
        """Offer the counter's own commune first wherever an address is typed."""
        for address in (self.address, self.owner.address):
            address.set_own(commune)

    def put(self, kind: str, person: PersonText) -> None:
        """Show an applicant."""
        self.kind.set_value(kind)
        for editor, text in (
            (self.name_, person.name), (self.number, person.id_number), (self.birth, person.birth_date),
            (self.phone, person.phone),
        ):  # fmt: skip
            editor.setText(text)
        self.address.put(person.address, person.commune)
        self.sex.set_value(person.sex)
        self.clear_marks()

    def take_card(self, card: Card) -> None:
        """Fill in what a card says; what it does not say of this person is emptied, the phone is nobody's card's."""
        self.kind.set_value("citizen")
        birth = write_birth(card.birth_date) if card.birth_date else ""
        self.put("citizen", PersonText(card.name, card.id_number, birth, card.sex, card.address, ""))
        self.scan.report("Đã đọc thẻ căn cước", f" lúc {now():%H:%M}. Quét thẻ khác để thay.")
        said = [code for code in card.warnings if code != "CARD_NO_ISSUE_DATE"]
        self.fields["applicant.birth_date"].set_help(" ".join(words.WARNINGS[code] for code in said if code in _BIRTH))
        others = [words.WARNINGS[code] for code in said if code not in _BIRTH]
        self.fields["applicant.id_number"].set_help(" ".join(others))
        self.changed.emit()

    def clear_marks(self) -> None:
        """Take back errors and notes."""
        for one in (*self.fields.values(), *self.owner.fields.values()):
            one.set_error(None)
            one.set_help("")
        self.address.tell()
        self.owner.address.tell()

    def _connect(self) -> None:
        editors = (self.name_, self.number, self.birth, self.address, self.phone)
        for editor, one in zip(editors, ("name", "id_number", "birth_date", "address", "phone"), strict=True):
            shown = self.fields[f"applicant.{one}"]
            editor.textEdited.connect(self.changed)
            editor.textEdited.connect(lambda _text, shown=shown: shown.set_error(None) if shown.error else None)
        self.address.said.connect(self.fields["applicant.address"].set_help)
        self.address.placed.connect(self.changed)
        self.number.left.connect(self._check_number)
        self.birth.left.connect(self._check_birth)
        self.phone.left.connect(self._check_phone)
        self.sex.changed.connect(lambda _value: self.changed.emit())
        self.sex.changed.connect(lambda _value: self._check_number())
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.for_owner.toggled.connect(self._owner_toggled)
        self.owner.changed.connect(self.changed)

    def _owner_toggled(self, on: bool) -> None:
        self.owner.setVisible(on)
        self.changed.emit()

    def _kind_changed(self) -> None:
        kind = str(self.kind.value())
        citizen = is_citizen(kind)
        name, number = self.fields["applicant.name"], self.fields["applicant.id_number"]
        for one, label in zip((name, number), _LABELS[kind], strict=True):
            one.label.setText(label)
            one.editor.setAccessibleName(label.replace("&", ""))
        number.set_required(kind != "other")
        for part in ("birth_date", "sex"):
            self.fields[f"applicant.{part}"].setVisible(citizen)
        self.clear_marks()
        self.changed.emit()

    def _check_number(self) -> None:
        person, kind = self.person(), str(self.kind.value())
        shown = self.fields["applicant.id_number"]
        shown.set_error(number_problem(kind, person.id_number) or None)
        warnings = number_warnings(person.id_number, person.birth_date, person.sex) if kind == "citizen" else []
        shown.set_help(" ".join(warnings))

    def _check_birth(self) -> None:
        text = self.birth.value()
        birth = read_birth(text)
        if birth is not None:
            self.birth.setText(write_birth(birth))
        shown = self.fields["applicant.birth_date"]
        shown.set_error(birth_problem(text, now().date()) or None)
        if text:
            shown.set_help("")
        if self.number.value():
            self._check_number()

    def _check_phone(self) -> None:
        text = self.phone.value()
        problem = phone_problem(text)
        if text and not problem:
            self.phone.setText(format_phone(check_phone(text)))
        self.fields["applicant.phone"].set_error(problem or None)

    def _fit_kind(self) -> None:
        """The gutter is narrow: its choice is set in the size of a label, close to its arrow."""
        look = theme()
        self.kind.setStyleSheet(
            f"QComboBox {{ font-size: {look.px(12)}px; padding: 0 0 0 {look.gap(3)}px; }}"
            f"QComboBox::drop-down {{ width: {look.px(20)}px; }}"
        )

    def _lay_out(self) -> None:
        """Two rows of fields at 100 %, three above: width is what large text needs."""
        wide = not theme().compact
        if wide == self._wide:
            return
        self._wide = wide
        name, number, birth, sex, address, phone = self.fields.values()
        for row in self._rows:
            while row.takeAt(0) is not None:
                continue
        plan: list[list[tuple[QWidget, int]]] = (
            [[(name, 5), (number, 3), (birth, 2), (sex, 0)], [(address, 6), (phone, 3), (self._tick, 0)], []]
            if wide
            else [[(name, 3), (number, 2)], [(birth, 2), (sex, 0), (phone, 3)], [(address, 1), (self._tick, 0)]]
        )
        for row, widgets in zip(self._rows, plan, strict=True):
            row.add(*widgets)


class Owner(QWidget):
    """The owner of the dossier and the paper that lets somebody else hand it in."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.name_, self.number = TextInput(), TextInput(digits=True)
        self.address, self.authority = AddressInput(), TextInput("số, ngày, nơi chứng thực")
        self.fields = {
            "owner.name": Field("Chủ hồ sơ", self.name_, required=True),
            "owner.id_number": Field("Số định danh của chủ hồ sơ", self.number),
            "owner.address": Field("Địa chỉ của chủ hồ sơ", self.address),
            "authorised_by": Field("Giấy ủy quyền", self.authority),
        }
        name, number, address, authority = self.fields.values()
        Column(Row((name, 3), (number, 2), gap=12), Row((address, 3), (authority, 2), gap=12), gap=0, parent=self)
        for editor in (self.name_, self.number, self.address, self.authority):
            editor.textEdited.connect(self.changed)
        self.address.said.connect(address.set_help)
        self.address.placed.connect(self.changed)
        self.number.left.connect(lambda: number.set_error(number_problem("citizen", self.number.value()) or None))
        clear: Callable[[str], None] = lambda _text: name.set_error(None)  # noqa: E731
        self.name_.textEdited.connect(clear)

    def person(self) -> PersonText:
        """Return the owner as typed."""
        return PersonText(
            self.name_.value(), self.number.value(), address=self.address.value(), commune=self.address.commune()
        )  # fmt: skip

    def put(self, person: PersonText, authority: str) -> None:
        """Show an owner."""
        self.name_.setText(person.name)
        self.number.setText(person.id_number)
        self.address.put(person.address, person.commune)
        self.authority.setText(authority)
