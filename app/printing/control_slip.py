"""The slip that travels with a dossier: Phiếu kiểm soát quá trình giải quyết hồ sơ, Mẫu 05 of 2018, Mẫu 06 of 2025.

Hops that happened are filled in from the events, so a slip printed late is as full as one written on the way; at
least four blocks stand on it, because some hand will still be there when no printer is. The dossier's code is beside
the head, to be scanned by whoever takes the dossier.
"""

from __future__ import annotations

from app.printing.fonts import register
from app.printing.heading import begin
from app.printing.hops import Hop, HopTable, Together, facts_beside_code, flow_signed, hops_of
from app.printing.letterhead import document_title, stamps_of
from app.printing.paper import PAPERS, PaperName
from app.printing.receipt import summary_of
from app.printing.texts import Values, day_text, form, moment_text
from app.rules.clock import VN
from app.rules.dossier import Centre, Dossier
from app.rules.editions import first_known

BLOCKS = 4
"""Blocks on a slip, filled or empty."""
SHARES = (0.215, 0.465, 0.175, 0.145)


def render_control_slip(
    dossier: Dossier, centre: Centre, *, edition: str | None = None, paper: PaperName = "A5", copy_number: int = 1
) -> bytes:
    """Return the control slip as a PDF; `edition` and `copy_number` as for `render_receipt`."""
    register()
    words, size = form(f"control-slip-{first_known(edition, dossier.edition)}"), PAPERS[paper]
    day = day_text(dossier.received_at.astimezone(VN))
    sheet = begin(size, dossier, centre, words["title"], day, stamps_of(centre, copy_number))
    sheet.flow(facts_beside_code(size, dossier.code, words["lines"], _values(dossier)), together=True)
    hops = hops_of(dossier, centre)
    hops += [Hop() for _ in range(len(hops), BLOCKS)]
    outcomes = form("hops")["outcomes"]
    rows = [(hop, ([outcomes[hop.outcome]] if hop.outcome else [], hop.notes)) for hop in hops]
    table = HopTable(size, words["columns"], SHARES)
    head = table.head()

    def lay(ems: float) -> list[Together]:
        first, *rest = [table.blocks(hop, ems, extras) for hop, extras in rows]
        return [([head, *first], []), *((blocks, [head]) for blocks in rest)]

    flow_signed(sheet, lay)
    return sheet.write(document_title(dossier))


def _values(dossier: Dossier) -> Values:
    elsewhere = dossier.destination is not None
    return {
        "code": dossier.code,
        "citizen": dossier.citizen.name,
        "summary": summary_of(dossier),
        "received_at": moment_text(dossier.received_at),
        "due_at": moment_text(dossier.due_at),
        "unit": dossier.goes_to,
        # A dossier another body decides is handled with the unit of this commune.
        "partner": dossier.unit if elsewhere else None,
    }
