"""The hops of a dossier from hand to hand, and what control slip and handover share to show them: ruled blocks.

A hop is read from the events: handed in, forwarded, its result back, returned. What happened between two hops
(supplement, extension) is a note beside the first of them: its day only, for the reason has a paper of its own. A
result made at the counter moves nothing, so it is no hop; the outcome then stands with the last one there is.

Early, on time and late are told by days: finished before, on or after the day of the promise (DOMAIN §8.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any

from app.printing.blocks import Block, Line, Rule, Run, height_of, lines_height, put, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, clean
from app.printing.letterhead import signatures
from app.printing.paper import Paper
from app.printing.sheet import Sheet
from app.printing.texts import Values, form, lines, moment_text
from app.rules.acts import Kind
from app.rules.body import moment_in, object_in, text_in
from app.rules.clock import VN, parse_moment
from app.rules.dossier import Centre, Dossier
from app.rules.events import Event
from app.rules.vocabulary import Channel

BESIDE = 16
"""Lines beside one hop; more of them go on in a block below, lest a block outgrow the page."""
SIGNING = (3.2, 2.6, 2.0, 1.5)
"""Room for a signature in ems, the most that keeps the page; 1.5 take initials."""

Wrapped = tuple[float, Line]
"""A line of text with its width."""

Together = tuple[Sequence[Block], Sequence[Block]]
"""Blocks that stay on one page, and what heads those that do not."""


@dataclass(slots=True)
class Hop:
    """One change of hands; what is not known is a dotted line. `outcome` is early, on_time or late."""

    kind: Kind | None = None
    at: datetime | None = None
    giver: str = ""
    """The body that gives, `given_by` the officer or citizen."""
    taker: str = ""
    given_by: str = ""
    taken_by: str = ""
    outcome: str | None = None
    notes: list[str] = field(default_factory=list)


def hops_of(dossier: Dossier, centre: Centre) -> list[Hop]:
    """Return the hops so far, oldest first."""
    hops: list[Hop] = []
    holder = centre.name
    for event in dossier.events:
        hop = _hop(event, dossier, centre.name, holder)
        if hop is not None:
            hops.append(hop)
            holder = hop.taker
        elif hops and (note := _note(event)):
            hops[-1].notes.append(note)
    if hops and dossier.result is not None:
        finished = next((hop for hop in reversed(hops) if hop.kind is Kind.RESULT_READY), hops[-1])
        finished.outcome = outcome_of(dossier)
    return hops


def outcome_of(dossier: Dossier) -> str | None:
    """Say by days whether the dossier was finished early, on time or late; None while it is not."""
    if dossier.finished_at is None:
        return None
    finished, due = (moment.astimezone(VN).date() for moment in (dossier.finished_at, dossier.due_at))
    return "early" if finished < due else "late" if finished > due else "on_time"


def _hop(event: Event, dossier: Dossier, centre: str, holder: str) -> Hop | None:
    """Return the hop an event is, None when nothing changed hands."""
    at, body, officer = parse_moment(event.at), event.body, event.officer
    if event.kind == Kind.RECEIVED:
        name = dossier.applicant.name
        return Hop(Kind.RECEIVED, at, name, centre, name if dossier.channel is Channel.COUNTER else "", officer)
    if event.kind == Kind.FORWARDED:
        unit = text_in(body, "unit") or dossier.goes_to or ""
        return Hop(Kind.FORWARDED, at, holder, unit, officer, text_in(body, "receiver"))
    if event.kind == Kind.RESULT_READY and holder != centre:
        return Hop(Kind.RESULT_READY, at, holder, centre, text_in(body, "giver"), officer)
    if event.kind == Kind.RETURNED:
        to = text_in(object_in(body, "to"), "name")
        return Hop(Kind.RETURNED, at, centre, to, officer, to)
    return None


def _note(event: Event) -> str:
    """Return what a hop's margin says of an event, nothing for one that is no matter of the course."""
    text = str(form("hops")["notes"].get(event.kind, ""))
    due = moment_in(event.body, "due_at")
    return text.format(day=_short(parse_moment(event.at)), due=_short(due) if due else "……")


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(VN):%d/%m/%Y}"


def facts_beside_code(paper: Paper, code: str, rows: Sequence[Mapping[str, Any]], values: Values) -> list[Block]:
    """Return the facts at the head of a paper that travels, the dossier's code beside them for who takes it to scan."""
    drawn = signatures(paper, (None,), 0, code=code)
    facts = lines(rows, values, paper.body, paper.across - drawn.height - 0.5 * paper.body, paper.gap)
    below = drawn.height - height_of(facts)
    # The code takes no height of its own: the facts are laid over the same stretch, beside it.
    drawn.height = 0
    return [drawn, *facts, Block(max(below, 0) + 0.5 * paper.body)]


def flow_signed(sheet: Sheet, lay: Callable[[float], Sequence[Together]]) -> None:
    """Lay down what `lay` returns for so many ems of room to sign: the most with which all stays on this page."""
    for ems in (*SIGNING, SIGNING[0]):  # what turns the page anyway has room there
        groups = lay(ems)
        if height_of([block for blocks, _ in groups for block in blocks]) <= sheet.left_over:
            break
    for blocks, head in groups:
        sheet.flow(blocks, together=True, head=head)


class HopTable:
    """Columns of hops: bodies, time with both signatures, and what the form adds. `shares` are parts of the width."""

    def __init__(self, paper: Paper, heads: Sequence[str], shares: Sequence[float]) -> None:
        self.paper, self.heads = paper, heads
        self.size, self.pad = paper.small, 0.35 * paper.small
        self.edges = [0.0, *accumulate(share * paper.across for share in shares)]
        self.columns = list(pairwise(self.edges))
        self.words = form("hops")

    def head(self) -> Block:
        """Return the row of column names, repeated on each page."""
        cells = [
            wrap((Run(text, BOLD),), self.size, end - start - self.pad)
            for text, (start, end) in zip(self.heads, self.columns, strict=True)
        ]
        block = Block(lines_height(max(map(len, cells)), self.size) + self.pad)
        for cell, (start, end) in zip(cells, self.columns, strict=True):
            put(block, cell, self.size, start, (block.height - lines_height(len(cell), self.size)) / 2, end - start)
        self._frame(block)
        block.rules.append(Rule(0, 0, self.edges[-1], 0))
        return block

    def blocks(self, hop: Hop, ems: float, extras: Sequence[Sequence[str]]) -> list[Block]:
        """Return a hop with `ems` of room to sign; `extras` are the paragraphs of the columns after the second.

        Where these are long they go on below.
        """
        found = [self._lines(column, texts) for column, texts in enumerate(extras, start=2)]
        blocks = [self._block(hop, ems * self.size, [each[:BESIDE] for each in found])]
        for at in range(BESIDE, max(map(len, found)), BESIDE):
            more = Block(0)
            below = [self._cell(more, column, each[at : at + BESIDE]) for column, each in enumerate(found, start=2)]
            more.height = max(below) + self.pad / 2
            blocks.append(self._frame(more))
        return blocks

    def _block(self, hop: Hop, room_to_sign: float, extras: Sequence[Sequence[Wrapped]]) -> Block:
        words, block = self.words, Block(0)
        bodies = [words["from"] + (hop.giver or words["nobody"]), words["to"] + (hop.taker or words["nobody"])]
        bottoms = [self._cell(block, 0, self._lines(0, bodies))]
        start, end = self.columns[1]
        when = moment_text(hop.at) if hop.at else words["no_moment"]
        below = self._put(block, when, REGULAR, start, end, self.pad / 2) + self.pad / 2
        middle = (start + end) / 2
        for role, name, left, right in (
            (words["giver"], hop.given_by, start, middle),
            (words["taker"], hop.taken_by, middle, end),
        ):
            y = self._put(block, role, BOLD, left, right, below + self.pad / 2)
            y = self._put(block, words["sign"], ITALIC, left, right, y) + room_to_sign
            bottoms.append(self._put(block, name, REGULAR, left, right, y) if name else y)
        bottoms += [self._cell(block, column, each) for column, each in enumerate(extras, start=2)]
        block.height = max(bottoms) + self.pad / 2
        block.rules += [Rule(start, below, end, below), Rule(middle, below, middle, block.height)]
        return self._frame(block)

    def _lines(self, column: int, texts: Sequence[str]) -> list[Wrapped]:
        start, end = self.columns[column]
        room = end - start - 2 * self.pad
        return [line for text in texts for line in wrap((Run(" ".join(clean(text).split())),), self.size, room)]

    def _cell(self, block: Block, column: int, found: Sequence[Wrapped]) -> float:
        """Write lines into a cell from its top; return the y below them."""
        return put(block, found, self.size, self.columns[column][0] + self.pad, self.pad / 2, None)

    def _put(self, block: Block, text: str, font: str, left: float, right: float, y: float) -> float:
        room = right - left - self.pad
        return put(block, wrap((Run(clean(text), font),), self.size, room), self.size, left + self.pad / 2, y, room)

    def _frame(self, block: Block) -> Block:
        block.rules += [Rule(x, 0, x, block.height) for x in self.edges]
        block.rules.append(Rule(0, block.height, self.edges[-1], block.height))
        return block
