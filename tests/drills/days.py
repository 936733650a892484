"""A day of two desks through the command line only: both offline, then both online, then closed with proof."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.drills.program import PC, RelayProcess, drafts

RANGES = {1: (1, 400), 2: (401, 999)}


def two_desks(folder: Path, relay: RelayProcess, source: random.Random, each: int) -> str:
    """Receive `each` at both desks while the relay is down, then sync both twice and close; return what happened."""
    desks = {number: PC(folder / f"desk{number}") for number in RANGES}
    for number, pc in desks.items():
        pc.run("enrol", relay.url, "--code", relay.invite(number, *RANGES[number]), "--officer", f"Cán bộ {number}")
    relay.kill()
    codes: dict[int, list[str]] = {}
    for number, pc in desks.items():
        lines = "".join(json.dumps(draft) + "\n" for draft in drafts(source, f"desk{number}", each))
        codes[number] = [line["code"] for line in pc.run("receive", "--lines", "-", stdin=lines)]
        pc.run("act", codes[number][0], "result_ready")
        assert pc.run("sync")["state"] == "offline"
        assert pc.run("close-day")["equal"] is None
    relay.restart()
    for pc in (*desks.values(), desks[1]):
        done = pc.run("sync")
        assert (done["state"], done["waiting"], done["parked"]) == ("done", 0, 0), done
    every = sorted(codes[1] + codes[2])
    assert len(set(every)) == 2 * each, "a number was issued twice"
    hashes = []
    for number, pc in desks.items():
        assert sorted(hit["code"] for hit in pc.run("find", "", "--limit", 10 * each)) == every
        other = codes[3 - number][0]
        pc.run("return", other, "--to", "Người đến nhận", "--id-number", "001190123456", "--authority", "GUQ 12")
        closed = pc.run("close-day")
        assert closed["equal"] is True, closed
        assert closed["desk"] == closed["relay"], closed
        assert closed["signature"], closed
        hashes.append(closed["desk"]["hash"])
    for pc in desks.values():
        pc.run("sync")
    for code in (codes[1][0], codes[2][0]):
        first, second = (pc.run("show", code) for pc in desks.values())
        assert first == second, "the desks tell a dossier differently"
        assert (first["state"], first["sync"]) == ("returned", "sent")
    assert sorted(dossier["code"] for dossier in relay.export()) == every
    return f"{2 * each} dossiers at two desks, no number twice, both closed equal: {', '.join(h[:12] for h in hashes)}"
