"""What a Vietnamese syllable can be: how text says whether it was read in the right charset."""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot: the order of TCVN 5712."""

_tone = re.compile(f"[{TONES}]")
_tone_on_consonant = re.compile(f"[^aeiouy\u0302\u0306\u031b][{TONES}]")  # ñ, which Vietnamese has not

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


def is_syllable(word: str, *, strict: bool) -> bool:
    """Tell whether a word is one Vietnamese syllable; `strict` asks for the tone a stopped one must have."""
    apart = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", _tone.sub("", apart))
    tones = _tone.findall(apart)
    if len(tones) > 1 or _tone_on_consonant.search(apart) or not _syllable.fullmatch(bare):
        return False
    return not (strict and _stopped.search(bare) and tones not in (["\u0301"], ["\u0323"]))
