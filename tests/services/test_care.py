"""Care of a store: a rebuild finds and mends what is not what the events say, a doctor says what is open."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from app.errors import KnownError
from app.models import event_rows, journal, projection
from app.rules.acts import Kind
from app.rules.record import read_record, write_record
from app.rules.states import State
from app.services import care, finding, papers
from app.services.acts import act
from app.services.desk import Desk
from tests.services.counter import code_of

TAMPER = {
    "record": "UPDATE dossier SET facts = json_set(plain(facts), '$.fee', 1) WHERE n = 2",
    "record that lacks what every record has": (
        "UPDATE dossier SET facts = json_remove(plain(facts), '$.summary') WHERE n = 2"
    ),
    "record of the wrong types": "UPDATE dossier SET facts = json_set(plain(facts), '$.copies', 'hai') WHERE n = 2",
    "record nobody can read": "UPDATE dossier SET facts = '{}' WHERE n = 2",
    "state": "UPDATE dossier SET state = 'returned' WHERE n = 2",
    "name": "UPDATE dossier SET name = 'Ai đó' WHERE n = 2",
    "lost row": "DELETE FROM dossier WHERE n = 2",
}


@pytest.mark.parametrize("tamper", TAMPER)
def test_a_rebuild_finds_and_mends_a_row_that_is_not_what_its_events_say(desk: Desk, tamper: str) -> None:
    codes = [code_of(desk) for _ in range(3)]
    whole = care.fingerprint(desk)
    with desk.store.write() as connection:
        connection.execute(text(TAMPER[tamper]))
    found = care.rebuild(desk)
    assert len(found.differed) == 1
    assert tamper == "lost row" or found.differed == (codes[1],)
    assert care.fingerprint(desk) == whole
    assert care.rebuild(desk).differed == ()
    assert finding.dossier(desk, codes[1]).state is State.RECEIVED


OLDER = {
    "without the fields that were not there yet": (
        "UPDATE dossier SET facts = json_remove(plain(facts), '$.pages', '$.destination', '$.exemption', "
        "'$.fee_receipt', '$.handover', '$.resume', '$.pauses', '$.extensions', '$.finished_at', "
        "'$.at_door', '$.linked', '$.applicant.email', '$.components[0].files')"
    ),
    "with fields nobody knows any more": (
        "UPDATE dossier SET facts = json_set(plain(facts), '$.weather', 'mưa', '$.applicant.nickname', 'Ấm')"
    ),
    "with blanks between": "UPDATE dossier SET facts = replace(plain(facts), '\"fee\":', '\"fee\" : ')",
    "with a moment as another clock writes it": (
        "UPDATE dossier SET facts = json_set(plain(facts), '$.received_at', '2026-11-23T01:15:00.000Z')"
    ),
}


@pytest.mark.parametrize("shape", OLDER)
def test_a_rebuild_reports_no_row_of_which_only_the_text_is_of_an_older_shape(desk: Desk, shape: str) -> None:
    codes = [code_of(desk) for _ in range(3)]
    assert act(desk, codes[1], Kind.FORWARDED, {"unit": "Địa chính"}).place == "Địa chính"
    shown, whole = [finding.as_json(desk, code) for code in codes], care.fingerprint(desk)
    with desk.store.write() as connection:
        connection.execute(text(OLDER[shape]))
        older = connection.execute(text("SELECT plain(facts) FROM dossier ORDER BY n")).scalars().all()
    assert [finding.as_json(desk, code) for code in codes] == shown
    assert care.rebuild(desk).differed == ()
    with desk.store.read() as connection:
        kept = connection.execute(text("SELECT plain(facts) FROM dossier ORDER BY n")).scalars().all()
    assert kept == [write_record(read_record(one)) for one in older]
    assert not set(kept) & set(older)
    assert (care.fingerprint(desk), [finding.as_json(desk, code) for code in codes]) == (whole, shown)


def test_a_rebuild_brings_back_a_lost_search_row(desk: Desk) -> None:
    code_of(desk)
    with desk.store.write() as connection:
        connection.execute(text("DELETE FROM search WHERE rowid = 1"))
    assert finding.find(desk, "dang") == []
    care.rebuild(desk)
    assert len(finding.find(desk, "dang")) == 1


def test_a_record_without_any_event_is_named(desk: Desk) -> None:
    code = code_of(desk)
    with desk.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO dossier SELECT 9, 'ghost', 'H15.10-261123-0666', state, name, procedure, procedure_code, "
                "desk, received_at, due_at, paused_from, returned_at, book, entry, head, sync, NULL, printed, facts "
                "FROM dossier"
            )
        )
    assert care.rebuild(desk).differed == ("H15.10-261123-0666",)
    assert code != "H15.10-261123-0666"


@pytest.mark.parametrize("body", ["không phải JSON", "[]", "null", "7", ""])
def test_a_body_that_is_none_any_more_is_named_and_the_rest_goes_on(desk: Desk, body: str) -> None:
    code, other = code_of(desk), code_of(desk)
    id_ = finding.dossier(desk, code).events[0].id
    with desk.store.write() as connection:
        connection.execute(text("DROP TRIGGER event_immutable"))
        connection.execute(text("UPDATE event SET body = :body WHERE id = key(:id)"), {"body": body, "id": id_})
    found = care.rebuild(desk)
    assert (found.broken, found.differed) == ((id_,), (code,))
    assert seen(desk) == {"events": {id_}, "records": {code}}
    with pytest.raises(KnownError, match="STORE_BROKEN"):
        finding.dossier(desk, code)
    assert finding.dossier(desk, other).code == other
    assert {hit.code for hit in finding.find(desk, "")} == {code, other}


def test_a_changed_event_breaks_its_hash_and_a_lost_one_breaks_the_chain(desk: Desk) -> None:
    code_of(desk)
    id_ = finding.dossier(desk, code_of(desk)).events[0].id
    code_of(desk)
    with desk.store.write() as connection:
        connection.execute(text("DROP TRIGGER event_immutable"))
        connection.execute(text("UPDATE event SET officer = 'Người khác' WHERE n = 2"))
    assert care.rebuild(desk).broken == (id_,)
    assert seen(desk) == {"events": {id_}}
    with desk.store.write() as connection:
        connection.execute(text("DROP TRIGGER event_kept"))
        connection.execute(text("DELETE FROM outbox WHERE n = 2"))
        connection.execute(text("DELETE FROM event WHERE n = 2"))
    assert len(care.rebuild(desk).broken) == 1
    assert set(seen(desk)) == {"chain", "records"}


def seen(desk: Desk, days: int = care.ROUND) -> dict[str, set[str]]:
    """Return what the doctor names on so many days in a row, by check; of receipts it says enough elsewhere."""
    found: dict[str, set[str]] = {}
    for _ in range(days):
        for check in care.doctor(desk):
            if not check.ok and check.name != "receipts":
                found.setdefault(check.name, set()).update(check.detail.partition(": ")[2].split(", "))
        desk.clock.ahead(days=1)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("tamper", [name for name in TAMPER if name != "lost row"])
def test_a_month_of_the_doctor_names_a_row_that_is_not_what_its_events_say(desk: Desk, tamper: str) -> None:
    """A projection that was altered: the doctor was content, since it looked at events alone."""
    codes = [code_of(desk) for _ in range(3)]
    with desk.store.write() as connection:
        connection.execute(text(TAMPER[tamper]))
    assert seen(desk) == {"records": {codes[1]}}


def test_a_day_of_the_doctor_is_a_thirtieth_of_the_store(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        code_of(desk)
    asked: list[str] = []

    def noted(connection: Connection, dossier: str) -> bool:
        asked.append(dossier)
        return True

    monkeypatch.setattr(projection, "stands", noted)
    seen(desk, days=1)
    assert len(asked) <= 1
    seen(desk, days=care.ROUND - 1)
    assert len(asked) == len(set(asked)) == 5


def test_doctor_names_the_receipts_that_may_not_be_printed_and_the_parked(desk: Desk) -> None:
    code = code_of(desk)
    checks = {check.name: check for check in care.doctor(desk)}
    assert not checks["receipts"].ok
    assert code in checks["receipts"].detail
    papers.printed(desk, code, "receipt")
    with desk.store.write() as connection:
        (event,) = connection.execute(text("SELECT text_of(id) FROM event")).scalars()
        journal.answer(connection, [(event, None, event_rows.Refused("CODE_TAKEN", {}))])
    checks = {check.name: check for check in care.doctor(desk)}
    assert checks["receipts"].ok
    assert not checks["parked"].ok
    assert code in checks["parked"].detail
