"""The Debian package: what is in it, and a life of it in a bare Debian, from the first receipt to the removal.

What a kill in the middle of an upgrade leaves is tried in test_kills.py.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from app import __version__
from app.models.engine import REVISIONS
from installer.licences import BUILD_ONLY
from installer.linux import libraries
from tests.drills import stolen_pc
from tests.package.conftest import BUILD, OFFICER_HOME, ROOT, Bare
from tests.releases.trees import PREVIOUS, PREVIOUS_REVISION
from tests.services.counter import write_key

pytestmark = [pytest.mark.package, pytest.mark.timeout(3600)]
DRAFT = '{"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "%s"}}'
PLACE = ("--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm thử", "--desk", "1")
DATA = f"{OFFICER_HOME}/.local/share/MotCua"


def contents(deb: Path) -> list[str]:
    said = subprocess.run(["dpkg-deb", "--contents", str(deb)], capture_output=True, text=True, check=True).stdout
    return [line.split(None, 5)[5].removeprefix("./") for line in said.splitlines()]


# -- what is in it ---------------------------------------------------------------------------------------------------


@pytest.mark.quick
def test_the_package_is_small_enough_for_a_slow_line(deb: Path) -> None:
    assert deb.stat().st_size <= 70e6


@pytest.mark.quick
def test_nothing_for_builders_or_testers_is_shipped(deb: Path) -> None:
    strange = re.compile(
        r"/(tests?|testing|conftest|__pycache__|include|pip|setuptools|pytest)(/|\.|-|$)|\.(a|h|c|pyi|la)$"
    )
    assert [name for name in contents(deb) if strange.search(name)] == []


@pytest.mark.quick
def test_no_file_names_the_folder_it_was_built_in(unpacked: Path) -> None:
    files = [path for path in unpacked.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in files if os.fsencode(ROOT) in path.read_bytes()] == []


@pytest.mark.quick
def test_the_mark_of_a_whole_version_is_the_last_of_its_files(deb: Path) -> None:
    program = [name for name in contents(deb) if name.startswith("usr/lib/motcua/") and " -> " not in name]
    assert program[-1] == f"usr/lib/motcua/{__version__}/whole"


@pytest.mark.quick
def test_everything_that_is_shipped_has_its_licence_in_the_package(unpacked: Path) -> None:
    text = (unpacked / "usr/share/doc/motcua/copyright").read_text(encoding="utf-8")
    environment = next((BUILD / "env/lib").glob("python3.*/site-packages"))
    shipped = [one.name for one in distributions(path=[str(environment)])]
    titles = set(re.findall(r"^={100}\n(\S+)", text, re.MULTILINE))
    plain = {re.sub(r"[-_.]+", "-", name).lower() for name in shipped} - BUILD_ONLY
    assert plain <= {re.sub(r"[-_.]+", "-", title).lower() for title in titles}
    assert {"Python", "resources/fonts/Tinos", "resources/icons/*", "libxcb-cursor0", "LGPL-3"} <= titles


@pytest.mark.quick
def test_no_file_asks_for_a_newer_system_than_promised(unpacked: Path) -> None:
    depends = libraries.check(unpacked / "usr/lib/motcua" / __version__)
    assert "libssl3t64 | libssl3" in depends
    assert not any("python" in one for one in depends)


@pytest.mark.quick
def test_the_unpacked_program_tries_itself(unpacked: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    write_key(key, "7" * 64)
    key.chmod(0o600)
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "MOTCUA_KEY_FILE": str(key), "LC_ALL": "POSIX"}
    command = [str(unpacked / "usr/bin/motcua"), "self-test", "--headless", "--out", str(tmp_path / "thử.html")]
    ran = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path, timeout=600)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.quick
@pytest.mark.parametrize("how", stolen_pc.PLAYED)
def test_a_stolen_pc_is_there_again_with_the_packaged_program(unpacked: Path, tmp_path: Path, how: str) -> None:
    """From stick and recovery paper, and from an invitation; with 100,000 dossiers it is `make drill-stolen`."""
    seconds = stolen_pc.PLAYED[how](tmp_path, 300, [str(unpacked / "usr/bin/motcua")])
    assert seconds["total"] <= stolen_pc.LIMIT


# -- a life of it ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(bare: Bare, previous: Path) -> Bare:
    """The bare Debian with the release before this one, a desk in it and a dossier received with it."""
    assert not list(bare.inside("/usr/bin").glob("python*"))
    bare.install(previous)
    key = bare.inside(f"{OFFICER_HOME}/key")
    write_key(key, "7" * 64)
    own(bare, key)
    key.chmod(0o600)
    bare.officer("init", *PLACE, "--officer", "Nguyễn Thị Lan")
    receive(bare, "Trần Văn Ước")
    return bare


def own(bare: Bare, path: Path) -> None:
    home = bare.inside(OFFICER_HOME).stat()
    os.chown(path, home.st_uid, home.st_gid)


def receive(bare: Bare, name: str, *words: str) -> str:
    draft = bare.inside(f"{OFFICER_HOME}/nháp.json")
    draft.write_text(DRAFT % name, encoding="utf-8")
    own(bare, draft)
    code = bare.officer("receive", "nháp.json", *words)["code"]
    assert isinstance(code, str)
    return code


def names(bare: Bare) -> set[str]:
    return {row["name"] for row in bare.officer("find", "")}


def test_an_open_window_is_closed_before_its_files_go(desk: Bare, deb: Path) -> None:
    desk.run("dpkg", "--install", f"/srv/motcua_{PREVIOUS}_amd64.deb")
    with desk.start("motcua", user="lan:lan", **desk.desk({"QT_QPA_PLATFORM": "offscreen"})) as window:
        wait(lambda: bool(list(desk.inside(DATA).glob("motcua.db-wal"))))
        said = desk.install(deb)
        window.communicate(timeout=20)
    assert window.returncode == 0
    assert "Đang đóng Một Cửa" in said
    assert [path.name for path in desk.inside("/usr/lib/motcua").iterdir()] == [__version__]


def wait(happened: Callable[[], bool]) -> None:
    for _ in range(300):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError


def test_the_new_version_keeps_the_dossiers_of_the_old_and_the_store_as_it_was(desk: Bare, deb: Path) -> None:
    desk.install(deb)
    assert names(desk) == {"Trần Văn Ước"}
    kept = list(desk.inside(DATA).glob("motcua.before-*.db"))
    assert len(kept) == int(REVISIONS[-1] != PREVIOUS_REVISION), "a store that was migrated is kept as it was"


def test_a_dossier_is_received_and_its_receipt_is_a_page_that_can_be_read(desk: Bare, deb: Path) -> None:
    desk.install(deb)
    code = receive(desk, "Nguyễn Thị Đặng", "--pdf", "giấy hẹn.pdf")
    paper = desk.inside(f"{OFFICER_HOME}/giấy hẹn.pdf")
    text = pypdf.PdfReader(paper).pages[0].extract_text()
    assert code in text
    assert "Nguyễn Thị Đặng" in text
    with pypdfium2.PdfDocument(paper) as document:
        page = document[0].render(scale=1.5, grayscale=True).to_numpy()
    ink = float((page < 128).mean())
    assert 0.01 < ink < 0.2


def test_the_installed_program_finds_nothing_wrong_with_itself(desk: Bare, deb: Path) -> None:
    desk.install(deb)
    found = desk.officer("self-test", "--headless", "--out", f"{OFFICER_HOME}/tự kiểm tra.html")
    assert desk.inside(f"{OFFICER_HOME}/tự kiểm tra.html").stat().st_size > 1000
    assert found


def test_the_program_writes_nothing_into_its_own_folder(desk: Bare, deb: Path) -> None:
    desk.install(deb)
    desk.run("motcua", "--help")
    listed = set(desk.run("dpkg", "-L", "motcua").splitlines())
    found = [path for path in desk.inside("/usr/lib/motcua").rglob("*") if path.is_file()]
    assert {f"/{path.relative_to(desk.root)}" for path in found} <= listed
    assert desk.run("dpkg", "--verify", "motcua") == ""


def test_removing_the_program_leaves_the_data_and_says_where(desk: Bare, deb: Path) -> None:
    desk.install(deb)
    before = hashlib.sha256((desk.inside(DATA) / "motcua.db").read_bytes()).digest()
    said = desk.run("apt-get", "purge", "-y", "-q", "motcua")
    assert f"còn nguyên ở {DATA}" in said
    assert hashlib.sha256((desk.inside(DATA) / "motcua.db").read_bytes()).digest() == before
    assert not desk.inside("/usr/lib/motcua").exists()
    assert not desk.inside("/usr/bin/motcua").exists()


def test_two_builds_give_the_same_bytes(deb: Path, unpacked: Path, tmp_path: Path) -> None:
    subprocess.run(["installer/linux/build", "--out", str(tmp_path)], cwd=ROOT, check=True)
    again = tmp_path / deb.name
    subprocess.run(["dpkg-deb", "-x", str(again), str(tmp_path / "files")], check=True)
    # File by file first: a difference is to be named.
    assert digests(tmp_path / "files") == digests(unpacked)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(deb.read_bytes()).digest()


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
