"""The sheet that ends a desk's day: what was done, and what the province says it holds of it.

It claims no more than is known. The sentence that nothing is missing is printed only when both sides came to the same
hash and the province signed it; a day closed without network says so across the page and with its reason; what is not
closed yet is marked as a draft. The whole hash is printed, in groups of four, because a proof that is cut short
proves less; the sheet can be held against another years later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.printing.blocks import Block, Rule, Run, lines_height, paragraph, put
from app.printing.fonts import BOLD, ITALIC, REGULAR, clean, register, width
from app.printing.letterhead import Signature, foot_height, letterhead, marks_of, signatures, stamps_of, title
from app.printing.paper import PAPERS, Paper, PaperName
from app.printing.sheet import Sheet
from app.printing.texts import form, weekday_text
from app.rules.clock import VN
from app.rules.closing import DayClosing, Side
from app.rules.dossier import Centre
from app.rules.fees import format_dong


class Outcome(StrEnum):
    """How far a closing has come."""

    DRAFT = "draft"
    SIGNED = "signed"
    UNSETTLED = "unsettled"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class ClosingSheet:
    """A desk's day as it was closed, or as it stands before (`closing` None).

    The counts are events of that day; `fees_collected` is whole đồng, of `fees_dossiers` dossiers. `reason` is why
    nothing was compared: the code of the SyncError, or NO_PROVINCE. `key_fingerprint` is the SHA-256 of the province's
    public key in hex. `parked` and `unprinted` are dossier codes, and so is `by_pen`: those that blanks became;
    `spoiled` are the numbers of blanks with their reasons.
    """

    date: date
    received: int
    returned: int
    handed_over: int
    supplements: int
    ended: int
    fees_collected: int
    fees_dossiers: int
    desk: Side
    closing: DayClosing | None = None
    reason: str | None = None
    key_fingerprint: str | None = None
    parked: tuple[str, ...] = ()
    unprinted: tuple[str, ...] = ()
    by_pen: tuple[str, ...] = ()
    spoiled: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Say what may be claimed of this day."""
        if self.closing is None:
            return Outcome.DRAFT
        if self.closing.relay is None:
            return Outcome.UNSETTLED
        return Outcome.SIGNED if self.closing.proved else Outcome.UNMATCHED


def render_closing_sheet(day: ClosingSheet, centre: Centre, *, paper: PaperName = "A5", copy_number: int = 1) -> bytes:
    """Return the closing sheet as a PDF; `copy_number` counts printings, from 2 on the head says which reprint."""
    register()
    words, size = form("closing-sheet"), PAPERS[paper]
    heading = words["title"].format(desk=centre.desk)
    marks = (words[f"{day.outcome}_mark"],) if day.outcome is not Outcome.SIGNED else ()
    sheet = Sheet(size, heading, stamps_of(centre, copy_number), (*marks_of(centre), *marks))
    sheet.flow([letterhead(size, centre, "", code=None, stamps=sheet.stamps)])
    title(sheet, heading)
    sheet.flow(paragraph((Run(weekday_text(day.date), ITALIC),), size.body, size.across, centred=True))
    if day.outcome in (Outcome.UNSETTLED, Outcome.UNMATCHED):
        sheet.flow(paragraph((Run(words[day.outcome], BOLD),), size.body, size.across, centred=True))
    sheet.reserve_label()
    sheet.flow(_counts(size, day, words))
    sheet.flow(_comparison(size, day, centre, words))
    sheet.flow(_left_open(size, day, words))
    people = (Signature(words["officer"], centre.officer), Signature(words["head"], None))
    sheet.flow([signatures(size, people, foot_height(size)[1])], together=True)
    return sheet.write(f"{heading}, {day.date.isoformat()}")


def _counts(paper: Paper, day: ClosingSheet, words: dict[str, Any]) -> list[Block]:
    rows = [(label, format_dong(getattr(day, name))) for name, label in words["counts"]]
    amount = words["amount"].format(amount=format_dong(day.fees_collected))
    rows.append((words["fees"].format(dossiers=day.fees_dossiers), amount))
    blocks = []
    for label, figure in rows:
        block = _row(paper, label, [figure], BOLD, pad=0.25 * paper.body)
        block.rules.append(Rule(0, block.height, paper.across, block.height))
        blocks.append(block)
    blocks[-1].gap = 0.8 * paper.body
    return blocks


def _row(paper: Paper, label: str, figures: list[str], font: str, *, pad: float) -> Block:
    """Return a label with its figures at the right margin, one below the other; below it if they are too wide."""
    size = paper.body
    wide = [width(figure, font, size) for figure in figures]
    beside = width(label, REGULAR, size) + max(wide) + size <= paper.across
    y = pad if beside else pad + lines_height(1, size)
    block = Block(y + lines_height(len(figures), size) + pad)
    put(block, [(0, [(0, label, REGULAR)])], size, 0, pad, None)
    for figure, used in zip(figures, wide, strict=True):
        y = put(block, [(used, [(0, figure, font)])], size, paper.across - used, y, None)
    return block


def _comparison(paper: Paper, day: ClosingSheet, centre: Centre, words: dict[str, Any]) -> list[Block]:
    """Return both sides with their hashes, and what may be said of them."""
    blocks = paragraph((Run(words["compare"], BOLD),), paper.body, paper.across, gap=paper.gap)
    for key, side in (("desk_side", day.desk), ("relay_side", day.closing.relay if day.closing else None)):
        if side is not None:
            label = words[key].format(
                desk=centre.desk, events=format_dong(side.events), dossiers=format_dong(side.dossiers)
            )
            block = _row(paper, label, _groups(side.hash), BOLD, pad=0)
            block.gap = 0.35 * paper.body
            blocks.append(block)
    for said in _verdict(day, words):
        blocks += paragraph((Run(said),), paper.body, paper.across, gap=paper.gap)
    return blocks


def _verdict(day: ClosingSheet, words: dict[str, Any]) -> list[str]:
    closing = day.closing
    time = f"{closing.closed_at.astimezone(VN):%H:%M ngày %d/%m/%Y}" if closing else ""
    if closing is not None and closing.proved:
        # The signature whole; of the key's fingerprint the beginning, enough to know the province by.
        key = " ".join(_chunks(clean(day.key_fingerprint or "").upper()[:16], 4))
        return [
            words["signed"].format(time=time),
            words["equal"].format(events=format_dong(closing.desk.events)),
            words["signature"].format(signature=clean(closing.signature or "")),
            *([words["key"].format(key=key)] if key else []),
        ]
    if closing is None or closing.relay is None:
        known = words["reasons"].get(day.reason) or words["other_reason"].format(code=day.reason)
        said = [words["not_compared_because"].format(reason=known) if day.reason else words["not_compared"]]
        said += [words["later"]] if time and day.reason != "NO_PROVINCE" else []
    elif closing.differences or not closing.equal:
        said = [words["different"].format(count=len(closing.differences))]
        said += [
            words["difference"].format(code=clean(one.code or ""), why=words["why"].get(one.why, one.why))
            for one in closing.differences
        ]
    else:
        said = [words["not_signed"]]
    return [*said, words["closed"].format(time=time)] if time else said


def _left_open(paper: Paper, day: ClosingSheet, words: dict[str, Any]) -> list[Block]:
    """Return what is left for the next day, dossier by dossier, and what became of blanks, sheet by sheet."""
    blocks: list[Block] = []
    named = {"parked": day.parked, "unprinted": day.unprinted, "by_pen": day.by_pen, "spoiled": day.spoiled}
    for key, codes in named.items():
        if codes:
            said = words[key].format(count=len(codes), codes=", ".join(map(clean, codes)))
            blocks += paragraph((Run(said),), paper.body, paper.across, gap=paper.gap)
    return [Block(0, gap=0.5 * paper.body), *blocks, Block(0, gap=paper.body)]


def _groups(digest: str) -> list[str]:
    """Write a hash to be read aloud: upper case, groups of four, eight groups a line."""
    groups = _chunks(clean(digest).upper(), 4)
    return [" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8)] or [""]


def _chunks(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]
