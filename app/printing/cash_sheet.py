"""The sheet that ends a cashier's shift: the notes counted, against what the payments say must be there.

No circular sets its form. It is one page: notes by denomination, what was counted and what was expected, the
difference with its sign in words (thiếu, thừa) because a minus is easily overlooked, and two signatures. Transfers
are named, since they are in the day's sum and not in the drawer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

from app.printing.blocks import Block, Rule, Run, lines_height, paragraph, put, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, clean, register
from app.printing.letterhead import Signature, foot_height, letterhead, marks_of, signatures, stamps_of, title
from app.printing.paper import PAPERS, Paper, PaperName
from app.printing.sheet import Sheet
from app.printing.texts import form, line, weekday_text
from app.rules.dossier import Centre
from app.rules.fees import format_dong, in_words

DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
"""Notes in circulation, in đồng, the largest first."""

SHARES = (0.4, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class CashSheet:
    """A count of cash; all amounts are whole đồng.

    `expected` is the cash that payments less refunds leave in the drawer, `transfers` what came by bank. `counts` are
    (denomination, pieces); `counted` is their sum and `difference` what was counted less what was expected.
    """

    date: date
    desk: int
    officer: str
    expected: int
    transfers: int
    counts: tuple[tuple[int, int], ...]
    counted: int
    difference: int
    note: str | None = None


def render_cash_sheet(sheet: CashSheet, centre: Centre, *, paper: PaperName = "A5", copy_number: int = 1) -> bytes:
    """Return the cash count as a PDF; `copy_number` counts printings, from 2 on the head says which reprint."""
    register()
    words, size = form("cash-sheet"), PAPERS[paper]
    page = Sheet(size, words["title"], stamps_of(centre, copy_number), marks_of(centre))
    page.flow([letterhead(size, centre, "", code=None, stamps=page.stamps)])
    title(page, words["title"])
    day = words["desk"].format(desk=sheet.desk, day=weekday_text(sheet.date))
    page.flow(paragraph((Run(day, ITALIC),), size.body, size.across, centred=True))
    page.reserve_label()
    page.flow(line(words["officer"], {"officer": sheet.officer}, size.body, size.across, size.gap))
    page.flow(_notes(size, sheet, words))
    page.flow(_verdict(size, sheet, words))
    people = [Signature(role, name) for role, name in zip(words["signatures"], (sheet.officer, None), strict=True)]
    page.flow([signatures(size, people, foot_height(size)[1])], together=True)
    return page.write(f"{words['title']}, {sheet.date.isoformat()}, {sheet.desk}")


def _notes(paper: Paper, sheet: CashSheet, words: dict[str, Any]) -> list[Block]:
    """Return the table of notes: every denomination, so that none can be written in afterwards."""
    pieces = dict(sheet.counts)
    known = sorted({*DENOMINATIONS, *pieces}, reverse=True)
    rows = [
        _row(paper, [format_dong(each), format_dong(pieces.get(each, 0)), format_dong(each * pieces.get(each, 0))])
        for each in known
    ]
    total = _row(paper, [words["counted"], "", format_dong(sheet.counted)], BOLD)
    total.gap = 0.5 * paper.body
    return [_row(paper, words["columns"], BOLD, head=True), *rows, total]


def _row(paper: Paper, texts: Sequence[str], font: str = REGULAR, *, head: bool = False) -> Block:
    size, pad = paper.table, 0.12 * paper.table
    edges = [0.0, *accumulate(share * paper.across for share in SHARES)]
    block = Block(lines_height(1, size) + 2 * pad)
    for text, (start, end) in zip(texts, pairwise(edges), strict=True):
        lines = wrap((Run(text, font),), size, end - start)
        if head:
            put(block, lines, size, start, pad, end - start)
        else:
            # Words begin at the left, figures end at the right.
            x = end - lines[0][0] - 0.5 * size if text[:1].isdigit() else start + 0.5 * size
            put(block, lines, size, x, pad, None)
    block.rules += [Rule(x, 0, x, block.height) for x in edges]
    block.rules += [Rule(0, y, edges[-1], y) for y in ((0, block.height) if head else (block.height,))]
    return block


def _verdict(paper: Paper, sheet: CashSheet, words: dict[str, Any]) -> list[Block]:
    """Return the amount in words, what was expected, the difference and what the officer says of it."""
    size, room = paper.body, paper.across
    said = words["in_words"].format(words=in_words(sheet.counted))
    blocks = paragraph((Run(said, ITALIC),), size, room, gap=paper.gap)
    blocks += _figure(paper, words["expected"], sheet.expected, REGULAR)
    if sheet.difference:
        kind = "over" if sheet.difference > 0 else "short"
        blocks += _figure(paper, words["difference"][kind], abs(sheet.difference), BOLD)
    else:
        blocks += paragraph((Run(words["even"], BOLD),), size, room, gap=paper.gap)
    blocks += _figure(paper, words["transfers"], sheet.transfers, REGULAR)
    note = clean(sheet.note or "")
    if sheet.difference or note:
        blocks += line(words["note" if sheet.difference else "remark"], {"note": note}, size, room, paper.gap)
    blocks[-1].gap = size
    return blocks


def _figure(paper: Paper, label: str, amount: int, font: str) -> list[Block]:
    runs = (Run(f"{label}: ", font), Run(f"{format_dong(amount)} đồng", BOLD))
    return paragraph(runs, paper.body, paper.across, gap=paper.gap)
