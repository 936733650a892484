"""A desk's PC is stolen, and the desk works again on another one: seconds to the first receipt, `make drill-stolen`.

    python -m tests.drills.stolen_pc --dossiers 100000
    python -m tests.drills.stolen_pc --program /usr/bin/motcua         the installed program in place of this tree's

Twice, with real child processes on data folders of their own. `alone`: a centre without a province, from a stick with a
copy and the recovery paper, both made before. `invited`: a desk of a province whose relay, served over HTTP, holds its
dossiers, from an invitation. Each time the PC printed one receipt more than stick or relay know, as on a day without a
line; everything of that PC is gone; what is asked for on the way is answered from paper. The number of the next receipt
is on no receipt of before, every dossier that was saved is there, none of them is called unprinted, and the PC that was
stolen, come back, cannot speak any more.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2

from app.models import setting
from app.models.store import FILE, Store
from app.province.home import open_relay
from app.rules.numbering import parse_code
from app.services import numbers
from tests.bench import stores
from tests.bench.harness import OUT
from tests.bench.stores import KEY
from tests.drills import ledger
from tests.drills.program import COMMAND, ENVIRONMENT, ROOT, RelayProcess
from tests.services.counter import draft, number_of, write_key

SINCE = date(2025, 7, 7)
"""The first day of the invented dossiers: a relay takes nothing of before 1 July 2025."""
LIMIT = 600
"""Seconds from the start of another PC's first command to the desk's next receipt: ten minutes."""
_PATIENCE = 3600
_OFFICER = "Nguyễn Thị Lan"


@dataclass
class PC:
    """One computer: data folder, key file and mark, and the program run on them; all of it goes with the computer."""

    folder: Path
    program: Sequence[str] = COMMAND
    printed: list[str] = field(default_factory=list)
    """The codes on the receipts it printed, in order, which are in citizens' hands."""

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def env(self) -> dict[str, str]:
        key, state = str(self.folder / "key"), str(self.folder / "state")
        return {**ENVIRONMENT, "MOTCUA_HOME": str(self.home), "MOTCUA_KEY_FILE": key, "MOTCUA_STATE": state}

    def ran(self, *words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [*self.program, *map(str, words), "--json"]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False, env=self.env, cwd=ROOT, timeout=_PATIENCE
        )

    def run(self, *words: object, stdin: str = "") -> Any:
        """Run one command that must do what it says; return the JSON it printed."""
        ended = self.ran(*words, stdin=stdin)
        assert ended.returncode == 0, f"{words}: {ended.stderr}"
        return json.loads(ended.stdout)

    def refused(self, *words: object, stdin: str = "") -> str:
        """Run one command that must be refused; return its code."""
        ended = self.ran(*words, stdin=stdin)
        assert ended.returncode == 1, f"{words}: {ended.stdout}"
        return ended.stderr.split(":")[0].split()[0].strip("[]")

    def receive(self, nth: int, *words: object) -> str:
        """Receive the n-th citizen and print the receipt; return the code that stands on it."""
        paper = self.folder / "receipt.pdf"
        said = json.dumps(draft({"id_number": number_of(nth)}), ensure_ascii=False)
        code = str(self.run("receive", "-", "--pdf", paper, *words, stdin=said)["code"])
        assert code in pypdf.PdfReader(paper).pages[0].extract_text()
        self.printed.append(code)
        return code

    def unprinted(self) -> str | None:
        """Return what `doctor` says of receipts that are not printed, None where there is none."""
        told = json.loads(self.ran("doctor").stdout)
        (receipts,) = (check for check in told["checks"] if check["name"] == "receipts")
        return None if receipts["ok"] else str(receipts["detail"])


def furnished(folder: Path, dossiers: int, program: Sequence[str]) -> PC:
    """Make a PC whose store is a centre's with so many dossiers, all their receipts printed."""
    pc = PC(folder, program)
    pc.home.mkdir(parents=True)
    shutil.copy(stores.filled(dossiers, SINCE) / FILE, pc.home)
    write_key(folder / "key", KEY.hex())
    store = Store(pc.home / FILE, KEY)
    with store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), kind="real"))
        numbers.begin(connection)
    store.close()
    pc.printed += codes(pc)
    # The invented dossiers end months before today, which nobody but an officer can say is right.
    pc.receive(0, "--clock-ok")
    return pc


def codes(pc: PC) -> list[str]:
    """Return the codes a PC's store holds."""
    store = Store(pc.home / FILE, bytes.fromhex((pc.folder / "key").read_text().strip()))
    try:
        with store.read() as connection:
            return list(connection.exec_driver_sql("SELECT code FROM dossier ORDER BY n").scalars())
    finally:
        store.close()


def paper_of(pc: PC, out: Path) -> str:
    """Make a recovery paper as somebody at the desk does: print it, read it, type it back; return its numbers."""
    making = subprocess.Popen(
        [*pc.program, "recovery-key", "new", "--out", str(out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=pc.env, cwd=ROOT,
    )  # fmt: skip
    assert making.stderr is not None
    assert making.stderr.readline(), "asked for nothing"
    with pypdfium2.PdfDocument(out) as document:
        typed = " ".join(re.findall(r"\b\d{6}\b", document[0].get_textpage().get_text_range())[1:])
    told, said = making.communicate(typed, timeout=_PATIENCE)
    assert making.returncode == 0, told + said
    return typed


class Stopwatch:
    """Seconds since another PC's first command, and of each step."""

    def __init__(self) -> None:
        """Begin."""
        self._began = time.monotonic()
        self.steps: dict[str, float] = {}

    def step(self, name: str, do: Callable[[], Any]) -> Any:
        began = time.monotonic()
        done = do()
        self.steps[name] = round(time.monotonic() - began, 1)
        return done

    def stop(self) -> dict[str, float]:
        """Return the steps, and all of it as `total`."""
        return {**self.steps, "total": round(time.monotonic() - self._began, 1)}


def alone(folder: Path, dossiers: int, program: Sequence[str] = COMMAND) -> dict[str, float]:
    """Play the centre without a province: stick and paper alone; return the seconds."""
    pc, stick = furnished(folder / "old", dossiers, program), folder / "stick"
    typed = paper_of(pc, folder / "paper.pdf")
    pc.receive(1)
    copy = pc.run("backup", "--to", stick)["file"]
    saved, lost = codes(pc), pc.receive(2)
    shutil.rmtree(pc.folder)

    other = PC(folder / "new", program)
    (on_paper := folder / "typed").write_text(typed)
    watch = Stopwatch()
    done = watch.step("restore", lambda: other.run("restore", copy, "--recovery-key-file", on_paper))
    assert (done["dossiers"], done["numbers"]) == (len(saved), "gone"), done
    watch.step("asked", lambda: _asked(other, lost))
    code = watch.step("receive", lambda: other.receive(3))
    seconds = watch.stop()
    _right(pc, other, saved, code)
    return seconds


def invited(folder: Path, dossiers: int, program: Sequence[str] = COMMAND) -> dict[str, float]:
    """Play the desk of a province: an invitation alone; return the seconds."""
    with _known(folder, dossiers, program) as (relay, pc):
        saved = codes(pc)
        # The line is down when the last receipt is printed.
        pc.receive(2)
        lost = pc.receive(3)
        code = relay.invite(1, 1, 9999)
        stolen = PC(folder / "stolen", program)
        shutil.move(pc.folder, stolen.folder)

        other = PC(folder / "new", program)
        (folder / "new").mkdir()
        watch = Stopwatch()
        watch.step("enrol", lambda: other.run("enrol", relay.url, "--code", code, "--officer", _OFFICER))
        watch.step("asked", lambda: _asked(other, lost))
        code = watch.step("receive", lambda: other.receive(4))
        seconds = watch.stop()
        _right(pc, other, saved, code)
        assert other.run("sync")["waiting"] == 0
        assert stolen.refused("sync") == "AUTH", "the stolen PC still speaks"
        assert sorted(_at(relay)) == sorted([*saved, code])
    return seconds


def _at(relay: RelayProcess) -> list[str]:
    """Return the codes a relay holds, read beside it: its export of so many would take longer than the rest."""
    store = open_relay(relay.home).store
    try:
        with store.read() as connection:
            return list(connection.exec_driver_sql("SELECT code FROM dossier").scalars())
    finally:
        store.close()


def _asked(pc: PC, last: str) -> None:
    """Be asked for the last printed receipt before a number is issued, and read it out."""
    said = json.dumps(draft({"id_number": number_of(9)}), ensure_ascii=False)
    refused = pc.refused("receive", "-", stdin=said)
    assert refused == "NUMBERS_GONE", refused
    pc.run("numbers", "--continue-after", last)


def _right(stolen: PC, other: PC, saved: list[str], code: str) -> None:
    assert code not in stolen.printed, f"{code} is on two receipts"
    last = parse_code(stolen.printed[-1])
    assert parse_code(code).day != last.day or parse_code(code).number > last.number
    held = codes(other)
    assert held == [*saved, code], "not what was saved, or not in its order"
    assert other.unprinted() is None, other.unprinted()


@contextmanager
def _known(folder: Path, dossiers: int, program: Sequence[str]) -> Iterator[tuple[RelayProcess, PC]]:
    """Give a relay that holds all of a desk's dossiers, and the desk's PC; made once, and copied while it fits."""
    kept = OUT / "bench-store" / f"{dossiers}-{SINCE}-known"
    if not (kept / "whole").exists():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        print(f"sending {dossiers:,} dossiers to a relay, once", flush=True)
        pc, relay = furnished(kept / "old", dossiers, COMMAND), RelayProcess(kept / "relay")
        try:
            pc.run("enrol", relay.url, "--code", relay.invite(1, 1, 9999), "--officer", _OFFICER)
            while pc.run("sync")["waiting"]:
                pass
        finally:
            relay.stop()
        (kept / "printed").write_text("\n".join(pc.printed))
        (kept / "port").write_text(str(relay.port))
        (kept / "whole").touch()
    shutil.copytree(kept / "old", folder / "old")
    shutil.copytree(kept / "relay", folder / "relay")
    pc = PC(folder / "old", program, (kept / "printed").read_text().split())
    relay = RelayProcess.there(folder / "relay", int((kept / "port").read_text()))
    try:
        yield relay, pc
    finally:
        relay.stop()


PLAYED: dict[str, Callable[[Path, int, Sequence[str]], dict[str, float]]] = {"alone": alone, "invited": invited}


def main() -> int:
    """Play what the command line names; return 1 where it failed or took longer than `LIMIT`."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.stolen_pc")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PLAYED))
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--program", help="the installed program's command")
    parser.add_argument("--no-ledger", action="store_true")
    asked = parser.parse_args()
    program = (asked.program,) if asked.program else COMMAND
    failed = False
    for name in asked.names or PLAYED:
        began, figures, fault = time.monotonic(), {}, ""
        with tempfile.TemporaryDirectory(prefix="stolen-") as folder:
            try:
                figures = PLAYED[name](Path(folder), asked.dossiers, program)
                fault = "" if figures["total"] <= LIMIT else f"longer than {LIMIT} s"
            except AssertionError as problem:
                fault = str(problem)[:2000]
        failed |= bool(fault)
        print(f"{name}: {figures} {f'FAULT {fault}' if fault else ''}", flush=True)
        if not asked.no_ledger:
            seconds = time.monotonic() - began
            drill = f"stolen_pc {name}{' installed' if asked.program else ''}"
            run = ledger.Run(drill, asked.dossiers, {name: 1}, int(bool(fault)), seconds, 0, figures)
            ledger.append(run)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
