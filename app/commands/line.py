"""The line to the province: sending, closing the day, what it did not accept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import words
from app.commands.dossiers import say_dossier
from app.commands.terminal import Add, add_clock, add_paper, home_of, say, unlocked
from app.errors import SyncError, UserError

if TYPE_CHECKING:
    from app.sync.parked import Parked
    from app.workflows.settling import Side

_NO_FAULT = ("done", "offline", "timeout", "clock", "old_relay")
"""Ends of a round that a script need not look at: the next round goes on by itself."""


def _sync(arguments: argparse.Namespace) -> None:
    from app.workflows.line import sync_now
    from app.workflows.opening import open_desk

    with open_desk(home_of(arguments)) as desk:
        result = sync_now(desk)
    say(arguments, result.as_json())
    if result.stuck:
        raise SyncError("STUCK", dossier=result.stuck, incident=result.incident)
    if result.state not in _NO_FAULT:
        raise SyncError(result.state.upper())


def _close_day(arguments: argparse.Namespace) -> None:
    from app.rules.clock import parse_date
    from app.workflows.day_end import close_day
    from app.workflows.opening import open_desk

    with open_desk(home_of(arguments)) as desk:
        on = parse_date(arguments.date, "date") if arguments.date else desk.clock().date()
        value = close_day(desk, on).as_json()
        if arguments.pdf:
            from app.services import day_sheet

            day_sheet.to_file(desk, on, Path(arguments.pdf), paper=arguments.paper)
    say(arguments, value)


def _parked(arguments: argparse.Namespace) -> None:
    from app.services import finding
    from app.workflows import settling

    if (arguments.way == "choose") != bool(arguments.fields):
        arguments.usage("choose cần FIELD=ours|theirs; chỉ choose nhận FIELD")
    sides = _sides(arguments.fields)
    with unlocked(arguments) as desk:
        if arguments.way:
            if sides:
                settling.choose(desk, arguments.code, sides)
            else:
                side = settling.Side.OURS if arguments.way == "resend" else settling.Side.THEIRS
                settling.take(desk, arguments.code, side)
            say_dossier(arguments, finding.as_json(desk, arguments.code))
            return
        found = [settling.look(desk, arguments.code).parked] if arguments.code else settling.parked(desk)
    values = [_value(one) for one in found]
    lines = [line for value in values for line in _lines(value)]
    say(arguments, values[0] if arguments.code else values, lines or ["Không có hồ sơ cần xử lý."])


def _sides(given: list[str]) -> dict[str, Side]:
    """Read FIELD=ours|theirs. Raises UserError CHOICE_FORMAT (text), CHOICE_TWICE (field)."""
    from app.workflows.settling import Side

    sides = dict[str, Side]()
    for text in given:
        path, _, side = text.partition("=")
        if not path or side not in tuple(Side):
            raise UserError("CHOICE_FORMAT", field=path, text=text)
        if path in sides:
            raise UserError("CHOICE_TWICE", field=path)
        sides[path] = Side(side)
    return sides


def _value(one: Parked) -> dict[str, Any]:
    """Return a parked dossier as `--json` prints it: `choose` names the fields that are chosen one by one."""
    from app.workflows.settling import choosable

    why = [words.say(refusal.reason or "REFUSED", refusal.facts) for refusal in one.refusals]
    return {**one.as_json(), "why": why, "choose": [field.path for field in choosable(one)]}


def _lines(value: dict[str, Any]) -> list[str]:
    """Say a parked dossier to a person: why, then each field with both its values."""
    said = [f"{value['code']}  {value['name']}: {' '.join(value['why'])}"]
    for field in value["fields"]:
        ours, theirs = (_text(field[side]["value"]) for side in ("ours", "theirs"))
        said.append(f"  {field['path']}: quầy này {ours}, tỉnh {theirs}")
    return said


def _text(value: object) -> str:
    return f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def add(command: Add) -> None:
    """Add the commands of the line."""
    command("sync", _sync, "gửi và nhận với tỉnh một lần")
    close = command("close-day", _close_day, "chốt ngày và đối chiếu với tỉnh")
    close.add_argument("--date")
    close.add_argument("--out", dest="pdf", metavar="OUT.pdf")
    add_paper(close)
    parked = command("parked", _parked, "hồ sơ tỉnh chưa nhận, và cách giải quyết")
    parked.add_argument("code", nargs="?")
    parked.add_argument("way", nargs="?", choices=["resend", "accept-theirs", "choose"])
    parked.add_argument("fields", nargs="*", metavar="FIELD=ours|theirs", help="chọn từng chỗ khác nhau, sau choose")
    add_clock(parked)
