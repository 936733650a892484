"""What was corrected since a dossier was received, said as `trước: … nay: …` for the receipt that replaces the old one.

Only what stands on the receipt is told: the labels in `resources/forms/receipt.json` name it, and a correction of
anything else (an internal note, a reason) is nobody's business on the citizen's paper. Each correction is told by
itself with its day, because nobody knows which of several papers the citizen holds. Of the papers handed in only
those that differ are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.printing.fonts import clean
from app.printing.texts import form, moment_text
from app.rules.acts import Kind
from app.rules.body import moment_in, object_in
from app.rules.clock import VN
from app.rules.dossier import Dossier
from app.rules.fees import format_dong

Change = tuple[str, Any, Any]
"""A path of the record, what it held, what it holds now."""


def corrections_of(dossier: Dossier) -> list[str]:
    """Return one line for each correction of something that stands on the receipt, oldest first."""
    words = form("receipt")
    return [
        words["correction"].format(
            label=words["paths"][path],
            day=f"{datetime.fromisoformat(event.at).astimezone(VN):%d/%m/%Y}",
            was=_said(path, was, now, words),
            now=_said(path, now, was, words),
        )
        for event in dossier.events
        if event.kind == Kind.CORRECTED
        for path, was, now in _changes(event.body, words["paths"])
    ]


def _changes(body: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[Change]:
    """Give the named paths a correction really changed; one of a whole person is taken apart into its fields."""
    before = object_in(body, "was")
    for path, now in object_in(body, "changes").items():
        was = before.get(path)
        if path in paths:
            parts: list[Change] = [(path, was, now)]
        else:
            inner = [name for name in paths if name.startswith(path + ".")]
            parts = [(name, _part(was, name, path), _part(now, name, path)) for name in inner]
        yield from (part for part in parts if part[1] != part[2])


def _part(whole: object, name: str, path: str) -> object:
    return whole.get(name.removeprefix(path + ".")) if isinstance(whole, Mapping) else None


def _said(path: str, value: Any, other: Any, words: Mapping[str, Any]) -> str:
    """Say a value; of a list of papers only those that `other` does not have alike.

    What was before is what the correcting desk said, and nobody has read it: a foreign one may have said anything.
    """
    if path == "components":
        there = [_counted(row) for row in _rows(other)]
        papers = [_paper(row, words) for row in _rows(value) if _counted(row) not in there]
        return ", ".join(papers) or str(words["nothing"])
    if value is None or value == "":
        return str(words["nothing"])
    if path == "fee" and isinstance(value, int):
        return str(words["fee"]["amount"].format(amount=format_dong(value)) if value else words["fee"]["free"])
    if path == "due_at" and (moment := moment_in({path: value}, path)):
        return moment_text(moment)
    return clean(words["spoken"].get(path, {}).get(str(value), str(value)))


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _counted(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(key) for key in ("name", "originals", "certified", "photocopies"))


def _paper(row: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    name, *counts = _counted(row)
    said = [text.format(count) for text, count in zip(words["counts"], counts, strict=True) if count]
    return clean(words["paper"].format(name=name, counts=", ".join(said)) if said else str(name))
