"""The one table of colours, type sizes and heights that every picture in the window is made from.

Ratios are WCAG 2 contrast; `tests/ui/test_kit.py` computes them again, so a colour cannot drift below 4.5 for text
and 3 for the boundary of a control. High contrast has no colours of ours: they come from the system's palette, soft
fills are off, and shapes and words carry the state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QPalette

Tone = Literal["ink", "ink2", "ink3", "link", "danger", "warn", "ok", "wait", "on_primary"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as `#RRGGBB`, named by use and never by hue."""

    bg: str
    surface: str
    surface2: str
    ink: str
    ink2: str
    ink3: str
    line: str
    line2: str
    primary: str
    primary_hover: str
    primary_press: str
    on_primary: str
    link: str
    soft: str
    soft_line: str
    danger: str
    danger_soft: str
    danger_line: str
    warn: str
    warn_soft: str
    warn_line: str
    ok: str
    ok_soft: str
    ok_line: str
    wait: str
    wait_soft: str
    wait_line: str
    rail: str
    rail_selected: str
    rail_ink: str
    rail_ink_selected: str
    gold: str
    disabled: str
    disabled_ink: str
    shadow: str
    contrast: bool = False


LIGHT = Tokens(
    bg="#EDF1F3", surface="#FFFFFF", surface2="#F5F8F9",
    ink="#16232D", ink2="#43525D", ink3="#586671",
    line="#DAE1E5", line2="#788691",
    primary="#0B5B78", primary_hover="#094A62", primary_press="#073A4D", on_primary="#FFFFFF",
    link="#0B5B78", soft="#E0EFF4", soft_line="#9FC6D5",
    danger="#B42318", danger_soft="#FDEDEB", danger_line="#E9B3AD",
    warn="#865000", warn_soft="#FFF4DC", warn_line="#E5C88A",
    ok="#1A6B3A", ok_soft="#E6F4EA", ok_line="#A5D0B2",
    wait="#57479C", wait_soft="#EFECFA", wait_line="#C4BBE8",
    rail="#10303E", rail_selected="#1F4A5D", rail_ink="#C6D6DD", rail_ink_selected="#FFFFFF", gold="#E9B949",
    disabled="#EEF1F3", disabled_ink="#5F6B75", shadow="#16232D",
)  # fmt: skip

DARK = Tokens(
    bg="#11181D", surface="#1A2329", surface2="#212C33",
    ink="#E9EFF2", ink2="#B9C6CD", ink3="#98A8B2",
    line="#2E3C45", line2="#71838F",
    primary="#1C7897", primary_hover="#1E7C9C", primary_press="#155F78", on_primary="#FFFFFF",
    link="#74C6E2", soft="#17353F", soft_line="#2F6579",
    danger="#FF9F94", danger_soft="#3A1F1D", danger_line="#7A3B35",
    warn="#F3C56C", warn_soft="#37290F", warn_line="#6E5320",
    ok="#86D6A0", ok_soft="#17321F", ok_line="#2F6440",
    wait="#C0B4F7", wait_soft="#2A2548", wait_line="#544A8A",
    rail="#0A1115", rail_selected="#1B3642", rail_ink="#AFC0C9", rail_ink_selected="#FFFFFF", gold="#E9B949",
    disabled="#1E272D", disabled_ink="#8797A1", shadow="#000000",
)  # fmt: skip


def high_contrast(palette: QPalette) -> Tokens:
    """Return the system's own colours under our names: no fills, every border and mark in the text colour."""

    def system(role: QPalette.ColorRole, group: QPalette.ColorGroup = QPalette.ColorGroup.Active) -> str:
        return palette.color(group, role).name()

    role = QPalette.ColorRole
    window, text = system(role.Window), system(role.WindowText)
    highlight, on_highlight = system(role.Highlight), system(role.HighlightedText)
    return Tokens(
        bg=window, surface=window, surface2=window, ink=text, ink2=text, ink3=text, line=text, line2=text,
        primary=highlight, primary_hover=highlight, primary_press=highlight, on_primary=on_highlight,
        link=system(role.Link), soft=window, soft_line=text,
        danger=text, danger_soft=window, danger_line=text, warn=text, warn_soft=window, warn_line=text,
        ok=text, ok_soft=window, ok_line=text, wait=text, wait_soft=window, wait_line=text,
        rail=window, rail_selected=highlight, rail_ink=text, rail_ink_selected=on_highlight, gold=text,
        disabled=window, disabled_ink=system(role.WindowText, QPalette.ColorGroup.Disabled), shadow=text,
        contrast=True,
    )  # fmt: skip


#: Kind of text → pixels at 100 % and weight. Nothing is below 11, no citizen's name below 13.
TYPE: dict[str, tuple[int, int]] = {
    "page": (18, 600),
    "hero": (20, 600),
    "brand": (26, 600),
    "clock": (46, 600),
    "figure": (28, 600),
    "section": (14, 600),
    "big": (16, 600),
    "text": (13, 400),
    "name": (13, 600),
    "label": (12, 400),
    "help": (12, 400),
    "head": (12, 600),
    "key": (11, 400),
}

#: Heights in pixels at 100 %.
HEIGHT: dict[str, int] = {
    "field": 30, "button": 32, "large_button": 40, "segmented": 30, "chip": 28, "row": 34, "two_lines": 45,
    "table_head": 30, "header": 52, "action_bar": 59, "status": 28, "tile": 94, "rail_item": 70, "rail_item_low": 64,
    "rail_width": 92, "help_line": 17, "help_room": 16, "count": 27,
}  # fmt: skip

RADIUS_FIELD, RADIUS_BUTTON, RADIUS_LARGE, RADIUS_CARD = 4, 5, 6, 8
TEXT_SIZES: tuple[float, ...] = (1.0, 1.15, 1.25, 1.5)


def contrast_ratio(one: str, other: str) -> float:
    """Return the WCAG 2 contrast of two `#RRGGBB` colours, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
