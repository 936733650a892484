"""What the head of a paper says when its dossier ended with no result: voided, refused, withdrawn or stopped.

A receipt printed again names a day on which nothing can be fetched, a supplement asks for papers nobody waits for, a
slip sends a dossier round that has no course any more; each carries the day it was first made out for. So a boxed
sentence stands under the title, in the ink of the text, and its first words in the head of each later page. A dossier
that was voided never was one, so there they also go across the page in outline: the grey of the other marks is lost
in a photocopy, a hairline of black is not, and text over it stays readable.

The papers of the end itself (refusal, stop) and the receipt for money speak for themselves while the end holds, and
say of their dossier only that it was voided. A dossier whose result was returned kept what its papers promise.
"""

from __future__ import annotations

from app.printing.blocks import Block, Rule
from app.printing.paper import Paper
from app.printing.texts import form, lines, moment_text
from app.rules.clock import parse_moment
from app.rules.dossier import Dossier
from app.rules.states import NO_RESULT, State


def stamp_of(dossier: Dossier) -> str:
    """Return how a dossier ended with no result, in two words (`ĐÃ HỦY`); empty where it did not."""
    return str(form("common")["ended"][dossier.state]) if dossier.state in NO_RESULT else ""


def ending(dossier: Dossier, paper: Paper) -> list[Block]:
    """Return the boxed sentence: how, when, by whom and why a dossier ended with no result."""
    state: State = dossier.state
    # Kinds and states of an end have one name.
    act = next((event for event in reversed(dossier.events) if event.kind == state.value), None)
    values = {
        "ended": stamp_of(dossier),
        "at": moment_text(parse_moment(act.at)) if act else None,
        "officer": act.officer if act else None,
        "reason": dossier.reason,
    }
    pad = 0.5 * paper.body
    return _boxed(lines(form("common")["ended_lines"], values, paper.body, paper.across - 2 * pad, 0), paper, pad)


def _boxed(blocks: list[Block], paper: Paper, pad: float) -> list[Block]:
    """Draw a frame round lines, open where the page turns: a reason may be longer than one."""
    top, foot = Block(pad / 2), Block(pad / 2, gap=0.6 * paper.body)
    top.rules.append(Rule(0, 0, paper.across, 0))
    foot.rules.append(Rule(0, foot.height, paper.across, foot.height))
    for block in blocks:
        block.texts = [piece._replace(x=piece.x + pad) for piece in block.texts]
    boxed = [top, *blocks, foot]
    for block in boxed:
        block.rules += [Rule(x, 0, x, block.height) for x in (0, paper.across)]
    return boxed
