"""The drill itself: kill the program at random moments of its whole run, and look at what is left.

A kill counts only when it met the program alive. Moments are spread evenly from the start of the process to the end
of a run that nobody disturbed, measured first, so that starting, opening, committing, printing, sending and storing
answers all get their share. After each kill the same drafts are handed in again, as a script would that had no
answer for them.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.rules.numbering import parse_code
from app.services import drafts as door
from app.services import intake
from app.sync import push
from app.workflows.day_end import close_day
from app.workflows.line import sync_now
from tests.drills.program import (
    PC,
    Killed,
    RelayProcess,
    assert_sound,
    drafts,
    duration,
    held,
    print_all,
    resend_all,
)

LINES = 16
"""Drafts in one file: no more than `doctor` names one by one."""


@dataclass
class Tally:
    """What the kills met."""

    kills: int = 0
    acknowledged: int = 0
    stored: int = 0
    met: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        met = ", ".join(f"{count} {where}" for where, count in sorted(self.met.items()))
        return f"{self.kills} kills ({met}): {self.acknowledged} acknowledged, {self.stored} stored, 0 lost, 0 doubled"


def while_receiving(pc: PC, folder: Path, kills: int, seed: int) -> Tally:
    """Kill `receive --lines` and `receive --pdf` in turn; `pc` has a centre and has received nothing."""
    source, tally, known = random.Random(seed), Tally(), dict[str, str]()
    lines = _write(folder / "first.jsonl", drafts(source, "first", LINES))
    whole = {True: duration(pc, "receive", "--lines", lines)}
    single = _write(folder / "single.json", drafts(source, "single", 1))
    whole[False] = duration(pc, "receive", single, "--pdf", folder / "single.pdf")
    again: list[dict[str, Any]] = []
    while tally.kills < kills:
        many = tally.kills % 2 == 0
        label = f"{seed}-{tally.kills}-{source.random()}"
        with pc.desk() as desk:
            print_all(desk)
        if many:
            wanted = again[: LINES // 2] + drafts(source, label, LINES // 2)
            killed = pc.kill(
                source.uniform(0, whole[True]), "receive", "--lines", _write(folder / "many.jsonl", wanted)
            )
            again = wanted[LINES // 2 :]
        else:
            wanted = drafts(source, label, 1)
            paper = folder / "one.pdf"
            paper.unlink(missing_ok=True)
            killed = pc.kill(
                source.uniform(0, whole[False]), "receive", _write(folder / "one.json", wanted), "--pdf", paper
            )
            again += wanted
        answered = _acknowledged(killed)
        known |= answered
        _look(pc, known, None if many else (wanted[0]["request_id"], folder / "one.pdf"))
        if killed.alive:
            tally.kills += 1
            tally.acknowledged += len(answered)
            kind = "in a file of drafts" if many else "in one with its paper"
            tally.met[f"{kind}, {'before' if not answered else 'after'} the first answer"] += 1
    with pc.desk() as desk:
        assert_sound(desk)
        tally.stored = len(held(desk))
    return tally


def _write(path: Path, wanted: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(draft, ensure_ascii=False) + "\n" for draft in wanted), encoding="utf-8")
    return path


def _acknowledged(killed: Killed) -> dict[str, str]:
    """Return what the program had said it received, as request → code."""
    return {line["events"][0]["body"]["request_id"]: line["code"] for line in killed.lines}


def _look(pc: PC, known: dict[str, str], one: tuple[str, Path] | None) -> None:
    """Open the store as the next start does: nothing lost, nothing doubled, no gap, and unprinted receipts named."""
    checks = {check["name"]: check for check in pc.run("doctor")["checks"]}
    assert checks["store"]["ok"], checks
    assert checks["chain"]["ok"], checks
    with pc.desk() as desk:
        found = held(desk)
    lost = {request: code for request, code in known.items() if found.get(request, ("", 0))[0] != code}
    assert not lost, f"acknowledged and not there: {lost}"
    numbers: dict[Any, list[int]] = {}
    for code, _ in found.values():
        numbers.setdefault(parse_code(code).day, []).append(parse_code(code).number)
    for day, issued in numbers.items():
        assert issued == list(range(1, len(issued) + 1)), f"numbers of {day} are not one after another: {issued[-5:]}"
    for code, copies in found.values():
        named = code in checks["receipts"]["detail"]
        assert named == (copies == 0), f"{code}, printed {copies} times: {checks['receipts']}"
    if one is not None:
        _look_at_paper(*one, found, known)


def _look_at_paper(request: str, paper: Path, found: dict[str, tuple[str, int]], known: dict[str, str]) -> None:
    """A paper is there whole or not at all, never without its dossier, and always once it was counted."""
    copies = found.get(request, ("", 0))[1]
    if paper.exists():
        assert request in found, "a receipt on paper, and no dossier"
        content = paper.read_bytes()
        assert content.startswith(b"%PDF"), "half a receipt"
        assert content.rstrip().endswith(b"%%EOF"), "half a receipt"
    else:
        assert copies == 0, "a receipt counted as printed, and no paper"
    assert request not in known or copies == 1, "answered before the receipt was printed"


def while_syncing(pc: PC, relay: RelayProcess, kills: int, seed: int, each: int = 25) -> Tally:
    """Kill the desk, or the relay, while `sync` sends what was received and, every third time, everything again."""
    source, tally = random.Random(seed), Tally()
    _receive(pc, source, "first", each)
    whole = duration(pc, "sync")
    while tally.kills < kills:
        again = tally.kills % 3 == 2
        _receive(pc, source, f"{seed}-{tally.kills}-{source.random()}", each)
        with pc.desk() as desk:
            if again:
                resend_all(desk)
            with desk.store.read() as connection:
                waiting = push.waiting(connection)
        at_relay = tally.kills % 2 == 1
        if at_relay:
            clock = relay.kill_after(source.uniform(0, whole))
            pc.run("sync")
            clock.join()
            relay.restart()
            alive = True
        else:
            alive = pc.kill(source.uniform(0, whole), "sync").alive
        if alive:
            tally.kills += 1
            tally.met[f"of the {'relay' if at_relay else 'desk'}{', sending all again' if again else ''}"] += 1
            sent = _settle(pc)
            tally.met["before an answer" if sent == waiting else "after all answers" if not sent else "in between"] += 1
    tally.acknowledged = tally.stored = _agree(pc, relay)
    return tally


def _receive(pc: PC, source: random.Random, label: str, count: int) -> None:
    with pc.desk() as desk:
        for draft in drafts(source, label, count):
            intake.receive(desk, door.read(draft))


def _settle(pc: PC) -> int:
    """After the next sync nothing waits and the day closes equal; return how many events were still to be sent."""
    with pc.desk() as desk:
        first = sync_now(desk)
        assert (first.state, first.waiting, first.parked) == ("done", 0, 0), first
        closed = close_day(desk, desk.clock().date())
    assert closed.equal is True, closed
    assert closed.desk == closed.relay, closed
    return first.sent


def _agree(pc: PC, relay: RelayProcess) -> int:
    """At the end, by the command line alone: sound, equal, nothing twice; and sending all again changes nothing."""
    with pc.desk() as desk:
        assert_sound(desk)
        count = len(held(desk))
    before, closed = relay.export(), pc.run("close-day")
    assert len(before) == len({dossier["id"] for dossier in before}) == count
    assert relay.events() == closed["desk"]["events"]
    with pc.desk() as desk:
        resent = resend_all(desk)
    sent = pc.run("sync")
    assert (sent["state"], sent["sent"], sent["waiting"], sent["parked"]) == ("done", resent, 0, 0), sent
    assert relay.export() == before, "a resend changed the province"
    after = pc.run("close-day")
    assert (after["equal"], after["desk"], after["relay"]) == (True, closed["desk"], closed["relay"])
    return count
