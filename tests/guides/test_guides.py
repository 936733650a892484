"""The guides' words: every key, command, code, link and picture in them is one of the program, and so is its tone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from app import cli, words
from app.selftest import own
from app.selftest.run import CHECKS
from app.services import setup
from app.ui.shell.rail import FOOT, PLACES
from app.ui.shortcuts import Screen, Shortcut
from installer.guides import KEY, html, slug

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "guides"
OFFICER, TECHNICIAN = FOLDER / "can-bo.md", FOLDER / "ky-thuat.md"
GUIDES = (OFFICER, TECHNICIAN)
CODE = re.compile(r"[A-Z]+(?:_[A-Z]+)*")
OTHERS = {
    "Tab",
    "Alt+Z",
    "Ctrl+Shift",
    "Ctrl+Space",
    "F10",
    "Alt+F4",
    "Ctrl+Z",
    "Ctrl+X",
    "Ctrl+C",
    "Ctrl+V",
    "Ctrl+A",
    "↓",
}
"""Keys of the system that the guides name."""
NO_CODE = {"MOTCUA_HOME", "MOTCUA_STATE", "MOTCUA_KEY_FILE", "HTTPS_PROXY", "SYSTEM"}
OFFICERS_ROOMS = (
    "rules/identity", "rules/fees", "services/acts", "services/cash", "services/handover", "services/intake",
    "services/lock_code", "services/returning", "ui/dossiers", "ui/handover", "ui/intake",
    "ui/printer", "ui/reports", "sync/parked", "workflows/day_end", "workflows/settling",
)  # fmt: skip
"""Where a code is raised because of what an officer does at the counter."""
NEVER = ("đồng bộ", "máy chủ", "server", "hệ thống lỗi", "upload", "dữ liệu không hợp lệ", "vui lòng", "xin hãy")
OLD_SPELLING = re.compile(r"\w*(?:uỷ|uý|oá|oà|oả|oã|oạ)\b")
"""The decrees put the mark on the first vowel: ủy, khóa, hóa, hủy."""
START, END = "<!-- bảng phím -->", "<!-- hết bảng phím -->"

each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)


def code_spans(guide: Path) -> list[str]:
    """Return what is set as code inside sentences, blocks of commands left out."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", guide.read_text("utf-8"), flags=re.DOTALL))


def prose(guide: Path) -> str:
    """Return the sentences, without commands, keys and codes."""
    return re.sub(r"```.*?```|`[^`\n]+`|\([^)\s]+\)", "", guide.read_text("utf-8"), flags=re.DOTALL)


def codes(guide: Path) -> set[str]:
    spans = set(code_spans(guide)) - NO_CODE
    return {span for span in spans if CODE.fullmatch(span) and not KEY.fullmatch(span)}


def screen_names() -> dict[Screen, str]:
    """Return how the rail calls the screens."""
    return {Screen(place.name): place.word for place in (*PLACES, *FOOT) if place.name in set(Screen)}


# -- keys ------------------------------------------------------------------------------------------------------


@each_guide
def test_every_key_named_is_one_of_the_program(guide: Path) -> None:
    known = {key.cap for key in Shortcut} | {key.key for key in Shortcut} | OTHERS
    named = {span for span in code_spans(guide) if KEY.fullmatch(span)}
    assert named
    assert named <= known


def test_a_key_is_always_set_as_one() -> None:
    bare = re.compile(r"\b(?:Ctrl|Alt|Shift)\+\S|\bF\d{1,2}\b|\bEsc\b|\bEnter\b")
    assert [found[0] for guide in GUIDES for found in bare.finditer(prose(guide))] == []


def key_tables() -> str:
    """Return the tables of keys: those of every screen, then each screen's own."""
    names = {Screen.EVERYWHERE: "Mọi màn hình", **screen_names(), Screen.CONFLICT: "Cần xử lý",
             Screen.PAST: "Nhập sổ những năm trước", Screen.SETUP: "Lần mở đầu tiên",
             Screen.RECOVERY: "Tờ khóa phục hồi, phục hồi"}  # fmt: skip
    tables = []
    for screen, name in names.items():
        rows = [f"| `{key.cap}` | {key.word} |" for key in Shortcut if screen in key.screens]
        if rows:
            tables.append("\n".join([f"### Phím: {name}", "", "| Phím | Việc |", "|---|---|", *rows]))
    return "\n\n".join(tables)


def test_the_tables_of_keys_are_the_programs(writing: bool) -> None:
    said = OFFICER.read_text("utf-8")
    before, _, rest = said.partition(START)
    _, _, after = rest.partition(END)
    tables = f"{before}{START}\n\n{key_tables()}\n\n{END}{after}"
    if writing:
        OFFICER.write_text(tables, encoding="utf-8")
    assert said == tables or writing, "`make guides` writes the tables anew"


def test_every_screen_has_its_name_in_the_tables() -> None:
    shown = re.findall(r"### Phím: (.+)", key_tables())
    assert len(shown) == len({screen for key in Shortcut for screen in key.screens})


# -- codes -----------------------------------------------------------------------------------------------------


@each_guide
def test_every_code_named_is_one_of_the_program(guide: Path) -> None:
    assert codes(guide)
    assert codes(guide) <= words.SENTENCES.keys()


def test_every_code_is_explained_in_one_of_the_guides() -> None:
    assert words.SENTENCES.keys() - codes(OFFICER) - codes(TECHNICIAN) == set()


def test_a_code_an_officer_can_meet_is_in_the_officers_guide() -> None:
    met = {code for path in officers_files() for code in codes_in(path)}
    assert len(met) > 40
    assert met - codes(OFFICER) == set()


def officers_files() -> Iterator[Path]:
    for room in OFFICERS_ROOMS:
        place = ROOT / "app" / room
        yield from place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]


def codes_in(path: Path) -> set[str]:
    """Return the codes of the errors a module raises."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call) and node.args]
    raised = [call.args[0] for call in calls if getattr(call.func, "id", "") in ("UserError", "KnownError")]
    return {one.value for one in raised if isinstance(one, ast.Constant) and isinstance(one.value, str)}


# -- commands --------------------------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Return every command line of the guides that begins with `motcua`."""
    for guide in GUIDES:
        blocks = re.findall(r"```\w*\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines()] + code_spans(guide)
        yield from (line.strip() for line in lines if re.match(r"motcua(?: |$)", line.strip()) and "…" not in line)


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_a_command_of_the_guides_parses(line: str) -> None:
    given = [one.strip('"') for one in re.findall(r'"[^"]*"|\S+', line)][1:]
    if given[-1:] == ["--help"]:
        with pytest.raises(SystemExit, match="0"):
            cli._parser().parse_args(given)
    else:
        assert callable(cli._parser().parse_args(given).run)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_example_of_a_silent_set_up_is_taken(kind: str, tmp_path: Path) -> None:
    example = re.findall(rf"```{kind}\n(.*?)```", TECHNICIAN.read_text("utf-8"), re.DOTALL)
    assert len(example) == 1
    file = tmp_path / f"trung-tam.{kind}"
    file.write_text(example[0], encoding="utf-8-sig")
    computers = re.findall(r"QUAY-[\d-]+", example[0])
    assert len(computers) == 2
    assert len({setup.read(file, computer.lower()).officer for computer in computers}) == 2


def test_the_page_of_the_self_test_is_told_line_by_line() -> None:
    told = re.findall(r"^[✓✗] ([^:]+):", TECHNICIAN.read_text("utf-8"), re.MULTILINE)
    # What lies in the store is left out of the page as the guide has it.
    asked = [one for check in CHECKS for one in (own.CHECKS if check.many else (check,))]
    assert told == [check.title for check in asked]


def test_the_guides_name_the_commands_a_technician_needs() -> None:
    named = {line.split()[1] for line in commands() if " " in line}
    assert {"setup", "self-test", "doctor", "unlock", "enrol", "demo", "past"} <= named


# -- links, pictures, tone -------------------------------------------------------------------------------------


@each_guide
def test_every_link_leads_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", guide.read_text("utf-8"))
    assert links
    for link in links:
        name, _, place = link.partition("#")
        target = guide.with_name(name) if name else guide
        assert target.exists(), link
        if place:
            heads = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert place in [slug(head.replace("`", "")) for head in heads], link


@each_guide
def test_the_guide_speaks_as_the_window_does(guide: Path) -> None:
    said = prose(guide)
    assert [word for word in NEVER if word in said.lower()] == []
    assert OLD_SPELLING.findall(said.lower()) == []
    assert "!" not in said.replace("![", "").replace("<!--", "")
    assert not re.search(r"\bID\b|\bOK\b|\bCancel\b", said)
    assert "{{" not in said


@each_guide
def test_a_name_of_a_button_or_part_is_the_windows_own(guide: Path) -> None:
    """What the guides set in bold as a name is found in the window's words."""
    rooms = [path for room in ("ui", "words") for path in (ROOT / "app" / room).rglob("*.py")]
    sources = "\n".join(path.read_text("utf-8") for path in rooms)
    plain = sources.replace("&", "").lower()
    named = re.findall(r"(?:bấm|nút|chọn|ô|mục) \*\*([^*]+)\*\*", guide.read_text("utf-8"))
    assert named
    missing = [name for name in named if name.lower() not in plain and name not in OF_WINDOWS]
    assert missing == []


OF_WINDOWS = {"Thông tin thêm", "Vẫn chạy", "Cài đặt", "Cài đặt, Ứng dụng, Một Cửa, Gỡ cài đặt"}


@each_guide
def test_a_guide_becomes_one_page_with_everything_in_it(guide: Path) -> None:
    page = html(guide)
    pictures = re.findall(r"!\[", guide.read_text("utf-8"))
    assert page.count('src="data:image/png;base64,') == len(pictures)
    assert page.count("<figcaption>") == len(pictures)
    assert not re.search(r'(?:src|href)="(?!data:|#|can-bo\.html|ky-thuat\.html)', page)
    for place in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{unquote(place)}"' in page, place
    assert "<kbd>F1</kbd>" in page or "<kbd>F2</kbd>" in page
