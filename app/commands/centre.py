"""The centre and the desk: the window, setting up, joining a province."""

from __future__ import annotations

import argparse
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from app.commands.terminal import Add, home_of, pass_lock, positive, say

_PLACE = ("agency", "commune", "name", "desk", "first", "last")


def window(arguments: argparse.Namespace) -> None:
    """Open the window."""
    from app.bootstrap import open_window

    sys.exit(open_window(home_of(arguments)))


def _init(arguments: argparse.Namespace) -> None:
    from app.workflows.setting_up import make_centre

    home = home_of(arguments)
    names = ("agency", "commune", "name", "desk", "officer", "first", "last")
    record = make_centre(home, **{name: getattr(arguments, name) for name in names})
    _say_key_place()
    value = {
        "home": str(home),
        "agency": record.agency,
        "desk": record.desk,
        "first": record.first,
        "last": record.last,
    }
    say(arguments, value, [f"Đã lập {record.name}, quầy {record.desk}, kho ở {home}."])


def _setup(arguments: argparse.Namespace) -> None:
    from app.services import setup
    from app.workflows.setting_up import set_up

    home = home_of(arguments)
    done = set_up(home, setup.read(Path(arguments.file), platform.node()), pass_lock)
    if not done.already:
        _say_key_place()
    own, printer = done.centre, done.printing.printer
    # A folder that takes papers as PDF files is no printer to look for.
    found = printer in _printers() if printer else None
    value = {
        "home": str(home),
        **{name: getattr(own, name) for name in (*_PLACE, "officer")},
        "printer": done.printing.name,
        "paper": done.printing.paper,
        "enrolled": done.enrolled,
        "already": done.already,
        "printer_found": found,
    }
    said = "Máy này đã lập từ trước" if done.already else "Đã lập"
    lines = [f"{said}: {own.name}, quầy {own.desk}, cấp số {own.first} đến {own.last}."]
    if found is False:
        lines.append(f"Máy này chưa có máy in “{printer}”. Cài máy in ấy, hoặc chọn máy in khác trong Cài đặt.")
    say(arguments, value, lines)


def _printers() -> list[str]:
    from PySide6.QtCore import QCoreApplication

    from app.ui.printer import printers

    # The print system is a plug-in, and plug-ins are looked for by an application.
    own = None if QCoreApplication.instance() else QCoreApplication(["motcua"])
    found = printers()
    if own is not None:
        # Left behind it would keep a window from being opened in this process.
        own.shutdown()
    return found


def _say_key_place() -> None:
    from app import vault

    if vault.key_place() == "file":
        sys.stderr.write("Khóa của kho được giữ trong tệp MOTCUA_KEY_FILE, không trong nơi giữ khóa của máy.\n")


def _enrol(arguments: argparse.Namespace) -> None:
    from app.workflows.joining import enrol

    joined = enrol(home_of(arguments), arguments.url, arguments.code, arguments.officer, admit=pass_lock)
    _say_key_place()
    value = {name: getattr(joined, name) for name in _PLACE}
    say(arguments, value, [f"Đã nối với tỉnh: {joined.name}, quầy {joined.desk}."])


def _numbers(arguments: argparse.Namespace) -> None:
    from app.services import numbers
    from app.workflows.opening import open_desk

    with open_desk(home_of(arguments)) as desk:
        if arguments.after:
            pass_lock(desk)
            numbers.continue_after(desk, arguments.after, arguments.entry)
        found = numbers.look(desk)
        with desk.store.read() as connection:
            left_out = numbers.skipped(connection)
    said = [f"Hôm nay kho ghi đến số {found.store}, máy này đã cấp đến {found.issued}, giữ trước đến {found.reserved}."]
    said += [f"Bỏ qua {one.name}: {one.first} đến {one.last}, lúc {one.at}" for one in left_out]
    say(arguments, {**asdict(found), "skipped": [asdict(one) for one in left_out]}, said)


def add(command: Add) -> None:
    """Add the commands of the centre."""
    numbers = command("numbers", _numbers, "số đã cấp: kho nói gì, máy này nhớ gì")
    numbers.add_argument("--continue-after", dest="after", metavar="CODE", help="mã trên giấy tiếp nhận in gần nhất")
    numbers.add_argument("--entry", type=positive, help="số thứ tự trong sổ ghi trên giấy ấy")
    init = command("init", _init, "lập trung tâm chưa có tỉnh")
    init.add_argument("--agency", required=True)
    init.add_argument("--commune", required=True)
    init.add_argument("--name", required=True)
    init.add_argument("--desk", required=True, type=int)
    init.add_argument("--first", type=int, default=1)
    init.add_argument("--last", type=int, default=9999)
    init.add_argument("--officer", required=True)
    setup = command("setup", _setup, "lập quầy từ một tệp trả lời sẵn, cho một máy hay cả tỉnh")
    setup.add_argument("file", metavar="FILE.json|csv")
    enrol = command("enrol", _enrol, "nối quầy với tỉnh bằng mã mời")
    enrol.add_argument("url")
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--officer", required=True)
