"""Blanks: which numbers are theirs, when one may be printed again, what the day's end asks, which entries are kept."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.errors import UserError
from app.rules import deadline_words
from app.rules.blanks import MOST, Place, Spoiled, Stock, Used, counter_last, part, passing_over, read_numbers
from app.rules.clock import VN
from app.rules.numbering import Lease

MONDAY = date(2026, 11, 23)
TEN = Lease(91, 100)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VN)


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def stock(printed: int, numbers: Lease = TEN) -> Stock:
    """A stock of which so many were printed on Monday at seven."""
    return Stock(numbers).print_more(printed, printed, at(7))


def used(one: Stock, *sheets: int, day: date = MONDAY, keyed: date | None = None) -> Stock:
    """Sheets handed out on a day, the n-th at n minutes past nine."""
    for sheet in sheets:
        one = one.use(sheet, Used(f"H15.10-{day:%y%m%d}-{one.number(sheet):04d}", at(9, sheet, day), keyed or day))
    return one


# -- which numbers


@pytest.mark.parametrize(
    ("lease", "numbers"),
    [
        (Lease(1, 999), Lease(950, 999)),
        (Lease(1000, 1999), Lease(1950, 1999)),
        (Lease(1, 9999), Lease(9950, 9999)),
        (Lease(1, 500), Lease(451, 500)),
        (Lease(1, 499), Lease(451, 499)),
        (Lease(1, 100), Lease(91, 100)),
        (Lease(50, 69), Lease(68, 69)),
        (Lease(1, 10), Lease(10, 10)),
        (Lease(1, 9), None),
        (Lease(7, 7), None),
    ],
)
def test_the_blanks_are_the_last_fifty_of_a_lease_and_a_tenth_of_a_narrow_one(
    lease: Lease, numbers: Lease | None
) -> None:
    assert part(lease) == numbers


@given(st.integers(1, 10**6), st.integers(0, 10**5))
def test_the_counter_keeps_nine_tenths_of_every_lease(first: int, more: int) -> None:
    lease = Lease(first, first + more)
    numbers, size = part(lease), more + 1
    blanks = numbers.last - numbers.first + 1 if numbers else 0
    assert blanks <= min(MOST, size / 10)
    assert counter_last(lease, numbers) == lease.last - blanks
    assert numbers is None or (lease.first < numbers.first and numbers.last == lease.last)


@pytest.mark.parametrize(("number", "issued"), [(90, 90), (91, 101), (95, 101), (100, 101), (101, 101)])
def test_the_counter_passes_over_the_blanks(number: int, issued: int) -> None:
    assert passing_over(number, TEN) == issued
    assert passing_over(number, None) == number


def test_in_a_lease_that_was_widened_the_counter_has_what_lies_above_the_blanks_too() -> None:
    assert counter_last(Lease(1, 200), TEN) == 200
    assert counter_last(Lease(1, 100), None) == 100


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0952", [952]),
        (" 952 ", [952]),
        ("0952-0954", [952, 953, 954]),
        ("0952 – 0954", [952, 953, 954]),
        ("0950, 0952-0953;0955", [950, 952, 953, 955]),
        ("950 951 950", [950, 951]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: list[int]) -> None:
    assert read_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "x", "954-952", "0", "1-51", "950,", "-950", "950-", "٩٥٠", "12345678"])
def test_what_are_no_numbers_is_refused_as_it_was_typed(text: str) -> None:
    with pytest.raises(UserError, match="BLANK_NUMBERS") as refused:
        read_numbers(text)
    assert refused.value.facts == {"text": text}


# -- the sheets


def test_sheets_carry_the_numbers_in_turn_and_begin_again() -> None:
    one = stock(12)
    assert [one.number(sheet) for sheet in range(1, 13)] == [*range(91, 101), 91, 92]
    assert [one.newest(number) for number in (91, 92, 93, 100)] == [11, 12, 3, 10]
    assert one.newest(90) is None
    assert one.newest(101) is None


def test_of_a_number_not_printed_yet_there_is_no_sheet() -> None:
    assert Stock(TEN).newest(91) is None
    assert stock(3).newest(94) is None
    moved = Stock(TEN, since=7, last=9)
    assert [moved.newest(number) for number in (91, 92, 93)] == [8, 9, None]


def test_what_lies_in_the_drawer_is_what_nobody_has_said_anything_of() -> None:
    one = used(stock(5), 1, 3).spoil(2, Spoiled("rách", MONDAY))
    assert one.lying == (4, 5)
    assert one.lie(2, MONDAY).lying == (2, 4, 5)
    assert Stock(TEN, last=25).lying == tuple(range(16, 26)), "of those an old copy knows nothing of, all"


def test_when_a_sheet_was_printed_is_known_of_those_this_store_printed() -> None:
    one = stock(5).print_more(12, 2, at(8))
    assert [one.printed(sheet) for sheet in (5, 6, 10, 11, 12)] == [at(7), None, None, at(8), at(8)]


@pytest.mark.parametrize(
    ("one", "room"),
    [
        (Stock(TEN), 10),
        (stock(4), 6),
        (stock(10), 0),
        (used(stock(10), 1, 2, day=after(-1)), 2),
        (used(stock(10), 1, 2), 0),
        (used(stock(10), 1, 2, day=after(-1), keyed=MONDAY), 2),
        (used(stock(10), 2, 3, day=after(-1)), 0),
        (stock(10).spoil(1, Spoiled("rách", MONDAY)), 1),
        (used(stock(10), *range(1, 11), day=after(-1)), 10),
        (Stock(TEN, since=30, last=30), 10),
    ],
)
def test_a_number_is_printed_again_once_the_sheet_before_is_spoiled_or_was_used_on_an_earlier_day(
    one: Stock, room: int
) -> None:
    assert one.room(MONDAY) == room


@pytest.mark.parametrize(("taken", "room"), [((), 10), (range(91, 94), 0), ((95, 99), 4), ((100,), 9), ((90, 101), 10)])
def test_what_is_on_paper_with_todays_date_is_printed_tomorrow(taken: Container[int], room: int) -> None:
    assert Stock(TEN).room(MONDAY, taken) == room
    assert stock(10).spoil(1, Spoiled("rách", MONDAY)).room(MONDAY, (91,)) == 0


def test_what_no_longer_matters_is_forgotten_when_more_is_printed() -> None:
    one = used(stock(10), *range(1, 11), day=after(-3)).lie(10, MONDAY)
    more = one.print_more(16, 6, at(8))
    assert sorted(more.used) == [7, 8, 9, 10]
    assert [run.last for run in more.runs] == [10, 16]
    assert [run.last for run in used(more, *range(11, 17)).print_more(26, 10, at(9)).runs] == [26]


# -- the day's end


def seen(one: Stock, *sheets: int, day: date = MONDAY) -> Stock:
    for sheet in sheets:
        one = one.lie(sheet, day)
    return one


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (stock(5), ()),
        (stock(5).spoil(1, Spoiled("rách", MONDAY)), ()),
        (used(stock(5), 1), (2,)),
        (used(stock(5), 1, 2, 3), (4,)),
        (used(stock(5), 1, 2, 4), (3, 5)),
        (used(stock(5), 4), (1, 2, 3, 5)),
        (used(stock(5), 1, 2, 3, 4, 5), ()),
        (used(stock(5), 1, 3).spoil(2, Spoiled("rách", MONDAY)), (4,)),
        (used(stock(5), 1).spoil(2, Spoiled("rách", MONDAY)), (3,)),
        (seen(used(stock(5), 1), 2), ()),
        (seen(used(stock(5), 1, 2, 4), 3), (5,)),
        (seen(used(stock(5), 1, 2, 4), 3, day=after(-1)), (3, 5)),
        (seen(used(stock(5), 1, 2, 4), 3, 5, day=after(1)), ()),
        (used(used(stock(9), 1, 2), 4, 5, day=after(1)), (3,)),
        (used(used(stock(9), 4, 5), 1, 2, day=after(-1)), (3, 6)),
        (used(stock(9), 1, 2, day=after(-1), keyed=MONDAY), (3,)),
        (used(stock(9), 1, 2, day=after(-1)), ()),
    ],
)
def test_the_days_end_asks_about_the_sheets_below_those_used_and_the_first_above(
    one: Stock, asked: tuple[int, ...]
) -> None:
    assert one.asked(MONDAY) == asked


def test_a_sheet_that_is_used_after_all_is_not_seen_lying_any_more() -> None:
    assert used(seen(stock(5), 1), 1).lain == {}
    assert seen(stock(5), 1).spoil(1, Spoiled("rách", MONDAY)).lain == {}
    assert seen(seen(stock(5), 1, day=after(1)), 1).lain == {1: after(1)}


# -- the register


def test_sheets_keyed_in_from_the_top_leave_room_for_those_below() -> None:
    one = stock(8)
    assert one.waiting(3, at(9)) == (1, 2)
    assert used(one, 1).waiting(3, at(10)) == (2,)
    assert used(one, 1, 2).waiting(3, at(10)) == ()
    assert one.spoil(1, Spoiled("rách", MONDAY)).waiting(3, at(9)) == (2,)


def test_no_room_is_left_for_what_lay_forgotten_or_was_seen_to_lie_that_day() -> None:
    forgotten = used(stock(8), 1, 3, day=after(-2))
    assert forgotten.waiting(5, at(9)) == (4,)
    assert seen(stock(8), 1).waiting(3, at(9)) == (2,)
    assert seen(stock(8), 1, day=after(-1)).waiting(3, at(9)) == (1, 2)


def test_room_once_kept_is_kept_once_and_taken_by_its_sheet_alone() -> None:
    kept = {1: Place("01-2026", 7, MONDAY), 2: Place("01-2026", 8, MONDAY)}
    one = stock(8).use(3, Used("c", at(9), MONDAY), kept)
    assert one.waiting(5, at(10)) == (4,)
    assert (one.place(1, "01-2026", at(8)), one.place(2, "01-2026", at(8))) == (7, 8)
    assert used(one, 1).place(2, "01-2026", at(8)) == 8
    assert used(one, 1).place(1, "01-2026", at(8)) is None
    assert one.spoil(1, Spoiled("rách", MONDAY)).place(1, "01-2026", at(8)) is None


@pytest.mark.parametrize(
    ("book", "moment", "entry"),
    [
        ("01-2026", at(8), 7),
        ("01-2026", at(16), 7),
        ("01-2026", at(16, day=after(-1)), 7),
        ("01-2026", at(8, day=after(1)), None),
        ("01-2027", at(8), None),
    ],
)
def test_room_is_kept_for_a_sheet_of_that_day_or_before_and_of_that_book(
    book: str, moment: datetime, entry: int | None
) -> None:
    one = stock(3).use(2, Used("c", at(9), MONDAY), {1: Place("01-2026", 7, MONDAY)})
    assert one.place(1, book, moment) == entry


@pytest.mark.parametrize(
    ("sheet", "moment", "fits"),
    [(1, at(8), True), (1, at(9, 3), False), (3, at(9, 3), True), (3, at(9), False), (3, at(9, 7), False),
     (3, at(5, day=after(1)), True), (6, at(9, 5), True), (6, at(9, 4), False), (2, at(1), True)],
)  # fmt: skip
def test_the_moments_of_a_day_follow_the_sheets(sheet: int, moment: datetime, fits: bool) -> None:
    assert used(stock(8), 2, 5).in_order(sheet, moment) is fits


# -- whatever happens


@dataclass(frozen=True)
class Paper:
    """One sheet as it lies in the world."""

    sheet: int
    number: int


class Counter(RuleBasedStateMachine):
    """One desk with a narrow lease, its drawer and its citizens' hands; the pile need not be used from its top."""

    lease = Lease(1, 30)

    def __init__(self) -> None:
        super().__init__()
        numbers = part(self.lease)
        assert numbers is not None
        self.stock, self.today = Stock(numbers), MONDAY
        self.drawer: list[Paper] = []
        self.out: list[tuple[Paper, datetime]] = []
        self.counted: dict[date, int] = {}
        self.codes: list[tuple[date, int]] = []

    @rule(times=st.integers(1, 15))
    def receive(self, times: int) -> None:
        for _ in range(times):
            number = passing_over(self.counted.get(self.today, 0) + 1, self.stock.numbers)
            if number <= self.lease.last:
                self.counted[self.today] = number
                self.codes.append((self.today, number))

    @rule(wanted=st.integers(1, 9))
    def print_more(self, wanted: int) -> None:
        count = min(wanted, self.stock.room(self.today))
        if count:
            self.stock = self.stock.print_more(self.stock.last + count, count, at(7, day=self.today))
            sheets = range(self.stock.last - count + 1, self.stock.last + 1)
            self.drawer += [Paper(sheet, self.stock.number(sheet)) for sheet in sheets]

    @precondition(lambda self: self.drawer)
    @rule(which=st.integers(0, 9), minute=st.integers(0, 59))
    def hand_out(self, which: int, minute: int) -> None:
        paper = self.drawer.pop(which % len(self.drawer))
        self.out.append((paper, at(9, minute, self.today)))
        self.codes.append((self.today, paper.number))

    @precondition(lambda self: self.out)
    @rule(which=st.integers(0, 9))
    def key_in(self, which: int) -> None:
        paper, moment = self.out.pop(which % len(self.out))
        sheet = self.stock.newest(paper.number)
        assert sheet == paper.sheet, "the paper in a citizen's hands is not the sheet that is known"
        assert sheet in self.stock.lying
        assert self.stock.printed(sheet) is not None
        self.stock = self.stock.use(sheet, Used("c", moment, self.today))

    @precondition(lambda self: self.drawer)
    @rule(which=st.integers(0, 9))
    def spoil(self, which: int) -> None:
        paper = self.drawer.pop(which % len(self.drawer))
        self.stock = self.stock.spoil(paper.sheet, Spoiled("rách", self.today))

    @rule()
    def tomorrow(self) -> None:
        self.today += timedelta(days=1)

    @invariant()
    def no_number_is_twice_in_the_drawer(self) -> None:
        numbers = [paper.number for paper in self.drawer]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def no_code_is_on_two_papers(self) -> None:
        assert len(self.codes) == len(set(self.codes))

    @invariant()
    def every_sheet_is_known_for_what_it_is(self) -> None:
        outside = sorted([paper.sheet for paper in self.drawer] + [paper.sheet for paper, _ in self.out])
        assert list(self.stock.lying) == outside


def test_whatever_is_printed_handed_out_keyed_in_and_received_no_number_is_twice() -> None:
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_promise_written_by_pen_says_so_and_what_it_would_be_by_itself() -> None:
    reckoned = datetime(2026, 11, 27, 17, 0, tzinfo=VN)
    said = deadline_words.on_paper(reckoned, "3 ngày làm việc.")
    assert said.endswith("Tính theo thời hạn là 17:00 27/11/2026: 3 ngày làm việc.")
    assert deadline_words.is_on_paper(said)
    assert not deadline_words.is_on_paper("3 ngày làm việc.")
