"""Running the relay: uvicorn with any number of workers on one socket, one line when it answers, a clean stop.

It speaks plain http. On loopback that is all; anywhere else it belongs behind the province's reverse proxy, which
ends TLS, and is served only when told that it stands there: tokens and citizens' data must never cross a network in the
clear. That is the proxy's work because certificates are renewed there without stopping a relay. What the proxy says of
the client (X-Forwarded-*) is not believed, because nothing here needs it.
"""

from __future__ import annotations

import gc
import http.client
import ipaddress
import logging
import os
import signal
import socket
import threading
import time
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from app import logs
from app.errors import KnownError, UserError
from app.province import patience
from app.province.api import create_app
from app.province.home import open_relay

HOME_VARIABLE = "MOTCUA_RELAY_HOME"
STOP_SECONDS = 20
"""How long requests under way may take to end when the relay is told to stop."""


def worker() -> FastAPI:
    """Build the application in a worker process; the parent names the home folder in the environment.

    A batch is some ten thousand small objects without cycles. With Python's own thresholds the collector would walk
    the whole program a dozen times for each batch and double its cost.
    """
    logging.basicConfig(format=logs.FORMAT)  # stderr, where whatever runs the service keeps it
    app = create_app(open_relay(Path(os.environ[HOME_VARIABLE])))
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    return app


def serve(home: Path, host: str, port: int, workers: int = 1, *, behind_proxy: bool = False) -> None:
    """Serve the relay in `home` until SIGTERM or SIGINT; `port` 0 takes a free one.

    Prints the address when it answers. Raises UserError HOST_NOT_SECURE (host) away from loopback unless
    `behind_proxy`, KnownError RELAY_MISSING, RELAY_KEY, STORE_NEWER, DB_UNREACHABLE before any worker starts, and
    PORT_TAKEN (host, port).
    """
    if not (behind_proxy or _is_loopback(host)):
        raise UserError("HOST_NOT_SECURE", field="host", host=host)
    open_relay(home).store.close()
    os.environ[HOME_VARIABLE] = str(home)
    listener = listen(host, port)
    config = uvicorn.Config(
        "app.province.serve:worker",
        factory=True,
        workers=workers,
        http=patience.Patient,
        ws="none",
        backlog=patience.BACKLOG,
        proxy_headers=False,
        log_level="error",  # its warnings are of broken requests: anybody could fill the log with them
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    threading.Thread(target=_announce, args=(listener.getsockname()[:2],), daemon=True).start()
    with listener:
        if workers > 1:
            Multiprocess(config, [listener]).run()
        else:
            _run_here(config, listener)


def _run_here(config: uvicorn.Config, listener: socket.socket) -> None:
    """Run one server in this process. It raises the signal that stopped it once more, which is then no news."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        uvicorn.Server(config).run([listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there, for `serve` and its workers. Raises KnownError PORT_TAKEN (host, port)."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        raise KnownError("PORT_TAKEN", field="port", host=host, port=port) from None
    # Each connection has it from here. asyncio sets it only where a socket was made with its protocol named, and
    # without it the body of an answer waits until the desk has acknowledged the head: 40 ms on loopback.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener


def _announce(address: tuple[str, int]) -> None:
    """Print where the relay is as soon as it answers there."""
    host, port = address
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not _answers(near, port):
        time.sleep(0.05)
    print(f"http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/v1/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
