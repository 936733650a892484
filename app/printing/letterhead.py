"""What every form has at its top and at its foot: the letterhead of NĐ 30/2020 and the signatures.

The letterhead has two columns: the agency with the dossier's code under it, and the national title with place and
date. The line under the motto is exactly as long as the motto; the one under the agency is two fifths of its longest
line (NĐ 30: a third to a half). Stamps (IN LẠI LẦN n, TẬP HUẤN) are boxed under the date, inside the margins, where a
reader's eye passes before the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from app.printing import qr
from app.printing.blocks import LEADING, Block, Rule, Run, Text, balanced, put, wrap
from app.printing.fonts import BOLD, ITALIC, REGULAR, clean, width
from app.printing.paper import Paper
from app.printing.sheet import HAIR, Sheet
from app.printing.texts import form
from app.rules.dossier import Centre, Dossier

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SIGN_HINT = "(Ký và ghi rõ họ tên)"
NBSP = "\N{NO-BREAK SPACE}"


def stamps_of(centre: Centre, copy_number: int) -> tuple[str, ...]:
    """Return what must stand in the head of each page: which reprint it is, and that a centre is for practice."""
    words = form("common")
    again = (words["reprint"].format(number=copy_number - 1),) if copy_number > 1 else ()
    return (*again, words["practice"]) if centre.practice else again


def marks_of(centre: Centre) -> tuple[str, ...]:
    """Return what must go across each page."""
    return (form("common")["practice"],) if centre.practice else ()


def code_line(dossier: Dossier) -> str:
    """Return `Mã hồ sơ: …`, which says so while there is none yet."""
    words = form("common")
    return str(words["code"] + (clean(dossier.code) or words["no_code"]))


def document_title(dossier: Dossier) -> str:
    """Return the title a PDF carries in itself: the dossier's code."""
    return dossier.code or str(form("common")["preview_title"])


def letterhead(paper: Paper, centre: Centre, date_text: str, *, code: str | None, stamps: Sequence[str]) -> Block:
    """Return the head of a first page; `code` is the line `Mã hồ sơ: …`, None on papers of no one dossier."""
    gutter = 1.6 * paper.agency
    right = width(NATION, BOLD, paper.agency)
    left = paper.across - right - gutter
    block = Block(0)
    bottom = max(
        _agency(block, paper, centre, left, code),
        _nation(block, paper, clean(date_text), left + gutter, right, stamps),
    )
    block.height = bottom
    block.gap = 0.6 * paper.body
    return block


def _agency(block: Block, paper: Paper, centre: Centre, room: float, code: str | None) -> float:
    size, y = paper.agency, 0.0
    longest = 0.0
    # Where the parent's name takes two lines, the commune stands on the second.
    committee = form("common")["committee"]
    parent = clean(centre.parent).upper().replace(committee, committee.replace(" ", NBSP))
    for text, font in ((parent, REGULAR), (form("common")["agency"], BOLD)):
        lines = balanced(text, font, size, room)
        longest = max(used for used, _ in lines)
        y = put(block, lines, size, 0, y, room)
    y += 0.25 * size
    block.rules.append(Rule(room / 2 - 0.2 * longest, y, room / 2 + 0.2 * longest, y))
    y += 0.35 * size
    if code is not None:
        y = put(block, balanced(code, BOLD, size, room), size, 0, y, room)
    return y


def _nation(block: Block, paper: Paper, date_text: str, x: float, room: float, stamps: Sequence[str]) -> float:
    size = paper.motto
    y = put(block, [(room, [(0, NATION, BOLD)])], paper.agency, x, 0, room)
    long = width(MOTTO, BOLD, size)
    y = put(block, [(long, [(0, MOTTO, BOLD)])], size, x, y, room)
    start = x + (room - long) / 2
    y += 0.2 * size
    block.rules.append(Rule(start, y, start + long, y))
    y += 0.4 * size
    if date_text:
        y = put(block, wrap((Run(date_text, ITALIC),), size, room), size, x, y, room)
    return _stamps(block, paper, stamps, x, y, room) if stamps else y


def _stamps(block: Block, paper: Paper, stamps: Sequence[str], x: float, y: float, room: float) -> float:
    size = paper.agency
    pad = 0.6 * size
    wide = [width(stamp, BOLD, size) + 2 * pad for stamp in stamps]
    at = x + (room - sum(wide) - pad * (len(wide) - 1)) / 2
    y += 0.4 * size
    foot = y + 1.5 * size
    for stamp, across in zip(stamps, wide, strict=True):
        put(block, [(0, [(0, stamp, BOLD)])], size, at + pad, y + 0.12 * size, None)
        end = at + across
        block.rules += [Rule(at, y, end, y), Rule(at, foot, end, foot), Rule(at, y, at, foot), Rule(end, y, end, foot)]
        at = end + pad
    return foot


def title(sheet: Sheet, words: str) -> None:
    """Write a form's title, and keep the line under it for what differs from copy to copy."""
    paper = sheet.paper
    block = Block(0)
    block.height = put(block, balanced(words, BOLD, paper.title, paper.across), paper.title, 0, 0, paper.across)
    sheet.flow([block])


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the role as the form words it, and the printed name, None where it is left to be written."""

    role: str
    name: str | None


def signatures(
    paper: Paper, people: Sequence[Signature | None], room_to_sign: float, *, code: str | None = None
) -> Block:
    """Return the signatures side by side; None leaves a place empty.

    With a `code` its QR stands at the right, and with an empty one the frame where it will be: a number and its QR
    are given when the dossier is saved, never before.
    """
    block = Block(0)
    qr_room = 0 if code is None else paper.qr * 1.16 + 4
    room = (paper.across - qr_room) / len(people)
    bottoms = [0.0 if code is None else paper.qr * 1.16]
    for place, person in enumerate(people):
        if person is not None:
            bottoms.append(_signature(block, paper, person, place * room, room, room_to_sign))
    block.height = max(bottoms)
    if code is not None:
        _qr(block, paper, code)
    return block


def _signature(block: Block, paper: Paper, person: Signature, x: float, room: float, room_to_sign: float) -> float:
    inner = room - 0.5 * paper.body
    x += 0.25 * paper.body
    y = put(block, balanced(person.role, BOLD, paper.sign, inner), paper.sign, x, 0, inner)
    hint = paper.small
    y = put(block, wrap((Run(SIGN_HINT, ITALIC),), hint, inner), hint, x, y, inner)
    y += room_to_sign
    if person.name:
        y = put(block, balanced(clean(person.name), BOLD, paper.sign, inner), paper.sign, x, y, inner)
    return y


def _qr(block: Block, paper: Paper, code: str) -> None:
    side = paper.qr
    right = paper.across - 0.02 * side
    top = 0.08 * side
    left = right - side
    if code:
        page_left = paper.left

        def draw(canvas: Canvas, block_top: float) -> None:
            qr.draw(canvas, code, page_left + left, block_top - top, side)
            canvas.setLineWidth(HAIR)

        block.drawings.append(draw)
        return

    def frame(canvas: Canvas, block_top: float) -> None:
        canvas.saveState()
        canvas.setDash(3, 2)
        canvas.rect(paper.left + left, block_top - top - side, side, side, stroke=1, fill=0)
        canvas.restoreState()

    block.drawings.append(frame)
    words, size = form("common")["qr"], paper.small
    x = left + (side - width(words, ITALIC, size)) / 2
    block.texts.append(Text(x, top + side / 2 + 0.3 * size, words, ITALIC, size))


def foot_height(paper: Paper) -> tuple[float, float]:
    """Return the least and the wished height left for a signature: 8 mm will do, 15 to 20 mm is comfortable."""
    least = 2.3 * paper.body
    return least, least + 2 * LEADING * paper.body
