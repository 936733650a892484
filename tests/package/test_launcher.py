"""The quick part of the Linux package: which version is started, the notices, the icon; nothing is built."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from installer import icon, licences
from installer.linux import libraries

LAUNCHER = Path(__file__).parents[2] / "installer/linux/motcua"


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The launcher at its place below a root of its own."""
    place = tmp_path / "gốc máy" / "bin" / "motcua"
    place.parent.mkdir(parents=True)
    shutil.copy(LAUNCHER, place)
    return place


def version(command: Path, name: str, *, whole: bool = True) -> None:
    folder = command.parents[1] / "lib" / "motcua" / name
    folder.mkdir(parents=True)
    program = folder / "motcua"
    program.write_text(f'#!/bin/sh\necho {name} "$QT_IM_MODULE" "$@"\nexit 3\n')
    program.chmod(0o755)
    if whole:
        (folder / "whole").touch()


def start(command: Path, *words: str, **env: str) -> tuple[int, str]:
    ran = subprocess.run([command, *words], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **env})
    return ran.returncode, ran.stdout.strip() or ran.stderr.strip()


def test_the_only_version_is_started_with_the_words_and_its_status_comes_back(command: Path) -> None:
    version(command, "0.2.0")
    assert start(command, "find", "Trần Văn  Ước") == (3, "0.2.0  find Trần Văn  Ước")


def test_the_newest_of_two_versions_is_started_also_past_nine(command: Path) -> None:
    version(command, "0.9.0")
    version(command, "0.10.0")
    assert start(command) == (3, "0.10.0")


def test_a_version_that_is_not_whole_is_passed_over(command: Path) -> None:
    version(command, "0.1.0")
    version(command, "0.2.0", whole=False)
    assert start(command) == (3, "0.1.0")


def test_no_whole_version_is_said_in_words(command: Path) -> None:
    version(command, "0.2.0", whole=False)
    status, said = start(command)
    assert status == 1
    assert "chưa được cài trọn vẹn" in said


def test_a_link_to_the_command_starts_the_same_program(command: Path, tmp_path: Path) -> None:
    version(command, "0.2.0")
    link = tmp_path / "mc"
    link.symlink_to(command)
    assert start(link) == (3, "0.2.0")


def test_fcitx_is_spoken_to_as_ibus(command: Path) -> None:
    version(command, "0.2.0")
    assert start(command, QT_IM_MODULE="fcitx5") == (3, "0.2.0 ibus")
    assert start(command, QT_IM_MODULE="compose") == (3, "0.2.0 compose")


def distribution(folder: Path, name: str, licence: str | None) -> None:
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nLicense: MIT\n")
    record = f"{info.name}/METADATA,,\n"
    if licence is not None:
        (info / "LICENSE").write_text(licence)
        record += f"{info.name}/LICENSE,,\n"
    (info / "RECORD").write_text(record)


def test_the_notices_hold_each_librarys_licence_and_our_fonts(tmp_path: Path) -> None:
    distribution(tmp_path, "first-thing", "May be used by all.")
    distribution(tmp_path, "shiboken6", None)
    text = licences.notices(tmp_path)
    assert "first-thing 1.0 (MIT)" in text
    assert "May be used by all." in text
    assert "Lesser General" in text
    assert "SIL OPEN FONT LICENSE" in text.upper()


def test_a_library_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    distribution(tmp_path, "first-thing", "May be used by all.")
    distribution(tmp_path, "Second_Thing", None)
    with pytest.raises(licences.LicenceMissingError, match="second-thing"):
        licences.notices(tmp_path)


def test_the_icon_comes_in_every_size_and_is_the_same_each_time(tmp_path: Path) -> None:
    icon.write(tmp_path / "one")
    icon.write(tmp_path / "two")
    made = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert {f"motcua-{size}.png" for size in icon.SIZES} <= set(made)
    assert struct.unpack_from("<HHH", made["motcua.ico"]) == (0, 1, len(icon.ICO_SIZES))


def test_a_library_nobody_ships_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy("/bin/ls", tmp_path / "motcua")
    monkeypatch.setattr(libraries, "PACKAGES", {"libc.so.6": "libc6"})
    monkeypatch.setitem(libraries.NEWEST, "GLIBC", (2, 3))
    with pytest.raises(libraries.UnfitLibrariesError, match="needs libselinux"):
        libraries.check(tmp_path)
    with pytest.raises(libraries.UnfitLibrariesError, match="needs GLIBC_2"):
        libraries.check(tmp_path)
