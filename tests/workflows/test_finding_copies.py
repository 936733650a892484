"""Which copies are found: on every disk but the system's, two folders deep, newest first, and none from a bin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.workflows import finding_copies

OLD, NEW = "H15.10-1-20261127-164205-019ad0f3-377597.motcua", "H15.10-2-20261130-164205-019ad0f3.motcua"
MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
24 22 8:2 / /boot/efi rw - vfat /dev/sda2 rw
25 22 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
26 22 8:17 / /media/lan/USB\040SAO\040LUU rw,nosuid - exfat /dev/sdb1 rw
27 22 8:33 / /srv/second rw shared:9 - ext4 /dev/sdc1 rw
28 22 0:50 / /mnt/share rw - cifs //may/chung rw
"""


def put(place: Path, *names: str) -> list[Path]:
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        (place / name).write_bytes(b"")
    return [place / name for name in names]


def test_copies_are_found_two_folders_deep_newest_first(tmp_path: Path) -> None:
    [old] = put(tmp_path / "a" / "b", OLD)
    [new] = put(tmp_path, NEW)
    put(tmp_path / "a" / "x" / "c", OLD.replace("1127", "1128"))
    put(tmp_path / ".Trash-1000", OLD.replace("1127", "1129"))
    put(tmp_path / "$RECYCLE.BIN", OLD.replace("1127", "1129"))
    put(tmp_path / "a", "thu.motcua", OLD + ".new")
    found = finding_copies.find([tmp_path, tmp_path / "a" / "b", tmp_path / "not there"])
    assert [one.path for one in found] == [new, old]
    assert [(one.says.desk, one.says.paper) for one in found if one.says] == [(2, ""), (1, "377597")]


def test_a_copy_under_another_name_can_still_be_chosen(tmp_path: Path) -> None:
    assert finding_copies.chosen(tmp_path / "ban cu.motcua").says is None
    says = finding_copies.chosen(tmp_path / OLD).says
    assert says is not None
    assert says.agency == "H15.10"


def test_disks_are_those_with_a_device_but_for_the_systems_own() -> None:
    assert finding_copies.mounted(MOUNTS) == [Path("/media/lan/USB SAO LUU"), Path("/srv/second")]


@pytest.mark.parametrize(("second", "places"), [("/srv/sao luu", 2), (None, 1), ("", 1), (["x"], 1)])
def test_the_second_place_is_where_the_settings_say(tmp_path: Path, second: object, places: int) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"copies": second}), encoding="utf-8")
    found = finding_copies.own_places(tmp_path)
    assert found[0] == tmp_path / "backups"
    assert found[1:] == [Path("/srv/sao luu")][: places - 1]


def test_a_folder_that_had_a_store_is_told_from_a_new_one(tmp_path: Path) -> None:
    assert not finding_copies.left_over(tmp_path)
    put(tmp_path / "backups", OLD)
    assert finding_copies.left_over(tmp_path)
    put(tmp_path, "motcua.db")
    assert not finding_copies.left_over(tmp_path), "there is a store"


def test_a_putting_back_that_was_cut_off_is_left_over_too(tmp_path: Path) -> None:
    put(tmp_path, "motcua.next")
    assert finding_copies.left_over(tmp_path)
    assert finding_copies.is_cut_off(tmp_path)
