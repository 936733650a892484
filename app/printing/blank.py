"""Blanks: Mẫu 01 printed ahead with the desk and a number, everything else left to the pen (DESIGN §3.3).

The lines are the receipt's own, of the edition in force, with nothing in them; what only some dossiers have (an owner,
another place that decides) is left out, and is written with what is asked for. A code names its day, and nobody knows
the day yet, so its six digits have boxes, in the order the code has them: year, month, day. There is no QR code, which
would say a code that is none yet. The register's entry is a line left open: it is known when the sheet is keyed in.

Lines to write on stand as far apart as the page allows: what the printed parts leave of it is shared among them. On A5
that is six millimetres, and for it the notes are the first alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.printing.blocks import BASELINE, Block, Rule, Run, Text, height_of, lines_height, paragraph, put, wrap
from app.printing.component_table import ComponentTable
from app.printing.fonts import BOLD, BOLD_ITALIC, ITALIC, clean, register, width
from app.printing.letterhead import Signature, letterhead, marks_of, signatures, stamps_of, title
from app.printing.paper import MM, PAPERS, Paper, PaperName
from app.printing.sheet import Sheet, write_all
from app.printing.texts import Values, form, lines
from app.rules.dossier import Centre

BOX = 5.5 * MM
"""Side of a box for one digit."""
WIDEST = 9.5 * MM
"""From line to line, where there is room."""
SIGN = 10.5 * MM
"""The room to sign in."""
ROWS: dict[PaperName, int] = {"A4": 5, "A5": 3}
"""Papers the table has lines for; a further one is written between them."""


def render_blanks(numbers: Sequence[int], centre: Centre, *, edition: str, paper: PaperName = "A5") -> bytes:
    """Return blanks as a PDF: for each number a page for each of its two copies."""
    register()
    called = form("blank")["title"].format(first=f"{numbers[0]:04d}", last=f"{numbers[-1]:04d}")
    copies = form(f"receipt-{edition}")["copies"]
    return write_all(lay_blank(one, centre, edition=edition, paper=paper).named(called, copies) for one in numbers)


def lay_blank(number: int, centre: Centre, *, edition: str, paper: PaperName) -> Sheet:
    """Return the blank of a number, laid out on one page."""
    words, own, size = form(f"receipt-{edition}"), form("blank"), PAPERS[paper]
    sheet = Sheet(size, f"{centre.agency}-…-{number:04d}", stamps_of(centre, 1), marks_of(centre))
    place, desk = own["place"].format(place=centre.place), own["desk"].format(desk=centre.desk)
    sheet.flow([letterhead(size, centre, place, code=desk, stamps=sheet.stamps)])
    title(sheet, words["title"])
    if any(words["copies"]):
        sheet.reserve_label()
    sheet.flow([Block(0.4 * size.body), _code(size, centre.agency, number, own)])
    said = _values(centre, own)
    # The first line is the centre's name, and printed whole.
    name, before = (_laid(size, rows, said) for rows in (words["first_lines"][:1], words["first_lines"][1:]))
    after = _laid(size, [row for part in _AFTER for row in words[part]], said)
    table, white = ComponentTable(size, words["columns"]).table, Block(0.5 * size.body)
    middle = [white, *paragraph((Run(words["components"]),), size.body, size.across, gap=0.3 * size.body), table.head()]
    foot = [Block(0.8 * size.body), *_foot(size, centre, words)]
    printed = height_of([*name, *middle, *foot])
    pitch = min(WIDEST, (sheet.left_over - printed) / (len(before) + ROWS[paper] + len(after)))
    rows = [table.empty_row((str(n), "", "", "", ""), pitch) for n in range(1, ROWS[paper] + 1)]
    sheet.flow([*name, *_apart(before, pitch), *middle, *rows, *_apart(after, pitch), *foot])
    return sheet


_AFTER = ("middle_lines", "last_lines", "fee_lines")


def _laid(paper: Paper, rows: Sequence[Mapping[str, Any]], said: Values) -> list[Block]:
    return lines(rows, said, paper.body, paper.across, 0)


def _apart(blocks: list[Block], pitch: float) -> list[Block]:
    """Return lines with room to write above each: from one to the next it is `pitch`."""
    return [one for block in blocks for one in (Block(pitch - block.height), block)]


def _code(paper: Paper, agency: str, number: int, own: dict[str, Any]) -> Block:
    """Return the line of the code: six boxes for its day, and beneath them the words of their order."""
    size, small, space = paper.title, paper.small, 0.4 * paper.title
    before, after = f"{own['code']} {agency}-", f"-{number:04d}"
    wide = width(before, BOLD, size) + 6 * BOX + width(after, BOLD, size) + 2 * space
    block = Block(BOX + lines_height(1, small), gap=0.4 * paper.body)
    base = (BOX - lines_height(1, size)) / 2 + BASELINE * size
    x = (paper.across - wide) / 2
    block.texts.append(Text(x, base, before, BOLD, size))
    x += width(before, BOLD, size) + space
    for name in own["day"]:
        put(block, wrap((Run(name, ITALIC),), small, 2 * BOX), small, x, BOX, 2 * BOX)
        block.rules += [Rule(x + at * BOX, 0, x + at * BOX, BOX) for at in (0, 1, 2)]
        block.rules += [Rule(x, y, x + 2 * BOX, y) for y in (0, BOX)]
        x += 2 * BOX
    block.texts.append(Text(x + space, base, after, BOLD, size))
    return block


class _Said(dict[str, str | None]):
    """What is known ahead: a line of anything else ends in dots, or is left out where the form says so."""

    def __missing__(self, name: str) -> None:
        return None


def _values(centre: Centre, own: dict[str, Any]) -> Values:
    known = {"centre": centre.name, "person": "", "sets": "", "book": own["book"].format(desk=centre.desk)}
    return _Said(known, copies=own["copies"], received_at=own["received_at"], due_at=own["due_at"])


def _foot(paper: Paper, centre: Centre, words: dict[str, Any]) -> list[Block]:
    people = (Signature(words["submitter"], None), Signature(words["receiver"], None))
    block = signatures(paper, people, SIGN)
    notes = words["notes"][0].lstrip("- ")
    if centre.phone:
        notes += " " + form("receipt")["phone_note"].lstrip("- ").format(phone=clean(centre.phone))
    said = (Run(words["notes_title"], BOLD_ITALIC), Run(" " + notes))
    return [block, *paragraph(said, paper.small, paper.across)]
