"""Nothing that installs or checks the program walks what a build left: Wine lays a link to / below build/."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT = ("build", "dist", "out", ".venv")
# Says each folder setuptools reads when pip asks it which packages there are.
FIND = """
import os, sys
read = []
sys.addaudithook(lambda event, facts: read.append(os.path.realpath(facts[0] or ".")) if event == "os.scandir" else None)
from setuptools import Distribution
made = Distribution()
made.parse_config_files()
made.set_defaults()
print(*sorted(made.packages), sep="\\n")
print("read:", *read, sep="\\n")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The program's own code beside what builds leave, with a link that leads out and one that leads in a circle."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests/house").mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "tests/house/test_walks.py"):
        shutil.copy(ROOT / name, folder / name)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "__init__.py").write_text("import os, sys\n")
    for name in LEFT:
        (folder / name / "x").mkdir(parents=True)
        (folder / name / "x" / "z:").symlink_to(outside)
        (folder / name / "x" / "c").symlink_to(folder)
        (folder / name / "x" / "wrong.py").write_text("import os, sys\n")
    return folder


def run(checkout: Path, *words: str | Path) -> str:
    done = subprocess.run(words, cwd=checkout, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_installation_finds_every_package_and_looks_nowhere_else(checkout: Path) -> None:
    found, _, read = run(checkout, sys.executable, "-W", "ignore", "-c", FIND).partition("read:\n")
    assert found.split() == sorted(
        str(path.parent.relative_to(checkout)).replace("/", ".") for path in checkout.glob("app/**/__init__.py")
    )
    inside = [line.removeprefix(f"{checkout}/") for line in read.splitlines() if line.startswith(str(checkout.parent))]
    assert f"{checkout}/app" in read.splitlines()
    assert [one for one in inside if one.split("/")[0] in LEFT or "outside" in one] == []


def test_every_folder_of_the_program_with_code_in_it_is_a_package() -> None:
    """Or it would not be installed: the finder passes over a folder without an `__init__`."""
    assert [str(path) for path in (ROOT / "app").rglob("*.py") if not (path.parent / "__init__.py").exists()] == []


def test_the_linter_checks_no_file_of_a_build(checkout: Path) -> None:
    program = Path(sys.executable).with_name("ruff")
    files = run(checkout, program, "check", "--show-files", ".").splitlines()
    assert f"{checkout}/app/cli.py" in files
    assert [one for one in files if one.removeprefix(f"{checkout}/").split("/")[0] in LEFT or "outside" in one] == []


def test_pytest_collects_from_the_tests_alone(checkout: Path) -> None:
    said = run(checkout, sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider")
    files = {line.partition("::")[0] for line in said.splitlines() if "::" in line}
    assert "tests/house/test_walks.py" in files
    assert {one.split("/")[0] for one in files} == {"tests"}
