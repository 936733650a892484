"""Whether a person already waits for a procedure: told by number, procedure and state."""

from __future__ import annotations

import pytest

from app.rules.acts import Kind
from app.services import acts, duplicates, returning
from app.services.desk import Desk
from tests.services.counter import CITIZEN, receive

NUMBER = CITIZEN["id_number"]


def test_a_dossier_whose_result_is_awaited_is_found_by_number_and_procedure(desk: Desk) -> None:
    made = receive(desk).dossier
    found = duplicates.earlier(desk, NUMBER, "1.004873")
    assert found is not None
    assert (found.code, found.name, found.desk) == (made.code, made.applicant.name, 1)
    assert (found.received_at, found.due_at, found.state) == (made.received_at, made.due_at, made.state)


@pytest.mark.parametrize(
    ("number", "procedure"), [("001190999999", "1.004873"), (NUMBER, "1.004884"), ("", "1.004873")]
)
def test_another_number_or_another_procedure_is_nobody(desk: Desk, number: str, procedure: str) -> None:
    receive(desk)
    assert duplicates.earlier(desk, number, procedure) is None


def test_a_result_that_waits_still_counts_and_one_given_back_does_not(desk: Desk) -> None:
    code = receive(desk).dossier.code
    acts.act(desk, code, Kind.RESULT_READY)
    assert duplicates.earlier(desk, NUMBER, "1.004873") is not None
    returning.give_back(desk, code, to="Nguyễn Thị Đặng")
    assert duplicates.earlier(desk, NUMBER, "1.004873") is None


@pytest.mark.parametrize("end", [Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED, Kind.REFUSED])
def test_a_dossier_that_ended_without_a_result_does_not_count(desk: Desk, end: Kind) -> None:
    acts.act(desk, receive(desk).dossier.code, end, {"reason": "thử"})
    assert duplicates.earlier(desk, NUMBER, "1.004873") is None


def test_the_owner_counts_as_well_as_the_applicant(desk: Desk) -> None:
    owner = {"kind": "citizen", "name": "Hoàng Văn Bảy", "id_number": "066085001234"}
    code = receive(desk, owner=owner).dossier.code
    found = duplicates.earlier(desk, "066085001234", "1.004873")
    assert found is not None
    assert (found.code, found.name) == (code, "Hoàng Văn Bảy")


def test_a_number_that_only_begins_alike_is_another_person(desk: Desk) -> None:
    receive(desk, {"kind": "other", "id_number": NUMBER + "9"})
    assert duplicates.earlier(desk, NUMBER, "1.004873") is None


def test_of_several_the_newest_is_named(desk: Desk) -> None:
    receive(desk)
    newest = receive(desk, {"id_number": NUMBER}, duplicate_reason="cho em gái").dossier.code
    found = duplicates.earlier(desk, NUMBER, "1.004873")
    assert found is not None
    assert found.code == newest
