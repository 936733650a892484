"""The log of one desk: what the program did, with codes and counts, never a name, a number or a text of a citizen."""

from __future__ import annotations

import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start(home: Path) -> None:
    """Log into `home/logs`, 1 MB a file and five files: enough for a technician, small enough to send.

    A log that cannot be written, on a full disk for one, must not keep an officer from the counter: nothing is logged.
    """
    # Without it, logging itself would print a traceback for each line that did not fit.
    logging.raiseExceptions = False
    root = logging.getLogger("app")
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    with suppress(OSError):
        folder = home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "motcua.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8")
        handler.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(handler)
        root.setLevel(logging.INFO)
