"""What the doctor finds wrong with a desk, each thing once: named, with a cure by which the desk works again."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from sqlalchemy import text

from app import mark
from app.models import backup
from app.models.store import FILE, Store
from app.rules import recovery_key
from app.selftest import machine, own
from app.selftest.bench import Bench
from app.selftest.check import KEYRING
from app.services import care, centre
from app.workflows import changing_key
from tests.conftest import Ran
from tests.selftest.conftest import Ask
from tests.selftest.test_broken import Memory, ring
from tests.services.counter import CITIZEN, KEY

__all__ = ["ring"]
Motcua = Callable[..., Ran]
SECRET = bytes(range(50, 66))
PAGE = 4096


@pytest.fixture(autouse=True)
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "marks"))
    return tmp_path / "marks"


def receive(motcua: Motcua, **more: Any) -> str:
    draft = {"procedure": "2.000815", "applicant": CITIZEN, "duplicate_reason": "thử", **more}
    said = motcua("receive", "-", "--clock-ok", "--json", stdin=json.dumps(draft)).json
    motcua("print", said["code"], "receipt", os.environ["MOTCUA_KEY_FILE"] + ".pdf")
    return str(said["code"])


def ill(motcua: Motcua) -> dict[str, dict[str, str]]:
    """Return what is not well, by check; each of it has a cure, and nothing else has."""
    ran = motcua("doctor", "--json")
    said = json.loads(ran.out)
    assert (ran.err, said["ok"], ran.status) == ("", ran.status == 0, 0 if said["ok"] else 1)
    assert all(check.keys() == {"name", "ok", "detail", "cure"} for check in said["checks"])
    assert all(check["ok"] == (check["cure"] is None) for check in said["checks"])
    return {check["name"]: check for check in said["checks"] if not check["ok"]}


# -- the store ---------------------------------------------------------------------------------------------------


def other_store(folder: Path, key: bytes = KEY) -> Path:
    record = centre.describe(agency="H15.11", commune="24133", name="Khác", desk=1, officer="Lê Ỡ", first=1, last=9)
    centre.create(folder, key, record).close()
    return folder / FILE


def emptied(store: Path) -> None:
    store.write_bytes(b"")


def cut(store: Path) -> None:
    store.write_bytes(store.read_bytes()[: 9 * PAGE + 100])


def cut_at_a_page(store: Path) -> None:
    store.write_bytes(store.read_bytes()[: 9 * PAGE])


def page(store: Path) -> None:
    data = bytearray(store.read_bytes())
    data[5 * PAGE + 50] ^= 1
    store.write_bytes(data)


def salt(store: Path) -> None:
    data = bytearray(store.read_bytes())
    data[3] ^= 1
    store.write_bytes(data)


def another(store: Path) -> None:
    shutil.copy(other_store(store.parent.parent / "other", bytes(32)), store)


def foreign_log(store: Path) -> None:
    folder = store.parent.parent / "other"
    there = Store(other_store(folder), KEY)
    with there.write() as connection:
        connection.execute(text("UPDATE procedure SET data = data || ' '"))
    shutil.copy(folder / f"{FILE}-wal", store.with_name(f"{FILE}-wal"))
    there.close()


def gone(store: Path) -> None:
    store.unlink()


DAMAGES = {
    "tệp kho rỗng": emptied,
    "tệp kho bị cắt ngắn": cut,
    "tệp kho bị cắt ngắn, giữa hai trang": cut_at_a_page,
    "1 trên ": page,
    "trang đầu hỏng": salt,
    "là tệp khác": another,
    "motcua.db-wal": foreign_log,
    "Không thấy kho": gone,
}


@pytest.mark.parametrize("said", DAMAGES)
def test_a_store_that_does_not_open_is_named_and_works_again_by_the_cure(motcua: Motcua, home: Path, said: str) -> None:
    receive(motcua)
    copy = motcua("backup", "--json").json["file"]
    DAMAGES[said](home / FILE)
    before = {path.name: path.read_bytes() for path in home.glob("motcua.db")}
    found = ill(motcua) if (home / FILE).exists() else {"store": {"detail": motcua("doctor").err, "cure": ""}}
    assert found.keys() == {"store"}
    assert said.partition(",")[0] in found["store"]["detail"]
    assert {path.name: path.read_bytes() for path in home.glob("motcua.db")} == before, "it is only looked at"
    named = re.search(r'motcua restore "([^"]+)"', found["store"]["cure"] or found["store"]["detail"])
    assert named
    assert named[1] == copy
    if said not in ("1 trên ", "motcua.db-wal"):  # a page in the middle stops no start
        start = motcua("find", "", "--json")
        assert start.refusal == ("STORE_GONE" if said == "Không thấy kho" else "STORE_BROKEN")
        assert copy in start.err
    done = motcua("restore", named[1], "--json").json
    assert said == "Không thấy kho" or Path(done["set_aside"]).read_bytes() == before[FILE]
    receive(motcua)
    assert ill(motcua) == {}


def test_without_a_good_copy_the_province_or_another_place_is_the_way_out(motcua: Motcua, home: Path) -> None:
    receive(motcua)
    copy = Path(motcua("backup", "--json").json["file"])
    page(home / FILE)
    page(copy)
    cure = ill(motcua)["store"]["cure"]
    assert "motcua enrol" in cure
    assert "motcua restore TỆP" in cure


def test_the_newest_copy_that_is_good_is_named(motcua: Motcua, home: Path) -> None:
    receive(motcua)
    first = Path(motcua("backup", "--json").json["file"])
    older = first.with_name(re.sub(r"-\d{8}-", "-20260102-", first.name))
    shutil.copy(first, older)
    page(first)
    page(home / FILE)
    assert str(older) in ill(motcua)["store"]["cure"]


def test_another_key_is_a_wrong_one_and_no_damage(motcua: Motcua, home: Path, tmp_path: Path) -> None:
    receive(motcua)
    (tmp_path / "key").write_text(bytes(32).hex())
    found = ill(motcua)["store"]
    assert "(WRONG_KEY)" in found["detail"]
    assert "--recovery-key-file" in found["cure"]


def test_the_mark_tells_a_damaged_first_page_from_a_wrong_key_and_never_the_key(motcua: Motcua, home: Path) -> None:
    receive(motcua)
    salt(home / FILE)
    assert "(STORE_BROKEN)" in ill(motcua)["store"]["detail"]
    marks = Path(os.environ["MOTCUA_STATE"])
    assert mark.knows_key(marks, home, KEY)
    assert not mark.knows_key(marks, home, bytes(32))
    assert not any(KEY.hex().encode() in path.read_bytes() or KEY in path.read_bytes() for path in marks.iterdir())


def test_a_restore_that_was_cut_off_is_named_and_gone_on_with_at_the_next_start(motcua: Motcua, home: Path) -> None:
    receive(motcua)
    copy = motcua("backup", "--json").json["file"]
    shutil.copy(copy, home / "motcua.next")
    (home / FILE).unlink()
    assert "ngắt giữa chừng" in ill(motcua)["store"]["detail"]
    assert len(motcua("find", "", "--json").json) == 1
    assert ill(motcua) == {}


def test_a_store_of_the_release_before_is_looked_at_and_left(motcua: Motcua, home: Path) -> None:
    release = Path(__file__).parents[1] / "releases" / "0.3.0"
    shutil.copy(release / FILE, home / FILE)
    Path(os.environ["MOTCUA_KEY_FILE"]).write_text((release / "key").read_text())
    assert ill(motcua) == {}
    assert (home / FILE).read_bytes() == (release / FILE).read_bytes()


def test_where_no_centre_was_made_there_is_no_desk_to_look_at(motcua: Motcua, home: Path) -> None:
    (home / FILE).unlink()
    assert motcua("doctor").refusal == "STORE_MISSING"


def test_a_check_that_fails_by_surprise_is_its_own_failure(motcua: Motcua, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(motcua)

    def broken(*_: object) -> object:
        raise ZeroDivisionError("Nguyễn Thị Đặng")

    monkeypatch.setitem(care._ASKED, "chain", broken)
    found = ill(motcua)
    assert found.keys() == {"chain"}
    assert "Nguyễn" not in found["chain"]["detail"]


# -- numbers and copies ------------------------------------------------------------------------------------------


def test_an_old_copy_in_the_stores_place_is_told_by_the_mark(motcua: Motcua, home: Path) -> None:
    receive(motcua)
    old = (home / FILE).read_bytes()
    receive(motcua)
    (home / FILE).write_bytes(old)
    assert ill(motcua).keys() == {"mark"}
    receive(motcua)
    assert ill(motcua) == {}


def test_a_pc_without_a_mark_is_named_with_the_question_it_waits_for(motcua: Motcua, marks: Path) -> None:
    code = receive(motcua)
    shutil.rmtree(marks)
    assert "--continue-after" in ill(motcua)["mark"]["cure"]
    motcua("numbers", "--continue-after", code, "--json")
    receive(motcua)
    assert ill(motcua) == {}


def test_a_copy_that_is_old_or_damaged_is_named(motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(motcua)
    assert ill(motcua) == {}, "work of today may still lie here alone"
    monkeypatch.setattr(own, "COPY_DAYS", -1)
    assert "motcua backup" in ill(motcua)["backup"]["cure"]
    copy = Path(motcua("backup", "--json").json["file"])
    assert "Bản mới nhất" in ill(motcua)["backup"]["detail"]
    monkeypatch.setattr(own, "COPY_DAYS", 7)
    assert ill(motcua) == {}
    page(copy)
    assert "(BACKUP_BROKEN)" in ill(motcua)["backup"]["detail"]
    assert copy.parent == home / backup.FOLDER


# -- the key -----------------------------------------------------------------------------------------------------


def test_a_lost_key_is_made_again_from_the_recovery_paper(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing_key, "new_secret", lambda: SECRET)
    code, paper = receive(motcua), tmp_path / "typed"
    paper.write_text(" ".join(recovery_key.written(SECRET)))
    motcua("recovery-key", "new", "--out", tmp_path / "p.pdf", "--json", stdin=paper.read_text())
    copy = motcua("backup", "--json").json["file"]
    Path(os.environ["MOTCUA_KEY_FILE"]).unlink()
    found = ill(motcua)
    assert found.keys() == {"keyring", "store"}
    assert "--recovery-key-file" in found["keyring"]["cure"]
    assert motcua("restore", copy, "--recovery-key-file", paper, "--json").status == 0
    assert motcua("show", code, "--json").json["code"] == code
    assert ill(motcua) == {}


class Raising(Memory):
    """A keyring that is there and answers with an error."""

    __module__ = "keyring.backends.Windows"

    def __init__(self, problem: Exception) -> None:
        super().__init__()
        self.problem = problem

    def get_password(self, service: str, username: str) -> str | None:
        raise self.problem


NO_SESSION = OSError(22, "A specified logon session does not exist")
NO_SESSION.winerror = 1312  # type: ignore[attr-defined,unused-ignore]


@pytest.mark.parametrize(
    "problem",
    [NO_SESSION, ValueError("Đặng"), RuntimeError(), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x")],
    ids=repr,
)
def test_a_keyring_may_raise_what_it_likes(motcua: Motcua, ring: Memory, problem: Exception) -> None:
    """Windows raises OSError 1312 where somebody works over ssh or WinRM, which has no session of a desktop."""
    os.environ.pop("MOTCUA_KEY_FILE", None)
    keyring.set_keyring(Raising(problem))
    found = ill(motcua)
    assert found.keys() == {"keyring", "store"}
    assert found["keyring"]["cure"] == KEYRING
    assert motcua("find", "", "--json").refusal == "KEYRING_MISSING"


# -- the folder --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "well"), [(0o700, True), (0o755, True), (0o770, False), (0o707, False)])
def test_a_data_folder_that_others_may_write_into_is_told(
    bench: Bench, asked: Ask, home: Path, mode: int, well: bool
) -> None:
    home.chmod(mode)
    bench.home = home
    found = asked("folder")
    assert (found.ok, "chmod 700" in str(found.cure)) == (well, not well)


@pytest.mark.parametrize("service", ["OneDrive - UBND xã", "Dropbox", "Google Drive", "Nextcloud"])
def test_a_synchronised_folder_is_told_by_its_name(bench: Bench, asked: Ask, tmp_path: Path, service: str) -> None:
    bench.home = tmp_path / service / "MotCua"
    bench.home.mkdir(parents=True)
    found = asked("folder")
    assert (found.ok, service.partition(" -")[0] in found.detail) == (False, True)
    assert "MOTCUA_HOME" in str(found.cure)


@pytest.mark.parametrize("left", [".dropbox", ".tmp.driveupload", ".stfolder"])
def test_a_synchronised_folder_is_told_by_what_its_service_leaves(
    bench: Bench, asked: Ask, tmp_path: Path, left: str
) -> None:
    bench.home = tmp_path / "Ổ chung" / "MotCua"
    bench.home.mkdir(parents=True)
    (bench.home.parent / left).mkdir()
    assert "thư mục đồng bộ" in asked("folder").detail


def test_a_synchronised_folder_is_told_by_what_its_service_tells_the_system(
    bench: Bench, asked: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(home.parent))
    bench.home = home
    assert "(OneDrive)" in asked("folder").detail


@pytest.mark.parametrize(("kind", "well"), [("nfs4", False), ("cifs", False), ("fuse.sshfs", False), ("ext4", True)])
def test_a_folder_on_another_machine_is_told(
    bench: Bench, asked: Ask, home: Path, monkeypatch: pytest.MonkeyPatch, kind: str, well: bool
) -> None:
    monkeypatch.setattr(machine, "file_system", lambda _device: kind)
    bench.home = home
    found = asked("folder")
    assert (found.ok, "ổ mạng" in found.detail) == (well, not well)


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "Thùng rác"), (errno.EROFS, "quyền ghi")])
def test_a_full_disk_and_a_folder_that_is_read_only_have_a_cure_each(
    motcua: Motcua, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refused(**_how: object) -> object:
        raise OSError(number, os.strerror(number))

    receive(motcua)
    monkeypatch.setattr("app.selftest.machine.tempfile.TemporaryFile", refused)
    found = ill(motcua)
    assert found.keys() == {"folder"}, "what is there is looked at all the same"
    assert said in found["folder"]["cure"]
