"""The house's contracts hold, and each of them breaks when somebody walks through a wall."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# One forbidden import for each contract, by the contract's name; a layer gets one upwards and one sideways.
BREACHES = [
    ("Imports go down the house", "rules/clock.py", "import app.models.store"),
    ("Imports go down the house", "services/desk.py", "import app.sync.protocol"),
    ("Imports go down the house", "sync/parked.py", "import app.services.acts"),
    ("Imports go down the house", "services/closing.py", "import app.workflows.line"),
    ("Imports go down the house", "sync/push.py", "import app.workflows.line"),
    ("Imports go down the house", "workflows/opening.py", "import app.ui.context"),
    ("Imports go down the house", "printing/paper.py", "import app.models.store"),
    ("Imports go down the house", "models/files.py", "import app.ui.application"),
    ("Imports go down the house", "errors.py", "import app.paths"),
    ("Qt is used in the window only", "services/board.py", "import PySide6.QtCore"),
    ("Qt is used in the window only", "workflows/line.py", "import PySide6.QtCore"),
    ("The window asks the services", "ui/today/page.py", "import app.models.setting"),
    ("The window asks the services", "ui/context.py", "import sqlalchemy"),
    ("The window asks the services", "ui/tasks.py", "import sqlcipher3"),
    ("The rules are pure", "rules/text.py", "import sqlalchemy"),
    ("The province knows rules", "province/store.py", "import app.services.desk"),
    ("The province knows rules", "province/ingest.py", "import app.workflows.opening"),
    ("The province knows rules", "province/api.py", "import app.selftest.run"),
    ("Of the conversation the province knows", "province/pull.py", "import app.sync.push"),
    # A room that nobody named, and circles: between modules of a room, and between folders of the window.
    ("Imports go down the house", "cellar/__init__.py", '"""A room of its own."""'),
    ("No room and no folder imports in a circle", "services/prints.py", "import app.services.papers"),
    ("No room and no folder imports in a circle", "ui/intake/page.py", "import app.ui.dossiers.page"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    # A wide terminal, on which no contract's name is broken over two lines.
    wide = {**os.environ, "COLUMNS": "300"}
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, env=wide)


def contracts(said: str) -> dict[str, bool]:
    """Return for each contract whether it was kept."""
    found = (re.fullmatch(r"(.+) (KEPT|BROKEN)( \(.*\))?", line) for line in said.splitlines())
    return {line[1]: line[2] == "KEPT" for line in found if line}


@pytest.fixture(scope="module")
def whole() -> dict[str, bool]:
    return contracts(lint(ROOT).stdout)


def test_every_contract_is_kept(whole: dict[str, bool]) -> None:
    assert whole
    assert all(whole.values()), whole


def test_every_contract_has_a_breach_here(whole: dict[str, bool]) -> None:
    unproven = [name for name in whole if not any(name.startswith(start) for start, _, _ in BREACHES)]
    assert unproven == []


@pytest.mark.parametrize(("start", "file", "breach"), BREACHES, ids=[breach[1] for breach in BREACHES])
def test_a_contract_breaks_when_it_is_violated(tmp_path: Path, start: str, file: str, breach: str) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "app" / file
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{breach}\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode == 1
    broken = [name for name, kept in contracts(done.stdout).items() if not kept]
    assert any(name.startswith(start) for name in broken), broken


def test_the_window_opens_no_connection() -> None:
    """A connection needs no import of the store: the desk has one, and which thread it is opened on is a service's."""
    opened = re.compile(r"store\.(read|write)\(|\.(read|write)\(\) as connection")
    found = [path for path in (ROOT / "app" / "ui").rglob("*.py") if opened.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_what_opens_a_file_from_outside_is_reached_by_the_process_apart_alone() -> None:
    """A library that decodes a file can be made to end its process: of workbooks, pictures, papers, archives.

    Named are those that open what the program made itself; whoever opens what somebody chose does it in `app.apart`.
    """
    decodes = re.compile(
        r"^\s*(?:import|from) (python_calamine|openpyxl|PIL|pypdfium2|zipfile|tarfile|xml|lxml|app\.services\.past_file"
        r"(?:\.reading|\.workbook| import .*(?:reading|workbook)))\b"
        r"|(QImageReader|QMovie|fromData|loadFromData|QPixmap\([^)]*path)",
        re.MULTILINE,
    )
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for one in decodes.finditer(path.read_text(encoding="utf-8")):
            found.setdefault(str(path.relative_to(ROOT / "app")), set()).add((one[1] or one[2]).partition(" ")[0])
    assert found == {
        "services/past_file/reading.py": {"app.services.past_file"},
        "services/past_file/telling.py": {"app.services.past_file"},
        "services/past_file/workbook.py": {"python_calamine", "zipfile"},
        "services/past_file/xml_tables.py": {"xml", "zipfile"},
        # Our own papers and workbooks, drawn or written just before.
        "selftest/printed_pages.py": {"pypdfium2"},
        "selftest/sheets.py": {"zipfile"},
        "ui/kit/paper.py": {"pypdfium2"},
    }
