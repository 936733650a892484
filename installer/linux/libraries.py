"""What the packaged files need of the system: which Debian packages, and how old a system they still run on.

The package must run on Debian 12 and Ubuntu 22.04, whose C library is 2.35 and whose C++ library is of GCC 12, and on
what came after, where some packages have another name (…t64). Debian 12's own Python needs 2.35 at most (2.36 is what
Debian 12 has, not what Python asks for), and no wheel asks for more; `check` holds the build to it, file by file.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

NEWEST = {"GLIBC": (2, 35), "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13)}
"""The newest versions of the C and C++ library's symbols that Ubuntu 22.04 has."""
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libbz2.so.1.0": "libbz2-1.0",
    "libc.so.6": "libc6 (>= 2.35)",
    "libcrypto.so.3": "libssl3t64 | libssl3",
    "libcups.so.2": "libcups2t64 | libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libexpat.so.1": "libexpat1",
    "libffi.so.8": "libffi8",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "liblzma.so.5": "liblzma5",
    "libsqlite3.so.0": "libsqlite3-0",
    "libssl.so.3": "libssl3t64 | libssl3",
    "libstdc++.so.6": "libstdc++6 (>= 12)",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
} | dict.fromkeys(
    ("ld-linux-x86-64.so.2", "libdl.so.2", "libm.so.6", "libpthread.so.0", "libresolv.so.2", "librt.so.1"),
    "libc6 (>= 2.35)",
)


class UnfitLibrariesError(Exception):
    """The packaged files need what no package is known for, or a newer system than promised."""


def check(program: Path) -> list[str]:
    """Return the Debian packages, as `Depends` names them, that the files under `program` need.

    Raises UnfitLibrariesError with a line for each library that is neither packaged nor known, and each file that
    needs newer symbols than NEWEST.
    """
    packaged = {path.name for path in program.rglob("*.so*")}
    needed: set[str] = set()
    faults: list[str] = []
    for file in _binaries(program):
        said = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=True).stdout
        name = file.relative_to(program)
        for library in re.findall(r"^ +NEEDED +(\S+)", said, re.MULTILINE):
            if library in packaged:
                continue
            if library not in PACKAGES:
                faults.append(f"{name} needs {library}, which is neither packaged nor known")
            needed.add(PACKAGES.get(library, ""))
        for family, version in re.findall(r" (GLIBC|GLIBCXX|CXXABI)_([0-9.]+)$", said, re.MULTILINE):
            if _number(version) > NEWEST[family]:
                faults.append(f"{name} needs {family}_{version}")
    if faults:
        raise UnfitLibrariesError("\n".join(sorted(set(faults))))
    return sorted(needed)


def kept(program: Path) -> list[str]:
    """Return the Debian packages whose libraries are in the program's folder, for their copyright notices."""
    names = sorted(path.name for path in (program / "_internal").glob("libx*.so.*") if "-" in path.name)
    found: set[str] = set()
    for name in names:
        said = subprocess.run(["dpkg", "-S", f"*/{name}"], capture_output=True, text=True)
        found |= {line.partition(":")[0] for line in said.stdout.splitlines()}
    return sorted(found)


def _binaries(program: Path) -> Iterator[Path]:
    for path in sorted(program.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
