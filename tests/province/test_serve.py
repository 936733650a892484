"""The relay as it runs: uvicorn in its own process, real sockets, one worker or two, a clean stop."""

from __future__ import annotations

import gzip
import signal
import socket
from pathlib import Path

import httpx2
import pytest

from app.errors import KnownError, UserError
from app.province import commands
from app.province.home import Relay
from app.province.serve import listen
from app.rules.events import canonical
from app.sync.protocol import MAX_BODY_BYTES, wire
from tests.province.desk import Desk
from tests.province.served import running


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


def test_an_answer_does_not_wait_for_the_desk_to_acknowledge_the_head_of_it() -> None:
    """A connection without it sent the body of each answer 40 ms after its head, and a round asks several times."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "10.0.0.1", "relay.example"])
def test_away_from_loopback_it_serves_only_behind_a_proxy(relay_home: Path, host: str) -> None:
    """On a public address it served plain http without a word: tokens and citizens in the clear."""
    with pytest.raises(UserError) as error:
        commands.serve(relay_home, host, 0)
    assert (error.value.code, error.value.facts) == ("HOST_NOT_SECURE", {"host": host})


def test_behind_a_proxy_it_listens_where_it_is_told(relay_home: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken, pytest.raises(KnownError) as error:
        commands.serve(relay_home, "0.0.0.0", taken.getsockname()[1], behind_proxy=True)
    assert error.value.code == "PORT_TAKEN"


def test_what_a_proxy_says_of_the_client_changes_nothing(relay_home: Path, tmp_path: Path) -> None:
    """No answer repeats it: a redirect would, so there is none."""
    told = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    with running(relay_home, tmp_path) as address:
        answer = httpx2.get(f"{address}/v1/health/", headers=told)
    assert (answer.status_code, answer.json()["code"], "location" in answer.headers) == (404, "NOT_FOUND", False)
