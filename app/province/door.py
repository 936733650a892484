"""What every request passes on its way in: a size limit on the unpacked body, and no error without a Problem.

Pure ASGI, because a body must be counted while it arrives: a few kilobytes of gzip can unpack to gigabytes. A body
that is too large is read to its end and thrown away, up to a point, so that the desk gets to read the answer
instead of finding the line cut while it is still sending. Every answer says its question back (`sync.protocol`).

Errors nobody foresaw are logged (`faults`) and answered here and go no further: 503 when the database is away, else
500 with the number of the incident.
"""

from __future__ import annotations

import zlib
from typing import Any

import orjson
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.province import faults
from app.sync.protocol import MAX_BODY_BYTES, QUESTION_HEADER, Reason

MAX_DISCARDED_BYTES = 8 * MAX_BODY_BYTES
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

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body whole, unpacked, then pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, question = False, _header(scope, QUESTION_HEADER.lower().encode())

        async def bound(message: Message) -> None:
            """Send on, the answer bound to its question and kept by nobody on the way."""
            nonlocal started
            started = True
            if message["type"] == "http.response.start":
                more = [(b"cache-control", b"no-store"), *([(QUESTION_HEADER.encode(), question)] if question else [])]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        with faults.watched():
            try:
                body = await _read(scope, receive)
                await self.app(_unpacked(scope, body), _replay(body, receive), bound)
            except _Stopped as stopped:
                await stopped.answer(scope, receive, bound)
            except Exception as error:
                answer = _failed(error)
                if started:
                    raise
                await answer(scope, receive, bound)


def _failed(error: Exception) -> Response:
    """Log what nobody foresaw and return the answer to it."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        faults.report(error, what="no database")
        return problem(503, "SERVER")
    return problem(500, "INCIDENT", {"incident": faults.report(error)})


async def _read(scope: Scope, receive: Receive) -> bytes:
    """Return the request's body, unpacked. Raises _Stopped 413, 415 or 400."""
    encoding = _header(scope, b"content-encoding").strip().lower()
    if encoding not in (b"", b"identity", b"gzip"):
        raise _Stopped(415, Reason.BODY_INVALID, field="Content-Encoding")
    unzip = zlib.decompressobj(_GZIP) if encoding == b"gzip" else None
    body, read, more = bytearray(), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Stopped(400, Reason.BODY_INVALID, field=None)
        chunk, more = message.get("body", b""), message.get("more_body", False)
        read += len(chunk)
        if len(body) <= MAX_BODY_BYTES:
            body += _unzip(unzip, chunk, MAX_BODY_BYTES + 1 - len(body)) if unzip else chunk
        if read > MAX_DISCARDED_BYTES:
            break
    if len(body) > MAX_BODY_BYTES or read > MAX_DISCARDED_BYTES:
        raise _Stopped(413, "TOO_LARGE", limit=MAX_BODY_BYTES)
    if unzip and read and (not unzip.eof or unzip.unused_data):
        raise _Stopped(400, Reason.BODY_INVALID, field=None)
    return bytes(body)


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
