"""Freezes a source tree and packs it as motcua_VERSION_amd64.deb; run by `build`, in the environment it makes.

The program lies in /usr/lib/motcua/VERSION, so that an upgrade puts a whole new folder beside the old one before the
old one goes. dpkg gives the new files their names in the order of the archive once all are written, and takes the old
ones away in the reverse order; `whole` is the last file of its folder, so it is the last to come and the first to
go, and /usr/bin/motcua starts the newest folder that has it. A kill at any instant leaves one that starts.

The same tree gives the same bytes: hashes are seeded, every time is that of the last commit, and the archive has
neither users nor the build's paths in it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import runpy
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from installer import guides, icon, licences
from installer.linux import libraries

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCRIPTS = ("prerm", "postinst", "postrm")
QT_CONF = "[Paths]\nPrefix = _internal/PySide6/Qt\n"
"""Read by Qt beside the program: where its plugins are."""


def main() -> None:
    """Build the package the words ask for; say where it is."""
    parser = argparse.ArgumentParser(prog="installer/linux/build")
    parser.add_argument("--source", type=Path, default=ROOT, help="the tree to package; without it, this one")
    parser.add_argument("--version", help="its version; without it, what app/__init__.py says")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the package goes")
    asked = parser.parse_args()
    source = asked.source.resolve()
    version = asked.version or runpy.run_path(str(source / "app" / "__init__.py"))["__version__"]
    os.environ["SOURCE_DATE_EPOCH"] = os.environ.get("SOURCE_DATE_EPOCH") or time_of(source)
    os.umask(0o022)
    work = ROOT / "build" / "linux" / version
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    program = tree / "usr/lib/motcua" / version
    freeze(source, work, program)
    (program / "qt.conf").write_text(QT_CONF, encoding="ascii")
    (program / "whole").write_text(version + "\n", encoding="ascii")
    lay_out(tree, program)
    control(tree, version, libraries.check(program))
    made = pack(tree, asked.out, version)
    print(f"{made} {made.stat().st_size / 1e6:.1f} MB")


def time_of(source: Path) -> str:
    """Return the time of the tree's last commit, in seconds; of an exported tree, the time git gave its files."""
    if not (source / ".git").exists():
        return str(int((source / "pyproject.toml").stat().st_mtime))
    command = ["git", "-C", str(source), "log", "-1", "--format=%ct"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def freeze(source: Path, work: Path, program: Path) -> None:
    """Have PyInstaller make the program's folder."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(work)]
    command += ["--workpath", str(work / "work"), str(HERE / "motcua.spec"), "--", str(source)]
    # The collected modules are imported to be listed; a byte-compiled file left in the tree would do no harm, but
    # the environment of whoever builds might.
    seeded = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    seeded.pop("PYTHONPATH", None)
    subprocess.run(command, check=True, env=seeded, cwd=work.parent)
    program.parent.mkdir(parents=True)
    (work / "motcua").rename(program)


def lay_out(tree: Path, program: Path) -> None:
    """Put beside the program what the desktop needs: command, menu entry, icon, notices, guides."""
    (tree / "usr/bin").mkdir(parents=True)
    shutil.copy(HERE / "motcua", tree / "usr/bin/motcua")
    (tree / "usr/share/applications").mkdir(parents=True)
    shutil.copy(HERE / "motcua.desktop", tree / "usr/share/applications/motcua.desktop")
    icons = tree / "usr/share/icons/hicolor"
    for size in icon.SIZES:
        place = icons / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        (place / "motcua.png").write_bytes(icon.png(size))
    (icons / "scalable/apps").mkdir(parents=True)
    (icons / "scalable/apps/motcua.svg").write_text(icon.svg(), encoding="utf-8")
    papers = tree / "usr/share/doc/motcua"
    papers.mkdir(parents=True)
    notices = licences.notices(Path(sysconfig.get_path("purelib")))
    for package in libraries.kept(program):
        notices += f"\n{'=' * 100}\n{package} (Debian)\n{'=' * 100}\n\n"
        notices += Path("/usr/share/doc", package, "copyright").read_text(encoding="utf-8")
    (papers / "copyright").write_text(notices, encoding="utf-8")
    guides.main(papers)
    for path in (tree / "usr").rglob("*"):
        if not path.is_symlink():
            # Libraries need not be marked as programs.
            path.chmod(0o755 if path.is_dir() or path.name == "motcua" else 0o644)


def control(tree: Path, version: str, depends: list[str]) -> None:
    """Write what dpkg reads: the description, the sums of the files, the scripts."""
    debian = tree / "DEBIAN"
    debian.mkdir()
    files = sorted(path for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(path.stat().st_size for path in files) // 1024
    text = (HERE / "control").read_text(encoding="utf-8")
    for name, value in (("VERSION", version), ("SIZE", str(size)), ("DEPENDS", ", ".join(depends))):
        text = text.replace(f"@{name}@", value)
    (debian / "control").write_text(text, encoding="utf-8")
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]
    (debian / "md5sums").write_text("".join(sums), encoding="utf-8")
    windows = (HERE / "windows.sh").read_text(encoding="utf-8")
    for name in SCRIPTS:
        script = (HERE / name).read_text(encoding="utf-8")
        script = script.replace("@WINDOWS@\n", windows).replace("@VERSION@", version)
        (debian / name).write_text(script, encoding="utf-8")
        (debian / name).chmod(0o755)


def pack(tree: Path, out: Path, version: str) -> Path:
    """Make the archive, and hold it to the order the upgrade relies on."""
    out.mkdir(parents=True, exist_ok=True)
    made = out.resolve() / f"motcua_{version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(made)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    listed = subprocess.run(["dpkg-deb", "--contents", str(made)], capture_output=True, text=True, check=True).stdout
    # Symbolic links, which dpkg makes while it reads, come after the files, which it names at the end.
    files = re.findall(rf"^-.* \./(usr/lib/motcua/{re.escape(version)}/.+)$", listed, re.MULTILINE)
    if not files[-1].endswith("/whole"):
        made.unlink()
        raise SystemExit(f"The archive's last program file is {files[-1]}, not the mark that the folder is complete.")
    return made


if __name__ == "__main__":
    main()
