"""A parked dossier as at most two questions, and the way out that the answers stand for.

Corrections that clash are chosen field by field. Any other act, and more than two fields, is chosen as a whole: half
an act cannot be kept. When the two sides are mixed, what is kept of ours is written as a new correction first and the
refused events are closed after it, so that a power cut in between leaves the dossier parked and nothing lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import words
from app.rules.clock import parse_moment
from app.rules.dossier import Dossier
from app.rules.events import Kind
from app.rules.record import CORRECTABLE
from app.services import acts, finding
from app.services.desk import Desk
from app.services.finding import Step
from app.sync import parked as parking
from app.sync.parked import FieldChoice, Parked, Voice
from app.ui.dossiers.history import value_words
from app.ui.kit.text import Strong

MOST = 2
WHOLE = ""
_OURS, _THEIRS = "Giữ việc của quầy này, gửi lại", "Theo bản tỉnh đang giữ"
_KEPT = "Phần không chọn vẫn nằm trong quá trình giải quyết."
_REASON = "Chọn lại sau khi hai nơi cùng sửa"


@dataclass(frozen=True, slots=True)
class Side:
    """One answer: what it says, who said it, when."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about `path` (`WHOLE` for everything at once); `theirs` is None when the province has nothing."""

    path: str
    title: str
    theirs: Side | None
    ours: Side


@dataclass(frozen=True, slots=True)
class Case:
    """One parked dossier with all that the screen shows of it."""

    parked: Parked
    dossier: Dossier
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]


def load(desk: Desk, code: str) -> Case:
    """Read one parked dossier. Raises what `sync.parked.look` raises."""
    found = parking.look(desk.store, code)
    return Case(found, finding.dossier(desk, code), tuple(finding.history(desk, code)), questions(found))


def questions(found: Parked) -> tuple[Question, ...]:
    """Return what the officer must choose: one or two fields, or the whole."""
    by_field = (
        found.there
        and 0 < len(found.fields) <= MOST
        and all(refusal.kind == Kind.CORRECTED for refusal in found.refusals)
        and all(field.path.partition(".")[0] in CORRECTABLE for field in found.fields)
    )
    if by_field:
        return tuple(_field_question(at, field) for at, field in enumerate(found.fields, start=1))
    return (_whole_question(found),)


def reasons(found: Parked) -> str:
    """Return why the province did not accept, in one or two sentences."""
    said = dict.fromkeys(words.say(one.reason, one.facts) for one in found.refusals if one.reason)
    return " ".join(said) or "Tỉnh chưa nhận việc này."


def result(found: Case, answers: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the sentence of what saving will do, in plain and strong parts; `answers` says which are ours."""
    asked = found.questions
    if any(question.path not in answers for question in asked):
        return ("Chọn một bản ở mỗi chỗ khác nhau.",)
    if asked[0].path == WHOLE:
        kept = _OURS if answers[WHOLE] else _THEIRS
        return "Sau khi lưu: ", Strong(kept[0].lower() + kept[1:]), f". {_KEPT}"
    parts = ["Sau khi lưu: "]
    for at, question in enumerate(asked):
        side = question.ours if answers[question.path] else question.theirs
        assert side is not None
        parts += [", " if at else "", f"{words.field_word(question.path)} ", Strong(_whole(side))]
    return (*parts, f". {_KEPT}")


def settle(desk: Desk, found: Case, answers: Mapping[str, bool]) -> None:
    """Do what was chosen. Raises UserError as `sync.parked` and `services.acts` do; nothing is lost then."""
    code, ours = found.parked.code, [path for path, mine in answers.items() if mine]
    if len(ours) == len(found.questions):
        parking.resend(desk.store, code)
        return
    if ours:
        values = {field.path: field.ours.value for field in found.parked.fields}
        changes = {path: values[path] for path in ours}
        acts.act(desk, code, Kind.CORRECTED, {"changes": changes, "reason": _REASON})
    parking.accept_theirs(desk.store, code)


def _field_question(number: int, field: FieldChoice) -> Question:
    word = words.field_word(field.path)
    return Question(field.path, f"{number}. {word[0].upper()}{word[1:]}", _side(field.path, field.theirs),
                    _side(field.path, field.ours))  # fmt: skip


def _side(path: str, voice: Voice) -> Side:
    text = value_words(path, voice.value)
    return Side(_first(text), (*_rest(text), *_who(voice)))


def _whole_question(found: Parked) -> Question:
    acts_of_ours = dict.fromkeys(words.ACTS[one.kind].lower() for one in found.refusals)
    ours = Side(_OURS, (*_said(found.fields, mine=True), f"Việc của quầy: {', '.join(acts_of_ours)}"))
    theirs = Side(_THEIRS, _said(found.fields, mine=False)) if found.there else None
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


def _whole(side: Side) -> str:
    """The value of a field again, its lines joined: those after it say who and when."""
    return " ".join((side.title, *side.lines[: max(0, len(side.lines) - 2)]))
