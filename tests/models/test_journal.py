"""The journal under any interleaving: records are what the events say, the outbox is what has no answer."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import counting, event_rows, journal, projection, search
from app.models.journal import Author, Entry
from app.models.packed import text_of
from app.models.store import FILE, open_store
from app.rules.acts import Kind, is_legal
from app.rules.clock import iso
from app.rules.events import Body, Event, new_event, unsaid
from app.rules.record import Record
from app.rules.states import State
from app.rules.text import search_tokens
from app.services import practice
from app.services.desk import Desk
from tests.services.counter import CITIZEN, KEY, code_of, rows

OURS, OTHER = Author(1, "Lan"), 2
AT = "2026-11-23T08:15:00+07:00"
NAMES = ("Nguyễn Thị Đặng", "Trần Minh Đạt", "H'Yuên Niê", "Lê Văn Ấm")


def born(id_: str, code: str, name: str, **fields: Any) -> Body:
    person = {"birth_date": None, "commune": None, "email": None, **CITIZEN, "name": name}
    usual: Body = {
        "dossier": id_, "code": code, "procedure": {"code": "1.004873", "name": "Xác nhận", "version": "1"},
        "case": None, "term": "3 ngày làm việc", "field": "Hộ tịch", "unit": None, "channel": "counter",
        "deliver": "counter", "received_at": AT, "received_by": "Lan", "due_at": AT, "due_reason": "r",
        "applicant": person, "owner": None, "authorised_by": None, "summary": "s", "copies": 1, "components": [],
        "fee": None, "fee_paid": False, "note": None, "register": {"book": "01-2026", "number": 1},
        "request_id": None,
    }  # fmt: skip
    return cast(Body, {**usual, **fields})


BODIES: list[tuple[Kind, Body]] = [
    (Kind.FORWARDED, {"unit": "Địa chính"}),
    (Kind.SUPPLEMENT_REQUESTED, {"items": ["Ảnh"]}),
    (Kind.SUPPLEMENTED, {"due_at": AT, "due_reason": "x"}),
    (Kind.RESULT_READY, {"number": "1"}),
    (Kind.RETURNED, {"to": {"name": "Lê Văn Ấm"}}),
    (Kind.CORRECTED, {"changes": {"returned_at": None}}),
    *((Kind.CORRECTED, Body(changes={"applicant.name": name})) for name in NAMES),
    (Kind.CORRECTED, {"changes": {"applicant.phone": "0987654321"}}),
    (Kind.STOPPED, {}),
]


class Journal(RuleBasedStateMachine):
    """One desk, another desk behind the relay, and a relay that answers in any order, late, or twice."""

    blank: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="journal-"))
        shutil.copy(self.blank, self.folder / FILE)
        self.store = open_store(self.folder, KEY)
        self.ids: list[str] = []
        self.seq = 0
        self.told: list[tuple[int, Event]] = []
        self.other_head: str | None = None
        self.verdicts: dict[str, tuple[str, int | None, event_rows.Refused | None]] = {}
        self.resent: set[str] = set()
        self.known: set[str] = set()

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    def _record(self, data: st.DataObject) -> Record:
        with self.store.read() as connection:
            return projection.load(connection, data.draw(st.sampled_from(self.ids)))

    @rule(name=st.sampled_from(NAMES), ours=st.booleans())
    def receive(self, name: str, ours: bool) -> None:
        id_, code = f"d{len(self.ids)}", f"H15.10-261123-{len(self.ids):04d}"
        body = born(id_, code, name)
        with self.store.write() as connection:
            if ours:
                journal.write(connection, OURS, Kind.RECEIVED, body, at=AT, dossier=id_, record=None)
            else:
                journal.accept(connection, [self._theirs(Kind.RECEIVED, id_, None, body)])
                self.known.add(id_)
        self.ids.append(id_)

    def _theirs(self, kind: Kind, dossier: str, base: str | None, body: Body) -> tuple[int, Event]:
        made = new_event(
            dossier=dossier, kind=kind, at=AT, officer="Bình", desk=OTHER, base=base, prev_hash=self.other_head,
            body=body,
        )  # fmt: skip
        self.other_head = made.hash
        self.told.append((self._next(), made))
        return self.told[-1]

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), act=st.sampled_from(BODIES), ours=st.booleans())
    def act(self, data: st.DataObject, act: tuple[Kind, Body], ours: bool) -> None:
        """One of us acts; the other desk may not know what we did, so its act need not fit what is here."""
        record, (kind, body) = self._record(data), act
        legal = is_legal(record.state, kind, body) if ours else record.id in self.known
        if not legal:
            return
        with self.store.write() as connection:
            if ours:
                journal.write(connection, OURS, kind, body, at=AT, dossier=record.id, record=record)
            else:
                journal.accept(connection, [self._theirs(kind, record.id, record.head, body)])

    @rule(data=st.data(), accepted=st.booleans(), again=st.booleans(), lost=st.booleans())
    def answer(self, data: st.DataObject, accepted: bool, again: bool, lost: bool) -> None:
        """The relay answers for an event that waits; asked again, or when its reply was lost, it says the same again.

        It accepts nothing of a dossier whose `received` it has not accepted.
        """
        with self.store.read() as connection:
            waiting = connection.execute(
                text("SELECT text_of(e.id), text_of(dossier), kind FROM outbox JOIN event e USING (n)")
            ).all()
        if not waiting:
            return
        id_, dossier, kind = data.draw(st.sampled_from(waiting))
        accepted = accepted and (kind == Kind.RECEIVED or dossier in self.known)
        fresh = (id_, self._next() if accepted else None, None if accepted else event_rows.Refused("BASE_MOVED", {}))
        verdict = self.verdicts.setdefault(id_, fresh)
        if verdict[1] is not None:
            self.known.add(dossier)
        if lost:
            return
        self.resent.discard(id_)
        with self.store.write() as connection:
            journal.answer(connection, [verdict])
            if again:
                journal.answer(connection, [verdict])

    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        with self.store.read() as connection:
            every = connection.execute(
                text("SELECT text_of(id) FROM event WHERE desk = 1 AND verdict <> 'waiting'")
            ).scalars()
            answered = sorted(every)
        if answered:
            id_ = data.draw(st.sampled_from(answered))
            with self.store.write() as connection:
                assert journal.resend(connection, [id_]) == (id_ not in self.resent)
            self.resent.add(id_)

    @rule()
    def hear_everything_again(self) -> None:
        with self.store.write() as connection:
            journal.accept(connection, self.told)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        with self.store.write() as connection:
            journal.settle(connection, data.draw(st.sampled_from(self.ids)))

    @invariant()
    def every_record_is_what_its_events_say(self) -> None:
        with self.store.read() as connection:
            for id_ in self.ids:
                assert projection.load(connection, id_) == projection.replay(event_rows.history(connection, id_))[0]

    @invariant()
    def every_column_and_every_word_is_the_records(self) -> None:
        with self.store.read() as connection:
            for id_ in self.ids:
                check_row(connection, id_)

    @invariant()
    def the_outbox_is_what_nobody_answered_and_what_is_sent_again(self) -> None:
        with self.store.read() as connection:
            waiting = (
                connection.execute(text("SELECT text_of(id) FROM event WHERE verdict = 'waiting'")).scalars().all()
            )
            outbox = connection.execute(text("SELECT text_of(e.id) FROM outbox JOIN event e USING (n)")).scalars().all()
        assert sorted(outbox) == sorted({*waiting, *self.resent})

    @invariant()
    def a_dossier_is_parked_exactly_while_one_of_its_events_is_refused(self) -> None:
        with self.store.read() as connection:
            parked = connection.execute(text("SELECT id FROM dossier WHERE sync = 'parked'")).scalars().all()
            refused = connection.execute(text("SELECT DISTINCT dossier FROM event WHERE verdict = 'refused'"))
            assert set(parked) == set(refused.scalars())

    @invariant()
    def our_chain_is_whole(self) -> None:
        with self.store.read() as connection:
            rows = connection.execute(text("SELECT hash, prev_hash FROM event WHERE desk = 1 ORDER BY n")).all()
        assert [row.prev_hash for row in rows] == [None, *(row.hash for row in rows)][: len(rows)]


def check_row(connection: Connection, id_: str) -> None:
    """Assert that a dossier's columns are its record's, and that it is found by its words and no others."""
    row = connection.execute(text("SELECT * FROM dossier WHERE id = key(:id)"), {"id": id_}).one()
    record = projection.record_of(row.facts)
    assert (row.state, text_of(row.head), row.code) == (record.state, record.head, record.code)
    assert (row.due_at, row.received_at) == (iso(record.due_at), iso(record.received_at))
    assert (row.name, row.procedure) == (record.citizen.name, record.procedure.name)
    words = set(search.words_of(record).split())
    for name in NAMES:
        for word in search_tokens(name):
            found = connection.execute(
                text("SELECT 1 FROM search WHERE rowid = :n AND search MATCH :word"), {"n": row.n, "word": f'"{word}"'}
            ).scalar()
            assert (found is not None) == (word in words)


def test_any_interleaving_of_acts_answers_and_repeats_keeps_records_search_and_outbox_true(new_centre: Path) -> None:
    machine = type("Run", (Journal,), {"blank": new_centre})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=30, stateful_step_count=30, phases=[Phase.generate])
    )


# The same one by one, for the reader


def words(connection: Connection, word: str) -> list[int]:
    return list(
        connection.execute(text("SELECT rowid FROM search WHERE search MATCH :w ORDER BY rowid"), {"w": word}).scalars()
    )


def test_one_act_is_an_event_a_record_a_search_row_and_an_outbox_row(desk: Desk) -> None:
    with desk.store.write() as connection:
        made, record = journal.write(
            connection, OURS, Kind.RECEIVED, born("d", "H15.10-261123-0001", NAMES[0]), at=AT, dossier="d", record=None
        )
    with desk.store.read() as connection:
        assert [stored.event for stored in event_rows.history(connection, "d")] == [made]
        assert projection.load(connection, "d") == record
        assert connection.execute(text("SELECT n FROM outbox")).scalars().all() == [1]
        assert words(connection, "dang") == [1]


def test_a_corrected_name_is_found_and_the_old_one_is_not(desk: Desk) -> None:
    with desk.store.write() as connection:
        _, record = journal.write(
            connection, OURS, Kind.RECEIVED, born("d", "H15.10-261123-0001", NAMES[0]), at=AT, dossier="d", record=None
        )
        body: Body = {"changes": {"applicant.name": NAMES[1]}}
        journal.write(connection, OURS, Kind.CORRECTED, body, at=AT, dossier="d", record=record)
    with desk.store.read() as connection:
        assert (words(connection, "dang"), words(connection, "dat")) == ([], [1])


def test_a_refused_act_leaves_the_record_to_the_province_and_stays_in_the_history(desk: Desk) -> None:
    with desk.store.write() as connection:
        first, record = journal.write(
            connection, OURS, Kind.RECEIVED, born("d", "H15.10-261123-0001", NAMES[0]), at=AT, dossier="d", record=None
        )
        second, _ = journal.write(connection, OURS, Kind.STOPPED, {}, at=AT, dossier="d", record=record)
        journal.answer(connection, [(first.id, 1, None), (second.id, None, event_rows.Refused("STATE", {}))])
        assert projection.load(connection, "d").state is State.RECEIVED
        assert [stored.verdict for stored in event_rows.history(connection, "d")] == ["accepted", "refused"]
        journal.settle(connection, "d")
        assert connection.execute(text("SELECT sync FROM dossier")).scalar_one() == "sent"
        assert [stored.verdict for stored in event_rows.history(connection, "d")] == ["accepted", "settled"]


def test_a_dossier_the_province_refused_whole_does_not_vanish_from_the_counter(desk: Desk) -> None:
    with desk.store.write() as connection:
        made, record = journal.write(
            connection, OURS, Kind.RECEIVED, born("d", "H15.10-261123-0001", NAMES[0]), at=AT, dossier="d", record=None
        )
        journal.answer(connection, [(made.id, None, event_rows.Refused("CODE_TAKEN", {}))])
        assert projection.load(connection, "d") == record
        assert connection.execute(text("SELECT sync FROM dossier")).scalar_one() == "parked"


def test_resending_puts_an_event_into_the_outbox_once(desk: Desk) -> None:
    code_of(desk)
    with desk.store.write() as connection:
        id_ = connection.execute(text("SELECT text_of(id) FROM event")).scalar_one()
        assert journal.resend(connection, [id_]) == 0
        journal.answer(connection, [(id_, 1, None)])
        assert journal.resend(connection, [id_, id_]) == 1
        assert connection.execute(text("SELECT count(*) FROM outbox")).scalar_one() == 1


def test_a_request_two_desks_took_in_belongs_to_the_one_that_was_here_first(desk: Desk) -> None:
    with desk.store.write() as connection:
        for number in (1, 2):
            body = born(f"d{number}", f"H15.10-261123-000{number}", NAMES[0], request_id="r1")
            journal.write(connection, OURS, Kind.RECEIVED, body, at=AT, dossier=f"d{number}", record=None)
        rows = connection.execute(text("SELECT request_id FROM dossier ORDER BY n")).scalars().all()
    assert rows == ["r1", None]


def test_writing_many_at_once_leaves_what_writing_one_by_one_does(desk: Desk) -> None:
    entries = [
        Entry(Kind.RECEIVED, "d1", AT, born("d1", "H15.10-261123-0001", NAMES[0])),
        Entry(Kind.RESULT_READY, "d1", AT, {"number": "1"}),
        Entry(Kind.RECEIVED, "d2", AT, born("d2", "H15.10-261123-0002", NAMES[1])),
        Entry(Kind.RETURNED, "d1", AT, {"to": {"name": "X"}}),
    ]
    with desk.store.write() as connection:
        journal.write_many(connection, OURS, entries)
        journal.write_many(connection, OURS, [])
        for id_ in ("d1", "d2"):
            assert projection.load(connection, id_) == projection.replay(event_rows.history(connection, id_))[0]
            check_row(connection, id_)
        assert connection.execute(text("SELECT count(*) FROM outbox")).scalar_one() == 4
        rows = connection.execute(text("SELECT hash, prev_hash FROM event ORDER BY n")).all()
        assert [row.prev_hash for row in rows] == [None, *(row.hash for row in rows[:-1])]


def test_an_unknown_dossier_is_named(desk: Desk) -> None:
    with pytest.raises(UserError) as refused, desk.store.read() as connection:
        projection.load(connection, "nothing")
    assert (refused.value.code, refused.value.facts) == ("DOSSIER_UNKNOWN", {"code": "nothing"})


def test_a_number_is_kept_with_the_transaction_that_used_it(desk: Desk) -> None:
    def half() -> None:
        with desk.store.write() as connection:
            counting.keep_number(connection, "code:261123", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with desk.store.write() as connection:
        assert counting.last_number(connection, "code:261123") is None
        counting.keep_number(connection, "code:261123", 7)
        counting.keep_number(connection, "code:261123", 8)
        assert counting.last_number(connection, "code:261123") == 8


def test_an_act_of_another_desk_that_comes_before_our_own_answer_follows_the_reception(desk: Desk) -> None:
    """The relay accepted our `received`, the reply was lost, another desk acted on the dossier, and we hear that first.

    1. we receive, and the answer is lost; 2. desk 2 pulls the dossier and forwards it; 3. we pull desk 2's event;
    4. we send ours again and learn that it was accepted before.
    """
    with desk.store.write() as connection:
        first, _ = journal.write(
            connection, OURS, Kind.RECEIVED, born("d", "H15.10-261123-0001", NAMES[0]), at=AT, dossier="d", record=None
        )
        theirs = new_event(
            dossier="d", kind=Kind.FORWARDED, at=AT, officer="Bình", desk=OTHER, base=first.id, prev_hash=None,
            body={"unit": "Địa chính"},
        )  # fmt: skip
        journal.accept(connection, [(2, theirs)])
        assert projection.load(connection, "d").place == "Địa chính"
        before = projection.load(connection, "d")
        journal.answer(connection, [(first.id, 1, None)])
        assert projection.load(connection, "d") == before
        assert connection.execute(text("SELECT sync FROM dossier")).scalar_one() == "sent"


def test_a_past_taken_in_at_once_is_what_it_is_one_by_one(new_centre: Path, tmp_path: Path) -> None:
    """Invented dossiers, and among them one the relay refused, one it altered, one of a newer program."""
    first, at_once, one_by_one = (tmp_path / name for name in ("first", "at once", "one by one"))
    for home in (first, at_once, one_by_one):
        home.mkdir()
        shutil.copy(new_centre, home / FILE)
    desk = Desk(open_store(first, KEY))
    practice.generate(desk, 40)
    with desk.store.read() as connection:
        events = event_rows.waiting(connection, 10_000)
    desk.store.close()
    told: list[tuple[int | None, Event]] = [(seq, event) for seq, event in enumerate(events, 1)]
    refused, altered, newer = (
        next(n for n in range(from_, len(told)) if events[n].base is not None) for from_ in (20, 60, 100)
    )
    told[refused] = (None, events[refused])
    told[altered] = (told[altered][0], unsaid(events[altered]))
    told[newer] = (told[newer][0], replace(events[newer], kind="inspected"))
    left = []
    for home, groups in ((at_once, [told]), (one_by_one, [[one] for one in told])):
        store = open_store(home, KEY)
        with store.write() as connection:
            for group in groups:
                journal.accept(connection, group)
        left.append(rows(Desk(store)))
        store.close()
    for table in ("event", "dossier", "outbox", "search"):
        assert left[0][table] == left[1][table], table
    assert {"sent", "parked", "aside"} <= {value for row in left[0]["dossier"] for value in row}
