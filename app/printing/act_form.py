"""The skeleton of the papers an act gives to the citizen: supplement, refusal, extension, stop (Mẫu 02 to 05).

They differ in words, which are data, and in who signs; the rest is here: head, lines, a numbered list, the closing
lines, the signatures. The data are those of the newest event of its kind, so a form printed again next month still
says who signed the act and on which day. A body may be empty: what it does not say is a dotted line to write on.

A list is numbered lines and no table: an entry is a sentence ("chưa ghi nơi sinh"), which a narrow cell would tear.
The closing lines stay with the signatures, as on the receipt: whoever holds the signed page holds what it promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.errors import UserError
from app.printing.blocks import Block, Run, Text, height_of, paragraph, put, wrap
from app.printing.fonts import BOLD_ITALIC, REGULAR, clean, register, width
from app.printing.heading import begin
from app.printing.letterhead import Signature, document_title, foot_height, signatures, stamps_of
from app.printing.paper import PAPERS, Paper, PaperName
from app.printing.receipt import summary_of, who
from app.printing.sheet import Sheet
from app.printing.texts import Values, day_text, line, lines, moment_text, runs_of
from app.rules.acts import Kind
from app.rules.body import moment_in
from app.rules.clock import VN, parse_moment
from app.rules.dossier import Centre, Dossier
from app.rules.events import Event
from app.rules.record import Person

DOTS = "." * 28
"""Stands where a signer's name is to be written by hand."""

ROOMY = 0.46
"""White between paragraphs where there is room, in ems: the 6 pt of NĐ 30 under type of 13 pt."""

ENDS = (Kind.REFUSED, Kind.STOPPED)
"""The ends of a dossier that have a paper of their own."""

Words = Mapping[str, Any]


def newest(dossier: Dossier, kind: Kind, form: str) -> Event:
    """Return the newest event of a kind; raises UserError FORM_NOT_DUE (form) when there was none."""
    for event in reversed(dossier.events):
        if event.kind == kind:
            return event
    raise UserError("FORM_NOT_DUE", form=form)


def said(act: Event, key: str) -> str | None:
    """Return what an act's body says under `key` as text, None where it says nothing."""
    return _text(act.body.get(key)) or None


def said_moment(body: Mapping[str, Any], key: str) -> str | None:
    """Say the moment an event's body holds under `key`, None where it holds none."""
    moment = moment_in(body, key)
    return moment_text(moment) if moment else None


def _text(value: object) -> str:
    """Return an entry of a body as text: plain, `{"name", "note"}`, or a list of such."""
    if isinstance(value, Mapping):
        return ": ".join(filter(None, (_text(value.get(key)) for key in ("name", "note"))))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(filter(None, map(_text, value)))
    return "" if value is None else " ".join(str(value).split())


def render_act(
    dossier: Dossier,
    centre: Centre,
    words: Words,
    act: Event,
    people: Sequence[Signature | None],
    *,
    to: Person,
    more: Values | None = None,
    paper: PaperName,
    copy_number: int,
) -> bytes:
    """Return the PDF of an act's form: `words` filled for the person it speaks `to`, signed by `people`.

    `more` are the values only this form has. `copy_number` counts printings: from 2 on the head says which reprint.
    """
    register()
    values = {**_values(dossier, centre, words, act, to), **(more or {})}
    tight = PAPERS[paper]
    # NĐ 30 asks for 6 pt between paragraphs. Where that would turn the page, the lines stand as close as on a receipt.
    for size in (replace(tight, gap=ROOMY * tight.body), tight):
        sheet = begin(
            size,
            dossier,
            centre,
            words["title"],
            day_text(parse_moment(act.at)),
            stamps_of(centre, copy_number),
            number=_number(words, act),
            lasting=act.kind in ENDS,
        )
        sheet.flow(lines(words["lines"], values, size.body, size.across, size.gap))
        _list(sheet, words, values, act)
        _foot(sheet, dossier, words, values, people)
        if len(sheet.pages) == 1:
            break
    return sheet.write(document_title(dossier))


def _values(dossier: Dossier, centre: Centre, words: Words, act: Event, to: Person) -> dict[str, str | None]:
    """Return the values every form of an act may name; `more` of a form adds its own."""
    owner, destination = dossier.owner, dossier.destination
    return {
        **who(replace(dossier, applicant=to), centre),
        "agency": destination.name if destination else centre.parent or centre.name,
        "you": words["you"]["citizen" if to.kind == "citizen" else "organisation"],
        "owner": owner.name if owner else None,
        "submitter": dossier.applicant.name if owner else None,
        "code": dossier.code,
        "summary": summary_of(dossier),
        "received_at": moment_text(dossier.received_at),
        "received_day": day_text(dossier.received_at.astimezone(VN)).capitalize(),
        "reason": said(act, "reason"),
        "officer": act.officer,
        "centre_phone": centre.phone,
    }


def _number(words: Words, act: Event) -> str:
    """Return the line `Số: …` of a form that is numbered, empty for the others."""
    if "number" not in words:
        return ""
    number = said(act, "number") or "………"
    return str(words["number"] + (number if "/" in number else number + words["number_of"]))


def _list(sheet: Sheet, words: Words, values: Values, act: Event) -> None:
    """Lay out what the act lists, each entry hanging behind its number; the caption stays with the first entry."""
    if "list" not in words:
        return
    paper = sheet.paper
    entries = [text for text in map(_text, _entries(act)) if text]
    caption = words["list"] if entries else words.get("no_list")
    if caption is None:
        return
    above = line(caption, values, paper.body, paper.across, paper.gap)
    for number, entry in enumerate(entries, start=1):
        sheet.flow([*above, *_entry(number, entry, paper)], together=True)
        above = []
    sheet.flow(above)


def _entries(act: Event) -> Sequence[object]:
    items = act.body.get("items")
    return items if isinstance(items, list) else [items]


def _entry(number: int, text: str, paper: Paper) -> list[Block]:
    label = f"{number}. "
    indent = max(width(label, REGULAR, paper.body), 1.5 * paper.body)
    blocks = paragraph((Run(clean(text)),), paper.body, paper.across - indent, gap=paper.gap)
    for block in blocks:
        block.texts = [piece._replace(x=piece.x + indent) for piece in block.texts]
    first = blocks[0].texts[0]
    blocks[0].texts.insert(0, Text(0, first.y, label.strip(), REGULAR, paper.body))
    return blocks


def _foot(sheet: Sheet, dossier: Dossier, words: Words, values: Values, people: Sequence[Signature | None]) -> None:
    """Lay out closing lines and signatures in one piece; the place to sign takes what room there is."""
    paper = sheet.paper
    closing = lines(words["closing"], values, paper.body, paper.across, paper.gap)
    closing[-1].gap = 0.8 * paper.body
    least, wished = foot_height(paper)
    block = signatures(paper, people, least, code=dossier.code)
    spare = sheet.left_over - height_of([*closing, block])
    # On a page of their own there is room; on this one the signatures take what is left, up to what they wish for.
    block = signatures(paper, people, wished if spare < 0 else min(wished, least + spare), code=dossier.code)
    _recipients(block, paper, words, values)
    sheet.flow([*closing, block], together=True)


def _recipients(block: Block, paper: Paper, words: Words, values: Values) -> None:
    """Write `Nơi nhận` of NĐ 30 at the left of the signatures, where nobody signs."""
    if "recipients" not in words:
        return
    size, room = paper.small, 0.38 * paper.across
    y = put(block, wrap((Run("Nơi nhận:", BOLD_ITALIC),), size, room), size, 0, 0, None)
    for row in words["recipients"]:
        runs, _ = runs_of(row, values)
        y = put(block, wrap(runs, size, room), size, 0, y, None)
    block.height = max(block.height, y)
