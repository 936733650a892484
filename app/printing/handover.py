"""The paper a dossier is handed over with: Giấy bàn giao hồ sơ, from the counter to the unit and its result back.

No circular sets its form; the parts are those in daily use (DOMAIN §2, last part). Both parts are filled from the
events where they happened and stay open where they did not, because the paper goes out with the dossier and comes
back with the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.printing.blocks import Run, paragraph
from app.printing.component_table import ComponentTable
from app.printing.fonts import BOLD, register
from app.printing.heading import begin
from app.printing.hops import Hop, HopTable, Together, facts_beside_code, flow_signed, hops_of
from app.printing.letterhead import document_title, stamps_of
from app.printing.paper import PAPERS, Paper, PaperName
from app.printing.receipt import flow_table, summary_of
from app.printing.sheet import Sheet
from app.printing.texts import Values, day_text, form, line, moment_text, runs_of
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import Centre, Dossier

GIVE_SHARES = (0.27, 0.465, 0.265)
TAKE_SHARES = (0.215, 0.465, 0.2, 0.12)


def render_handover(dossier: Dossier, centre: Centre, *, paper: PaperName = "A5", copy_number: int = 1) -> bytes:
    """Return the handover of one dossier as a PDF, once for each side.

    `copy_number` counts printings: from 2 on the head says which reprint it is.
    """
    register()
    words, size = form("handover"), PAPERS[paper]
    given, taken = _hops(dossier, centre)
    day = day_text((given.at or dossier.received_at).astimezone(VN))
    sheet = begin(size, dossier, centre, words["title"], day, stamps_of(centre, copy_number))
    sheet.flow(facts_beside_code(size, dossier.code, words["lines"], _values(dossier)), together=True)
    _components(sheet, dossier, words)
    result = dossier.result
    said = [text for text in (result.type, result.number, result.abstract) if text] if result else []
    closing = line(words["closing"], {}, size.small, size.across, 0)

    def lay(ems: float) -> list[Together]:
        give = _part(size, words["give"], HopTable(size, words["give_columns"], GIVE_SHARES), given, ems, ([],))
        take = _part(
            size, words["take"], HopTable(size, words["take_columns"], TAKE_SHARES), taken, ems, (said, taken.notes)
        )
        *before, (blocks, head) = take
        return [*give, *before, ([*blocks, *closing], head)]

    flow_signed(sheet, lay)
    return sheet.write(document_title(dossier), words["copies"])


def _values(dossier: Dossier) -> Values:
    citizen = dossier.citizen
    return {
        "list": dossier.handover,
        "citizen": citizen.name,
        "address": citizen.address,
        "summary": summary_of(dossier),
        "received_at": moment_text(dossier.received_at),
        "due_at": moment_text(dossier.due_at),
        "unit": dossier.goes_to,
    }


def _hops(dossier: Dossier, centre: Centre) -> tuple[Hop, Hop]:
    """Return the last time the dossier went out and when its result came back; what has not happened is left open."""
    given, taken = Hop(giver=centre.name, taker=dossier.goes_to or ""), None
    for hop in hops_of(dossier, centre):
        if hop.kind is Kind.FORWARDED:
            given, taken = hop, None
        elif hop.kind is Kind.RESULT_READY:
            taken = hop
    return given, taken or Hop(giver=given.taker, taker=centre.name)


def _components(sheet: Sheet, dossier: Dossier, words: dict[str, Any]) -> None:
    paper = sheet.paper
    runs, _ = runs_of(
        words["components" if dossier.components else "no_components"], {"copies": f"{dossier.copies:02}"}
    )
    caption = paragraph(runs, paper.body, paper.across, gap=paper.gap + 2)
    if not dossier.components:
        sheet.flow(caption)
        return
    table = ComponentTable(paper, words["columns"])
    rows = [table.row(number, component) for number, component in enumerate(dossier.components, start=1)]
    flow_table(sheet, caption, table.head(), rows)


def _part(
    paper: Paper, name: str, table: HopTable, hop: Hop, ems: float, extras: Sequence[Sequence[str]]
) -> list[Together]:
    caption = paragraph((Run(name, BOLD),), paper.body, paper.across, gap=paper.gap)
    head, blocks = table.head(), table.blocks(hop, ems, extras)
    blocks[-1].gap = 0.5 * paper.body
    first, *more = blocks
    return [([*caption, head, first], []), *(([block], [head]) for block in more)]
