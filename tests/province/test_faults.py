"""Where the relay's own code fails there is no verdict: a numbered incident, nothing stored, nothing personal told."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.errors import UserError
from app.paths import ROOT
from app.province import api, closings, enrolment, home, ingest, pull, tables, verdicts
from app.province.home import Relay
from app.rules.events import Event
from app.sync.protocol import wire
from tests.province.desk import AGENCY, COMMUNE, SPEAKS, Desk

PLACE = re.compile(r"app/province/[a-z]+\.py:\d+:\w+")


def batch(*events: Event) -> dict[str, Any]:
    return {"events": [wire(event) for event in events]}


def held(relay: Relay) -> dict[str, list[Any]]:
    """Everything the relay's database holds."""
    with relay.store.read() as tx:
        return {table.name: list(tx.execute(select(table))) for table in tables.metadata.sorted_tables}


def texts(value: object) -> Iterator[str]:
    """Give every word and number of a body that could be told from it."""
    if isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif value is not None and len(str(value)) > 4:
        yield str(value)


def test_a_fault_stores_nothing_and_is_told_by_its_number_alone(
    desk: Desk, relay: Relay, bug: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    desk.push(desk.receive())
    before = held(relay)
    good, bad, behind = desk.receive(), desk.receive(), desk.receive()
    bug.add(bad.id)
    with caplog.at_level(logging.DEBUG):
        answer = desk.post("push", batch(good, bad, behind))
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["code"] == "INCIDENT"
    assert re.fullmatch("[0-9a-f]{8}", problem["facts"].pop("incident"))
    assert problem["facts"] == {}
    assert held(relay) == before
    assert [record.levelname for record in caplog.records if record.name == "app.province.faults"] == ["ERROR"]


def test_the_log_names_kind_places_desk_and_event_and_nothing_of_what_was_sent(
    desk: Desk, bug: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    good, bad, behind = desk.receive(), desk.receive(), desk.receive()
    bug.add(bad.id)
    incident = desk.post("push", batch(good, bad, behind)).json()["facts"]["incident"]
    (line,) = [record.getMessage() for record in caplog.records if record.name == "app.province.faults"]
    assert line.startswith(f"incident {incident}: ZeroDivisionError at app/province/ingest.py:")
    told, _, work = line.partition("; ")
    places = told.partition(" at ")[2].split(" < ")
    assert all(PLACE.fullmatch(place) for place in places), places
    assert "app/province/api.py" in told
    assert work == f"agency {AGENCY} desk 1 events 3: {good.id}..{behind.id} event {bad.id}"
    for event in (good, bad, behind):
        for word in (event.officer, *texts({name: value for name, value in event.body.items() if name != "dossier"})):
            assert word not in line


def test_a_fault_outside_the_judging_names_the_batch(
    desk: Desk, relay: Relay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("Nguyễn Thị Đặng")

    monkeypatch.setattr(ingest, "_write_dossiers", fail)
    before, event = held(relay), desk.receive()
    assert desk.post("push", batch(event)).json()["code"] == "INCIDENT"
    assert held(relay) == before
    assert caplog.messages[-1].endswith(f"; agency {AGENCY} desk 1 events {event.id}")


def test_a_complaint_of_a_deeper_room_is_a_fault_too_and_not_the_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise UserError("DATE_FORMAT", text="Nguyễn Thị Đặng")

    monkeypatch.setattr(ingest, "judge", fail)
    assert desk.post("push", batch(desk.receive())).json()["code"] == "INCIDENT"
    assert "RuntimeError at app/province/ingest.py" in caplog.text
    assert "from UserError at" in caplog.text
    assert "Đặng" not in caplog.text


def test_a_fault_inside_the_judging_is_no_verdict(desk: Desk, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    event, before = desk.receive(), held(relay)
    with monkeypatch.context() as patch:
        patch.setattr(verdicts, "fold", fail)
        assert desk.post("push", batch(event)).json()["code"] == "INCIDENT"
    assert held(relay) == before
    assert desk.push(event)[0]["verdict"] == "accepted"


def test_what_the_relay_knows_to_refuse_stays_a_verdict(desk: Desk) -> None:
    bad, good = desk.receive(fee="hai nghìn"), desk.receive()
    altered = replace(desk.receive(), officer="Lê Văn Tám")
    answers = desk.push(bad, good, altered)
    assert [answer["reason"] for answer in answers] == ["BODY_INVALID", None, "HASH_WRONG"]


@pytest.mark.parametrize(
    ("module", "name"),
    [(pull, "after"), (pull, "whole_dossier"), (closings, "close"), (ingest, "take")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_place_of_a_desk_answers_a_fault_alike(
    desk: Desk, relay: Relay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, module: Any, name: str
) -> None:
    event = desk.receive()
    closing = desk.closing({}, {})

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError(f"{event.body}")

    before = held(relay)
    monkeypatch.setattr(module, name, fail)
    answer = {
        "after": lambda: desk.get("pull", after=0),
        "whole_dossier": lambda: desk.get(f"dossiers/{event.dossier}"),
        "close": lambda: desk.post("closings", closing),
        "take": lambda: desk.post("push", batch(event)),
    }[name]()
    assert (answer.status_code, answer.json()["code"]) == (500, "INCIDENT")
    assert answer.json()["facts"]["incident"] in caplog.text
    assert f"agency {AGENCY} desk 1" in caplog.text
    assert "Đặng" not in caplog.text
    assert held(relay) == before


def test_an_invitation_is_not_used_up_by_a_fault(
    client: TestClient, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay.store.write() as tx:
        code = enrolment.invite(tx, AGENCY, COMMUNE, 1)["code"]
    message, before = {"code": code, "officer": "Trần Văn Bình"}, held(relay)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Trần Văn Bình")

    with monkeypatch.context() as patch:
        patch.setattr(api, "Enrolled", fail)
        answer = client.post("/v1/enrol", json=message, headers=SPEAKS)
    assert (answer.status_code, answer.json()["code"]) == (500, "INCIDENT")
    assert held(relay) == before
    assert client.post("/v1/enrol", json=message, headers=SPEAKS).status_code == 200


PROGRAM = """
import sys
from pathlib import Path
from app.province import ingest
from app.province.commands import serve

def fail(author, event, book):
    raise ZeroDivisionError(str(event.body))

ingest.judge = fail
serve(Path(sys.argv[1]), "127.0.0.1", 0)
"""


def test_a_relay_in_service_writes_its_incident_to_stderr_with_the_time(
    relay: Relay, relay_home: Path, tmp_path: Path
) -> None:
    program = tmp_path / "relay_main.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(program), str(relay_home)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        with httpx2.Client(base_url=process.stdout.readline().strip()) as client:
            desk = Desk.join(client, relay)
            event = desk.receive()
            incident = desk.post("push", batch(event)).json()["facts"]["incident"]
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert re.match(rf"\d{{4}}-\d\d-\d\d [\d:,]+ ERROR app\.province\.faults incident {incident}: ZeroDiv", err)
    assert err.count("\n") == 1
    assert event.id in err
    assert "Đặng" not in err
    assert (relay_home / home.SETTINGS).exists()
