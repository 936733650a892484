"""The launchers and the installer, from a program's folder: mingw, windres, makensis, and a signature where one is set.

The same commit gives the same bytes: files are named in order, every file and the installer itself bear the time of
the commit (SOURCE_DATE_EPOCH), and the linker writes no time of its own. A signature, which bears its own time, is the
one difference two builds may have.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
GCC = "x86_64-w64-mingw32-gcc"
# On Windows (MSYS2) it has no prefix.
WINDRES = "windres" if os.name == "nt" else "x86_64-w64-mingw32-windres"
_GCC = ["-Os", "-s", "-Wall", "-Wextra", "-Werror", "-municode", "-Wl,--no-insert-timestamp", "-Wl,--dynamicbase"]
GUIDES = {"GUIDE_OFFICER": "can-bo.html", "GUIDE_TECHNICIAN": "ky-thuat.html"}


def launchers(built: Path, version: str, *, frozen: bool = False) -> None:
    """Build MotCua.exe, console/motcua.exe and steps.exe in `built`, where motcua.ico lies. All are signed.

    `frozen`: they are to start programs that PyInstaller made, not a Python (see launcher.c).
    """
    shutil.copy(HERE / "launcher.manifest", built)
    (built / "console").mkdir(exist_ok=True)
    launcher = [*(["-DFROZEN"] if frozen else []), str(HERE / "launcher.c")]
    made = {
        "MotCua.exe": [*_resource(built, "MotCua.exe", version), "-mwindows", *launcher],
        "console/motcua.exe": [*_resource(built, "motcua.exe", version), "-DCONSOLE", *launcher],
        "steps.exe": ["-mwindows", str(HERE / "steps.c")],
    }
    for name, words in made.items():
        _run([GCC, *_GCC, *words, "-o", str(built / name)])
        sign(built / name)


def installer(built: Path, tree: Path, version: str, out: Path, moment: int) -> Path:
    """Build MotCua-<version>-setup.exe in `out` from the program's folder; return it, signed."""
    setup = built / f"MotCua-{version}-setup.exe"
    # By kind: what is alike lies together, which packs better.
    files = sorted((path for path in tree.rglob("*") if path.is_file()), key=lambda path: (path.suffix, path))
    size = sum(path.stat().st_size for path in files)
    given = {
        "VERSION": version,
        "NUMBERS": _numbers(version, "."),
        "FILES": len(files),
        "BYTES": size,
        "KILOBYTES": -(-size // 1024),
        "SETUP": setup,
        "ICON": built / "motcua.ico",
        "SIDE": built / "side.bmp",
    }
    given |= {name: f"guides\\{file}" for name, file in GUIDES.items() if (tree / "guides" / file).exists()}
    if os.name == "nt":
        given["X86"] = 1
    if _identity():
        given["SIGN"] = f'"{HERE / "build"}" --sign'
    (built / "given.nsh").write_text("".join(f"!define {name} '{value}'\n" for name, value in given.items()), "utf-8")
    (built / "files.nsh").write_text(_listing(tree, files), "utf-8")
    for name in ("MotCua.exe", "console/motcua.exe", "steps.exe", "motcua.ico", "side.bmp"):
        os.utime(built / name, (moment, moment))
    # Paths go in as a definition, since NSIS reads a script's own folder as where files are.
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", f"-DBUILT={built}", str(HERE / "setup.nsi")]
    _run(command, cwd=HERE, env=os.environ | {"SOURCE_DATE_EPOCH": str(moment)})
    sign(setup)
    # There whole or not at all: it takes minutes.
    return Path(shutil.move(setup, out / setup.name))


def sign(path: Path) -> None:
    """SIGN HERE: sign a file when a certificate is set up, else leave it as it is.

    MOTCUA_SIGN_PKCS12 names the certificate's file, MOTCUA_SIGN_PASSWORD_FILE the file its password is in, and
    MOTCUA_SIGN_TIMESTAMP (may be left out, but then signatures end with the certificate) a time stamp server. A key on
    a token needs its own words of `osslsigncode sign`, and this is their place. Each launcher, the uninstaller, the
    installer's own step program and the installer pass here.
    """
    certificate = _identity()
    if not certificate:
        return
    signed = path.with_suffix(".signed")
    words = ["-pkcs12", certificate, "-h", "sha256", "-n", "Một Cửa"]
    if password := os.environ.get("MOTCUA_SIGN_PASSWORD_FILE"):
        words += ["-readpass", password]
    if stamp := os.environ.get("MOTCUA_SIGN_TIMESTAMP"):
        words += ["-ts", stamp]
    _run(["osslsigncode", "sign", *words, "-in", str(path), "-out", str(signed)])
    signed.replace(path)


def signing() -> str:
    """Return in words whether what is built is signed."""
    return "signed" if _identity() else "unsigned (set MOTCUA_SIGN_PKCS12 to sign)"


def _identity() -> str:
    return os.environ.get("MOTCUA_SIGN_PKCS12", "")


def _resource(built: Path, name: str, version: str) -> list[str]:
    """Return the compiled resources of a launcher, for the linker."""
    # By suffix the two launchers' would be one file on a disk that does not tell M from m.
    compiled = built / f"{'console' if name.islower() else 'window'}.res"
    given = [f"-DVERSION={version}", f"-DNUMBERS={_numbers(version, ',')}", f"-DNAME={name}"]
    _run([WINDRES, "-c", "65001", *given, "-I", str(built), "-O", "coff", str(HERE / "launcher.rc"), str(compiled)])
    return [str(compiled)]


def _numbers(version: str, between: str) -> str:
    return between.join([*version.split("."), "0"])


def _listing(tree: Path, files: list[Path]) -> str:
    """Return NSIS's words that lay these files, in order, under incoming-app."""
    lines, before = [], None
    for path in files:
        inner = path.relative_to(tree)
        if inner.parent != before:
            before = inner.parent
            folder = "\\".join(["$INSTDIR\\incoming-app", *inner.parent.parts])
            lines.append(f'SetOutPath "{folder}"\n')
        lines.append(f'File "{path}"\n')
    return "".join(lines)


def _run(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    if subprocess.run(command, check=False, cwd=cwd, env=env).returncode:
        raise SystemExit(f"{command[0]} failed; the lines above say why")
