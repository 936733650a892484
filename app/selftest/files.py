"""What is shipped beside the program: every file of resources/ whole, every font with every Vietnamese letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from app.paths import resource
from app.selftest import contents
from app.selftest.bench import Bench
from app.selftest.check import REINSTALL, Fault

_SHOWN = 5
FONTS = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic",
         "NotoSans-Regular", "NotoSans-SemiBold", "NotoSans-Bold")  # fmt: skip
TONES = "\u0300\u0301\u0303\u0309\u0323"
MARKS = TONES + "\u0302\u0306\u031b"


def resources(_bench: Bench) -> str:
    """Compare every shipped file with the list, then read what the desk reads."""
    from app.services import centre, grounds, places, preferences

    try:
        asked = contents.listed()
    except FileNotFoundError:
        raise Fault(f"Thiếu danh sách tệp của chương trình ({contents.LIST}).") from None
    there = contents.found()
    missing = [path for path in asked if path not in there]
    changed = [path for path, digest in asked.items() if there.get(path, digest) != digest]
    if missing or changed:
        told = (("thiếu", missing), ("bị hỏng", changed))
        said = "; ".join(f"{word} {len(paths)} tệp: {_some(paths)}" for word, paths in told if paths)
        cure = f"{REINSTALL} Nếu tệp lại mất, cho Một Cửa vào danh sách tin cậy của trình diệt vi-rút."
        raise Fault(f"{said[:1].upper()}{said[1:]}.", cure)
    procedures, days = centre.shipped_catalogue(), centre.shipped_calendar().entries
    places.locate("Thôn 4, xã Minh Tâm")
    known = places.communes(), preferences.banks(), preferences.editions(), grounds.shipped()
    if not (procedures and days and all(known)):
        raise Fault("Danh mục kèm theo trống.")
    codes = {one.code for one in procedures}
    read = f"{len(codes)} thủ tục, {len(days)} ngày của lịch nghỉ, {len(known[0])} xã phường"
    return f"Đủ {len(asked)} tệp; đọc được {read}."


def _some(paths: list[str]) -> str:
    return ", ".join(paths[:_SHOWN]) + (" và tệp khác" if len(paths) > _SHOWN else "")


def letters() -> Iterator[str]:
    """Give the 134 Vietnamese letters that ASCII lacks, composed."""
    small = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in ("", *TONES)]
    for letter in (*(one for one in small if not one.isascii()), "đ"):
        yield from (letter, letter.upper())


def fonts(bench: Bench) -> str:
    """Load each font as the papers and as the window do, and look up every letter, composed and taken apart."""
    from PySide6.QtGui import QRawFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    from app.printing.fonts import clean, register
    from app.selftest.screens import application
    from app.ui.kit.fonts import load_fonts

    application(headless=True)
    wanted = [*letters(), *MARKS]
    for name in FONTS:
        path = resource("fonts", f"{name}.ttf")
        try:
            glyphs = TTFont(f"thử {name}", str(path)).face.charToGlyph
        except (TTFError, OSError):
            raise Fault(f"Phông {name} thiếu hoặc không mở được.") from None
        drawn = QRawFont(str(path), 16)
        if not drawn.isValid():
            raise Fault(f"Cửa sổ không mở được phông {name}.")
        lost = [one for one in wanted if ord(one) not in glyphs or not drawn.supportsCharacter(ord(one))]
        if lost:
            raise Fault(f"Phông {name} thiếu {len(lost)} chữ Việt.")
    register()
    spoilt = [one for one in letters() if clean(unicodedata.normalize("NFD", one)) != one or clean(one) != one]
    if spoilt:
        raise Fault(f"Giấy in sai {len(spoilt)} chữ Việt.")
    if not load_fonts():
        raise Fault("Cửa sổ không nạp được phông của chương trình.")
    return f"{len(FONTS)} phông, đủ {len(list(letters()))} chữ Việt có dấu ở mỗi phông."
