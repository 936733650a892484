"""Where a PC prints: kept in the store, and read from settings.json by a store that holds nothing of it yet."""

from __future__ import annotations

import json
from pathlib import Path, PureWindowsPath

import pytest

from app.printing import print_setup as values
from app.printing.print_setup import PrintSetup, named
from app.services import print_setup
from app.services.desk import Desk
from app.settings import Settings
from tests.services.counter import rows, save_settings

SHARP = PrintSetup("Sharp AR-6020", paper="A4")


def wrote(home: Path, **said: object) -> None:
    """Leave settings.json as a version up to 0.2.0 wrote it."""
    kept = {"printer": "", "paper": "A5", "theme": "dark", "text_size": 115} | said
    (home / "settings.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


def test_where_nobody_ever_chose_the_systems_printer_and_a5_are_used(desk: Desk) -> None:
    assert print_setup.print_setup(desk) == PrintSetup("", None, "A5")


def test_a_store_that_holds_nothing_reads_what_an_older_version_kept(desk: Desk, home: Path, tmp_path: Path) -> None:
    wrote(home, printer="Sharp AR-6020", paper="A4")
    assert print_setup.print_setup(desk) == SHARP
    wrote(home, printer=str(tmp_path), paper="A5")
    assert print_setup.print_setup(desk) == PrintSetup(folder=tmp_path)


@pytest.mark.parametrize("said", ["{", "[1]", '{"theme": "dark"}', '{"printer": 5, "paper": "A3"}'])
def test_a_file_that_says_nothing_of_it_is_as_good_as_none(desk: Desk, home: Path, said: str) -> None:
    (home / "settings.json").write_text(said)
    assert print_setup.print_setup(desk) == PrintSetup()
    assert (home / "settings.json").read_text() == said


def test_larger_letters_saved_by_this_version_lose_no_printer(desk: Desk, home: Path) -> None:
    wrote(home, printer="Sharp AR-6020", paper="A4")
    Settings(text_size=130).save(home)
    assert Settings.load(home) == Settings(text_size=130)
    assert print_setup.print_setup(desk) == SHARP


def test_what_was_saved_in_the_store_is_believed_over_the_old_file(desk: Desk, home: Path) -> None:
    wrote(home, printer="Sharp AR-6020", paper="A4")
    save_settings(desk, officer="Phạm Đức Thịnh")
    assert print_setup.print_setup(desk) == SHARP, "taken over by the first save"
    wrote(home, printer="Khác")
    assert print_setup.print_setup(desk) == SHARP
    save_settings(desk, printing=PrintSetup())
    assert print_setup.print_setup(desk) == PrintSetup()


def test_setting_up_keeps_its_printer_where_nobody_chose_one(desk: Desk) -> None:
    assert print_setup.begin(desk, SHARP) == SHARP
    assert print_setup.print_setup(desk) == SHARP


def test_setting_up_again_leaves_what_was_chosen_since(desk: Desk, home: Path) -> None:
    wrote(home, printer="Canon")
    before = rows(desk)
    assert print_setup.begin(desk, SHARP) == PrintSetup("Canon")
    assert rows(desk) == before
    save_settings(desk, printing=PrintSetup())
    assert print_setup.begin(desk, SHARP) == PrintSetup()


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Canon LBP2900", False),
        ("", False),
        (r"\\QUAY-01\Canon LBP2900", False),
        (r"C:\Users\lan\Documents\Giấy", True),
        (r"\\may-chu\chung\Giấy Một Cửa", True),
    ],
)
def test_on_windows_a_printer_of_another_pc_is_no_folder(
    monkeypatch: pytest.MonkeyPatch, name: str, folder: bool
) -> None:
    class WindowsPath(PureWindowsPath):
        def is_dir(self) -> bool:
            return False

    monkeypatch.setattr(values, "Path", WindowsPath)
    assert (named(name).folder is not None) == folder
    assert named(name).name == name
