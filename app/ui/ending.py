"""A quiet end when the system asks for one: a session that logs out, a service that stops, Ctrl+C in a terminal.

Python runs its signal handlers between two of its own instructions, and Qt's loop may run none for a minute. A byte
on a socket wakes the loop, so that the program ends as by its window: the draft kept, the threads joined.
"""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier


class QuitOnSignal(QObject):
    """Turns SIGTERM and SIGINT into the end of the event loop; keep it for as long as the loop runs."""

    def __init__(self, app: QCoreApplication) -> None:
        """Listen from now on."""
        super().__init__()
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda: self._woken.recv(64))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: app.quit())

    def end(self) -> None:
        """Give the signals back to Python."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self._notifier.setEnabled(False)
        self._woken.close()
        self._waker.close()
