"""The locked lists: every library the project names and what they need, by digest, and pip refuses any other file."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest

from installer import lock

ROOT = Path(__file__).parents[2]
LISTS = (lock.RUN, lock.TEST, lock.TOOLS)
each_list = pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {lock.plain(line): line.partition("==")[2] for line in lines}


@each_list
def test_a_list_has_every_library_its_environment_is_for(path: Path) -> None:
    names = {lock.plain(name) for name in lock.wanted()[path]}
    assert {"sqlmodel", "pyside6-essentials", "setuptools"} <= names or path == lock.TOOLS
    assert names - lock.read(path).keys() == set()


def test_the_lists_together_have_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    named += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    assert {lock.plain(one) for one in named} - lock.read(lock.TEST).keys() == set()


@each_list
def test_what_a_library_of_a_list_needs_is_on_it(path: Path) -> None:
    """Of those installed here; a condition on an extra, a Python or a system is left to pip, which asks each time."""
    listed, lacking = lock.read(path), []
    for name in listed:
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            continue
        lacking += [f"{name}: {need}" for need in needs if ";" not in need and lock.plain(need) not in listed]
    assert lacking == []


@each_list
def test_every_line_is_a_version_of_constraints_with_its_digests_and_no_address(path: Path) -> None:
    for name, (requirement, digests) in lock.read(path).items():
        assert requirement.partition("==")[2] == pins()[name], name
        assert digests, name
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    lines = text.replace(" \\\n    ", " ").splitlines()
    line = r"[\w.-]+(\[[\w,]+\])?==[0-9][\w.]*( ; sys_platform == \"win32\")?( --hash=sha256:[0-9a-f]{64})+"
    odd = [one for one in lines if not re.fullmatch(rf"{line}|# .*|-r requirements\.lock", one)]
    assert odd == []


def test_the_windows_list_says_the_same_of_what_both_have() -> None:
    text = (ROOT / "installer" / "windows" / "wheels.txt").read_text(encoding="utf-8")
    windows = re.findall(r"^(\S+)==(\S+) --hash=sha256:(\w+)$", text, re.MULTILINE)
    ours = lock.read(lock.RUN)
    assert {name for name, version, _ in windows if pins()[lock.plain(name)] != version} == set()
    # A wheel for every system is one file: one digest.
    pure = [name for name, _, digest in windows if digest in ours.get(lock.plain(name), ("", set()))[1]]
    assert len(pure) > 25


@pytest.mark.parametrize("script", ["prepare", "linux/build", "windows/build.ps1"])
def test_a_script_that_installs_does_it_by_digest_or_from_nowhere(script: str) -> None:
    text = (ROOT / "installer" / script).read_text(encoding="utf-8").replace("\\\n", " ")
    calls = re.findall(r"\bpip install (.+)", text)
    assert calls
    for call in calls:
        assert "--require-hashes" in call or "--no-index --no-deps --no-build-isolation" in call, call


# -- pip itself ----------------------------------------------------------------------------------------------------


def make_wheel(folder: Path, said: str) -> str:
    """Make a wheel of an invented library that says something; return its digest."""
    path = folder / "motcua_thu-1.0-py3-none-any.whl"
    about = "motcua_thu-1.0.dist-info"
    files = {
        "motcua_thu.py": f"SAID = {said!r}\n",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: motcua-thu\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(text.encode())}\n")
        wheel.writestr(f"{about}/RECORD", "".join([*rows, f"{about}/RECORD,,\n"]))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def install(folder: Path, listed: Path) -> subprocess.CompletedProcess[str]:
    """Install a list as `installer/prepare` does, of the wheels in a folder and of nowhere else."""
    pip = [sys.executable, "-m", "pip", "--isolated", "install", "--quiet", "--disable-pip-version-check"]
    where = ["--no-index", "--find-links", str(folder), "--target", str(folder / "there")]
    exactly = ["--only-binary", ":all:", "--require-hashes", "-r", str(listed)]
    return subprocess.run([*pip, *where, *exactly], capture_output=True, text=True, check=False)


def test_a_wheel_of_the_listed_digest_is_installed_and_any_other_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "one.lock"
    lock.write(listed, {"motcua-thu==1.0": {make_wheel(tmp_path, "as it was")}}, head="One invented library.")
    done = install(tmp_path, listed)
    assert done.returncode == 0, done.stderr
    assert "as it was" in (tmp_path / "there" / "motcua_thu.py").read_text()
    (tmp_path / "there").rename(tmp_path / "before")
    make_wheel(tmp_path, "something else")
    done = install(tmp_path, listed)
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / "there").exists()


def test_what_a_list_does_not_name_is_not_installed(tmp_path: Path) -> None:
    make_wheel(tmp_path, "as it was")
    listed = tmp_path / "none.lock"
    listed.write_text("motcua-thu==1.0\n")
    done = install(tmp_path, listed)
    assert done.returncode != 0
    assert "Hashes are required" in done.stderr


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    digests = {"B_b[x]==2": {"b" * 64, "a" * 64}, "a==1": {"c" * 64}}
    lock.write(tmp_path / "x.lock", digests, head="Two.", only={"a": 'sys_platform == "win32"'})
    assert lock.read(tmp_path / "x.lock") == {
        "a": ("a==1", {"c" * 64}), "b-b": ("B_b[x]==2", {"a" * 64, "b" * 64}),
    }  # fmt: skip
