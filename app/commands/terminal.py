"""What the commands share: the data folder, reading what was typed, saying what came of it.

With `--json` one JSON value goes to stdout and nothing else (CLI.md).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from app import chosen, words
from app.errors import KnownError, MotcuaError, UserError
from app.paths import data_home

if TYPE_CHECKING:
    from app.services.desk import Desk

MOST_MB = 16
"""The largest draft or body read whole, and the longest of its JSON Lines."""
_HALVES = re.compile("[\ud800-\udfff]")

Command = Callable[[argparse.Namespace], None]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
"""Makes the parser of a command: its name, what runs it, what it is for."""


def home_of(arguments: argparse.Namespace) -> Path:
    """Return the data folder a command works on."""
    return data_home(arguments.home)


@contextmanager
def unlocked(arguments: argparse.Namespace) -> Iterator[Desk]:
    """Open the desk a command works on, past its lock. Raises as `open_desk` and `pass_lock` do."""
    from app.workflows.opening import open_desk

    with open_desk(home_of(arguments), clock_ok=getattr(arguments, "clock_ok", False)) as desk:
        pass_lock(desk)
        yield desk


def pass_lock(desk: Desk) -> None:
    """Ask for the code of the lock where the desk has one; a wrong one counts as it does in the window.

    Raises UserError LOCK_CODE_NEEDED where nobody can be asked, LOCK_CODE_DIGITS (have, need), LOCK_CODE_WRONG (left),
    LOCK_CODE_WAIT (seconds), and as `read` where MOTCUA_CODE_FILE names a file that cannot be read.
    """
    from app.services import lock_code

    if not lock_code.has_code(desk):
        return
    code = _code()
    if not lock_code.is_code(code):
        # Mistyped, and no try: nobody's code looks like this.
        raise UserError("LOCK_CODE_DIGITS", have=len(code), need=lock_code.DIGITS)
    tried = lock_code.try_code(desk, code)
    if tried.wait_seconds:
        raise UserError("LOCK_CODE_WAIT", seconds=tried.wait_seconds)
    if not tried.ok:
        raise UserError("LOCK_CODE_WRONG", left=tried.left)


def _code() -> str:
    """Return the code a script keeps in the file MOTCUA_CODE_FILE, else what is typed, which no screen shows.

    No option takes it: everybody's list of processes shows a command line.
    """
    if named := os.environ.get("MOTCUA_CODE_FILE"):
        return read(named).strip()
    if not (sys.stdin and sys.stdin.isatty()):
        raise UserError("LOCK_CODE_NEEDED")
    try:
        return getpass("Mã khóa của quầy: ").strip()
    except EOFError:
        raise UserError("LOCK_CODE_NEEDED") from None


def say(arguments: argparse.Namespace, value: Any, lines: Iterable[str] = ()) -> None:
    """Print the JSON value, or, for a person, the lines (the value, indented, when there are none)."""
    if arguments.json:
        print(json.dumps(value, ensure_ascii=False), flush=True)
        return
    text = "\n".join(lines) or json.dumps(value, ensure_ascii=False, indent=2)
    print(text, flush=True)


def source(name: str) -> TextIO:
    """Open a file by its name, `-` for stdin. Raises KnownError FILE_READ."""
    if name == "-":
        return sys.stdin
    try:
        return Path(name).open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as problem:
        raise KnownError("FILE_READ", name=name, why=problem.strerror) from None


def read(name: str) -> str:
    """Return the text of a file, `-` for stdin. Raises as `source`; UserError FILE_TOO_LARGE (name, size, limit)."""
    if name != "-":
        try:
            return chosen.content(Path(name), MOST_MB).decode("utf-8-sig", errors="surrogateescape")
        except OSError as problem:
            raise KnownError("FILE_READ", name=name, why=problem.strerror) from None
    text = sys.stdin.read((MOST_MB << 20) + 1)
    if len(text) > MOST_MB << 20:
        raise _too_large(name)
    return text


def _too_large(name: str) -> UserError:
    return UserError("FILE_TOO_LARGE", name=name, size=MOST_MB + 1, limit=MOST_MB)


def parse(text: str, code: str) -> Any:
    """Return the value of a JSON text. Raises UserError `code` (line, column), also where bytes are no UTF-8."""
    odd = next((at for at, char in enumerate(text) if "\ud800" <= char <= "\udfff"), None)
    try:
        if odd is not None:
            raise json.JSONDecodeError("not UTF-8", text, odd)
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise UserError(code, line=problem.lineno, column=problem.colno) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets a thousand deep.
        raise UserError(code, line=1, column=1) from None


def readable(text: str) -> str:
    """Return text in which a byte that is no UTF-8, or half a letter typed, is the mark of a garbled scan."""
    return _HALVES.sub("\ufffd", text)


def body_of(arguments: argparse.Namespace) -> Any:
    """Return the JSON body of an act, an empty one where no file is named. Raises as `read` and `parse`."""
    return parse(read(arguments.body), "BODY_JSON") if arguments.body else {}


def error_of(problem: MotcuaError) -> dict[str, Any]:
    """Return an error as JSON Lines answer it (CLI.md)."""
    return {"error": {"code": problem.code, "field": problem.field, "message": words.sentence(problem)}}


def warnings_of(codes: Iterable[str]) -> list[dict[str, str]]:
    """Return warnings as `receive` and `act` print them."""
    return [{"code": code, "message": words.WARNINGS[code]} for code in codes]


def for_each_line(arguments: argparse.Namespace, answer: Callable[[str], Any]) -> bool:
    """Answer JSON Lines one by one, a bad line with its error, and go on; tell whether all were good.

    Raises as `source`, and UserError FILE_TOO_LARGE at a line that has no end.
    """
    good = True
    with source(arguments.source) as file:
        while line := file.readline((MOST_MB << 20) + 1):
            if len(line) > MOST_MB << 20:
                raise _too_large(arguments.source)
            if not line.strip():
                continue
            try:
                value = answer(line)
            except MotcuaError as problem:
                value, good = error_of(problem), False
            print(json.dumps(value, ensure_ascii=False), flush=True)
    return good


def add_paper(parser: argparse.ArgumentParser) -> None:
    """Let a command choose its paper."""
    parser.add_argument("--paper", choices=("A4", "A5"), default="A5")


def add_clock(parser: argparse.ArgumentParser) -> None:
    """Let whoever runs a command that writes answer for the PC's clock (`services.present`)."""
    parser.add_argument("--clock-ok", action="store_true", help="giờ của máy đúng, dù xa việc ghi gần nhất")


def positive(text: str) -> int:
    """Read a number above zero for argparse."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
