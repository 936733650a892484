"""A data folder put back between two rounds, or copied to another PC: by the command line, through the real relay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from app.rules.clock import VN
from tests.conftest import Ran
from tests.services.counter import draft, number_of
from tests.sync.world import RelayServer

AGENCY = "H15.10"
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=VN)
"""A Monday."""


class Counter:
    """A desk of one relay, by its command line: who comes is another citizen each time."""

    def __init__(self, motcua: Callable[..., Ran], relay: RelayServer, home: Path, copy: Path) -> None:
        self.motcua, self.relay, self.home, self.copy = motcua, relay, home, copy
        self.came = 0
        self.join()

    def join(self) -> Ran:
        code = self.relay.invite(AGENCY, 1, 1, 999)
        return self.motcua("enrol", self.relay.url, "--code", code, "--officer", "Nguyễn Thị Lan", "--json")

    def try_receive(self) -> Ran:
        self.came += 1
        said = json.dumps(draft({"id_number": number_of(self.came)}), ensure_ascii=False)
        return self.motcua("receive", "-", "--json", stdin=said)

    def receive(self, count: int = 1) -> list[str]:
        return [str(self.try_receive().json["code"]) for _ in range(count)]

    def sync(self) -> str:
        return str(json.loads(self.motcua("sync", "--json").out)["state"])

    def keep_a_copy(self) -> None:
        shutil.copytree(self.home, self.copy)

    def put_back(self) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(self.copy, self.home)

    def here(self) -> list[str]:
        return sorted(hit["code"] for hit in self.motcua("find", "", "--json").json)

    def at_province(self) -> list[str]:
        return sorted(one["code"] for one in self.relay.export(AGENCY).values())

    def assert_alike(self, codes: list[str]) -> None:
        """Each number once, here and at the province, and the day equal and signed."""
        assert len(set(codes)) == len(codes), "a number was issued a second time"
        assert self.here() == self.at_province() == sorted(codes)
        closing = self.motcua("close-day", "--json").json
        assert (closing["equal"], closing["desk"]) == (True, closing["relay"])
        self.relay.assert_chains_whole(AGENCY)
        checks = json.loads(self.motcua("doctor", "--json").out)["checks"]
        ill = {check["name"] for check in checks if not check["ok"]}
        assert not ill & {"chain", "events", "records", "log", "closings"}


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    server = RelayServer(tmp_path / "relay")
    yield server
    server.stop()


@pytest.fixture
def counter(motcua: Callable[..., Ran], relay: RelayServer, home: Path, tmp_path: Path) -> Iterator[Counter]:
    with time_machine.travel(MORNING, tick=True):
        yield Counter(motcua, relay, home, tmp_path / "copy")


def lost(counter: Counter) -> list[str]:
    """Receive 2, sync, copy the home, receive 2, sync, put the copy back; return the four numbers that are on paper."""
    codes = counter.receive(2)
    assert counter.sync() == "done"
    counter.keep_a_copy()
    codes += counter.receive(2)
    assert counter.sync() == "done"
    counter.put_back()
    return codes


def test_after_a_copy_is_put_back_the_round_that_ends_well_has_brought_the_lost_numbers(counter: Counter) -> None:
    """`sync` said done, `receive` issued -0003 a second time, and the sync after it was cloned for good."""
    codes = lost(counter)
    assert counter.sync() == "restored"
    codes += counter.receive()
    assert (counter.sync(), counter.sync()) == ("done", "done")
    counter.assert_alike(codes)


def test_a_pc_that_joins_in_the_place_of_a_stolen_one_is_asked_for_the_last_receipt(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the stolen one had printed without a line the province did not know, and -0003 was on two receipts."""
    codes = counter.receive(2)
    assert counter.sync() == "done"
    unsent = counter.receive()
    shutil.rmtree(counter.home)
    counter.home.mkdir()
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state of the other"))
    assert counter.join().status == 0
    assert counter.try_receive().refusal == "NUMBERS_GONE"
    assert counter.motcua("numbers", "--continue-after", unsent[0]).status == 0
    codes += counter.receive()
    assert codes[-1] > unsent[0]
    assert counter.sync() == "done"
    counter.assert_alike(codes)


def test_a_pc_that_joins_where_no_receipt_was_printed_asks_for_none(counter: Counter) -> None:
    shutil.rmtree(counter.home)
    counter.home.mkdir()
    assert counter.join().status == 0
    assert counter.receive()[0].endswith("-0001")


def test_what_a_copy_that_was_put_back_receives_before_its_first_round_has_numbers_of_its_own(counter: Counter) -> None:
    """-0003 was issued a second time at once, with no line to learn from: the mark on this PC knows."""
    codes = lost(counter)
    codes += counter.receive(2)
    assert (counter.sync(), counter.sync()) == ("restored", "done")
    counter.assert_alike(codes)


def test_a_copy_that_was_put_back_and_wrote_joins_anew_with_its_invitation(counter: Counter) -> None:
    """A new invitation ended in ENROL_MISMATCH with its code spent and the old token dead: no way back was left."""
    codes = lost(counter)
    codes += counter.receive()
    assert counter.join().status == 0
    assert counter.sync() == "done"
    codes += counter.receive()
    assert counter.sync() == "done"
    counter.assert_alike(codes)


def test_a_day_is_not_signed_over_what_was_lost_the_day_before(counter: Counter) -> None:
    """With the loss on an earlier day `close-day` had nothing of it to compare: equal, signed, two dossiers gone."""
    with time_machine.travel(MORNING, tick=True) as clock:
        codes = lost(counter)
        clock.shift(timedelta(days=1))
        closing = counter.motcua("close-day", "--json").json
        assert closing["equal"] is True
        assert counter.here() == sorted(codes)
        yesterday: dict[str, Any] = counter.motcua("close-day", "--date", MORNING.date().isoformat(), "--json").json
        assert (yesterday["equal"], yesterday["desk"]["dossiers"]) == (True, 4)


def test_on_another_pc_a_copy_issues_nothing_before_the_last_receipt_is_named(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PC copied to another one issued -0003 there too. The two files of the mark are on the first PC alone."""
    codes = counter.receive(2)
    assert counter.sync() == "done"
    counter.keep_a_copy()
    codes += counter.receive()
    monkeypatch.setenv("MOTCUA_HOME", str(counter.copy))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "another PC"))
    assert counter.try_receive().refusal == "NUMBERS_GONE"
    assert counter.motcua("numbers", "--continue-after", codes[-1], "--json").json["state"] == "even"
    codes += counter.receive()
    assert len(set(codes)) == len(codes), "a number was issued a second time"
