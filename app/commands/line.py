"""The line to the province: sending, closing the day, what it did not accept."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import words
from app.commands.dossiers import say_dossier
from app.commands.terminal import Add, add_paper, home_of, say
from app.errors import UserError


def _sync(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk, sync_now

    with open_desk(home_of(arguments)) as desk:
        value = sync_now(desk)
    say(arguments, value)


def _close_day(arguments: argparse.Namespace) -> None:
    from app.bootstrap import close_day, open_desk
    from app.rules.clock import parse_date

    with open_desk(home_of(arguments)) as desk:
        on = parse_date(arguments.date, "date") if arguments.date else desk.clock().date()
        if on > desk.clock().date():
            raise UserError("DATE_FORMAT", field="date", text=arguments.date)
        value = close_day(desk, on)
        if arguments.pdf:
            from app.services import day_sheet

            day_sheet.to_file(desk, on, Path(arguments.pdf), paper=arguments.paper)
    say(arguments, value)


def _parked(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import finding
    from app.sync import parked

    with open_desk(home_of(arguments)) as desk:
        if arguments.choice:
            choose = parked.resend if arguments.choice == "resend" else parked.accept_theirs
            choose(desk.store, arguments.code)
            say_dossier(arguments, finding.as_json(desk, arguments.code))
            return
        found = [parked.look(desk.store, arguments.code)] if arguments.code else parked.parked(desk.store)
    value = [
        {**one.as_json(), "why": [words.say(r.reason or "REFUSED", r.facts) for r in one.refusals]} for one in found
    ]
    lines = [f"{one['code']}  {one['name']}: {' '.join(one['why'])}" for one in value]
    say(arguments, value[0] if arguments.code else value, lines or ["Không có hồ sơ cần xử lý."])


def add(command: Add) -> None:
    """Add the commands of the line."""
    command("sync", _sync, "gửi và nhận với tỉnh một lần")
    close = command("close-day", _close_day, "chốt ngày và đối chiếu với tỉnh")
    close.add_argument("--date")
    close.add_argument("--out", dest="pdf", metavar="OUT.pdf")
    add_paper(close)
    parked = command("parked", _parked, "hồ sơ tỉnh chưa nhận, và cách giải quyết")
    parked.add_argument("code", nargs="?")
    parked.add_argument("choice", nargs="?", choices=["resend", "accept-theirs"])
