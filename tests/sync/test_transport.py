"""The line itself: what it sends, how patient it is, what it says of a failure and what it never says."""

from __future__ import annotations

import gc
import gzip
import itertools
import socket
import socketserver
import threading
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx2
import orjson
import pytest

from app.errors import SyncError, UserError
from app.rules.acts import Kind
from app.rules.clock import iso, now, parse_moment
from app.rules.events import Body, Event, new_event, new_id
from app.sync import transport as transport_module
from app.sync.protocol import QUESTION_HEADER
from app.sync.transport import STALL_SECONDS, Transport
from tests.sync.line import FAULTS, Line
from tests.sync.world import RelayServer

TOKEN = "a-token-nobody-may-read"
HEALTH = {"protocol": 1, "oldest": 1, "server_time": iso(now())}


class Recorder(httpx2.BaseTransport):
    """Answers with fixed JSON and remembers the requests."""

    def __init__(self, answer: object, status: int = 200) -> None:
        self.answer, self.status = answer, status
        self.requests: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.requests.append(request)
        return httpx2.Response(self.status, content=orjson.dumps(self.answer), headers=asked(request))


def asked(request: httpx2.Request) -> dict[str, str]:
    """Return what an answer says of the question it is to."""
    return {QUESTION_HEADER: request.headers[QUESTION_HEADER]}


def events(count: int) -> list[Event]:
    made = []
    for _ in range(count):
        dossier = new_id()
        body: Body = {"dossier": dossier, "code": new_id(), "note": new_id() * 9}
        made.append(
            new_event(dossier=dossier, kind=Kind.RECEIVED, at="2026-11-23T08:00:00+07:00", officer="Lan", desk=1,
                      base=None, prev_hash=None, body=body)
        )  # fmt: skip
    return made


def test_a_request_carries_version_token_and_packed_events() -> None:
    recorder = Recorder({"answers": [], "server_time": iso(now())})
    event = events(1)[0]
    with Transport("http://127.0.0.1:9", TOKEN, http=recorder) as transport:
        transport.push([event])
    (request,) = recorder.requests
    assert str(request.url) == "http://127.0.0.1:9/v1/push"
    assert request.headers["Motcua-Protocol"] == "2"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Encoding"] == "gzip"
    (sent,) = orjson.loads(gzip.decompress(request.content))["events"]
    assert sent == {"edition": 2, "dossier": event.dossier, **event.as_json()}


def test_patience_grows_with_what_is_sent() -> None:
    recorder = Recorder({"answers": [], "server_time": iso(now())})
    with Transport("http://127.0.0.1:9", TOKEN, http=recorder) as transport:
        transport.push(events(1))
        transport.push(events(400))
    small, large = (request.extensions["timeout"]["read"] for request in recorder.requests)
    assert STALL_SECONDS <= small < STALL_SECONDS + 2
    assert large > small + 10
    assert {request.extensions["timeout"]["connect"] for request in recorder.requests} == {10.0}


class Trickle(httpx2.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield from itertools.repeat(b" ", 100)


def test_an_answer_that_only_trickles_is_given_up() -> None:
    line = httpx2.MockTransport(lambda request: httpx2.Response(200, stream=Trickle(), headers=asked(request)))
    seconds = itertools.count(0, 20)
    with (
        Transport("http://127.0.0.1:9", http=line, monotonic=lambda: next(seconds)) as transport,
        pytest.raises(SyncError, match="TIMEOUT"),
    ):
        transport.health()


def test_an_answer_without_end_is_not_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "LONGEST_ANSWER", 1000)
    came = iter([b" " * 100] * 100)

    class Endless(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield from came

    line = httpx2.MockTransport(lambda request: httpx2.Response(200, stream=Endless(), headers=asked(request)))
    with Transport("http://127.0.0.1:9", http=line) as transport, pytest.raises(SyncError, match="SERVER"):
        transport.health()
    assert len(list(came)) == 89


@pytest.mark.parametrize(
    "url",
    ["http://tinh.example.vn", "http://10.0.0.5:8000", "http://127.0.0.1.example.vn", "http://localhost.example.vn"],
)
def test_plain_http_to_another_machine_is_refused(url: str) -> None:
    with pytest.raises(UserError) as caught:
        Transport(url)
    assert (caught.value.code, caught.value.field) == ("URL_NOT_SECURE", "url")


@pytest.mark.parametrize("url", ["", "tinh.example.vn", "ftp://127.0.0.1", "https://", "https://u:p@tinh.example.vn"])
def test_what_is_no_address_says_so(url: str) -> None:
    with pytest.raises(UserError, match="URL_INVALID"):
        Transport(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://tinh.example.vn"]
)
def test_loopback_and_https_are_allowed(url: str) -> None:
    Transport(url).close()


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"fine", "duplicate", "clock+1h"}))
def test_no_error_tells_the_address_or_the_token(fault: str, relay: RelayServer) -> None:
    line = Line((fault,))
    with Transport(relay.url, TOKEN, http=line) as transport, pytest.raises(SyncError) as caught:
        transport.pull(0)
    problem = caught.value
    said = "".join(traceback.format_exception(problem)) + repr(problem.facts)
    assert TOKEN not in said
    assert relay.url not in said
    seen: BaseException | None = problem
    while seen is not None:
        assert isinstance(seen, SyncError)
        seen = seen.__cause__ or seen.__context__
    line.close()


def test_nobody_listening_is_offline() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with Transport(url) as transport, pytest.raises(SyncError, match="OFFLINE"):
        transport.health()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What an office's proxy, as the environment of its PCs names it, was asked for; it lets nobody out."""
    asked: list[bytes] = []

    class Proxy(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Proxy) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            for spelt in (name, name.lower()):
                monkeypatch.setenv(spelt, f"http://127.0.0.1:{server.server_address[1]}")
        for spelt in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(spelt, raising=False)
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield asked
        server.shutdown()
        serving.join()


def test_a_relay_on_this_machine_is_not_asked_for_by_the_offices_proxy(relay: RelayServer, heard: list[bytes]) -> None:
    for url in (relay.url, relay.url.replace("127.0.0.1", "localhost")):
        with Transport(url) as transport:
            assert transport.health().protocol >= 1
    assert heard == []


def test_a_province_outside_is_asked_for_by_the_offices_proxy(heard: list[bytes]) -> None:
    with Transport("https://tinh.example.vn") as transport, pytest.raises(SyncError, match="OFFLINE"):
        transport.health()
    assert heard == [b"CONNECT tinh.example.vn:443 HTTP/1.1\r\n"]


def test_a_server_without_a_certificate_is_a_certificate_error(relay: RelayServer) -> None:
    with Transport(relay.url.replace("http:", "https:")) as transport, pytest.raises(SyncError, match="CERTIFICATE"):
        transport.health()


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (401, {"code": "AUTH", "facts": {"revoked": True}}, "AUTH"),
        (401, "proxy says no", "AUTH"),
        (409, {"code": "CLONED", "facts": {"event": "x"}}, "CLONED"),
        (409, {"code": "CHAIN_GAP", "facts": {"head": None}}, "CHAIN_GAP"),
        (422, {"code": "BODY_INVALID", "facts": {"field": "body.events"}}, "REFUSED"),
        (404, {"code": "NOT_YET", "facts": {}}, "REFUSED"),
        (404, {"code": "NOT_FOUND", "facts": {}}, "REFUSED"),
        (404, "<html>", "SERVER"),
        (302, "", "SERVER"),
        (504, "gateway", "TIMEOUT"),
        (413, "<html>", "TOO_LARGE"),
        (426, "<html>", "TOO_OLD"),
        (503, {"code": "SERVER", "facts": {}}, "SERVER"),
        (200, {"protocol": "many"}, "SERVER"),
        (200, {**HEALTH, "server_time": "yesterday"}, "SERVER"),
        (200, [1, 2], "SERVER"),
    ],
)
def test_every_answer_has_its_kind(status: int, answer: object, code: str) -> None:
    with (
        Transport("http://127.0.0.1:9", http=Recorder(answer, status)) as transport,
        pytest.raises(SyncError) as caught,
    ):
        transport.health()
    assert caught.value.code == code


def test_the_clock_is_judged_by_five_minutes() -> None:
    with Transport("http://127.0.0.1:9", http=Recorder({**HEALTH, "server_time": iso(now())}), now=now) as transport:
        assert transport.health().protocol == 1
        assert not transport.clock_wrong
    late = Recorder({**HEALTH, "server_time": "2026-11-23T08:06:00+07:00"})
    for here, wrong in (("08:00:00", True), ("08:01:01", False), ("08:10:59", False), ("08:11:01", True)):
        at = parse_moment(f"2026-11-23T{here}+07:00")
        with Transport("http://127.0.0.1:9", http=late, now=itertools.repeat(at).__next__) as transport:
            transport.health()
            assert transport.clock_wrong is wrong, here


def test_a_call_under_way_is_left_at_once_when_interrupted() -> None:
    """A relay that accepts and never answers must not hold the program open (OnionShare #542)."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        transport = Transport(f"http://127.0.0.1:{silent.getsockname()[1]}")
        threading.Timer(0.05, transport.interrupt).start()
        with pytest.raises(SyncError, match="OFFLINE"):
            transport.health()
        accepted, _ = silent.accept()
        accepted.close()  # the exchange that was left behind ends with its connection
        for thread in threading.enumerate():
            if thread.name == "sync-exchange":
                thread.join(5)
                assert not thread.is_alive()
        with pytest.raises(SyncError, match="OFFLINE"):
            transport.health()
        transport.close()


def test_a_line_interrupted_between_two_calls_gives_its_connection_back(tmp_path: Path) -> None:
    """The program ends while its line is idle, nearly always: the connection kept for the next call is given back."""
    server = RelayServer(tmp_path / "relay")
    with warnings.catch_warnings(record=True) as unclosed:
        warnings.simplefilter("always", ResourceWarning)
        transport = Transport(server.url)
        transport.health()
        transport.interrupt()
        transport.close()
        del transport
        gc.collect()
    server.stop()
    assert [str(one.message) for one in unclosed] == []
