"""A day without power, by the command line and through the real relay: stock, sheets, the morning after, a loss."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.conftest import Ran
from tests.journeys.test_put_back import AGENCY, MORNING, Counter
from tests.services.counter import draft, number_of
from tests.sync.world import RelayServer


class Desk(Counter):
    """A desk whose officer writes by pen; `number` is that of the sheet, and of its citizen."""

    def try_key_in(self, number: int, at: datetime, **fields: Any) -> Ran:
        said = draft({"id_number": number_of(number)}, received_at=at.isoformat(), blank={"number": number}, **fields)
        return self.motcua("receive", "-", "--json", stdin=json.dumps(said, ensure_ascii=False))

    def key_in(self, number: int, at: datetime) -> str:
        return str(self.try_key_in(number, at).json["code"])

    def stock(self, count: int) -> list[int]:
        ran = self.motcua("print-ahead", count, self.home.parent / "stock.pdf", "--json")
        return list(ran.json["numbers"])


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    server = RelayServer(tmp_path / "relay")
    yield server
    server.stop()


@pytest.fixture
def desk(motcua: Callable[..., Ran], relay: RelayServer, home: Path, tmp_path: Path) -> Iterator[Desk]:
    with time_machine.travel(MORNING, tick=True):
        yield Desk(motcua, relay, home, tmp_path / "copy")


def at(hour: int, minute: int = 0) -> datetime:
    return MORNING.replace(hour=hour, minute=minute)


def test_what_was_written_by_pen_reaches_the_province_in_order_under_the_numbers_on_paper(desk: Desk) -> None:
    with time_machine.travel(MORNING, tick=True) as clock:
        assert desk.stock(5) == [950, 951, 952, 953, 954]
        codes = desk.receive()
        clock.shift(timedelta(days=1))
        written = [desk.key_in(number, at(hour)) for number, hour in ((952, 16), (950, 14), (951, 15))]
        assert written == [f"{AGENCY}-261123-{number:04d}" for number in (952, 950, 951)]
        # The counter of Monday is where it was, and Tuesday's begins at its first number.
        codes += [*written, *desk.receive()]
        assert codes[-1] == f"{AGENCY}-261124-0001"
        assert desk.sync() == "done"
        shown = {one["code"]: one for one in desk.relay.export(AGENCY).values()}
        assert [shown[code]["register"]["number"] for code in sorted(written)] == [2, 3, 4]
        assert [shown[code]["received_at"][11:16] for code in sorted(written)] == ["14:00", "15:00", "16:00"]
        for day in (MORNING, MORNING + timedelta(days=1)):
            ran = desk.motcua("close-day", "--date", day.date().isoformat())
            assert (ran.status, ran.err.partition(" ")[0]) == (1, "BLANKS_OPEN")
            desk.motcua("blanks", "0953", "unused", "--date", day.date().isoformat(), "--json")
            closing = desk.motcua("close-day", "--date", day.date().isoformat(), "--json").json
            assert closing["equal"] is True
        desk.assert_alike(codes)


def test_after_a_loss_the_sheets_come_back_and_none_is_keyed_in_or_printed_twice(desk: Desk) -> None:
    with time_machine.travel(MORNING, tick=True) as clock:
        desk.stock(3)
        clock.shift(timedelta(hours=8))
        desk.keep_a_copy()
        codes = [desk.key_in(950, at(9)), *desk.receive()]
        assert desk.stock(2) == [953, 954]
        assert desk.sync() == "done"
        desk.put_back()
        assert desk.sync() == "restored"
        assert desk.try_key_in(950, at(9)).refusal == "BLANK_USED"
        codes += [desk.key_in(951, at(10)), *desk.receive()]
        assert codes[-1].endswith("-0002"), "the numbers of blanks are none of the counter's"
        assert min(desk.stock(2)) > 954
        found = desk.motcua("blanks", "--json").json
        assert set(found["lying"]) >= {952, 953, 954}
        assert 950 not in found["lying"]
        assert desk.sync() == "done"
        desk.motcua("blanks", "all", "unused")
        desk.assert_alike(codes)


def test_keyed_in_again_before_the_first_round_one_of_the_two_is_parked_for_an_officer(desk: Desk) -> None:
    """The store that was put back knows nothing of it, and no line says more; the relay refuses the doubled code."""
    with time_machine.travel(MORNING, tick=True) as clock:
        desk.stock(3)
        clock.shift(timedelta(hours=8))
        desk.keep_a_copy()
        code = desk.key_in(950, at(9))
        assert desk.sync() == "done"
        desk.put_back()
        again = desk.try_key_in(950, at(9)).json
        assert (again["code"], [one["code"] for one in again["warnings"]]) == (code, ["NUMBERS_SKIPPED"])
        assert desk.sync() == "restored"
        (parked,) = desk.motcua("parked", "--json").json
        assert (parked["code"], parked["refusals"][0]["reason"]) == (code, "CODE_TAKEN")
        assert desk.at_province() == [code]


def test_a_replaced_pc_prints_none_before_somebody_looked_into_the_drawer(desk: Desk) -> None:
    with time_machine.travel(MORNING, tick=True) as clock:
        desk.stock(4)
        clock.shift(timedelta(hours=8))
        codes = [desk.key_in(950, at(9)), *desk.receive()]
        assert desk.sync() == "done"
        shutil.rmtree(desk.home)
        desk.home.mkdir()
        assert desk.join().status == 0
        assert desk.motcua("numbers", "--continue-after", codes[-1]).status == 0
        found = desk.motcua("blanks", "--json").json
        assert (len(found["lying"]), found["room"], found["unsure"]) == (50, 0, True)
        ran = desk.motcua("print-ahead", "1", desk.home.parent / "more.pdf")
        assert ran.refusal == "BLANKS_LEFT"
        assert not (desk.home.parent / "more.pdf").exists()
        assert desk.try_key_in(950, at(9)).refusal == "BLANK_USED"
        # What the old PC printed is good: it was handed out before it broke.
        codes.append(desk.key_in(951, at(7)))
        codes += desk.receive()
        assert codes[-1].endswith("-0002")
        desk.motcua("blanks", "all", "spoiled", "--reason", "máy cũ hỏng, đã hủy")
        # 0950 is on a citizen's paper of today, whatever is said of the sheet.
        assert desk.motcua("print-ahead", "1", desk.home.parent / "more.pdf").refusal == "BLANKS_LEFT"
        assert desk.sync() == "done"
        desk.assert_alike(codes)
        clock.shift(timedelta(days=1))
        assert desk.stock(2) == [950, 951]
