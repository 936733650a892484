"""Clients that keep the relay waiting: they are given up, and keep no desk out meanwhile."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx2
import pytest

from app.province import commands, enrolment
from app.province.home import Relay
from app.rules.events import canonical
from app.sync.protocol import NAMED, VERSION, wire
from tests.province.conftest import Database, copy_sqlite
from tests.province.desk import AGENCY, Desk
from tests.province.served import running

CEILING = 60.0
SHORT = """
patience.HEADER_SECONDS = patience.TAKE_SECONDS = 2.0
patience.LOOK_SECONDS = 0.1
patience.SLOWEST_TAKING = 100_000
door.STALL_SECONDS = door.DISCARD_SECONDS = 2.0
"""
FEW = """
patience.MOST_CONNECTIONS = 20
"""
TOKEN = f"{AGENCY}{NAMED}of-a-desk"


@pytest.fixture
def database(empty_sqlite: Path) -> Database:
    """SQLite alone: it is the line that is tried here."""
    return lambda folder: copy_sqlite(empty_sqlite, folder)


class Client(ExitStack):
    """Opens sockets to one relay, and closes them at the end."""

    def __init__(self, address: str) -> None:
        super().__init__()
        host, port = address.removeprefix("http://").split(":")
        self.at = (host, int(port))

    def send(self, content: bytes, receive_buffer: int | None = None) -> socket.socket:
        line = self.enter_context(closing(socket.socket()))
        if receive_buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        line.settimeout(CEILING)
        line.connect(self.at)
        line.sendall(content)
        return line


def head(path: str, length: int, token: str | None = None, **more: str) -> bytes:
    told = {"Host": "relay", "Motcua-Protocol": str(VERSION), "Content-Length": str(length), **more}
    if token:
        told["Authorization"] = f"Bearer {token}"
    return "\r\n".join([f"POST /v1/{path} HTTP/1.1", *(f"{k}: {v}" for k, v in told.items()), "", ""]).encode()


def ended(line: socket.socket) -> bytes:
    """Wait until the relay has ended a connection; return what it said before."""
    said = b""
    try:
        while piece := line.recv(65536):
            said += piece
    except ConnectionError:
        pass
    return said


def problem(said: bytes) -> tuple[int, str, dict[str, object]]:
    top, _, body = said.partition(b"\r\n\r\n")
    assert b"connection: close" in top.lower()
    told = json.loads(body)
    return int(top.split()[1]), told["code"], told["facts"]


def trickle(lines: list[socket.socket], letters: bytes) -> None:
    """Send letters now and then on every line until the relay has ended them all."""
    deadline = time.monotonic() + CEILING
    open_ = {line.fileno(): line for line in lines}
    for line in lines:
        line.setblocking(False)
    while open_:
        assert time.monotonic() < deadline, f"{len(open_)} are still open"
        for number, line in list(open_.items()):
            try:
                line.send(letters)
            except BlockingIOError:
                pass
            except OSError:
                del open_[number]
        time.sleep(0.05)


@pytest.fixture
def token(relay: Relay) -> str:
    with relay.store.write() as tx:
        code = enrolment.invite(tx, AGENCY, "24133", 9)["code"]
        return enrolment.enrol(tx, code, "Trần Văn Bình", lambda _: TOKEN)[1]


def pushes(relay: Relay, address: str) -> None:
    """A real desk joins and pushes while the others hold the line."""
    with httpx2.Client(base_url=address, timeout=CEILING) as client:
        desk = Desk.join(client, relay)
        assert [answer["verdict"] for answer in desk.push(desk.receive())] == ["accepted"]


def test_slow_senders_are_given_up_and_a_desk_is_served_meanwhile(
    relay: Relay, relay_home: Path, tmp_path: Path, token: str
) -> None:
    """Four hundred bodies that drip, half of them of a desk's own, and two hundred that drip their headers."""
    with running(relay_home, tmp_path, limits=SHORT) as address, Client(address) as client:
        lines = [client.send(head("push", 50_000, token)) for _ in range(200)]
        lines += [client.send(head("push", 50_000)) for _ in range(100)]
        lines += [client.send(head("enrol", 5_000)) for _ in range(100)]
        lines += [client.send(b"GET /v1/health HTTP/1.1\r\nX-Slow: ") for _ in range(200)]
        pushes(relay, address)
        trickle(lines, b"a")
        pushes_again = httpx2.get(f"{address}/v1/health", timeout=CEILING)
    assert pushes_again.status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"GET /v1/health HTTP/1.1\r\nHost: re", id="headers"),
        pytest.param(head("enrol", 100) + b"{", id="enrol"),
        pytest.param(head("push", 100, TOKEN) + b"{", id="push"),
    ],
)
def test_who_stops_in_the_middle_is_told_408(relay_home: Path, tmp_path: Path, token: str, content: bytes) -> None:
    with running(relay_home, tmp_path, limits=SHORT) as address, Client(address) as client:
        assert problem(ended(client.send(content))) == (408, "TIMEOUT", {})


def test_who_says_nothing_is_given_up(relay_home: Path, tmp_path: Path) -> None:
    with running(relay_home, tmp_path, limits=SHORT) as address, Client(address) as client:
        assert ended(client.send(b"")) == b""


def test_a_body_on_the_slowest_line_arrives(relay: Relay, relay_home: Path, tmp_path: Path) -> None:
    """At a thousand bytes a second, for twice as long as a stall may last."""
    with running(relay_home, tmp_path, limits=SHORT) as address, httpx2.Client(base_url=address) as client:
        desk = Desk.join(client, relay)
        body = canonical({"events": [wire(desk.receive())]}).ljust(4000)

        def slowly() -> Iterator[bytes]:
            began = time.monotonic()
            for at in range(0, len(body), 200):
                time.sleep(max(0.0, began + at / 1000 - time.monotonic()))
                yield body[at : at + 200]

        answer = client.post("/v1/push", content=slowly(), headers=desk.headers, timeout=CEILING)
    assert answer.json()["answers"][0]["verdict"] == "accepted"


def test_an_answer_that_nobody_takes_is_given_up(relay_home: Path, tmp_path: Path) -> None:
    with running(relay_home, tmp_path, limits=SHORT) as address, Client(address) as client:
        line = client.send(b"", receive_buffer=1024)
        trickle([line], b"GET /v1/health HTTP/1.1\r\nHost: relay\r\n\r\n" * 1000)


def test_one_connection_too_many_ends_that_of_the_stranger_who_waited_longest(
    relay: Relay, relay_home: Path, tmp_path: Path, token: str
) -> None:
    with running(relay_home, tmp_path, limits=FEW) as address, Client(address) as client:
        desks = [client.send(head("push", 5_000, token, Expect="100-continue")) for _ in range(10)]
        assert [line.recv(65536)[:12] for line in desks] == [b"HTTP/1.1 100"] * 10  # their body is awaited
        strangers = [client.send(head("enrol", 5_000)) for _ in range(40)]
        assert [ended(line) for line in strangers[:25]] == [b""] * 25
        pushes(relay, address)
        for line in desks:
            line.sendall(b" " * 5_000)
            assert line.recv(65536).startswith(b"HTTP/1.1 422")


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        pytest.param(head("push", 60_000_000), (401, "AUTH", {"revoked": False}), id="no-token"),
        pytest.param(head("closings", 60_000_000, "wrong"), (401, "AUTH", {"revoked": False}), id="wrong"),
        pytest.param(head("pull", 10, "wrong").replace(b"POST", b"GET"), (401, "AUTH", {"revoked": False}), id="get"),
        pytest.param(
            head("push", 1, "wrong").replace(b"Content-Length: 1", b"Transfer-Encoding: chunked"),
            (401, "AUTH", {"revoked": False}),
            id="chunked",
        ),
        pytest.param(head("enrol", 8193), (413, "TOO_LARGE", {"limit": 8192}), id="enrol"),
        pytest.param(head("health", 8193), (413, "TOO_LARGE", {"limit": 8192}), id="health"),
        pytest.param(
            head("push", 8 * 1024 * 1024 + 1, TOKEN),
            (413, "TOO_LARGE", {"limit": 8 * 1024 * 1024}),
            id="desk",
        ),
    ],
)
def test_a_body_nobody_may_send_is_refused_before_it_comes(
    relay_home: Path, tmp_path: Path, token: str, content: bytes, answer: tuple[int, str, dict[str, object]]
) -> None:
    """Sixty-four megabytes were read of anybody before the token was looked at."""
    with running(relay_home, tmp_path) as address, Client(address) as client:
        line = client.send(content)
        said = b""
        while b'"facts":{' not in said:
            said += line.recv(65536)
        assert problem(said) == answer


def test_a_joining_in_pieces_is_refused_when_it_grows_too_large(relay_home: Path, tmp_path: Path) -> None:
    with running(relay_home, tmp_path) as address:
        answer = httpx2.post(
            f"{address}/v1/enrol",
            content=iter([b" " * 4000] * 3),
            headers={"Motcua-Protocol": str(VERSION)},
            timeout=CEILING,
        )
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def test_a_desk_that_is_shut_out_gets_to_read_so_while_it_is_still_sending(
    relay_home: Path, tmp_path: Path, token: str
) -> None:
    commands.revoke(relay_home, AGENCY, 9)
    with running(relay_home, tmp_path) as address, Client(address) as client:
        line = client.send(head("push", 5_000_000, token) + bytes(5_000_000))
        assert problem(ended(line)) == (401, "AUTH", {"revoked": True})
