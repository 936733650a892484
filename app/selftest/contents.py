"""The list of every file shipped in resources/ with its digest: a packaged program that lacks one must say which.

`python -m app.selftest.contents` writes the list anew, into resources/ itself, whenever a file there has changed; a
test holds it true. Line ends do not count, for a checkout on Windows may have others. The guides are not on it: they
are for people, are drawn anew at each build, and the program works without them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.paths import resource

LIST = "contents.sha256"
GUIDES = "guides"


def listed() -> dict[str, str]:
    """Return the list: digests by path below resources/. Raises FileNotFoundError where there is none."""
    lines = resource(LIST).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def found() -> dict[str, str]:
    """Return what is there, as `listed` does."""
    folder = resource()
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LIST and path.relative_to(folder).parts[0] != GUIDES
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def write() -> None:
    """Write the list of what is there now."""
    text = "".join(f"{digest}  {path}\n" for path, digest in found().items())
    resource(LIST).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
