"""Makes the database that a release's relay leaves behind, and two desks joined to it, once, for a release.

`python -m tests.releases.make_relay TREE VERSION` runs the program in TREE (a checkout of that release) through its
own command line: a relay on SQLite, two desks that receive, act, clash over one dossier and close their day, acts of
the province, a desk shut out, an invitation nobody used. Beside this file it writes `relays/VERSION` with database and
signing key, what `province status` and `province export` said, and since 0.3.0 the stores of the two desks, with their
keys and what `show` said of each dossier: one has a dossier it has not sent, the other one the province refused. Opened
by `test_relays.py` and `test_joined.py`; never made again.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.releases.make import Tree

RELAYS = Path(__file__).parent / "relays"
AGENCY = "H15.10"
DATABASE, KEY = "relay.db", "relay.key"


@contextmanager
def serving(province: Tree) -> Iterator[str]:
    command = [sys.executable, "-m", "app", "province", "serve", "--home", str(province.home), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=province.tree, env=province.env) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _invite(province: Tree, desk: int) -> str:
    words = ("--agency", AGENCY, "--commune", "24133", "--desk", desk)
    return str(province.run("province", "invite", *words, "--name", "Trung tâm Phục vụ hành chính công")["code"])


def _write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def _live(province: Tree, desks: list[Tree], work: Path) -> None:
    """Let two desks and the province work on the same dossiers, and one correction be refused."""
    first, second = desks
    body = work / "body.json"

    def receive(desk: Tree, name: str) -> str:
        draft = {"procedure": "2.000815", "applicant": {"kind": "citizen", "name": name}, "note": "hồ sơ hư cấu"}
        return str(desk.run("receive", _write(work / "draft.json", draft))["code"])

    codes = [receive(first, name) for name in ("Nguyễn Thị Đặng", "Hoàng Văn Ngưỡng", "Lò Thị Ợi", "H’Bia Niê")]
    codes += [receive(second, name) for name in ("Trần Quốc Ẩn", "Vừ A Sềnh")]
    for desk in (first, second, first):
        desk.run("sync")
    for desk, note in ((first, "của quầy 1"), (second, "của quầy 2")):
        desk.run("act", codes[0], "corrected", _write(body, {"changes": {"note": note}, "reason": "thử"}))
        desk.run("sync")
    act = ("province", "act", codes[1])
    province.run(*act, "processing", _write(body, {"unit": "Sở Tư pháp"}), "--agency", AGENCY)
    province.run(*act, "result_ready", _write(body, {"number": "12/2026"}), "--agency", AGENCY)
    first.run("sync")
    first.run("return", codes[1], "--to", "Hoàng Văn Ngưỡng", "--id-number", "066085001234")
    first.run("act", codes[2], "withdrawn", _write(body, {"reason": "người nộp xin rút"}))
    for desk in desks:
        assert desk.run("close-day")["equal"] is True
    receive(second, "Vi Thị Hiền")
    second.run("sync")
    receive(first, "Đinh Công Hậu")


def make(tree: Path, folder: Path) -> None:
    """Make the database of the relay in `tree`, and what it said, in `folder`."""
    if folder.exists():
        raise SystemExit(f"{folder} is kept for ever")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        province = Tree(tree, work / "province", work / "key")
        desks = [Tree(tree, work / f"desk{number}", work / f"key{number}") for number in (1, 2, 3)]
        province.run("province", "init")
        with serving(province) as url:
            for number, desk in enumerate(desks, 1):
                desk.run("enrol", url, "--code", _invite(province, number), "--officer", f"Trần Thị Mai {number}")
            _live(province, desks[:2], work)
        province.run("province", "revoke", "--agency", AGENCY, "--desk", 3)
        _invite(province, 4)
        said: dict[str, Any] = {"status": province.run("province", "status")}
        command = [sys.executable, "-m", "app", "--home", str(province.home), "province", "export", "--json"]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tree, env=province.env)
        said["export"] = [json.loads(line) for line in ran.stdout.splitlines()]
        folder.mkdir(parents=True)
        for kept in (DATABASE, KEY):
            shutil.copy(province.home / kept, folder / kept)
        for number, desk in enumerate(desks[:2], 1):
            said[f"desk{number}"] = [
                desk.run("show", found["code"]) for found in reversed(desk.run("find", "", "--limit", 500))
            ]
            shutil.copytree(desk.home, folder / f"desk{number}", ignore=shutil.ignore_patterns("logs"))
            shutil.copy(work / f"key{number}", folder / f"desk{number}" / "key")
        (folder / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve(), RELAYS / sys.argv[2])
