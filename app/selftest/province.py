"""The line to a province: a relay of this program on loopback, joined, sent to, and a day closed with it."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app import vault
from app.paths import ROOT, no_console, program
from app.selftest import bench as trial
from app.selftest import counter
from app.selftest.bench import Bench
from app.selftest.check import Fault

PATIENCE = 40.0
"""Seconds until the relay must answer: a cold disk and a watchful antivirus make it slow, not silent."""


def relay(bench: Bench) -> str:
    """Run a relay, join it, send a dossier, close the day: both sides must have come to the same."""
    from app.province import commands as province
    from app.workflows.day_end import close_day
    from app.workflows.joining import enrol
    from app.workflows.line import sync_now
    from app.workflows.opening import open_desk

    home, desk_home = bench.folder / "province", bench.folder / "joined"
    province.init(home)
    invited = province.invite(home, trial.AGENCY, trial.COMMUNE, 1, 1, 999, trial.NAME)
    with _running(home) as url:
        vault.make_practice_key(desk_home)
        enrol(desk_home, url, invited["code"], trial.OFFICER)
        with open_desk(desk_home) as desk:
            counter.receive(desk)
            sent = sync_now(desk)
            closed = close_day(desk, desk.clock().date())
    if (sent.state, sent.parked) != ("done", 0) or not sent.sent:
        raise Fault(f"Gửi thử chưa xong: {sent.state}, {sent.sent} việc đã gửi.")
    if closed.equal is not True or not closed.signature:
        raise Fault("Chốt ngày thử: hai bên không khớp nhau hoặc thiếu chữ ký của tỉnh thử.")
    return "Nối với tỉnh thử trong máy này, gửi một hồ sơ, chốt ngày: hai bên khớp nhau, tỉnh thử đã ký."


@contextmanager
def _running(home: Path) -> Iterator[str]:
    """Run the relay in `home` as a process of its own; give its address. Raises Fault when it does not answer."""
    command = program("province", "serve", "--home", str(home), "--port", "0")
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, **quiet, **no_console()) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()
            # The bytes it may still say are nobody's; a full pipe would keep it from ending.
            if process.stdout is not None:
                process.stdout.close()


def _address(process: subprocess.Popen[bytes]) -> str:
    said: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=lambda: said.put(process.stdout.readline() if process.stdout else b""), daemon=True).start()
    try:
        address = said.get(timeout=PATIENCE).decode().strip()
    except queue.Empty:
        raise Fault(f"Tỉnh thử trong máy này không trả lời sau {PATIENCE:.0f} giây.") from None
    if not address:
        raise Fault(f"Tỉnh thử trong máy này không chạy được (mã {process.wait()}).")
    return address
