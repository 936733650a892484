"""How long the relay waits for a client, and for how many at once: uvicorn itself waits for ever.

A connection is given a time to bring a request's headers, and a time to take its answer; how slowly a body may come is
for `door`, which can answer. A worker holds a bounded number of connections. One more than that costs the stranger who
has waited longest his place, never a desk whose token is known: so those who hold connections open to starve the desks
starve each other, and the worker never runs out of files.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 15.0
"""For the whole of a request's headers, counted from the connection or from the answer before."""
TAKE_SECONDS, SLOWEST_TAKING = 60.0, 200
"""For an answer to be taken: so long, and a second for so many bytes of it; what a desk takes itself."""
LOOK_SECONDS = 1.0
MOST_CONNECTIONS = 500
"""In one worker: half of the files that a Linux process may have open unless somebody raised it."""
BACKLOG = 128
"""How many connections may wait to be taken in; so many at most come between two looks at the limit."""
KNOWN = "known"
"""What `door` leaves in the state of a request whose token is a desk's."""
_SAID = b'{"code":"TIMEOUT","facts":{}}'
_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_SAID), _SAID)
)


class Patient(H11Protocol):
    """One connection of uvicorn's, that ends when its client keeps the relay waiting."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait; when there are too many, the stranger who waits longest goes."""
        super().connection_made(transport)
        self._waits: tuple[Any, str] | None = None
        self._look()
        if len(self.connections) > MOST_CONNECTIONS:
            strangers = [each for each in self.connections if isinstance(each, Patient) and each._is_stranger()]
            if strangers:
                min(strangers, key=lambda each: each._since).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """See what the client is waited for, since when, and end it when that is too long."""
        unsent = self.transport.get_write_buffer_size()
        waits = (self.cycle, "take" if unsent else "headers" if self.conn.their_state is h11.IDLE else "")
        now = self.loop.time()
        if waits != self._waits:
            limits = {"take": TAKE_SECONDS + unsent / SLOWEST_TAKING, "headers": HEADER_SECONDS, "": float("inf")}
            self._waits, self._since, self._until = waits, now, now + limits[waits[1]]
        if now >= self._until:
            self._end()
        self._timer = self.loop.call_later(LOOK_SECONDS, self._look)

    def _end(self) -> None:
        """Give the client up; one in the middle of its headers is told so."""
        if self._waits == (self.cycle, "headers") and self.conn.trailing_data[0] and not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
        else:
            self.transport.abort()

    def _is_stranger(self) -> bool:
        """Tell whether this waits for somebody who has not shown a desk's token."""
        if self.transport.is_closing() or (self.cycle and KNOWN in self.scope["state"]):
            return False
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY) or self.transport.get_write_buffer_size() > 0
