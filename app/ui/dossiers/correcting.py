"""The inline form of a correction: what stands in the dossier, to be typed over; only what changed is written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import MotcuaError
from app.rules.dossier import Dossier
from app.rules.identity import format_phone
from app.ui import words
from app.ui.intake.entered import date_problem, read_date
from app.ui.kit.buttons import Button
from app.ui.kit.fields import Field
from app.ui.kit.inputs import MoneyInput, TextArea, TextInput
from app.ui.kit.layout import Column, Plain, Row
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_TITLE = "Sửa sai"
_HELP = "Sửa được ghi thành một việc mới, việc cũ vẫn còn."
_NOTHING = "Chưa có gì thay đổi so với hồ sơ đang lưu."
_FEE = "Số tiền chỉ gồm chữ số."
_LABELS = {
    "applicant.name": "Họ và tên", "applicant.id_number": "Số định danh", "applicant.birth_date": "Ngày sinh",
    "applicant.address": "Địa chỉ", "applicant.phone": "Điện thoại", "owner.name": "Chủ hồ sơ",
    "owner.id_number": "Số định danh của chủ hồ sơ", "owner.address": "Địa chỉ của chủ hồ sơ",
    "fee": "Lệ phí (đồng)", "note": "Ghi chú",
}  # fmt: skip


class CorrectForm(QWidget):
    """Asks for corrections; `decided` carries the changes and the reason."""

    decided = Signal(object, str)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.editors: dict[str, TextInput | TextArea] = {
            path: MoneyInput(width=None) if path == "fee" else TextArea(lines=2) if path == "note" else TextInput()
            for path in _LABELS
        }
        self.fields = {path: Field(label, self.editors[path], line=path != "note") for path, label in _LABELS.items()}
        self.reason = TextInput()
        self.error = Text(kind="help", tone="danger", wrap=True)
        self.error.hide()
        self.cancel = Button("Thôi", "quiet", key="Esc")
        self.primary = Button("Lưu sửa", "primary", key=Shortcut.PRIMARY)
        number, birth = self.fields["applicant.id_number"], self.fields["applicant.birth_date"]
        phone, fee = self.fields["applicant.phone"], self.fields["fee"]
        pairs = {
            "applicant.id_number": Row((number, 3), (birth, 2), gap=12), "applicant.birth_date": None,
            "applicant.phone": Row((phone, 3), (fee, 2), gap=12), "fee": None,
        }  # fmt: skip
        column = Column(Text(_TITLE, "section"), Text(_HELP, "help", wrap=True), gap=2, parent=self)
        for path, field in self.fields.items():
            item = pairs.get(path, field)
            if item is not None:
                column.add(item)
        column.add(Field("Lý do sửa", self.reason, line=False), self.error)
        column.add(Plain(Row(self.cancel, None, self.primary, gap=8)), None)
        self._was: dict[str, str] = {}
        self.cancel.clicked.connect(self.cancelled)
        self.primary.clicked.connect(self.decide)
        for path, editor in self.editors.items():
            editor.textChanged.connect(lambda *_typed, path=path: self.fields[path].set_error(None))

    def start(self, dossier: Dossier) -> None:
        """Show what the dossier says now."""
        self._was = _standing(dossier)
        for path, field in self.fields.items():
            shown = path in self._was
            field.setVisible(shown)
            editor = self.editors[path]
            text = self._was.get(path, "")
            editor.setPlainText(text) if isinstance(editor, TextArea) else editor.setText(text)
            field.set_error(None)
        self.reason.clear()
        self.error.hide()
        self.editors["applicant.phone"].setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Send what was changed, or say that nothing was."""
        changes: dict[str, Any] = {}
        for path, was in self._was.items():
            text = self.editors[path].value()
            if text == was:
                continue
            sentence = _problem(path, text)
            if sentence:
                self._wrong(path, sentence)
                return
            changes[path] = _meant(path, text)
        if not changes:
            self.refuse(None, _NOTHING)
            return
        self.error.hide()
        self.decided.emit(changes, self.reason.value())

    def refuse(self, problem: MotcuaError | None, sentence: str = "") -> None:
        """Show an error at its field, or under the form."""
        sentence = sentence or (words.sentence(problem) if problem else "")
        field = problem.field if problem else None
        if field in self.fields:
            self._wrong(str(field), sentence)
            return
        self.error.setText(sentence)
        self.error.show()

    def _wrong(self, path: str, sentence: str) -> None:
        self.fields[path].set_error(sentence)
        self.editors[path].setFocus(Qt.FocusReason.OtherFocusReason)


def _standing(dossier: Dossier) -> dict[str, str]:
    shown: dict[str, str] = {}
    for head, person in (("applicant", dossier.applicant), ("owner", dossier.owner)):
        if person is None:
            continue
        day = "/".join(reversed((person.birth_date or "").split("-")))
        phone = format_phone(person.phone) if person.phone else ""
        texts = {"name": person.name, "id_number": person.id_number, "birth_date": day,
                 "address": person.address, "phone": phone}  # fmt: skip
        if person.kind != "citizen":
            del texts["birth_date"]
        shown |= {f"{head}.{name}": text or "" for name, text in texts.items() if f"{head}.{name}" in _LABELS}
    shown["fee"] = "" if dossier.fee is None else f"{dossier.fee:,}".replace(",", ".")
    shown["note"] = dossier.note or ""
    return shown


def _problem(path: str, text: str) -> str:
    if path.endswith("birth_date"):
        from app.rules.clock import now

        return date_problem(text, now().date())
    if path == "fee" and text and not text.replace(".", "").isdigit():
        return _FEE
    return ""


def _meant(path: str, text: str) -> object:
    if path == "fee":
        return int(text.replace(".", "")) if text else None
    day = read_date(text) if path.endswith("birth_date") else None
    return day.isoformat() if day else text or None
