"""One window for one desk: a second start wakes the first and ends (STYLE §3.13)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

_WAIT_MS = 200


class OneInstance:
    """The name under which the window of one desk listens."""

    def __init__(self, home: Path) -> None:
        """Name it after the data folder, which is what must not be opened twice."""
        self.name = "motcua-" + hashlib.sha256(str(home).encode()).hexdigest()[:16]
        self._server: QLocalServer | None = None

    def woke_the_first(self) -> bool:
        """Ask a window that already runs on this desk to come to the front; tell whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self.name)
        found = socket.waitForConnected(_WAIT_MS)
        socket.abort()
        return found

    def listen(self, window: QWidget) -> None:
        """Come to the front when a second start asks."""
        QLocalServer.removeServer(self.name)  # what a program that was killed left behind
        server = QLocalServer()
        server.listen(self.name)

        def come_to_front() -> None:
            while (caller := server.nextPendingConnection()) is not None:
                caller.abort()
            window.showNormal()
            window.raise_()
            window.activateWindow()

        server.newConnection.connect(come_to_front)
        self._server = server

    def end(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
