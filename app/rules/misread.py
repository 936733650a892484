"""UTF-8 that was taken for another encoding: turned back where nothing of it was lost.

A program that takes UTF-8 for the encoding of its own Windows makes two or three signs of each letter with a mark:
`Nguyá»…n` where Western, `LĂª` where Vietnamese (1258), `Thß╗ï` in a console. The bytes are all there as long as
nothing cleaned the text: some of them are control signs, a soft hyphen (ậ, í, ử) or a hard blank (à, Ạ, Ơ), so that a
text is read before anything takes such signs away. A hard blank that became a plain one is put back where a syllable
wants it.
What East Asian encodings make of UTF-8 has lost signs as a rule, and is not turned back.
"""

from __future__ import annotations

import re

from app.rules.syllable import is_syllable

_TIMES = 3
"""How often a text may have been misread, once on each system it went through."""
_CODECS = ("cp1252", "cp1258", "cp1250", "cp1251", "cp437", "mac_roman")
# What turned back text may hold: Latin letters with their marks, and the signs of one more encoding around them.
_meant = re.compile("[\u0080-\u024f\u02bc\u02c6\u02dc\u0300-\u036f\u1e00-\u1eff\u2010-\u203a\u20ab\u20ac\u2122]+")
_run = re.compile(r"[^\x00-\x7f]+")
_debris = re.compile("[\u0080-\u009f\ufffd]|á[º»]|[ÃÄ][^\\w\\s]|\\bÄ\\b|Æ[°¡]|â€|ß[╗║]|√[†°¢£¨©™≠µ≥¥]")
_lost_blank = re.compile(r"(\S*(?:Ã|áº|á»|Æ))(?: (\S*)|$)")


def restored(text: str) -> str | None:
    """Return what a text said before it was misread, None where it was not, or where something of it is lost."""
    made = text
    for _ in range(_TIMES):
        once = _once(made)
        if once is None:
            break
        made = once
    return None if made == text or debris(made) else made


def debris(text: str) -> bool:
    """Tell whether a text holds what only a wrong encoding leaves behind."""
    return _debris.search(text) is not None


def _once(text: str) -> str | None:
    """Return a text turned back once, by the encoding that explains most of it."""
    if not _sequence.search(text):
        return None
    best = min((_by(table, text) for table in _TABLES), key=len)
    if best == text:
        return None
    return _by(_TABLES[0], _lost_blank.sub(_hard_blank, text)) if _lost_blank.search(best) else best


def _by(table: dict[str, int], text: str) -> str:
    return _run.sub(lambda found: _turned(found[0], table), text)


def _turned(run: str, table: dict[str, int]) -> str:
    """Return what the bytes of these signs say in UTF-8; the signs themselves where they say nothing we write."""
    try:
        said = bytes(table[sign] for sign in run).decode()
    except (KeyError, UnicodeDecodeError):
        return run
    return said if _meant.fullmatch(said) else run


def _hard_blank(found: re.Match[str]) -> str:
    """Put back the hard blank that ends a letter, and a plain one after it where two words stand; if it is a word."""
    before, after = found[1] + "\u00a0", found[2] or ""
    if _says_something(before + after):
        return before + after
    return f"{before} {after}" if _says_something(before) else found[0]


def _says_something(word: str) -> bool:
    return is_syllable(_by(_TABLES[0], word).strip("()[]“”\"'.,;:-/"), strict=False)


def _table(codec: str) -> dict[str, int]:
    """Return the byte of each sign; a byte an encoding has no sign for is kept as the control sign of its number."""
    return {bytes([byte]).decode(codec, "ignore") or chr(byte): byte for byte in range(0x80, 0x100)} | {
        chr(byte): byte for byte in range(0x80, 0xA0)
    }


_TABLES = [_table(codec) for codec in _CODECS]


def _two_bytes(table: dict[str, int]) -> str:
    """Return the pattern of the first two bytes of what `_meant` lets pass: no text of ours has it by chance."""
    first = (sign for sign, byte in table.items() if byte in range(0xC2, 0xD0) or byte in (0xE1, 0xE2))
    second = (sign for sign, byte in table.items() if byte < 0xC0)
    return f"[{re.escape(''.join(first))}][{re.escape(''.join(second))}]"


_sequence = re.compile("|".join(map(_two_bytes, _TABLES)))
