"""Written, told, printed, counted: in this order, one at a time, and the newest line stays with the keys beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.errors import KnownError, MotcuaError, UserError
from app.printing.print_setup import PrintSetup
from app.services import finding
from app.services.desk import Desk
from app.ui.intake.page import IntakePage
from app.ui.shortcuts import Screen
from app.ui.writing import Printout, Writer
from tests.ui.officer import CTRL, Officer, officer_at
from tests.ui.test_intake import fill, scan, take

K = Qt.Key
OTHER = "001090123456|240123456|Trần Văn Bình|01021990|Nam|Thôn 2, xã Minh Tâm, tỉnh Đắk Lắk|12052021"


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


class Heard:
    """What was done and told, in order."""

    def __init__(self, officer: Officer) -> None:
        self.said: list[str] = []
        officer.context.changed.connect(lambda: self.said.append("changed"))
        officer.context.send_asked.connect(lambda: self.said.append("send"))

    def does(self, what: str, answer: object = None) -> Callable[[], object]:
        def work() -> object:
            self.said.append(what)
            return answer

        return work

    def hears(self, what: str) -> Callable[[object], None]:
        return lambda answer: self.said.append(f"{what} {answer}")

    def paper(self) -> Printout:
        def draw() -> bytes:
            self.said.append("drawn")
            return b"%PDF"

        def count() -> int:
            self.said.append("counted")
            return 1

        return Printout("Giấy", draw, count)


def failed(heard: Heard) -> Callable[[MotcuaError], None]:
    return lambda problem: heard.said.append(problem.code)


def test_a_thing_is_written_then_told_then_sent_and_seen(officer: Officer) -> None:
    heard, writer = Heard(officer), Writer[str](officer.context)
    writer.write(heard.does("written", 7), heard.hears("told"), failed(heard))
    assert writer.busy
    writer.write(heard.does("twice"), heard.hears("told"), failed(heard))
    officer.still()
    assert heard.said == ["written", "told 7", "send", "changed"]
    assert not writer.busy


def test_what_is_refused_is_told_and_nothing_is_sent(officer: Officer) -> None:
    heard, writer = Heard(officer), Writer[str](officer.context)

    def work() -> None:
        raise UserError("CORRECTION_EMPTY")

    writer.write(work, heard.hears("told"), failed(heard))
    officer.still()
    assert (heard.said, writer.busy) == (["CORRECTION_EMPTY"], False)


def test_a_paper_is_counted_once_it_is_out_and_told_with_its_number(officer: Officer) -> None:
    heard, writer = Heard(officer), Writer[str](officer.context)
    writer.last = "0116"
    writer.print(heard.paper(), "0116", heard.hears("printed"), heard.hears("not printed"))
    assert writer.printing
    officer.still()
    assert heard.said == ["drawn", "counted", "printed 1", "changed"]
    assert not writer.printing
    assert (officer.papers / "Giấy.pdf").is_file()


def test_the_newest_line_stays_but_a_paper_that_did_not_come_out_is_always_told(officer: Officer) -> None:
    heard, writer = Heard(officer), Writer[str](officer.context)
    writer.last = "0116"
    writer.print(heard.paper(), "0116", heard.hears("printed"), heard.hears("not printed"))
    writer.last = "0117"
    officer.still()
    assert heard.said == ["drawn", "counted", "changed"]
    officer.context.printer.setup = PrintSetup(folder=officer.papers / "Giấy.pdf" / "under a file")
    writer.print(heard.paper(), "0116", heard.hears("printed"), heard.hears("not printed"))
    officer.still()
    assert heard.said[3] == "drawn"
    assert heard.said[4].startswith("not printed ")
    assert not writer.printing


def test_the_keys_act_on_the_dossier_the_line_names(
    officer: Officer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1. A is saved, its paper is on the way. 2. B is saved. 3. A's paper does not come out: the line says so.

    Ctrl+P then prints A, which the line names, and not B.
    """
    sent: list[tuple[str, Callable[[MotcuaError], None]]] = []

    def send(_pdf: bytes, title: str, _done: Callable[[], None], failed: Callable[[MotcuaError], None]) -> None:
        sent.append((title, failed))

    monkeypatch.setattr(officer.context.printer, "send", send)
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    fill(officer)
    officer.press(K.Key_Return, CTRL)
    (first,) = finding.find(desk, "")
    scan(officer, OTHER)
    take(officer, "xac nhan tinh trang")
    officer.press(K.Key_S, CTRL)
    assert page.side.quiet.what.text().startswith("Đã lưu")
    assert first.code not in page.side.quiet.what.text()
    sent[0][1](KnownError("PRINTER_SILENT", name="Canon"))
    assert page.side.quiet.what.text() == f"Đã lưu {first.code}, chưa in được"
    officer.press(K.Key_P, CTRL)
    assert [title for title, _ in sent] == [f"Giấy tiếp nhận {first.code}"] * 2
