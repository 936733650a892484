"""The VietQR of what is owed, on the screen: a citizen's banking app reads amount and dossier code from it.

Painted black on white in every scheme, each module a whole number of device pixels: a phone held over a counter reads
it at the first try or the queue waits.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import MotcuaError
from app.rules.dossier import Bank
from app.rules.fees import format_dong
from app.rules.vietqr import payload
from app.ui.kit.layout import Column, Row, set_shown
from app.ui.kit.text import Text
from app.ui.kit.theme import theme

_SIDE, _QUIET = 150, 4
_SAYS = "Quét để chuyển {} đồng vào tài khoản {} của {}, nội dung {}."


class _Code(QWidget):
    """The squares."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix: tuple[bytearray, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Mã QR chuyển khoản")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(_SIDE), theme().px(_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ratio = QPainter(self), self.devicePixelRatioF()
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        count = len(self.matrix) + 2 * _QUIET
        painter.scale(1 / ratio, 1 / ratio)
        side = int(self.width() * ratio)
        module = side // count
        start = (side - module * (count - 2 * _QUIET)) // 2
        for row, modules in enumerate(self.matrix):
            for column, dark in enumerate(modules):
                if dark:
                    square = QRect(start + column * module, start + row * module, module, module)
                    painter.fillRect(square, Qt.GlobalColor.black)


class TransferCode(QWidget):
    """The code with the sentence that says what it pays; hidden while there is nothing to pay, or no account."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.bank: Bank | None = None
        self.payload = ""
        self.code_, self.words = _Code(), Text(kind="help", tone="ink2", wrap=True)
        row = Row(self.code_, (Column(self.words, None, gap=0), 1), gap=12)
        Column(row, gap=0, margins=(0, 0, 0, 8), parent=self)
        self.hide()

    def show_amount(self, amount: int | None, code: str) -> None:
        """Show the code that pays `amount` đồng for a dossier, or none."""
        self.payload = self._payload(amount, code)
        set_shown(self, bool(self.payload))
        if not self.payload or self.bank is None:
            return
        # Here, for it is needed by few and takes a while to load.
        import segno

        self.code_.matrix = tuple(segno.make_qr(self.payload, error="m").matrix)
        said = _SAYS.format(format_dong(amount or 0), self.bank.account, self.bank.name, code)
        self.words.setText(said)
        self.code_.update()

    def _payload(self, amount: int | None, code: str) -> str:
        if self.bank is None or not amount:
            return ""
        try:
            return payload(self.bank.bin, self.bank.account, amount, code)
        except MotcuaError:
            # An account or an amount no bank takes: cash is still taken.
            return ""
