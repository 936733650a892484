"""Text that is no Unicode as it stands: written for the fonts of before, or misread; recognised and turned into it.

For twenty years offices typed for fonts that draw Vietnamese letters in the places of Western ones: TCVN3 (`.VnTime`,
one place a letter) and VNI-Windows (`VNI-Times`, a letter and then its mark). Excel keeps such text as the Western
letters, `NguyÔn` or `Nguyeãn`, and nothing in the file says so but the name of a font.

So a word is asked what it says: it is read as Unicode, as TCVN3 and as VNI, and each reading counts that is a
Vietnamese syllable. A text is of the charset in which most of its words are syllables; one letter that only Unicode
has settles it. Some words are syllables in two readings (`Phó` is also how TCVN3 writes Phú); a text of nothing else
has no answer of its own and goes by its neighbours in the sheet, which is for the caller, who has them. What was UTF-8
and was misread (`misread`) is the fourth reading, and the first that is tried: it makes letters of nothing else.

A text of two charsets, a name of 2008 with its hamlet pasted behind it, is read word by word (`word_by_word`).

TCVN3 has no capitals with tones: they were typed as small letters and drawn large by a second font (`.VnTimeH`), whose
name the text does not keep. A text whose plain letters are all capitals is therefore written in capitals whole; one
typed wholly in small letters stays small, for nothing in it says otherwise, but a person's name gets its capitals
(`capitalised`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from app.rules.misread import restored
from app.rules.syllable import TONES, is_syllable

Charset = Literal["unicode", "tcvn3", "vni", "utf8"]
"""What a text is written in; `utf8` is UTF-8 that was taken for another encoding."""

_ALPHABET = "aăâeêioôơuưy"

# TCVN 5712:1993, VN3. 0xAD is a soft hyphen to Unicode: text must be read before anything cleans it of such signs.
_TCVN3_PLAIN = dict(zip("¡¢£¤¥¦§¨©ª«¬\xad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
_TCVN3_TONED = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ",
    "o": "ßáâãä", "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}  # fmt: skip

# VNI-Windows: the mark follows its letter; ơ, ư, đ and the toned i (and ỵ) have places of their own.
_VNI_AFTER_ALL = dict(zip("øûõùï", TONES, strict=True))
_VNI_AFTER = {
    "a": {"â": "â", "à": "ầ", "å": "ẩ", "ã": "ẫ", "á": "ấ", "ä": "ậ", "ê": "ă", "è": "ằ", "ú": "ẳ", "ü": "ẵ",
          "é": "ắ", "ë": "ặ"},
    "e": {"â": "ê", "à": "ề", "å": "ể", "ã": "ễ", "á": "ế", "ä": "ệ"},
    "o": {"â": "ô", "à": "ồ", "å": "ổ", "ã": "ỗ", "á": "ố", "ä": "ộ"},
}  # fmt: skip
_VNI_ALONE = dict(zip("ìæóíòôöñî", "ìỉĩíịơưđỵ", strict=True))


def _composed(letter: str, tone: str) -> str:
    return unicodedata.normalize("NFC", letter + tone)


def _tcvn3() -> dict[str, str]:
    toned = {
        sign: _composed(letter, tone)
        for letter, signs in _TCVN3_TONED.items()
        for sign, tone in zip(signs, TONES, strict=True)
    }
    return _TCVN3_PLAIN | toned


def _vni() -> dict[str, str]:
    small = dict(_VNI_ALONE)
    for letter, written in {one: one for one in "aeouy"}.items() | {"ơ": "ô", "ư": "ö"}.items():
        small |= {written + sign: _composed(letter, tone) for sign, tone in _VNI_AFTER_ALL.items()}
        small |= {written + sign: made for sign, made in _VNI_AFTER.get(letter, {}).items()}
    # A capital is written with the capital mark, but one typed quickly keeps the small mark: `Aùnh`, `AÙNH`.
    every = dict(small)
    for sign, made in small.items():
        every[sign.upper()] = made.upper()
        every[sign[0].upper() + sign[1:]] = made.upper()
    return every


TCVN3 = _tcvn3()
"""How TCVN3 text writes each letter with a mark, as the Western letter Excel keeps."""
VNI = _vni()
"""How VNI-Windows text writes each letter with a mark: one or two Western letters."""

_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz¨©ª«¬\xad®")
_LARGE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ¡¢£¤¥¦§")
_NO_CAPITAL = frozenset(_composed(letter, tone) for letter in _ALPHABET for tone in TONES)
_tcvn3_table = str.maketrans(TCVN3)
_vni_sign = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_word = re.compile(r"(?:[A-Za-z]|[^\W\d_a-zA-Z]|[\u0300-\u036f\u00a1-\u00bf])+")
_no_letter = re.compile("[\u00a1-\u00bf]")
_unicode_only = re.compile(
    r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]"
)

_sound_case = re.compile(r"[^A-ZÀ-Þ]*|.[^A-ZÀ-Þ]*|[^a-zß-ÿ]*")


def recognise(text: str) -> Charset | None:
    """Return the charset a text is written in, None where the text itself does not tell (plain letters, mostly).

    The text must be as the file has it: cleaning takes away the soft hyphen that is TCVN3's ư.
    """
    if text.isascii():
        return None
    if restored(text) is not None:
        return "utf8"
    if _unicode_only.search(text):
        return "unicode"
    readings = [_readings(word) for word in _word.findall(text)]
    counts: dict[Charset, int] = {
        "unicode": sum("unicode" in one for one in readings),
        "tcvn3": sum("tcvn3" in one for one in readings),
        "vni": sum("vni" in one for one in readings),
    }
    most = max(counts.values())
    best = [charset for charset, count in counts.items() if count == most]
    return best[0] if len(best) == 1 else None


def decode(text: str, charset: Charset) -> str:
    """Return a text in Unicode, NFC; one in which the charset writes nothing comes back as it is."""
    if charset == "tcvn3":
        made = text.translate(_tcvn3_table)
        text = made.upper() if _in_capitals(text) else made
    elif charset == "vni":
        text = _vni_sign.sub(lambda found: VNI[found[0]], text)
    elif charset == "utf8":
        text = restored(text) or text
    return unicodedata.normalize("NFC", text)


def word_by_word(text: str) -> tuple[str, Charset] | None:
    """Return a text of two charsets in Unicode, and the old one of them; None where it is of one.

    A word that does not tell goes by the word before it, those at the beginning by the first that tells.
    """
    if text.isascii() or restored(text) is not None:
        return None
    told = [_told(word) for word in _word.findall(text)]
    kinds: list[Charset] = [one for one in told if one is not None]
    old = [one for one in kinds if one != "unicode"]
    if len(set(kinds)) < 2:
        return None
    rest = iter(told)
    last: Charset = kinds[0]

    def said(found: re.Match[str]) -> str:
        nonlocal last
        charset = next(rest)
        last = last if charset is None else charset
        return decode(found[0], last)

    return unicodedata.normalize("NFC", _word.sub(said, text)), old[0]


def is_old(text: str) -> bool:
    """Tell beyond doubt that a text, or two words of it, were typed for an old font, whichever.

    That is where two words, or one with a sign that is no letter, are syllables in an old font alone; or every marked
    word is one in the same font, and not all are in Unicode. But `Loïc Dupont` is a Frenchman, though VNI writes Lọc
    so: where one word is marked, the others are syllables too.
    """
    words = [word for word in _word.findall(text) if len(word) > 1]
    marked = [word for word in words if not _bare(word).isascii()]
    told = [word for word in marked if _told(word) not in ("unicode", None)]
    if len(told) > 1 or any(_no_letter.search(word) for word in told):
        return True
    if _unicode_only.search(text) or all("unicode" in _readings(word) for word in marked):
        return False
    if not frozenset[Charset]({"tcvn3", "vni"}).intersection(*map(_readings, marked)):
        return False
    return len(marked) > 1 or all(is_syllable(word, strict=False) for word in words if word.isascii())


def capitalised(name: str) -> str:
    """Return a person's name as TCVN3 could not write it: `Lê Văn ánh`, `lê văn ánh` → `Lê Văn Ánh`.

    A name in small letters gets all its capitals; one that has some only those the charset has no letter for.
    """
    small = name == name.lower()
    words = name.split(" ")
    return " ".join(word[:1].upper() + word[1:] if small or word[:1] in _NO_CAPITAL else word for word in words)


def _in_capitals(text: str) -> bool:
    """Tell whether TCVN3 text was meant in capitals: no plain letter is small, and one capital is inside a word."""
    if not _SMALL.isdisjoint(text):
        return False
    return any(sign in _LARGE for word in _word.findall(text) for sign in word[1:])


@lru_cache(maxsize=50_000)
def _told(word: str) -> Charset | None:
    """Return the charset a word among those of several tells: Unicode by its own letters, an old one by no other."""
    if _unicode_only.search(word):
        return "unicode"
    found = _readings(word)
    return next(iter(found)) if len(found) == 1 and "unicode" not in found else None


def _bare(word: str) -> str:
    return word.replace("ñ", "n").replace("Ñ", "N")


@lru_cache(maxsize=50_000)
def _readings(word: str) -> frozenset[Charset]:
    """Return the charsets in which a word is a Vietnamese syllable with a mark.

    Plain words say nothing, nor do signs without a plain letter: `·` before a line of a list is no ã. ñ alone says
    nothing either: VNI's đ is a letter of the highlands (Y Ñu).
    """
    if _bare(word).isascii() or not any(sign.isascii() for sign in word):
        return frozenset()
    found: set[Charset] = set()
    if _sound_case.fullmatch(word) and is_syllable(word, strict=False):
        found.add("unicode")
    # What a charset has no letter for was not written in it, though the rest of the word may make a syllable.
    if all(sign in TCVN3 for sign in word if not sign.isascii()) and is_syllable(decode(word, "tcvn3"), strict=True):
        found.add("tcvn3")
    if _vni_sign.sub("", word).isascii() and is_syllable(decode(word, "vni"), strict=True):
        found.add("vni")
    return frozenset(found)
