"""The first thing the installed program runs: it says that it is packaged, gives it streams, hands over to `motcua`.

A program with a window has no console: what it would say there must not be lost, and writing to a stream that is not
there must not end it. What it said on its way to a bad end is shown in a box; a crash is also kept in a log, without
its text, which may hold what was typed about a citizen.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import traceback
from pathlib import Path

_SAFE = "Một Cửa không mở được. Hồ sơ đã lưu vẫn còn nguyên trên máy này.\n\n"
_CURE = "\n\nChạy lại tệp cài đặt MotCua-…-setup.exe. Nếu vẫn lỗi, chụp màn hình này gửi cho kỹ thuật."


def run() -> int:
    """Run the command line; return its exit status."""
    # Nobody hears a program that was opened by its icon; a relay's window-less process has at least its stdout.
    unheard = sys.stdout is None and sys.stderr is None
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    try:
        from app.cli import main

        status = main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as problem:
        sys.stderr.write(_crashed(problem))
        status = 1
    if unheard and status and isinstance(sys.stderr, io.StringIO):
        _show(sys.stderr.getvalue().strip())
    return status


def _crashed(problem: Exception) -> str:
    """Keep kind and place of a crash in the log of the user's data folder; return them."""
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    # A library that cannot be loaded names itself, and nobody else.
    kind = f"{type(problem).__name__}: {problem}" if isinstance(problem, ImportError) else type(problem).__name__
    told = "\n".join([kind, *places]) + "\n"
    with contextlib.suppress(OSError, KeyError):
        folder = Path(os.environ["LOCALAPPDATA"]) / "MotCua" / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "crash.log").open("a", encoding="utf-8") as file:
            file.write(told)
    return told


def _show(text: str) -> None:
    import ctypes

    stop = 0x10
    ctypes.windll.user32.MessageBoxW(None, f"{_SAFE}{text}{_CURE}", "Một Cửa", stop)


sys.frozen = True
if "--multiprocessing-fork" in sys.argv:
    # One worker of a relay that runs several is this program again, with words of multiprocessing's own.
    from multiprocessing import freeze_support

    freeze_support()
sys.exit(run())
