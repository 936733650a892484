"""The inline form of every act on a dossier but a correction: which act, what it asks for, one button that names it.

What an act asks for is a table (`act_table`). An act that ends a dossier has a red button that names the dossier: it is
the only confirmation, and it needs no dialog. What may be done all the same but has a price is said in amber above
the fields, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.services.grounds import Ground
from app.ui.dossiers.act_table import (
    ASKS,
    BESIDE,
    ENDS,
    REFUND,
    SHOWS,
    TAKE_BACK,
    Ask,
    act_word,
    button_words,
    owed,
    possible,
)
from app.ui.dossiers.counts import Counts
from app.ui.dossiers.due_date import next_due
from app.ui.dossiers.editors import make_editor, said
from app.ui.dossiers.in_hand import InHand
from app.ui.dossiers.qrcode import TransferCode
from app.ui.kit.buttons import Button
from app.ui.kit.cards import WarningBand
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.inputs import Combo, MoneyInput, TextArea, TextInput
from app.ui.kit.layout import Column, Plain, Row, empty_layout, set_shown
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_OTHER, _PICK = "Việc khác", "Chọn lý do…"
_AGAIN, _SEE = "Hủy và nhận lại", "Xem giấy"
_MISSING = "Ghi {}."


class ActForm(QWidget):
    """Asks for one act; `decided` and `seen` carry the act and what was typed, to be written or only looked at."""

    decided = Signal(str, object)
    seen = Signal(str, object)
    again_asked = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.in_hand: InHand | None = None
        self.title = Text(kind="section", wrap=True)
        self.choice = Combo()
        self.choice.setAccessibleName("Việc")
        self.caution, self.transfer = WarningBand(""), TransferCode()
        self.error = Text(kind="help", tone="danger", wrap=True)
        self.see_button = Button(_SEE, "quiet", key=Shortcut.ENLARGE, icon="eye")
        self.cancel = Button("Thôi", "quiet", key="Esc")
        self.again = Button(_AGAIN, "quiet")
        self.primary = Button("", "primary", key=Shortcut.PRIMARY)
        self.danger = Button("", "danger", key=Shortcut.PRIMARY)
        self.fields: dict[str, Field] = {}
        self._asked, self._kept = Column(gap=0), dict[str, str]()
        buttons = Row(self.cancel, None, self.danger, self.primary, gap=8)
        looks = Plain(Row(self.see_button, None, self.again, gap=0))
        self.bar = Plain(Column(self.error, looks, Plain(buttons), gap=6))
        Column(self.title, self.choice, self.caution, self._asked, self.transfer, None, gap=8, parent=self)
        self.choice.currentIndexChanged.connect(lambda _at: self._ask())
        self.cancel.clicked.connect(self.cancelled)
        self.see_button.clicked.connect(self.see)
        self.again.clicked.connect(self._void_and_receive)
        for button in (self.primary, self.danger):
            button.clicked.connect(self.decide)

    @property
    def act(self) -> str:
        """The act that is asked for."""
        return str(self.choice.value() or "")

    @property
    def dossier(self) -> Dossier | None:
        """The dossier it is about."""
        return self.in_hand.dossier if self.in_hand else None

    def start(self, in_hand: InHand, act: str | None = None) -> None:
        """Ask for `act`, or let one be chosen first."""
        self.in_hand = in_hand
        acts = [act] if act else [one for one in possible(in_hand.dossier) if one != TAKE_BACK]
        self.choice.blockSignals(True)
        self.choice.set_options([(one, act_word(one)) for one in acts])
        self.choice.setCurrentIndex(0)
        self.choice.blockSignals(False)
        self.choice.setVisible(act is None)
        self.title.setText(act_word(act) if act else _OTHER)
        self._ask()
        (self.choice if act is None else self._first()).setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Send what was typed, or say what is missing and go there."""
        body = self._body(whole=True)
        if body is not None:
            self.decided.emit(self.act, body)

    def see(self) -> None:
        """Ask for a look at the paper as what was typed so far would make it."""
        body = self._body(whole=False)
        if body is not None:
            self.seen.emit(self.act, body)

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Say why the act was not written, at its field where it is about one."""
        if field in self.fields:
            self.fields[field].set_error(sentence)
            self.fields[field].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.error.setText(sentence)
        set_shown(self.error, bool(sentence))

    def keep(self) -> None:
        """The act was written: what serves the next dossier too stands there the next time."""
        for ask in ASKS[self.act]:
            editor = self.fields[ask.name].editor if ask.name in self.fields else None
            if ask.kept and isinstance(editor, TextInput):
                self._kept[ask.name] = editor.value()

    # -- what is asked -----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        empty_layout(self._asked)
        self.fields = {}
        in_hand, act = self.in_hand, self.act
        if in_hand is None or not act:
            return
        asks = ASKS[act]
        beside: Row | None = None
        for at, ask in enumerate(asks):
            field = self._field(ask)
            following = asks[at + 1].name if at + 1 < len(asks) else ""
            if beside is not None:
                beside.add((field, 1))
                beside = None
            elif (ask.name, following) in BESIDE:
                beside = Row((field, 1), gap=12)
                self._asked.add(Plain(beside))
            else:
                self._asked.add(field)
        self._fill(in_hand, act)
        self._order()
        self._say(in_hand, act)

    def _field(self, ask: Ask) -> Field:
        editor, changed = make_editor(ask)
        field = Field(ask.label, editor, required=ask.required)
        clear: Callable[..., None] = lambda *_typed: field.set_error(None)  # noqa: E731
        changed.connect(clear)
        self.fields[ask.name] = field
        return field

    def _fill(self, in_hand: InHand, act: str) -> None:
        """Write what most dossiers need, so that only what is particular is typed."""
        dossier = in_hand.dossier
        for ask in ASKS[act]:
            editor = self.fields[ask.name].editor
            if ask.kept and isinstance(editor, TextInput):
                editor.setText(self._kept.get(ask.name, ""))
            elif ask.name in ("unit", "body") and isinstance(editor, TextInput):
                editor.setText(dossier.goes_to or "")
            elif ask.editor == "date" and isinstance(editor, TextInput):
                editor.setText(f"{next_due(dossier.due_at, in_hand.working):%d/%m/%Y}")
            elif ask.editor == "moment" and isinstance(editor, TextInput):
                editor.setText(f"{in_hand.now:%H:%M %d/%m/%Y}")
            elif isinstance(editor, MoneyInput):
                editor.set_amount({Kind.PAID: owed(dossier), REFUND: dossier.paid}.get(act) or None)
                editor.textChanged.connect(self._transfer)
            elif isinstance(editor, Counts):
                editor.put(dossier.components)
            elif isinstance(editor, Combo):
                editor.set_options([(None, _PICK), *((one, one.text) for one in in_hand.grounds)])
                editor.currentIndexChanged.connect(self._ground)
            elif isinstance(editor, Segmented):
                editor.changed.connect(self._transfer)

    def _say(self, in_hand: InHand, act: str) -> None:
        warnings = " ".join(words.WARNINGS[code] for code in in_hand.cautions.get(act, ()))
        self.caution.title.setText(warnings)
        set_shown(self.caution, bool(warnings))
        late = act == Kind.EXTENDED and in_hand.now > in_hand.dossier.due_at
        self.refuse(words.say("EXTENSION_LATE", {"due": in_hand.dossier.due_at}) if late else "")
        ends = act in ENDS
        set_shown(self.primary, not ends)
        set_shown(self.danger, ends)
        set_shown(self.see_button, act in SHOWS)
        set_shown(self.again, act == Kind.VOIDED)
        for button in (self.primary, self.danger):
            button.set_text(button_words(act, in_hand.dossier))
        self._transfer()

    def _transfer(self, *_typed: object) -> None:
        """Show the VietQR of the amount that stands in the form of a payment."""
        editor = self.fields["amount"].editor if "amount" in self.fields else None
        self.transfer.bank = self.in_hand.bank if self.in_hand else None
        asked = editor.amount() if self.act == Kind.PAID and isinstance(editor, MoneyInput) else None
        self.transfer.show_amount(asked, self.dossier.code if self.dossier else "")

    def _ground(self, *_chosen: object) -> None:
        """A ground was picked: its words and its law stand in the form, to be adapted."""
        picked = self.fields["ground"].editor
        ground = picked.value() if isinstance(picked, Combo) else None
        if isinstance(ground, Ground):
            for name, text in (("reason", ground.text), ("legal_basis", ground.basis)):
                editor = self.fields[name].editor
                assert isinstance(editor, TextArea)
                editor.setPlainText(text)

    def _order(self) -> None:
        """Tab goes as one reads; Qt puts what is made last at the end."""
        chain: list[QWidget] = [self.choice]
        for field in self.fields.values():
            chain += field.editor.chain() if isinstance(field.editor, Counts) else [field.editor]
        chain += [self.see_button, self.again, self.cancel, self.danger, self.primary]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _first(self) -> QWidget:
        """Return where to type first: the first thing that must be said and is not filled in."""
        editors = [self.fields[ask.name].editor for ask in ASKS[self.act] if ask.editor != "ground" and ask.required]
        empty = [one for one in editors if isinstance(one, TextInput | TextArea) and not one.value()]
        return (*empty[:1], *(field.editor for field in self.fields.values()))[0]

    # -- what was typed ----------------------------------------------------------------------------------------

    def _body(self, *, whole: bool) -> Body | None:
        """Return the body, None where it cannot be; for a look, what is not typed yet is left out."""
        in_hand, act = self.in_hand, self.act
        if in_hand is None or not act:
            return None
        body: dict[str, Any] = {}
        for ask in ASKS[act]:
            field = self.fields[ask.name]
            value, sentence = said(ask, field.editor, in_hand)
            if not sentence and whole and value in (None, "", []) and self._needs(ask, in_hand.dossier):
                sentence = _MISSING.format(ask.label[0].lower() + ask.label[1:])
            field.set_error(sentence or None)
            if sentence:
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return None
            if value not in (None, "", []) and ask.editor != "ground":
                body[ask.name] = value
        self.refuse("")
        return cast(Body, body)

    def _needs(self, ask: Ask, dossier: Dossier) -> bool:
        """A notice of another desk may ask for money without saying how much; then nothing is owed, yet paid."""
        nothing = ask.editor == "money" and self.act == Kind.PAID and not owed(dossier)
        return ask.required and ask.editor != "papers" and not nothing

    def _void_and_receive(self) -> None:
        body = self._body(whole=True)
        if body is not None:
            self.again_asked.emit(body)
