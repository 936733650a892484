"""One receipt for several dossiers of one person, and the minutes that list them, A4 on its side (DOMAIN §2, Mẫu 01).

The receipt says what holds for all of them; each dossier has its code, its due day and its fee in the minutes, which
begin on a page of their own because they are signed by themselves. How many copies there are, and what they are
called, is the receipt's own edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.errors import UserError
from app.printing.blocks import Block, height_of, paragraph
from app.printing.component_table import RuledTable
from app.printing.ended import stamp_of
from app.printing.fonts import BOLD, register
from app.printing.letterhead import Signature, foot_height, letterhead, marks_of, signatures, stamps_of, title
from app.printing.paper import LANDSCAPE
from app.printing.receipt import flow_table, notes_of, summary_of, who
from app.printing.sheet import Sheet
from app.printing.texts import Values, day_text, form, lines, moment_text, runs_of
from app.rules.clock import VN
from app.rules.dossier import Centre, Dossier
from app.rules.editions import first_known
from app.rules.fees import format_dong

WIDTHS = (0.05, 0.33, 0.15, 0.11, 0.11, 0.1, 0.07, 0.08)
"""The columns of the minutes, as parts of the width."""
CENTRED = (0, 3, 4, 5, 6, 7)


def render_receipt_batch(
    dossiers: Sequence[Dossier], centre: Centre, *, edition: str | None = None, copy_number: int = 1
) -> bytes:
    """Return the receipt and the minutes as a PDF, both once for each copy.

    `edition` as for `render_receipt`. Raises UserError BATCH_EMPTY, and BATCH_PEOPLE (first, other) when the dossiers
    were not all handed in by one person.
    """
    register()
    first = _one_person(dossiers)
    words, chosen = form("receipt-batch"), first_known(edition, first.edition)
    reference = words["reference"].format(count=len(dossiers), code=first.code)
    sheet = Sheet(LANDSCAPE, reference, stamps_of(centre, copy_number), marks_of(centre))
    _receipt(sheet, dossiers, centre, words)
    sheet.y = LANDSCAPE.down
    _minutes(sheet, dossiers, words)
    return sheet.write(words["title"], form(f"receipt-{chosen}")["copies"])


def _one_person(dossiers: Sequence[Dossier]) -> Dossier:
    if not dossiers:
        raise UserError("BATCH_EMPTY")
    first = dossiers[0]
    for other in dossiers:
        if (other.applicant.name, other.applicant.id_number) != (first.applicant.name, first.applicant.id_number):
            raise UserError("BATCH_PEOPLE", first=first.code, other=other.code)
    return first


def _receipt(sheet: Sheet, dossiers: Sequence[Dossier], centre: Centre, words: dict[str, Any]) -> None:
    paper = sheet.paper
    place = f"{centre.place}, {day_text(max(one.received_at for one in dossiers).astimezone(VN))}"
    sheet.flow([letterhead(paper, centre, place, code=None, stamps=sheet.stamps)])
    title(sheet, words["title"])
    sheet.reserve_label()
    sheet.flow(lines(words["lines"], _values(dossiers, centre, words), paper.body, paper.across, paper.gap))
    sheet.y += 0.6 * paper.body
    _sign(sheet, dossiers[0], words, "submitter", notes_of(paper, centre, words))


def _values(dossiers: Sequence[Dossier], centre: Centre, words: dict[str, Any]) -> Values:
    received = sorted(one.received_at for one in dossiers)
    due = sorted(one.due_at for one in dossiers)
    deliver, unsure = form("receipt")["deliver"], any(one.due_unsure for one in dossiers)
    ways = list(dict.fromkeys(deliver[one.deliver].format(centre=centre.name) for one in dossiers))
    return {
        **who(dossiers[0], centre),
        "count": f"{len(dossiers):02}",
        "sets": f"{sum(one.copies for one in dossiers):02}",
        "received": _span(received[0], received[-1], words),
        "due": _span(due[0], due[-1], words) + (form("receipt")["unsure"] if unsure else ""),
        "deliver": ways[0] if len(ways) == 1 else words["each"].format(ways="; ".join(ways)),
        "fee": _fees(dossiers, words),
    }


def _span(first: datetime, last: datetime, words: dict[str, Any]) -> str:
    if first == last:
        return moment_text(first)
    return str(words["between"].format(first=moment_text(first), last=moment_text(last)))


def _fees(dossiers: Sequence[Dossier], words: dict[str, Any]) -> str:
    """Say the sum of the fees known, what was paid of it, and how many are not known yet."""
    total = sum(one.fee or 0 for one in dossiers)
    unknown = sum(one.fee is None for one in dossiers)
    if not total and not unknown:
        return str(form("receipt")["fee"]["free"])
    said = words["fee"].format(amount=format_dong(total), paid=format_dong(sum(one.paid for one in dossiers)))
    return str(said + words["fee_unknown"].format(count=unknown) if unknown else said)


def _minutes(sheet: Sheet, dossiers: Sequence[Dossier], words: dict[str, Any]) -> None:
    paper, first = sheet.paper, dossiers[0]
    day = day_text(max(one.received_at for one in dossiers).astimezone(VN))
    title(sheet, words["annex"])
    runs, _ = runs_of(words["annex_line"], {"name": first.applicant.name, "day": day})
    caption = paragraph(runs, paper.body, paper.across, centred=True, gap=paper.body)
    table = RuledTable(paper, words["columns"], [part * paper.across for part in WIDTHS], CENTRED)
    rows = [table.row(_cells(number, one)) for number, one in enumerate(dossiers, start=1)]
    copies, fees = sum(one.copies for one in dossiers), sum(one.fee or 0 for one in dossiers)
    rows.append(table.row(("", words["total"], "", "", "", "", str(copies), format_dong(fees)), BOLD))
    flow_table(sheet, caption, table.head(), rows)
    _sign(sheet, first, words, "giver", [])


def _cells(number: int, dossier: Dossier) -> tuple[str, ...]:
    received, due = (f"{moment.astimezone(VN):%H:%M %d/%m/%Y}" for moment in (dossier.received_at, dossier.due_at))
    fee = "" if dossier.fee is None else format_dong(dossier.fee)
    due += f"\n{form('receipt')['unsure_short']}" if dossier.due_unsure else ""
    due += f"\n{ended}" if (ended := stamp_of(dossier)) else ""
    said = f"{dossier.code}\n{summary_of(dossier)}"
    return (str(number), said, dossier.goes_to or "", received, due, dossier.term or "-", str(dossier.copies), fee)


def _sign(sheet: Sheet, dossier: Dossier, words: dict[str, Any], role: str, notes: list[Block]) -> None:
    """Lay out the signatures with what follows them; the place to sign takes what room there is."""
    paper, applicant = sheet.paper, dossier.applicant
    people = (
        Signature(words[role], applicant.name if applicant.kind == "citizen" else None),
        Signature(words["receiver"], dossier.received_by),
    )
    least, wished = foot_height(paper)
    for room in (wished, least):
        block = signatures(paper, people, room)
        block.gap = 0.5 * paper.body
        if height_of([block, *notes]) <= sheet.left_over:
            break
    sheet.flow([block, *notes], together=True)
