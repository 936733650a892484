"""No number of a lease stands on two receipts: kills, power cuts, copies put back, another PC, a broken mark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from app import mark, words
from app.errors import KnownError, UserError
from app.mark import AHEAD
from app.models import counting, setting
from app.models.store import FILE, open_store
from app.services import finding, handover, numbers
from app.services.desk import Desk
from tests.services.counter import KEY, Clock, code_of, receive


def desk_in(home: Path, marks: Path, clock: Clock | None = None) -> Desk:
    """Open a desk as the program does."""
    desk = Desk(open_store(home, KEY), clock or Clock(), clock_ok=True, marks=marks)
    numbers.bind(desk)
    return desk


def number(code: str) -> int:
    return int(code[-4:])


def entry(desk: Desk, code: str) -> int:
    with desk.store.read() as connection:
        facts = "SELECT entry FROM dossier WHERE code = :code"
        return int(connection.execute(text(facts), {"code": code}).scalar_one())


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "marks"


@pytest.fixture
def marked(home: Path, marks: Path) -> Iterator[Desk]:
    desk = desk_in(home, marks)
    yield desk
    desk.store.close()


def test_numbers_follow_one_another_and_the_mark_follows_them(marked: Desk) -> None:
    assert numbers.look(marked) == numbers.Numbers("even", 0, 0, 0)
    for nth in range(1, 2 * AHEAD + 2):
        assert number(code_of(marked)) == nth
        found = numbers.look(marked)
        assert (found.state, found.store, found.issued) == ("even", nth, nth)
        assert nth <= found.reserved <= nth + AHEAD


def test_a_copy_put_back_goes_on_above_all_that_was_reserved_and_says_what_it_left_out(
    marked: Desk, home: Path, marks: Path, tmp_path: Path
) -> None:
    codes = [code_of(marked), code_of(marked)]
    marked.store.close()
    shutil.copytree(home, tmp_path / "copy")
    marked = desk_in(home, marks)
    codes += [code_of(marked), code_of(marked)]
    entries = [entry(marked, code) for code in codes]
    marked.store.close()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)

    old = desk_in(home, marks)
    assert numbers.look(old).state == "old"
    made = receive(old)
    assert made.warnings == ("NUMBERS_SKIPPED",)
    assert made.dossier.code not in codes
    assert number(made.dossier.code) == numbers.look(old).issued == AHEAD + 1
    assert entry(old, made.dossier.code) not in entries
    with old.store.read() as connection:
        left_out = {one.name: (one.first, one.last) for one in numbers.skipped(connection)}
    assert left_out == {"code:261123": (3, AHEAD), "book:2026": (3, AHEAD)}
    assert receive(old).warnings == ()
    old.store.close()


def test_the_lists_of_an_old_copy_have_numbers_of_their_own_too(
    marked: Desk, home: Path, marks: Path, tmp_path: Path
) -> None:
    codes = [code_of(marked) for _ in range(3)]
    marked.store.close()
    shutil.copytree(home, tmp_path / "copy")
    marked = desk_in(home, marks)
    signed = handover.hand_over(marked, codes[:1], "Tư pháp", "Phạm Văn Ổn").number
    marked.store.close()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    old = desk_in(home, marks)
    assert handover.hand_over(old, codes[1:], "Tư pháp", "Phạm Văn Ổn").number != signed
    old.store.close()


def test_a_store_on_another_pc_issues_nothing_before_the_last_receipt_is_named(
    marked: Desk, home: Path, tmp_path: Path
) -> None:
    last = [code_of(marked) for _ in range(4)][-1]
    marked.store.close()
    shutil.copytree(home, tmp_path / "elsewhere")
    other = desk_in(tmp_path / "elsewhere", tmp_path / "no marks here")
    assert numbers.look(other).state == "gone"
    with pytest.raises(UserError, match="NUMBERS_GONE"):
        code_of(other)
    later = last[:-4] + "0037"
    numbers.continue_after(other, later, entry=52)
    made = receive(other).dossier
    assert (number(made.code), entry(other, made.code)) == (38, 53)
    other.store.close()


def test_without_its_entry_the_register_goes_far_enough_on(marked: Desk, home: Path, tmp_path: Path) -> None:
    last = code_of(marked)
    marked.store.close()
    shutil.copytree(home, tmp_path / "elsewhere")
    other = desk_in(tmp_path / "elsewhere", tmp_path / "no marks here")
    numbers.continue_after(other, last[:-4] + "0037")
    assert entry(other, code_of(other)) == 1 + numbers.BOOK_AHEAD + 1
    other.store.close()


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("H15.99-261123-0004", "NUMBERS_OTHER"),
        ("H15.10-261123-1004", "NUMBERS_OUTSIDE"),
        ("không phải mã", "CODE_FORMAT"),
        ("", "CODE_FORMAT"),
    ],
)
def test_a_receipt_that_cannot_be_the_last_is_refused_and_nothing_is_issued(
    marked: Desk, home: Path, tmp_path: Path, code: str, refusal: str
) -> None:
    code_of(marked)
    marked.store.close()
    shutil.copytree(home, tmp_path / "elsewhere")
    other = desk_in(tmp_path / "elsewhere", tmp_path / "no marks here")
    with pytest.raises(UserError) as problem:
        numbers.continue_after(other, code)
    assert problem.value.code == refusal
    assert "{" not in words.sentence(problem.value)
    assert numbers.look(other).state == "gone"
    other.store.close()


def test_where_the_mark_is_there_nobody_names_a_receipt(marked: Desk) -> None:
    code = code_of(marked)
    with pytest.raises(UserError, match="NUMBERS_KNOWN"):
        numbers.continue_after(marked, code)


def test_a_cloned_disk_brings_the_mark_along_and_it_is_known_for_another_pcs(
    marked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_of(marked)
    here = mark.signs()
    renamed = {**here, "name": "another"}
    monkeypatch.setattr(mark, "signs", lambda: renamed)
    assert number(code_of(marked)) == 2
    cloned = {name: "another" for name in here}
    monkeypatch.setattr(mark, "signs", lambda: cloned)
    with pytest.raises(UserError, match="NUMBERS_GONE"):
        code_of(marked)


def test_a_store_of_an_older_version_is_believed_once(marked: Desk, home: Path, marks: Path, tmp_path: Path) -> None:
    def older(desk: Desk) -> None:
        with desk.store.write() as connection:
            connection.execute(text("DELETE FROM setting WHERE name = 'numbers'"))
        desk.store.close()

    code_of(marked)
    older(marked)
    shutil.copytree(home, tmp_path / "copy")
    upgraded = desk_in(home, tmp_path / "fresh")
    assert [number(code_of(upgraded)) for _ in range(3)] == [2, 3, 4]
    upgraded.store.close()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    put_back = desk_in(home, tmp_path / "fresh")
    assert number(code_of(put_back)) > 4
    put_back.store.close()


def test_a_practice_centre_has_no_mark(home: Path, marks: Path) -> None:
    desk = Desk(open_store(home, KEY), Clock(), marks=marks)
    with desk.store.write() as connection:
        own = setting.get(connection, "centre")
        setting.put(connection, "centre", {**own, "kind": "practice"})
    numbers.bind(desk)
    code_of(desk)
    assert (numbers.look(desk).state, marks.exists()) == ("none", False)
    desk.store.close()


def test_a_mark_may_not_lie_in_the_data_folder(home: Path) -> None:
    desk = Desk(open_store(home, KEY), Clock(), marks=home / "marks")
    with pytest.raises(KnownError, match="MARK_INSIDE"):
        numbers.bind(desk)
    desk.store.close()


def test_a_mark_that_cannot_be_written_stops_the_number_and_not_the_rest(marked: Desk, marks: Path) -> None:
    code = code_of(marked)
    for file in marks.iterdir():
        file.unlink()
    marks.rmdir()
    marks.write_text("a file where the folder should be")
    with pytest.raises(KnownError, match="MARK"):
        receive(marked)
    assert [hit.code for hit in finding.find(marked, "")] == [code]


@pytest.mark.parametrize("content", [b"", b"\0" * 512, b'{"code:261123":1}\nwrong', b"x" * 100_000])
def test_what_was_issued_and_cannot_be_read_costs_a_gap_and_never_a_number_twice(
    marked: Desk, marks: Path, content: bytes
) -> None:
    codes = [code_of(marked) for _ in range(3)]
    [issued] = marks.glob("*.issued")
    issued.write_bytes(content)
    more = [code_of(marked) for _ in range(3)]
    assert len({*codes, *more}) == 6
    assert number(more[0]) == AHEAD + 1


class Issuing(RuleBasedStateMachine):
    """One PC: receptions, deaths before and after the commit, power cuts, copies kept and put back, files lost."""

    new_centre: Path
    folder: Path

    @initialize()
    def open(self) -> None:
        self.work = Path(self.folder) / f"run{len(list(Path(self.folder).iterdir()))}"
        self.home, self.marks = self.work / "home", self.work / "marks"
        self.home.mkdir(parents=True)
        shutil.copy(self.new_centre, self.home / FILE)
        self.clock = Clock()
        self.desk = desk_in(self.home, self.marks, self.clock)
        self.issued: list[str] = []
        self.entries: list[int] = []
        self.copies: list[Path] = []
        self.put_back = self.unreadable = False

    def _reopen(self) -> None:
        self.desk.store.close()
        self.desk = desk_in(self.home, self.marks, self.clock)

    @rule()
    def receive(self) -> None:
        before = max((number(code) for code in self.issued if self.clock.at.strftime("%y%m%d") in code), default=0)
        code = code_of(self.desk)
        if not self.put_back and not self.unreadable:
            assert number(code) == before + 1, "a gap though nothing was lost"
        self.unreadable = False
        self.issued.append(code)
        self.entries.append(entry(self.desk, code))

    @rule()
    def dies_before_the_commit(self) -> None:
        class Died(Exception):
            pass

        with suppress(Died), self.desk.store.write() as connection:
            numbers.take(self.desk, connection, {f"code:{self.clock.at:%y%m%d}": 1})
            raise Died
        self._reopen()

    @rule()
    def dies_after_the_commit(self) -> None:
        """The number is on the disk and perhaps on paper; what was issued was not noted."""
        kept, unreadable = {file: file.read_bytes() for file in self.marks.glob("*.issued")}, self.unreadable
        self.receive()
        for file, content in kept.items():
            file.write_bytes(content)
        self.unreadable = unreadable
        self._reopen()

    @rule(content=st.binary(max_size=40))
    def the_power_fails(self, content: bytes) -> None:
        for file in self.marks.glob("*.issued"):
            file.write_bytes(content)
        self.unreadable = True
        self._reopen()

    @rule()
    def another_day(self) -> None:
        self.clock.ahead(days=1)

    @precondition(lambda self: len(self.copies) < 3)
    @rule()
    def keep_a_copy(self) -> None:
        self.desk.store.close()
        self.copies.append(self.work / f"copy{len(self.copies)}")
        shutil.copytree(self.home, self.copies[-1])
        self._reopen()

    @precondition(lambda self: self.copies)
    @rule(which=st.integers(0, 2))
    def put_a_copy_back(self, which: int) -> None:
        self.desk.store.close()
        shutil.rmtree(self.home)
        shutil.copytree(self.copies[which % len(self.copies)], self.home)
        self.put_back = True
        self.desk = desk_in(self.home, self.marks, self.clock)

    @invariant()
    def nothing_is_on_two_receipts(self) -> None:
        if hasattr(self, "issued"):
            assert len(self.issued) == len(set(self.issued))
            assert len(self.entries) == len(set(self.entries))

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.store.close()


def test_whatever_happens_to_store_and_mark_no_number_is_issued_twice(new_centre: Path, tmp_path: Path) -> None:
    machine = type("Numbers", (Issuing,), {"new_centre": new_centre, "folder": tmp_path})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )


def test_where_the_note_of_a_number_is_locked_the_other_file_says_it(
    marked: Desk, home: Path, marks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where another program may hold a file for a while."""
    code_of(marked)
    marked.store.close()
    shutil.copytree(home, tmp_path / "copy")
    marked = desk_in(home, marks)

    monkeypatch.setattr(mark.Mark, "_write_issued", _locked)
    issued = code_of(marked)
    marked.store.close()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    old = desk_in(home, marks)
    assert number(code_of(old)) > number(issued)
    old.store.close()


def _full(self: mark.Mark, *_: object) -> None:
    raise KnownError("MARK", why="No space left on device")


def _locked(self: mark.Mark, numbers: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_number_that_could_not_be_noted_is_not_issued(marked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its disk full and its file held by another program: a copy put back then would print the number again."""
    code_of(marked)
    with monkeypatch.context() as ill:
        ill.setattr(mark.Mark, "_write_issued", _locked)
        ill.setattr(mark.Mark, "reserve", _full)
        with pytest.raises(KnownError, match="MARK"):
            code_of(marked)
    assert number(code_of(marked)) == 2


def test_where_the_disk_fails_between_the_two_the_next_number_is_not_issued(
    marked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_of(marked)
    with monkeypatch.context() as ill:
        ill.setattr(mark.Mark, "issue", lambda *_: None)
        code_of(marked)
    with monkeypatch.context() as ill:
        ill.setattr(mark.Mark, "catch_up", _full)
        with pytest.raises(KnownError, match="MARK"):
            code_of(marked)
    assert number(code_of(marked)) == 3


@pytest.mark.parametrize("known", [0, 300], ids=["the copy knows nothing of it", "the copy knows much of it"])
def test_where_the_mark_is_gone_a_day_before_the_named_receipt_goes_on_further(
    marked: Desk, home: Path, tmp_path: Path, known: int
) -> None:
    """The copy is of before both: what was printed for the first of the two days nobody is asked."""
    clock = Clock()
    with marked.store.write() as connection:
        for counter, ahead in (
            (counting.codes_of(clock.at.date()), known),
            (counting.book_of(clock.at.year), 4 * known),
        ):
            if ahead:
                counting.keep_number(connection, counter, ahead)
    marked.store.close()
    shutil.copytree(home, tmp_path / "copy")
    lost = desk_in(home, tmp_path / "marks", clock)
    printed = [receive(lost).dossier for _ in range(3)]
    earlier = {one.code for one in printed}, {entry(lost, one.code) for one in printed}
    first = clock.at
    clock.at = first.replace(year=first.year + 1)
    last = code_of(lost)
    lost.store.close()
    clock.at = first
    other = desk_in(tmp_path / "copy", tmp_path / "no marks here", clock)
    numbers.continue_after(other, last)
    again = receive(other).dossier
    assert number(again.code) > numbers.CODES_AHEAD
    assert again.code not in earlier[0]
    assert entry(other, again.code) not in earlier[1]
    other.store.close()


def test_where_the_mark_is_gone_lists_go_on_further(marked: Desk, home: Path, tmp_path: Path) -> None:
    codes = [code_of(marked) for _ in range(3)]
    marked.store.close()
    shutil.copytree(home, tmp_path / "copy")
    lost = desk_in(home, tmp_path / "marks")
    signed = handover.hand_over(lost, codes[:1], "Tư pháp", "Phạm Văn Ổn").number
    lost.store.close()
    other = desk_in(tmp_path / "copy", tmp_path / "no marks here")
    numbers.continue_after(other, codes[-1])
    assert handover.hand_over(other, codes[1:], "Tư pháp", "Phạm Văn Ổn").number == signed[:-2] + "21"
    other.store.close()


@pytest.mark.parametrize("ahead", [1, 400], ids=["in the same register", "in next year's"])
def test_an_old_copy_moved_on_to_another_pc_does_not_print_what_only_the_mark_knew(
    marked: Desk, home: Path, marks: Path, tmp_path: Path, ahead: int
) -> None:
    """The day after, it knows the last receipt: that of the day before was lost with the store, and not the mark."""
    marked.store.close()
    shutil.copytree(home, tmp_path / "copy")
    clock = Clock()
    lost = desk_in(home, marks, clock)
    printed = code_of(lost)
    lost.store.close()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    clock.ahead(days=ahead)
    old = desk_in(home, marks, clock)
    last = code_of(old)
    old.store.close()
    clock.ahead(days=-ahead)
    moved = desk_in(home, tmp_path / "no marks here", clock)
    numbers.continue_after(moved, last)
    assert code_of(moved) != printed
    moved.store.close()
