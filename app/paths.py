"""Where things lie: the data folder of this desk and the resources the program ships with."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from platformdirs import user_data_path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[1]))
"""The folder that holds `resources/`: the checkout, or the folder PyInstaller unpacked the program into."""


def resource(*parts: str) -> Path:
    """Return the path of a shipped file, for example `resource("fonts", "Tinos-Regular.ttf")`."""
    return ROOT.joinpath("resources", *parts)


def guide(name: str) -> Path | None:
    """Return the page of a guide (`can-bo`, `ky-thuat`) as the package has it; None in a checkout, which has none.

    Beside the resources, beside the libraries (Windows), or where Debian keeps a program's papers.
    """
    places = (resource("guides"), ROOT.parent / "guides", Path("/usr/share/doc/motcua"))
    return next((page for place in places if (page := place / f"{name}.html").is_file()), None)


def program(*words: str) -> list[str]:
    """Return the command line that runs this program with `words` as a process of its own, to be started in ROOT."""
    packaged = getattr(sys, "frozen", False)
    return [sys.executable, *([] if packaged else ["-m", "app"]), *words]


def put(fresh: Path, path: Path) -> None:
    """Give a file that is written whole its own name, over what is there. Raises OSError.

    On Windows antivirus may hold a file it has just seen being written, for some milliseconds, and a rename fails
    meanwhile: it is tried for a second.
    """
    until = time.monotonic() + 1
    while True:
        try:
            fresh.replace(path)
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > until:
                raise
            time.sleep(0.02)


def data_home(asked: str | Path | None = None) -> Path:
    """Return this desk's data folder: as asked, else MOTCUA_HOME, else the user's own data folder.

    A local folder, not a roaming one: a store of hundreds of megabytes must not follow an officer around a domain.
    """
    chosen = asked or os.environ.get("MOTCUA_HOME")
    return Path(chosen).expanduser().resolve() if chosen else user_data_path("MotCua", appauthor=False)
