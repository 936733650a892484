"""A parked dossier in words: at most two questions, both sides of each, and what saving will do.

What may be asked, and what comes of an answer, is decided in `app.workflows.settling`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import words
from app.rules.clock import parse_moment
from app.sync.parked import FieldChoice, Parked, Voice
from app.ui.dossiers.history import value_words
from app.ui.kit.text import Strong
from app.workflows.settling import Case, Side

WHOLE = ""
_OURS, _THEIRS = "Giữ việc của quầy này, gửi lại", "Theo bản tỉnh đang giữ"
_KEPT = "Phần không chọn vẫn nằm trong quá trình giải quyết."


@dataclass(frozen=True, slots=True)
class Version:
    """One answer: what it says, who said it, when."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about `path` (`WHOLE` for everything at once); `theirs` is None when the province has nothing."""

    path: str
    title: str
    theirs: Version | None
    ours: Version


def questions(case: Case) -> tuple[Question, ...]:
    """Return what the officer must choose: one or two fields, or the whole."""
    if case.fields:
        return tuple(_field_question(at, field) for at, field in enumerate(case.fields, start=1))
    return (_whole_question(case.parked),)


def reasons(found: Parked) -> str:
    """Return why the province did not accept, in one or two sentences."""
    said = dict.fromkeys(words.say(one.reason, one.facts) for one in found.refusals if one.reason)
    return " ".join(said) or "Tỉnh chưa nhận việc này."


def result(asked: Sequence[Question], answers: Mapping[str, Side]) -> tuple[str, ...]:
    """Return the sentence of what saving will do, in plain and strong parts; `answers` are sides by their path."""
    if any(question.path not in answers for question in asked):
        return ("Chọn một bản ở mỗi chỗ khác nhau.",)
    if asked[0].path == WHOLE:
        kept = _OURS if answers[WHOLE] is Side.OURS else _THEIRS
        return "Sau khi lưu: ", Strong(kept[0].lower() + kept[1:]), f". {_KEPT}"
    parts = ["Sau khi lưu: "]
    for at, question in enumerate(asked):
        version = question.ours if answers[question.path] is Side.OURS else question.theirs
        assert version is not None
        parts += [", " if at else "", f"{words.field_word(question.path)} ", Strong(_whole(version))]
    return (*parts, f". {_KEPT}")


def _field_question(number: int, field: FieldChoice) -> Question:
    word = words.field_word(field.path)
    return Question(field.path, f"{number}. {word[0].upper()}{word[1:]}", _version(field.path, field.theirs),
                    _version(field.path, field.ours))  # fmt: skip


def _version(path: str, voice: Voice) -> Version:
    text = value_words(path, voice.value)
    return Version(_first(text), (*_rest(text), *_who(voice)))


def _whole_question(found: Parked) -> Question:
    acts_of_ours = dict.fromkeys(words.ACTS[one.kind].lower() for one in found.refusals)
    ours = Version(_OURS, (*_said(found.fields, mine=True), f"Việc của quầy: {', '.join(acts_of_ours)}"))
    theirs = Version(_THEIRS, _said(found.fields, mine=False)) if found.there else None
    return Question(WHOLE, "Chọn một bản", theirs, ours)


def _said(fields: Sequence[FieldChoice], *, mine: bool) -> tuple[str, ...]:
    lines = []
    for field in fields[:5]:
        voice = field.ours if mine else field.theirs
        text = f"{words.field_word(field.path)}: {value_words(field.path, voice.value)}"
        lines.append(_first(f"{text[0].upper()}{text[1:]}"))
    if not mine:
        lines += _who(fields[0].theirs) if fields else ()
    return tuple(lines)


def _who(voice: Voice) -> tuple[str, ...]:
    if voice.officer is None or voice.at is None:
        return ()
    at = parse_moment(voice.at)
    return f"{voice.officer}, Quầy {voice.desk}" if voice.desk else voice.officer, f"ghi lúc {at:%H:%M %d/%m/%Y}"


_ROOM = 40


def _first(text: str) -> str:
    """The first line of a long value; a card does not wrap, and nothing of a value may be lost."""
    if len(text) <= _ROOM:
        return text
    cut = text.rfind(" ", 0, _ROOM)
    return text[: cut if cut > 0 else _ROOM]


def _rest(text: str) -> tuple[str, ...]:
    lines, left = list[str](), text[len(_first(text)) :].strip()
    while left:
        lines.append(_first(left))
        left = left[len(lines[-1]) :].strip()
    return tuple(lines)


def _whole(version: Version) -> str:
    """The value of a field again, its lines joined: those after it say who and when."""
    return " ".join((version.title, *version.lines[: max(0, len(version.lines) - 2)]))
