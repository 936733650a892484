"""The citizen's receipt: Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Mẫu 01 of 2018 and of 2025 (DOMAIN §2).

Both copies come in one PDF, each from its own page: the first is kept, the second is given to the citizen. An
organisation does not sign, the person who came for it does, so no name is printed there. A dossier filed online was
handed in by nobody at the counter, so only the receiver signs.

The lines with the promise (due moment, place, fee, register) stay with the signatures: whoever holds the signed page
holds the promise too. A fee still owed to a centre with an account of its own has its VietQR beside these lines.

Copies of papers to be certified are counted by pages: their table says how many pages one copy has and how many of
each paper were handed in, and the line under it how many copies are asked for.

A receipt printed after a correction replaces the one the citizen holds: it says so in place of "reprint" and lists
what was corrected. A dossier that names no edition was received when there was only the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from app.printing.blocks import Block, Run, height_of, paragraph
from app.printing.component_table import ComponentTable
from app.printing.corrections import corrections_of
from app.printing.fonts import BOLD_ITALIC, clean, register
from app.printing.heading import begin
from app.printing.letterhead import Signature, document_title, foot_height, signatures, stamps_of
from app.printing.paper import PAPERS, Paper, PaperName
from app.printing.sheet import Sheet, write_all
from app.printing.texts import Values, day_text, form, lines, moment_text
from app.printing.transfer import Transfer, transfer_of
from app.rules.clock import VN
from app.rules.dossier import Centre, Dossier
from app.rules.editions import first_known
from app.rules.fees import format_dong
from app.rules.record import Record
from app.rules.vocabulary import METHODS, Channel, Delivery

CERTIFICATION = "Chứng thực"
"""The field of procedures whose papers are counted by pages."""


def render_receipt(
    dossier: Dossier, centre: Centre, *, edition: str | None = None, paper: PaperName = "A5", copy_number: int = 1
) -> bytes:
    """Return the receipt as a PDF, one page or more for each of its two copies; takes and raises as `lay_receipt`."""
    return write_all([lay_receipt(dossier, centre, edition=edition, paper=paper, copy_number=copy_number)])


def lay_receipt(
    dossier: Dossier, centre: Centre, *, edition: str | None = None, paper: PaperName = "A5", copy_number: int = 1
) -> Sheet:
    """Return the receipt laid out, to be written with others.

    `edition` is the set of forms, None the one the dossier was received under. `copy_number` counts printings: from
    2 on the head says which reprint it is. A dossier without a code is a preview: its number and QR code are given
    when it is saved. Raises what `app.rules.vietqr` raises for an account no bank would know.
    """
    register()
    words, size = form(f"receipt-{first_known(edition, dossier.edition)}"), PAPERS[paper]
    corrected = corrections_of(dossier) if dossier.prints or copy_number > 1 else []
    stamps = (form("receipt")["replaced"], *stamps_of(centre, 1)) if corrected else stamps_of(centre, copy_number)
    transfer = transfer_of(dossier, centre)
    values = _values(dossier, centre, transfer)
    sheet = begin(size, dossier, centre, words["title"], day_text(dossier.received_at.astimezone(VN)), stamps)
    if corrected:
        # The head of a later page has room for one long stamp; that a centre is for practice stands across it anyway.
        sheet.stamps = sheet.stamps[:1]
    sheet.flow(lines(words["first_lines"], values, size.body, size.across, size.gap))
    _components(sheet, dossier, words)
    sheet.flow(lines(words["middle_lines"], values, size.body, size.across, size.gap))
    sheet.flow(_corrections(size, corrected))
    _foot(sheet, dossier, words, _promise(size, words, values, transfer), notes_of(size, centre, words))
    return sheet.named(document_title(dossier), words["copies"])


def _values(dossier: Dossier, centre: Centre, transfer: Transfer | None) -> Values:
    owner, destination, words = dossier.owner, dossier.destination, form("receipt")
    certified = str(dossier.pages) if certifies(dossier) else None
    codes = ", ".join(dossier.linked)
    return {
        **_texts(dossier),
        **who(dossier, centre),
        "channel": words["channel"][dossier.channel],
        "summary": summary_of(dossier),
        "linked": words["linked"].format(count=len(dossier.linked), codes=codes) if codes else None,
        "destination": destination.name if destination else None,
        "owner": owner.name if owner else None,
        "owner_address": owner.address if owner else None,
        "sets": None if certified else "sets",
        "pages": certified and certified.zfill(2),
        "copies": f"{dossier.copies:02}",
        "term": re.sub(r"^\d\b", r"0\g<0>", dossier.term or words["no_term"]),
        "received_at": moment_text(dossier.received_at),
        "due_at": moment_text(dossier.due_at) + (words["unsure"] if dossier.due_unsure else ""),
        "deliver": words["deliver"][dossier.deliver].format(centre=centre.name),
        "fee": fee_text(dossier),
        "owed": form("receipt")["fee"]["amount"].format(amount=format_dong(transfer.amount)) if transfer else None,
        "account": transfer.account if transfer else None,
        "account_name": transfer.name if transfer else None,
        "purpose": transfer.purpose if transfer else None,
        "book": dossier.register.book,
        "book_number": str(dossier.register.number) if dossier.code else None,
    }


def _texts(dossier: Dossier) -> dict[str, str | None]:
    """Return what the record says as text, each by its own name, for a line of the form to name."""
    values = {one.name: getattr(dossier, one.name) for one in fields(Record)}
    return {name: value if isinstance(value, str) else None for name, value in values.items()}


def who(dossier: Dossier, centre: Centre) -> dict[str, str | None]:
    """Return who received it and who handed it in, as the first lines of a receipt name them."""
    applicant = dossier.applicant
    citizen = applicant.kind == "citizen"
    return {
        "centre": centre.name,
        "person": applicant.name if citizen else None,
        "organisation": None if citizen else applicant.name,
        "address": applicant.address,
        "phone": applicant.phone,
        "email": applicant.email,
        "id_number": applicant.id_number or (form("receipt")["no_papers"] if applicant.no_papers else None),
    }


def certifies(dossier: Dossier) -> bool:
    """Tell whether the papers of a dossier are counted by pages."""
    return dossier.pages is not None and dossier.field == CERTIFICATION


def summary_of(dossier: Dossier) -> str:
    """Return the procedure's name, and what was asked for where that says more."""
    name, summary = clean(dossier.procedure.name), clean(dossier.summary)
    return summary if name.casefold() in summary.casefold() else f"{name} ({summary})" if summary else name


def fee_text(dossier: Dossier) -> str:
    """Say the fee, what was paid of it and how, who is spared it, and by what law."""
    words = form("receipt")["fee"]
    if dossier.fee is None:
        return str(words["unknown"])
    said = words["amount"].format(amount=format_dong(dossier.fee)) + _paid(dossier) if dossier.fee else words["free"]
    if dossier.exemption:
        said += words["exemption"].format(exemption=dossier.exemption)
    return str(said + words["basis"].format(basis=dossier.fee_basis) if dossier.fee_basis else said)


def _paid(dossier: Dossier) -> str:
    words = form("receipt")["fee"]
    methods = methods_of(dossier)
    if dossier.fee_paid:
        return str(words["paid_by"].format(methods=methods) if methods else words["paid"])
    return words["paid_part"].format(amount=format_dong(dossier.paid), methods=methods) if dossier.paid > 0 else ""


def methods_of(dossier: Dossier) -> str:
    """Say how money came in: `tiền mặt`, `chuyển khoản` or both, in the order it came."""
    return ", ".join(dict.fromkeys(METHODS[payment.method] for payment in dossier.payments if payment.amount > 0))


def _components(sheet: Sheet, dossier: Dossier, words: dict[str, Any]) -> None:
    """Lay out the table of papers; a count of zero is left blank, as officers leave it."""
    paper, papers = sheet.paper, dossier.components
    caption = paragraph(
        (Run(words["components" if papers else "no_components"]),), paper.body, paper.across, gap=paper.gap + 2
    )
    if not papers:
        sheet.flow(caption)
        return
    if certifies(dossier):
        table, online = ComponentTable(paper, words["certification_columns"]), dossier.deliver is Delivery.ONLINE
        rows = [table.certified_row(n, one, dossier.pages or 0, electronic=online) for n, one in enumerate(papers, 1)]
    else:
        table = ComponentTable(paper, words["columns"])
        rows = [table.row(number, component) for number, component in enumerate(papers, start=1)]
    flow_table(sheet, caption, table.head(), rows)


def flow_table(sheet: Sheet, caption: Sequence[Block], head: Block, rows: Sequence[Sequence[Block]]) -> None:
    """Lay down a table: its caption never without its first row, its head on each page, no row torn that fits."""
    sheet.flow([*caption, head, *rows[0]], together=True)
    for row in rows[1:]:
        sheet.flow(row, together=True, head=[head])
    sheet.y += 0.5 * sheet.paper.body


def _corrections(paper: Paper, corrected: Sequence[str]) -> list[Block]:
    if not corrected:
        return []
    blocks = paragraph((Run(form("receipt")["corrections"], BOLD_ITALIC),), paper.body, paper.across)
    for said in corrected:
        blocks += paragraph((Run(said),), paper.body, paper.across)
    blocks[-1].gap = paper.gap
    return blocks


def _promise(paper: Paper, words: dict[str, Any], values: Values, transfer: Transfer | None) -> list[Block]:
    """Return the last lines; beside those of the fee stands its VietQR, if there is one."""
    blocks = lines(words["last_lines"], values, paper.body, paper.across, paper.gap)
    if transfer is None:
        return [*blocks, *lines(words["fee_lines"], values, paper.body, paper.across, paper.gap)]
    drawn = transfer.block(paper)
    beside = lines(words["fee_lines"], values, paper.body, paper.across - transfer.room(paper), paper.gap)
    below = drawn.height - height_of(beside)
    # The drawing takes no height of its own: the lines are laid over the same stretch, beside it.
    drawn.height = 0
    return [*blocks, drawn, *beside, *([Block(below)] if below > 0 else [])]


def notes_of(paper: Paper, centre: Centre, words: dict[str, Any]) -> list[Block]:
    """Return the notes at the foot of a receipt, and whom to ask."""
    said = list(words["notes"])
    if centre.phone:
        said.append(form("receipt")["phone_note"].format(phone=clean(centre.phone)))
    blocks = paragraph((Run(words["notes_title"], BOLD_ITALIC),), paper.small, paper.across)
    for note in said:
        blocks += paragraph((Run(note),), paper.small, paper.across)
    return blocks


def _foot(sheet: Sheet, dossier: Dossier, words: dict[str, Any], promise: list[Block], notes: list[Block]) -> None:
    """Lay out promise, signatures and notes in one piece; the place to sign takes what room there is."""
    paper, applicant = sheet.paper, dossier.applicant
    submitter = Signature(words["submitter"], applicant.name if applicant.kind == "citizen" else None)
    people = (
        None if dossier.channel is Channel.ONLINE else submitter,
        Signature(words["receiver"], dossier.received_by),
    )
    promise[-1].gap = gap = 0.8 * paper.body
    least, wished = foot_height(paper)
    block = signatures(paper, people, least, code=dossier.code)
    block.gap = gap
    spare = sheet.left_over - height_of([*promise, block, *notes])
    # On a page of their own there is room; on this one the signatures take what is left, up to what they wish for.
    room = wished if spare < 0 else min(wished, least + spare)
    block = signatures(paper, people, room, code=dossier.code)
    block.gap = gap
    sheet.flow([*promise, block, *notes], together=True)
