"""A province's catalogue file: shown as a difference, applied on demand, refused whole when a line is broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson
import pytest

from app.errors import KnownError, UserError
from app.paths import resource
from app.services import catalogue
from app.services.desk import Desk
from tests.services.counter import code_of

SHIPPED = resource("catalogue", "communal-2026.json")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped file in which one name changed."""
    path = tmp_path / "tinh.json"
    said = SHIPPED.read_text(encoding="utf-8").replace("Chứng thực chữ ký", "Chứng thực chữ ký cá nhân", 1)
    path.write_text(said, encoding="utf-8")
    return path


def name_of(desk: Desk, code: str = "2.000884") -> str:
    with desk.store.read() as connection:
        return desk.procedure(connection, code, date(2026, 11, 23)).name


def test_our_own_file_changes_nothing(desk: Desk) -> None:
    done = catalogue.import_file(desk, SHIPPED, apply=True).as_json()
    assert (done["added"], done["removed"], done["changed"], done["applied"]) == ([], [], [], True)


def test_a_file_is_shown_first_and_nothing_changes_until_it_is_applied(desk: Desk, changed: Path) -> None:
    before = name_of(desk)
    shown = catalogue.import_file(desk, changed)
    assert not shown.applied
    assert any("cá nhân" in line for line in shown.difference.lines())
    assert name_of(desk) == before
    assert catalogue.import_file(desk, changed, apply=True).applied
    assert name_of(desk) == before + " cá nhân"
    assert catalogue.import_file(desk, changed).as_json()["changed"] == []


def test_a_dossier_keeps_the_name_it_was_received_under(desk: Desk, changed: Path) -> None:
    code = code_of(desk, procedure="2.000884")
    catalogue.import_file(desk, changed, apply=True)
    from app.services import finding

    assert "cá nhân" not in finding.dossier(desk, code).procedure_name


def test_a_broken_line_is_named_and_nothing_of_the_file_is_taken(desk: Desk, changed: Path) -> None:
    before = name_of(desk)
    rows = orjson.loads(changed.read_bytes())
    procedures = rows if isinstance(rows, list) else rows["procedures"]
    procedures[-1]["term"] = "lâu lắm"
    changed.write_bytes(orjson.dumps(rows))
    with pytest.raises(UserError) as refused:
        catalogue.import_file(desk, changed, apply=True)
    assert refused.value.code == "CATALOGUE_LINE"
    assert {"line", "column", "code"} <= refused.value.facts.keys()
    assert name_of(desk) == before


@pytest.mark.parametrize("name", ["thiếu.json", "."])
def test_a_file_that_cannot_be_read_is_named(desk: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError) as refused:
        catalogue.import_file(desk, tmp_path / name)
    assert refused.value.code == "FILE_READ"


def test_procedures_in_force_are_one_version_each_and_the_used_ones_are_counted(desk: Desk) -> None:
    codes = [one.code for one in catalogue.in_force_on(desk, date(2026, 11, 23))]
    assert len(codes) == len(set(codes)) > 40
    for _ in range(3):
        code_of(desk)
    assert catalogue.usage(desk, date(2026, 11, 23)) == {"1.004873": 3}


def test_a_procedure_nobody_knows_is_named(desk: Desk) -> None:
    with pytest.raises(UserError) as refused:
        name_of(desk, "9.999999")
    assert (refused.value.code, refused.value.facts) == ("PROCEDURE_UNKNOWN", {"code": "9.999999"})
