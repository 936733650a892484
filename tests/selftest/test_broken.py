"""Each thing broken once, for real wherever it can be: the check says what is wrong and how to cure it."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
import reportlab
import sqlcipher3.dbapi2 as sqlcipher
import time_machine
from keyring.backend import KeyringBackend
from keyring.backends import fail

from app import apart
from app.models import setting
from app.models.engine import REVISIONS
from app.models.migrating import upgrade
from app.models.store import FILE, Store, open_store
from app.paths import ROOT
from app.printing.print_setup import PrintSetup
from app.selftest import machine, province, run
from app.selftest.bench import Bench, make_centre, record
from app.selftest.check import Check, Fault, ask, place_of
from app.selftest.counter import CITIZEN
from app.services.desk import Desk
from app.ui.today.page import TodayPage
from tests.selftest.conftest import Ask
from tests.services.counter import KEY, receive, write_key


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keys" / "key"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(path))
    return path


@pytest.fixture
def desk_key(key_file: Path) -> Path:
    key_file.parent.mkdir()
    write_key(key_file)
    return key_file


class Memory(KeyringBackend):
    """A keyring that forgets with the test."""

    priority = 1
    __module__ = "keyring.backends.SecretService"  # which keyrings will do is said by name

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.seen = 0

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.seen += 1
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    monkeypatch.delenv("MOTCUA_KEY_FILE", raising=False)
    before = keyring.get_keyring()
    memory = Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


# -- the PC ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "said"), [("2019-03-01", "01/03/2019"), ("2060-01-01", "01/01/2060")])
def test_a_date_that_cannot_be_is_said_with_where_it_is_set(asked: Ask, day: str, said: str) -> None:
    with time_machine.travel(f"{day}T05:00:00Z", tick=False):
        found = asked("clock")
    assert (found.ok, said in found.detail) == (False, True)
    assert found.cure is not None
    assert "Ngày và giờ" in found.cure


def test_a_data_folder_that_cannot_be_written_is_said(bench: Bench, asked: Ask, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("không phải thư mục")
    bench.home = tmp_path / "tệp" / "MotCua"
    found = asked("folder")
    assert not found.ok
    assert "Không ghi được vào thư mục dữ liệu" in found.detail


def test_a_pc_that_forbids_the_program_to_start_itself_is_said(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "program", lambda _word: ["/none/motcua"])
    found = asked("reports")
    assert not found.ok
    assert "(APART_START)" in found.detail
    assert "diệt vi-rút" in found.detail


def test_a_disk_with_little_room_is_said_with_how_much(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.selftest.machine.LOW_DISK", 1 << 60)
    found = asked("disk")
    assert not found.ok
    assert found.detail.startswith("Ổ đĩa còn ")


def test_trying_the_disk_makes_no_data_folder(bench: Bench, asked: Ask) -> None:
    assert asked("folder").ok
    assert asked("disk").ok
    assert not bench.home.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a full disk is played by a limit only POSIX has")
def test_a_full_disk_is_the_stores_failure_with_its_cure(asked: Ask) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    try:
        found = asked("trial")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not found.ok
    assert found.detail.endswith("(DISK)")
    assert found.cure is not None
    assert "Thùng rác" in found.cure


# -- the key -----------------------------------------------------------------------------------------------------


def test_a_trial_key_is_kept_beside_the_key_file_and_taken_away_with_its_folder(asked: Ask, key_file: Path) -> None:
    assert asked("key").ok
    assert not key_file.parent.exists()
    assert os.environ["MOTCUA_KEY_FILE"] == str(key_file)


def test_a_trial_key_in_the_keyring_is_taken_away_again(asked: Ask, ring: Memory) -> None:
    assert asked("key").ok
    assert (ring.seen, ring.kept) == (1, {})


def test_a_key_file_that_cannot_be_read_is_said(asked: Ask, key_file: Path) -> None:
    key_file.mkdir(parents=True)
    found = asked("key")
    assert not found.ok
    assert found.detail.endswith("(KEY_FILE)")
    assert "quyền đọc" in str(found.cure)


def test_a_key_file_with_no_key_in_it_is_said_and_left(asked: Ask, desk_key: Path) -> None:
    desk_key.write_text("chưa có gì")
    found = asked("key")
    assert not found.ok
    assert found.detail.endswith("(KEY_BROKEN)")
    assert desk_key.read_text() == "chưa có gì"


def test_a_machine_that_keeps_no_keys_is_said(asked: Ask, ring: Memory) -> None:
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    found = asked("key")
    assert not found.ok
    assert found.detail.endswith("(KEYRING_MISSING)")
    assert "gnome-keyring" in str(found.cure)


# -- stores ------------------------------------------------------------------------------------------------------


def test_words_of_a_dossier_on_the_disk_are_seen(bench: Bench, asked: Ask) -> None:
    (bench.folder / "store").mkdir()
    (bench.folder / "store" / "nháp").write_text(CITIZEN["name"], encoding="utf-8")
    found = asked("trial")
    assert not found.ok
    assert "không được mã hóa" in found.detail


def test_a_migration_that_cannot_keep_the_old_store_is_said(bench: Bench, asked: Ask) -> None:
    (bench.folder / "migration" / f"motcua.before-{REVISIONS[-1]}.db").mkdir(parents=True)
    assert not asked("migration").ok


@pytest.fixture
def own(bench: Bench, home: Path, desk_key: Path) -> Path:
    """The desk's own store, closed."""
    bench.home = home
    return home / FILE


def test_no_store_yet_is_no_fault(asked: Ask) -> None:
    found = asked("store")
    assert (found.ok, found.detail) == (True, "Chưa lập trung tâm trên máy này; mở Một Cửa để lập.")


def test_the_desks_own_store_is_only_looked_at(own: Path, asked: Ask) -> None:
    before = own.read_bytes(), own.stat().st_mtime_ns
    found = asked("store")
    assert (found.ok, f"đời {REVISIONS[-1]}: 0 hồ sơ" in found.detail) == (True, True)
    assert (own.read_bytes(), own.stat().st_mtime_ns) == before
    assert [path.name for path in own.parent.iterdir()] == [FILE]


def test_a_program_at_work_is_not_disturbed_and_what_it_just_saved_is_counted(own: Path, asked: Ask) -> None:
    desk = Desk(open_store(own.parent, KEY))
    try:
        receive(desk)
        with desk.store.write() as connection:
            found = asked("store")
            connection.exec_driver_sql("UPDATE dossier SET printed = 1")
        receive(desk)
    finally:
        desk.store.close()
    assert found.ok
    assert "1 hồ sơ" in found.detail
    assert [path.name for path in own.parent.iterdir()] == [FILE]


def test_a_store_of_the_release_before_is_not_migrated_by_looking(bench: Bench, own: Path, asked: Ask) -> None:
    own.unlink()
    upgrade(own, KEY, "0001")
    old = Store(own, KEY)
    with old.write() as connection:
        setting.put_centre(connection, record())
    old.close()
    before = own.read_bytes()
    found = asked("store")
    assert found.ok
    assert f"đời 0001, sẽ lên đời {REVISIONS[-1]} khi mở Một Cửa" in found.detail
    assert own.read_bytes() == before


def _raw(path: Path) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    return connection


def test_a_store_of_a_newer_program_is_said_with_the_way_out(own: Path, asked: Ask) -> None:
    connection = _raw(own)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    found = asked("store")
    assert not found.ok
    assert "9999" in found.detail
    assert "bản Một Cửa mới nhất" in str(found.cure)


def test_the_key_of_another_store_is_said(own: Path, desk_key: Path, asked: Ask) -> None:
    desk_key.write_text(bytes(32).hex())
    found = asked("store")
    assert (found.ok, found.detail.endswith("(WRONG_KEY)")) == (False, True)


def test_no_key_for_a_store_is_said(own: Path, desk_key: Path, asked: Ask) -> None:
    desk_key.unlink()
    for name in ("keyring", "store"):
        found = asked(name)
        assert (found.ok, found.detail.endswith("(KEY_MISSING)")) == (False, True)
        assert "--recovery-key-file" in str(found.cure)
    assert not desk_key.exists()


@pytest.mark.parametrize("page", [0, 20])
def test_a_damaged_store_is_not_called_a_wrong_key_once_the_key_has_opened_it(own: Path, asked: Ask, page: int) -> None:
    content = bytearray(own.read_bytes())
    content[page * 4096 + 200 : page * 4096 + 300] = bytes(100)
    own.write_bytes(content)
    found = asked("store")
    assert not found.ok
    assert "1 trên " in found.detail
    assert "(STORE_BROKEN)" in found.detail


# -- what is shipped ---------------------------------------------------------------------------------------------


def test_missing_and_damaged_files_are_named(shipped: Path, asked: Ask) -> None:
    (shipped / "icons" / "board_20.svg").unlink()
    (shipped / "forms" / "receipt-2025.json").write_text("{}")
    found = asked("resources")
    assert found.detail == "Thiếu 1 tệp: icons/board_20.svg; bị hỏng 1 tệp: forms/receipt-2025.json."
    assert "Cài lại chương trình" in str(found.cure)


def test_resources_without_their_list_are_said(shipped: Path, asked: Ask) -> None:
    (shipped / "contents.sha256").unlink()
    assert not asked("resources").ok


@pytest.mark.parametrize("font", ["Tinos-Bold", "NotoSans-Regular"])
def test_a_missing_font_is_named(shipped: Path, asked: Ask, font: str) -> None:
    (shipped / "fonts" / f"{font}.ttf").unlink()
    found = asked("fonts")
    assert found.detail == f"Phông {font} thiếu hoặc không mở được."


def test_a_font_without_vietnamese_letters_is_said_with_how_many(shipped: Path, asked: Ask) -> None:
    shutil.copy(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", shipped / "fonts" / "Tinos-Italic.ttf")
    found = asked("fonts")
    assert not found.ok
    assert found.detail.startswith("Phông Tinos-Italic thiếu ")


# -- printer, window, province -----------------------------------------------------------------------------------


def test_a_chosen_printer_that_is_not_there_is_said_with_where_to_choose(bench: Bench, asked: Ask) -> None:
    make_centre(bench.home, PrintSetup("Canon LBP2900"))
    before = {path.name: path.read_bytes() for path in bench.home.iterdir()}
    found = asked("printer")
    assert not found.ok
    assert "“Canon LBP2900”" in found.detail
    assert "Alt+2" in str(found.cure)
    assert {path.name: path.read_bytes() for path in bench.home.iterdir()} == before


def test_a_printer_chosen_in_an_older_version_is_looked_for_too(bench: Bench, asked: Ask) -> None:
    make_centre(bench.home)
    (bench.home / "settings.json").write_text('{"printer": "Canon LBP2900", "paper": "A5"}')
    assert "“Canon LBP2900”" in asked("printer").detail


def test_a_store_that_does_not_open_is_not_the_printers_fault(bench: Bench, asked: Ask) -> None:
    make_centre(bench.home)
    (bench.home / "practice.key").write_text("00" * 32)
    found = asked("printer")
    assert found.ok
    assert "chưa biết máy in đã chọn" in found.detail


def test_a_folder_for_papers_that_cannot_be_written_is_said(bench: Bench, asked: Ask, tmp_path: Path) -> None:
    (tmp_path / "giấy").write_text("không phải thư mục")
    make_centre(bench.home, PrintSetup(folder=tmp_path / "giấy"))
    found = asked("printer")
    assert not found.ok
    assert "“giấy”" in found.detail


def test_settings_that_cannot_be_read_are_left_as_they_are(bench: Bench, asked: Ask) -> None:
    bench.home.mkdir()
    (bench.home / "settings.json").write_text("{")
    assert asked("printer").ok
    assert [path.name for path in bench.home.iterdir()] == ["settings.json"]


def test_a_bug_in_the_window_is_a_failure_with_its_place(
    bench: Bench, asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_page: TodayPage, _argument: object = None) -> None:
        raise ZeroDivisionError("Nguyễn Thị Đặng")

    monkeypatch.setattr(TodayPage, "shown", broken)
    found = asked("window")
    assert not found.ok
    assert "ZeroDivisionError ở " in found.detail
    assert "Nguyễn" not in found.detail


def test_a_picture_missing_from_an_installation_is_the_windows_failure_and_not_the_end_of_the_self_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A widget that fails while it paints may take its process along, on one run and not on the next."""
    for room in ("app", "resources"):
        shutil.copytree(ROOT / room, tmp_path / "installed" / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "installed" / "resources" / "icons" / "board_20.svg").unlink()
    monkeypatch.setattr(run, "ROOT", tmp_path / "installed")
    at = next(at for at, check in enumerate(run.CHECKS) if check.name == "window")
    answers = run._answers(at, tmp_path / "part", tmp_path / "home", headless=True)
    (found,) = next(answers)
    answers.close()
    assert (found.name, found.ok) == ("window", False)
    assert "dừng đột ngột" in found.detail or "icons.py" in found.detail


@pytest.mark.parametrize(
    ("relay", "said"), [("raise SystemExit(3)", "không chạy được (mã 3)"), ("input()", "không trả lời sau")]
)
def test_a_relay_that_dies_or_does_not_answer_is_said(
    asked: Ask, monkeypatch: pytest.MonkeyPatch, relay: str, said: str
) -> None:
    relay = "import time; time.sleep(60)" if relay == "input()" else relay
    monkeypatch.setattr(province, "program", lambda *_words: [sys.executable, "-S", "-c", relay])
    monkeypatch.setattr(province, "PATIENCE", 1.0 if "time" in relay else 20.0)
    found = asked("relay")
    assert not found.ok
    assert said in found.detail
    assert "tường lửa" in str(found.cure)


# -- what nobody expected ----------------------------------------------------------------------------------------


def test_an_error_nobody_expected_is_its_kind_and_place_and_not_its_text(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_bench: Bench) -> str:
        raise ZeroDivisionError("Nguyễn Thị Đặng 001190123456")

    monkeypatch.setattr(machine, "clock", broken)
    found = ask(Check("x", "Việc", "machine.clock", cure="Sửa."), bench)
    assert (found.ok, found.cure) == (False, "Sửa.")
    assert found.detail.startswith("Lỗi ngoài dự kiến: ZeroDivisionError ở ")
    assert "Nguyễn" not in found.detail


def test_a_library_an_installation_lacks_is_the_failure_of_its_check(
    asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "app.selftest.sheets", None)
    found = asked("qr")
    assert not found.ok
    assert "ModuleNotFoundError" in found.detail


def test_an_error_without_a_place_is_its_kind() -> None:
    assert place_of(Fault("gì đó")) == "Fault"
