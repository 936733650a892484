"""No public signature of rules, services and printing takes or gives a bare dict: what is known has a name and a type.

Left are the places where JSON itself is the subject, or a file or a statement's own words: they are named here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "app"
_BARE = re.compile(r"\b(?:dict|Mapping|MutableMapping)\b(?!\[)|\b(?:dict|Mapping|MutableMapping)\[str, (?:Any|object)")

PRINTED = "as_json"
"""The JSON that the command line prints; nobody reads it back."""
JSON = {
    "rules/body.py: Body", "rules/record.py: make_record", "rules/record.py: plain",
    "services/corrections.py: components", "services/reckoning.py: answer", "services/reckoning.py: answer_line",
    "services/drafts.py: Kept", "services/drafts.py: keep",
    "rules/body.py: text_in", "rules/body.py: object_in", "rules/body.py: moment_in",
    "printing/act_form.py: said_moment",
}  # fmt: skip
"""Bodies of events, which a foreign program may have written, records as they are kept, a form as its window wrote it,
answers of the command line."""
BOUND = {"services/finding.py: listed", "services/reports/figures.py: Counting", "services/reports/reading.py: read"}
"""Values bound into a statement of SQL."""
WORDED = {
    "printing/texts.py: form", "printing/texts.py: lines", "printing/hops.py: facts_beside_code",
    "printing/receipt.py: notes_of",
}  # fmt: skip
"""The words of a form, as its file in resources has them."""


def bare() -> Iterator[str]:
    """Give each public function, method or class that names a dict of anything."""
    for room in ("rules", "services", "printing"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if any(_BARE.search(ast.unparse(one)) for one in _annotations(node)):
                    yield f"{name}: {getattr(node, 'name', '')}"


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    """Give what a public function or class says of its parameters, its answer, its fields."""
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
        return
    if isinstance(node, ast.ClassDef):
        yield from (one.annotation for one in node.body if isinstance(one, ast.AnnAssign))
        return
    every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    yield from (one.annotation for one in every if one.annotation is not None)
    if node.returns is not None:
        yield node.returns


def test_no_public_signature_has_a_bare_dict_but_where_json_is_the_subject() -> None:
    found = {one for one in bare() if not one.endswith(f": {PRINTED}")}
    assert found == JSON | BOUND | WORDED
