"""An X server without a screen, and one start of a program seen from outside, as the officer in front of it sees it.

`tests.bench.started` looks from inside, which a packaged program does not allow. Here a start is watched over X alone:
the window is mapped and its rail painted, F1 is pressed, and the card of the keys comes up over it: the window takes
keys. Later the title names the centre: the store is open and the first screen of the desk is there.
"""

from __future__ import annotations

import ctypes
import os
import select
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p
from dataclasses import dataclass
from time import perf_counter

from app.ui.kit.tokens import LIGHT

_KEY_PRESS, _KEY_RELEASE, _MAP_NOTIFY, _PROPERTY_NOTIFY = 2, 3, 19, 28
_F1 = 0xFFBE
_PROPERTIES, _CHILDREN = 1 << 22, 1 << 19
_LIMIT = 60.0
_ON_RAIL, _ON_HEADER = (4, 400), (600, 6)
_RAIL = int(LIGHT.rail.lstrip("#"), 16)


class _Event(Structure):
    """The fields that the two kinds of event we read have in one place, and room for the longest."""

    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("other", c_ulong),  # the window mapped, or the property's atom
        ("room", c_long * 18),
    )


class _Key(Structure):
    _fields_ = (
        *_Event._fields_[:5],
        *(("root", c_ulong), ("child", c_ulong), ("time", c_ulong)),
        *((name, c_int) for name in ("x", "y", "x_root", "y_root")),
        *(("state", c_uint), ("keycode", c_uint), ("same_screen", c_int)),
        ("room", c_long * 12),
    )


@dataclass(frozen=True)
class Start:
    """Seconds from the start of the process to the window that answers, and to the first screen of the desk."""

    window: float
    desk: float
    rss: int
    pss: int
    """Memory of the process then, in kB: all of it, and with what is shared counted by halves."""


class Screen:
    """A connection to an X server of our own."""

    def __init__(self, name: str) -> None:
        """Connect to the display `name`."""
        self.name = name
        self._x = _library()
        self._display = self._x.XOpenDisplay(name.encode())
        assert self._display, f"no X server answers at {name}"
        self._root = self._x.XDefaultRootWindow(self._display)
        self._x.XSelectInput(self._display, self._root, _CHILDREN)
        self._name_atom = self._x.XInternAtom(self._display, b"_NET_WM_NAME", 0)

    def watch(self, command: list[str], env: dict[str, str]) -> Start:
        """Start `command`, see it come up, read its memory, and end it as a window manager does."""
        began = perf_counter()
        with subprocess.Popen(command, env={**env, "DISPLAY": self.name}) as process:
            try:
                window = self._mapped()
                self._x.XSelectInput(self._display, window, _PROPERTIES)
                self._see(window, _ON_RAIL, lambda colour: colour == _RAIL)
                header = self._colour(window, _ON_HEADER)
                self._press(window, _F1)
                self._see(window, _ON_HEADER, lambda colour: colour != header)
                shown = perf_counter() - began
                self._named(window)
                return Start(shown, perf_counter() - began, *_memory(process.pid))
            finally:
                process.terminate()
                process.wait(20)
                self._until(None)

    def _mapped(self) -> int:
        """Return the first window with room for a desk; toolkits map small ones of their own."""
        while True:
            window: int = self._until(lambda event: event.type == _MAP_NOTIFY).other
            if self._size(window) >= 640:
                return window

    def _see(self, window: int, spot: tuple[int, int], wanted: Callable[[int], bool]) -> None:
        """Look at a spot until its colour is wanted; what lies over the window dims it."""
        began = perf_counter()
        while not wanted(self._colour(window, spot)):
            if perf_counter() - began > _LIMIT:
                raise TimeoutError("the window was not painted as expected")

    def _colour(self, window: int, spot: tuple[int, int]) -> int:
        image = self._x.XGetImage(self._display, window, *spot, 1, 1, 0xFFFFFF, 2)
        colour = int(self._x.XGetPixel(image, 0, 0)) & 0xFFFFFF
        self._x.XDestroyImage(image)
        return colour

    def _named(self, window: int) -> None:
        while " · " not in self._title(window):
            self._until(lambda event: event.type == _PROPERTY_NOTIFY and event.window == window)

    def _title(self, window: int) -> str:
        kind, form, count, after, value = c_ulong(), c_int(), c_ulong(), c_ulong(), c_char_p()
        self._x.XGetWindowProperty(
            self._display, window, self._name_atom, 0, 200, 0, 0,
            byref(kind), byref(form), byref(count), byref(after), byref(value),
        )  # fmt: skip
        return (value.value or b"").decode()

    def _press(self, window: int, key: int) -> None:
        code = self._x.XKeysymToKeycode(self._display, key)
        self._x.XSetInputFocus(self._display, window, 2, 0)
        for kind in (_KEY_PRESS, _KEY_RELEASE):
            event = _Key(type=kind, window=window, root=self._root, keycode=code, same_screen=1)
            self._x.XSendEvent(self._display, window, 1, 1 if kind == _KEY_PRESS else 2, byref(event))
        self._x.XFlush(self._display)

    def _size(self, window: int) -> int:
        numbers = [c_ulong(), c_int(), c_int(), c_uint(), c_uint(), c_uint(), c_uint()]
        self._x.XGetGeometry(self._display, window, *(byref(one) for one in numbers))
        return int(numbers[3].value)

    def _until(self, wanted: Callable[[_Event], bool] | None) -> _Event:
        """Return the next event that is wanted; with None, throw away what has come."""
        event, began = _Event(), perf_counter()
        while perf_counter() - began < _LIMIT:
            if not self._x.XPending(self._display):
                if wanted is None:
                    return event
                select.select([self._x.XConnectionNumber(self._display)], [], [], 1.0)
                continue
            self._x.XNextEvent(self._display, byref(event))
            if wanted is not None and wanted(event):
                return event
        raise TimeoutError("the window did not come up")


@contextmanager
def screen() -> Iterator[Screen]:
    """Give a screen of 1366 × 768 on a server of its own; end the server."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as said:
            name = f":{said.readline().strip()}"
        try:
            yield Screen(name)
        finally:
            server.terminate()


def _memory(pid: int) -> tuple[int, int]:
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 — no file of a disk
        said = dict(line.split(":", 1) for line in file if line.startswith(("Rss:", "Pss:")))
    return int(said["Rss"].split()[0]), int(said["Pss"].split()[0])


def _library() -> ctypes.CDLL:
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = c_void_p
    x.XGetImage.restype = c_void_p
    x.XGetPixel.restype = c_ulong
    x.XDefaultRootWindow.restype = x.XInternAtom.restype = c_ulong
    x.XGetPixel.argtypes, x.XDestroyImage.argtypes = [c_void_p, c_int, c_int], [c_void_p]
    for name in ("XDefaultRootWindow", "XPending", "XConnectionNumber", "XFlush"):
        getattr(x, name).argtypes = [c_void_p]
    x.XSelectInput.argtypes = [c_void_p, c_ulong, c_long]
    x.XInternAtom.argtypes = [c_void_p, c_char_p, c_int]
    x.XNextEvent.argtypes = [c_void_p, POINTER(_Event)]
    x.XSendEvent.argtypes = [c_void_p, c_ulong, c_int, c_long, c_void_p]
    x.XKeysymToKeycode.argtypes, x.XKeysymToKeycode.restype = [c_void_p, c_ulong], c_ubyte
    x.XSetInputFocus.argtypes = [c_void_p, c_ulong, c_int, c_ulong]
    x.XGetImage.argtypes = [c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int]
    x.XGetGeometry.argtypes = [c_void_p, c_ulong, *[c_void_p] * 7]
    x.XGetWindowProperty.argtypes = [c_void_p, c_ulong, c_ulong, c_long, c_long, c_int, c_ulong, *[c_void_p] * 5]
    return x
