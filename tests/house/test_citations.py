"""Every citation leads somewhere: `DESIGN §3.5`, `ADR 0004`, a page, a heading by its name, a link, a path we name.

`DESIGN §3` is the heading numbered 3 in docs/DESIGN.md; `DESIGN §3.5` a heading numbered so, else point 5 of the list
right under heading 3. Several are written `DOMAIN §2, §7.2`, a range `DESIGN §3.3–3.8`; on a page of docs/ a § by
itself is that page's own. A page as a whole is `CLI.md` or, in words, CLI. Any other way of writing one is refused, so
that a search finds them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAMES = ("DESIGN", "DOMAIN", "UI", "CLI", "STYLE")
_ANY = "|".join(NAMES)
_PLACE = r"\d+(?:\.\d+)*"
_CITED = re.compile(rf"§({_PLACE})(?:[–-]({_PLACE}))?")
_BEFORE = re.compile(rf"(?<![\w/])({_ANY})\s$")
_ODD = re.compile(rf"(?<![\w/])(?:{_ANY})(?:\.md\s§|(?:\.md)?\s\d)|§{_PLACE},\s\d")
_PAGE = re.compile(r"(?<![\w/.])[A-Z]{2,}\.md\b")
_DECISION = re.compile(r"\bADR (\d{4})\b")
_HEADING = re.compile(rf"(?<![\w/])({_ANY}|README|CONTRIBUTING|CHANGELOG)(?:\.md)?(?:'s|,)\s\*([^*]+)\*")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:app|tests|installer|resources)/[\w./-]*)`")
SUFFIXES = {"", ".py", ".md", ".json", ".csv", ".txt", ".toml", ".sh", ".c", ".nsi", ".nsh", ".ps1", ".spec"}


def texts() -> list[Path]:
    """Return every file of the repository that is read by people, and is not made by a build."""
    rooms = [
        path for room in ("app", "tests", "installer", "resources", "docs", ".ci") for path in (ROOT / room).rglob("*")
    ]
    files = [path for path in (*rooms, *ROOT.iterdir()) if path.is_file() and path.suffix in SUFFIXES]
    return sorted(path for path in files if path.name != ".git" and "__pycache__" not in path.parts)


TEXTS = {str(path.relative_to(ROOT)): path for path in texts()}
PAGES = sorted(name for name in TEXTS if name.endswith(".md"))


@cache
def page(name: str) -> str:
    return (next(path for path in (ROOT / name, DOCS / name) if path.is_file())).read_text(encoding="utf-8")


@cache
def places(name: str) -> frozenset[str]:
    """Return what can be cited of a page: its numbered headings, and the points of the lists right under them."""
    found, under = set[str](), ""
    for line in page(f"{name}.md").splitlines():
        heading = re.match(r"#+ (?:(\d+(?:\.\d+)*)\.? )?", line)
        point = re.match(r"(\d+)\. ", line)
        if heading:
            under = heading[1] or ""
            found.add(under)
        elif point and under:
            found.add(f"{under}.{point[1]}")
    return frozenset(found - {""})


def headings(text: str) -> set[str]:
    return {line.lstrip("#").strip() for line in text.splitlines() if line.startswith("#")}


def slugs(text: str) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(text)}


def faults(text: str, own: str | None = None) -> Iterator[str]:
    """Give each citation in a text that leads nowhere or is written in another way; `own` is the page it stands on."""
    last, at = None, 0
    for cited in _CITED.finditer(text):
        named = _BEFORE.search(text, 0, cited.start())
        goes_on = last is not None and text[at : cited.start()] in (", ", ",\n", " and ", " · ")
        last, at = named[1] if named else last if goes_on else own, cited.end()
        if last is None:
            yield f"{cited[0]} of no page"
            continue
        yield from (f"{last} §{place}" for place in cited.groups() if place and place not in places(last))
    yield from (odd[0] for odd in _ODD.finditer(text))
    yield from (f for f in _PAGE.findall(text) if not (DOCS / f).is_file() and not (ROOT / f).is_file())
    yield from (f"ADR {n}" for n in _DECISION.findall(text) if not list((DOCS / "decisions").glob(f"{n}-*.md")))
    for of, words in _HEADING.findall(text):
        if " ".join(words.split()) not in headings(page(f"{of}.md")):
            yield f"{of}, *{words}*"


def own_page(path: Path) -> str | None:
    return path.stem if path.parent == DOCS and path.stem in NAMES else None


def read(name: str) -> str:
    """Return a file's text; one that is not UTF-8 is kept on purpose (registers of earlier years, old charsets)."""
    return TEXTS[name].read_text(encoding="utf-8", errors="ignore")


def test_every_citation_leads_somewhere() -> None:
    # This file has made-up ones, to see that they are found.
    named = [name for name in TEXTS if not name.endswith("test_citations.py")]
    assert [f"{name}: {fault}" for name in named for fault in faults(read(name), own_page(TEXTS[name]))] == []


def test_the_pages_are_cited_and_have_places() -> None:
    every = [cited for name in TEXTS if name.startswith("app/") for cited in _CITED.findall(read(name))]
    assert len(every) > 60
    assert {"3", "3.1", "3.16", "9"} <= places("DESIGN")
    assert {"0", "0.1", "0.6", "5.1", "12"} <= places("DOMAIN")
    assert {"1.8", "9"} <= places("UI")
    assert {"3.1", "3.30", "6"} <= places("STYLE")


@pytest.mark.parametrize(
    "text",
    [
        "the rules of DESIGN §3.5, with no SQL",
        "DOMAIN §2, §7.2",
        "DESIGN §3.3–3.8",
        "decided there (ADR 0004)",
        "as CLI.md has it",
        "README, *The house*",
        "§ 5 of some law",
    ],
)
def test_a_good_citation_passes(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "DESIGN §3.99",
        "DESIGN §11",
        "DESIGN §3.3–3.88",
        "DOMAIN §2, §77",
        "see §3",
        "STYLE 13",
        "UI.md §6",
        "DOMAIN §0, 5",
        "ADR 9999",
        "PAPER.md",
        "README, *The garden*",
    ],
)
def test_a_citation_that_leads_nowhere_is_found(text: str) -> None:
    assert list(faults(text)) != []


def lost(name: str) -> Iterator[str]:
    """Give the links of a page that lead to no file or to no heading of it; addresses elsewhere are not asked."""
    for target in _LINK.findall(read(name)):
        path, _, heading = target.partition("#")
        there = TEXTS[name].parent / path if path else TEXTS[name]
        if re.match(r"[a-z]+:", target):
            continue
        if not there.exists() or (heading and heading not in slugs(there.read_text(encoding="utf-8"))):
            yield f"{name}: {target}"


def test_every_link_of_a_page_leads_to_a_file_and_a_heading() -> None:
    assert len(PAGES) > 20
    assert [link for name in PAGES for link in lost(name)] == []


def test_a_path_of_the_house_that_a_page_names_is_there() -> None:
    assert [(name, path) for name in PAGES for path in _PATH.findall(read(name)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(("name", "heading"), [("README.md", "## The house"), ("docs/DESIGN.md", "## 2. The house")])
def test_the_house_as_a_page_shows_it_has_every_room(name: str, heading: str) -> None:
    shown = read(name).partition(f"{heading}\n")[2].partition("\n## ")[0]
    rooms = {path.stem for path in (ROOT / "app").iterdir() if path.is_dir() or path.suffix == ".py"}
    assert {room for room in rooms if not room.startswith("__") and not re.search(rf"\b{room}\b", shown)} == set()


def test_a_decision_has_its_four_parts_and_stands_in_the_list() -> None:
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text(encoding="utf-8"))
    written = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert listed == written
    for name in written:
        text = (DOCS / "decisions" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]}. ")
        assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE) == [
            "Decision",
            "Why",
            "What it costs",
            "Turned down",
        ]
