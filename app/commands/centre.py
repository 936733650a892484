"""The centre and the desk: the window, setting up, joining a province."""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path

from app.commands.terminal import Add, home_of, say
from app.errors import KnownError


def window(arguments: argparse.Namespace) -> None:
    """Open the window."""
    from app.bootstrap import open_window

    sys.exit(open_window(home_of(arguments)))


def _init(arguments: argparse.Namespace) -> None:
    from app.bootstrap import make_centre
    from app.models.store import FILE

    home = home_of(arguments)
    if (home / FILE).exists():
        # Asked before a key is made that would belong to nothing.
        raise KnownError("STORE_EXISTS", home=str(home))
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
    from app.bootstrap import set_up
    from app.services import setup

    done = set_up(home_of(arguments), setup.read(Path(arguments.file), platform.node()))
    if not done["already"]:
        _say_key_place()
    printer = done["printer"]
    # A folder that takes papers as PDF files is no printer to look for.
    named = printer and not Path(printer).is_absolute()
    done["printer_found"] = printer in _printers() if named else None
    said = "Máy này đã lập từ trước" if done["already"] else "Đã lập"
    lines = [f"{said}: {done['name']}, quầy {done['desk']}, cấp số {done['first']} đến {done['last']}."]
    if done["printer_found"] is False:
        lines.append(f"Máy này chưa có máy in “{printer}”. Cài máy in ấy, hoặc chọn máy in khác trong Cài đặt.")
    say(arguments, done, lines)


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
    from app.bootstrap import enrol

    joined = enrol(home_of(arguments), arguments.url, arguments.code, arguments.officer)
    _say_key_place()
    say(arguments, joined, [f"Đã nối với tỉnh: {joined['name']}, quầy {joined['desk']}."])


def add(command: Add) -> None:
    """Add the commands of the centre."""
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
