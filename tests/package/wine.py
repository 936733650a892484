"""A Windows of Wine's own: a prefix that ends with its test, with the installer, the program and a kill switch in it.

What Wine 8 has not and Windows 10 has is made here and never shipped: icuuc.dll, which Qt links, of which no function
is called, and bcryptprimitives.dll, which Rust asks for random bytes. Python starts with a pipe as stdin, not with
nothing; a window needs `-platform offscreen` or a screen; variables QT_… set outside do not reach the program.
"""

from __future__ import annotations

import getpass
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

WINE, SERVER = "/usr/lib/wine/wine64", "/usr/lib/wine/wineserver64"
FOLDER = "C:\\Chương trình của xã\\Một Cửa"
"""Where tests install: a path with spaces and Vietnamese letters."""
_ICU = """ucnv_open ucnv_close UCNV_FROM_U_CALLBACK_SUBSTITUTE UCNV_TO_U_CALLBACK_SUBSTITUTE ucnv_reset
ucnv_getMaxCharSize ucnv_getName ucnv_getToUCallBack ucnv_getFromUCallBack ucnv_setToUCallBack ucnv_setFromUCallBack
ucnv_cbToUWriteUChars ucnv_toUnicode ucnv_cbFromUWriteUChars ucnv_toUCountPending ucnv_fromUCountPending
ucnv_getStandardName ucnv_getAvailableName ucnv_countAvailable ucnv_fromUnicode"""
_STANDINS = {
    "icuuc": "".join(f"__declspec(dllexport) void *{name}(void) {{ return 0; }}\n" for name in _ICU.split()),
    "bcryptprimitives": "#include <windows.h>\n#include <ntsecapi.h>\n__declspec(dllexport) BOOL WINAPI"
    " ProcessPrng(PBYTE to, SIZE_T length) { return RtlGenRandom(to, (ULONG)length); }\n",
}


@dataclass(frozen=True)
class Ran:
    """What a program left: exit status, and what it said."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the JSON value it printed."""
        assert self.status == 0, self.err or self.out
        return json.loads(self.out)


@dataclass
class Windows:
    """One prefix. Programs are run by their path in it; `screen` is an X display for windows that are really shown."""

    prefix: Path
    screen: str = ""
    folder: str = FOLDER
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *words: str, data: bytes = b"\n", timeout: float = 300) -> Ran:
        """Run a program to its end; stdin is a pipe with `data`.

        A server that was killed a moment ago may still take the call and drop it: no program was run then.
        """
        while True:
            done = subprocess.run(
                [WINE, *words], env=self._surroundings(), input=data, capture_output=True, timeout=timeout, check=False
            )
            if not done.stderr.startswith(b"wine client error:0: recvmsg"):
                return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a program and leave it running."""
        pipe = subprocess.PIPE
        program = subprocess.Popen([WINE, *words], env=self._surroundings(), stdin=pipe, stdout=pipe, stderr=pipe)
        self.started.append(program)
        return program

    def motcua(self, *words: str, data: bytes = b"\n") -> Ran:
        """Run the installed command."""
        return self.run(f"{self.folder}\\bin\\motcua.exe", *words, data=data)

    def install(self, setup: Path, *words: str, folder: str | None = None) -> int:
        """Run an installer silently, into `folder` (as it stands, without quotes, as NSIS wants it)."""
        # Wine would put a word with spaces in quotes; separate words it joins by one space each.
        into = f"/D={folder or self.folder}".split(" ")
        return self.run(str(setup), "/S", *words, *into).status

    def uninstall(self) -> int:
        """Run the uninstaller silently, to its end (`_?=` keeps it from going on as a copy of itself)."""
        return self.run(f"{self.folder}\\uninstall.exe", "/S", *f"_?={self.folder}".split(" ")).status

    def at(self, path: str) -> Path:
        """Return where a path of this Windows lies on the disk."""
        drive, *parts = PureWindowsPath(path).parts
        assert drive == "C:\\", path
        return self.prefix.joinpath("drive_c", *parts)

    @property
    def program(self) -> Path:
        """The program's folder on the disk."""
        return self.at(self.folder)

    @property
    def data(self) -> Path:
        """The desk's data folder on the disk."""
        return self.prefix / "drive_c/users" / user() / "AppData/Local/MotCua"

    def versions(self) -> list[str]:
        """Return the names of what lies in the program's folder and is no launcher."""
        return sorted(path.name for path in self.program.iterdir() if path.is_dir() and path.name != "bin")

    def kill(self) -> None:
        """End everything that runs in this prefix at once, as a power cut would."""
        while running := list(self._running()):
            for number in running:  # what one of them starts at this very moment is found in the next round
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
        for program in self.started:
            program.wait(timeout=30)
            for pipe in (program.stdin, program.stdout, program.stderr):
                if pipe is not None:
                    pipe.close()
        self.started.clear()
        # A server that is only just dying still takes the next program's call, and drops it.
        subprocess.run([SERVER, "-w"], env=self._surroundings(), check=False, timeout=60)

    def _running(self) -> Iterator[int]:
        """Give the numbers of the processes of this prefix, by the variable each thread of them has."""
        mark = f"WINEPREFIX={self.prefix}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            # Of a program whose first thread has ended only another one tells.
            with suppress(OSError):
                for thread in (process / "task").iterdir():
                    with suppress(OSError):
                        if mark in (thread / "environ").read_bytes():
                            yield int(process.name)
                            break

    def end(self) -> None:
        """End what runs and wait for it."""
        subprocess.run([SERVER, "-k"], env=self._surroundings(), check=False)
        self.kill()

    def _surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TZ")}
        return kept | {
            # Wine links the user's folders to those of the home; shortcuts must not land on a real desktop.
            "HOME": str(self.prefix),
            "LC_ALL": "C.UTF-8",
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mshtml,mscoree,winemenubuilder.exe=",
            **({"DISPLAY": self.screen} if self.screen else {}),
        }


def make(prefix: Path) -> None:
    """Make a prefix that is Windows 10 and has what Wine lacks: 15 seconds, so once a session."""
    windows = Windows(prefix)
    prefix.mkdir(parents=True)
    windows.run("wineboot", "-i")
    windows.run("winecfg", "/v", "win10")
    for name, source in _STANDINS.items():
        code = prefix / f"{name}.c"
        code.write_text(source, encoding="ascii")
        library = prefix / "drive_c/windows/system32" / f"{name}.dll"
        subprocess.run(
            ["x86_64-w64-mingw32-gcc", "-shared", "-s", "-o", str(library), str(code), "-ladvapi32"], check=True
        )
    windows.end()
    for path in (prefix / "drive_c/users" / user()).iterdir():
        # Desktop, Documents … lead to the home of whoever made the prefix: each copy is to have its own.
        if path.is_symlink():
            path.unlink()
            path.mkdir()


@contextmanager
def fresh(made: Path, prefix: Path) -> Iterator[Windows]:
    """Give a copy of a made prefix; its system files are links, for nobody writes to them."""
    copy(made, prefix)
    windows = Windows(prefix)
    try:
        yield windows
    finally:
        windows.end()
        shutil.rmtree(prefix, ignore_errors=True)


def copy(made: Path, prefix: Path) -> None:
    """Copy a prefix, or put one back as it was: files as links, what programs write to as files."""
    shutil.rmtree(prefix, ignore_errors=True)
    subprocess.run(["cp", "-al", str(made), str(prefix)], check=True)
    written = [*prefix.glob("*.reg"), prefix / ".update-timestamp"]
    written += [path for path in (prefix / "drive_c/users").rglob("*") if path.is_file() and not path.is_symlink()]
    for path in written:
        bytes_ = path.read_bytes()
        path.unlink()
        path.write_bytes(bytes_)


def outside(path: Path) -> str:
    """Return what programs in a prefix call a path of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def user() -> str:
    """Return the name of the user, here and in a prefix."""
    return getpass.getuser()


def kill_install_over(windows: Windows, new: Path, kills: int, seed: int = 2026) -> dict[str, int]:
    """Kill an installation over an installed program at random instants; return how often which version then started.

    `windows` has a program and a desk with dossiers. Before each kill both are put back as they were. Half of the
    instants lie anywhere in the time an installation takes, half in the second after the new folder got its name,
    where launchers are replaced and the older version goes. Asserts that whatever starts shows every dossier.
    """
    chance, counts = random.Random(seed), {"old": 0, "new": 0}
    before = sorted(one["code"] for one in windows.motcua("find", "", "--limit", "1000", "--json").json())
    assert before
    old = windows.versions()
    windows.end()
    kept = windows.prefix.with_name(windows.prefix.name + "-kept")
    windows.prefix.rename(kept)
    copy(kept, windows.prefix)
    begun = time.monotonic()
    assert windows.install(new) == 0
    length = time.monotonic() - begun
    windows.end()
    for number in range(kills):
        copy(kept, windows.prefix)
        into = f"/D={windows.folder}".split(" ")
        windows.start(str(new), "/S", *into)
        if number % 2:
            limit = time.monotonic() + 3 * length
            while windows.versions() == old or any(name.startswith("incoming-app") for name in windows.versions()):
                assert time.monotonic() < limit, "the installation does not come to its rename"
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 1))
        else:
            time.sleep(chance.uniform(0, length))
        windows.kill()
        there = windows.versions()
        shown = windows.motcua("find", "", "--limit", "1000", "--json")
        assert shown.status == 0, (number, there, shown.err)
        assert sorted(one["code"] for one in shown.json()) == before, (number, there)
        counts["new" if any(name.startswith("app-") and name not in old for name in there) else "old"] += 1
        windows.end()
    shutil.rmtree(kept)
    return counts
