"""What a draft names as a scan lies in its own folder, or it is refused and nothing is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import UserError
from app.models import files
from app.services import drafts, intake, scans
from app.services.desk import Desk
from tests.services.counter import draft, rows

SECRET, SCAN = b"the officer's own", b"%PDF scan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a draft, with a scan and with ways out of it."""
    made = tmp_path / "bản khai"
    (made / "sub").mkdir(parents=True)
    (tmp_path / "secret.pdf").write_bytes(SECRET)
    (made / "scan.pdf").write_bytes(SCAN)
    (made / "sub" / "scan.pdf").write_bytes(SCAN)
    (made / "near.pdf").symlink_to("scan.pdf")
    (made / "out.pdf").symlink_to(tmp_path / "secret.pdf")
    (made / "up").symlink_to(tmp_path)
    (made / "device").symlink_to("/dev/zero")
    (made / "circle").symlink_to("circle")
    os.mkfifo(made / "pipe")
    return made


def received(desk: Desk, folder: Path | None, name: str) -> bytes:
    """Receive a draft that names one scan; return what was kept of it."""
    data = draft(components=[{"name": "Tờ khai", "originals": 1, "files": [name]}])
    (reference,) = intake.receive(desk, drafts.read(data), folder=folder).dossier.components[0].files
    return files.content(desk.store, reference.sha256)


@pytest.mark.parametrize("name", ["scan.pdf", "./scan.pdf", "sub/scan.pdf", "near.pdf"])
def test_a_file_of_the_folder_is_kept(desk: Desk, folder: Path, name: str) -> None:
    assert received(desk, folder, name) == SCAN


@pytest.mark.parametrize(
    "name",
    [
        "../secret.pdf", "sub/../../secret.pdf", "sub/../scan.pdf", "..\\secret.pdf", "/dev/zero", "C:\\secret.pdf",
        "C:secret.pdf", "\\\\may\\chung\\secret.pdf", "out.pdf", "up/secret.pdf", "device", "pipe", "circle", "sub",
        ".", "",
    ],
)  # fmt: skip
def test_anything_else_is_refused_before_a_number_is_issued(desk: Desk, folder: Path, name: str) -> None:
    before = rows(desk)
    with pytest.raises(UserError) as refused:
        received(desk, folder, name)
    assert (refused.value.code, refused.value.field, refused.value.facts["name"]) == (
        "FILE_OUTSIDE", "components", name,
    )  # fmt: skip
    assert rows(desk) == before
    assert not (desk.store.path.parent / files.FOLDER).exists()


def test_of_two_scans_neither_is_kept_where_one_is_refused(desk: Desk, folder: Path) -> None:
    data = draft(components=[{"name": "Tờ khai", "originals": 1, "files": ["scan.pdf", "out.pdf"]}])
    with pytest.raises(UserError) as refused:
        intake.receive(desk, drafts.read(data), folder=folder)
    assert refused.value.facts["name"] == "out.pdf"
    assert not (desk.store.path.parent / files.FOLDER).exists()


def test_an_absolute_name_of_the_folder_itself_is_none_of_its_own(desk: Desk, folder: Path) -> None:
    with pytest.raises(UserError) as refused:
        received(desk, folder, str(folder / "scan.pdf"))
    assert refused.value.code == "FILE_OUTSIDE"


@pytest.mark.parametrize("name", ["thiếu.pdf", "scan.pdf/x", "thiếu/scan.pdf"])
def test_what_is_not_there_is_said_to_be_missing(desk: Desk, folder: Path, name: str) -> None:
    with pytest.raises(UserError) as refused:
        received(desk, folder, name)
    assert refused.value.code == "FILE_MISSING"


def test_a_draft_of_no_folder_has_no_scans(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(UserError) as refused:
        received(desk, None, "scan.pdf")
    assert refused.value.code == "FILE_MISSING"


@pytest.mark.parametrize("swapped", ["sub", "sub/scan.pdf"])
def test_a_link_put_in_the_way_while_it_is_opened_leads_nowhere(
    desk: Desk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    (tmp_path / "scan.pdf").write_bytes(SECRET)
    target = tmp_path if swapped == "sub" else tmp_path / "secret.pdf"
    opening = os.open

    def late(path: Path, flags: int) -> int:
        (folder / swapped).rename(tmp_path / "aside")
        (folder / swapped).symlink_to(target)
        return opening(path, flags)

    monkeypatch.setattr(os, "open", late)
    with pytest.raises(UserError) as refused, scans.opened(folder, "sub/scan.pdf"):
        pass
    assert refused.value.code == "FILE_OUTSIDE"
