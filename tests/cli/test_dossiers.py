"""The command line as scripts rely on it: one JSON value, one line of error, and nothing half-done."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.models.store import FILE
from tests.conftest import Ran
from tests.services.counter import draft, number_of, write_key

Motcua = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
SHOW = {"id", "code", "state", "official_status", "procedure", "applicant", "owner", "channel", "deliver",
        "received_at", "due_at", "due_reason", "fee", "copies", "components", "result", "returned_at", "sync",
        "events"}  # fmt: skip
PERSON = {"kind", "name", "id_number", "birth_date", "sex", "address", "commune", "phone", "email", "no_papers"}


def a_draft(**fields: Any) -> str:
    return json.dumps(draft(**fields), ensure_ascii=False)


def another(nth: int = 1) -> dict[str, str]:
    """Return the n-th citizen who is not the first: nobody waits for one procedure twice."""
    return {"id_number": number_of(nth)}


def received(motcua: Motcua, **fields: Any) -> Any:
    return motcua("receive", "-", "--json", stdin=a_draft(**fields)).json


def test_received_prints_every_field_of_the_contract_with_null_for_no_value(motcua: Motcua) -> None:
    value = received(motcua)
    assert set(value) >= SHOW
    assert value["procedure"].keys() == {"code", "name", "version"}
    assert value["applicant"].keys() == PERSON
    assert (value["state"], value["official_status"], value["sync"]) == ("received", 2, "local")
    assert value["owner"] is value["result"] is value["returned_at"] is None
    assert value["applicant"]["email"] is None
    assert set(value["components"][0]) == {"name", "originals", "certified", "photocopies", "files"}
    (event,) = value["events"]
    assert set(event) == {"id", "dossier", "kind", "at", "officer", "desk", "base", "prev_hash", "hash", "body"}
    assert value["warnings"] == []


def test_show_prints_what_receive_printed(motcua: Motcua) -> None:
    value = received(motcua)
    del value["warnings"]
    assert motcua("show", value["code"], "--json").json == value


def test_a_script_says_which_body_has_a_dossier_since_when(motcua: Motcua) -> None:
    value = received(motcua, received_at="2026-11-23T08:15:00+07:00")
    assert value["arrived"] is None
    motcua("act", value["code"], "forwarded")
    body = {"body": "Sở Tư pháp", "at": "2026-11-23T08:20:00+07:00"}
    shown = motcua("act", value["code"], "arrived", "-", "--json", stdin=json.dumps(body)).json
    assert (shown["state"], shown["arrived"]) == ("forwarded", body)
    ran = motcua("act", value["code"], "arrived", "-", stdin=json.dumps({**body, "at": "2099-01-01T00:00:00+07:00"}))
    assert (ran.status, ran.err.partition(" ")[0]) == (1, "ARRIVED_AHEAD")


def test_every_hash_can_be_recomputed_from_what_show_prints_and_the_chain_holds(motcua: Motcua) -> None:
    note = 'Dấu " và \\ và \u2028 và 🙂'
    codes = [received(motcua, applicant=another(nth), note=note)["code"] for nth in range(2)]
    for code in codes:
        motcua("act", code, "supplement_requested", "-", stdin='{"items": ["Ảnh"], "reason": "thiếu"}')
        motcua("act", code, "supplemented")
    events = [event for code in codes for event in motcua("show", code, "--json").json["events"]]
    for event in events:
        said = event.pop("hash")
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(canonical.encode()).hexdigest() == said
        event["hash"] = said
    hashes = {event["hash"] for event in events}
    assert [event["prev_hash"] for event in events].count(None) == 1
    assert all(event["prev_hash"] in hashes for event in events if event["prev_hash"])


def test_a_day_at_the_counter(motcua: Motcua, tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text(a_draft(), encoding="utf-8-sig")
    code = motcua("receive", tmp_path / "draft.json", "--pdf", tmp_path / "giấy hẹn.pdf", "--json").json["code"]
    assert (tmp_path / "giấy hẹn.pdf").read_bytes().startswith(b"%PDF")
    assert motcua("act", code, "result_ready", "--json").json["state"] == "result_ready"
    other = ("--to", "Lê Văn Ấm", "--id-number", "066099001234", "--authority", "giấy ủy quyền số 5")
    value = motcua("return", code, *other, "--json").json
    assert (value["state"], value["official_status"], value["returned_to"]["name"]) == ("returned", 10, "Lê Văn Ấm")
    assert motcua("print", code, "return-receipt", tmp_path / "trả.pdf", "--json").json["code"] == code
    assert (tmp_path / "trả.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []
    assert code in motcua("find", "dang").out
    assert "Đã trả kết quả" in motcua("show", code).out


def test_find_prints_the_lines_of_the_contract(motcua: Motcua) -> None:
    first, second = received(motcua), received(motcua, applicant=another())
    hits = motcua("find", "đặng", "--json").json
    assert [hit["code"] for hit in hits] == [second["code"], first["code"]]
    assert set(hits[0]) == {"id", "code", "name", "procedure", "state", "received_at", "due_at"}
    assert motcua("find", "--limit", "1", "--json").json == hits[:1]
    assert motcua("find", "zzz", "--json").json == []
    assert motcua("find", "", "--state", "returned", "--json").json == []
    assert motcua("find", "", "--from", "0001-01-01", "--to", "9999-12-31", "--limit", 10**25, "--json").json == hits
    assert motcua("find", '"', "--json").json == []


def test_the_same_request_twice_is_one_dossier(motcua: Motcua) -> None:
    codes = {received(motcua, request_id="r1")["code"] for _ in range(2)}
    assert len(codes) == 1


# Lines


def test_lines_answer_one_by_one_and_go_on_after_a_bad_one(motcua: Motcua) -> None:
    lines = [
        a_draft().encode(),
        b"{",
        b"",
        b'{"procedure": "2.000815", "applicant": {"kind": "citizen", "name": "\xff"}}',
        b"[" * 100_000,
        a_draft()[:-1].encode() + b', "\\ud800": 1}',
        a_draft(procedure="9.999999").encode(),
        a_draft(applicant={"id_number": "12"}).encode(),
        a_draft(applicant=another()).encode(),
    ]
    ran = motcua("receive", "-", "--lines", "--json", stdin=b"\n".join(lines) + b"\n")
    assert (ran.status, ran.err) == (1, "")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    codes = [answer.get("error", {}).get("code") or answer["code"][-4:] for answer in answers]
    assert codes == ["0001", "DRAFT_JSON", "DRAFT_JSON", "DRAFT_JSON", "DRAFT_FIELD", "PROCEDURE_UNKNOWN",
                     "ID_NUMBER_LENGTH", "0002"]  # fmt: skip
    wrong = answers[-2]["error"]
    assert (set(wrong), wrong["field"]) == ({"code", "field", "message"}, "applicant.id_number")


def test_lines_of_which_none_was_taken_exit_1(motcua: Motcua) -> None:
    """A script that was told 0 went on as if the citizens of the morning had been received."""
    ran = motcua("receive", "-", "--lines", "--json", stdin="{\n" + a_draft(procedure="9.999999") + "\n")
    assert (ran.status, [set(json.loads(line)) for line in ran.out.splitlines()]) == (1, [{"error"}, {"error"}])
    assert motcua("find", "", "--json").json == []


def command(*words: object, env: dict[str, str], **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **env},  # all of it: a clock that a drill has moved comes with it
        **options,
    )


def test_a_line_is_answered_before_the_next_is_read(motcua: Motcua, home: Path, tmp_path: Path) -> None:
    """A script that feeds one draft at a time and waits for its number must not wait for ever."""
    env = {"MOTCUA_KEY_FILE": str(tmp_path / "key"), "MOTCUA_HOME": str(home)}
    with command("receive", "-", "--lines", "--json", env=env) as running:
        assert running.stdin
        assert running.stdout
        for number in (1, 2):
            running.stdin.write(a_draft(applicant=another(number)) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["code"].endswith(f"-000{number}")
        rest, errors = running.communicate()
    assert (rest, errors, running.returncode) == ("", "", 0)


# What cannot be done


def home_is(motcua: Motcua, home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir() if path.name != "logs")


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["receive", "-"], "{", "DRAFT_JSON"),
        (["receive", "-"], "[]", "DRAFT_NOT_OBJECT"),
        (["receive", "-"], "1" * 5000, "DRAFT_JSON"),
        (["receive", "-"], a_draft(applicant={"id_number": "00119012345"}), "ID_NUMBER_LENGTH"),
        (["receive", "-"], a_draft(applicant={"phone": "12"}), "PHONE_PREFIX"),
        (["receive", "-"], a_draft(procedure="9.999999"), "PROCEDURE_UNKNOWN"),
        (["receive", "-"], a_draft(received_at="hôm qua"), "TIME_FORMAT"),
        (["receive", "-"], a_draft(components=[{"name": "A", "files": ["../key"]}]), "FILE_OUTSIDE"),
        (["receive", "-"], a_draft(components=[{"name": "A", "files": ["/etc/passwd"]}]), "FILE_OUTSIDE"),
        (["receive", "không có.json"], "", "FILE_READ"),
        (["receive", "."], "", "FILE_READ"),
        (["receive", "-", "--pdf", "/dev/null/x.pdf"], a_draft(), "FILE_WRITE"),
        (["receive", "-", "--pdf", "/không/có/x.pdf"], a_draft(), "FILE_WRITE"),
        (["receive", "-", "--pdf", "x" * 300], a_draft(), "FILE_WRITE"),
        (["show", "H15.10-261123-0009"], "", "DOSSIER_UNKNOWN"),
        (["show", "a\nb"], "", "DOSSIER_UNKNOWN"),
        (["show", "\udcff"], "", "DOSSIER_UNKNOWN"),
        (["act", "H15.10-261123-0009", "forwarded"], "", "DOSSIER_UNKNOWN"),
        (["act", "1", "dance"], "", "ACT_UNKNOWN"),
        (["act", "1", "forwarded", "-"], "{", "BODY_JSON"),
        (["act", "1", "forwarded", "thiếu.json"], "", "FILE_READ"),
        (["return", "1", "--to", "A"], "", "DOSSIER_UNKNOWN"),
        (["print", "1", "receipt", "x.pdf"], "", "DOSSIER_UNKNOWN"),
        (["print", "1", "poster", "x.pdf"], "", "FORM_UNKNOWN"),
        (["find", "", "--from", "23/11/2026"], "", "DATE_FORMAT"),
        (["read-id", "001190123456|"], "", "CARD_TRUNCATED"),
        (["read-id", "xin chào"], "", "CARD_UNKNOWN"),
        (["deadline", "--received", "x", "--term", "5 ngày"], "", "TIME_FORMAT"),
        (["deadline", "--received", "2026-11-23T08:00", "--term", "lâu"], "", "TERM_UNKNOWN"),
        (["deadline", "--received", "2026-11-23T08:00", "--term", "9999 ngày"], "", "TERM_TOO_LONG"),
        (["deadline", "--received", "2026-11-23T08:00", "--term", "Không quy định"], "", "TERM_NONE"),
        (["deadline", "--received", "2026-11-23T08:00", "--term", "5 ngày", "--pause", "x"], "", "PAUSE_FORMAT"),
        (["catalogue", "import", "thiếu.csv"], "", "FILE_READ"),
        (["sync"], "", "NOT_ENROLLED"),
        (["close-day", "--date", "9999-12-31"], "", "DAY_AHEAD"),
        (["parked", "1"], "", "DOSSIER_UNKNOWN"),
        (["--home", "/dev/null/home", "show", "1"], "", "STORE_MISSING"),
        (["--home", "/tmp/" + "x" * 300, "show", "1"], "", "FILE_READ"),
        (["--home", "/dev/null/home", "find"], "", "STORE_MISSING"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_a_code(motcua: Motcua, words: list[str], stdin: str, code: str) -> None:
    assert motcua(*words, "--json", stdin=stdin).refusal == code
    assert motcua("find", "--json").json == []


def test_an_act_the_state_does_not_allow_names_both(motcua: Motcua) -> None:
    code = received(motcua)["code"]
    ran = motcua("act", code, "paid")
    assert ran.refusal == "ACT_NOT_ALLOWED"
    assert "received" in ran.err
    assert "paid" in ran.err
    assert motcua("return", code, "--to", "A").refusal == "ACT_NOT_ALLOWED"
    assert motcua("print", code, "return-receipt", "x.pdf").refusal == "NOT_RETURNED"
    assert len(motcua("show", code, "--json").json["events"]) == 1


def test_when_the_days_numbers_are_used_up_the_range_is_named(motcua: Motcua, tmp_path: Path) -> None:
    here = tmp_path / "small"
    words = ["--agency", "H15.10", "--commune", "24133", "--name", "T", "--desk", 2, "--officer", "L"]
    assert motcua("--home", here, "init", *words, "--first", 5, "--last", 5, "--json").status == 0
    value = motcua("--home", here, "receive", "-", "--json", stdin=a_draft()).json
    assert value["code"].endswith("-0005")
    assert motcua("--home", here, "receive", "-", "--json", stdin=a_draft(applicant=another())).refusal == "RANGE_USED"


def test_a_wrong_key_or_none_is_said_and_the_store_is_not_touched(
    motcua: Motcua, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (home / FILE).read_bytes()
    write_key(tmp_path / "other", "00" * 32)
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "other"))
    assert motcua("find", "--json").refusal == "WRONG_KEY"
    (tmp_path / "other").write_text("khóa")
    assert motcua("find", "--json").refusal == "KEY_BROKEN"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "none"))
    assert motcua("find", "--json").refusal == "KEY_MISSING"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path))
    assert motcua("find", "--json").refusal == "KEY_FILE"
    assert (home / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["show"],
        ["find", "--limit", "0"],
        ["find", "--limit", "x"],
        ["find", "--state", "lost"],
        ["receive", "-", "--paper", "A3"],
        ["deadline"],
        ["read-id"],
        ["init"],
        ["province"],
        ["parked", "1", "perhaps"],
    ],
)
def test_bad_usage_exits_2_with_nothing_on_stdout(motcua: Motcua, words: list[str]) -> None:
    ran = motcua(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "usage" in ran.err


# Rules on their own, and care


def test_deadline_and_read_id_answer_as_the_contract_says(motcua: Motcua) -> None:
    value = motcua("deadline", "--received", "2026-11-23T08:15:00+07:00", "--term", "3 ngày làm việc", "--json").json
    assert value["due"] == "2026-11-27T08:15:00+07:00"
    assert value["skipped"][0]["date"] == "2026-11-24"
    assert (value["term"], value["note"]) == ("3 ngày làm việc", None)
    said = "Không quá 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ"
    worded = motcua("deadline", "--received", "2026-11-23T08:15:00+07:00", "--term", said, "--json").json
    assert worded == {**value, "note": "kể từ ngày nhận đủ hồ sơ hợp lệ"}
    card = "001190123456|012345678|Nguyễn Thị Đặng|31011990|Nữ|Thôn 4, Ea Kao|01012022"
    value = motcua("read-id", card, "--json").json
    assert set(value) == {"id_number", "old_id", "name", "birth_date", "sex", "address", "issued_on", "warnings"}
    assert (value["birth_date"], value["sex"], value["warnings"]) == ("1990-01-31", "female", [])


def test_deadlines_and_cards_are_read_line_by_line(motcua: Motcua) -> None:
    lines = '{"received": "2026-11-23T08:15:00+07:00", "term": "4 giờ làm việc", "pauses": []}\n[]\nx\n'
    answers = motcua("deadline", "--lines", "-", stdin=lines).lines
    assert answers[0]["due"] == "2026-11-23T14:15:00+07:00"
    assert [answer["error"]["code"] for answer in answers[1:]] == ["BODY_FIELD", "BODY_JSON"]
    good = "001190123456||Nguyễn Thị Đặng|31011990|Nữ|Thôn 4|01012022".encode()
    answers = motcua("read-id", "--lines", "-", stdin=b"\n".join([good, good.replace(b"\xe1", b"\xff"), b"x"])).lines
    assert answers[0]["name"] == "Nguyễn Thị Đặng"
    assert ["error" in answer for answer in answers] == [False, True, True]


def test_doctor_and_rebuild_say_how_the_store_is(motcua: Motcua) -> None:
    received(motcua)
    ran = motcua("doctor", "--json")
    checks = json.loads(ran.out)
    assert (ran.status, ran.err, checks.keys()) == (1, "", {"ok", "checks"})
    assert all(check.keys() == {"name", "ok", "detail", "cure"} for check in checks["checks"])
    assert {check["name"] for check in checks["checks"] if not check["ok"]} == {"receipts"}
    assert motcua("rebuild", "--json").json == {"events": 1, "dossiers": 1, "differed": [], "broken": []}


def test_practice_dossiers_are_refused_among_real_ones(motcua: Motcua) -> None:
    received(motcua)
    assert motcua("generate", 5, "--json").refusal == "PRACTICE_ONLY"


def test_a_day_without_a_province_is_closed_without_proof(motcua: Motcua) -> None:
    received(motcua)
    value = motcua("close-day", "--json").json
    assert value.keys() >= {"date", "desk", "relay", "equal", "differences", "signature"}
    assert (value["relay"], value["equal"], value["signature"], value["desk"]["events"]) == (None, None, None, 1)


# Setting up, as a technician does it


def init(home: Path, env: dict[str, str]) -> tuple[int, str, str]:
    words = ["--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm", "--desk", 1, "--officer", "Lan"]
    with command("init", *words, "--json", env={**env, "MOTCUA_HOME": str(home)}) as running:
        out, err = running.communicate()
    return running.returncode, out, err


def test_a_key_file_is_made_for_its_owner_alone_and_said_once(tmp_path: Path) -> None:
    env = {"MOTCUA_KEY_FILE": str(tmp_path / "secret" / "key")}
    status, out, err = init(tmp_path / "home", env)
    assert (status, json.loads(out)["agency"]) == (0, "H15.10")
    assert err.count("\n") == 1
    assert "MOTCUA_KEY_FILE" in err
    assert (tmp_path / "secret" / "key").stat().st_mode & 0o777 == 0o600
    with command("find", "--json", env={**env, "MOTCUA_HOME": str(tmp_path / "home")}) as running:
        assert running.communicate() == ("[]\n", "")
    status, out, err = init(tmp_path / "home", env)
    assert (status, out, err.split()[0]) == (1, "", "STORE_EXISTS")


def test_where_a_store_is_already_no_key_is_made(
    motcua: Motcua, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "new"))
    words = ["--agency", "H15.10", "--commune", "24133", "--name", "T", "--desk", 2, "--officer", "L"]
    assert motcua("init", *words).refusal == "STORE_EXISTS"
    assert not (tmp_path / "new").exists()


def test_without_a_keyring_and_without_a_key_file_no_store_is_made(tmp_path: Path) -> None:
    env = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "HOME": str(tmp_path)}
    status, out, err = init(tmp_path / "home", env)
    assert (status, out, err.split()[0], err.count("\n")) == (1, "", "KEYRING_MISSING", 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"--agency": "15.H"}, "AGENCY_FORMAT"),
        ({"--commune": "99999"}, "COMMUNE_UNKNOWN"),
        ({"--name": " "}, "CENTRE_NAME"),
        ({"--officer": ""}, "OFFICER_NAME"),
        ({"--desk": "0"}, "DESK_NUMBER"),
        ({"--first": "9", "--last": "3"}, "LEASE_INVALID"),
    ],
)
def test_a_wrong_centre_is_refused_and_leaves_nothing(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], code: str
) -> None:
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "new" / "key"))
    words = {"--agency": "H15.10", "--commune": "24133", "--name": "T", "--desk": "1", "--officer": "L", **change}
    ran = motcua("--home", tmp_path / "new", "init", *(part for pair in words.items() for part in pair))
    assert ran.refusal == code
    assert not (tmp_path / "new").exists()


def test_a_full_disk_is_said_and_nothing_is_half_done(motcua: Motcua, home: Path, tmp_path: Path) -> None:
    """A limit on the size of a file is a disk that is full for this program alone."""
    import resource

    received(motcua)
    env = {"MOTCUA_KEY_FILE": str(tmp_path / "key"), "MOTCUA_HOME": str(home)}

    def small() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    with command("receive", "-", "--json", env=env, preexec_fn=small) as running:
        out, err = running.communicate(a_draft(applicant=another()))
    assert (running.returncode, out, err.split()[0], err.count("\n")) == (1, "", "DISK", 1)
    assert received(motcua, applicant=another())["code"].endswith("-0002")
