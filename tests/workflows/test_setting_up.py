"""Setting a PC up by hand; from a file it is tried through `motcua setup` (tests/cli)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError, UserError
from app.models.store import FILE
from app.printing.print_setup import PrintSetup
from app.services.print_setup import print_setup
from app.services.setup import Answers, Place
from app.workflows.opening import open_desk
from app.workflows.setting_up import make_centre, set_up

PLACE: Place = {"agency": "H15.10", "commune": "24133", "name": "Trung tâm thử", "desk": 2}
OFFICER = "Trần Thị Mai Duyên"


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this PC keeps its key; none is there yet."""
    path = tmp_path / "key"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(path))
    return path


def test_a_centre_is_made_with_its_key_and_opens(tmp_path: Path, key: Path) -> None:
    papers = PrintSetup(folder=tmp_path / "giấy", paper="A4")
    record = make_centre(tmp_path / "home", officer=OFFICER, printing=papers, **PLACE)
    assert key.exists()
    with open_desk(tmp_path / "home") as desk:
        assert desk.place() == (record, False)
        assert print_setup(desk) == papers


def test_where_a_store_is_nothing_is_made_and_no_key(home: Path, key: Path) -> None:
    before = (home / FILE).read_bytes()
    with pytest.raises(KnownError, match="STORE_EXISTS"):
        make_centre(home, officer=OFFICER, **PLACE)
    assert ((home / FILE).read_bytes(), key.exists()) == (before, False)


def test_a_place_that_is_refused_leaves_nothing(tmp_path: Path, key: Path) -> None:
    nowhere: Place = {**PLACE, "commune": "99999"}
    with pytest.raises(UserError, match="COMMUNE_UNKNOWN"):
        make_centre(tmp_path / "home", officer=OFFICER, **nowhere)
    assert (key.exists(), (tmp_path / "home").exists()) == (False, False)


def test_answers_make_the_centre_once_and_keep_the_printer(tmp_path: Path) -> None:
    home, answers = tmp_path / "home", Answers(OFFICER, "Canon LBP2900", "A4", place=PLACE)
    first, again = set_up(home, answers), set_up(home, answers)
    assert (first.already, again.already) == (False, True)
    assert (first.centre, first.printing, first.enrolled) == (again.centre, again.printing, False)
    assert (first.centre.desk, first.printing) == (2, PrintSetup("Canon LBP2900", paper="A4"))
