"""The guides' pictures: taken from the real window by a played day, and the same as those the guides show.

`--write-pictures` writes them into resources/guides; an ordinary run only compares, so that a picture never shows a
screen that is no more.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from app.ui.kit.dressing import apply_theme
from app.ui.kit.theme import Scheme
from tests.guides.counter_day import Day, play

GUIDES = Path(__file__).parents[2] / "resources" / "guides"
SIZE = (1366, 688)
HEAVIEST = 80_000
"""Bytes of one picture: a guide is one file that goes by mail."""
COLOURS = 128
SIDE, ALIKE = 8, 12
"""Edges are smoothed differently here and there; a moved or missing word changes whole squares of 8 × 8 points."""

# A whole day is played: busy machines take their time.
pytestmark = [pytest.mark.qt_log_ignore("propagateSizeHints"), pytest.mark.timeout(600)]


@pytest.fixture
def day(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    apply_theme(qapp, Scheme.LIGHT, 1.0)
    flash = qapp.cursorFlashTime()
    # A cursor that blinks would be there in one picture and not in the other.
    qapp.setCursorFlashTime(0)
    yield play(tmp_path, monkeypatch)
    qapp.setCursorFlashTime(flash)


def test_the_guides_show_the_window_as_it_is(day: Day, writing: bool) -> None:
    if writing:
        for name in day.pictures:
            write(day, name)
    assert sorted(day.pictures) == sorted(path.stem for path in GUIDES.glob("*.png"))
    different = [name for name in day.pictures if differs(day, name)]
    assert different == [], "look at the window; `make guides` takes the pictures anew"


def test_every_picture_is_shown_in_a_guide_and_is_light() -> None:
    said = "".join(path.read_text("utf-8") for path in GUIDES.glob("*.md"))
    shown = set(re.findall(r"\]\(([\w-]+\.png)\)", said))
    assert shown == {path.name for path in GUIDES.glob("*.png")}
    for path in GUIDES.glob("*.png"):
        assert path.stat().st_size <= HEAVIEST, path.name
        with Image.open(path) as picture:
            assert picture.size == SIZE, path.name


def write(day: Day, name: str) -> None:
    """Write a picture anew if it shows something else, so that git has nothing to say of one that does not."""
    kept = GUIDES / f"{name}.png"
    if kept.exists() and not differs(day, name):
        return
    with Image.open(day.pictures[name]) as picture:
        small = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    small.save(file, "PNG", optimize=True)
    kept.write_bytes(file.getvalue())


def differs(day: Day, name: str) -> bool:
    """Tell whether the picture taken shows something else than the one in the guides."""
    taken, kept = grey(day.pictures[name]), grey(GUIDES / f"{name}.png")
    if taken.shape != kept.shape:
        return True
    for place in day.varying[name]:
        cover(taken, place)
        cover(kept, place)
    return bool(np.abs(squares(taken) - squares(kept)).max() >= ALIKE)


def grey(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as picture:
        return np.array(picture.convert("L"), dtype=np.uint8)


def cover(picture: NDArray[np.uint8], place: QRect) -> None:
    picture[place.top() : place.bottom() + 1, place.left() : place.right() + 1] = 0


def squares(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    rows, columns = (extent // SIDE * SIDE for extent in picture.shape)
    parts = picture[:rows, :columns].astype(float).reshape(rows // SIDE, SIDE, columns // SIDE, SIDE)
    return np.asarray(parts.mean(axis=(1, 3)))
