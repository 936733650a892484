"""The one Qt style sheet, generated from the tokens; what QSS cannot draw is painted by the widgets themselves.

A field's height is its content height plus border, and focus swaps one pixel of padding for one of border, so that
nothing moves. Kinds are the property `k`, states `err`, `seg`, `tone`, `on`: a property may not be named after one
QWidget already has (`focus`).
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.kit.theme import Theme
from app.ui.kit.tokens import HEIGHT, RADIUS_BUTTON, RADIUS_CARD, RADIUS_FIELD, RADIUS_LARGE, TYPE, Tokens

_TONES = ("ink", "ink2", "ink3", "link", "danger", "warn", "ok", "wait", "on_primary", "rail_ink", "rail_ink_selected")


def restyle(widget: QWidget) -> None:
    """Make Qt read a widget's state properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a state property and restyle, if it changes."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


def style_sheet(look: Theme) -> str:
    """Return the style sheet of a look."""
    parts = (_ground, _type, _fields, _buttons, _cards, _lists, _rest)
    return "\n".join(part(look, look.tokens) for part in parts)


def _ground(look: Theme, t: Tokens) -> str:
    return f"""
QMainWindow, QDialog, QFrame[k="bg"] {{ background: {t.bg}; }}
QWidget {{ color: {t.ink}; }}
QFrame[k="surface"] {{ background: {t.surface}; }}
QFrame[k="surface2"] {{ background: {t.surface2}; }}
QFrame[k="line"] {{ background: {t.line}; border: none; }}
QToolTip {{ background: {t.surface}; color: {t.ink}; border: {look.border}px solid {t.line2}; padding: 4px 6px; }}
"""


def _type(look: Theme, t: Tokens) -> str:
    rules = [
        f'QLabel[k="{kind}"] {{ font-size: {look.px(size)}px; font-weight: {weight}; }}'
        for kind, (size, weight) in TYPE.items()
    ]
    rules += [f'QLabel[tone="{tone}"] {{ color: {getattr(t, tone)}; }}' for tone in _TONES]
    return "\n".join(rules) + "\nQLabel { background: transparent; }"


def _fields(look: Theme, t: Tokens) -> str:
    b, side = look.border, look.gap(10)
    kinds = "QLineEdit, QComboBox"

    def box(border: int, colour: str, ground: str, tall: int = HEIGHT["field"]) -> str:
        content = look.px(tall) - 2 * border
        return (
            f"border: {border}px solid {colour}; background: {ground}; "
            f"min-height: {content}px; max-height: {content}px; padding: 0 {side - border + 1}px;"
        )

    def area(border: int, colour: str) -> str:
        return f"border: {border}px solid {colour}; padding: {4 - border}px {side - 3 - border}px;"

    pale = t.line2 if t.contrast else t.line
    error = f"border: 2px solid {t.danger}; background: {t.danger_soft};"
    return f"""
{kinds} {{ border-radius: {RADIUS_FIELD}px; color: {t.ink}; {box(b, t.line2, t.surface)}
    selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QLineEdit {{ placeholder-text-color: {t.ink3}; }}
QLineEdit:focus, QComboBox:focus {{ {box(2, t.link, t.surface)} }}
QLineEdit[err="true"] {{ {box(2, t.danger, t.danger_soft)} }}
QComboBox[err="true"] {{ {box(2, t.danger, t.danger_soft)} }}
QLineEdit:disabled, QLineEdit:read-only {{ background: {t.surface2}; color: {t.ink2}; }}
QLineEdit[k="strong"] {{ font-weight: 600; }}
QLineEdit[k="count"] {{ {box(b, t.line2, t.surface, HEIGHT["count"])} }}
QLineEdit[k="count"]:focus {{ {box(2, t.link, t.surface, HEIGHT["count"])} }}
QLineEdit[k="count"][err="true"] {{ {box(2, t.danger, t.danger_soft, HEIGHT["count"])} }}
QLineEdit[k="count"][zero="true"] {{ color: {t.ink3}; border-color: {t.line}; }}
QLineEdit[k="count"][zero="true"]:focus {{ border-color: {t.link}; color: {t.ink}; }}
QLineEdit[k="search"] {{ border-radius: {RADIUS_BUTTON}px; {box(b, pale, t.surface2, 34)} }}
QLineEdit[k="search"]:focus {{ {box(2, t.link, t.surface, 34)} }}
QLineEdit[k="procedure"] {{ {box(b, t.line2, t.surface, 32)} }}
QLineEdit[k="procedure"]:focus {{ {box(2, t.link, t.surface, 32)} }}
QLineEdit[k="procedure"][err="true"] {{ {box(2, t.danger, t.danger_soft, 32)} }}
QLineEdit[k="procedure"][on="true"] {{ font-weight: 600; }}
QLineEdit[k="scan"] {{ min-height: {look.px(34)}px; max-height: {look.px(34)}px; border: none; }}
QLineEdit[k="bare"] {{ border: none; background: transparent; padding: 0; min-height: 0; max-height: 9999px; }}
QPlainTextEdit {{ border-radius: {RADIUS_FIELD}px; background: {t.surface}; color: {t.ink}; {area(b, t.line2)}
    placeholder-text-color: {t.ink3}; selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QPlainTextEdit:focus {{ {area(2, t.link)} }}
QPlainTextEdit[err="true"] {{ {error} {area(2, t.danger)} }}
QComboBox::drop-down {{ border: none; width: {look.px(28)}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: {b}px solid {t.line2}; padding: 4px; outline: none;
    selection-background-color: {t.soft}; selection-color: {t.ink}; }}
QComboBox QAbstractItemView::item {{ min-height: {look.px(28)}px; }}
"""


def _buttons(look: Theme, t: Tokens) -> str:
    b = look.border
    rules = f"""
QPushButton {{ border-radius: {RADIUS_BUTTON}px; padding: 0; background: {t.surface}; color: {t.ink};
    border: {b}px solid {t.line2}; }}
QDialog QPushButton {{ padding: {look.gap(6)}px {look.gap(12)}px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton[large="true"] {{ border-radius: {RADIUS_LARGE}px; }}
QPushButton:hover {{ background: {t.surface2}; border-color: {t.ink3}; }}
QPushButton:pressed {{ background: {t.soft}; }}
QPushButton:disabled {{ background: {t.disabled}; color: {t.disabled_ink}; border-color: {t.line}; }}
QPushButton[k="primary"] {{ background: {t.primary}; color: {t.on_primary}; border: {b}px solid {t.primary}; }}
QPushButton[k="primary"]:hover {{ background: {t.primary_hover}; border-color: {t.primary_hover}; }}
QPushButton[k="primary"]:pressed {{ background: {t.primary_press}; border-color: {t.primary_press}; }}
QPushButton[k="quiet"] {{ background: transparent; border: {b}px solid transparent; color: {t.link}; }}
QPushButton[k="quiet"]:hover {{ background: {t.soft}; }}
QPushButton[k="quiet"]:pressed {{ background: {t.soft}; border-color: {t.soft_line}; }}
QPushButton[k="danger"] {{ background: {t.surface}; color: {t.danger}; border: {b}px solid {t.danger}; }}
QPushButton[k="danger"]:hover {{ background: {t.danger_soft}; }}
"""
    edge = f"{b}px solid {t.line2}"
    return (
        rules
        + f"""
QPushButton[k="segment"] {{ border: {edge}; border-left: none; border-radius: 0; background: {t.surface}; }}
QPushButton[k="segment"]:hover {{ background: {t.surface2}; }}
QPushButton[k="segment"]:checked {{ background: {t.soft}; color: {t.link}; border: {b}px solid {t.link}; }}
QPushButton[k="segment"][seg="first"] {{ border-left: {edge};
    border-top-left-radius: {RADIUS_FIELD}px; border-bottom-left-radius: {RADIUS_FIELD}px; }}
QPushButton[k="segment"][seg="first"]:checked {{ border-left: {b}px solid {t.link}; }}
QPushButton[k="segment"][seg="last"] {{
    border-top-right-radius: {RADIUS_FIELD}px; border-bottom-right-radius: {RADIUS_FIELD}px; }}
"""
    )


def _cards(look: Theme, t: Tokens) -> str:
    b = look.border

    def card(kind: str, ground: str, edge: str, width: int = b) -> str:
        return (
            f'QFrame[k="{kind}"] {{ background: {ground}; border: {width}px solid {edge}; '
            f"border-radius: {RADIUS_CARD}px; }}"
        )

    return "\n".join((
        card("card", t.surface, t.line),
        card("card_active", t.surface, t.link, 2),
        card("card_soft", t.surface2, t.line),
        card("card_ok", t.ok_soft, t.ok_line),
        card("card_warn", t.warn_soft, t.warn_line),
        card("card_danger", t.danger_soft, t.danger_line),
        card("popup", t.surface, t.line2),
        f'QFrame[k="strip"] {{ background: {t.danger_soft}; border: none; '
        f"border-bottom: {b}px solid {t.danger_line}; }}",
    ))  # fmt: skip


def _lists(look: Theme, t: Tokens) -> str:
    return f"""
QTableView {{ background: {t.surface}; border: none; outline: none; gridline-color: transparent;
    selection-background-color: {t.soft}; selection-color: {t.ink}; }}
QHeaderView {{ background: {t.surface2}; border: none; }}
QScrollArea {{ border: none; }}
QScrollArea[k="form"], QScrollArea[k="form"] > QWidget > QWidget {{ background: {t.surface}; }}
QScrollArea[k="clear"], QScrollArea[k="clear"] > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {look.px(9)}px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: {look.px(9)}px; margin: 1px; }}
QScrollBar::handle {{ background: {t.line2}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.ink3}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; width: 0; height: 0; }}
"""


def _rest(look: Theme, t: Tokens) -> str:
    return f"""
QSplitter::handle {{ background: {t.line}; }}
QMenu {{ background: {t.surface}; border: {look.border}px solid {t.line2}; padding: 4px; }}
QMenu::item {{ padding: {look.gap(6)}px {look.gap(16)}px; border-radius: {RADIUS_FIELD}px; }}
QMenu::item:selected {{ background: {t.soft}; color: {t.link}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
"""
