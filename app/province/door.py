"""What every request passes on its way in: who asks, how much and how slowly, and no error without a Problem.

Pure ASGI, because a body must be counted while it arrives: a few kilobytes of gzip can unpack to gigabytes. Of somebody
who shows no desk's token no more is read than joining needs. A request that is refused before all of it has come is
answered at once, and what still comes is thrown away for a while, so that the desk gets to read the answer instead of
finding the line cut while it is still sending. Every answer says its question back (`sync.protocol`).

Errors nobody foresaw are logged (`faults`) and answered here and go no further: 503 when the database is away, else
500 with the number of the incident.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import SyncError
from app.province import faults
from app.province.patience import KNOWN
from app.sync.protocol import MAX_BODY_BYTES, QUESTION_HEADER, Reason

OPEN_PATHS = ("/v1/enrol", "/v1/health")
MAX_OPEN_BYTES = 8 * 1024
"""Largest body of a request that needs no token: a joining is some 400 letters, however they are written."""
STALL_SECONDS, SLOWEST_BODY = 30.0, 500
"""How far a body may fall behind so many bytes a second: half of what a desk gives its own line up at
(`sync.transport`), so that the relay is not the first to give up."""
DISCARD_SECONDS = 30.0
"""How long what comes after the answer is thrown away."""
_GZIP = zlib.MAX_WBITS | 16


class _Stopped(Exception):
    """The body is not one the relay reads."""

    def __init__(self, status: int, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.answer = problem(status, code, facts)


def problem(status: int, code: str, facts: dict[str, Any] | None = None) -> Response:
    """Return the one form of every answer that is not 2xx."""
    body = orjson.dumps({"code": code, "facts": facts or {}})
    return Response(body, status, media_type="application/json")


class Door:
    """The outermost layer of the relay's application."""

    def __init__(self, app: ASGIApp, known: Callable[[str], None]) -> None:
        """Stand before `app`; `known` raises SyncError for a token that is no desk's."""
        self.app, self.known = app, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body whole, unpacked, then pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        coming, bound = _Coming(receive), _Bound(scope, send)
        with faults.watched():
            try:
                body = await _read(scope, coming, await self._room(scope))
                await self.app(_unpacked(scope, body), _replay(body, coming), bound)
            except _Stopped as stopped:
                await _refuse(stopped.answer, scope, coming, bound)
            except Exception as error:
                answer = _failed(error)
                if bound.started:
                    raise
                await _refuse(answer, scope, coming, bound)

    async def _room(self, scope: Scope) -> int:
        """Return how many bytes of a body are read. Raises _Stopped 401 when it would be a stranger's."""
        if scope["path"] in OPEN_PATHS:
            return MAX_OPEN_BYTES
        if _header(scope, b"transfer-encoding") or _header(scope, b"content-length") not in (b"", b"0"):
            scheme, _, token = _header(scope, b"authorization").decode("latin-1").partition(" ")
            try:
                await run_in_threadpool(self.known, token if scheme.lower() == "bearer" else "")
            except SyncError as stranger:
                raise _Stopped(401, stranger.code, **stranger.facts) from None
            _note_known(scope)
        return MAX_BODY_BYTES


class _Coming:
    """What the client sends, and whether all of it has come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.whole = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.whole = not message.get("more_body", False)
        return message

    async def discard(self) -> None:
        """Throw away what comes, until it is all or has lasted long enough."""
        try:
            async with asyncio.timeout(DISCARD_SECONDS):
                while not self.whole:
                    await self()
        except TimeoutError:
            pass


class _Bound:
    """Sends an answer that is bound to its question and kept by nobody on the way."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self.started = False

    async def __call__(self, message: Message) -> None:
        self.started = True
        if message["type"] == "http.response.start":
            question = _header(self._scope, QUESTION_HEADER.lower().encode())
            more = [(b"cache-control", b"no-store"), *([(QUESTION_HEADER.encode(), question)] if question else [])]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
            if message["status"] == 200 and self._scope["path"] not in OPEN_PATHS:
                _note_known(self._scope)
        await self._send(message)


def _note_known(scope: Scope) -> None:
    """Tell `patience` that whoever asks is a desk."""
    scope.setdefault("state", {})[KNOWN] = True


async def _refuse(answer: Response, scope: Scope, coming: _Coming, send: Send) -> None:
    """Answer, and when the request has not come whole, hear it out for a while and end the connection.

    A connection that is closed with something unread takes the answer with it.
    """
    if coming.whole:
        await answer(scope, coming, send)
        return

    async def held(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    answer.headers["connection"] = "close"
    await answer(scope, coming, held)
    if answer.status_code != 408:
        await coming.discard()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _failed(error: Exception) -> Response:
    """Log what nobody foresaw and return the answer to it."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        faults.report(error, what="no database")
        return problem(503, "SERVER")
    return problem(500, "INCIDENT", {"incident": faults.report(error)})


async def _read(scope: Scope, receive: Receive, room: int) -> bytes:
    """Return the request's body, unpacked. Raises _Stopped 413, 415, 408 or 400."""
    encoding = _header(scope, b"content-encoding").strip().lower()
    if encoding not in (b"", b"identity", b"gzip"):
        raise _Stopped(415, Reason.BODY_INVALID, field="Content-Encoding")
    declared = _header(scope, b"content-length")
    if declared.isdigit() and int(declared) > room:
        raise _Stopped(413, "TOO_LARGE", limit=room)
    unzip = zlib.decompressobj(_GZIP) if encoding == b"gzip" else None
    body, read, more = bytearray(), 0, True
    clock = asyncio.get_running_loop().time
    until = clock() + STALL_SECONDS
    while more:
        message = await _next(receive, until)
        chunk, more = message.get("body", b""), message.get("more_body", False)
        until = min(clock() + STALL_SECONDS, until + len(chunk) / SLOWEST_BODY)
        read += len(chunk)
        body += _unzip(unzip, chunk, room + 1 - len(body)) if unzip else chunk
        if max(read, len(body)) > room:
            raise _Stopped(413, "TOO_LARGE", limit=room)
    if unzip and read and (not unzip.eof or unzip.unused_data):
        raise _Stopped(400, Reason.BODY_INVALID, field=None)
    return bytes(body)


async def _next(receive: Receive, until: float) -> Message:
    """Return the next piece of a body. Raises _Stopped 408 when it has not come by `until`, 400 when it never will."""
    try:
        async with asyncio.timeout_at(until):
            message = await receive()
    except TimeoutError:
        raise _Stopped(408, "TIMEOUT") from None
    if message["type"] == "http.disconnect":
        raise _Stopped(400, Reason.BODY_INVALID, field=None)
    return message


def _unzip(unzip: Any, chunk: bytes, room: int) -> bytes:
    try:
        return bytes(unzip.decompress(unzip.unconsumed_tail + chunk, room))
    except zlib.error:
        raise _Stopped(400, Reason.BODY_INVALID, field=None) from None


def _header(scope: Scope, wanted: bytes) -> bytes:
    return next((value for name, value in scope["headers"] if name == wanted), b"")


def _unpacked(scope: Scope, body: bytes) -> Scope:
    dropped = (b"content-encoding", b"content-length", b"transfer-encoding")
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    return {**scope, "headers": [*headers, (b"content-length", str(len(body)).encode())]}


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once and then whatever the client does next."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
