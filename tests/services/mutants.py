"""Damaged registers, .xls and .xlsx, drawn from a seed: what a library reads and believes says something else.

The row and column of a cell, how many texts there are, how long a record is, where a sector or a part lies; elements
without end or within each other; entities of entities; bytes flipped, pieces lost, doubled and moved.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.services.hostile import KEPT, SHEET
from tests.services.registers import row, write

Way = Callable[[random.Random, bytes], bytes]
TEXTS, ABOUT = "xl/sharedStrings.xml", "docProps/core.xml"
_EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
_NUMBERS = ("0", "-1", "65535", "1048576", "2147483647", "4294967295", "99999999999999999999", "1e308", "NaN", "")
_CELLS = ("A1", "XFD1048576", "ZZZZ1", "A0", "A99999999999", "1A", "A1:XFD1048576", "XFD1048576:A1", "$", "")
_RECORDS = (0x06, 0x09, 0x0A, 0x3C, 0x85, 0xBD, 0xE5, 0xFC, 0xFD, 0x200, 0x203, 0x204, 0x208, 0x809)
_BOMB = b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefghij"
)


class Mutants:
    """Damaged registers by their numbers: the same seed and number are the same file."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed = folder, seed
        self._old = [path.read_bytes() for path in sorted(KEPT.glob("*.xls"))]
        merged = [(9, 0, 9, 3, "Cộng")]
        whole = write(folder / "whole.xlsx", [row(number) for number in range(1, 8)], merged=merged)
        parts = _parts(whole.read_bytes())
        self._new = _packed({**parts, ABOUT: re.sub(rb"20[^<]*Z", b"2026-11-24T08:00:00Z", parts[ABOUT])})

    def write(self, number: int) -> Path:
        """Write one: with an even number an .xls, else an .xlsx."""
        source, old = random.Random(f"{self._seed}-{number}"), number % 2 == 0
        content, ways = (source.choice(self._old), _OLD_WAYS) if old else (self._new, _NEW_WAYS)
        for _ in range(source.choice((1, 1, 2, 4))):
            content = source.choice(ways)(source, content)
        path = self._folder / f"mutant-{number}.{'xls' if old else 'xlsx'}"
        path.write_bytes(content)
        return path


def _flipped(source: random.Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(source.choice((1, 3, 10)) if made else 0):
        made[source.randrange(len(made))] = source.randrange(256)
    return bytes(made)


def _moved(source: random.Random, content: bytes) -> bytes:
    """Lose, double or move a piece, or all that follows it."""
    first, at = (source.randrange(len(content) + 1) for _ in range(2))
    last = first + source.choice((1, 4, 60, 2000))
    piece, rest = content[first:last], content[:first] + content[last:]
    return source.choice((rest, content[:last] + content[first:], rest[:at] + piece + rest[at:], content[:first]))


def _numbered(source: random.Random, content: bytes, at: int) -> bytes:
    """Write an extreme number over two or four bytes."""
    width, number = source.choice((2, 4)), source.choice((*_EXTREMES, source.randrange(1 << 32)))
    return content[:at] + number.to_bytes(8, "little")[:width] + content[at + width :]


# What an .xls is made of: records of a kind, a length and their content, in the sectors of a small disk.


def _record(source: random.Random, content: bytes) -> tuple[int, int]:
    """Return where a record begins, and how long it is."""
    found, at = [(0, 0)], max(content.find(b"\x09\x08\x10\x00"), 0)
    while at + 4 <= len(content):
        found.append((at, struct.unpack_from("<HH", content, at)[1]))
        at += 4 + found[-1][1]
    return source.choice(found)


def _record_said(source: random.Random, content: bytes) -> bytes:
    at, length = _record(source, content)
    return _numbered(source, content, at + 4 + 2 * source.randrange(max(1, min(length, 40) // 2)))


def _record_head(source: random.Random, content: bytes) -> bytes:
    """Give a record another length or another kind."""
    at, _ = _record(source, content)
    kind = source.choice(_RECORDS).to_bytes(2, "little")
    return _numbered(source, content, at + 2) if source.random() < 0.5 else content[:at] + kind + content[at + 2 :]


def _sectors(source: random.Random, content: bytes) -> bytes:
    """Change what the head says of the sectors, their table, or the list of streams."""
    at = source.choice((source.randrange(512), max(0, len(content) - 1536) + source.randrange(1536)))
    return _numbered(source, content, at & ~3)


# What an .xlsx is made of: packed parts of XML, and the list of them.


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the parts, none where the file is no longer one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {name: packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError, struct.error, OverflowError):
        return {}


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in parts.items():
            always = zipfile.ZipInfo(name, (2026, 11, 24, 8, 0, 0))
            packed.writestr(always, content, zipfile.ZIP_DEFLATED, 1)
    return made.getvalue()


def _in_part(change: Way) -> Way:
    """Return a way that changes one part, most often one that says something of cells."""

    def changed(source: random.Random, content: bytes) -> bytes:
        parts = _parts(content)
        likely = [name for name in (SHEET, TEXTS, "xl/workbook.xml", "xl/styles.xml") if name in parts]
        if not parts:
            return _flipped(source, content)
        name = source.choice(likely if likely and source.random() < 0.8 else sorted(parts))
        return _packed({**parts, name: change(source, parts[name])})

    return changed


def _said(pattern: bytes, values: tuple[str, ...]) -> Way:
    """Return a way that writes one of these values over one place of a part."""

    def changed(source: random.Random, xml: bytes) -> bytes:
        found = list(re.finditer(pattern, xml))
        if not found:
            return _flipped(source, xml)
        one = source.choice(found)
        return xml[: one.start(1)] + source.choice(values).encode() + xml[one.end(1) :]

    return changed


def _entities(source: random.Random, xml: bytes) -> bytes:
    """Have a text name entities of entities: a thousand million letters when somebody follows them."""
    return xml.replace(b"?>", b"?>" + _BOMB + b"]>", 1).replace(b"<t>", b"<t>&j;", source.randrange(1, 4))


def _deep(source: random.Random, xml: bytes) -> bytes:
    at = max(xml.find(b"<", source.randrange(len(xml) + 1)), 0)
    return xml[:at] + b"<row>" * source.choice((100, 10_000, 300_000)) + xml[at:]


def _many(source: random.Random, xml: bytes) -> bytes:
    """Repeat one element."""
    found = re.search(rb"<(si|c|row|xf|mergeCell|sheet)\b.*?(/>|</\1>)", xml, re.DOTALL)
    return xml.replace(found[0], found[0] * source.choice((1000, 500_000)), 1) if found else _flipped(source, xml)


def _listed(source: random.Random, content: bytes) -> bytes:
    """Change a number in the list of the parts: their sizes, how many they are, where they begin."""
    found = [one.start() for one in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", content)] or [0]
    return _numbered(source, content, source.choice(found) + 4 + 2 * source.randrange(20))


def _exchanged(source: random.Random, content: bytes) -> bytes:
    """Have a part in the place of another, or not at all."""
    parts = _parts(content)
    if not parts:
        return _moved(source, content)
    one, other = (source.choice(sorted(parts)) for _ in range(2))
    parts[one] = parts[other]
    return _packed({name: part for name, part in parts.items() if name != one or one != other})


_OLD_WAYS: tuple[Way, ...] = (_record_said, _record_said, _record_said, _record_head, _sectors, _flipped, _moved)
_NEW_WAYS: tuple[Way, ...] = (
    *map(_in_part, (_said(rb'[" >](-?\d+)["<]', _NUMBERS), _said(rb'r(?:ef)?="([^"]*)"', _CELLS), _flipped, _moved)),
    *map(_in_part, (_said(rb'r(?:ef)?="([^"]*)"', _CELLS), _entities, _deep, _many)),
    _listed, _exchanged, _flipped,
)  # fmt: skip
