"""The folder app-<version> of the installed program: CPython, libraries, our own code and resources, trimmed.

Everything of Python is byte-compiled by the very Python that is shipped (under wine, for the machine that builds has
another) and only the .pyc is kept, beside where the .py would be: a first start compiles nothing, and the checks
Python would make of a source's time stamp are not made. Migrations stay source files, which Alembic looks for.

What is left out, and why nobody misses it: Qt Quick, OpenGL, translations and every plugin not named in PLUGINS (the
window is of plain widgets, painted by the processor, with words of its own); Qt's TLS (httpx2 speaks to the province,
Qt only to a second start on this PC); second copies of Microsoft's runtime; parts of Pillow that read formats no
paper of ours has, reportlab's charts and layout, other countries' identifiers and time zones; `_wmi`, through which
Python asks a Windows service what Windows this is, which takes seconds on some PCs (it has another way); python.exe
itself, for the launchers are the program.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON_LEFT_OUT = {"_wmi.pyd", "python.cat", "python.exe", "pythonw.exe"}
QT = ("Core", "Gui", "Network", "PrintSupport", "Svg", "Test", "Widgets")
PLUGINS = {
    "platforms/qwindows.dll",
    "platforms/qoffscreen.dll",
    "styles/qmodernwindowsstyle.dll",
    "iconengines/qsvgicon.dll",
    "imageformats/qico.dll",
    "imageformats/qjpeg.dll",
    "imageformats/qsvg.dll",
}
_NEVER = re.compile(
    r"(^|/)(__pycache__|tests?|testing|include|examples?)/|\.data/|^bin/"
    r"|\.(pyi|pxd|pyx|c|h|hpp|lib|exe|typed|qm|whl)$"
    r"|^PIL/(_avif|_webp|_imagingft|_imagingcms|_imagingtk|_imagingmath)\b"
    r"|^PySide6/(msvcp|vcruntime|concrt|vcamp|vccorlib|vcomp)|^shiboken6/(concrt|vcamp|vccorlib|vcomp)"
    r"|^reportlab/(fonts|graphics|platypus)/"
    r"|^stdnum/(?!vn/|(__init__|exceptions|util)\.py)"
    r"|^tzdata/zoneinfo/(?!Asia/__init__|Asia/Ho_Chi_Minh$|UTC$|__init__)"
)
# Of a distribution's papers: what the program asks of itself at run time. Its licence goes into LICENSES.txt.
_PAPERS = {"METADATA", "entry_points.txt"}
_COMPILE = """
import pathlib, py_compile, sys
for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    source = pathlib.Path(line)
    py_compile.compile(line, cfile=str(source.with_suffix(".pyc")), dfile=line.removeprefix("lib/"), doraise=True,
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    source.unlink()
"""


def make(folder: Path, source: Path, python: Path, wheels: list[Path], wine: Path) -> None:
    """Fill the empty `folder` with the program in `source`; `wine` is a folder for wine's own files."""
    for file in sorted(python.iterdir()):
        if file.name not in PYTHON_LEFT_OUT:
            shutil.copy(file, folder)
    (folder / "LICENSE.txt").rename(folder / "python-LICENSE.txt")
    # Isolated by this file's being there: no variable, no registry, no other Python on the PC is looked at.
    (folder / "python313._pth").write_text("python313.zip\n.\nlib\n", encoding="ascii")
    shutil.copy(HERE / "start.py", folder)
    library = folder / "lib"
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as files:
            for name in files.namelist():
                if not name.endswith("/") and wanted(name):
                    files.extract(name, library)
    # A window that is not shown (the self-test's) has Qt look for fonts here, and complain where there is no folder.
    fonts = library / "PySide6/lib/fonts"
    fonts.mkdir(parents=True)
    (fonts / "README.txt").write_text("The program brings its fonts in resources/fonts.\n", encoding="ascii")
    for part in ("app", "resources"):
        shutil.copytree(source / part, library / part, ignore=shutil.ignore_patterns("__pycache__"))
    _compile(folder, python, wine)


def wanted(name: str) -> bool:
    """Tell whether a file of a wheel goes into the package."""
    if ".dist-info/" in name:
        return name.rpartition("/")[2] in _PAPERS
    if _NEVER.search(name):
        return False
    if not name.startswith("PySide6/"):
        return True
    inner = name.removeprefix("PySide6/")
    if inner.startswith("plugins/"):
        return inner.removeprefix("plugins/") in PLUGINS
    if "/" in inner:
        return False
    part = re.fullmatch(r"Qt6?(\w+)\.(dll|pyd)", inner)
    return part[1] in QT if part else inner == "pyside6.abi3.dll" or inner.endswith(".py")


def settle(folder: Path, moment: int) -> None:
    """Give every file one time, so that two builds of one commit have the same bytes."""
    for path in sorted(folder.rglob("*")):
        os.utime(path, (moment, moment))


def _compile(folder: Path, python: Path, wine: Path) -> None:
    sources = sorted(name for name in _sources(folder) if "/migrations/" not in name)
    (folder / "sources.txt").write_text("\n".join(sources), encoding="utf-8")
    (folder / "compile.py").write_text(_COMPILE, encoding="utf-8")
    surroundings = {"WINEPREFIX": str(wine), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mshtml,mscoree="}
    command = ["/usr/lib/wine/wine64", str(python / "python.exe"), "compile.py", "sources.txt"]
    # A pipe, for wine's Python starts with no other stdin.
    done = subprocess.run(
        command, cwd=folder, env=os.environ | surroundings, input=b"", capture_output=True, check=False
    )
    left = [name for name in sources if (folder / name).exists()]
    if done.returncode or left:
        raise SystemExit(f"Not compiled: {left[:3]}\n{done.stderr.decode(errors='replace')}")
    for used in ("sources.txt", "compile.py"):
        (folder / used).unlink()


def _sources(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        yield path.relative_to(folder).as_posix()
