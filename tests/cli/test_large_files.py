"""A file of 3 GB, chosen by mistake, is refused by its size with one line, wherever a command reads a file."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models import files
from app.services.desk import Desk
from tests.conftest import Ran
from tests.services.counter import draft

Motcua = Callable[..., Ran]
SIZE = 3 << 30


def large(path: Path) -> Path:
    """Make a file of 3 GB that takes no room on the disk."""
    path.touch()
    os.truncate(path, SIZE)
    return path


@pytest.mark.parametrize(
    ("words", "name", "code"),
    [
        (("past", "import"), "phim.xlsx", "PAST_TOO_LARGE"),
        (("past", "import"), "phim.xls", "PAST_TOO_LARGE"),
        (("catalogue", "import"), "phim.json", "FILE_TOO_LARGE"),
        (("catalogue", "import"), "phim.csv", "FILE_TOO_LARGE"),
        (("calendar", "import"), "phim.json", "FILE_TOO_LARGE"),
        (("setup",), "phim.json", "FILE_TOO_LARGE"),
        (("receive",), "phim.json", "FILE_TOO_LARGE"),
        (("receive", "--lines"), "phim.json", "FILE_TOO_LARGE"),
        (("act", "1", "forwarded"), "phim.json", "FILE_TOO_LARGE"),
        (("deadline", "--lines"), "phim.json", "FILE_TOO_LARGE"),
    ],
)
def test_a_file_of_3_gb_is_one_line(
    motcua: Motcua, tmp_path: Path, words: tuple[str, ...], name: str, code: str
) -> None:
    path = large(tmp_path / name)
    tracemalloc.start()
    try:
        assert motcua(*words, path).refusal == code
        assert tracemalloc.get_traced_memory()[1] < 200 << 20
    finally:
        tracemalloc.stop()


def test_what_comes_without_end_is_read_no_further_than_the_limit(motcua: Motcua) -> None:
    endless = "[" * (17 << 20)
    assert motcua("receive", "-", stdin=endless).refusal == "FILE_TOO_LARGE"
    assert motcua("receive", "-", "--lines", stdin=endless).refusal == "FILE_TOO_LARGE"
    assert motcua("setup", "/dev/zero").refusal == "FILE_TOO_LARGE"


@pytest.mark.parametrize("name", ["phim.mp4", "ảnh.png", "bản quét.pdf"])
def test_a_scan_of_3_gb_is_refused_and_nothing_is_received(
    motcua: Motcua, tmp_path: Path, home: Path, name: str
) -> None:
    large(tmp_path / name)
    form = tmp_path / "draft.json"
    components = [{"name": "Tờ khai", "originals": 1, "files": [name]}]
    form.write_text(json.dumps(draft(components=components), ensure_ascii=False), encoding="utf-8")
    ran = motcua("receive", form)
    assert ran.refusal == "FILE_TOO_LARGE"
    assert f"Tệp “{name}” lớn hơn 200 MB" in ran.err
    assert motcua("find", "--json").json == []
    assert not (home / "files").exists()
    form.write_text(json.dumps(draft()), encoding="utf-8")
    assert motcua("receive", form, "--json").json["code"].endswith("-0001")


@pytest.mark.parametrize("name", ["ảnh.png", "bản quét.pdf"])
def test_a_damaged_picture_or_pdf_is_kept_as_it_is_and_opened_by_nothing(
    motcua: Motcua, desk: Desk, tmp_path: Path, name: str
) -> None:
    content = (
        b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream" if name.endswith("pdf") else b"\x89PNG\r\n\x1a\n\xff\xff"
    )
    (tmp_path / name).write_bytes(content)
    form = tmp_path / "draft.json"
    components = [{"name": "Tờ khai", "originals": 1, "files": [name]}]
    form.write_text(json.dumps(draft(components=components)), encoding="utf-8")
    (kept,) = motcua("receive", form, "--json").json["components"][0]["files"]
    assert files.content(desk.store, kept["sha256"]) == content
