"""Where things lie: the data folder of this desk and the resources the program ships with."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from platformdirs import user_data_path, user_state_path

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


def no_console() -> dict[str, Any]:
    """Return what keeps Windows from flashing a black window for a process of ours."""
    create_no_window = 0x08000000  # from subprocess, which every command would wait for
    return {"creationflags": create_no_window} if sys.platform == "win32" else {}


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


def settle(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, on the disk. Windows has no folder to sync."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def data_home(asked: str | Path | None = None) -> Path:
    """Return this desk's data folder: as asked, else MOTCUA_HOME, else the user's own data folder.

    A local folder, not a roaming one: a store of hundreds of megabytes must not follow an officer around a domain.
    """
    chosen = asked or os.environ.get("MOTCUA_HOME")
    return Path(chosen).expanduser().resolve() if chosen else user_data_path("MotCua", appauthor=False)


def state_home() -> Path:
    """Return the folder of this PC's marks (`app.mark`): MOTCUA_STATE, else one of the user's own, local to this PC.

    It has a name of its own because Windows keeps state and data in one place, and a copy of the data folder must not
    bring the mark along.
    """
    chosen = os.environ.get("MOTCUA_STATE")
    return Path(chosen).expanduser().resolve() if chosen else user_state_path("MotCuaState", appauthor=False)
