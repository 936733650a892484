"""The store of every release is opened by today's program and holds what it held; the folders are kept for ever."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import app
from app.models import files
from app.models.engine import REVISIONS
from app.models.store import FILE, open_store
from app.printing.print_setup import PrintSetup
from app.rules.record import read_record, write_record
from app.services import care, finding, past
from app.services.desk import Desk
from app.services.print_setup import print_setup
from app.settings import Settings
from tests.services.counter import code_of, save_settings

HERE = Path(__file__).parent
RELEASES = sorted(
    (path.name for path in HERE.iterdir() if re.fullmatch(r"\d+\.\d+\.\d+", path.name)),
    key=lambda name: tuple(map(int, name.split("."))),
)
FIRST_REVISION = {"0.1.0": "0001", "0.2.0": "0002", "0.3.0": "0002"}
"""The revision each release's store has."""
OLDER_SHAPE = ("0.1.0", "0.2.0", "0.3.0")
"""The releases that kept a record as an untyped object, or without `arrived`."""


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(release: str, tmp_path: Path) -> Iterator[Desk]:
    home = tmp_path / "home"
    shutil.copytree(HERE / release, home)
    store = open_store(home, bytes.fromhex((home / "key").read_text().strip()))
    yield Desk(store, clock_ok=True)
    store.close()


def said(release: str) -> list[dict[str, Any]]:
    lines = (HERE / release / "dossiers.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def missing(before: Any, after: Any, where: str = "") -> list[str]:
    """Return where `after` does not say what `before` said; it may say more."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            found
            for name, value in before.items()
            for found in (missing(value, after[name], f"{where}.{name}") if name in after else [f"{where}.{name}"])
        ]
    return [] if before == after else [f"{where}: {before!r} became {after!r}"]


def test_every_dossier_of_a_release_says_what_it_said_then(opened: Desk, release: str) -> None:
    then = said(release)
    assert len(then) == 24
    for dossier in then:
        assert missing(dossier, finding.as_json(opened, dossier["code"])) == []
    assert len(finding.find(opened, "", limit=100)) == 24


def test_its_scans_are_read_with_its_key(opened: Desk, release: str) -> None:
    scans = [file for one in said(release) for part in one["components"] for file in part["files"]]
    assert scans
    for scan in scans:
        assert len(files.content(opened.store, scan["sha256"])) == scan["size"]


def test_its_events_replay_to_the_same_records_and_its_chain_holds(opened: Desk) -> None:
    done = care.rebuild(opened)
    assert (done.differed, done.broken, done.dossiers) == ((), (), 24)
    assert {check.name: check.ok for check in care.doctor(opened)}["chain"]


def test_a_rebuild_writes_records_of_an_older_shape_anew_and_reports_none_of_them(opened: Desk, release: str) -> None:
    with opened.store.read() as connection:
        older = connection.execute(text("SELECT plain(facts) FROM dossier ORDER BY n")).scalars().all()
    records = [read_record(one) for one in older]
    same = [write_record(record) == one for record, one in zip(records, older, strict=True)]
    assert not any(same) if release in OLDER_SHAPE else all(same)
    assert care.rebuild(opened).differed == ()
    with opened.store.read() as connection:
        kept = connection.execute(text("SELECT plain(facts) FROM dossier ORDER BY n")).scalars().all()
    assert kept == [write_record(record) for record in records]
    assert care.rebuild(opened).differed == ()


def test_its_past_register_is_found_as_it_was(opened: Desk, release: str) -> None:
    told = HERE / release / "past.json"
    found = past.find(opened, "MT-2023").records
    then = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {"records": []}
    assert [(hit.record.code, hit.record.name) for hit in found] == [
        (one["code"], one["name"]) for one in then["records"]
    ]


def test_work_goes_on_in_it(opened: Desk, release: str) -> None:
    code = code_of(opened)
    assert code not in {dossier["code"] for dossier in said(release)}
    assert [hit.code for hit in finding.find(opened, code)] == [code]


def test_where_it_printed_and_how_it_looked_is_not_lost(opened: Desk) -> None:
    """Until 0.2.0 printer and paper stood in settings.json; the first save takes them into the store."""
    home = opened.store.path.parent
    # As those releases wrote it.
    written = {"printer": "Canon LBP2900", "paper": "A4", "theme": "dark", "text_size": 115}
    (home / "settings.json").write_text(json.dumps(written, indent=1), encoding="utf-8")
    canon = PrintSetup("Canon LBP2900", paper="A4")
    assert print_setup(opened) == canon
    assert Settings.load(home) == Settings(theme="dark", text_size=115)
    replace(Settings.load(home), text_size=130).save(home)
    assert print_setup(opened) == canon
    officer = opened.place()[0].officer
    save_settings(opened)
    (home / "settings.json").unlink()
    assert print_setup(opened) == canon
    assert opened.place()[0].officer == officer


def test_the_store_as_it_was_is_kept_where_it_had_to_be_migrated(opened: Desk, release: str) -> None:
    kept = opened.store.path.with_name(f"motcua.before-{REVISIONS[-1]}.db")
    if FIRST_REVISION[release] == REVISIONS[-1]:
        assert not kept.exists()
    else:
        assert kept.read_bytes() == (HERE / release / FILE).read_bytes()


def test_this_version_has_left_its_store_here() -> None:
    assert app.__version__ in RELEASES
