"""Blanks: receipts printed ahead for the time without power, and what became of each."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.terminal import Add, add_clock, add_paper, positive, say, unlocked

if TYPE_CHECKING:
    from app.services.blanks import BlankDay, Drawer


def _print_ahead(arguments: argparse.Namespace) -> None:
    from app.services import blanks, papers

    out = Path(arguments.out)
    # Asked before numbers are taken: for those no paper would come.
    papers.check_place(out)
    with unlocked(arguments) as desk:
        taken, pdf = blanks.print_ahead(desk, arguments.count, paper=arguments.paper)
        try:
            papers.write_whole(out, pdf)
        except BaseException:
            blanks.not_printed(desk, taken)
            raise
    value = {"numbers": list(taken), "file": arguments.out}
    first, last = blanks.written(taken[0]), blanks.written(taken[-1])
    say(arguments, value, [f"Đã ghi {arguments.out}: {len(taken)} tờ, số {first} đến {last}, mỗi tờ hai bản."])


def _blanks(arguments: argparse.Namespace) -> None:
    from app.rules.blanks import read_numbers
    from app.rules.clock import parse_date
    from app.services import blanks

    if bool(arguments.numbers) != bool(arguments.fate) or (arguments.reason and arguments.fate != "spoiled"):
        arguments.usage("NUMBERS đi cùng unused hoặc spoiled; chỉ spoiled nhận --reason")
    with unlocked(arguments) as desk:
        on = parse_date(arguments.date, "date") if arguments.date else desk.clock().date()
        if arguments.fate:
            named = None if arguments.numbers == "all" else read_numbers(arguments.numbers)
            which = blanks.drawer(desk).lying if named is None else named
            if arguments.fate == "spoiled":
                blanks.spoil(desk, which, arguments.reason or "", on)
            else:
                blanks.lie(desk, which, on)
        drawer = blanks.drawer(desk)
        with desk.store.read() as connection:
            told = blanks.day(desk, connection, on)
    say(arguments, _value(drawer, told, on.isoformat()), _lines(drawer, told))


def _value(drawer: Drawer, told: BlankDay | None, on: str) -> dict[str, Any]:
    spoiled = [{"number": number, "reason": reason} for number, reason in told.spoiled] if told else []
    day = {"date": on, "used": told.used if told else [], "spoiled": spoiled, "asked": told.asked if told else []}
    return {**asdict(drawer), "day": day}


def _lines(drawer: Drawer, told: BlankDay | None) -> list[str]:
    from app.services.blanks import written

    lying = ", ".join(map(written, drawer.lying)) or "không có tờ nào"
    said = [f"Giấy in sẵn, số {written(drawer.first)} đến {written(drawer.last)}. Trong ngăn: {lying}."]
    said.append(f"In thêm được {drawer.room} tờ.")
    if told:
        said += [f"Đã nhập {code}" for code in told.used]
        said += [f"Hỏng {written(number)}: {reason}" for number, reason in told.spoiled]
        said += [f"Chưa rõ {written(number)}" for number in told.asked]
    return said


def add(command: Add) -> None:
    """Add the commands of blanks."""
    ahead = command("print-ahead", _print_ahead, "in sẵn giấy tiếp nhận có số, để ghi tay khi mất điện")
    ahead.add_argument("count", metavar="N", type=positive)
    ahead.add_argument("out", metavar="OUT.pdf")
    add_paper(ahead)
    add_clock(ahead)
    told = command("blanks", _blanks, "giấy in sẵn: tờ nào còn, tờ nào đã dùng, tờ nào hỏng")
    told.add_argument("numbers", nargs="?", metavar="NUMBERS|all")
    told.add_argument("fate", nargs="?", choices=["unused", "spoiled"])
    told.add_argument("--reason", help="vì sao hỏng")
    told.add_argument("--date", help="ngày các tờ ấy còn trống hoặc hỏng")
