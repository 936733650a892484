"""One start, watched from inside: say so and end when a window has been painted and has received a key.

`python -m tests.bench.started` is the floor, a bare Qt window with a field; with words after it, it is the program,
`python -m app` with those words. Both are watched in the same way: from the moment Qt's loop runs, every event passes
an event filter; the first paint of a window posts a key press, and the press that arrives ends the run. The program
calls its frame ready for keys before its store is open, and remembers what is asked for; so `--desk` waits for the
first screen of the desk besides.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

SAID = "took a key"


class Watch(QObject):
    """Sees every event of the program."""

    def __init__(self, desk: bool) -> None:
        super().__init__()
        self.desk, self.asked = desk, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Post the key at the first paint of a window; end at its arrival."""
        if event.type() == QEvent.Type.Paint and not self.asked and self._is_ready():
            self.asked = True
            press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
            window = QApplication.activeWindow() or QApplication.topLevelWidgets()[0]
            QCoreApplication.postEvent(window.focusWidget() or window, press)
        elif event.type() == QEvent.Type.KeyPress and self.asked:
            print(SAID, flush=True)
            os._exit(0)
        return False

    def _is_ready(self) -> bool:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow) and one.isVisible()]
        return bool(windows) and (not self.desk or any(getattr(one, "current", None) for one in windows))


def main() -> int:
    """Run what the words say under the watch."""
    words = sys.argv[1:]
    loop = QApplication.exec

    def watched_loop(*_: object) -> int:
        app = QApplication.instance()
        assert app is not None
        watch = Watch("--desk" in words)
        app.installEventFilter(watch)
        for window in QApplication.topLevelWidgets():
            window.update()
        return loop()

    QApplication.exec = watched_loop  # type: ignore[method-assign]
    if words:
        from app.cli import main as motcua

        return motcua([word for word in words if word != "--desk"])
    QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLineEdit())
    window.resize(1366, 688)
    window.show()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())
