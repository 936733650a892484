"""The VietQR of a fee still owed: scanned with a bank's app, it fills in account, amount and dossier code.

Drawn without a network (DOMAIN §7.1), as one path like the dossier's own code. The line beside it says what it is for,
how much, and to whom, so that nobody pays unread, takes it for the code of the dossier, or needs an app to pay.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from app.printing import qr
from app.printing.blocks import Block
from app.printing.paper import Paper
from app.printing.sheet import HAIR
from app.rules import vietqr
from app.rules.dossier import Centre, Dossier
from app.rules.states import NO_RESULT


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payment to be made into the centre's account: `payload` is the text of its VietQR, `amount` đồng."""

    account: str
    name: str
    purpose: str
    amount: int
    payload: str

    def room(self, paper: Paper) -> float:
        """Return the width the drawing takes from the lines it stands beside."""
        return self._side(paper) + 0.5 * paper.body

    def block(self, paper: Paper) -> Block:
        """Return the drawing at the right margin, its white border included."""
        side = self._side(paper)
        border = (side - paper.qr) / 2

        def draw(canvas: Canvas, top: float) -> None:
            qr.draw(canvas, self.payload, paper.left + paper.across - border - paper.qr, top - border, paper.qr)
            canvas.setLineWidth(HAIR)

        return Block(side, drawings=[draw])

    def _side(self, paper: Paper) -> float:
        modules, _ = qr.runs(self.payload)
        return paper.qr * (1 + 2 * qr.QUIET / modules)


def transfer_of(dossier: Dossier, centre: Centre) -> Transfer | None:
    """Return the payment still owed, None if there is none or the centre has no account; a preview has no code yet.

    Nothing is asked for a dossier that ended with no result.

    Raises what `app.rules.vietqr.payload` raises.
    """
    bank, owed = centre.bank, (dossier.fee or 0) - dossier.paid
    if bank is None or owed <= 0 or dossier.fee_paid or not dossier.code or dossier.state in NO_RESULT:
        return None
    purpose = vietqr.plain_purpose(dossier.code)
    payload = vietqr.payload(bank.bin, bank.account, owed, purpose)
    return Transfer(bank.account, bank.name, purpose, owed, payload)
