"""Rendering each form, beside a bare reportlab canvas that is told to draw the same things; and a thousand at once.

The floor is recorded: one form is rendered with every call on reportlab's canvas written down (strings with their
fonts and places, lines, the QR code's path), and the same calls are then made on a canvas of the same settings. What
the program adds is its own: reading the form's words, wrapping, laying out, the QR code's modules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.printing import sheet
from app.printing.cash_sheet import render_cash_sheet
from app.printing.closing_sheet import render_closing_sheet
from app.printing.control_slip import render_control_slip
from app.printing.extension import render_extension
from app.printing.fee_receipt import render_fee_receipt
from app.printing.handover import render_handover
from app.printing.receipt import lay_receipt, render_receipt
from app.printing.receipt_batch import render_receipt_batch
from app.printing.refusal import render_refusal
from app.printing.return_receipt import render_return_receipt
from app.printing.sheet import write_all
from app.printing.stop import render_stop
from app.printing.supplement import render_supplement
from tests.bench.harness import Figure, race, ratio, timed
from tests.printing import acts
from tests.printing.samples import BATCH, CENTRE, CERTIFIED, DOSSIER, OFFLINE, RETURNED, TRAVELLED
from tests.printing.test_cash_sheet import SHORT

AIM, RECEIPT_AIM = 1.5, 1.3
MANY, MANY_AIM = 1_000, 12.0
FORMS: dict[str, Callable[[], bytes]] = {
    "receipt": lambda: render_receipt(DOSSIER, CENTRE),
    "receipt-2025": lambda: render_receipt(DOSSIER, CENTRE, edition="2025"),
    "receipt-batch": lambda: render_receipt_batch(BATCH, CENTRE, edition="2025"),
    "supplement": lambda: render_supplement(acts.after(DOSSIER, acts.ASKED), CENTRE, edition="2025"),
    "refusal": lambda: render_refusal(acts.after(DOSSIER, acts.REFUSED), CENTRE, edition="2025"),
    "extension": lambda: render_extension(acts.after(DOSSIER, acts.EXTENDED), CENTRE, edition="2025"),
    "stop": lambda: render_stop(acts.after(DOSSIER, acts.STOPPED), CENTRE, edition="2025"),
    "control-slip": lambda: render_control_slip(TRAVELLED, CENTRE, edition="2025"),
    "handover": lambda: render_handover(TRAVELLED, CENTRE),
    "return-receipt": lambda: render_return_receipt(RETURNED, CENTRE),
    "fee-receipt": lambda: render_fee_receipt(CERTIFIED, CENTRE),
    "cash-sheet": lambda: render_cash_sheet(SHORT, CENTRE),
    "closing-sheet": lambda: render_closing_sheet(OFFLINE, CENTRE),
}
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
    """Measure each form on A5, all its copies, and a thousand receipts in one file."""
    found = []
    for name, render in FORMS.items():
        aim = RECEIPT_AIM if name == "receipt" else AIM
        found.append(_beside_its_floor(name, render, aim, 10 if quick else 60))
    return [*found, _many(100 if quick else MANY)]


def _beside_its_floor(name: str, render: Callable[[], bytes], aim: float, rounds: int) -> Figure:
    settings, log = _record(render)

    def bare() -> bytes:
        out = BytesIO()
        made: dict[int, Any] = {0: Canvas(out, **settings)}
        for target, called, args, options, result in log:
            given = [made[each.number] if isinstance(each, _Made) else each for each in args]
            answer = getattr(made[target], called)(*given, **options)
            if result is not None:
                made[result] = answer
        return out.getvalue()

    ours = render()
    assert bare() == ours, "the floor does not draw the same form"
    return ratio(name, *race(render, bare, rounds), aim, bytes=len(ours), calls=len(log))


def _many(count: int) -> Figure:
    """Lay out and write many receipts, each of another dossier, both copies, as one file."""
    dossiers = [replace(DOSSIER, code=f"H15.10-261123-{number:04}") for number in range(1, count + 1)]
    size = 0

    def work() -> None:
        nonlocal size
        size = len(write_all(lay_receipt(dossier, CENTRE) for dossier in dossiers))

    spent = timed(work)
    return Figure(
        "receipts-in-one-file", "s", spent, None, spent * MANY / count, MANY_AIM, detail={"count": count, "bytes": size}
    )


def _record(render: Callable[[], bytes]) -> tuple[dict[str, Any], list[Call]]:
    settings: dict[str, Any] = {}
    log: list[Call] = []

    def canvas(out: BytesIO, **options: Any) -> Recorder:
        settings.update(options)
        return Recorder(Canvas(out, **options), log, 0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "Canvas", canvas)
        render()
    return settings, log
