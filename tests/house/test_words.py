"""Every code the program raises has its sentence, and every sentence finds the facts it names."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from app import words
from app.rules.acts import Kind
from app.rules.identity import PaperKind
from app.rules.states import State
from app.words import sentences

ROOT = Path(__file__).parents[2]
ERRORS = {"MotcuaError", "UserError", "KnownError", "SyncError"}
DERIVED = {"field", "field_word", "state_word", "act_word", "why_word", "damage", "way_out"}
"""What `words.say` works out itself from field, state, act and why."""


def raised() -> Iterator[tuple[str, set[str] | None, str]]:
    """Give each (code, names of its facts or None when they are passed on whole, where) of a call of an error."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", getattr(node.func, "attr", "")) not in ERRORS:
                continue
            names = [keyword.arg for keyword in node.keywords]
            facts = None if None in names else {name for name in names if name}
            for code in _codes(node.args[0]) if node.args else ():
                yield code, facts, f"{path.relative_to(ROOT)}:{node.lineno}"


def _codes(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)


RAISED = list(raised())


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_no_code_has_a_sentence_in_two_files() -> None:
    files = [
        getattr(sentences, name).SENTENCES for name in ("days", "desk", "dossiers", "province", "reception", "store")
    ]
    assert sum(map(len, files)) == len(words.SENTENCES)


def test_the_search_for_codes_finds_many() -> None:
    assert len({code for code, _, _ in RAISED}) > 60


@pytest.mark.parametrize("code", sorted({code for code, _, _ in RAISED}))
def test_a_code_raised_has_a_sentence_whose_facts_it_brings(code: str) -> None:
    assert code in words.SENTENCES, [where for one, _, where in RAISED if one == code]
    needed = placeholders(words.SENTENCES[code]) - DERIVED
    for one, facts, where in RAISED:
        if one == code and facts is not None:
            assert needed <= facts, (where, needed - facts)


@pytest.mark.parametrize("code", sorted(words.SENTENCES))
def test_no_sentence_shows_a_brace_even_without_its_facts(code: str) -> None:
    every = dict.fromkeys(placeholders(words.SENTENCES[code]), "x")
    for facts in (every, {}, {"field": "applicant.phone"}):
        said = words.say(code, facts, "applicant.phone")
        assert said
        assert "{" not in said
        assert "\n" not in said


@pytest.mark.parametrize("code", sorted(words.SENTENCES))
def test_a_sentence_ends_and_neither_shouts_nor_begs(code: str) -> None:
    said = words.SENTENCES[code]
    assert said.endswith((".", "}.", "{way_out}"))
    assert "!" not in said
    assert "vui lòng" not in said.lower()
    assert said == " ".join(said.split())


def test_every_state_and_every_act_has_its_word() -> None:
    assert words.STATES.keys() == {state.value for state in State}
    assert words.ACTS.keys() == {kind.value for kind in Kind}


def test_every_identity_paper_has_its_word() -> None:
    assert words.PAPERS.keys() == set(get_args(PaperKind))


def test_a_field_is_named_with_whose_it_is() -> None:
    assert words.field_word("applicant.phone") == "điện thoại của người nộp"
    assert words.field_word("components.0.originals") == "số bản chính"
    assert words.field_word("reciept") == "“reciept”"


def test_a_reason_of_the_province_is_said_as_it_was_given() -> None:
    by_hand = {"by_hand": "tỉnh đã nhận bản giấy."}
    assert words.say("BODY_INVALID", by_hand) == "Tỉnh chưa nhận: tỉnh đã nhận bản giấy."
    assert words.say("BODY_INVALID", {"by_hand": "{x} 100%"}) == "Tỉnh chưa nhận: {x} 100%."
    assert words.say("BODY_INVALID", {"field": "fee"}) == "Tỉnh chưa nhận: nội dung chưa đúng dạng."


def test_a_code_nobody_knows_is_shown_as_it_is() -> None:
    assert words.say("TOMORROWS_CODE", {}) == "TOMORROWS_CODE"


def test_every_warning_of_a_draft_or_a_card_has_its_sentence() -> None:
    named = set()
    for path in ("app/rules/identity.py", "app/services/intake.py"):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append":
                for found in ast.walk(node.args[0]):
                    if isinstance(found, ast.Constant) and isinstance(found.value, str):
                        named.add(found.value)
    assert named
    assert named <= words.WARNINGS.keys()
