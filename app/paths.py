"""Where things lie: the data folder of this desk and the resources the program ships with."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
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
    """Give a file that is written whole its own name, over what is there. Raises OSError."""
    _patiently(lambda: fresh.replace(path))


def drop(path: Path) -> None:
    """Take a file away, if it is there. Raises OSError."""
    _patiently(lambda: path.unlink(missing_ok=True))


_HELD = (5, 32, 33)
"""What Windows says of a file somebody has open: access denied, sharing violation, lock violation."""


def _patiently(step: Callable[[], object]) -> None:
    """Take a step, for a second again and again where a file is held.

    Antivirus, or what synchronises a folder, holds a file it has just seen being written, for some milliseconds.
    """
    until = time.monotonic() + 1
    while True:
        try:
            step()
            return
        except PermissionError as problem:
            if getattr(problem, "winerror", None) not in _HELD or time.monotonic() > until:
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


_MODELESS = frozenset({"exfat", "fuseblk", "msdos", "ntfs", "ntfs3", "vfat"})
"""File systems whose files have no mode of their own: what they show is the same for all, given when it is mounted."""


def exposed(path: Path, handle: int) -> bool:
    """Tell whether an open file may be read by others on this PC, or belongs to another account.

    Its mode and owner say so. A stick of Windows' making knows no modes and no `chmod`: there the way to it must be
    shut, as desktops do with what they mount for one person (/media/USER). On Windows neither says anything and this
    is False: what lies in the user's profile is closed to other users, on a stick it is whoever's has the stick.
    """
    if os.name == "nt":
        return False
    own = os.fstat(handle)
    if own.st_uid != os.geteuid():
        return True
    return bool(own.st_mode & 0o077) and not (file_system(own.st_dev) in _MODELESS and _way_shut(path))


def file_system(device: int) -> str:
    """Return the kind of file system a device has, as Linux names it; empty where it is not known."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    named = f"{os.major(device)}:{os.minor(device)}"
    found = [line.split(" - ", 1)[1].split()[0] for line in mounts if line.split()[2] == named]
    return found[-1] if found else ""


def _way_shut(path: Path) -> bool:
    """Tell whether a folder on the way, root's or this account's own, lets no other account through."""
    folders = [folder.stat() for folder in path.resolve().parents]
    return any(
        one.st_uid in (0, os.geteuid()) and not one.st_mode & 0o001 and (one.st_gid == 0 or not one.st_mode & 0o010)
        for one in folders
    )


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
