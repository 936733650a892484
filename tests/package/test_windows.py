"""The installer for Windows, under Wine: what it lays, what it leaves, and the program it installed at work.

Each test has a Windows of its own (wine.py). `make windows` comes first; the release before this one is built here,
from the repository, when an upgrade is first tried.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app import __version__
from app.models.engine import REVISIONS
from installer.windows import downloads, pack
from tests.package import wine
from tests.package.wine import Windows
from tests.releases.trees import COMMITS, PREVIOUS, PREVIOUS_REVISION

pytestmark = pytest.mark.package
ROOT = Path(__file__).parents[2]
BEFORE, BEFORE_COMMIT = PREVIOUS, COMMITS[PREVIOUS]
CENTRE = (
    *("--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm thử"),
    *("--desk", "1", "--officer", "Lê Thị Lan"),
)
REMOVAL = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\MotCua"


@pytest.fixture(scope="session")
def setup() -> Path:
    file = ROOT / "dist" / f"MotCua-{__version__}-setup.exe"
    if not file.exists():
        pytest.fail("no installer: make windows")
    return file


@pytest.fixture(scope="session")
def setup_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer of the release before: its own code, packed as today."""
    out = ROOT / "build" / "windows" / "before"
    file = out / f"MotCua-{BEFORE}-setup.exe"
    if not file.exists():
        source = tmp_path_factory.mktemp("before")
        archive = subprocess.run(["git", "archive", BEFORE_COMMIT], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "x", "-C", str(source)], input=archive, check=True)
        command = [str(ROOT / "installer/windows/build"), "--source", str(source), "--version", BEFORE]
        command += ["--out", str(out)]
        subprocess.run(command, check=True)
    return file


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prefix = tmp_path_factory.mktemp("wine") / "made"
    wine.make(prefix)
    return prefix


@pytest.fixture(scope="session")
def with_program(made: Path, setup: Path) -> Path:
    """A Windows with the program and a centre."""
    return installed(made, made.with_name("with"), setup)


@pytest.fixture(scope="session")
def with_before(made: Path, setup_before: Path) -> Path:
    """A Windows with the release before, a centre and three dossiers."""
    return installed(made, made.with_name("before"), setup_before, dossiers=3)


def installed(made: Path, prefix: Path, setup: Path, dossiers: int = 0) -> Path:
    wine.copy(made, prefix)
    windows = Windows(prefix)
    assert windows.install(setup) == 0
    windows.motcua("init", *CENTRE, "--json").json()
    for number in range(dossiers):
        receive(windows, f"Nguyễn Văn Thử {number}")
    windows.end()
    return prefix


@pytest.fixture
def bare(made: Path, tmp_path: Path) -> Iterator[Windows]:
    with wine.fresh(made, tmp_path / "wine") as windows:
        yield windows


@pytest.fixture
def windows(with_program: Path, tmp_path: Path) -> Iterator[Windows]:
    with wine.fresh(with_program, tmp_path / "wine") as windows:
        yield windows


@pytest.fixture
def older(with_before: Path, tmp_path: Path) -> Iterator[Windows]:
    with wine.fresh(with_before, tmp_path / "wine") as windows:
        yield windows


@pytest.fixture
def screen() -> Iterator[str]:
    """An X display of its own."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        display = f":{told.readline().strip()}"
    yield display
    server.terminate()
    server.wait()


def receive(windows: Windows, name: str, *words: str) -> str:
    """Receive a dossier; return its code."""
    # Each citizen has a number of his own: a second dossier of one number and procedure wants a reason.
    number = f"001190{zlib.crc32(name.encode()) % 10**6:06}"
    draft = {"procedure": "2.000815", "applicant": {"kind": "citizen", "name": name, "id_number": number}}
    return str(windows.motcua("receive", "-", "--json", *words, data=json.dumps(draft).encode()).json()["code"])


def dossiers(windows: Windows) -> list[tuple[str, str, str]]:
    found = windows.motcua("find", "", "--json").json()
    return [(one["code"], one["name"], one["due_at"]) for one in found]


# -- installing ------------------------------------------------------------------------------------------------


def test_the_installer_is_no_larger_than_45_mb(setup: Path) -> None:
    assert setup.stat().st_size <= 45e6


def test_a_silent_install_lays_the_whole_program_and_says_so_to_windows(bare: Windows, setup: Path) -> None:
    assert bare.install(setup) == 0
    assert bare.versions() == [f"app-{__version__}"]
    app = bare.program / f"app-{__version__}"
    assert (app / "LICENSES.txt").stat().st_size > 100_000
    assert {path.name for path in (app / "guides").iterdir()} == {"can-bo.html", "ky-thuat.html"}
    sources = [path for path in app.rglob("*.py") if "migrations" not in path.parts]
    assert sources == []
    assert not any(path.name in ("tests", "__pycache__", "pytest") for path in app.rglob("*"))
    told = bare.run("reg", "query", f"HKCU\\{REMOVAL}").out
    assert re.search(rf"DisplayVersion\s+REG_SZ\s+{re.escape(__version__)}\s", told)
    assert re.search(r'QuietUninstallString\s+REG_SZ\s+".*uninstall\.exe" /S', told)
    menu = bare.at(f"C:\\users\\{wine.user()}\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Một Cửa")
    assert {path.name for path in menu.iterdir()} == {
        "Một Cửa.lnk",
        "Tập huấn Một Cửa.lnk",
        "Hướng dẫn cán bộ.lnk",
        "Hướng dẫn kỹ thuật.lnk",
    }
    assert (bare.prefix / "drive_c/users" / wine.user() / "Desktop" / "Một Cửa.lnk").exists()
    assert not bare.data.exists()


def test_no_entry_on_the_desktop_where_none_is_wanted(bare: Windows, setup: Path) -> None:
    assert bare.install(setup, "/NODESKTOP") == 0
    assert not (bare.prefix / "drive_c/users" / wine.user() / "Desktop" / "Một Cửa.lnk").exists()


def test_a_second_install_over_the_first_leaves_one_version_and_every_dossier(windows: Windows, setup: Path) -> None:
    code = receive(windows, "Trần Thị Bưởi")
    assert windows.run(str(setup), "/S").status == 0, "without /D it goes where the program is"
    assert windows.versions() == [f"app-{__version__}.1"]
    assert [one[0] for one in dossiers(windows)] == [code]


def test_an_upgrade_over_the_release_before_keeps_its_dossiers_and_none_of_its_files(
    older: Windows, setup: Path
) -> None:
    before = dossiers(older)
    assert len(before) == 3
    (older.program / f"app-{BEFORE}" / "lib" / "stale.pyc").touch()
    assert older.install(setup) == 0
    assert older.versions() == [f"app-{__version__}"]
    assert not list(older.program.rglob("stale.pyc"))
    assert dossiers(older) == before
    said = json.loads(older.motcua("doctor", "--json").out)["checks"]
    checks = {check["name"]: check["ok"] for check in said}
    assert checks["store"]
    assert checks["chain"]
    kept = [path.name for path in older.data.glob("motcua.before-*.db")]
    assert bool(kept) == (REVISIONS[-1] != PREVIOUS_REVISION), "a store that was migrated is kept as it was"


def test_an_older_version_is_not_put_over_a_newer_one(windows: Windows, setup_before: Path) -> None:
    assert windows.install(setup_before) == 4
    assert windows.versions() == [f"app-{__version__}"]
    assert windows.motcua("doctor", "--json").json()["ok"]


def test_the_program_is_not_installed_a_second_time_elsewhere(windows: Windows, setup: Path) -> None:
    assert windows.install(setup, folder="C:\\Khác") == 6
    assert not windows.at("C:\\Khác").exists()


def test_what_a_killed_install_left_behind_goes_and_what_others_put_there_stays(windows: Windows, setup: Path) -> None:
    for name in ("incoming-app", "incoming-launchers", "old-app-0.0.9"):
        (windows.program / name / "lib").mkdir(parents=True)
        (windows.program / name / "lib" / "half.pyc").write_bytes(b"half")
    (windows.program / "ghi chú.txt").write_text("của kỹ thuật", encoding="utf-8")
    assert windows.install(setup) == 0
    assert windows.versions() == [f"app-{__version__}.1"]
    assert (windows.program / "ghi chú.txt").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted")
def test_a_full_disk_is_told_and_nothing_is_changed(windows: Windows, setup: Path) -> None:
    before = sizes(windows.program)
    with small_disk(windows.program.with_name("small"), windows.program):
        assert windows.install(setup) == 3
        assert windows.versions() == [f"app-{__version__}"]
        assert sizes(windows.program) == before
        assert windows.motcua("doctor", "--json").json()["ok"]


def sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@contextmanager
def small_disk(at: Path, program: Path) -> Iterator[None]:
    """Put the installed program on a disk on which there is little room besides it."""
    size = sum(path.stat().st_size for path in program.rglob("*") if path.is_file())
    at.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={int(size * 1.1) + 40_000_000}", "none", at], check=True)
    try:
        subprocess.run(["cp", "-a", f"{program}/.", at], check=True)
        subprocess.run(["mount", "--move", at, program], check=True)
        yield
    finally:
        for place in (program, at):
            subprocess.run(["umount", place], check=False, stderr=subprocess.DEVNULL)


def test_one_file_of_answers_sets_the_desk_up_and_a_bad_one_ends_with_its_code(
    bare: Windows, setup: Path, tmp_path: Path
) -> None:
    answers = tmp_path / "trả lời sẵn.json"
    desk = {"agency": "H15.10", "commune": "24133", "name": "Trung tâm thử", "desk": 1, "officer": "Lê Thị Lan"}
    answers.write_text(json.dumps(desk | {"commune": "99999"}), encoding="utf-8")
    there = f"/SETUP={wine.outside(answers)}"
    assert bare.install(setup, there) == 1
    (said,) = (bare.prefix / "drive_c/users" / wine.user()).rglob("MotCua-setup.txt")
    assert "99999" in said.read_text(encoding="utf-8")
    answers.write_text(json.dumps(desk), encoding="utf-8")
    assert bare.install(setup, there) == 0
    assert bare.motcua("doctor", "--json").json()["ok"]
    assert bare.install(setup, there + "x") == 9


def test_windows_before_10_1809_is_refused(bare: Windows, setup: Path) -> None:
    bare.run("winecfg", "/v", "win81")
    assert bare.install(setup) == 8
    assert not bare.program.exists()


def test_a_running_window_is_closed_by_its_cross_before_files_are_laid(
    windows: Windows, setup: Path, screen: str
) -> None:
    receive(windows, "Phạm Thị Chanh")
    windows.screen = screen
    running = windows.start(f"{windows.folder}\\MotCua.exe")
    wait_for_window(screen, "Trung tâm thử")
    assert windows.install(setup) == 0
    assert running.wait(timeout=5) == 0, "it ended by itself"
    assert windows.versions() == [f"app-{__version__}.1"]
    assert len(dossiers(windows)) == 1


def wait_for_window(screen: str, title: str) -> None:
    command = ["xdotool", "search", "--sync", "--onlyvisible", "--name", title]
    subprocess.run(command, env=os.environ | {"DISPLAY": screen}, check=True, timeout=90, capture_output=True)


def test_a_command_that_does_not_end_is_ended(windows: Windows, setup: Path) -> None:
    running = windows.start(f"{windows.folder}\\bin\\motcua.exe", "receive", "-", "--lines", "--json")
    assert windows.install(setup) == 0
    assert running.poll() is not None
    assert windows.motcua("doctor", "--json").json()["ok"]


def test_uninstalling_leaves_the_data_and_nothing_of_the_program(windows: Windows, setup: Path) -> None:
    code = receive(windows, "Lý Thị Dâu")
    (windows.program / "ghi chú.txt").write_text("của kỹ thuật", encoding="utf-8")
    assert windows.uninstall() == 0
    # The uninstaller cannot remove itself when it is kept from copying itself away, as here.
    assert {path.name for path in windows.program.iterdir()} == {"ghi chú.txt", "uninstall.exe"}
    assert (windows.data / "motcua.db").exists()
    assert windows.run("reg", "query", f"HKCU\\{REMOVAL}").status != 0
    assert windows.install(setup) == 0
    assert [one[0] for one in dossiers(windows)] == [code]


def test_a_kill_at_any_instant_leaves_a_version_that_starts_with_every_dossier(older: Windows, setup: Path) -> None:
    counts = wine.kill_install_over(older, setup, kills=4)
    assert sum(counts.values()) == 4


# -- where it comes from ---------------------------------------------------------------------------------------


def test_a_python_altered_by_one_byte_or_signed_by_another_is_refused(setup: Path, tmp_path: Path) -> None:
    built = ROOT / "build" / "windows"
    genuine = built / f"cpython-{downloads.PINS['python']}" / "_queue.pyd"
    downloads.signed(genuine, downloads.PINS["signers"])
    altered = bytearray(genuine.read_bytes())
    altered[len(altered) // 3] ^= 1
    (tmp_path / "_queue.pyd").write_bytes(altered)
    with pytest.raises(downloads.Refused, match="no valid signature"):
        downloads.signed(tmp_path / "_queue.pyd", downloads.PINS["signers"])
    with pytest.raises(downloads.Refused, match="signed by The QT Company Oy"):
        downloads.signed(built / f"app-{__version__}/lib/PySide6/Qt6Svg.dll", downloads.PINS["signers"])


@pytest.mark.quick
def test_the_pinned_roots_are_the_ones_named() -> None:
    text = downloads.ROOTS.read_text(encoding="ascii")
    named = re.findall(r"^# SHA-256 (\w+)$", text, re.MULTILINE)
    certificates = x509.load_pem_x509_certificates(text.encode())
    assert [one.fingerprint(hashes.SHA256()).hex().upper() for one in certificates] == named
    assert "5367F20C7ADE0E2BCA790915056D086B720C33C1FA2A2661ACF787E3292E1270" in named


@pytest.mark.quick
def test_every_wheel_is_of_the_pinned_version() -> None:
    locked = dict(re.findall(r"^(\S+)==(\S+) --hash", downloads.LOCK.read_text("utf-8"), re.MULTILINE))
    pins = downloads._pinned(ROOT / "constraints.txt")
    assert {name: pins[downloads._plain(name)] for name in locked} == locked


def test_two_builds_of_one_commit_have_the_same_bytes(setup: Path, tmp_path: Path) -> None:
    subprocess.run([str(ROOT / "installer/windows/build"), "--out", str(tmp_path)], check=True)
    assert (tmp_path / setup.name).read_bytes() == setup.read_bytes()


def test_a_signature_is_made_where_a_certificate_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = tmp_path / "MotCua.exe"
    shutil.copy(ROOT / "build/windows/MotCua.exe", launcher)
    key, certificate, both = tmp_path / "key.pem", tmp_path / "certificate.pem", tmp_path / "both.p12"
    subject = ["-subj", "/CN=Trung tam thu", "-addext", "extendedKeyUsage=codeSigning"]
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*new, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    together = ["openssl", "pkcs12", "-export", "-passout", "pass:", "-inkey", str(key), "-in", str(certificate)]
    subprocess.run([*together, "-out", str(both)], check=True)
    monkeypatch.setenv("MOTCUA_SIGN_PKCS12", str(both))
    pack.sign(launcher)
    check = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(launcher)]
    assert "Signature verification: ok" in subprocess.run(check, capture_output=True, text=True, check=False).stdout


# -- the launcher ----------------------------------------------------------------------------------------------


def test_the_launcher_takes_the_highest_whole_version(windows: Windows) -> None:
    app = windows.program / f"app-{__version__}"
    for name in ("app-0.9.0", "app-0.10.0", "app-0.10"):
        subprocess.run(["cp", "-al", app, windows.program / name], check=True)
        if name != "app-0.10.0":
            (windows.program / name / "start.pyc").unlink()
    (app / "start.pyc").unlink()
    (windows.program / "app-1.0.0").mkdir()  # not whole: no Python in it
    (windows.program / "app-2.0.0-beta").mkdir()
    assert windows.motcua("--help").status == 0


def test_a_launcher_with_nothing_to_start_says_the_cure(windows: Windows) -> None:
    (windows.program / f"app-{__version__}").rename(windows.program / "old-app")
    ran = windows.motcua("find", "")
    assert ran.status == 3
    assert "Chạy lại tệp cài đặt" in ran.err


def test_a_program_with_a_file_missing_says_which_and_keeps_it_in_the_log(windows: Windows) -> None:
    (windows.program / f"app-{__version__}" / "lib/app/services/finding.pyc").unlink()
    missing = "cannot import name 'finding' from 'app.services'"
    ran = windows.motcua("find", "Nguyễn Thị Đặng")
    assert ran.status == 1
    assert missing in ran.err
    log = (windows.data / "logs" / "crash.log").read_text(encoding="utf-8")
    assert missing in log
    assert "Đặng" not in log


# -- the program at work ---------------------------------------------------------------------------------------


def test_the_installed_program_passes_its_own_test(windows: Windows) -> None:
    report = windows.motcua("self-test", "--headless", "--json").json()
    assert [check for check in report["checks"] if not check["ok"]] == []
    assert report["version"] == __version__


def test_a_dossier_is_received_and_its_receipt_printed_to_pdf(windows: Windows, tmp_path: Path) -> None:
    out = tmp_path / "giấy tiếp nhận.pdf"
    code = receive(windows, "Nguyễn Thị Đặng", "--pdf", wine.outside(out))
    with pdfium.PdfDocument(out) as document:
        page = document[0]
        text = page.get_textpage().get_text_range()
        picture = page.render(scale=2, grayscale=True).to_numpy()
    assert code in text
    assert "Nguyễn Thị Đặng" in text
    assert (picture < 128).mean() > 0.01


def test_what_is_typed_and_printed_keeps_its_vietnamese_letters(windows: Windows) -> None:
    receive(windows, "Đỗ Thị Ngữ Ưu")
    assert [one[1] for one in dossiers(windows)] == ["Đỗ Thị Ngữ Ưu"]
    assert [one["name"] for one in windows.motcua("find", "ngữ ưu", "--json").json()] == ["Đỗ Thị Ngữ Ưu"]


def test_a_desk_syncs_with_a_relay_and_the_day_is_proven_equal(bare: Windows, setup: Path, tmp_path: Path) -> None:
    assert bare.install(setup) == 0
    motcua = [sys.executable, "-m", "app", "province"]
    home = ["--home", str(tmp_path / "relay")]
    subprocess.run([*motcua, "init", *home], cwd=ROOT, check=True, capture_output=True)
    invite = ["invite", *home, "--agency", "H15.10", "--commune", "24133", "--desk", "1", "--json"]
    code = json.loads(subprocess.run([*motcua, *invite], cwd=ROOT, check=True, capture_output=True).stdout)["code"]
    with subprocess.Popen([*motcua, "serve", *home, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE) as relay:
        try:
            assert relay.stdout is not None
            address = relay.stdout.readline().decode().strip()
            bare.motcua("enrol", address, "--code", code, "--officer", "Lê Thị Lan", "--json").json()
            receive(bare, "Hồ Thị Ổi")
            receive(bare, "Mai Văn Quýt")
            synced = bare.motcua("sync", "--json").json()
            assert (synced["state"], synced["sent"], synced["waiting"]) == ("done", 2, 0)
            assert bare.motcua("close-day", "--json").json()["equal"] is True
        finally:
            relay.terminate()
