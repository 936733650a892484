"""The relay's application called in this process: no socket, no thread, no event loop, one request at a time.

An endpoint of the relay waits for nothing but its database, which it asks synchronously. So its coroutine runs to its
end without ever giving up the processor, once what the framework would hand to a thread is called where it stands. One
that does wait for something ends here with an error, and the machine with it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import httpx2
from starlette.types import ASGIApp, Message

_THREADED = (
    "fastapi.routing.run_in_threadpool",
    "fastapi.dependencies.utils.run_in_threadpool",
    "starlette._exception_handler.run_in_threadpool",
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
    """Have the application answer a request. Raises what it raises, and RuntimeError if it waits for something."""
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

    _run(app(scope, receive, send))  # type: ignore[arg-type]
    content = b"".join(message.get("body", b"") for message in said[1:])
    return httpx2.Response(said[0]["status"], headers=said[0]["headers"], content=content, request=request)


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("the relay's application waits for something")
