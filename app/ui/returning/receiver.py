"""The third section: who takes the result home, filled from the dossier or from the receiver's card."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from app.rules.dossier import Dossier, Person
from app.rules.identity import Card, format_phone
from app.ui.intake.entered import number_problem, phone_problem
from app.ui.kit.buttons import Button
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.shortcuts import Shortcut

OWNER, APPLICANT, AUTHORISED, POST = "owner", "applicant", "authorised", "post"
_WHO = [
    (OWNER, "Chủ hồ sơ"), (APPLICANT, "Người nộp thay"), (AUTHORISED, "Người được ủy quyền"), (POST, "Bưu chính"),
]  # fmt: skip
_NAME = "Ghi họ và tên người nhận."
_NUMBER = "Ghi số định danh, hoặc quét thẻ."
_AUTHORITY = "Ghi số, ngày giấy ủy quyền."
_POSTED = "Ghi mã bưu gửi."
_POST_WORDS = "Gửi bưu chính, mã bưu gửi {}"
_LABELS = {AUTHORISED: Shortcut.AUTHORITY_PAPER.label, POST: "Mã bưu gửi"}


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes the result, as `services.returning.give_back` asks for it."""

    to: str
    id_number: str | None
    phone: str | None
    authorisation: str | None


class ReceiverSection(Section):
    """Người nhận."""

    changed = Signal()
    card_asked = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        self.dossier: Dossier | None = None
        self.who = Segmented(_WHO, OWNER)
        self.who.setAccessibleName("Người nhận là")
        self.alone = Segmented([one for one in _WHO if one[0] != APPLICANT], OWNER)
        self.alone.setAccessibleName("Người nhận là")
        self.card = Button("Quét thẻ căn cước", "quiet", key=Shortcut.RECEIVER_CARD, icon="qr_code")
        self.name_, self.number, self.phone = TextInput(), TextInput(digits=True), TextInput(digits=True)
        self.authority = TextInput("số, ngày, nơi chứng thực")
        self.fields = {
            "to": Field(Shortcut.FULL_NAME, self.name_, required=True),
            "id_number": Field(Shortcut.PERSONAL_ID, self.number),
            "phone": Field(Shortcut.PHONE, self.phone),
            "authorisation": Field(Shortcut.AUTHORITY_PAPER, self.authority, required=True),
        }
        to, number, phone, authority = self.fields.values()
        # The label of a field is wider than its access word: it says whose name is meant.
        to.label.setText(Shortcut.FULL_NAME.label + " người nhận")
        self.name_.setAccessibleName("Họ và tên người nhận, bắt buộc")
        top = Plain(Row(self.who, self.alone, None, self.card, gap=8))
        super().__init__(
            "Người nhận", Shortcut.PART_3, Column(top, 8, Row((to, 4), (number, 3), (phone, 3), gap=12), authority, gap=0)
        )
        self._connect()
        self._fit()

    def show_dossier(self, dossier: Dossier) -> None:
        """Ask for the receiver of this dossier's result; at first its owner, or post where the citizen asked for it."""
        self.dossier = dossier
        two = dossier.owner is not None
        set_shown(self.who, two)
        set_shown(self.alone, not two)
        value = POST if dossier.deliver == "post" else OWNER
        for choice in (self.who, self.alone):
            choice.blockSignals(True)
            choice.set_value(value)
            choice.blockSignals(False)
        self._choose(value)

    def take_card(self, card: Card) -> None:
        """Fill in the receiver from a card: who it is, is told by the number."""
        dossier = self.dossier
        if dossier is None:
            return
        known = ((OWNER, dossier.citizen), (APPLICANT, dossier.applicant))
        role = next((role for role, person in known if person.id_number == card.id_number), AUTHORISED)
        self._choice().set_value(role)
        self.name_.setText(card.name)
        self.number.setText(card.id_number)
        self.clear_errors()
        self.changed.emit()

    def taken(self) -> Taken:
        """Return the receiver as typed."""
        role, authority = self.role, self.authority.value()
        said = _POST_WORDS.format(authority) if role == POST else authority if role == AUTHORISED else None
        numbers = role != POST
        return Taken(
            self.name_.value(),
            self.number.value() if numbers and self.number.value() else None,
            self.phone.value() if numbers and self.phone.value() else None,
            said,
        )

    @property
    def role(self) -> str:
        """Who the receiver is to the dossier."""
        return str(self._choice().value())

    def problems(self) -> list[tuple[str, str]]:
        """Return what is missing or wrong as (field, sentence), in the order of the screen."""
        role, found = self.role, []
        if not self.name_.value():
            found.append(("to", _NAME))
        if role != POST:
            number = self.number.value()
            wrong = number_problem("citizen", number) or (_NUMBER if role == AUTHORISED and not number else "")
            found += [("id_number", wrong)] if wrong else []
            phone = phone_problem(self.phone.value())
            found += [("phone", phone)] if phone else []
        if role in _LABELS and not self.authority.value():
            found.append(("authorisation", _POSTED if role == POST else _AUTHORITY))
        return found

    def show_problems(self, found: list[tuple[str, str]]) -> None:
        """Show each problem at its field and go to the first."""
        self.clear_errors()
        for name, sentence in found:
            self.fields[name].set_error(sentence)
        if found:
            self.fields[found[0][0]].editor.setFocus()

    def clear_errors(self) -> None:
        """Take every error back."""
        for field in self.fields.values():
            field.set_error(None)

    def clear(self) -> None:
        """Forget the receiver."""
        self.dossier = None
        for editor in (self.name_, self.number, self.phone, self.authority):
            editor.clear()
        self.clear_errors()

    def _connect(self) -> None:
        self.card.clicked.connect(self.card_asked)
        for choice in (self.who, self.alone):
            choice.changed.connect(lambda value: self._choose(str(value)))
        for field in self.fields.values():
            editor = field.editor
            assert isinstance(editor, TextInput)
            editor.textEdited.connect(lambda _text, field=field: field.set_error(None))
            editor.textEdited.connect(lambda _text: self.changed.emit())

    def _choice(self) -> Segmented:
        return self.who if self.dossier is not None and self.dossier.owner is not None else self.alone

    def _choose(self, role: str) -> None:
        self.clear_errors()
        self._put(self._person(role))
        self.authority.clear()
        self._fit()
        self.changed.emit()

    def _person(self, role: str) -> Person | None:
        if self.dossier is None or role == AUTHORISED:
            return None
        return self.dossier.applicant if role == APPLICANT else self.dossier.citizen

    def _put(self, person: Person | None) -> None:
        self.name_.setText(person.name if person else "")
        # A business's number is no person's: whoever comes for it shows a card of their own.
        citizen = person is not None and person.kind == "citizen"
        self.number.setText((person.id_number or "") if person and citizen else "")
        phone = person.phone if person else None
        self.phone.setText(format_phone(phone) if phone else "")

    def _fit(self) -> None:
        """Show what this role asks for."""
        role = self.role
        self.fields["id_number"].set_required(role == AUTHORISED)
        for name in ("id_number", "phone"):
            set_shown(self.fields[name], role != POST)
        authority = self.fields["authorisation"]
        set_shown(authority, role in _LABELS)
        authority.label.setText(_LABELS.get(role, ""))
        self.authority.setPlaceholderText("" if role == POST else "số, ngày, nơi chứng thực")
        self.authority.setAccessibleName(_LABELS.get(role, "").replace("&", "") + ", bắt buộc")
