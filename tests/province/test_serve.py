"""The relay as it runs: uvicorn in its own process, real sockets, one worker or two, a clean stop."""

from __future__ import annotations

import gzip
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from app.errors import KnownError
from app.paths import ROOT
from app.province import commands
from app.province.home import Relay
from app.rules.events import canonical
from app.sync.protocol import MAX_BODY_BYTES, wire
from tests.province.desk import Desk

PROGRAM = """
import sys
from pathlib import Path
from app.province.commands import serve
if __name__ == "__main__":
    serve(Path(sys.argv[1]), "127.0.0.1", 0, int(sys.argv[2]))
"""


@contextmanager
def running(home: Path, tmp_path: Path, workers: int, stop: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """Run a relay; it must stop cleanly and say nothing but its address."""
    program = tmp_path / "relay_main.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(program), str(home), str(workers)]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(stop)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_whole_day_over_a_real_line(relay: Relay, relay_home: Path, tmp_path: Path, workers: int) -> None:
    with running(relay_home, tmp_path, workers) as address:
        assert address.startswith("http://127.0.0.1:")
        with httpx2.Client(base_url=address) as one, httpx2.Client(base_url=address) as two:
            desk, other = Desk.join(one, relay, 1), Desk.join(two, relay, 2)
            event = desk.receive()
            body = gzip.compress(canonical({"events": [wire(event)]}))
            answer = one.post("/v1/push", content=body, headers={**desk.headers, "Content-Encoding": "gzip"})
            assert answer.json()["answers"][0]["verdict"] == "accepted"
            other.pull()
            done = other.say("result_ready", event.dossier)
            other.push(done)
            assert [each["id"] for each in desk.pull()] == [done.id]
            closed = desk.post("closings", desk.closing({event.dossier: [event.hash, done.hash]}, {})).json()
            assert closed["equal"] is True
            assert desk.client.post("/v1/push", content=b" " * (2 * MAX_BODY_BYTES), headers=desk.headers).json() == {
                "code": "TOO_LARGE",
                "facts": {"limit": MAX_BODY_BYTES},
            }
    assert [status["last_closing"] for status in commands.status(relay_home)] == ["2026-11-23", None]


def test_an_interrupt_from_the_keyboard_stops_it_too(relay_home: Path, tmp_path: Path) -> None:
    with running(relay_home, tmp_path, 1, signal.SIGINT) as address:
        assert httpx2.get(f"{address}/v1/health").status_code == 200


def test_a_port_that_is_taken_is_said_so(relay_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(KnownError) as error:
            commands.serve(relay_home, "127.0.0.1", port)
    assert (error.value.code, error.value.facts) == ("PORT_TAKEN", {"host": "127.0.0.1", "port": port})
