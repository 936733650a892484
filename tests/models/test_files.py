"""Scans beside the store: unreadable without its key, named by what they say, and missed when they are gone."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from app.errors import KnownError
from app.models import files
from app.services.desk import Desk

SCAN = b"%PDF-1.7 to khai cua Nguyen Thi Dang"
DIGEST = hashlib.sha256(SCAN).hexdigest()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(SCAN)
    return path


def keep(desk: Desk, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return files.keep(desk.store, file, path.name)


def test_a_kept_file_comes_back_as_it_was(desk: Desk, scan: Path) -> None:
    assert keep(desk, scan) == {"sha256": DIGEST, "size": len(SCAN)}
    assert files.content(desk.store, DIGEST) == SCAN


def test_what_lies_on_disk_shows_nothing(desk: Desk, scan: Path, home: Path) -> None:
    keep(desk, scan)
    lying = (home / "files" / DIGEST).read_bytes()
    assert b"PDF" not in lying
    assert b"Nguyen" not in lying


def test_the_same_file_twice_is_one_file(desk: Desk, scan: Path, home: Path) -> None:
    keep(desk, scan)
    first = (home / "files" / DIGEST).read_bytes()
    keep(desk, scan)
    assert [path.name for path in (home / "files").iterdir()] == [DIGEST]
    assert (home / "files" / DIGEST).read_bytes() == first


def lost(desk: Desk) -> str:
    with pytest.raises(KnownError) as refused:
        files.content(desk.store, DIGEST)
    return refused.value.code


def test_a_file_that_is_gone_cut_altered_or_swapped_is_lost(desk: Desk, scan: Path, tmp_path: Path, home: Path) -> None:
    assert lost(desk) == "FILE_LOST"
    keep(desk, scan)
    place = home / "files" / DIGEST
    whole = place.read_bytes()
    for spoiled in (whole[:-1], whole[:5], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        place.write_bytes(spoiled)
        assert lost(desk) == "FILE_LOST"
    other = tmp_path / "other.pdf"
    other.write_bytes(b"another paper")
    name = keep(desk, other)["sha256"]
    place.write_bytes((home / "files" / name).read_bytes())
    assert lost(desk) == "FILE_LOST"


def test_a_file_that_cannot_be_written_says_disk_and_leaves_nothing(desk: Desk, scan: Path, home: Path) -> None:
    (home / "files").write_text("a file where the folder should be")
    with pytest.raises(KnownError) as refused:
        keep(desk, scan)
    assert refused.value.code == "DISK"
