"""Where things lie: the data folder of this desk and the resources the program ships with."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import user_data_path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[1]))
"""The folder that holds `resources/`: the checkout, or the folder PyInstaller unpacked the program into."""


def resource(*parts: str) -> Path:
    """Return the path of a shipped file, for example `resource("fonts", "Tinos-Regular.ttf")`."""
    return ROOT.joinpath("resources", *parts)


def data_home(asked: str | Path | None = None) -> Path:
    """Return this desk's data folder: as asked, else MOTCUA_HOME, else the user's own data folder.

    A local folder, not a roaming one: a store of hundreds of megabytes must not follow an officer around a domain.
    """
    chosen = asked or os.environ.get("MOTCUA_HOME")
    return Path(chosen).expanduser().resolve() if chosen else user_data_path("MotCua", appauthor=False)
