"""What a technician does with copies and the recovery paper, by commands alone."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

from app.rules import recovery_key
from app.workflows import changing_key
from tests.cli.test_dossiers import Motcua, another, received

SECRET = bytes(range(16))
ON_PAPER = " ".join(recovery_key.written(SECRET))


@pytest.fixture
def known_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next paper is one the test can read out."""
    monkeypatch.setattr(changing_key, "new_secret", lambda: SECRET)


def test_a_copy_is_made_verified_and_put_back(motcua: Motcua, home: Path) -> None:
    code = received(motcua)["code"]
    made = motcua("backup", "--json").json
    assert (made["dossiers"], made["events"], made["scans"], made["dropped"]) == (1, 1, 0, [])
    assert Path(made["file"]).parent == home / "backups"
    assert made["bytes"] == Path(made["file"]).stat().st_size
    looked = motcua("backup", "verify", made["file"], "--json").json
    assert looked["ok"]
    assert [check["name"] for check in looked["checks"]] == [
        "pages",
        "chain",
        "events",
        "records",
        "files",
        "numbers",
        "name",
    ]
    received(motcua, applicant=another(2))
    done = motcua("restore", made["file"], "--json").json
    assert (done["dossiers"], done["numbers"]) == (1, "old")
    assert Path(done["set_aside"]).exists()
    assert motcua("show", code, "--json").json["code"] == code


def test_a_copy_goes_where_it_is_wanted(motcua: Motcua, tmp_path: Path) -> None:
    received(motcua)
    assert Path(motcua("backup", "--to", tmp_path / "stick", "--json").json["file"]).parent == tmp_path / "stick"
    one = tmp_path / "one.motcua"
    assert motcua("backup", one, "--json").json["file"] == str(one)
    assert motcua("backup", "verify", one).out.startswith("✓ pages")


def test_a_damaged_copy_is_named_and_changes_nothing(motcua: Motcua, tmp_path: Path) -> None:
    code = received(motcua)["code"]
    one = tmp_path / "one.motcua"
    motcua("backup", one)
    data = bytearray(one.read_bytes())
    data[9000] ^= 4
    one.write_bytes(data)
    for words in (("backup", "verify", one), ("restore", one)):
        assert motcua(*words).refusal == "BACKUP_BROKEN"
    assert motcua("show", code, "--json").json["code"] == code
    assert motcua("restore", tmp_path / "none.motcua").refusal == "BACKUP_MISSING"


def test_a_paper_that_is_typed_back_becomes_the_key(motcua: Motcua, tmp_path: Path, known_paper: None) -> None:
    assert motcua("recovery-key", "status", "--json").json == {"paper": None, "at": None}
    out = tmp_path / "paper.pdf"
    made = motcua("recovery-key", "new", "--out", out, "--json", stdin=ON_PAPER).json
    assert made["paper"] == recovery_key.paper(SECRET)
    assert motcua("recovery-key", "status", "--json").json == made
    printed = pypdfium2.PdfDocument(out.read_bytes())[0].get_textpage().get_text_range()
    assert re.findall(r"\b\d{6}\b", printed)[1:] == list(recovery_key.written(SECRET))
    typed = tmp_path / "typed"
    typed.write_text(ON_PAPER)
    assert motcua("recovery-key", "check", "--recovery-key-file", typed, "--json").json["ok"]


def test_what_is_typed_wrong_changes_nothing(motcua: Motcua, tmp_path: Path, known_paper: None) -> None:
    other = " ".join(recovery_key.written(bytes(16)))
    for typed, code in (
        ("", "RECOVERY_KEY_SHORT"),
        ("1" + ON_PAPER[1:], "RECOVERY_KEY_GROUP"),
        (other, "RECOVERY_KEY_OTHER"),
    ):
        out = tmp_path / "paper.pdf"
        assert motcua("recovery-key", "new", "--out", out, "--json", stdin=typed).refusal == code
        assert motcua("recovery-key", "status", "--json").json["paper"] is None


def test_another_paper_opens_neither_store_nor_copy(motcua: Motcua, tmp_path: Path) -> None:
    received(motcua)
    one, typed = tmp_path / "one.motcua", tmp_path / "typed"
    motcua("backup", one)
    typed.write_text(ON_PAPER)
    ended = motcua("recovery-key", "check", "--recovery-key-file", typed, "--json")
    assert (ended.status, json.loads(ended.out)["ok"]) == (1, False)
    assert motcua("backup", "verify", one, "--recovery-key-file", typed).refusal == "BACKUP_KEY"


def test_a_stolen_pc_is_there_again_on_another_one_from_stick_and_paper_alone(
    motcua: Motcua, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known_paper: None
) -> None:
    assert motcua("recovery-key", "new", "--out", tmp_path / "paper.pdf", stdin=ON_PAPER).status == 0
    code = received(motcua)["code"]
    copy = motcua("backup", "--to", tmp_path / "stick", "--json").json["file"]
    shutil.rmtree(home)
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "new key"))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "new state"))
    assert motcua("restore", copy).refusal == "KEY_MISSING"
    words = ("restore", copy, "--recovery-key-file", "-", "--last-receipt", code, "--json")
    done = motcua(*words, stdin=ON_PAPER).json
    assert (done["dossiers"], done["set_aside"]) == (1, None)
    assert received(motcua, applicant=another(7))["code"] > code
