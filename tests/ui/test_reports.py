"""Sổ và báo cáo by keys, over a real store of invented dossiers: figures, their lists, files, paper and periods."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.services import acts, finding, practice, reports
from app.services.desk import Desk
from app.services.reports import Figures, Progress
from app.ui import files as saving
from app.ui.arguments import LookUp
from app.ui.kit.theme import Scheme
from app.ui.reports.form import MAKE, PAGE, PDF
from app.ui.reports.page import ReportsPage
from app.ui.reports.periods import presets, quarter_of
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of
from tests.ui.conftest import Choose, cut_words
from tests.ui.officer import ALT, CTRL, Blank, Officer, officer_at

Key = Qt.Key
Look = Callable[[Scheme, float], None]
NAMES = list(reports.NAMES)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.REPORTS] = lambda window: ReportsPage(window, one.context)
        one.window.factories[Screen.LOOKUP] = Blank
        yield one


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk whose six weeks left every kind of dossier in the store."""
    practice.generate(desk, 90, seed=4, start=date(2026, 10, 19), daily=4)
    return desk


def at(officer: Officer) -> ReportsPage:
    page = officer.open(Screen.REPORTS)
    assert isinstance(page, ReportsPage)
    return page


def choice(officer: Officer, name: str) -> None:
    officer.press(Key(Key.Key_1 + NAMES.index(name)), ALT)


def make(officer: Officer, name: str) -> ReportsPage:
    page = at(officer)
    choice(officer, name)
    officer.press(Key.Key_Return, CTRL)
    return page


def days(officer: Officer, first: str, last: str) -> None:
    for key, text in ((Key.Key_T, first), (Key.Key_N, last)):
        officer.press(key, ALT)
        officer.press(Key.Key_A, CTRL)
        officer.type(text)


def figures_of(page: ReportsPage) -> Figures:
    assert page.figures is not None
    return page.figures


# Figures and their lists


@pytest.mark.parametrize("name", ["06a", "indicators", "handover"])
def test_every_figure_opens_exactly_the_dossiers_it_counts(officer: Officer, filled: Desk, name: str) -> None:
    page = make(officer, name)
    grid, model, opened = page.form.grid, page.form.grid.figures, page.form.dossiers
    seen: dict[str, int] = {}
    cells = [(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())
             if model.key(row, column) is not None]  # fmt: skip
    for row, column in cells:
        while grid.currentIndex().row() < row:
            officer.press(Key.Key_Down)
        while grid.currentIndex().column() != column:
            officer.press(Key.Key_Right if grid.currentIndex().column() < column else Key.Key_Left)
        assert (grid.currentIndex().row(), grid.currentIndex().column()) == (row, column)
        officer.enter()
        shown = int(model.text(row, column).replace(".", ""))
        assert opened.count.text() == f"{shown} hồ sơ"
        assert len({hit.code for hit in opened.hits}) == shown == opened.rows.total
        seen[str(model.key(row, column))] = shown
        officer.press(Key.Key_Escape)
        assert opened.isHidden()
        assert officer.focus is grid
    counts = figures_of(page).counts
    assert seen == {key: counts[key] for key in seen}
    assert len(seen) == len(cells) > 3
    assert max(seen.values()) > 3


def test_the_arrows_pass_over_what_counts_no_dossiers(officer: Officer, filled: Desk) -> None:
    page = make(officer, "indicators")
    grid = page.form.grid
    names = []
    for _ in range(3):
        names.append(figures_of(page).columns[grid.figures.columns[grid.currentIndex().column()]])
        officer.press(Key.Key_Right)
    assert names == ["numerator", "denominator", "denominator"]


def test_a_dossier_behind_a_figure_opens_in_the_look_up_and_the_report_stays(officer: Officer, filled: Desk) -> None:
    page = make(officer, "06a")
    officer.enter()
    assert "số hồ sơ nhận giải quyết, tổng số" in page.form.dossiers.title.text()
    code = page.form.dossiers.table.current_key()
    assert page.subject() == code
    officer.enter()
    blank = officer.window.current
    assert isinstance(blank, Blank)
    assert blank.given == LookUp(str(code))
    officer.open(Screen.REPORTS)
    assert page.form.dossiers.table.current_key() == code
    assert not page.form.dossiers.isHidden()


def test_a_list_is_opened_as_of_the_moment_of_its_figures(officer: Officer, desk: Desk, clock: Clock) -> None:
    code_of(desk)
    page = make(officer, "06a")
    clock.ahead(days=10)
    model = page.form.grid.figures
    overdue = next(at for at in range(model.columnCount()) if model.key(0, at) == "overdue/Hộ tịch")
    officer.press(Key.Key_End)
    assert page.form.grid.currentIndex().column() == overdue
    officer.enter()
    assert page.form.dossiers.count.text() == "0 hồ sơ"
    assert not page.form.dossiers.none.isHidden()
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_L, ALT)
    officer.press(Key.Key_End)
    officer.enter()
    assert page.form.dossiers.count.text() == "1 hồ sơ"


# Registers and lists


def test_a_register_is_fetched_in_pages_and_opens_a_dossier(officer: Officer, desk: Desk) -> None:
    practice.generate(desk, 2 * PAGE + 30, seed=3, start=date(2026, 11, 2), daily=40)
    page = make(officer, "register")
    rows = page.form.rows
    assert len(rows.rows) < rows.total == len(figures_of(page).rows)
    for _ in range(4):
        officer.press(Key.Key_End, CTRL)
    assert len(rows.rows) == rows.total
    assert page.form.table.current_key() == figures_of(page).rows[-1]
    officer.enter()
    assert officer.window.current_name == Screen.LOOKUP


def test_a_list_is_narrowed_to_what_one_of_its_counts_counts(officer: Officer, filled: Desk) -> None:
    page = make(officer, "due")
    figures, parts = figures_of(page), page.form.parts
    assert parts is not None
    assert [button.text() for button in parts.buttons()][:2] == [
        f"Tất cả {len(figures.rows)}", f"Quá hạn {figures.counts['overdue']}"
    ]  # fmt: skip
    parts.setFocus()
    officer.press(Key.Key_Right)
    expected = {hit.code for hit in reports.members(filled, "due", *NOVEMBER, "overdue", at=figures.at)}
    assert {str(row.key) for row in page.form.rows.rows} == expected
    assert 0 < len(expected) == figures.counts["overdue"] < len(figures.rows)


def test_uncollected_results_show_the_phone_and_the_shelf(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, {"name": "Lò Văn Ấm", "phone": "0905318462"})
    acts.act(desk, code, Kind.RESULT_READY, {"number": "214/UBND", "place": "Tủ 2, ngăn 3"})
    page = make(officer, "uncollected")
    assert page.period.days() == (date(2026, 1, 1), date(2026, 12, 31))
    (row,) = page.form.rows.rows
    texts = {cell.text for cell in row.cells}
    assert {"Lò Văn Ấm", "0905 318 462", "Tủ 2, ngăn 3", "0 ngày", code} <= texts


# Periods


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ((2026, 11, 23), (2026, 9, 15), (2026, 12, 14)),
        ((2026, 12, 14), (2026, 9, 15), (2026, 12, 14)),
        ((2026, 12, 15), (2026, 12, 15), (2027, 3, 14)),
        ((2027, 1, 2), (2026, 12, 15), (2027, 3, 14)),
        ((2027, 3, 15), (2027, 3, 15), (2027, 6, 14)),
    ],
)
def test_a_quarter_goes_from_a_15th_to_a_14th(day: Any, first: Any, last: Any) -> None:
    assert quarter_of(date(*day)) == (date(*first), date(*last))


def test_the_periods_of_a_day_are_named_and_follow_one_another() -> None:
    found = {one.key: one for one in presets(date(2026, 12, 31))}
    assert found["quarter"].words == "Quý I/2027, 15/12–14/03"
    assert found["last_month"].last == date(2026, 11, 30)
    assert found["year"].first == date(2026, 1, 1)
    for new, old in (("month", "last_month"), ("quarter", "last_quarter"), ("year", "last_year")):
        assert (found[new].first - found[old].last).days == 1


def test_a_named_period_fills_the_two_days_and_is_counted(officer: Officer, filled: Desk) -> None:
    page = at(officer)
    officer.press(Key.Key_K, ALT)
    officer.press(Key.Key_Down)
    officer.press(Key.Key_Down)
    assert (page.form.first.text(), page.form.last.text()) == ("15/09/2026", "14/12/2026")
    choice(officer, "06a")
    officer.press(Key.Key_Return, CTRL)
    assert figures_of(page).period.first == date(2026, 9, 15)
    assert page.form.sense.text() == "15/09/2026 – 14/12/2026"


def test_two_days_typed_are_a_period_and_enter_counts(officer: Officer, filled: Desk) -> None:
    page = at(officer)
    days(officer, "19102026", "25/10/2026")
    officer.enter()
    assert (figures_of(page).period.first, figures_of(page).period.last) == (date(2026, 10, 19), date(2026, 10, 25))
    assert page.form.preset.currentText() == "Hai ngày tự ghi"


def test_a_period_in_the_wrong_order_says_so_beside_the_day(officer: Officer, filled: Desk) -> None:
    page = at(officer)
    days(officer, "10/11/2026", "01/11/2026")
    officer.press(Key.Key_Return, CTRL)
    assert page.form.days_error.text() == "Ngày đầu 10/11/2026 sau ngày cuối 01/11/2026. Đổi lại hai ngày."
    assert officer.focus is page.form.last
    assert page.figures is None
    officer.press(Key.Key_A, CTRL)
    officer.type("31/11/2026")
    assert page.form.days_error.text() == ""
    officer.press(Key.Key_Return, CTRL)
    assert page.form.days_error.text() == "Ghi ngày như 01/11/2026."
    officer.press(Key.Key_A, CTRL)
    officer.type("11/11/2026")
    officer.press(Key.Key_Return, CTRL)
    assert page.form.days_error.text() == ""
    assert page.figures is not None


def test_a_period_without_dossiers_says_so_and_how_to_go_on(officer: Officer, desk: Desk) -> None:
    page = make(officer, "06a")
    assert page.figures is None
    assert page.form.nothing.text() == (
        "Biểu 06a từ 01/11/2026 đến 30/11/2026: không có hồ sơ nào. Chọn kỳ khác (Alt+K) rồi Ctrl+Enter."
    )
    assert page.form.excel.isHidden()
    officer.press(Key.Key_P, CTRL)
    assert list(officer.papers.glob("*.pdf")) == []


def test_the_next_right_thing_is_counting_until_what_is_shown_is_what_is_chosen(officer: Officer, filled: Desk) -> None:
    page = at(officer)
    assert page.form.primary.text() == MAKE
    officer.press(Key.Key_Return, CTRL)
    assert page.form.primary.text() == PDF
    assert not page.form.excel.isHidden()
    choice(officer, "due")
    assert page.form.primary.text() == MAKE
    assert page.form.excel.isHidden()
    officer.press(Key.Key_P, CTRL)
    assert list(officer.papers.glob("*.pdf")) == []
    choice(officer, "register")
    assert page.form.primary.text() == PDF


# Paper and files


def test_the_pdf_the_paper_and_the_print_are_the_same_bytes(officer: Officer, filled: Desk, choose: Choose) -> None:
    page = make(officer, "06a")
    path = officer.papers.parent / "báo cáo.pdf"
    choose(path)
    officer.press(Key.Key_Return, CTRL)
    assert page.form.band.said == f"Đã ghi “báo cáo.pdf” vào thư mục {path.parent.name}"
    assert not page.form.band.folder.isHidden()
    officer.press(Key.Key_P, CTRL)
    (printed,) = officer.papers.glob("*.pdf")
    assert printed.read_bytes() == path.read_bytes() == page.paperwork.pdf
    text = " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    assert "từ ngày 01/11/2026 đến ngày 30/11/2026" in text
    assert page.form.band.said.startswith("Đã in “Biểu 06a”, ")


def test_excel_gets_the_figures_of_the_screen_though_more_came_in(
    officer: Officer, filled: Desk, choose: Choose
) -> None:
    page = make(officer, "register")
    count = len(figures_of(page).rows)
    code = code_of(filled, {"name": "Lò Văn Ấm"})
    path = officer.papers.parent / "sổ"
    choose(path)
    officer.press(Key.Key_X, ALT)
    sheet = load_workbook(path.with_suffix(".xlsx")).active
    codes = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("H15.10-")]
    assert len(codes) == count
    assert code not in codes


def test_a_file_is_offered_by_report_and_period_in_the_documents(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def cancelled(dialog: QFileDialog) -> int:
        offered.append(Path(dialog.selectedFiles()[0]).name)
        return 0

    monkeypatch.setattr(QFileDialog, "exec", cancelled)
    page = make(officer, "06a")
    officer.press(Key.Key_Return, CTRL)
    officer.press(Key.Key_X, ALT)
    assert offered == ["Biểu 06a 01-11-2026 đến 30-11-2026.pdf", "Biểu 06a 01-11-2026 đến 30-11-2026.xlsx"]
    assert page.form.band.said == ""


def test_a_file_is_never_replaced_unasked(
    officer: Officer, filled: Desk, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make(officer, "06a")
    path = officer.papers.parent / "cũ.pdf"
    path.write_bytes(b"old")
    answers = iter(["Ghi đè"])
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(
        QMessageBox, "clickedButton", lambda box: next(one for one in box.buttons() if one.text() == next(answers))
    )
    choose(path)
    officer.press(Key.Key_Return, CTRL)
    assert path.read_bytes().startswith(b"%PDF")
    assert list(answers) == []
    assert page.form.band.said.startswith("Đã ghi “cũ.pdf”")


def test_a_disk_that_cannot_be_written_is_told_in_place(officer: Officer, filled: Desk, choose: Choose) -> None:
    page = make(officer, "due")
    choose(officer.papers.parent / "không có" / "hạn.pdf")
    officer.press(Key.Key_Return, CTRL)
    assert page.form.band.said.startswith("Không ghi được tệp “hạn.pdf”")
    assert page.form.band.folder.isHidden()


def test_the_folder_of_the_file_opens(
    officer: Officer, filled: Desk, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(saving, "open_folder", opened.append)
    make(officer, "due")
    officer.press(Key.Key_M, ALT)
    assert opened == []
    path = officer.papers.parent / "hạn.pdf"
    choose(path)
    officer.press(Key.Key_Return, CTRL)
    officer.press(Key.Key_M, ALT)
    assert opened == [path]


def test_f7_shows_the_paper_and_its_pages_are_turned(officer: Officer, filled: Desk) -> None:
    make(officer, "register")
    sheet = officer.window.enlarged
    officer.press(Key.Key_F7)
    assert sheet.isVisible()
    assert sheet.pages > 1
    assert sheet.where.text() == f"Trang 1 trong {sheet.pages}"
    first = sheet.paper.image.copy()
    officer.press(Key.Key_PageDown)
    assert sheet.where.text() == f"Trang 2 trong {sheet.pages}"
    assert sheet.paper.image != first
    officer.press(Key.Key_Escape)
    assert not sheet.isVisible()
    choice(officer, "06a")
    officer.press(Key.Key_Return, CTRL)
    officer.press(Key.Key_F7)
    assert sheet.paper.image != first


def test_f7_before_a_report_says_how_to_make_one(officer: Officer, desk: Desk) -> None:
    at(officer)
    officer.press(Key.Key_F7)
    sheet = officer.window.enlarged
    assert (sheet.isVisible(), sheet.paper.empty) == (True, "Chưa lập báo cáo. Ctrl+Enter để lập.")


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5])
def test_that_more_was_done_since_is_said_in_full(officer: Officer, filled: Desk, look: Look, factor: float) -> None:
    look(Scheme.LIGHT, factor)
    page = make(officer, "register")
    code_of(filled, {"id_number": "001190999999"})
    officer.context.changed.emit()
    officer.until(lambda: page.form.bar.note.text() == "việc mới từ 08:15")
    assert cut_words(officer.window) == []


# Long work


class Slow:
    """A count that goes as far as it is let, and tells how far."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.begun, self.stopped = threading.Event(), 0, 0
        self._build = reports.build
        monkeypatch.setattr(reports, "build", self.build)

    def build(self, desk: Desk, name: str, first: date, last: date, progress: Progress) -> Figures:
        self.begun += 1
        try:
            while not self.go.wait(0.01):
                progress(48_000, 100_000)
        except Exception:
            self.stopped += 1
            raise
        return self._build(desk, name, first, last, progress)


def begin(officer: Officer) -> None:
    """Press Ctrl+Enter and do not wait for the end."""
    QTest.keyClick(officer.focus, Key.Key_Return, CTRL)


def test_a_long_count_is_told_in_numbers_and_stopped_by_escape(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, page = Slow(monkeypatch), at(officer)
    begin(officer)
    officer.until(lambda: page.form.band.said == "Đang đọc 48.000 trong 100.000 hồ sơ")
    assert not page.form.band.stop.isHidden()
    officer.press(Key.Key_Escape)
    assert (slow.begun, slow.stopped) == (1, 1)
    assert page.form.band.said == "Đã dừng, chưa xong."
    assert page.figures is None
    slow.go.set()
    officer.press(Key.Key_Return, CTRL)
    assert page.form.band.said == ""
    assert page.figures is not None


def test_a_new_report_replaces_an_unfinished_one(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, page = Slow(monkeypatch), at(officer)
    begin(officer)
    officer.until(lambda: slow.begun == 1)
    QTest.keyClick(officer.focus, Key.Key_6, ALT)
    begin(officer)
    officer.until(lambda: slow.stopped == 1)
    slow.go.set()
    officer.still()
    assert figures_of(page).name == "due"
    assert page.form.band.said == ""


def test_the_counter_is_answered_while_a_year_is_counted(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, page = Slow(monkeypatch), at(officer)
    begin(officer)
    officer.until(lambda: slow.begun == 1)
    found: list[int] = []
    officer.tasks.run(lambda: len(finding.find(filled, "")), found.append)
    officer.until(lambda: bool(found))
    assert page.figures is None
    slow.go.set()
    officer.still()
    assert page.figures is not None


def test_who_went_on_typing_is_not_called_away_when_the_count_ends(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, page = Slow(monkeypatch), at(officer)
    begin(officer)
    officer.until(lambda: slow.begun == 1)
    officer.window.header.search.setFocus()
    slow.go.set()
    officer.still()
    assert page.figures is not None
    assert officer.focus is officer.window.header.search


def test_closing_the_program_stops_what_is_under_way(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    slow = Slow(monkeypatch)
    at(officer)
    begin(officer)
    officer.until(lambda: slow.begun == 1)
    qapp.aboutToQuit.emit()
    officer.until(lambda: slow.stopped == 1)
    officer.still()


def test_a_paper_left_while_it_is_drawn_is_not_drawn_on(
    officer: Officer, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make(officer, "register")
    stopped: list[bool] = []

    def drawing(_desk: Desk, _figures: Figures, progress: Progress) -> bytes:
        try:
            while True:
                progress(1, 2)
                threading.Event().wait(0.005)
        except Exception:
            stopped.append(True)
            raise

    monkeypatch.setattr(reports, "draw", drawing)
    QTest.keyClick(officer.focus, Key.Key_F7)
    officer.until(lambda: officer.window.enlarged.isVisible())
    officer.press(Key.Key_Escape)
    assert stopped == [True]
    assert page.paperwork.pdf == b""
    assert page.form.band.said == ""


# The frame


def test_seven_places_stand_64_pixels_high_and_f12_opens_the_reports(qtbot: QtBot) -> None:
    names = (Screen.TODAY, Screen.RECEIVE, Screen.LOOKUP, Screen.RETURN, Screen.HANDOVER, Screen.REPORTS, Screen.CLOSE)
    window = MainWindow(dict.fromkeys((*names, Screen.SETTINGS), Blank))
    qtbot.addWidget(window)
    window.resize(1366, 688)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open(Screen.TODAY)
    QTest.keyClick(window, Key.Key_F12)
    assert window.current_name == Screen.REPORTS
    item = window.rail.items[Screen.REPORTS]
    assert item.height() == 64
    assert item.fontMetrics().horizontalAdvance(item.text()) < item.width()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_nothing_is_cut(officer: Officer, filled: Desk, look: Look, scheme: Scheme, factor: float) -> None:
    look(scheme, factor)
    page = at(officer)
    for name in NAMES:
        choice(officer, name)
        officer.press(Key.Key_Return, CTRL)
        officer.until(lambda: cut_words(officer.window) == [])
        if page.form.grid.isVisible():
            assert officer.focus is page.form.grid
            grid = page.form.grid
            assert sum(grid.columnWidth(at) for at in range(grid.figures.columnCount())) <= grid.viewport().width()
            officer.enter()
            assert page.form.dossiers.table.hasFocus()
            assert page.form.dossiers.table.height() > 100
            officer.until(lambda: cut_words(officer.window) == [])
            officer.press(Key.Key_Escape)
    days(officer, "30/11/2026", "01/11/2026")
    officer.press(Key.Key_Return, CTRL)
    page.form.band.done("Đã ghi “Chưa đến nhận kết quả 01-11-2026 đến 30-11-2026.pdf” vào thư mục Documents")
    officer.still()
    officer.until(lambda: cut_words(officer.window) == [])
