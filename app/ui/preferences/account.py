"""Tài khoản nhận tiền in Cài đặt: the centre's account, with a code to try before any citizen is shown one.

Whether an account exists and whose it is only its bank can say: a phone held over the trial code shows the name the
bank knows, before a mistyped digit sends a fee elsewhere.
"""

from __future__ import annotations

from dataclasses import astuple

from PySide6.QtWidgets import QWidget

from app.errors import MotcuaError
from app.rules.dossier import Bank
from app.services import preferences
from app.services.preferences import Chosen
from app.ui.dossiers.qrcode import TransferCode
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import Combo, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_NONE = "Chưa chọn"
_EMPTY_HELP = "Để trống cả ba thì giấy không có mã VietQR."
_BANK_HELP = "Danh sách chưa đối chiếu."
_NAME_HELP = "Như ngân hàng ghi; in cạnh mã."
_TRY = "Quét thử bằng ứng dụng ngân hàng rồi mới lưu: ứng dụng phải hiện đúng tên chủ tài khoản. Chưa cần chuyển."
_BELOW = (0, 0, 0, 4)


class AccountSection(Section):
    """Bank, number and name, and beneath them the code of 1.000 đồng as soon as all three can be paid to."""

    def __init__(self) -> None:
        """Start without an account."""
        self.bank = Combo([("", _NONE), *preferences.banks().items()])
        self.number, self.holder = TextInput(digits=True), TextInput()
        self.fields = {
            "bin": Field("Ngân hàng", self.bank, help=_BANK_HELP),
            "account": Field("Số tài khoản", self.number, help=_EMPTY_HELP),
            "account_name": Field("Tên tài khoản", self.holder, help=_NAME_HELP),
        }
        self.trial, self.try_ = TransferCode(), Text(_TRY, kind="help", wrap=True)
        bank, number, holder = self.fields.values()
        super().__init__(
            "Tài khoản", Shortcut.PART_9,
            Plain(Row((bank, 3), (number, 4), (holder, 5), gap=16, margins=_BELOW)),
            Plain(Column(self.try_, self.trial, gap=8, margins=(0, 2, 0, 4))),
        )  # fmt: skip
        self.bank.currentIndexChanged.connect(self._show_trial)
        for editor in (self.number, self.holder):
            editor.left.connect(self._show_trial)
        self._show_trial()

    @property
    def first(self) -> QWidget:
        """Where Alt+9 goes."""
        return self.bank

    def fill(self, chosen: Chosen) -> None:
        """Show the account there is; a bank that is no longer listed is still offered by its number."""
        kept = chosen.bank
        known = preferences.banks()
        other = [(kept.bin, kept.bin)] if kept.bin and kept.bin not in known else []
        self.bank.set_options([("", _NONE), *known.items(), *other])
        self.bank.set_value(kept.bin)
        self.number.setText(kept.account)
        self.holder.setText(kept.name)
        self._show_trial()

    def value(self) -> Bank:
        """Return the account as written."""
        return Bank(str(self.bank.value() or ""), self.number.value(), self.holder.value())

    def _show_trial(self) -> None:
        try:
            self.trial.bank = preferences.account(*astuple(self.value()))
        except MotcuaError:
            self.trial.bank = None
        self.trial.show_amount(*preferences.TRIAL)
        set_shown(self.try_, self.trial.bank is not None)
