"""Who a person is and where they live: what the rules make of a card, an address, a phone, a number, a name.

The window asks the same rules while these are typed; here a script can, one text at a time or a file of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import words
from app.commands.terminal import Add, for_each_line, home_of, positive, readable, say, warnings_of
from app.errors import KnownError

if TYPE_CHECKING:
    from app.rules.communes import Commune

Answer = Callable[[str], dict[str, Any]]
Lines = Callable[[dict[str, Any]], list[str]]


def _read_id(arguments: argparse.Namespace) -> None:
    from app.rules.identity import parse_card

    _tell(
        arguments,
        lambda text: parse_card(text).as_json(),
        lambda value: [f"{key}: {part}" for key, part in value.items()],
    )


def _locate(arguments: argparse.Namespace) -> None:
    _tell(arguments, _located, _where)


def _located(address: str) -> dict[str, Any]:
    """Return where an address lies today; `parts` is how it was split, null for what was not recognised."""
    from app.rules.text import nfc
    from app.services import places

    found = places.locate(address)
    parts = found.parts
    return {
        "address": nfc(address, newlines=True),
        "parts": {
            "house": parts.house or None,
            "ward": parts.ward,
            "district": parts.district,
            "province": parts.province,
        },
        "commune": found.commune and _commune(found.commune),
        "candidates": [_commune(one) for one in found.candidates],
        "certain": found.commune is not None,
    }


def _where(value: dict[str, Any]) -> list[str]:
    if value["commune"]:
        return [_in_words(value["commune"])]
    maybe = "; ".join(_in_words(one) for one in value["candidates"])
    return [f"Chưa rõ xã, phường mới: {maybe}." if maybe else "Chưa rõ xã, phường mới."]


def _communes(arguments: argparse.Namespace) -> None:
    from app.services import places

    own = _own_commune(home_of(arguments))

    def found(text: str) -> dict[str, Any]:
        best = places.find(text, own=own, limit=arguments.limit)
        return {"count": best.count, "communes": [_commune(one) for one in best.communes]}

    _tell(
        arguments,
        found,
        lambda value: [_in_words(one) for one in value["communes"]] or ["Không có xã, phường nào."],
    )


def _own_commune(home: Path) -> str | None:
    """Return the commune of the centre in `home`, which the window offers first; None where there is no centre."""
    from app.workflows.opening import open_desk

    try:
        with open_desk(home) as desk:
            return desk.place()[0].commune
    except KnownError as problem:
        if problem.code not in ("STORE_MISSING", "STORE_GONE"):
            raise
        return None


def _commune(one: Commune) -> dict[str, str]:
    return {"code": one.code, "name": one.name, "province": one.province}


def _in_words(commune: dict[str, str]) -> str:
    return "{code} {name}, {province}".format_map(commune)


def _check(arguments: argparse.Namespace) -> None:
    answer, first = _CHECKS[arguments.what]
    _tell(arguments, answer, lambda value: [" ".join((first(value), *(one["message"] for one in value["warnings"])))])


def _phone(text: str) -> dict[str, Any]:
    from app.rules.identity import check_phone, format_phone

    digits = check_phone(text)
    return {"phone": digits, "shown": format_phone(digits), "warnings": []}


def _paper(text: str) -> dict[str, Any]:
    from app.rules.identity import check_paper_number, paper_warnings

    number, kind = check_paper_number(text)
    return {"id_number": number, "kind": kind, "warnings": warnings_of(paper_warnings(number, kind))}


def _name(text: str) -> dict[str, Any]:
    """Return a name clean and folded; `converted` is what it says where it was typed for a font of before Unicode.

    Such a name would be refused as garbled as it stands, so that the rules are asked of what it says.
    """
    from app.rules.charset import capitalised, decode, recognise
    from app.rules.identity import check_name
    from app.rules.text import fold, nfc
    from app.services.drafts import printable_name

    charset = recognise(text)
    converted = capitalised(nfc(decode(text, charset))) if charset in ("tcvn3", "vni") else None
    said, warnings = check_name(converted or text)
    printable_name(said)
    return {
        "name": nfc(text),
        "folded": fold(said),
        "charset": charset,
        "converted": converted,
        "warnings": warnings_of(warnings),
    }


_CHECKS: dict[str, tuple[Answer, Callable[[dict[str, Any]], str]]] = {
    "phone": (_phone, lambda value: value["shown"]),
    "paper": (_paper, lambda value: f"{words.PAPERS[value['kind']]} {value['id_number']}."),
    "name": (_name, lambda value: _name_line(**value)),
}


def _name_line(name: str, charset: str, converted: str | None, **_: object) -> str:
    return f"{name}, chữ {charset.upper()}, là {converted}." if converted else f"{name}."


def _tell(arguments: argparse.Namespace, answer: Answer, lines: Lines) -> None:
    """Answer the text of the command, or each line of a file."""
    if arguments.lines:
        arguments.source = arguments.lines
        for_each_line(arguments, lambda line: answer(readable(line).rstrip("\r\n")))
        return
    if arguments.text is None:
        arguments.usage("cần TEXT, hoặc --lines")
    value = answer(readable(arguments.text))
    say(arguments, value, lines(value))


def add(command: Add) -> None:
    """Add the commands that ask who somebody is and where they live."""
    read_id = command("read-id", _read_id, "đọc mã quét của thẻ căn cước")
    locate = command("locate", _locate, "tìm xã, phường hiện nay của một địa chỉ")
    communes = command("communes", _communes, "tìm xã, phường theo tên, chữ đầu hoặc mã")
    communes.add_argument("--limit", type=positive, default=6)
    check = command("check", _check, "kiểm tra số điện thoại, số giấy tờ, họ và tên")
    check.add_argument("what", choices=list(_CHECKS))
    for asking in (read_id, locate, communes, check):
        asking.add_argument("text", nargs="?")
        asking.add_argument("--lines", metavar="FILE")
