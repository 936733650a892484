"""Rendering a receipt, beside a bare reportlab canvas that is told to draw the same things.

The floor is recorded: one receipt is rendered with every call on reportlab's canvas written down (strings with their
fonts and places, lines, the QR code's path), and the same calls are then made on a canvas of the same settings. What
the program adds is its own: reading the form's words, wrapping, laying out, the QR code's modules.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.printing import sheet
from app.printing.receipt import render_receipt
from tests.bench.harness import Figure, race, ratio
from tests.printing.samples import CENTRE, DOSSIER

AIM = 1.3
Call = tuple[int, str, tuple[Any, ...], dict[str, Any], int | None]
_PLAIN = (str, int, float, bool, tuple, list, dict, bytes, type(None))


class Recorder:
    """Passes calls on to what it wraps and writes them down; objects that come back are wrapped too."""

    def __init__(self, real: Any, log: list[Call], number: int) -> None:
        self._real, self._log, self._number = real, log, number

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._real, name)
        if not callable(attribute):
            return attribute

        def call(*args: Any, **options: Any) -> Any:
            real = [each._real if isinstance(each, Recorder) else each for each in args]
            told = tuple(_Made(each._number) if isinstance(each, Recorder) else each for each in args)
            result = attribute(*real, **options)
            made = None if isinstance(result, _PLAIN) else len(self._log) + 1
            self._log.append((self._number, name, told, options, made))
            return result if made is None else Recorder(result, self._log, made)

        return call


class _Made:
    """Stands in a recorded call for what an earlier call gave back."""

    def __init__(self, number: int) -> None:
        self.number = number


def figures(quick: bool) -> list[Figure]:
    """Measure the A5 receipt of an ordinary dossier, both copies."""
    settings, log = _record()

    def bare() -> bytes:
        out = BytesIO()
        made: dict[int, Any] = {0: Canvas(out, **settings)}
        for target, name, args, options, result in log:
            given = [made[each.number] if isinstance(each, _Made) else each for each in args]
            answer = getattr(made[target], name)(*given, **options)
            if result is not None:
                made[result] = answer
        return out.getvalue()

    ours = render_receipt(DOSSIER, CENTRE)
    assert bare() == ours, "the floor does not draw the same receipt"
    taken = race(lambda: render_receipt(DOSSIER, CENTRE), bare, 30 if quick else 150)
    return [ratio("receipt", *taken, AIM, bytes=len(ours), calls=len(log))]


def _record() -> tuple[dict[str, Any], list[Call]]:
    settings: dict[str, Any] = {}
    log: list[Call] = []

    def canvas(out: BytesIO, **options: Any) -> Recorder:
        settings.update(options)
        return Recorder(Canvas(out, **options), log, 0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "Canvas", canvas)
        render_receipt(DOSSIER, CENTRE)
    return settings, log
