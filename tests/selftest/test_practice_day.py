"""The practice day ends loudly where it cannot go on, and knows which papers and pictures it must leave behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app import bootstrap
from app.printing.receipt import render_receipt
from app.selftest import evidence, hand, practice_day
from app.selftest.bench import Bench, make_centre
from app.selftest.hand import Hand, Stuck
from app.selftest.screens import application
from app.services import papers
from app.ui.application import Application
from tests.printing.samples import CENTRE, DOSSIER

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A practice desk that has no province: whatever waits for one waits in vain."""
    make_centre(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def at_window(home: Path, tmp_path: Path) -> Iterator[Hand]:
    opened = Application(application(headless=True), home, bootstrap)
    one = Hand(opened, tmp_path)
    one.wait(lambda: opened.window.ready, "kho mở ra")
    yield one
    one.leave()


def test_a_day_that_does_not_go_on_says_what_it_waited_for_and_leaves_a_picture(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand, "PATIENCE", 3.0)
    assert practice_day.play(home, tmp_path / "out") == 1
    said = capsys.readouterr().out
    assert "Chưa xong: chờ 3 giây mà chưa thấy: “Đã gửi tỉnh đến”." in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mac-ket.png"]
    assert (tmp_path / "out" / "mac-ket.png").stat().st_size > 10_000


def test_a_dialog_ends_the_wait_at_once_and_is_read_out(at_window: Hand, tmp_path: Path) -> None:
    box = QMessageBox(QMessageBox.Icon.Warning, "Một Cửa", "Ổ đĩa đầy.", parent=at_window.window)
    box.open()
    with pytest.raises(Stuck, match="một hộp thoại mở ra: Ổ đĩa đầy"):
        at_window.wait(lambda: False, "giấy in ra")
    at_window.picture_now("mac-ket")
    assert {path.name for path in tmp_path.glob("*.png")} == {"mac-ket.png", "mac-ket-2.png"}
    box.close()


def test_a_hand_sees_what_stands_in_the_window_and_nothing_that_is_hidden(at_window: Hand) -> None:
    assert at_window.sees("Đến hạn hôm nay")
    assert at_window.read(r"Quầy \d") == "Quầy 1"
    assert at_window.next_step == ""
    at_window.press(Qt.Key.Key_F2)
    at_window.wait_for("Quét thẻ căn cước")
    assert not at_window.sees("Đến hạn hôm nay")
    assert at_window.next_step == "Lưu và in"
    with pytest.raises(Stuck, match="không thấy chữ nào"):
        at_window.read(r"H99\.10-\d{6}-\d{4}")


# -- what it must leave ------------------------------------------------------------------------------------------


@pytest.fixture
def left(bench: Bench, tmp_path: Path) -> Path:
    """A folder with everything a practice day leaves."""
    folder, paper = tmp_path / "left", papers.render(bench.desk, bench.specimens.whole, "receipt")
    folder.mkdir()
    for name in evidence.PICTURES:
        (folder / f"{name}.png").write_bytes(b"picture")
    for pattern, count in evidence.PAPERS.items():
        for number in range(count):
            (folder / pattern.replace("*", str(number))).write_bytes(paper)
    return folder


def test_a_day_that_left_everything_lacks_nothing(left: Path) -> None:
    assert evidence.lacking(left) == []


def test_what_is_missing_empty_cut_off_or_without_its_mark_is_named(left: Path) -> None:
    (left / "05-da-chot.png").unlink()
    (left / "01-phim.png").write_bytes(b"")
    (left / "Biên nhận trả kết quả H99.10-0.pdf").unlink()
    (left / "Giấy tiếp nhận H99.10-1.pdf").write_bytes(b"%PDF-1.4")
    (left / "Phiếu chốt ngày 0.pdf").write_bytes(render_receipt(DOSSIER, CENTRE))
    assert evidence.lacking(left) == [
        "01-phim.png",
        "05-da-chot.png",
        "Giấy tiếp nhận H99.10-*.pdf (2 trong 3)",
        "Biên nhận trả kết quả H99.10-*.pdf (0 trong 1)",
        "Phiếu chốt ngày *.pdf (0 trong 1)",
    ]


def test_an_earlier_days_papers_go_and_a_real_centres_stay(left: Path) -> None:
    real = left / "Phiếu chốt ngày 23-11-2026.pdf"
    real.write_bytes(render_receipt(DOSSIER, CENTRE))
    (left / "ảnh gia đình.png").write_bytes(b"x")
    (left / "mac-ket-2.png").write_bytes(b"x")
    evidence.clear(left)
    assert {path.name for path in left.iterdir()} == {real.name, "ảnh gia đình.png"}
