"""A kill is not a power cut: what code did to the files of a folder, and what a disk may hold after a cut at any step.

What a process wrote outlives its death, but not the power. Data is sure once its file was synced, a name once its
folder was. `Recorded` notes what is done, step by step; `cuts` gives every state the disk may be left in: of each
prefix, with what was not synced kept or dropped, for data and for names apart, the last write of a file torn at any
sector too. What a disk does beyond that (forgetting what it said it had) no program survives.

What SQLite writes is not seen; it is found when one of us opens or renames such a file, and counts as not synced then.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

SECTOR = 512
TORN = 16
"""Places at most where a write is torn: a store is too long for each of its sectors."""
Files = dict[str, bytes]
"""What lies in a folder, by path relative to it."""


@dataclass
class _File:
    """One file, whatever its names: what it holds, what of it is on the disk, and how it was before the last write."""

    now: bytes = b""
    sure: bytes = b""
    before: bytes = b""


@dataclass
class _Disk:
    names: dict[str, _File] = field(default_factory=dict)
    sure: dict[str, _File] = field(default_factory=dict)

    def do(self, step: tuple[Any, ...]) -> None:
        kind, name, *rest = step
        if kind == "create":
            self.names.setdefault(name, _File())
        elif kind == "empty":
            self.names[name].now = b""
        elif kind == "write":
            at, data = rest
            file = self.names[name]
            file.before = file.now
            file.now = file.now[:at].ljust(at, b"\0") + data + file.now[at + len(data) :]
        elif kind == "found":
            file = self.names.setdefault(name, _File())
            if file.now != rest[0]:
                file.before, file.now = file.now, rest[0]
        elif kind == "sync":
            self.names[name].sure = self.names[name].before = self.names[name].now
        elif kind == "rename":
            self.names[rest[0]] = self.names.pop(name)
        elif kind == "unlink":
            self.names.pop(name, None)
        elif kind == "sync folder":
            inside = {one: file for one, file in self.names.items() if os.path.dirname(one) == name}  # noqa: PTH120
            self.sure = {one: file for one, file in self.sure.items() if os.path.dirname(one) != name} | inside  # noqa: PTH120

    def left(self) -> Iterator[Files]:
        for names in (self.names, self.sure):
            yield {name: file.now for name, file in names.items()}
            yield {name: file.sure for name, file in names.items()}
            for torn, file in names.items():
                for cut in range(SECTOR, len(file.now), SECTOR * (1 + len(file.now) // (SECTOR * TORN))):
                    half = file.now[:cut] + file.before[cut:]
                    yield {name: half if name == torn else one.sure for name, one in names.items()}


class Recorded:
    """Notes what is done to the files below `folder` while it is entered; `mark` notes that something came of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: Files = contents(folder)
        self.steps: list[tuple[Any, ...]] = []
        self._open: dict[int, tuple[str, int]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        whole, opened, write, fsync = pathlib.Path.open, os.open, os.write, os.fsync
        close, replace, unlink, fdopen = os.close, os.replace, os.unlink, os.fdopen
        note, name = self.steps.append, self._name

        def path_open(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
            file = whole(path, mode, *more, **named)
            if (at := name(path)) is None or not set(mode) & set("wax+"):
                return file
            note(("create", at))
            if "w" in mode:
                note(("empty", at))
            return _Written(file, at, self)

        def os_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
            handle = opened(path, flags, *more, **named)
            if (at := name(path)) is not None:
                if flags & os.O_CREAT:
                    note(("create", at))
                self._find(at)
                self._open[handle] = (at, 0)
            return handle

        def os_write(handle: int, data: bytes) -> int:
            count = write(handle, data)
            if handle in self._open:
                self.written(handle, bytes(data[:count]))
            return count

        def os_fsync(handle: int) -> None:
            fsync(handle)
            if handle in self._open:
                at = self._open[handle][0]
                note(("sync folder" if (self.folder / at).is_dir() else "sync", "" if at == "." else at))

        def os_fdopen(handle: int, *how: Any, **named: Any) -> Any:
            file = fdopen(handle, *how, **named)
            return _Written(file, self._open[handle][0], self) if handle in self._open else file

        def os_close(handle: int) -> None:
            self._open.pop(handle, None)
            close(handle)

        def os_replace(source: Any, target: Any, **named: Any) -> None:
            if name(source) is not None:
                self._find(name(source))
            replace(source, target, **named)
            if name(source) is not None:
                note(("rename", name(source), name(target)))

        def os_unlink(path: Any, **named: Any) -> None:
            unlink(path, **named)
            if not named.get("dir_fd") and name(path) is not None:
                note(("unlink", name(path)))

        for where, what, instead in (
            (pathlib.Path, "open", path_open), (os, "open", os_open), (os, "write", os_write), (os, "fsync", os_fsync),
            (os, "close", os_close), (os, "replace", os_replace), (os, "unlink", os_unlink), (os, "fdopen", os_fdopen),
        ):  # fmt: skip
            self._stack.enter_context(patch.object(where, what, instead))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def mark(self, value: object) -> None:
        """Note that by now something counts: a receipt is in a citizen's hands."""
        self.steps.append(("mark", value))

    def written(self, handle: int, data: bytes) -> None:
        """Note data written through a handle, which moves on."""
        at, place = self._open[handle]
        self.steps.append(("write", at, place, data))
        self._open[handle] = (at, place + len(data))

    def follow(self, handle: int, at: str) -> None:
        """Know a handle for a file's."""
        self._open[handle] = (at, 0)

    def forget(self, handle: int) -> None:
        """The handle is closed."""
        self._open.pop(handle, None)

    def _find(self, at: Any) -> None:
        """Note what a file holds, whoever wrote it."""
        if (self.folder / at).is_file():
            self.steps.append(("found", at, (self.folder / at).read_bytes()))

    def _name(self, path: Any) -> str | None:
        if isinstance(path, int):
            return None
        asked = Path(path)
        return str(asked.relative_to(self.folder)) if asked.is_relative_to(self.folder) else None


class _Written:
    """A file opened for writing whose data is noted when it leaves the program."""

    def __init__(self, file: Any, at: str, recorded: Recorded) -> None:
        self._file, self._recorded, self._handle = file, recorded, file.fileno()
        recorded.follow(self._handle, at)

    def write(self, data: Any) -> Any:
        count = self._file.write(data)
        self._recorded.written(self._handle, data if isinstance(data, bytes) else data.encode())
        return count

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._recorded.forget(self._handle)
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def contents(folder: Path) -> Files:
    """Return every file below a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def cuts(recorded: Recorded) -> Iterator[tuple[list[Any], Files]]:
    """Give every state a cut may leave, each once, with what counted by then; what lay there before is sure."""
    disk = _Disk()
    for name, content in recorded.before.items():
        disk.names[name] = disk.sure[name] = _File(content, content, content)
    marks: list[Any] = []
    seen: list[tuple[list[Any], Files]] = []
    for step in (("nothing", ""), *recorded.steps):
        if step[0] == "mark":
            marks.append(step[1])
        else:
            disk.do(step)
        for files in disk.left():
            if (marks, files) not in seen:
                seen.append((list(marks), files))
                yield list(marks), files


def put_down(files: Files, folder: Path) -> Path:
    """Have a folder hold exactly these files."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
