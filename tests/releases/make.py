"""Makes the store that a release of this program leaves behind, once, when the release is made.

`python tests/releases/make.py TREE VERSION` runs the program in TREE (a checkout of that release) through its own
command line: a centre, two dozen invented dossiers in every state with scans, and writes beside this file a folder
VERSION with the store, its key and what `motcua show` said of each dossier. The folders are kept for ever and are
opened by `test_releases.py`; none is ever made again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
_ACTS: tuple[tuple[tuple[str, dict[str, Any]], ...], ...] = (
    (),
    (("forwarded", {"unit": "Tư pháp – Hộ tịch"}),),
    (("supplement_requested", {"items": ["Giấy chứng sinh"], "reason": "thiếu bản chính"}),),
    (("supplement_requested", {"items": ["Ảnh 4×6"], "reason": "ảnh mờ"}), ("supplemented", {})),
    (("result_ready", {"number": "12/2026"}),),
    (("refused", {"reason": "không thuộc thẩm quyền", "legal_basis": "Điều 17"}),),
    (("withdrawn", {"reason": "người nộp xin rút"}),),
    (("extended", {"new_due": "2027-02-10T16:30:00+07:00", "reason": "chờ xác minh"}),),
    (("corrected", {"changes": {"phone": "0912345678"}, "reason": "ghi nhầm số"}),),
    (("stopped", {"reason": "người nộp không bổ sung", "legal_basis": "Điều 20"}),),
    (("voided", {"reason": "nhập trùng"}),),
    (("payment_requested", {"amount": 15000, "reason": "trích đo"}), ("paid", {"amount": 15000})),
)
_NAMES = ("Nguyễn Thị Đặng", "Hoàng Văn Ngưỡng", "Lò Thị Ợi", "Trần Quốc Ẩn", "H’Bia Niê", "Vừ A Sềnh")


class Tree:
    """The program of one release, run as a command on a data folder of its own."""

    def __init__(self, tree: Path, home: Path, key: Path) -> None:
        """Keep where it lies and where it works."""
        self.tree, self.home = tree, home
        self.env = {**os.environ, "MOTCUA_KEY_FILE": str(key), "PYTHONPATH": str(tree)}

    def run(self, *words: object) -> Any:
        """Run one command; return what it printed as JSON."""
        command = [sys.executable, "-m", "app", "--home", str(self.home), *map(str, words), "--json"]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=self.tree, env=self.env, check=False)
        if ran.returncode:
            raise SystemExit(f"{words}: {ran.stderr}")
        return json.loads(ran.stdout)


def make(tree: Path, folder: Path) -> None:
    """Make the store of the release in `tree`, and what it said, in `folder`."""
    if folder.exists():
        raise SystemExit(f"{folder} is kept for ever")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        home, key = work / "home", work / "key"
        program = Tree(tree, home, key)
        program.run(
            "init", "--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm Phục vụ hành chính công",
            "--desk", 2, "--first", 1000, "--last", 1999, "--officer", "Trần Thị Mai Duyên",
        )  # fmt: skip
        scan = work / "quét.pdf"
        scan.write_bytes(b"%PDF-1.4 an invented scan\n" * 40)
        for at in range(2 * len(_ACTS)):
            _live(program, work, at, scan.name)
        if (tree / "app/commands/past.py").exists():  # since 0.2.0
            _import_register(program, work)
        shows = [program.run("show", found["code"]) for found in reversed(program.run("find", "", "--limit", 500))]
        past = program.run("past", "find", "MT-2023") if (tree / "app/commands/past.py").exists() else None
        folder.mkdir()
        for kept in home.iterdir():
            if kept.name != "logs":
                (shutil.copytree if kept.is_dir() else shutil.copy)(kept, folder / kept.name)
        shutil.copy(key, folder / "key")
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in shows)
        (folder / "dossiers.jsonl").write_text(text, encoding="utf-8")
        if past is not None:
            (folder / "past.json").write_text(json.dumps(past, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _import_register(program: Tree, work: Path) -> None:
    """Import a small register of an earlier year."""
    path = work / "Sổ 2023.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Hộ tịch")
        sheet.write_row(0, 0, ("Mã hồ sơ", "Họ và tên", "Thủ tục", "Ngày tiếp nhận", "Ghi chú"))
        for at, name in enumerate(_NAMES, 1):
            sheet.write_row(at, 0, (f"MT-2023-{at:04}", name, "Khai sinh", f"{at:02}/03/2023", "hư cấu"))
    program.run("past", "import", path, "--apply")


def _live(program: Tree, work: Path, at: int, scan: str) -> None:
    """Receive one dossier and take it where its turn says; every second one is also returned or has a scan."""
    draft, body = work / "draft.json", work / "body.json"
    name = _NAMES[at % len(_NAMES)]
    wanted: dict[str, Any] = {
        "procedure": ("2.000815", "1.001193")[at % 2],
        "applicant": {"kind": "citizen", "name": f"{name} {at + 1}", "birth_date": "1990-01-31", "sex": "female"},
        "components": [{"name": "Bản chính giấy tờ", "originals": 1, "files": [scan] if at % 4 == 0 else []}],
        "note": "hồ sơ hư cấu",
    }
    draft.write_text(json.dumps(wanted, ensure_ascii=False), encoding="utf-8")
    code = program.run("receive", draft)["code"]
    for kind, words in _ACTS[at % len(_ACTS)]:
        body.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        program.run("act", code, kind, body)
    if at >= len(_ACTS) and program.run("show", code)["state"] == "result_ready":
        program.run("return", code, "--to", f"{name} {at + 1}", "--id-number", "001190123456")


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve(), HERE / sys.argv[2])
