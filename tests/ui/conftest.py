"""An application without a screen, in the light scheme at 100 %, and a way to find words that are cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QSizePolicy, QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.ui.kit.dressing import apply_theme
from app.ui.kit.text import Elided
from app.ui.kit.theme import Scheme
from tests.sync.conftest import agency, empty_store, new_pc, relay

__all__ = ["agency", "empty_store", "new_pc", "relay"]

Choose = Callable[[Path | None], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pass over the one thing the platform without a screen complains about: it keeps no size hints of windows."""
    here = Path(__file__).parent
    for item in (item for item in items if here in item.path.parents):
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Callable[[Scheme, float], None]]:
    """Start every test in one look; call it for another."""

    def change(scheme: Scheme, factor: float) -> None:
        apply_theme(qapp, scheme, factor)

    change(Scheme.LIGHT, 1.0)
    yield change
    # What a page made and laid out nowhere outlives its window, and would be styled anew for every test that follows:
    # without this the suite takes twice as long.
    for stray in qapp.topLevelWidgets():
        shiboken6.delete(stray)
    apply_theme(qapp, Scheme.LIGHT, 1.0)


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Answer the file dialog, which nobody can operate without a screen, with a file, or with Thôi."""

    def answer(path: Path | None) -> None:
        def exec_(dialog: QFileDialog) -> int:
            if path is not None:
                dialog.selectFile(str(path))
            return int(path is not None)

        monkeypatch.setattr(QFileDialog, "exec", exec_)

    return answer


def cut_words(root: QWidget) -> list[str]:
    """Return the words of labels and buttons under `root` that have less room than they need."""
    cut = []
    for label in root.findChildren(QLabel):
        if not label.isVisible() or not label.text() or isinstance(label, Elided):
            continue
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        if label.height() < needed or (not label.wordWrap() and label.width() < label.sizeHint().width()):
            cut.append(label.text())
    for button in root.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            words = QFontMetricsF(button.font()).horizontalAdvance(button.text().replace("&", ""))
            policy, hint = button.sizePolicy().verticalPolicy(), button.sizeHint()
            squeezed = policy is QSizePolicy.Policy.Fixed and button.height() < hint.height()
            if squeezed or button.width() < words or button.width() < button.minimumSizeHint().width():
                cut.append(button.text())
    return cut
