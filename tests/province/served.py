"""The relay as it runs: `motcua province serve` in a process of its own, which must stop cleanly."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.paths import ROOT

PROGRAM = """
import sys
from pathlib import Path
from app.province import door, patience
from app.province.commands import serve
{limits}
if __name__ == "__main__":
    serve(Path(sys.argv[1]), "127.0.0.1", 0, int(sys.argv[2]))
"""


@contextmanager
def running(
    home: Path, tmp_path: Path, workers: int = 1, stop: signal.Signals = signal.SIGTERM, limits: str = ""
) -> Iterator[str]:
    """Run a relay, with other limits than its own where `limits` sets some; it says nothing but its address."""
    program = tmp_path / "relay_main.py"
    program.write_text(PROGRAM.format(limits=limits), encoding="utf-8")
    command = [sys.executable, str(program), str(home), str(workers)]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        except BaseException:
            process.kill()
            raise
        process.send_signal(stop)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "")
