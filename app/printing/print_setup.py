"""Where the papers of a PC go: its printer, or a folder of PDF files, and the size they are printed on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.printing.paper import PaperName

_SHARED = re.compile(r"\\\\[^\\]+\\[^\\]+")
"""How Windows calls a printer of another PC: two backslashes, the PC, a backslash, the printer."""


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """A printer by its name, an empty one being the system's default, or in its place a folder by its absolute path."""

    printer: str = ""
    folder: Path | None = None
    paper: PaperName = "A5"

    @property
    def name(self) -> str:
        """Return printer or folder in one word, as `named` takes it."""
        return str(self.folder or self.printer)


def named(name: str, paper: object = "A5") -> PrintSetup:
    """Return the set-up meant by a file that has one word for both: an absolute path is a folder, all else a printer.

    The root of a share is written like a printer of another PC: it is a folder if it is there. A paper that is none
    of ours is A5.
    """
    path = Path(name)
    folder = path.is_absolute() and (not _SHARED.fullmatch(name) or path.is_dir())
    size: PaperName = "A4" if paper == "A4" else "A5"
    return PrintSetup(folder=path, paper=size) if folder else PrintSetup(name, paper=size)
