"""CLI.md and the program say the same: every command it shows is there, with its options, and what is to come is not.

A code span that begins with `motcua` names a command; the options in it are that command's. Above *Not there yet* the
program must have all of it, and every command and option of the program must stand there. Below it the program must
lack something of each, so that what has been built moves up.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.cli import _parser
from app.services.drafts import BlankDraft, ComponentDraft, Draft, PersonDraft

PAGE = (Path(__file__).parents[2] / "docs" / "CLI.md").read_text(encoding="utf-8")
HERE, _, TO_COME = PAGE.partition("## Not there yet")
EVERYWHERE = {"--home", "--json", "--help"}
_VALUED = re.compile(r'(--[a-z-]+)(?: (?:"[^"]*"|[^\s\]|]+(?:\|[^\s\]|]+)*))?')


@dataclass
class Command:
    """What the program takes after one command: its options, and the words a place in it may be filled with."""

    options: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Command]]:
    """Give every command of the program by its words, `motcua` alone being the empty path."""
    here = Command()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from commands(below, (*path, name))
        elif action.help is not argparse.SUPPRESS:
            here.options.update(action.option_strings)
            if not action.option_strings:
                # A word that stands in the place of a file's name is in what the help calls that place.
                said = str(action.metavar or "").split(" | ")
                here.words.update(map(str, action.choices or (word for word in said if re.fullmatch("[a-z-]+", word))))
    yield path, here


PROGRAM = dict(commands(_parser()))


def spans(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"`(motcua[^`]*)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))))


def read(span: str) -> tuple[tuple[str, ...], set[str], set[str]]:
    """Return the command a span names, as far as the program has it, its options, and what other words it gives."""
    options = {option for option in re.findall(r"--[a-z-]+", span)} - EVERYWHERE
    said = [word for word in _VALUED.sub("", span).split()[1:] if re.fullmatch(r"[a-z-]+(\|[a-z-]+)*", word)]
    path: tuple[str, ...] = ()
    while said and (*path, said[0]) in PROGRAM:
        path = (*path, said.pop(0))
    return path, options, {one for word in said for one in word.split("|") if re.fullmatch("[a-z-]*[a-z]", one)}


def lacking(span: str) -> set[str]:
    """Return what the program has not of a command as a span writes it."""
    path, options, words = read(span)
    return (options - PROGRAM[path].options) | (words - PROGRAM[path].words)


@pytest.mark.parametrize("span", spans(HERE))
def test_a_command_the_page_shows_is_there_with_its_options(span: str) -> None:
    assert lacking(span) == set()


@pytest.mark.parametrize("span", spans(TO_COME))
def test_what_is_to_come_is_not_there(span: str) -> None:
    assert lacking(span), "it is there: move it up"


@pytest.mark.parametrize("path", sorted(PROGRAM), ids=" ".join)
def test_a_command_of_the_program_stands_on_the_page_with_every_option(path: tuple[str, ...]) -> None:
    shown = [read(span) for span in spans(HERE)]
    if any(len(longer) > len(path) and longer[: len(path)] == path for longer in PROGRAM):
        return  # `past` and `province` by themselves say nothing; their own commands are asked one by one
    assert path in {one for one, _, _ in shown}
    options = {option for one, found, _ in shown if one == path for option in found}
    words = {word for one, _, found in shown if one == path for word in found}
    assert {option for option in PROGRAM[path].options if option.startswith("--")} - EVERYWHERE <= options
    assert PROGRAM[path].words <= words | {"A4", "A5"}


def test_the_draft_the_page_shows_has_every_field_of_a_draft_and_no_other() -> None:
    shown = next(block for block in re.findall(r"```\n(.*?)```", HERE, re.DOTALL) if '"pay_method"' in block)
    fields = {name for part in (Draft, PersonDraft, ComponentDraft, BlankDraft) for name in part.model_fields}
    assert set(re.findall(r'"(\w+)": ', shown)) == fields


@pytest.mark.parametrize(
    ("span", "missing"),
    [
        ("motcua find TEXT --limit 50", set()),
        ("motcua find TEXT --colour red", {"--colour"}),
        ("motcua mend FILE", {"mend"}),
        ("motcua past import FILE.xlsx|xls --map FIELD=COLUMN", set()),
        ("motcua past mend", {"mend"}),
        ("motcua parked CODE resend|give-up", {"give-up"}),
        ('motcua init --name "…" --officer "Nguyễn Thị Lan"', set()),
    ],
)
def test_the_check_itself_finds_what_the_program_lacks(span: str, missing: set[str]) -> None:
    assert lacking(span) == missing
