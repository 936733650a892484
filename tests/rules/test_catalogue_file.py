"""Catalogue files: what is read, and how a broken one names its line."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.catalogue import Case, ComponentTemplate, Marks
from app.rules.catalogue_file import FAULTS_TOLD, catalogue_from_data, parse_catalogue
from app.rules.fees import Exemption, FeeRule, Reduction, Tier
from app.rules.vocabulary import Channel

SHIPPED = Path(__file__).parents[2] / "resources" / "catalogue" / "communal-2026.json"

ITEM: dict[str, Any] = {
    "code": "2.000815",
    "name": "Chứng thực bản sao",
    "field": "Chứng thực",
    "body": "A",
    "unit": "Tư pháp – Hộ tịch",
    "term": "trong ngày",
    "fee": {
        "kind": "pages",
        "tiers": [{"from_page": 1, "each": 2000}, {"from_page": 3, "each": 1000}],
        "cap": 200000,
        "reductions": [{"channel": "online", "effective_from": "2026-08-08", "percent": 50}],
        "exemptions": [{"key": "poor", "name": "người thuộc hộ nghèo", "basis": "Luật"}],
    },
    "components": [{"name": "Bản chính", "kind": "show"}],
    "cases": [
        {
            "key": "many",
            "name": "Nhiều bản",
            "term": "02 ngày làm việc",
            "fee": {"kind": "free"},
            "components": [{"name": "Phiếu yêu cầu"}],
        }
    ],
    "linked": ["3.000001", "2.000942.000.00.00.H10"],
    "effective_from": "2025-07-01",
    "verified": {"term": True, "exemptions": True},
}


Damage = Callable[[dict[str, Any]], object]


def item(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(ITEM) | changes


def fault(content: str | bytes, name: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(UserError) as error:
        parse_catalogue(content if isinstance(content, bytes) else content.encode(), name)
    return error.value.code, error.value.facts


def test_an_entry_is_read_whole() -> None:
    (entry,) = catalogue_from_data([ITEM])
    assert entry.fee == FeeRule(
        "pages",
        tiers=(Tier(1, 2000), Tier(3, 1000)),
        cap=200000,
        reductions=(Reduction(Channel.ONLINE, date(2026, 8, 8), None, None, 50, ""),),
        exemptions=(Exemption("poor", "người thuộc hộ nghèo", "Luật"),),
    )
    assert entry.components == (ComponentTemplate("Bản chính", kind="show"),)
    papers = (ComponentTemplate("Phiếu yêu cầu"),)
    assert entry.cases == (Case("many", "Nhiều bản", "2 ngày làm việc", FeeRule("free"), papers),)
    assert entry.verified == Marks(term=True, exemptions=True)
    assert entry.linked == ("3.000001", "2.000942.000.00.00.H10")
    assert (entry.version, entry.effective_to, entry.guidance_only) == ("2025-07-01", None, False)


def test_entries_written_out_as_they_are_can_be_read_back() -> None:
    entries = parse_catalogue(SHIPPED.read_bytes(), SHIPPED.name)
    assert parse_catalogue(orjson.dumps(entries), "again.json") == entries


@pytest.mark.parametrize(("papers", "own"), [(None, None), ([], ()), ([{"name": "Đơn"}], (ComponentTemplate("Đơn"),))])
def test_a_branch_without_papers_of_its_own_differs_from_one_that_needs_none(papers: Any, own: Any) -> None:
    case = {"key": "a", "name": "b", "term": "1 ngày", "components": papers}
    (entry,) = catalogue_from_data([item(cases=[case])])
    assert entry.cases[0].components == own
    assert parse_catalogue(orjson.dumps([entry]), "again.json") == (entry,)


def test_json_json_lines_and_a_list_under_a_key_say_the_same() -> None:
    entries = catalogue_from_data([ITEM, item(code="2.000884")])
    bare = json.dumps([ITEM, item(code="2.000884")]).encode()
    assert parse_catalogue(bare, "a.JSON") == entries
    assert parse_catalogue(b'\xef\xbb\xbf{"edition": "[", "procedures": ' + bare + b"}", "a.json") == entries
    lines = json.dumps(ITEM) + "\r\n\n" + json.dumps(item(code="2.000884"))
    assert parse_catalogue(lines.encode(), "a.jsonl") == entries


@pytest.mark.parametrize(
    ("damage", "column", "reason"),
    [
        (lambda d: d.pop("code"), "code", "MISSING"),
        (lambda d: d.update(code="2.0815"), "code", "CODE"),
        (lambda d: d.update(name="  "), "name", "MISSING"),
        (lambda d: d.update(name=12), "name", "TYPE"),
        (lambda d: d.update(name="ÄÄƒng kÃ½ khai sinh"), "name", "CHARSET"),
        (lambda d: d.update(name="§¨ng ký khai sinh"), "name", "CHARSET"),
        (lambda d: d.update(name="Khai sinh Nguy\ufffdn"), "name", "CHARSET"),
        (lambda d: d.update(body="E"), "body", "CHOICE"),
        (lambda d: d.update(linked="1.000003"), "linked", "TYPE"),
        (lambda d: d["linked"].append("1.3"), "linked.3", "CODE"),
        (lambda d: d["linked"].append(1), "linked.3", "CODE"),
        (lambda d: d["linked"].append("3.000001"), "linked.3", "DUPLICATE"),
        (lambda d: d["linked"].insert(0, "2.000815"), "linked.1", "DUPLICATE"),
        (lambda d: d["cases"][0].update(components=["Đơn"]), "cases.1.components.1", "SHAPE"),
        (lambda d: d["cases"][0]["components"][0].pop("name"), "cases.1.components.1.name", "MISSING"),
        (lambda d: d["fee"]["exemptions"][0].pop("basis"), "fee.exemptions.1.basis", "MISSING"),
        (lambda d: d["fee"]["exemptions"][0].update(percent=1), "fee.exemptions.1.percent", "UNKNOWN"),
        (lambda d: d["fee"]["exemptions"].append(d["fee"]["exemptions"][0]), "fee.exemptions.2.key", "DUPLICATE"),
        (lambda d: d.update(term=5), "term", "TYPE"),
        (lambda d: d.pop("fee"), "fee", "MISSING"),
        (lambda d: d.update(fee="0"), "fee", "SHAPE"),
        (lambda d: d.update(phone=1), "phone", "UNKNOWN"),
        (lambda d: d.pop("effective_from"), "effective_from", "MISSING"),
        (lambda d: d.update(effective_from="2025-02-30"), "effective_from", "DATE"),
        (lambda d: d.update(effective_to="2025-06-30"), "effective_to", "DATE_ORDER"),
        (lambda d: d.update(guidance_only="x"), "guidance_only", "TYPE"),
        (lambda d: d.update(components={"name": "Đơn"}), "components", "TYPE"),
        (lambda d: d.update(components=["Đơn"]), "components.1", "SHAPE"),
        (lambda d: d["components"].append({"name": "Đơn", "originals": "1"}), "components.2.originals", "TYPE"),
        (lambda d: d["components"].append({"name": "Đơn", "originals": True}), "components.2.originals", "TYPE"),
        (lambda d: d["components"].append({"name": "Đơn", "certified": -1}), "components.2.certified", "RANGE"),
        (lambda d: d["fee"].update(cap=10**13), "fee.cap", "RANGE"),
        (lambda d: d["components"][0].update(kind="give"), "components.1.kind", "CHOICE"),
        (lambda d: d["components"][0].update(count=1), "components.1.count", "UNKNOWN"),
        (lambda d: d["verified"].update(date=True), "verified.date", "UNKNOWN"),
        (lambda d: d["cases"].append(d["cases"][0]), "cases.2.key", "DUPLICATE"),
        (lambda d: d["cases"][0].update(term=3), "cases.1.term", "TYPE"),
        (lambda d: d["cases"][0].update(pages=1), "cases.1.pages", "UNKNOWN"),
        (lambda d: d["fee"].update(kind="gift"), "fee.kind", "CHOICE"),
        (lambda d: d["fee"].update(amount=1), "fee.amount", "FEE"),
        (lambda d: d.update(fee={"kind": "case"}), "fee.amount", "FEE"),
        (lambda d: d["fee"].update(tiers=[]), "fee.tiers", "FEE"),
        (lambda d: d["fee"]["tiers"].reverse(), "fee.tiers", "FEE"),
        (lambda d: d["fee"]["tiers"].append({"from_page": 3, "each": 1}), "fee.tiers", "FEE"),
        (lambda d: d.update(fee={"kind": "free", "tiers": [{"from_page": 1, "each": 1}]}), "fee.tiers", "FEE"),
        (lambda d: d.update(fee={"kind": "free", "cap": 1}), "fee.cap", "FEE"),
        (lambda d: d["fee"]["tiers"][1].pop("each"), "fee.tiers.2.each", "MISSING"),
        (lambda d: d["fee"]["tiers"][1].pop("from_page"), "fee.tiers.2.from_page", "MISSING"),
        (lambda d: d["fee"]["tiers"][0].update(from_page=0), "fee.tiers.1.from_page", "RANGE"),
        (lambda d: d["fee"]["tiers"][0].update(to=2), "fee.tiers.1.to", "UNKNOWN"),
        (lambda d: d["fee"]["reductions"][0].update(amount=0), "fee.reductions.1.amount", "FEE"),
        (lambda d: d["fee"]["reductions"][0].update(percent=101), "fee.reductions.1.percent", "RANGE"),
        (lambda d: d["fee"]["reductions"][0].pop("channel"), "fee.reductions.1.channel", "MISSING"),
        (lambda d: d["fee"]["reductions"][0].update(note=""), "fee.reductions.1.note", "UNKNOWN"),
        (lambda d: d["fee"].update(note=""), "fee.note", "UNKNOWN"),
    ],
)
def test_a_broken_entry_names_its_line_and_column_in_json_and_json_lines(
    damage: Damage, column: str, reason: str
) -> None:
    broken = item()
    damage(broken)
    rows = [item(code="1.000001"), item(code="1.000002"), broken]
    expected = ("CATALOGUE_LINE", {"line": 3, "column": column, "reason": reason, "code": broken.get("code")})
    assert fault("\n".join(map(json.dumps, rows)), "a.jsonl") == expected
    assert fault("[" + ",\n".join(map(json.dumps, rows)) + "]", "a.json") == expected
    with pytest.raises(UserError, match="CATALOGUE_LINE") as error:
        catalogue_from_data({"procedures": rows})
    assert error.value.facts == expected[1]


def test_json_over_many_lines_names_the_line_its_entry_begins_on() -> None:
    text = json.dumps({"edition": "x", "procedures": [ITEM, item(body="E")]}, indent=1, ensure_ascii=False)
    code, facts = fault(text, "a.json")
    assert code == "CATALOGUE_LINE"
    # The second entry begins where the first one's closing brace and comma are followed by a brace.
    assert facts["line"] == text.split("\n").index("  {", text.split("\n").index("  },")) + 1


@pytest.mark.parametrize(
    ("content", "name", "line"),
    [('[\n{"code": 1,\n]', "a.json", 3), ("\n\n{", "a.jsonl", 3), ("", "a.json", 1)],
)
def test_text_that_is_no_json_names_the_line(content: str, name: str, line: int) -> None:
    code, facts = fault(content, name)
    assert (code, facts["line"]) == ("CATALOGUE_LINE", line)


@pytest.mark.parametrize("content", ["[" * 100_000, "[" + "9" * 5_000 + "]"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_no_machine_can_read_is_refused(content: str, name: str) -> None:
    assert fault(content, name)[1]["reason"] == "JSON"


@pytest.mark.parametrize("content", ["{}", '"x"', "5", '{"procedures": {}}'])
def test_json_with_no_list_is_refused(content: str) -> None:
    assert fault(content, "a.json")[1]["reason"] == "SHAPE"


@pytest.mark.parametrize(
    ("term", "note", "kept"),
    [
        (None, None, ("", "")),
        (" ", "Theo mùa", ("", "Theo mùa")),
        ("Không quy định", None, ("", "")),
        ("lâu lắm", None, ("", "lâu lắm")),
        ("không quá 05 (năm) ngày làm việc kể từ ngày nhận", None, ("5 ngày làm việc", "kể từ ngày nhận")),
        ("3 ngày từ ngày nhận", "từ ngày nhận đủ", ("3 ngày", "từ ngày nhận đủ")),
        ("3 ngày từ ngày nhận", "Trừ lễ", ("3 ngày", "từ ngày nhận; Trừ lễ")),
    ],
)
def test_a_term_is_read_as_decrees_word_it_and_nothing_of_it_is_lost(
    term: str | None, note: str | None, kept: tuple[str, str]
) -> None:
    case = {"key": "a", "name": "b", "term": term}
    (entry,) = catalogue_from_data([item(term=term, term_note=note, cases=[case])])
    assert (entry.term, entry.term_note) == kept
    assert entry.cases[0].term == kept[0]
    assert catalogue_from_data(orjson.loads(orjson.dumps([entry]))) == (entry,), "read again it is the same"


def test_every_fault_of_a_file_is_told_by_line_and_nothing_that_only_follows_from_one() -> None:
    rows = [
        item(code="1.1"),
        item(code="1.000002", body="Z"),
        item(code="1.000003", fee={"kind": "fre", "amount": 5}, effective_from="2025-13-01"),
        item(code="1.000004"),
        item(code="1.000005", components=["Đơn"], cases=["x"], linked="1.000001", phone=1),
        "no object",
    ]
    code, facts = fault("\n".join(map(json.dumps, rows)) + "\n{broken", "a.jsonl")
    assert (code, facts["count"]) == ("CATALOGUE_FAULTS", 10)
    told = facts["faults"]
    assert isinstance(told, tuple)
    assert [(one.facts["line"], one.facts["column"]) for one in told] == [
        (1, "code"), (2, "body"), (3, "effective_from"), (3, "fee.kind"), (5, "components.1"), (5, "cases.1"),
        (5, "linked"), (5, "phone"), (6, ""), (7, None),
    ]  # fmt: skip


def test_of_very_many_faults_the_first_are_told_and_all_are_counted() -> None:
    code, facts = fault("\n".join(["{}"] * 100), "a.jsonl")
    assert (code, facts["count"], len(facts["faults"])) == ("CATALOGUE_FAULTS", 700, FAULTS_TOLD)  # type: ignore[arg-type]


@pytest.mark.parametrize(("content", "name"), [(b"[]", "a.json"), (b"\n", "a.jsonl")])
def test_an_empty_catalogue_is_refused(content: bytes, name: str) -> None:
    assert fault(content, name)[0] == "CATALOGUE_EMPTY"


def test_a_file_of_another_kind_is_refused() -> None:
    assert fault(b"", "danh-muc.xlsx") == ("CATALOGUE_KIND", {"name": "danh-muc.xlsx"})


def test_text_that_is_not_utf8_names_the_line() -> None:
    assert fault("{}\n\nthủ tục".encode("cp1258", "replace") + b"\xff", "a.jsonl") == (
        "CATALOGUE_ENCODING",
        {"line": 3},
    )


@pytest.mark.parametrize(
    ("ends", "begins", "overlap"),
    [(None, "2026-01-01", True), ("2026-01-01", "2026-01-01", True), ("2025-12-31", "2026-01-01", False)],
)
def test_versions_of_one_procedure_may_not_overlap(ends: str | None, begins: str, overlap: bool) -> None:
    later, earlier = item(effective_from=begins), item(effective_to=ends)
    lines = "\n".join(json.dumps(one) for one in (later, item(code="1.000001"), earlier))
    if overlap:
        assert fault(lines, "a.jsonl") == ("CATALOGUE_OVERLAP", {"line": 1, "other": 3, "code": "2.000815"})
    else:
        assert len(parse_catalogue(lines.encode(), "a.jsonl")) == 3


def test_a_procedure_under_its_short_and_its_long_code_is_one() -> None:
    lines = "\n".join(json.dumps(one) for one in (item(), item(code="2.000815.000.00.00.H15")))
    assert fault(lines, "a.jsonl")[0] == "CATALOGUE_OVERLAP"


def test_reading_does_not_change_what_it_was_given() -> None:
    before = copy.deepcopy(ITEM)
    catalogue_from_data([ITEM])
    assert before == ITEM


def test_a_provincial_file_of_2300_is_read() -> None:
    rows = [item(code=f"1.{number:06d}") for number in range(2_300)]
    content = json.dumps(rows).encode()
    assert len(parse_catalogue(content, "tinh.json")) == 2_300


@given(st.binary(max_size=200), st.sampled_from(["a.json", "a.jsonl", "a.csv"]))
def test_any_bytes_give_a_catalogue_or_a_user_error(content: bytes, name: str) -> None:
    with contextlib.suppress(UserError):
        parse_catalogue(content, name)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ITEM)), json_values)
def test_any_value_in_any_column_is_read_or_named(column: str, value: Any) -> None:
    with contextlib.suppress(UserError):
        catalogue_from_data([item(**{column: value})])
