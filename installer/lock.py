"""Writes the locked lists anew, after pyproject.toml or constraints.txt changed: `python -m installer.lock`.

A list names every library an environment gets, at its version in constraints.txt, with the digests of the wheels that
may be taken for it; pip refuses a file with any other digest, and whatever the list does not name. So nothing that was
put into a registry later, or on the way from it, is installed. A list names no address: whichever registry pip is set
up with, only these very files come from it. Wheels alone are taken: a source package would run its own code and fetch
what it is built with.

pip says which wheels it would take, for each of the Pythons in TARGETS; nothing is downloaded for that but what it
reads of them. Read the difference before it is committed: a digest that changed at an unchanged version is an alarm.
What the installer for Windows carries has its own list, installer/windows/wheels.txt, made by its build.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
RUN, TEST, TOOLS = ROOT / "requirements.lock", ROOT / "requirements-test.lock", ROOT / "installer" / "tools.lock"
_GLIBC = [f"manylinux_2_{minor}_x86_64" for minor in range(36, 16, -1)]
"""Debian 12's glibc and older ones, the newest first, as pip prefers them."""
_LINUX = [*_GLIBC, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"]
TARGETS = {version: _LINUX for version in ("311", "312", "313")}
"""The Pythons whose wheels are listed, with the platforms they run on."""
WINDOWS = {"313": ["win_amd64"]}
ON_WINDOWS = ("pefile", "pywin32-ctypes")
"""What PyInstaller needs on Windows alone; pip reads such conditions for the machine it runs on."""

_EXTRAS = re.compile(r"([\w.-]+)(\[[\w,-]+\])(?!.*extra ==)")

Digests = dict[str, set[str]]
"""Digests of wheels by `name==version`."""


def wanted() -> dict[Path, list[str]]:
    """Return what each list is for: the program and its relay, the tests, the making of packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build, named = project["build-system"]["requires"], project["project"]
    run = [*build, *named["dependencies"], *named["optional-dependencies"]["province"]]
    return {
        RUN: run,
        TEST: [*run, *named["optional-dependencies"]["dev"]],
        TOOLS: [*build, "markdown-it-py", "pyinstaller"],
    }


def resolve(names: list[str], targets: dict[str, list[str]]) -> Digests:
    """Return what pip would install for `names`, with the digests over all targets. Raises CalledProcessError."""
    digests: Digests = defaultdict(set)
    for version, platforms in targets.items():
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            target = ["--target", f"{folder}/none", "--python-version", version, "--implementation", "cp"]
            target += [word for platform in platforms for word in ("--platform", platform)]
            asked = ["--dry-run", "--ignore-installed", "--only-binary", ":all:", "--constraint", str(CONSTRAINTS)]
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, *asked, *target, "--report", str(report), *names], check=True)
            taken = json.loads(report.read_bytes())["install"]
            told = [text for one in taken for text in one["metadata"].get("requires_dist", ())]
            extras = {found[1]: found[2] for text in [*names, *told] if (found := _EXTRAS.match(text))}
            for one in taken:
                kind, _, digest = one["download_info"]["archive_info"]["hash"].partition("=")
                name = one["metadata"]["name"]
                if kind != "sha256":
                    raise SystemExit(f"{name}: the registry gives no SHA-256")
                # With its extras: pip looks for what was asked for, `coverage[toml]`, and not for `coverage` alone.
                digests[f"{name}{extras.get(name, '')}=={one['metadata']['version']}"].add(digest)
    return digests


def plain(name: str) -> str:
    """Return a library's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!;~ ]", name)[0]).lower()


def read(path: Path) -> dict[str, tuple[str, set[str]]]:
    """Return a list's libraries by plain name: `name==version` and digests; those of the list it begins with too."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, tuple[str, set[str]]] = {}
    for line in text.splitlines():
        if line.startswith("-r "):
            found |= read(path.parent / line[3:].strip())
        elif line and not line.startswith("#"):
            found[plain(line)] = (line.split()[0], set(re.findall(r"--hash=sha256:([0-9a-f]{64})", line)))
    return found


def write(path: Path, digests: Digests, *, head: str, only: dict[str, str] | None = None) -> None:
    """Write a list, after what says what it is for; `only` are the conditions of what is not for every machine."""
    lines = [f"# {head} Written by `python -m installer.lock`.\n"]
    if path == TEST:
        lines.append(f"-r {RUN.name}\n")
    for name in sorted(digests, key=plain):
        condition = f" ; {only[plain(name)]}" if only and plain(name) in only else ""
        hashes = [f" \\\n    --hash=sha256:{digest}" for digest in sorted(digests[name])]
        lines.append(name + condition + "".join(hashes) + "\n")
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Write the three lists."""
    names = wanted()
    run, test = resolve(names[RUN], TARGETS), resolve(names[TEST], TARGETS)
    write(RUN, run, head="The program and its relay, and what they are installed with.")
    rest = {name: digests for name, digests in test.items() if name not in run}
    write(TEST, rest, head="The tests' libraries, beside the program's.")
    tools, there = resolve(names[TOOLS], TARGETS), resolve([*names[TOOLS], *ON_WINDOWS], WINDOWS)
    for name, digests in there.items():
        tools[name] |= digests
    only = dict.fromkeys(ON_WINDOWS, 'sys_platform == "win32"')
    write(TOOLS, tools, head="What makes the packages, of which they carry nothing but PyInstaller's start.", only=only)


if __name__ == "__main__":
    main()
