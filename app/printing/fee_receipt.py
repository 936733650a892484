"""The receipt for money: Biên lai thu tiền phí, lệ phí, A5 on its side, three copies (DOMAIN §2, §7.2).

Series and number are those of the system that issued the receipt; while they are not recorded the paper says so and
leaves dotted lines, because a number of ours would be a second receipt for the same money. The same holds for tax
code and template, which the program does not keep. The sum is all that was taken, refunds taken off.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from app.errors import UserError
from app.printing.blocks import height_of
from app.printing.fonts import register
from app.printing.heading import begin
from app.printing.letterhead import Signature, document_title, foot_height, signatures, stamps_of
from app.printing.paper import MM, PAPERS
from app.printing.texts import Values, day_text, form, lines, moment_text
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import Centre, Dossier
from app.rules.fees import format_dong, in_words
from app.rules.vocabulary import METHODS

PAPER = replace(PAPERS["A5"], width=210 * MM, height=148 * MM, left=10 * MM, body=11, gap=1.6)
"""A5 on its side, 10 mm white on each side because it is not bound; its few lines leave room for larger type."""


def render_fee_receipt(dossier: Dossier, centre: Centre, *, copy_number: int = 1) -> bytes:
    """Return the fee receipt as a PDF, one page for each of its three copies.

    `copy_number` counts printings: from 2 on the head says which reprint it is. Raises UserError FEE_NOT_PAID (code)
    when no money was taken, or all of it was given back.
    """
    if dossier.paid <= 0:
        raise UserError("FEE_NOT_PAID", code=dossier.code)
    register()
    words = form("fee-receipt")
    day = day_text(dossier.payments[-1].at.astimezone(VN))
    sheet = begin(PAPER, dossier, centre, words["title"], day, stamps_of(centre, copy_number), lasting=True)
    *body, last = lines(words["lines"], _values(dossier, centre), PAPER.body, PAPER.across, PAPER.gap)
    sheet.flow(body)
    last.gap = 0.8 * PAPER.body
    applicant = dossier.applicant
    people = (
        Signature(words["payer"], applicant.name if applicant.kind == "citizen" else None),
        Signature(words["collector"], _collector(dossier)),
    )
    least, wished = foot_height(PAPER)
    roomy = [last, signatures(PAPER, people, wished, code=dossier.code)]
    fits = height_of(roomy) <= sheet.left_over
    sheet.flow(roomy if fits else [last, signatures(PAPER, people, least, code=dossier.code)], together=True)
    return sheet.write(document_title(dossier), words["copies"])


def _values(dossier: Dossier, centre: Centre) -> Values:
    issued = dossier.fee_receipt
    return {
        "series": issued.series if issued else None,
        "number": issued.number if issued else None,
        "unnumbered": None if issued else "unnumbered",
        "template": None,
        "tax_code": None,
        "centre": centre.name,
        "payer": dossier.applicant.name,
        "address": dossier.applicant.address,
        "procedure": dossier.procedure.name,
        "basis": dossier.fee_basis or None,
        "amount": _dong(dossier.paid),
        "words": in_words(dossier.paid),
        "method": _methods(dossier),
        "paid_at": moment_text(dossier.payments[-1].at),
    }


def _dong(amount: int) -> str:
    return str(form("receipt")["fee"]["amount"].format(amount=format_dong(amount)))


def _methods(dossier: Dossier) -> str:
    """Say how the money came: one way by its name, several with what came by each."""
    taken: dict[str, int] = defaultdict(int)
    for payment in dossier.payments:
        taken[METHODS[payment.method]] += payment.amount
    left = {name: amount for name, amount in taken.items() if amount}
    return next(iter(left)) if len(left) == 1 else ", ".join(f"{name} {_dong(left[name])}" for name in left)


def _collector(dossier: Dossier) -> str:
    """Return who took the money last; a fee taken with the dossier was taken by its receiver."""
    officers = (event.officer for event in reversed(dossier.events) if event.kind == Kind.PAID)
    return next(officers, dossier.received_by)
