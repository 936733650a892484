"""The third section: who takes the result home.

The owner's and the applicant's facts are filled in from the dossier, for they were checked at reception; a card
scanned now replaces them. Somebody else's are asked for, with the paper that lets him take another's result.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from app import words
from app.rules.dossier import Dossier
from app.rules.identity import Card, check_phone, format_phone
from app.rules.record import Person
from app.rules.vocabulary import Delivery
from app.ui.handback.typed import APPLICANT, AUTHORISED, ONLINE, OWNER, POST, RECEIVERS, Return, asks_number
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import TextInput, name_for_readers
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.scan import ScanField
from app.ui.shortcuts import Shortcut
from app.ui.typed_text import number_problem, phone_problem

_NAME, _POSTMAN = "&Họ và tên người nhận", "&Họ và tên nhân viên bưu chính"
_NUMBER = Shortcut.PERSONAL_ID.label
_PAPER, _PARCEL = Shortcut.AUTHORITY_PAPER.label, "Số bưu gửi"


class ReceiverSection(Section):
    """Người nhận."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        self.choice = Segmented(RECEIVERS, OWNER)
        self.choice.setAccessibleName("Người nhận")
        self.scan = ScanField("Quét thẻ căn cước", key=Shortcut.RECEIVER_CARD)
        self.scan.setAccessibleName("Ô quét thẻ người nhận")
        self.name_, self.number = TextInput(), TextInput(digits=True)
        self.phone, self.authority = TextInput(digits=True), TextInput("số, ngày, nơi chứng thực")
        self.fields = {
            "name": Field(_NAME, self.name_, required=True),
            "id_number": Field(_NUMBER, self.number, required=True),
            "phone": Field(Shortcut.PHONE.label, self.phone),
            "authority": Field(_PAPER, self.authority),
        }
        name, number, phone, authority = self.fields.values()
        super().__init__(
            "Người nhận", Shortcut.PART_3,
            Column(Plain(Row(self.choice, (self.scan, 1), gap=12)), 8, gap=0),
            Row((name, 4), (number, 3), (phone, 3), gap=12), authority,
        )  # fmt: skip
        self.dossier: Dossier | None = None
        self._connect()

    def show_dossier(self, dossier: Dossier, *, fresh: bool) -> None:
        """Offer who may take it; `fresh` starts with whom the dossier names."""
        self.dossier = dossier
        for kind, offered in ((APPLICANT, dossier.owner is not None), (ONLINE, dossier.deliver is Delivery.ONLINE)):
            set_shown(self.choice.buttons()[[key for key, _ in RECEIVERS].index(kind)], offered)
        if fresh:
            self.choice.set_value({Delivery.POST: POST, Delivery.ONLINE: ONLINE}.get(dossier.deliver, OWNER))
            self._fill()

    def typed(self, dossier: Dossier, result: tuple[str, str] | None, *, collected: bool) -> Return:
        """Return the receiver as typed, with what else stands on the form."""
        return Return(
            dossier, self.kind, self.name_.value(), self.number.value(), self.phone.value(), self.authority.value(),
            result, collected,
        )  # fmt: skip

    @property
    def kind(self) -> str:
        """Which kind of receiver is chosen."""
        return str(self.choice.value())

    def take_card(self, card: Card) -> None:
        """Fill in what a card says; one that is neither the owner's nor the applicant's belongs to somebody sent."""
        if self.dossier is not None and self.kind not in (POST, ONLINE):
            owner, applicant = self.dossier.citizen, self.dossier.applicant
            known = {applicant.id_number: APPLICANT if self.dossier.owner else OWNER, owner.id_number: OWNER}
            if owner.kind == "citizen":
                self.choice.set_value(known.get(card.id_number, AUTHORISED))
        self.name_.setText(card.name)
        self.number.setText(card.id_number)
        self.scan.report("Đã đọc thẻ căn cước.")
        said = [code for code in card.warnings if code.startswith("ID_")]
        self.clear_marks()
        self.fields["id_number"].set_help(" ".join(words.WARNINGS[code] for code in said))
        self.changed.emit()

    def refuse_card(self, sentence: str) -> None:
        """Say why a card could not be read: in the line under the name, for the scan field is too narrow."""
        self.scan.report("Chưa đọc được thẻ.")
        self.fields["name"].set_help(sentence)

    def clear_marks(self) -> None:
        """Take back errors and notes."""
        for field in self.fields.values():
            field.set_error(None)
            field.set_help("")

    def tell_state(self, *, wrong: bool, complete: bool) -> None:
        """Show by the section's name whether the receiver is known."""
        self.set_state(Mark.OVERDUE if wrong else Mark.COMPLETE if complete else Mark.EMPTY)

    def _connect(self) -> None:
        editors = (self.name_, self.number, self.phone, self.authority)
        for editor, field in zip(editors, self.fields.values(), strict=True):
            editor.textEdited.connect(lambda _text, field=field: field.set_error(None) if field.error else None)
            editor.textEdited.connect(self.changed)
        self.number.left.connect(self._check_number)
        self.phone.left.connect(self._check_phone)
        self.choice.changed.connect(lambda _kind: self._fill())

    def _fill(self) -> None:
        """Fill in whom the dossier names for this kind of receiver, and ask for what the kind needs."""
        kind, dossier = self.kind, self.dossier
        if dossier is None:
            return
        person = {OWNER: dossier.citizen, ONLINE: dossier.citizen, APPLICANT: dossier.applicant}.get(kind)
        self._put(person, (dossier.authorised_by or "") if kind == APPLICANT else "")
        for name, label, required in (
            ("name", _POSTMAN if kind == POST else _NAME, True),
            ("id_number", _NUMBER, asks_number(dossier, kind)),
            ("authority", _PARCEL if kind == POST else _PAPER, kind == AUTHORISED),
        ):
            field = self.fields[name]
            field.label.setText(label)
            field.set_required(required)
            name_for_readers(field.editor, label + (", bắt buộc" if required else ""))
        set_shown(self.fields["authority"], kind not in (OWNER, ONLINE))
        self.authority.setPlaceholderText("" if kind == POST else "số, ngày, nơi chứng thực")
        self.scan.reset()
        self.clear_marks()
        self.changed.emit()

    def _put(self, person: Person | None, authority: str) -> None:
        citizen = person is not None and person.kind == "citizen"
        self.name_.setText(person.name if person else "")
        self.number.setText((person.id_number or "") if person and citizen else "")
        self.phone.setText(format_phone(person.phone) if person and person.phone else "")
        self.authority.setText(authority)

    def _check_number(self) -> None:
        field = self.fields["id_number"]
        field.set_error(number_problem("citizen", self.number.value()) or None)
        field.set_help("")

    def _check_phone(self) -> None:
        text = self.phone.value()
        problem = phone_problem(text)
        if text and not problem:
            self.phone.setText(format_phone(check_phone(text)))
        self.fields["phone"].set_error(problem or None)
