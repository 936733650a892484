"""`motcua setup`: a PC set up silently from a file, one file for a hundred communes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import words
from app.errors import MotcuaError
from app.models.store import FILE
from app.printing.print_setup import PrintSetup
from app.services import setup
from app.services.print_setup import print_setup
from app.workflows.opening import open_desk
from tests.conftest import Ran
from tests.drills.program import RelayProcess
from tests.services.counter import save_settings

Motcua = Callable[..., Ran]
OWN = {
    "agency": "H15.10", "commune": "24133", "name": "Trung tâm Phục vụ hành chính công", "desk": 2,
    "first": 1000, "last": 1999, "officer": "Trần Thị Mai Duyên", "printer": "Canon LBP2900", "paper": "A4",
}  # fmt: skip
PLACE = (
    "--agency", OWN["agency"], "--commune", OWN["commune"], "--name", OWN["name"], "--desk", OWN["desk"],
    "--first", OWN["first"], "--last", OWN["last"],
)  # fmt: skip
INVITED = {"province": {"url": "https://motcua.example.vn", "code": "BÍ-MẬT-77"}, "officer": "Lò Văn Ợi"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A PC on which nothing was set up."""
    return tmp_path / "nhà mới"


def said(ran: Ran) -> Any:
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[Any], Path]:
    def write(content: Any) -> Path:
        path = tmp_path / "lập quầy.json"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_sets_the_pc_up_and_its_first_dossier_has_the_desks_number(
    motcua: Motcua, file: Callable[[Any], Path], home: Path
) -> None:
    done = said(motcua("setup", file(OWN), "--json"))
    assert {name: done[name] for name in OWN} == OWN
    assert (done["already"], done["enrolled"], done["printer_found"]) == (False, False, False)
    with open_desk(home) as desk:
        assert print_setup(desk) == PrintSetup("Canon LBP2900", paper="A4")
    draft = file({"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "H’Bia Niê"}})
    assert motcua("receive", draft, "--json").json["code"].endswith("-1000")


def test_repeated_it_changes_nothing_and_keeps_what_the_officer_chose_since(
    motcua: Motcua, file: Callable[[Any], Path], home: Path
) -> None:
    motcua("setup", file(OWN), "--json")
    with open_desk(home) as desk:
        save_settings(desk, printing=PrintSetup("HP M404"))
    before = (home / FILE).read_bytes()
    again = said(motcua("setup", file({**OWN, "officer": "Người Khác"}), "--json"))
    assert (again["already"], again["officer"]) == (True, OWN["officer"])
    assert (again["printer"], again["paper"]) == ("HP M404", "A5")
    assert (home / FILE).read_bytes() == before


def test_repeated_after_an_upgrade_it_keeps_what_the_older_version_knew(
    motcua: Motcua, file: Callable[[Any], Path], home: Path
) -> None:
    """Up to 0.2.0 the printer stood in settings.json, and a deployment comes round with the new version too."""
    motcua("init", *PLACE, "--officer", OWN["officer"])
    (home / "settings.json").write_text('{"printer": "HP M404", "paper": "A4"}', encoding="utf-8")
    motcua("find")  # the first opening gives the store its mark
    before = (home / FILE).read_bytes()
    again = said(motcua("setup", file({**OWN, "paper": "A5"}), "--json"))
    assert (again["already"], again["printer"], again["paper"]) == (True, "HP M404", "A4")
    assert (home / FILE).read_bytes() == before


def test_killed_before_its_printer_was_kept_it_is_finished_by_the_next_run(
    motcua: Motcua, file: Callable[[Any], Path], home: Path
) -> None:
    motcua("init", *PLACE, "--officer", OWN["officer"])
    again = said(motcua("setup", file(OWN), "--json"))
    assert (again["already"], again["printer"], again["paper"]) == (True, OWN["printer"], "A4")


@pytest.mark.parametrize(("name", "value"), [("desk", 3), ("commune", "01747"), ("agency", "H99.10"), ("first", 1)])
def test_another_place_than_the_one_set_up_is_refused(
    motcua: Motcua, file: Callable[[Any], Path], home: Path, name: str, value: object
) -> None:
    motcua("setup", file(OWN), "--json")
    before = (home / FILE).read_bytes()
    ran = motcua("setup", file(OWN | {name: value}))
    assert ran.status == 1
    assert ran.err.startswith("SETUP_OTHER ")
    assert f"“{name}”" in ran.err
    assert (home / FILE).read_bytes() == before


def test_each_pc_takes_its_own_row_and_others_the_common_one(file: Callable[[Any], Path]) -> None:
    path = file({"desks": [{**OWN, "computer": "QUAY-02"}, INVITED]})
    mine, other = setup.read(path, "quay-02"), setup.read(path, "QUAY-09")
    assert mine.place is not None
    assert mine.place["desk"] == 2
    assert (other.url, other.code, other.officer) == ("https://motcua.example.vn", "BÍ-MẬT-77", "Lò Văn Ợi")


@pytest.mark.parametrize("between", [";", ","])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_from_excel_is_read_as_well(file: Callable[[Any], Path], between: str, mark: str) -> None:
    rows = [
        ("computer", "agency", "commune", "name", "desk", "first", "last", "officer", "province_url", "province_code"),
        ("Q1", "H15.10", "24133", "Trung tâm", "1", "1", "999", "Nguyễn Thị Lan", "", ""),
        ("Q2", "", "", "", "", "", "", "Lò Văn Ợi", "https://motcua.example.vn", "K7"),
        ("", "", "", "", "", "", "", "", "", ""),
    ]
    path = file(mark + "\r\n".join(between.join(row) for row in rows))
    first = setup.read(path, "q1")
    assert first.place == {
        "agency": "H15.10", "commune": "24133", "name": "Trung tâm", "desk": 1, "first": 1, "last": 999,
    }  # fmt: skip
    assert setup.read(path, "Q2").code == "K7"
    with pytest.raises(MotcuaError) as missing:
        setup.read(path, "Q3")
    assert missing.value.code == "SETUP_NOT_HERE"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in OWN.items() if key != name}


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        ("", "SETUP_FORMAT", "JSON"),
        ("{", "SETUP_FORMAT", "JSON"),
        ("[1]", "SETUP_FORMAT", "JSON"),
        ("officer;name\r\n" + "x" * 200_000, "SETUP_FORMAT", "CSV"),
        ("computer;officer\nQ1;A;B", "SETUP_FORMAT", "CSV"),
        ([{**OWN, "printr": "x"}], "SETUP_NAME", "“printr”"),
        ([OWN, without("officer")], "SETUP_MISSING", "Dòng 2"),
        (without("desk"), "SETUP_MISSING", "“desk”"),
        ({"province": {"url": "https://x.vn"}, "officer": "A"}, "SETUP_MISSING", "“province_code”"),
        ({**INVITED, "desk": 1}, "SETUP_BOTH", "Chỉ giữ một"),
        ({**INVITED, "province": {"url": "https://x.vn", "kode": "K"}}, "SETUP_FAULTS", "“province_kode”"),
        ({**INVITED, "province": "https://x.vn"}, "SETUP_NAME", "“province”"),
        ({**OWN, "desk": "hai"}, "SETUP_VALUE", "“hai”"),
        ({**OWN, "desk": True}, "SETUP_VALUE", "“desk”"),
        ({**OWN, "paper": "A3"}, "SETUP_VALUE", "“A3”"),
        ({**OWN, "name": ["x"]}, "SETUP_VALUE", "“name”"),
        ({**OWN, "commune": "99999"}, "SETUP_PLACE", "Không có xã"),
        ({**INVITED, "province": {"url": "https://x .vn", "code": "K"}}, "SETUP_VALUE", "“province_url”"),
        ({**OWN, "name": "  "}, "SETUP_MISSING", "“name”"),
        ({"desks": [OWN], "paper": "A4"}, "SETUP_FAULTS", "“desks”"),
        ([{**OWN, "computer": "a"}, {**OWN, "computer": "A"}], "SETUP_TWICE", "“a”"),
        ([{**INVITED, "computer": "a"}, {**INVITED, "computer": "b"}], "SETUP_CODE", "Dòng 2 và dòng 1"),
        ([{**OWN, "computer": "a"}, {**OWN, "computer": "b", "desk": 3}], "SETUP_OVERLAP", "Dòng 2 và dòng 1"),
        ([{**OWN, "computer": "a"}, {**OWN, "computer": "b", "first": 2000, "last": 2999}], "SETUP_OVERLAP", "Dòng 2"),
    ],
)
def test_a_wrong_file_is_refused_with_its_row_and_nothing_is_made(
    motcua: Motcua, file: Callable[[Any], Path], home: Path, content: Any, code: str, told: str
) -> None:
    ran = motcua("setup", file(content))
    assert ran.status == 1
    assert ran.err.startswith(f"{code} ")
    assert told in ran.err
    assert not (home / FILE).exists()


def test_every_wrong_field_is_named_with_its_row(motcua: Motcua, file: Callable[[Any], Path], home: Path) -> None:
    rows = [
        "computer;agency;commune;name;desk;first;last;officer;paper;phòng",
        "Q1;H15.10;24133;Trung tâm;1;1;999;Nguyễn Thị Lan;A5;",
        "Q2;H1510;1747;Trung tâm;100;9;1;;A3;",
        "Q3;H15.10;24133;Trung tâm;hai;1000;1999;Lò Văn Ợi;A5;",
    ]
    ran = motcua("setup", file("\n".join(rows)))
    assert ran.status == 1
    assert ran.err.startswith("SETUP_FAULTS ")
    assert "có 8 chỗ sai" in ran.err
    told = (
        "Dòng 1 của tệp lập quầy có mục lạ “phòng”", "“H1510”", "mã 1747", "đang là 100", "Dãy số 9 đến 1",
        "Dòng 3 của tệp lập quầy thiếu mục “officer”", "không nhận “A3”", "Dòng 4 của tệp lập quầy, mục “desk”",
    )  # fmt: skip
    assert [one for one in told if one not in ran.err] == []
    assert ran.err.count("\n") == 1
    assert not (home / FILE).exists()


def test_a_table_that_lost_its_first_line_is_not_read_out(motcua: Motcua, file: Callable[[Any], Path]) -> None:
    """What stands there then is the first PC's invitation."""
    ran = motcua("setup", file("Q1;https://motcua.example.vn;BÍ-MẬT-77;Lò Văn Ợi\nQ2;https://motcua.example.vn;K8;B"))
    assert ran.refusal == "SETUP_FORMAT"
    assert "BÍ-MẬT" not in ran.err


def test_a_pc_is_known_by_its_name_without_the_domain_and_an_address_by_its_bare_name(
    file: Callable[[Any], Path],
) -> None:
    bare = {"province": {"url": "motcua.example.vn", "code": "K"}, "officer": "Lò Văn Ợi", "computer": "QUAY-02"}
    assert setup.read(file(bare), "quay-02.xa.example.vn").url == "https://motcua.example.vn"


def test_papers_may_go_into_a_folder_which_is_no_printer_to_look_for(
    motcua: Motcua, file: Callable[[Any], Path], home: Path, tmp_path: Path
) -> None:
    ran = motcua("setup", file({**OWN, "printer": str(tmp_path / "giấy")}))
    assert ran.status == 0
    assert "chưa có máy in" not in ran.out
    with open_desk(home) as desk:
        assert print_setup(desk).folder == tmp_path / "giấy"


def test_the_invitation_is_told_to_nobody(motcua: Motcua, file: Callable[[Any], Path]) -> None:
    secret = ["BÍ-MẬT-77"]
    for entry in (
        {**INVITED, "province": {"url": "", "code": secret}},
        {**INVITED, "province": {"url": "BÍ-MẬT-77 ", "code": secret}},
        {**INVITED, "province": {"url": "BÍ MẬT-77", "code": "BÍ-MẬT-77"}},
        {**INVITED, "officer": ""},
        [{**INVITED, "computer": "a"}, INVITED],
    ):
        ran = motcua("setup", file(entry))
        assert ran.status == 1
        assert "BÍ-MẬT" not in ran.err + ran.out
    assert "BÍ-MẬT" not in repr(setup.read(file(INVITED), "x"))


values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.lists(st.integers()))
entries = st.dictionaries(st.sampled_from((*setup.NAMES, "province", "x")), values, max_size=9)


@given(content=st.one_of(st.lists(entries, max_size=3), entries, st.text(max_size=60)))
def test_no_file_ends_in_anything_but_answers_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "some.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        answers = setup.read(path, "x")
    except MotcuaError as problem:
        sentence = words.sentence(problem)
        assert sentence.endswith(".")
        assert "{" not in sentence or "{" in text
    else:
        assert answers.officer


def test_an_invitation_in_the_file_joins_the_province(
    motcua: Motcua, file: Callable[[Any], Path], home: Path, tmp_path: Path
) -> None:
    relay = RelayProcess(tmp_path / "relay", None)
    try:
        entry = {"province": {"url": relay.url, "code": relay.invite(4, 3000, 3999)}, "officer": "Lò Văn Ợi"}
        done = said(motcua("setup", file(entry), "--json"))
        assert (done["desk"], done["first"], done["last"], done["enrolled"]) == (4, 3000, 3999, True)
        # The code is used up now; a deployment that comes round again does not need it.
        again = said(motcua("setup", file(entry), "--json"))
        assert (again["already"], again["enrolled"]) == (True, True)
        other = motcua("setup", file(entry | {"province": {"url": "https://khac.example.vn", "code": "K"}}))
        assert other.err.startswith("SETUP_OTHER ")
    finally:
        relay.stop()


def test_a_centre_that_worked_alone_joins_when_its_file_brings_an_invitation(
    motcua: Motcua, file: Callable[[Any], Path], home: Path, tmp_path: Path
) -> None:
    said(motcua("setup", file(OWN), "--json"))
    draft = file({"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "H’Bia Niê"}})
    code = motcua("receive", draft, "--json").json["code"]
    relay = RelayProcess(tmp_path / "relay", None)
    try:
        entry = {"province": {"url": relay.url, "code": relay.invite(2, 1000, 1999)}, "officer": "Lò Văn Ợi"}
        done = said(motcua("setup", file(entry), "--json"))
        assert (done["enrolled"], done["already"], done["printer"]) == (True, False, OWN["printer"])
        assert motcua("sync", "--json").json["waiting"] == 0
        assert motcua("show", code, "--json").json["sync"] == "sent"
    finally:
        relay.stop()
