"""The packaged program beside the unfrozen one: start to a window that takes keys, memory, files on disk.

`python -m tests.bench.package [PACKAGE.deb] [--quick]`; without a name, the newest in dist/. The package is unpacked
into a folder, not installed, and started by its own /usr/bin/motcua; both programs are watched from outside over X
(`tests.bench.screen`), in turn, on the same desk of 10,000 dossiers. The unfrozen one is `python -m app`, its
byte-compiled files made beforehand. Needs Xvfb and what Qt needs (installer/prepare).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.models.store import FILE
from tests.bench import stores
from tests.bench.__main__ import table
from tests.bench.harness import WARM_UP, Figure, ratio, workplace
from tests.bench.screen import Start, screen
from tests.services.counter import write_key

AIM = 1.3
ROOT = Path(__file__).parents[2]


def figures(package: Path, quick: bool) -> list[Figure]:
    """Measure the start to the frame of the window, and to the first screen of the desk."""
    with workplace() as folder, screen() as shown:
        unpacked = folder / "package"
        subprocess.run(["dpkg-deb", "-x", str(package), str(unpacked)], check=True)
        packed, loose = [str(unpacked / "usr/bin/motcua")], [sys.executable, "-m", "app"]
        home, env = folder / "desk", _env(folder)
        home.mkdir()
        shutil.copy(stores.filled(10_000) / FILE, home / FILE)
        words = ["--home", str(home)]
        starts: tuple[list[Start], list[Start]] = ([], [])
        for turn in range(WARM_UP + (3 if quick else 15)):
            for command, seen in zip((packed, loose), starts, strict=True):
                start = shown.watch([*command, *words], env)
                if turn >= WARM_UP:
                    seen.append(start)
        files = [path for path in unpacked.rglob("*") if path.is_file() and not path.is_symlink()]
        detail: dict[str, Any] = {
            "files": len(files),
            "MB on disk": sum(path.stat().st_size for path in files) / 1e6,
            "MB of package": package.stat().st_size / 1e6,
            "RSS, PSS packaged, MB": _memory(starts[0]),
            "RSS, PSS unfrozen, MB": _memory(starts[1]),
        }
    frame = [statistics.median(start.window for start in one) for one in starts]
    desk = [statistics.median(start.desk for start in one) for one in starts]
    return [
        ratio("packaged: window", frame[0], frame[1], AIM, **detail),
        ratio("packaged: desk", desk[0], desk[1], AIM),
    ]


def _env(folder: Path) -> dict[str, str]:
    key = folder / "key"
    write_key(key, stores.KEY.hex())
    key.chmod(0o600)
    env = {**os.environ, "MOTCUA_KEY_FILE": str(key), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    for name in ("PYTHONDONTWRITEBYTECODE", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        env.pop(name, None)
    return env


def _memory(starts: list[Start]) -> list[float]:
    return [round(statistics.median(getattr(start, name) for start in starts) / 1024, 1) for name in ("rss", "pss")]


def main() -> int:
    """Measure and print, as `python -m tests.bench` does."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.package")
    parser.add_argument("package", nargs="?", type=Path)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    asked = parser.parse_args()
    made = sorted((ROOT / "dist").glob("motcua_*_amd64.deb"), key=lambda path: path.stat().st_mtime)
    package = asked.package or (made[-1] if made else parser.error("no package in dist/: run make package first"))
    found = figures(package, asked.quick)
    sys.stderr.write(table(found))
    print(json.dumps({"load": os.getloadavg()[0], "figures": [one.as_json() for one in found]}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
