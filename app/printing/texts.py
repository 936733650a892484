"""The words of the forms, read from `resources/forms`, and the filling of their lines.

A line of a form is a template: `Số điện thoại: {phone}\\tEmail: {email}`. A tab starts a second column. A field in
`*…*` is bold. A column none of whose fields has a value ends in a dotted line to write on, as on the printed form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import orjson

from app.paths import resource
from app.printing.blocks import Block, Run, Text, paragraph
from app.printing.fonts import BOLD, REGULAR, clean, width
from app.rules.clock import VN

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_field = re.compile(r"(\*?)\{(\w+)\}\*?")

Values = Mapping[str, str | None]


@cache
def form(name: str) -> dict[str, Any]:
    """Return the words of a form, such as `receipt-2018`."""
    words: dict[str, Any] = orjson.loads(resource("forms", f"{name}.json").read_bytes())
    return words


def moment_text(moment: datetime) -> str:
    """Say a moment as forms do: `09 giờ 42 phút, ngày 23 tháng 11 năm 2026`."""
    local = moment.astimezone(VN)
    return f"{local:%H} giờ {local:%M} phút, {day_text(local)}"


def day_text(day: date) -> str:
    """Say a day as forms do: `ngày 05 tháng 01 năm 2026`; both zeros, so that no digit can be written before them."""
    return f"ngày {day.day:02} tháng {day.month:02} năm {day.year}"


def weekday_text(day: date) -> str:
    """Say a day with its weekday: `Thứ Hai, ngày 23 tháng 11 năm 2026`."""
    return f"{_WEEKDAYS[day.weekday()]}, {day_text(day)}"


def runs_of(template: str, values: Values) -> tuple[list[Run], bool]:
    """Fill a template; the second value tells whether all its fields are empty, to be followed by dots."""
    runs: list[Run] = []
    at, empty = 0, "{" in template
    for found in _field.finditer(template):
        if found.start() > at:
            runs.append(Run(template[at : found.start()]))
        value = " ".join(clean(values[found[2]] or "").split())
        if value:
            empty = False
            runs.append(Run(value, BOLD if found[1] else REGULAR))
        at = found.end()
    if at < len(template):
        runs.append(Run(template[at:]))
    return runs, empty


def line(template: str, values: Values, size: float, room: float, gap: float) -> list[Block]:
    """Lay out one line of a form; two columns stand side by side where both fit, else one below the other."""
    cells = [runs_of(cell, values) for cell in template.split("\t")]
    if len(cells) == 1:
        return _cell(*cells[0], size, room, gap)
    (first_runs, first_empty), _ = cells
    used = sum(width(*run, size) for run in first_runs) + (6 * size if first_empty else 0)
    split = max(0.46 * room, min(used + 1.5 * size, 0.6 * room))
    rooms = (split - size, room - split)
    blocks = [_cell(runs, empty, size, part, gap) for (runs, empty), part in zip(cells, rooms, strict=True)]
    if all(len(column) == 1 for column in blocks):
        first, second = blocks[0][0], blocks[1][0]
        first.texts.extend(text._replace(x=text.x + split) for text in second.texts)
        return [first]
    return [block for runs, empty in cells for block in _cell(runs, empty, size, room, gap)]


def _cell(runs: Sequence[Run], empty: bool, size: float, room: float, gap: float) -> list[Block]:
    blocks = paragraph(runs, size, room, gap=gap)
    if empty:
        last = blocks[-1].texts[-1]
        start = last.x + width(last.text, last.font, size)
        count = int((room - start - 0.8 * size) / width(".", REGULAR, size))
        blocks[-1].texts.append(Text(start, last.y, "." * max(count, 3), REGULAR, size))
    return blocks


def lines(rows: Sequence[Mapping[str, Any]], values: Values, size: float, room: float, gap: float) -> list[Block]:
    """Lay out lines of a form; one with `when` is left out when that value is None."""
    return [
        block
        for row in rows
        if "when" not in row or values[row["when"]] is not None
        for block in line(row["text"], values, size, room, gap)
    ]
