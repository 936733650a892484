"""The citizen's receipt: Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Mẫu 01 of 2018 (DOMAIN §2).

Both copies (liên) come in one PDF, each from its own page: the first is kept, the second is given to the citizen. An
organisation does not sign, the person who came for it does, so no name is printed there. A dossier filed online was
handed in by nobody at the counter, so only the receiver signs.

The lines with the promise (due moment, place, fee, register) stay with the signatures: whoever holds the signed page
holds the promise too.
"""

from __future__ import annotations

import re
from typing import Any

from app.printing.blocks import Block, Run, height_of, paragraph
from app.printing.component_table import ComponentTable
from app.printing.fonts import BOLD_ITALIC, clean, register
from app.printing.letterhead import (
    Signature,
    code_line,
    document_title,
    foot_height,
    letterhead,
    marks_of,
    signatures,
    stamps_of,
    title,
)
from app.printing.paper import PAPERS, Paper, PaperName
from app.printing.sheet import Sheet
from app.printing.texts import Values, day_text, form, lines, moment_text
from app.rules.clock import VN
from app.rules.dossier import Centre, Component, Dossier
from app.rules.fees import format_dong


def render_receipt(dossier: Dossier, centre: Centre, *, paper: PaperName = "A5", copy_number: int = 1) -> bytes:
    """Return the receipt as a PDF, one page or more for each of its two copies.

    `copy_number` counts printings: from 2 on the head says which reprint it is. A dossier without a code is a
    preview: its number and QR code are given when it is saved.
    """
    register()
    words, size = form("receipt-2018"), PAPERS[paper]
    sheet = Sheet(size, code_line(dossier), stamps_of(centre, copy_number), marks_of(centre))
    values = _values(dossier, centre, words)
    place = f"{centre.place}, {day_text(dossier.received_at.astimezone(VN))}"
    sheet.flow([letterhead(size, centre, place, code=sheet.reference, stamps=sheet.stamps)])
    title(sheet, words["title"])
    sheet.reserve_label()
    sheet.flow(lines(words["first_lines"], values, size.body, size.across, size.gap))
    _components(sheet, dossier.components, words)
    sheet.flow(lines(words["middle_lines"], values, size.body, size.across, size.gap))
    promise = lines(words["last_lines"], values, size.body, size.across, size.gap)
    _foot(sheet, dossier, promise, _notes(size, centre, words))
    return sheet.write(document_title(dossier), words["copies"])


def _values(dossier: Dossier, centre: Centre, words: dict[str, Any]) -> Values:
    applicant, owner = dossier.applicant, dossier.owner
    citizen = applicant.kind == "citizen"
    return {
        "centre": centre.name,
        "person": applicant.name if citizen else None,
        "organisation": None if citizen else applicant.name,
        "channel": words["channel"][dossier.channel],
        "address": applicant.address,
        "phone": applicant.phone,
        "email": applicant.email,
        "id_number": applicant.id_number,
        "summary": _summary(dossier),
        "owner": owner.name if owner else None,
        "owner_address": owner.address if owner else None,
        "authorised_by": dossier.authorised_by or None,
        "copies": f"{dossier.copies:02}",
        "term": re.sub(r"^\d\b", r"0\g<0>", dossier.term),
        "received_at": moment_text(dossier.received_at),
        "due_at": moment_text(dossier.due_at),
        "deliver": words["deliver"][dossier.deliver].format(centre=centre.name),
        "fee": _fee(dossier, words),
        "book": dossier.book,
        "book_number": str(dossier.book_number) if dossier.code else None,
    }


def _summary(dossier: Dossier) -> str:
    """Return the procedure's name, and what was asked for where that says more."""
    name, summary = clean(dossier.procedure_name), clean(dossier.summary)
    return summary if name.casefold() in summary.casefold() else f"{name} ({summary})" if summary else name


def _fee(dossier: Dossier, words: dict[str, Any]) -> str:
    if dossier.fee is None:
        return str(words["fee_unknown"])
    if dossier.fee == 0:
        return str(words["fee_free"])
    amount = words["fee"].format(amount=format_dong(dossier.fee))
    return str(amount + words["fee_paid"] if dossier.fee_paid else amount)


def _components(sheet: Sheet, components: tuple[Component, ...], words: dict[str, Any]) -> None:
    """Lay out the table of papers; a count of zero is left blank, as officers leave it."""
    paper = sheet.paper
    key = "components" if components else "no_components"
    caption = paragraph((Run(words[key]),), paper.body, paper.across, gap=paper.gap + 2)
    if not components:
        sheet.flow(caption)
        return
    table = ComponentTable(paper, words["columns"])
    head = table.head()
    rows = [table.row(number, component) for number, component in enumerate(components, start=1)]
    sheet.flow([*caption, head, *rows[0]], together=True)
    for row in rows[1:]:
        sheet.flow(row, together=True, head=[head])
    sheet.y += 0.5 * paper.body


def _notes(paper: Paper, centre: Centre, words: dict[str, Any]) -> list[Block]:
    notes = list(words["notes"])
    if centre.phone:
        notes.append(words["phone_note"].format(phone=clean(centre.phone)))
    blocks = paragraph((Run(words["notes_title"], BOLD_ITALIC),), paper.small, paper.across)
    for note in notes:
        blocks += paragraph((Run(note),), paper.small, paper.across)
    return blocks


def _foot(sheet: Sheet, dossier: Dossier, promise: list[Block], notes: list[Block]) -> None:
    """Lay out promise, signatures and notes in one piece; the place to sign takes what room there is."""
    words, paper = form("receipt-2018"), sheet.paper
    applicant = dossier.applicant
    submitter = Signature(words["submitter"], applicant.name if applicant.kind == "citizen" else None)
    people = (None if dossier.channel == "online" else submitter, Signature(words["receiver"], dossier.received_by))
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
