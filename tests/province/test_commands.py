"""What a technician does at the province: init, status, export, act; and what the database protects."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Any

import orjson
import pyrage
import pytest
from pyrage import x25519
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.testclient import TestClient

from app import __version__
from app.errors import KnownError, MotcuaError, UserError
from app.paths import resource
from app.province import commands, enrolment, home, tables
from app.province.api import openapi_document
from app.province.home import Relay
from app.province.store import add_rows
from app.rules.events import Body, Event
from tests.province.desk import Desk, fresh_agency

SCAN = {"name": "a.pdf", "sha256": "0" * 64, "size": 1000}


def test_init_again_changes_nothing(relay_home: Path, relay: Relay) -> None:
    again = commands.init(relay_home)
    assert again["key"] == relay.public_key()
    assert again["database"] in ("sqlite", "postgresql")


def test_a_relay_does_not_change_its_database_by_accident(relay_home: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="RELAY_EXISTS"):
        commands.init(relay_home, f"sqlite:///{tmp_path / 'other.db'}")


def test_a_home_that_was_copied_goes_on_in_its_own_database(tmp_path: Path) -> None:
    """The first one stays where it is: that its copy wrote into it would be seen by nobody."""
    first, second = tmp_path / "relay", tmp_path / "copy of the relay"
    home.create(first, None).store.close()
    shutil.copytree(first, second)
    copied = home.open_relay(second)
    with copied.store.write() as tx:
        enrolment.invite(tx, "H15.10", "24133", 1, name="Trung tâm thử")
    copied.store.close()
    assert [desk["desk"] for desk in commands.status(second)] == [1]
    assert commands.status(first) == []


def test_a_database_elsewhere_is_used_where_it_is(tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk" / home.DATABASE
    elsewhere.parent.mkdir()
    home.create(tmp_path / "relay", f"sqlite:///{elsewhere}").store.close()
    home.open_relay(tmp_path / "relay").store.close()
    assert elsewhere.exists()
    assert not (tmp_path / "relay" / home.DATABASE).exists()


def test_what_is_secret_is_for_the_owner_alone(relay_home: Path) -> None:
    assert stat.S_IMODE(relay_home.stat().st_mode) == 0o700
    for name in (home.KEY, home.IDENTITY, home.SETTINGS):
        assert stat.S_IMODE((relay_home / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://a/b", "nonsense", ""])
def test_another_kind_of_database_is_refused_and_nothing_is_left(tmp_path: Path, url: str) -> None:
    with pytest.raises(MotcuaError, match="DB_URL"):
        commands.init(tmp_path / "new", url or " ")
    assert not (tmp_path / "new" / home.SETTINGS).exists()


def test_a_database_that_does_not_answer_is_said_in_one_word(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="DB_UNREACHABLE"):
        commands.init(tmp_path / "new", f"postgresql+psycopg://relay@/x?host={tmp_path}")


@pytest.mark.parametrize("broken", [home.SETTINGS, home.KEY, home.IDENTITY])
def test_a_home_that_is_no_relay_is_said_so(relay_home: Path, broken: str) -> None:
    (relay_home / broken).write_bytes(b"{")
    with pytest.raises(KnownError, match="RELAY_MISSING" if broken == home.SETTINGS else "RELAY_KEY"):
        commands.status(relay_home)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(home.DATABASE)}


def test_what_opens_packages_stays_the_same_and_no_other_takes_its_place(relay: Relay, relay_home: Path) -> None:
    kept = files(relay_home)
    assert sorted(kept) == sorted([home.KEY, home.IDENTITY, home.SETTINGS])
    again = home.open_relay(relay_home)
    again.store.close()
    assert (again.recipient(), files(relay_home)) == (relay.recipient(), kept)
    opened = pyrage.decrypt(pyrage.encrypt(b"x", [x25519.Recipient.from_str(relay.recipient())]), [again.identity])
    assert opened == b"x"
    (relay_home / home.IDENTITY).write_text(str(x25519.Identity.generate()), encoding="ascii")
    with pytest.raises(KnownError, match="RELAY_KEY"):
        home.open_relay(relay_home)
    (relay_home / home.IDENTITY).unlink()
    with pytest.raises(KnownError, match="RELAY_KEY"):
        home.open_relay(relay_home)
    assert not (relay_home / home.IDENTITY).exists()


def test_two_programs_that_open_an_older_home_at_once_go_on_with_one_identity(relay: Relay, relay_home: Path) -> None:
    """The one has looked into the settings before the other one has written there."""
    settings = orjson.loads((relay_home / home.SETTINGS).read_bytes())
    later = home._identity(relay_home, {"db": settings["db"]})
    assert str(later.to_public()) == relay.recipient()
    assert orjson.loads((relay_home / home.SETTINGS).read_bytes()) == settings


def test_a_database_of_a_newer_program_is_refused(relay: Relay, relay_home: Path) -> None:
    with relay.store.write() as tx:
        tx.execute(update(tables.schema_version).values(version=99))
    with pytest.raises(KnownError) as error:
        commands.status(relay_home)
    assert (error.value.code, error.value.facts) == ("STORE_NEWER", {"revision": 99, "program": __version__})


def test_a_row_that_is_there_already_is_one_kind_of_error_on_both_databases(relay: Relay) -> None:
    row = ("id", "H15.10", 1, "H15.10-261123-0001", "received", "head", 0, "{}")
    with pytest.raises(IntegrityError), relay.store.write() as tx:
        add_rows(tx, tables.dossier, [row, row])


@pytest.mark.parametrize("statement", ["UPDATE event SET officer = 'x'", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_an_event(relay: Relay, desk: Desk, statement: str) -> None:
    desk.push(desk.receive())
    with pytest.raises(DBAPIError, match="an event is final"), relay.store.write() as tx:
        tx.execute(text(statement))


def test_status_counts_what_each_desk_brought(client: TestClient, relay: Relay, relay_home: Path, desk: Desk) -> None:
    Desk.join(client, relay, 2)
    component = {"name": "a", "originals": 0, "certified": 0, "photocopies": 0, "files": [SCAN, SCAN]}
    desk.push(desk.receive(components=[component, component]), desk.receive(fee="a"))
    first, second = commands.status(relay_home)
    assert first.pop("last_contact").endswith("+07:00")
    assert first == {
        "agency": "H15.10", "name": "Trung tâm Phục vụ hành chính công", "desk": 1, "first": 1, "last": 999,
        "officer": "Trần Văn Bình", "revoked_at": None, "events": 2, "refused": 1, "dossiers": 1, "missing_files": 4,
        "last_closing": None, "alert": None, "to_refuse": [],
    }  # fmt: skip
    assert (second["events"], second["dossiers"], second["missing_files"]) == (0, 0, 0)


def test_export_shows_every_dossier_as_the_desk_would(
    client: TestClient, relay: Relay, relay_home: Path, desk: Desk
) -> None:
    stranger = Desk.join(client, relay, 1, fresh_agency())
    first = desk.receive()
    desk.push(
        first,
        desk.receive(),
        desk.say("returned", first.dossier),
        desk.say("result_ready", first.dossier, base=first.id),
    )
    stranger.push(stranger.receive())
    shown = list(commands.export(relay_home, "H15.10"))
    assert [each["code"] for each in shown] == ["H15.10-261123-0001", "H15.10-261123-0002"]
    assert (shown[0]["state"], shown[0]["sync"], shown[0]["official_status"]) == ("result_ready", "sent", 9)
    assert [event["kind"] for event in shown[0]["events"]] == ["received", "result_ready"]
    event = Event(**shown[0]["events"][0])
    assert event.expected_hash() == event.hash
    assert len(list(commands.export(relay_home))) == 3


def act(relay_home: Path, desk: Desk, number: int, kind: str, body: Body) -> dict[str, Any]:
    return commands.act(relay_home, f"H15.10-261123-{number:04d}", kind, body, "H15.10")


def test_the_provinces_own_acts_reach_every_desk_in_a_chain_of_their_own(relay_home: Path, desk: Desk) -> None:
    desk.push(desk.receive(), desk.receive())
    shown = act(relay_home, desk, 1, "processing", {"unit": "Sở Tư pháp"})
    assert (shown["state"], shown["place"]) == ("processing", "Sở Tư pháp")
    act(relay_home, desk, 2, "result_ready", {})
    first, second = desk.pull()
    assert (first["desk"], first["prev_hash"], second["prev_hash"]) == (0, None, first["hash"])
    assert desk.push(desk.say("returned", desk.events[1].dossier, {"to": {"name": "Lê Thị Hoa"}}))[0]["seq"] == 5


def test_the_province_says_which_body_has_a_dossier_since_when(relay_home: Path, desk: Desk) -> None:
    desk.push(desk.receive())
    act(relay_home, desk, 1, "forwarded", {})
    body: Body = {"body": "Sở Tư pháp", "at": "2026-11-23T10:00:00+07:00"}
    shown = act(relay_home, desk, 1, "arrived", body)
    assert (shown["state"], shown["arrived"]) == ("forwarded", body)
    before: Body = {**body, "at": "2026-11-23T08:14:00+07:00"}
    wrong: list[tuple[Body, str]] = [
        ({}, "arrived.body"), ({"body": "Sở"}, "arrived.at"), (before, "arrived.at"), ({**body, "at": "mai"}, "at"),
    ]  # fmt: skip
    for said, field in wrong:
        with pytest.raises(UserError, match="EVENT_REFUSED") as refused:
            act(relay_home, desk, 1, "arrived", said)
        assert (refused.value.field, refused.value.facts) == (field, {"reason": "BODY_INVALID"})


@pytest.mark.parametrize(
    ("number", "kind", "body", "code"),
    [
        (1, "returned", {}, "ACT_NOT_ALLOWED"),
        (1, "arrived", {"body": "Sở", "at": "2026-11-23T10:00:00+07:00"}, "ACT_NOT_ALLOWED"),
        (1, "received", {}, "KIND_UNKNOWN"),
        (1, "danced", {}, "KIND_UNKNOWN"),
        (9, "processing", {}, "DOSSIER_UNKNOWN"),
        (1, "processing", {"unit": 5}, "EVENT_REFUSED"),
    ],
)
def test_an_act_of_the_province_that_is_not_right_leaves_nothing(
    relay_home: Path, desk: Desk, number: int, kind: str, body: Any, code: str
) -> None:
    desk.push(desk.receive())
    with pytest.raises(UserError, match=code):
        act(relay_home, desk, number, kind, body)
    act(relay_home, desk, 1, "processing", {})
    (event,) = desk.pull()
    assert event["prev_hash"] is None


def test_an_agency_nobody_knows_is_an_error(relay_home: Path) -> None:
    with pytest.raises(UserError, match="AGENCY_UNKNOWN"):
        commands.act(relay_home, "H99-261123-0001", "processing", {}, "H99")


def test_the_kept_openapi_document_is_the_one_the_relay_gives() -> None:
    kept = resource("relay-openapi.json")
    assert kept.read_bytes() == openapi_document(), f"python -m app.province.api > resources/{kept.name}"
