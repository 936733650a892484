"""Which letters text of this country can hold, and what became of text that holds others.

Names here are written in Latin letters: of Vietnamese, of the languages of the highlands (ƀ č ĕ ñ ŏ ŭ ơ̆, an apostrophe
after the first letter), of any passport. What stands in no such name says how it came about, and only that cause has a
cure: a wrong charset (of a scanner, a file, a program between) is set right where the text comes from; an input method
that put two tones on one letter is switched off. Every door asks this one rule: card, draft, register, catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from app.rules.charset import is_old
from app.rules.misread import debris, restored

Cause = Literal["charset", "keyboard"]

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u02bc\u0300-\u036f\u1e00-\u1eff"
# Letters of other scripts: Greek and Cyrillic up to Mongolian, kana, Han, Hangul and their compatibility forms.
_OTHER = (
    "\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2dff\u3005-\u9fff\ua000-\ua71f\ua800-\ud7ff\uf900-\ufdff\ufe70-\ufefc"
    "\uff66-\uffdc\U00010000-\U0001cfff\U00020000-\U0003ffff"
)
_plain = re.compile(rf"[\s!-~{_LATIN}‘’“”–—]*")
_private = re.compile("[\ue000-\uf8ff]")
_foreign = re.compile(f"[{_OTHER}]")
_two_scripts = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
_tone = "[\u0300\u0301\u0303\u0309\u0323]"
_two_tones = re.compile(rf"{_tone}[\u0300-\u036f]*{_tone}")
_question = re.compile(rf"[{_LATIN}]\?")


@lru_cache(maxsize=50_000)
def fault(text: str) -> Cause | None:
    """Return what spoiled a text, None where it is sound.

    Ask before the text is cleaned: cleaning takes away some of the signs that tell. Another script alone is no fault.
    """
    if text.isascii():
        return None
    if debris(text) or _private.search(text) or _two_scripts.search(text) or restored(text) is not None or is_old(text):
        return "charset"
    return "keyboard" if has_two_tones(text) else None


def lost(text: str) -> bool:
    """Tell whether a name lost letters to a charset without them, which writes `?` instead: `Nguy?n V?n B`."""
    return _question.search(text) is not None


def is_plain(text: str) -> bool:
    """Tell whether a text is of Latin letters and everyday signs alone, which every typeface of ours has."""
    return _plain.fullmatch(text) is not None


def is_foreign(text: str) -> bool:
    """Tell whether a text has a letter of another script than Latin."""
    return _foreign.search(text) is not None


def has_two_tones(text: str) -> bool:
    """Tell whether a letter bears two tones, which no language here writes."""
    return _two_tones.search(unicodedata.normalize("NFD", text)) is not None
