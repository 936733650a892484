"""Vietnamese text: clean at the door, folded for search, masked for lists.

Folding takes marks away (đ, and the ƀ of Ê-đê and Gia-rai, have no decomposition and are mapped), so that
`dang`, `Đặng` and its decomposed form are one word. Whatever is neither letter nor digit separates words, so
a dossier code falls into the same parts here and in the search index. An apostrophe does not separate, it
vanishes: people type `hmong`, `mdrak`, `hyuen` for H'Mông, M'Đrắk, H’Yuên far more often than with a blank.
The blank some papers put after it (`H' Yuên`) goes with it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = "'`´‘’ʼʹ′＇"  # typed, pasted from Word, and the modifier letter of linguists
_MARKS = "\u0300-\u036f"
_WITHOUT_DECOMPOSITION = str.maketrans("đðɖƀøłħŧı", "dddbolhti")  # ð and ɖ: capitals drawn exactly like Đ

_mark = re.compile(f"[{_MARKS}]")
_apostrophe = re.compile(rf"(?:(?<=\b\w)[{_APOSTROPHES}]\s+(?=\w))|[{_APOSTROPHES}]")
_separator = re.compile(r"[\W_]+")
_word = re.compile(rf"(?:\b[^\W_][{_MARKS}]*[{_APOSTROPHES}]\s+(?=[^\W_]))?[^\W_](?:[^\W_]|[{_MARKS}{_APOSTROPHES}])*")


def nfc(text: str, *, newlines: bool = False) -> str:
    """Clean text as it enters the program: NFC, no invisible characters, single blanks, none at the ends.

    `newlines` keeps line breaks (notes of several lines); otherwise they are blanks like any other.
    """
    if not text.isprintable():
        # Cc, Cf, Cs: control, zero-width and direction marks, and halves of surrogates no file can hold.
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = unicodedata.normalize("NFC", text)
    if newlines:
        return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip("\n")
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the text as search compares it: lower case, no marks, words separated by one blank."""
    if text.isascii():
        bare = text.lower()
    else:
        bare = _mark.sub("", unicodedata.normalize("NFKD", text)).casefold()
        # Case folding can bring back letters that decompose, hence twice.
        bare = _mark.sub("", unicodedata.normalize("NFKD", bare)).translate(_WITHOUT_DECOMPOSITION)
    return _separator.sub(" ", _apostrophe.sub("", bare)).strip()


def search_tokens(text: str) -> list[str]:
    """Return the folded words of a query; each is letters and digits only, safe inside an FTS5 query."""
    return fold(text).split()


def initials(text: str) -> str:
    """Return the first letters of the folded words: `Đăng ký khai sinh` → `dkks`."""
    return "".join(word[0] for word in fold(text).split())


def mask(number: str) -> str:
    """Hide the middle of an identity or phone number in lists: `066123451807` → `066•••••1807`.

    A number of fewer than ten characters shows only its last three: three and four would be most of it.
    """
    head, tail = (3, 4) if len(number) >= 10 else (0, 3)
    if len(number) <= tail:
        return "•" * len(number)
    return number[:head] + "•" * (len(number) - head - tail) + number[-tail:]


def match_spans(query: str, text: str) -> list[tuple[int, int]]:
    """Return where a query matches in a text as written, as (start, end) pairs in order, for bold in lists.

    A word of the query matches the beginning of any word. If a query of one word matches nowhere, it is tried
    as initials of neighbouring words and the first letters are given: `ttkh` in `thủ tục Kết hôn`.
    """
    tokens = search_tokens(query)
    words = [_letters(found) for found in _word.finditer(text)]
    folded = ["".join(letter for letter, _, _ in word) for word in words]
    spans = []
    for word, plain in zip(words, folded, strict=True):
        longest = max((len(token) for token in tokens if plain.startswith(token)), default=0)
        if longest:
            spans.append((word[0][1], word[longest - 1][2]))
    if not spans and len(tokens) == 1:
        start = "".join(plain[0] for plain in folded).find(tokens[0])
        if start >= 0:
            spans = [word[0][1:] for word in words[start : start + len(tokens[0])]]
    return spans


def _letters(found: re.Match[str]) -> list[tuple[str, int, int]]:
    """Return each folded letter of a word with the span it was written in, marks that follow included."""
    letters: list[tuple[str, int, int]] = []
    for at, char in enumerate(found[0], start=found.start()):
        letters += [(letter, at, at + 1) for letter in _fold_char(char)]
        if _mark.match(char) and letters:
            letter, start, _ = letters[-1]
            letters[-1] = (letter, start, at + 1)
    return letters


@lru_cache(maxsize=1024)
def _fold_char(char: str) -> str:
    """Fold one character; a list of twenty names on every key asks for the same hundred again and again."""
    return fold(char).replace(" ", "")
