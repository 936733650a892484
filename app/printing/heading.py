"""How every form of one dossier begins: letterhead, title, and what became of the dossier where it ended."""

from __future__ import annotations

from collections.abc import Sequence

from app.printing.blocks import Block, Run, put, wrap
from app.printing.ended import ending, stamp_of
from app.printing.fonts import clean
from app.printing.letterhead import code_line, letterhead, marks_of, title
from app.printing.paper import Paper
from app.printing.sheet import Sheet
from app.rules.dossier import Centre, Dossier
from app.rules.states import State


def begin(
    paper: Paper,
    dossier: Dossier,
    centre: Centre,
    words: str,
    day: str,
    stamps: Sequence[str],
    *,
    number: str = "",
    lasting: bool = False,
) -> Sheet:
    """Return the sheet of a form with its head laid down: the title `words`, the `day` it is made out for.

    `number` is the line under the agency (`Số: …`). A `lasting` paper holds whatever end its dossier comes to, but
    for one that was voided (`ended`).
    """
    voided = dossier.state is State.VOIDED
    ended = "" if lasting and not voided else stamp_of(dossier)
    struck = ended if voided else ""
    sheet = Sheet(paper, code_line(dossier), (ended,) if ended else tuple(stamps), marks_of(centre), struck)
    head = letterhead(paper, centre, f"{centre.place}, {day}", code=sheet.reference, stamps=stamps)
    sheet.flow([head, *_number(head, paper, number)])
    title(sheet, words)
    sheet.reserve_label()
    # Under the title, for the label belongs on the first page and a reason may be longer than that.
    sheet.flow(ending(dossier, paper) if ended else [])
    return sheet


def _number(head: Block, paper: Paper, text: str) -> list[Block]:
    """Write a number under the agency, in the column whose middle the line under the agency shows."""
    if not text:
        return []
    column = head.rules[0].x1 + head.rules[0].x2
    block = Block(0, gap=head.gap)
    block.height = put(block, wrap((Run(clean(text)),), paper.agency, column), paper.agency, 0, 0, column)
    head.gap = 0
    return [block]
