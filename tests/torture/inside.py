"""The relay's application called in this process: no socket, no thread, one request at a time.

An endpoint of the relay waits for nothing but its database, which it asks synchronously: what the framework would hand
to a thread is called where it stands. The event loop is there for the door, which looks at its clock.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from unittest.mock import patch

import httpx2
from starlette.types import ASGIApp, Message

_THREADED = (
    "fastapi.routing.run_in_threadpool",
    "fastapi.dependencies.utils.run_in_threadpool",
    "starlette._exception_handler.run_in_threadpool",
    "app.province.door.run_in_threadpool",
)


async def _here(call: Callable[..., Any], *positional: Any, **named: Any) -> Any:
    return call(*positional, **named)


@contextmanager
def no_threads() -> Iterator[None]:
    """Have the framework call an endpoint where it would hand it to a thread, until the end of the block."""
    patches = [patch(name, _here) for name in _THREADED]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def ask(app: ASGIApp, request: httpx2.Request) -> httpx2.Response:
    """Have the application answer a request. Raises what it raises."""
    body, said = request.read(), list[Message]()
    url = request.url
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method, "scheme": "http",
        "path": url.path, "raw_path": url.raw_path, "query_string": url.query, "root_path": "",
        # What is compressed here would be for nobody, and by a thread.
        "headers": [(name.lower(), value) for name, value in request.headers.raw if name.lower() != b"accept-encoding"],
        "client": ("127.0.0.1", 1), "server": (url.host, url.port or 80), "state": {},
    }  # fmt: skip
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    _loop(os.getpid()).run_until_complete(app(scope, receive, send))
    content = b"".join(message.get("body", b"") for message in said[1:])
    return httpx2.Response(said[0]["status"], headers=said[0]["headers"], content=content, request=request)


@lru_cache(maxsize=1)
def _loop(_process: int) -> asyncio.AbstractEventLoop:
    """Return this process's loop: a fork has one of its own."""
    return asyncio.new_event_loop()
