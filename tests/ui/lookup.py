"""An officer at Tra cứu: opens a dossier, chooses an act, writes it; and what then is in the store and printed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from app.models import setting
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.services import finding
from app.services.desk import Desk
from app.ui.dossiers.act_table import act_word
from app.ui.dossiers.page import LookUp, LookupPage
from app.ui.shortcuts import Screen
from tests.ui.officer import ALT, CTRL, Officer

K = Qt.Key
RETURN, DOWN, TAB, ESC = K.Key_Return, K.Key_Down, K.Key_Tab, K.Key_Escape
PAPERS = [{"name": "Tờ khai", "originals": 1}, {"name": "Trích lục ghi chú ly hôn", "certified": 1}]
BANK = {"bin": "970436", "account": "0011004", "name": "UBND XA MINH TAM"}


def look_up(officer: Officer, code: str) -> LookupPage:
    page = officer.open(Screen.LOOKUP, LookUp(code))
    assert isinstance(page, LookupPage)
    return page


def now(desk: Desk, code: str) -> Dossier:
    return finding.dossier(desk, code)


def body_of(desk: Desk, code: str) -> Body:
    """Return the body of the newest event."""
    return now(desk, code).events[-1].body


def printed(officer: Officer) -> list[str]:
    return sorted(path.stem for path in officer.papers.glob("*.pdf"))


def other(officer: Officer, page: LookupPage, act: str) -> None:
    """Choose an act from "Việc khác…" by keys, and go to its first field."""
    officer.press(K.Key_V, ALT)
    choice = page.side.act_form.choice
    words = [choice.itemText(at) for at in range(choice.count())]
    for _ in range(words.index(act_word(act))):
        officer.press(DOWN)
    officer.press(TAB)


def write(officer: Officer) -> None:
    officer.press(RETURN, CTRL)


def quiet(page: LookupPage) -> str:
    return page.side.quiet.what.text()


def put_bank(desk: Desk) -> None:
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), bank=BANK))
    desk.changed()


def correct(officer: Officer, page: LookupPage, group: str) -> None:
    """Open the correction and go to one of its parts by keys."""
    officer.press(K.Key_R, CTRL)
    officer.press(K.Key_3, ALT)
    combo = page.side.correct_form.group
    assert officer.focus is combo
    words = [combo.itemText(at) for at in range(combo.count())]
    for _ in range(words.index(group)):
        combo.setFocus()
        officer.press(DOWN)
