"""The commands that are killed, each with what it needs, what it is and what must have come of it."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf

from app.models.engine import REVISIONS
from app.models.store import FILE
from app.rules import copies, recovery_key
from app.rules.clock import iso, now
from app.rules.copies import Wish
from app.settings import Settings
from app.workflows import changing_key, keeping
from app.workflows.opening import open_desk
from tests.drills import program
from tests.drills.place import Place, Seen, lines, look, look_at_old, receive
from tests.drills.traced import Ended
from tests.services.counter import number_of

SEED = 20261130
SECRET = bytes(range(16))
"""What stands on the recovery paper of these drills."""
PREPARED = 3
"""Dossiers of most stores that commands are killed on."""
LINES = 12
"""Drafts in one file."""
RELEASE = Path(__file__).parents[1] / "releases" / "0.3.0"
_INIT = ("init", "--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm thử", "--desk", "1",
         "--officer", "Nguyễn Thị Lan")  # fmt: skip


class Trial:
    """A command to be killed. One is made for each kill, so it may keep what it has seen."""

    served = False
    """Whether it speaks to a relay."""
    receives = False
    """Whether it issues numbers and prints them."""

    @staticmethod
    def prepare(place: Place) -> None:
        """Make the place that copies are taken of."""
        place.done(*_INIT)
        place.ask(receive, program.drafts(random.Random(SEED), "prepared", PREPARED))

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        """Return the command; what it reads is written into the place."""
        raise NotImplementedError

    def left(self, place: Place, ended: Ended) -> None:
        """Assert what the kill may have left, before anything opens it."""

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        """Assert what is there; do what was cut off again."""
        raise NotImplementedError


class Receive(Trial):
    receives = True

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.wanted = program.drafts(draw, "new", 1)
        return "receive", place.write("one.json", *self.wanted), "--pdf", place.folder / "one.pdf"

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        paper, told = place.folder / "one.pdf", _answered(seen, ended)
        copies = seen.held.get("new-0", ("", 0))[1]
        if paper.exists():
            content = paper.read_bytes()
            assert content.startswith(b"%PDF"), "half a receipt"
            assert content.rstrip().endswith(b"%%EOF"), "half a receipt"
            assert "new-0" in seen.held, "a receipt on paper, and no dossier"
        assert copies == 0 or paper.exists(), "a receipt counted as printed, and no paper"
        assert not told or copies == 1, "answered before the receipt was printed"
        _received_once(place, self.wanted, seen, again())


class ReceiveLines(Trial):
    receives = True

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.wanted = program.drafts(draw, "new", LINES)
        return "receive", "--lines", place.write("many.jsonl", *self.wanted)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        _answered(seen, ended)
        _received_once(place, self.wanted, seen, again())


def _answered(seen: Seen, ended: Ended) -> list[str]:
    """Return the codes that were printed before the end; each is in the store as it was printed."""
    told = {line["events"][0]["body"]["request_id"]: line["code"] for line in lines(ended.out)}
    lost = {request: code for request, code in told.items() if seen.held.get(request, ("", 0))[0] != code}
    assert not lost, f"printed and not there: {lost}"
    return list(told.values())


def _received_once(place: Place, wanted: list[dict[str, Any]], before: Seen, again: Ended) -> None:
    assert again.status == 0, again
    after: Seen = place.ask(look)
    assert {request: code for request, (code, _) in before.held.items()}.items() <= {
        request: code for request, (code, _) in after.held.items()
    }.items(), "what was there has another number"
    assert [line["code"] for line in lines(again.out)] == [after.held[one["request_id"]][0] for one in wanted]
    assert len(after.codes) == 3 + len(wanted)


class PrintAhead(Trial):
    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "print-ahead", draw.randrange(1, 13), place.folder / "stock.pdf"

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        paper = place.folder / "stock.pdf"
        before = _sheets(paper)
        told = [number for line in lines(ended.out) for number in line["numbers"]]
        assert not told or told == before, "answered before they were printed"
        second = again()
        assert second.status == 0, second
        assert not set(before) & set(_sheets(paper)), "two sheets of one number in the drawer"
        assert set(before) <= set(place.done("blanks")["lying"]), "a sheet in the drawer that nobody knows of"


def _sheets(paper: Path) -> list[int]:
    """Return the numbers on the blanks of a file, of which each has two pages."""
    if not paper.exists():
        return []
    pages = [page.extract_text() for page in pypdf.PdfReader(paper).pages]
    return [int(re.findall(r"-(\d{4})\b", page)[-1]) for page in pages[::2]]


class KeyIn(Trial):
    receives = True

    @staticmethod
    def prepare(place: Place) -> None:
        Trial.prepare(place)
        place.done("print-ahead", 5, place.folder / "stock.pdf")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        (one,) = program.drafts(draw, "new", 1)
        number = draw.randrange(9950, 9955)
        self.wanted = [{**one, "received_at": iso(now()), "blank": {"number": number}}]
        return "receive", place.write("one.json", *self.wanted)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        _answered(seen, ended)
        _received_once(place, self.wanted, seen, again())
        (code,) = (code for request, (code, _) in place.ask(look).held.items() if request == "new-0")
        assert int(code[-4:]) == self.wanted[0]["blank"]["number"]
        assert int(code[-4:]) not in place.done("blanks")["lying"]


class Act(Trial):
    SAID: tuple[str, ...] = ("received", "supplement_requested")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.code = draw.choice(json.loads((place.folder / "codes").read_text()))
        body = place.write("body.json", {"items": ["Ảnh 4×6"], "reason": draw.choice(["thiếu ảnh", "ảnh mờ"])})
        return "act", self.code, "supplement_requested", body

    @staticmethod
    def prepare(place: Place) -> None:
        place.done(*_INIT)
        copies = {"procedure": "2.000815", "fee": 8_000}
        wanted = [{**one, **copies} for one in program.drafts(random.Random(SEED), "prepared", 3)]
        place.write("codes", place.ask(receive, wanted))

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        done = seen.kinds[self.code] != ["received"]
        assert not done or seen.kinds[self.code] == list(self.SAID), "half an act"
        assert done or not lines(ended.out), "said to be done, and not there"
        repeated = again()
        assert (repeated.status != 0) == done, repeated
        assert place.ask(look).kinds[self.code] == list(self.SAID)


class Return(Act):
    SAID = ("received", "result_ready", "paid", "returned")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.code = draw.choice(json.loads((place.folder / "codes").read_text()))
        name = place.done("show", self.code)["applicant"]["name"]
        receiver = ("--to", name, "--id-number", number_of(draw.randrange(999)))
        return "return", self.code, *receiver, "--result-number", draw.randrange(1, 99), "--collect", "cash"


class Init(Trial):
    @staticmethod
    def prepare(place: Place) -> None:
        """Nothing is there yet."""

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return _INIT

    def left(self, place: Place, ended: Ended) -> None:
        if not (place.home / FILE).exists():
            assert not ended.out, "said to be made, and not there"
            place.done(*_INIT)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert seen.codes == []
        assert "STORE_EXISTS" in again().err


class Migrate(Trial):
    @staticmethod
    def prepare(place: Place) -> None:
        place.home.mkdir()
        shutil.copy(RELEASE / FILE, place.home)
        shutil.copytree(RELEASE / "files", place.home / "files")
        shutil.copy(RELEASE / "key", place.folder / "key")
        (place.folder / "key").chmod(0o600)

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "find", "", "--limit", 500

    def left(self, place: Place, ended: Ended) -> None:
        revision, kept = place.ask(look_at_old), place.home / f"motcua.before-{REVISIONS[-1]}.db"
        assert revision in ("0002", REVISIONS[-1])
        assert kept.exists() or revision == "0002", "the new store, and none kept"
        assert not kept.exists() or kept.read_bytes() == (RELEASE / FILE).read_bytes(), "half a store kept"
        assert revision == REVISIONS[-1] or not lines(ended.out)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        written = (RELEASE / "dossiers.jsonl").read_text(encoding="utf-8").splitlines()
        repeated = again()
        assert repeated.status == 0, repeated
        found = {one["code"] for one in lines(repeated.out)[0]}
        assert found == set(seen.codes) == {json.loads(line)["code"] for line in written}
        assert not [path for path in place.home.iterdir() if path.name.startswith("motcua.") and path.suffix != ".db"]


def _invited(place: Place) -> str:
    words = ("--agency", "H15.10", "--commune", "24133", "--desk", 1, "--first", 1, "--last", 9999)
    invite = ("province", "invite", "--home", place.folder / "relay", *words, "--name", "Trung tâm thử", "--json")
    return str(place.done(*invite)["code"])


class Sync(Trial):
    served = True

    @staticmethod
    def prepare(place: Place) -> None:
        relay = place.folder / "relay"
        place.done("province", "init", "--home", relay, "--json")
        with place.relay() as url:
            place.done("enrol", url, "--code", _invited(place), "--officer", "Nguyễn Thị Lan")
            place.ask(receive, program.drafts(random.Random(SEED), "sent", 3))
            assert place.done("sync")["waiting"] == 0
        place.ask(receive, program.drafts(random.Random(SEED), "prepared", 6))

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return ("sync",)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        repeated = again()
        assert repeated.status == 0, repeated
        result = lines(repeated.out)[0]
        assert (result["state"], result["waiting"], result["parked"]) == ("done", 0, 0), result
        self.agree(place, seen)

    def agree(self, place: Place, seen: Seen) -> None:
        """The relay has every dossier and event once, and the day closes equal."""
        closed = place.done("close-day")
        assert closed["equal"] is True, closed
        exported = place.run("province", "export", "--home", place.folder / "relay")
        there = {one["code"]: [event["kind"] for event in one["events"]] for one in lines(exported.out)}
        assert there == seen.kinds


class Enrol(Sync):
    """A desk joins that the province has known before: a new PC, with the dossiers of the one that is gone."""

    @staticmethod
    def prepare(place: Place) -> None:
        Sync.prepare(place)
        with place.relay():
            assert place.done("sync")["waiting"] == 0
        place.write("invitation", _invited(place))
        shutil.rmtree(place.home)
        shutil.rmtree(place.folder / "state")
        (place.folder / "key").unlink()

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        url, code = f"http://127.0.0.1:{(place.folder / 'port').read_text()}", (place.folder / "invitation").read_text()
        self.asked = ("enrol", url, "--code", json.loads(code), "--officer", "Lê Văn Tám")
        return self.asked

    def left(self, place: Place, ended: Ended) -> None:
        if not (place.home / FILE).exists():
            assert not ended.out, "said to have joined, and not there"
            repeated = place.run(*self.asked)
            if "INVITATION_USED" in repeated.err:
                # A code serves once: what had been traded for it died with the process.
                repeated = place.run(*self.asked[:3], _invited(place), *self.asked[4:])
            assert repeated.status == 0, repeated

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 9, "joined, and not with its dossiers"
        self.agree(place, seen)
        place.done("numbers", "--continue-after", max(seen.codes))


class CloseDay(Sync):
    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "close-day", "--out", place.folder / "day.pdf"

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        told = lines(ended.out)
        assert not told or told[0]["equal"] is True, told
        assert again().status == 0
        self.agree(place, seen)


class Backup(Trial):
    """A copy is made where one of the same day lies, which goes for it."""

    @staticmethod
    def prepare(place: Place) -> None:
        Trial.prepare(place)
        place.done("backup", "--to", place.folder / "stick")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "backup", "--to", place.folder / "stick"

    def left(self, place: Place, ended: Ended) -> None:
        copies = list((place.folder / "stick").glob("*.motcua"))
        assert copies, "neither the old copy nor the new one"
        for copy in copies:
            looked = place.run("backup", "verify", copy)
            assert looked.status == 0, (copy.name, looked)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 3
        assert again().status == 0
        assert not list((place.folder / "stick").glob("*.new*"))


class Keep(Trial):
    """The copies are looked after: one made on the PC, one on the stick, the newest put back into a scratch place."""

    @staticmethod
    def prepare(place: Place) -> None:
        Backup.prepare(place)
        place.ask(_choose_second)

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return (_keep,)

    def left(self, place: Place, ended: Ended) -> None:
        for copy in [*(place.folder / "stick").glob("*.motcua"), *(place.home / "backups").glob("*.motcua")]:
            looked = place.run("backup", "verify", copy)
            assert looked.status == 0, (copy.name, looked)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 3
        assert again().status == 0
        assert place.ask(_told) == "COPIES_TRIED"
        assert not (place.home / "trying").exists()
        for folder in (place.folder / "stick", place.home / "backups"):
            assert len(list(folder.glob("*.motcua"))) == 1
            assert not list(folder.glob("*.new*"))


def _choose_second(place: Place) -> None:
    Settings(copies=str(place.folder / "stick")).save(place.home)


def _keep(place: Place) -> int:
    with open_desk(place.home) as desk:
        list(keeping.look_after(desk, Wish.ASKED))
    return 0


def _told(place: Place) -> str:
    with open_desk(place.home) as desk:
        return copies.told(keeping.look(desk), desk.clock())[0][0]


class Restore(Trial):
    """A copy of three dossiers is put in the place of a store of five."""

    @staticmethod
    def prepare(place: Place) -> None:
        Trial.prepare(place)
        place.write("copy", place.done("backup", "--to", place.folder / "stick")["file"])
        place.ask(receive, program.drafts(random.Random(SEED), "later", 2))

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "restore", json.loads((place.folder / "copy").read_text())

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) in (3, 5)
        assert len(seen.codes) == 3 or not lines(ended.out), "said to be put back, and not there"
        repeated = again()
        assert repeated.status == 0, repeated
        left: Seen = place.ask(look)
        assert len(left.codes) == 3
        assert not list(place.home.glob("*.next")), "begun, and not gone on with"


class ChangeKey(Trial):
    """The store gets the key of a recovery paper."""

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return (_change_key,)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 3
        repeated = again()
        assert repeated.status == 0, repeated
        assert (place.folder / "key").read_text().strip() == recovery_key.store_key(SECRET).hex()
        assert not [path for path in place.folder.glob("key?*") if path.name != "key"]
        assert place.ask(look).codes == seen.codes


def _change_key(place: Place) -> int:
    changing_key.change(place.home, SECRET)
    return 0


TRIALS: dict[str, type[Trial]] = {
    "receive": Receive, "lines": ReceiveLines, "act": Act, "return": Return, "init": Init, "migrate": Migrate,
    "sync": Sync, "close-day": CloseDay, "enrol": Enrol, "backup": Backup, "restore": Restore, "key": ChangeKey,
    "print-ahead": PrintAhead, "key-in": KeyIn, "keep": Keep,
}  # fmt: skip
