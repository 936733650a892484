"""Writes the one file of licence notices that a package carries: for Python, every library, the fonts and the icons.

Each distribution brings its licences in its `.dist-info` folder. What a wheel holds of others without saying so, and
Qt for Python, which ships no text at all, is told in `installer/notices/NAME.txt`, kept by hand; the components that a
wheel lists of its own accord (CycloneDX) are named with their licences. A library without any text stops the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from app import __version__

ROOT = Path(__file__).resolve().parents[1]
NOTICES = ROOT / "installer" / "notices"
BUILD_ONLY = {
    "altgraph",
    "markdown-it-py",
    "mdurl",
    "motcua",
    "pip",
    "pyinstaller-hooks-contrib",
    "setuptools",
    "wheel",
}
"""What an environment has for building: nothing of it is in a package. PyInstaller is, as the program's first bytes."""
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors|copyright)", re.IGNORECASE)
_RULE = "=" * 100


class LicenceMissingError(Exception):
    """A library that would be shipped has no licence text; its names are the arguments."""


def notices(site_packages: Path) -> str:
    """Return the notices of everything a package made from the libraries in `site_packages` ships.

    Raises LicenceMissingError when a distribution has no licence text of its own and none in `installer/notices`.
    """
    shipped = {_plain(one.name): one for one in distributions(path=[str(site_packages)])}
    parts = {name: _told(name, one) for name, one in sorted(shipped.items()) if name not in BUILD_ONLY}
    if missing := [name for name, told in parts.items() if told is None]:
        raise LicenceMissingError(*missing)
    texts = [_head(), _section("Python", (NOTICES / "python.txt").read_text(encoding="utf-8"))]
    texts += [told for told in parts.values() if told is not None]
    texts += [_section(name, text) for name, text in _own()]
    texts += [_section(path.stem, path.read_text("utf-8")) for path in sorted((NOTICES / "texts").iterdir())]
    return "\n".join(texts)


def _head() -> str:
    return (
        f"Một Cửa {__version__}\n\n"
        "Chương trình Một Cửa dùng các phần mềm, phông chữ và biểu tượng kê dưới đây; mỗi phần giữ giấy phép của nó.\n"
        "Một Cửa is built with the software, fonts and icons below; each keeps its own licence.\n"
    )


def _told(name: str, one: Distribution) -> str | None:
    """Return the section of a distribution, None when there is no text to put in it."""
    files = [file for file in one.files or [] if ".dist-info/" in str(file) or ".libs/" in str(file)]
    texts = [
        Path(str(one.locate_file(file))).read_text(encoding="utf-8", errors="replace")
        for file in sorted(files, key=str)
        if _TEXT.search(str(file).partition(".dist-info/")[2]) and file.suffix not in {".json", ".py"}
    ]
    by_hand = NOTICES / f"{name}.txt"
    if by_hand.exists():
        texts.insert(0, by_hand.read_text(encoding="utf-8"))
    if not any(text.strip() for text in texts):
        return None
    if components := list(_components(one)):
        texts.append("Parts named by the library itself:\n" + "\n".join(f"  {line}" for line in components) + "\n")
    said = [*one.metadata.get_all("License-Expression", []), *one.metadata.get_all("License", []), ""]
    licence = said[0].partition("\n")[0]
    return _section(f"{one.name} {one.version}" + (f" ({licence})" if licence else ""), "\n".join(texts))


def _components(one: Distribution) -> Iterator[str]:
    for file in sorted(one.files or [], key=str):
        if "/sboms/" not in str(file) or file.suffix != ".json":
            continue
        for part in json.loads(Path(str(one.locate_file(file))).read_text(encoding="utf-8")).get("components", []):
            said = [
                choice.get("expression") or choice["license"].get("id") or choice["license"].get("name", "")
                for choice in part.get("licenses") or []
            ]
            yield " ".join(filter(None, (part["name"], part.get("version"), ", ".join(said)))).strip()


def _own() -> Iterator[tuple[str, str]]:
    """Give the licences of the files in resources/ that others made."""
    for path in sorted((ROOT / "resources").rglob("*LICENSE*")):
        subject = path.relative_to(ROOT).with_name(path.stem.removesuffix("LICENSE").rstrip("-") or "*")
        yield str(subject), path.read_text(encoding="utf-8")


def _section(title: str, text: str) -> str:
    return f"{_RULE}\n{title}\n{_RULE}\n\n{text.strip()}\n"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
