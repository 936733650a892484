"""Text written for the fonts of before Unicode: recognised by what it says, and turned into Unicode.

For twenty years offices typed for fonts that draw Vietnamese letters in the places of Western ones: TCVN3 (`.VnTime`,
one place a letter) and VNI-Windows (`VNI-Times`, a letter and then its mark). Excel keeps such text as the Western
letters, `NguyÔn` or `Nguyeãn`, and nothing in the file says so but the name of a font.

So a word is asked what it says: it is read as Unicode, as TCVN3 and as VNI, and each reading counts that is a
Vietnamese syllable. A text is of the charset in which most of its words are syllables; one letter that only Unicode
has settles it. Some words are syllables in two readings (`Phó` is also how TCVN3 writes Phú); a text of nothing else
has no answer of its own and goes by its neighbours in the sheet, which is for the caller, who has them.

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

Charset = Literal["unicode", "tcvn3", "vni"]

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot: the order of TCVN 5712
_ALPHABET = "aăâeêioôơuưy"

# TCVN 5712:1993, VN3. 0xAD is a soft hyphen to Unicode: text must be read before anything cleans it of such signs.
_TCVN3_PLAIN = dict(zip("¡¢£¤¥¦§¨©ª«¬\xad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
_TCVN3_TONED = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ",
    "o": "ßáâãä", "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}  # fmt: skip

# VNI-Windows: the mark follows its letter; ơ, ư, đ and the toned i (and ỵ) have places of their own.
_VNI_AFTER_ALL = dict(zip("øûõùï", _TONES, strict=True))
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
        for sign, tone in zip(signs, _TONES, strict=True)
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
_NO_CAPITAL = frozenset(_composed(letter, tone) for letter in _ALPHABET for tone in _TONES)
_tcvn3_table = str.maketrans(TCVN3)
_vni_sign = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_word = re.compile(r"(?:[A-Za-z]|[^\W\d_a-zA-Z]|[\u0300-\u036f\u00a1-\u00bf])+")
_unicode_only = re.compile(
    r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]"
)
_tone = re.compile(f"[{_TONES}]")
_tone_on_consonant = re.compile(f"[^aeiouy\u0302\u0306\u031b][{_TONES}]")  # ñ, which Vietnamese has not

_ONSETS = "ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnprstvx]|"
_RIMES = (
    "a|ai|ao|au|ay|ac|ach|am|an|ang|anh|ap|at|ăc|ăm|ăn|ăng|ăp|ăt|âc|âm|ân|âng|âp|ât|âu|ây|"
    "e|eo|ec|em|en|eng|ep|et|ê|êu|êch|êm|ên|ênh|êp|êt|i|ia|iu|ic|ich|im|in|inh|ip|it|"
    "[iy]êc|[iy]êm|[iy]ên|[iy]êng|[iy]êp|[iy]êt|[iy]êu|o|oa|oai|oao|oay|oac|oach|oam|oan|oang|oanh|oap|oat|"
    "oăc|oăm|oăn|oăng|oăt|oe|oen|oeo|oet|oi|oc|om|on|ong|op|ot|ooc|oong|ô|ôi|ôc|ôm|ôn|ông|ôp|ôt|ơ|ơi|ơm|ơn|ơp|ơt|"
    "u|ua|ui|uc|um|un|ung|up|ut|uân|uâng|uât|uây|uê|uêch|uênh|uên|uôc|uôi|uôm|uôn|uông|uôt|uơ|uy|uya|uych|uyn|uynh|"
    "uyp|uyt|uyu|uyên|uyêt|ynh|yt|ych|ư|ưa|ưi|ưu|ưc|ưm|ưn|ưng|ưt|ươc|ươi|ươm|ươn|ương|ươp|ươt|ươu|y|"
    "[aăâeêioôơuư]k"  # Đắk, Lắk, Búk, Pốk: names of the Central Highlands, in every second address there
)
_syllable = re.compile(f"(?:{_ONSETS})(?:{_RIMES})")
_stopped = re.compile("(?:c|ch|k|p|t)$")
_sound_case = re.compile(r"[^A-ZÀ-Þ]*|.[^A-ZÀ-Þ]*|[^a-zß-ÿ]*")


def recognise(text: str) -> Charset | None:
    """Return the charset a text is written in, None where the text itself does not tell (plain letters, mostly).

    The text must be as the file has it: cleaning takes away the soft hyphen that is TCVN3's ư.
    """
    if text.isascii():
        return None
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
    return unicodedata.normalize("NFC", text)


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
def _readings(word: str) -> frozenset[Charset]:
    """Return the charsets in which a word is a Vietnamese syllable with a mark.

    Plain words say nothing, nor do signs without a plain letter: `·` before a line of a list is no ã.
    """
    if word.isascii() or not any(sign.isascii() for sign in word):
        return frozenset()
    found: set[Charset] = set()
    if _sound_case.fullmatch(word) and _is_syllable(word, strict=False):
        found.add("unicode")
    # What a charset has no letter for was not written in it, though the rest of the word may make a syllable.
    if all(sign in TCVN3 for sign in word if not sign.isascii()) and _is_syllable(decode(word, "tcvn3"), strict=True):
        found.add("tcvn3")
    if _vni_sign.sub("", word).isascii() and _is_syllable(decode(word, "vni"), strict=True):
        found.add("vni")
    return frozenset(found)


def _is_syllable(word: str, *, strict: bool) -> bool:
    """Tell whether a word is one Vietnamese syllable; `strict` asks for the tone a stopped one must have."""
    apart = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", _tone.sub("", apart))
    tones = _tone.findall(apart)
    if len(tones) > 1 or _tone_on_consonant.search(apart) or not _syllable.fullmatch(bare):
        return False
    return not (strict and _stopped.search(bare) and tones not in (["\u0301"], ["\u0323"]))
