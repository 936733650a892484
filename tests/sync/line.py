"""A line that fails by name, request by request, in front of the real relay."""

from __future__ import annotations

import gzip
import ssl
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx2
import orjson

from app.rules.clock import iso, parse_moment
from app.sync.protocol import QUESTION_HEADER

Handler = Callable[[httpx2.Request], httpx2.Response]


class Line(httpx2.BaseTransport):
    """A line that does, request by request, what `plan` says; with an empty plan it carries everything.

    `largest` events in one push and no more pass; `slow_above` events never arrive in time.
    """

    def __init__(self, plan: tuple[str, ...] = ()) -> None:
        self._real = httpx2.HTTPTransport(verify=_NO_TLS)
        self.plan = deque(plan)
        self.requests: list[str] = []
        self.pushed: list[int] = []
        self.largest: int | None = None
        self.slow_above: int | None = None
        self.edit: Callable[[str, Any], Any] | None = None
        self._kept: dict[str, httpx2.Response] = {}

    def close(self) -> None:
        self._real.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.requests.append(path)
        fault = self.plan.popleft() if self.plan else "fine"
        if path.endswith("/push"):
            count = len(orjson.loads(gzip.decompress(request.read()))["events"])
            self.pushed.append(count)
            if self.largest is not None and count > self.largest:
                fault = "413"
            if self.slow_above is not None and count > self.slow_above:
                fault = "slow"
        answer = self._stale(request) if fault == "stale" else _FAULTS[fault](request, self._carry)
        if self.edit is not None and answer.status_code == 200:
            answer = _answer(200, orjson.dumps(self.edit(path, orjson.loads(answer.read()))), **_told(answer))
        return answer

    def mix_up(self, other: Line, path: str) -> None:
        """Have the answer that came over another line to `path` come over this one when an answer is `stale`."""
        self._kept |= {where: answer for where, answer in other._kept.items() if where.endswith(path)}

    def _carry(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._real.handle_request(request)
        answer.request = request
        content = answer.read()
        answer.close()
        came = _answer(answer.status_code, content, **_told(answer))
        self._kept[request.url.path] = came
        return came

    def _stale(self, request: httpx2.Request) -> httpx2.Response:
        """Answer as a cache on the way does that kept what was said before."""
        kept = self._kept.get(request.url.path)
        if kept is None:
            return self._carry(request)
        return httpx2.Response(kept.status_code, content=kept.content, headers=kept.headers)


def _told(answer: httpx2.Response) -> dict[str, str]:
    """Return what an answer says of itself; whatever is done to its content on the way, it says that still."""
    return {name: answer.headers[name] for name in ("Cache-Control", QUESTION_HEADER) if name in answer.headers}


_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _answer(status: int, content: bytes, kind: str = "application/json", **told: str) -> httpx2.Response:
    return httpx2.Response(status, content=content, headers={"Content-Type": kind, **told})


def _problem(status: int, code: str) -> Callable[[httpx2.Request, Handler], httpx2.Response]:
    return lambda request, carry: _answer(status, orjson.dumps({"code": code, "facts": {}}))


def _offline(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    raise httpx2.ConnectError("no route", request=request)


def _lost_reply(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    carry(request)
    raise httpx2.ReadTimeout("the reply never came", request=request)


def _cut_reply(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    carry(request)
    raise httpx2.ReadError("cut", request=request)


def _slow(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    raise httpx2.ReadTimeout("too slow", request=request)


def _certificate(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    raise httpx2.ConnectError("handshake", request=request) from ssl.SSLCertVerificationError("self-signed")


class _Cut(httpx2.SyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content[: len(self._content) // 2]
        raise httpx2.RemoteProtocolError("peer closed the connection")


def _cut_midway(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    answer = carry(request)
    return httpx2.Response(200, stream=_Cut(answer.read()), headers=_told(answer))


def _truncated(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    answer = carry(request)
    content = answer.read()
    return _answer(200, content[: len(content) // 2], **_told(answer))


def _duplicate(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    carry(request)
    return carry(request)


def _clock(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    came = carry(request)
    answer = orjson.loads(came.read())
    if "server_time" in answer:
        answer["server_time"] = iso(parse_moment(answer["server_time"]) + timedelta(hours=1))
    return _answer(200, orjson.dumps(answer), **_told(came))


def _old_protocol(request: httpx2.Request, carry: Handler) -> httpx2.Response:
    request.headers["Motcua-Protocol"] = "0"
    return carry(request)


_FAULTS: dict[str, Callable[[httpx2.Request, Handler], httpx2.Response]] = {
    "fine": lambda request, carry: carry(request),
    "offline": _offline,
    "lost_reply": _lost_reply,
    "cut_reply": _cut_reply,
    "cut_midway": _cut_midway,
    "truncated": _truncated,
    "slow": _slow,
    "503": _problem(503, "SERVER"),
    "500": lambda request, carry: _answer(500, b"<html><h1>Internal Server Error</h1>", "text/html"),
    "html": lambda request, carry: _answer(200, b"<html>Wifi login</html>", "text/html"),
    "413": _problem(413, "TOO_LARGE"),
    "429": _problem(429, "BUSY"),
    "chain_gap": _problem(409, "CHAIN_GAP"),
    "409": _problem(409, "SOMETHING_ELSE"),
    "duplicate": _duplicate,
    "clock+1h": _clock,
    "old_protocol": _old_protocol,
    "certificate": _certificate,
}
FAULTS = (*sorted(_FAULTS), "stale")
