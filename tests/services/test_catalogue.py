"""A province's catalogue file: shown as a difference, applied on demand, refused whole when a line is broken."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from app.errors import KnownError, UserError
from app.paths import resource
from app.rules.catalogue import Procedure
from app.rules.clock import VN
from app.services import catalogue, finding
from app.services.desk import Desk
from tests.services.counter import Clock, code_of, receive

SHIPPED = resource("catalogue", "communal-2026.json")
NEW_LAW = Path(__file__).with_name("civil-status-2027.json")
DAY = date(2026, 11, 23)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped file in which one name changed."""
    path = tmp_path / "tinh.json"
    said = SHIPPED.read_text(encoding="utf-8").replace("Chứng thực chữ ký", "Chứng thực chữ ký cá nhân", 1)
    path.write_text(said, encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of entries, each the shipped procedure of its code with some figures changed."""
    shipped = {one["code"]: one for one in json.loads(SHIPPED.read_text(encoding="utf-8"))["procedures"]}

    def write(*entries: dict[str, Any]) -> Path:
        path = tmp_path / "tinh.jsonl"
        lines = [json.dumps(shipped[entry["code"]] | entry, ensure_ascii=False) for entry in entries]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def name_of(desk: Desk, code: str = "2.000884") -> str:
    return in_force(desk, code, DAY).name


def in_force(desk: Desk, code: str, day: date) -> Procedure:
    with desk.store.read() as connection:
        return desk.procedure(connection, code, day)


def stored(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.store.read() as connection:
        rows = connection.execute(text("SELECT code, version, data FROM procedure ORDER BY code, version"))
        return [tuple(row) for row in rows]


def test_our_own_file_changes_nothing(desk: Desk) -> None:
    before = stored(desk)
    done = catalogue.import_file(desk, SHIPPED, apply=True)
    value = done.as_json()
    assert len(value.pop("same")) == len({code for code, _, _ in before})
    assert (value, done.lines()) == (
        {"added": [], "kept": [], "changed": [], "columns": {}, "lines": [], "applied": True},
        [],
    )
    assert stored(desk) == before


def test_a_file_is_shown_first_and_nothing_changes_until_it_is_applied(desk: Desk, changed: Path) -> None:
    before = name_of(desk)
    shown = catalogue.import_file(desk, changed)
    assert not shown.applied
    assert any("cá nhân" in line for line in shown.difference.lines())
    assert name_of(desk) == before
    assert catalogue.import_file(desk, changed, apply=True).applied
    assert name_of(desk) == before + " cá nhân"
    assert catalogue.import_file(desk, changed).as_json()["changed"] == []


def test_a_procedure_the_file_leaves_out_stays_and_the_file_says_so(desk: Desk, file: Callable[..., Path]) -> None:
    done = catalogue.import_file(desk, file({"code": "2.000884"}), apply=True)
    assert done.lines() == ["Giữ nguyên 54 thủ tục tệp không nói đến."]
    assert len(done.as_json()["kept"]) == 54
    assert name_of(desk, "1.001193") == "Đăng ký khai sinh"


def test_a_dossier_keeps_the_name_it_was_received_under(desk: Desk, changed: Path) -> None:
    code = code_of(desk, procedure="2.000884")
    catalogue.import_file(desk, changed, apply=True)
    assert "cá nhân" not in finding.dossier(desk, code).procedure.name


def test_a_new_version_ends_the_one_in_force_the_day_before_and_shows_it(desk: Desk, file: Callable[..., Path]) -> None:
    path = file({"code": "2.000884", "effective_from": "2027-01-01", "term": "1 ngày làm việc"})
    before = stored(desk)
    shown = catalogue.import_file(desk, path)
    assert shown.difference.lines() == [
        "Sửa 2.000884 Chứng thực chữ ký (bản 01/07/2025), ngày hết hiệu lực: để trống → 31/12/2026.",
        "Sửa 2.000884 Chứng thực chữ ký (bản 01/01/2027), thời hạn: trong ngày → 1 ngày làm việc.",
        "Sửa 2.000884 Chứng thực chữ ký (bản 01/01/2027), ngày bắt đầu hiệu lực: 01/07/2025 → 01/01/2027.",
    ]
    assert stored(desk) == before
    catalogue.import_file(desk, path, apply=True)
    assert in_force(desk, "2.000884", date(2026, 12, 31)).effective_to == date(2026, 12, 31)
    assert in_force(desk, "2.000884", date(2027, 1, 1)).term == "1 ngày làm việc"
    assert catalogue.import_file(desk, path, apply=True).difference.lines() == []


def test_a_file_with_a_chain_of_versions_continues_what_is_stored(desk: Desk, file: Callable[..., Path]) -> None:
    code = "2.000884"
    path = file(
        {"code": code, "effective_from": "2028-01-01", "term": "3 ngày"},
        {"code": code, "effective_from": "2027-01-01", "effective_to": "2027-12-31", "term": "2 ngày"},
    )
    catalogue.import_file(desk, path, apply=True)
    terms = {day: in_force(desk, code, day).term for day in (DAY, date(2027, 12, 31), date(2028, 1, 1))}
    assert list(terms.values()) == ["trong ngày", "2 ngày", "3 ngày"]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([{"effective_from": "2027-01-01"}, {"effective_from": "2028-01-01"}], "CATALOGUE_OVERLAP"),
        ([{"effective_from": "2025-06-01"}], "CATALOGUE_STORED_OVERLAP"),
        ([{"phone": "1"}], "CATALOGUE_LINE"),
        ([{"effective_to": "2025-06-30"}], "CATALOGUE_LINE"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_of_it_is_taken(
    desk: Desk, file: Callable[..., Path], entries: list[dict[str, Any]], code: str
) -> None:
    path = file({"code": "2.000815", "name": "Tên mới"}, *({"code": "2.000884"} | entry for entry in entries))
    before = stored(desk)
    for apply in (False, True):
        with pytest.raises(UserError) as refused:
            catalogue.import_file(desk, path, apply=apply)
        assert refused.value.code == code
        assert refused.value.facts["code"] == "2.000884"
        assert stored(desk) == before


def test_a_broken_line_is_named(desk: Desk, changed: Path) -> None:
    rows = orjson.loads(changed.read_bytes())
    rows["procedures"][-1]["effective_from"] = "bao giờ"
    changed.write_bytes(orjson.dumps(rows))
    with pytest.raises(UserError) as refused:
        catalogue.import_file(desk, changed, apply=True)
    assert refused.value.code == "CATALOGUE_LINE"
    assert {"line", "column", "code"} <= refused.value.facts.keys()


@pytest.mark.parametrize("name", ["thiếu.json", "."])
def test_a_file_that_cannot_be_read_is_named(desk: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError) as refused:
        catalogue.import_file(desk, tmp_path / name)
    assert refused.value.code == "FILE_READ"


def test_the_civil_status_law_of_2027_is_a_file_and_nothing_else(desk: Desk, clock: Clock) -> None:
    """Luật Hộ tịch 03/2026/QH16, from 01/3/2027; what was received before follows the old law (DOMAIN §1)."""
    catalogue.import_file(desk, NEW_LAW, apply=True)
    clock.at = datetime(2027, 3, 1, 9, 0, tzinfo=VN)
    last = code_of(desk, procedure="1.004873", received_at="2027-02-28T08:15:00+07:00")
    first = code_of(desk, procedure="1.004873", received_at="2027-03-01T08:15:00+07:00")
    old, new = finding.dossier(desk, last), finding.dossier(desk, first)
    assert (old.procedure.version, old.term, old.fee) == ("2025-07-01", "3 ngày làm việc", None)
    assert (new.procedure.version, new.term, new.fee) == ("2027-03-01", "1 ngày làm việc", 15_000)
    assert [part.name for part in new.components] == ["Tờ khai theo mẫu mới"]
    assert old.components != new.components
    assert (old.due_at.date(), new.due_at.date()) == (date(2027, 3, 4), date(2027, 3, 2))


def test_a_law_imported_later_leaves_what_was_received_as_it_was(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2027, 3, 1, 9, 0, tzinfo=VN)
    code = code_of(desk, procedure="1.004873")
    before = finding.as_json(desk, code)
    catalogue.import_file(desk, NEW_LAW, apply=True)
    assert finding.as_json(desk, code) == before
    assert finding.dossier(desk, code).procedure.version == "2025-07-01"
    assert finding.dossier(desk, code_of(desk, procedure="1.004873")).procedure.version == "2027-03-01"


def test_a_case_brings_its_own_papers_and_an_exemption_its_own_fee(desk: Desk, clock: Clock) -> None:
    catalogue.import_file(desk, NEW_LAW, apply=True)
    clock.at = datetime(2027, 3, 1, 9, 0, tzinfo=VN)
    got = receive(desk, procedure="1.004873", case="verify", exemption="poor").dossier
    assert (got.term, got.fee, got.exemption) == ("2 ngày làm việc", 0, "người thuộc hộ nghèo")
    assert got.fee_basis == "Luật Hộ tịch số 03/2026/QH16"
    assert [part.name for part in got.components] == ["Tờ khai theo mẫu mới", "Giấy tờ nơi cư trú trước đây"]


def test_a_linked_procedure_is_one_dossier(desk: Desk) -> None:
    got = receive(desk, procedure="3.000722").dossier
    assert got.linked == ("1.001193", "1.004222")
    assert [hit.code for hit in finding.find(desk, "")] == [got.code]
    assert catalogue.usage(desk, DAY) == {"3.000722": 1}


def province(count: int = 2_300) -> list[dict[str, Any]]:
    """Return as many procedures as a province has, shaped like those we ship."""
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))["procedures"]
    return [{**shipped[number % len(shipped)], "code": f"1.{200_000 + number}"} for number in range(count)]


def as_csv(rows: list[dict[str, Any]], path: Path) -> None:
    """Write procedures and their cases as the flat table holds them."""
    columns = (
        "code case name field body unit term term_note fee_kind fee_amount fee_tiers fee_cap fee_basis exemptions "
        "components linked verified effective_from guidance_only"
    )
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.DictWriter(out, columns.split(), restval="", extrasaction="ignore")
        table.writeheader()
        for row in rows:
            table.writerow(
                row | fee_cells(row["fee"]) | {
                    "components": "\n".join(map(paper_cell, row["components"])),
                    "linked": " ".join(row.get("linked", [])),
                    "verified": " ".join(mark for mark, checked in row["verified"].items() if checked),
                    "guidance_only": "x" if row["guidance_only"] else "",
                }
            )  # fmt: skip
            for case in row["cases"]:
                cells = {"code": row["code"], "case": case["key"], "name": case["name"], "term": case["term"]}
                table.writerow(cells | (fee_cells(case["fee"]) if case.get("fee") else {}))


def fee_cells(fee: dict[str, Any]) -> dict[str, Any]:
    tiers = ";".join(f"{tier['from_page']}={tier['each']}" for tier in fee.get("tiers", []))
    exempt = "\n".join(" | ".join((one["key"], one["name"], one["basis"])) for one in fee.get("exemptions", []))
    return {
        "fee_kind": fee["kind"],
        "fee_amount": fee.get("amount", ""),
        "fee_tiers": tiers,
        "fee_cap": fee.get("cap", ""),
        "fee_basis": fee.get("basis", ""),
        "exemptions": exempt,
    }


def paper_cell(paper: dict[str, Any]) -> str:
    counts = (paper["originals"], paper["certified"], paper["photocopies"])
    name = paper["name"] if paper["required"] else f"{paper['name']} (nếu có)"
    return " | ".join((name, *map(str, counts), paper["kind"], paper["note"].replace(";", ",")))


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv"])
def test_a_province_of_2300_procedures_is_taken_in_whole(desk: Desk, tmp_path: Path, kind: str) -> None:
    rows, path = province(), tmp_path / f"tinh.{kind}"
    if kind == "csv":
        as_csv(rows, path)
    else:
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) if kind == "jsonl" else f"[{','.join(lines)}]", encoding="utf-8")
    done = catalogue.import_file(desk, path, apply=True)
    assert len(done.lines()) == 2_301
    assert len(catalogue.in_force_on(desk, DAY)) == 2_355
    first = in_force(desk, "1.200000", DAY)
    assert [case.key for case in first.cases] == ["late"]
    assert len(first.fee_rule_for("late").exemptions) == 3


def test_the_table_holds_what_the_json_holds(desk: Desk, tmp_path: Path) -> None:
    """All but the mark "(nếu có)", which the table carries in the paper's name."""
    rows, table, whole = province(55), tmp_path / "tinh.csv", tmp_path / "tinh.json"
    for row in rows:
        for paper in row["components"]:
            paper["note"] = paper["note"].replace(";", ",")
            paper["name"] = paper["name"].removesuffix(" (nếu có)") + ("" if paper["required"] else " (nếu có)")
    as_csv([{**row, "components": [bare(one) for one in row["components"]]} for row in rows], table)
    whole.write_text(json.dumps(rows), encoding="utf-8")
    catalogue.import_file(desk, whole, apply=True)
    assert catalogue.import_file(desk, table).difference.lines() == []


def bare(paper: dict[str, Any]) -> dict[str, Any]:
    return {**paper, "name": paper["name"].removesuffix(" (nếu có)")}


def test_procedures_in_force_are_one_version_each_and_the_used_ones_are_counted(desk: Desk) -> None:
    codes = [one.code for one in catalogue.in_force_on(desk, DAY)]
    assert len(codes) == len(set(codes)) > 40
    for _ in range(3):
        code_of(desk)
    assert catalogue.usage(desk, DAY) == {"1.004873": 3}


def test_a_procedure_nobody_knows_is_named(desk: Desk) -> None:
    with pytest.raises(UserError) as refused:
        name_of(desk, "9.999999")
    assert (refused.value.code, refused.value.facts) == ("PROCEDURE_UNKNOWN", {"code": "9.999999"})


def test_every_shipped_ground_of_refusal_names_its_basis_and_claims_nothing_checked() -> None:
    grounds = json.loads(resource("grounds.json").read_text(encoding="utf-8"))
    assert len({ground["text"] for ground in grounds}) == len(grounds) >= 10
    for ground in grounds:
        assert ground.keys() == {"text", "basis", "verified"}
        assert ground["text"].endswith(".")
        assert ground["basis"]
        assert ground["verified"] is False


def test_a_long_code_changes_the_procedure_stored_by_its_short_one_and_finds_it(
    desk: Desk, file: Callable[..., Path]
) -> None:
    path, long = file({"code": "2.000884", "name": "Tên tỉnh đặt"}), "2.000884.000.00.00.H15"
    path.write_text(path.read_text("utf-8").replace('"code": "2.000884"', f'"code": "{long}"'), encoding="utf-8")
    shown = catalogue.import_file(desk, path, apply=True)
    assert (shown.difference.added, {one.code for one in shown.difference.changed}) == ((), {"2.000884"})
    assert catalogue.import_file(desk, path).lines() == [
        f"Giữ nguyên {len(stored(desk)) - 1} thủ tục tệp không nói đến."
    ]
    assert in_force(desk, long, DAY) == in_force(desk, "2.000884", DAY)
    assert receive(desk, procedure=long).dossier.procedure.code == "2.000884"
