"""What every file of the house keeps to: a first sentence, no strange address, what it needs beside it, pins."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for room in ("app", "tests") for path in (ROOT / room).rglob("*.py"))
ROOMS = ("app", "tests", "installer", "resources", "docs")
TEXTS = [
    *(ROOT / name for name in ("Makefile", "pyproject.toml", "constraints.txt", ".ci/run")),
    *ROOT.glob("*.lock"),
    *ROOT.glob("*.md"),
    *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*"))
      if path.is_file() and path.suffix not in (".pyc", ".png", ".ttf", ".db")),
]  # fmt: skip
# Written in two halves, so that this file does not name them itself.
STRANGE = ["/work" + "/", "pypi" + ".org", "pythonhosted" + ".org", "registry." + "npmjs", "index" + "-url",
           ".libr" + "ary", "../" + "shared"]  # fmt: skip


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in SOURCES if path.read_text(encoding="utf-8").strip()], ids=name)
def test_a_module_begins_with_a_sentence_that_says_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = said.partition("\n\n")[0].strip()
    assert re.match(r"[A-ZĐ`H’]", first), first
    assert re.search(r"[.?!](\s|$)", first), first


def test_no_file_names_a_registrys_host_a_path_of_one_machine_or_papers_that_lie_elsewhere() -> None:
    found = [
        f"{name(path)}: {word}"
        for path in TEXTS
        for word in STRANGE
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


@pytest.mark.parametrize(
    "path",
    [
        "catalogue/communal-2026.json",
        "calendars/vn-2025-2027.json",
        "communes.csv",
        "fonts/Tinos-Regular.ttf",
        "fonts/Tinos-Bold.ttf",
        "fonts/Tinos-Italic.ttf",
        "fonts/Tinos-BoldItalic.ttf",
        "fonts/Tinos-LICENSE.txt",
        "fonts/NotoSans-LICENSE.txt",
        "icons/LICENSE.txt",
        "forms/receipt-2018.json",
    ],
)
def test_what_the_program_ships_with_is_there(path: str) -> None:
    assert (ROOT / "resources" / path).stat().st_size > 500


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {_plain(line.partition("==")[0]): line for line in lines}


def _plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!;~ ]", package)[0]).lower()


def test_every_package_the_project_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert [one for one in asked if _plain(one) not in pins()] == []


def test_a_pin_is_a_name_and_a_version_and_no_address() -> None:
    assert [line for line in pins().values() if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)] == []


def test_nothing_below_the_command_line_prints() -> None:
    """`print` belongs to the command line alone: services answer, and logs log."""
    found = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if name(path).startswith(("app/rules", "app/models", "app/services", "app/printing", "app/sync"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "breakpoint")
    ]
    assert found == []


def test_the_repository_holds_no_key_and_no_store() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    # The stores of releases hold invented people and are kept on purpose; the roots are public certificates.
    meant = ("tests/releases/", "installer/windows/roots.pem")
    secret = (".db", ".db-wal", ".pem", ".key", ".pyc", ".coverage")
    assert [one for one in listed if one.endswith(secret) and not one.startswith(meant)] == []
