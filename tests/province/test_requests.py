"""What the relay says to requests that are not right: always a Problem, never a page or a traceback."""

from __future__ import annotations

import gzip
import logging
from pathlib import Path

import orjson
import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.province import ingest
from app.province.api import openapi_document
from app.rules.events import canonical, new_id
from app.sync.protocol import MAX_BODY_BYTES, VERSION, VERSION_HEADER, wire
from tests.province.conftest import Database, copy_sqlite
from tests.province.desk import SPEAKS, Desk


@pytest.fixture
def database(empty_sqlite: Path) -> Database:
    """SQLite alone: these requests are answered before a database is asked."""
    return lambda folder: copy_sqlite(empty_sqlite, folder)


def pushed(desk: Desk, content: bytes, **headers: str) -> tuple[int, str]:
    answer = desk.client.post("/v1/push", content=content, headers={**desk.headers, **headers})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert set(problem) == {"code", "facts"}
    return answer.status_code, problem["code"]


def test_health_needs_neither_token_nor_version(client: TestClient) -> None:
    answer = client.get("/v1/health").json()
    assert (answer["protocol"], answer["oldest"]) == (2, 2)
    assert answer["server_time"].endswith("+07:00")


@pytest.mark.parametrize("version", [None, "0", "1", "3", "9" * 5000, "một", "²", ""])
def test_a_version_the_relay_does_not_speak_is_told_which_it_does(client: TestClient, version: str | None) -> None:
    headers = {} if version is None else {"Motcua-Protocol": version.encode()}
    answer = client.get("/v1/pull", headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()) == (426, {"code": "TOO_OLD", "facts": {"protocol": 2, "oldest": 2}})


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eA=="}])
def test_a_wrong_token_is_refused_everywhere(client: TestClient, header: dict[str, str]) -> None:
    headers = {**SPEAKS, **header}
    side = {"events": 0, "dossiers": 0, "hash": "0" * 64}
    answers = [
        client.get("/v1/pull", headers=headers),
        client.get(f"/v1/dossiers/{new_id()}", headers=headers),
        client.post("/v1/push", json={"events": []}, headers=headers),
        client.post(
            "/v1/closings",
            json={"date": "2026-11-23", "side": side, "digests": {}, "n": 0, "log": "0" * 64},
            headers=headers,
        ),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "AUTH")}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"events": 5}', b'{"events": [{}]}', b'{"events": ["a"]}',
     b'{"events": [' + b"[" * 5000],
)  # fmt: skip
def test_a_body_that_is_no_push_is_one_plain_problem(desk: Desk, content: bytes) -> None:
    assert pushed(desk, content) == (422, "BODY_INVALID")


@pytest.mark.parametrize("field", ["id", "dossier", "hash", "prev_hash", "base"])
@pytest.mark.parametrize("value", ["", "x" * 36, "\0" * 64, 5])
def test_an_id_or_hash_that_is_none_stops_the_request(desk: Desk, field: str, value: object) -> None:
    event = wire(desk.receive()) | {field: value}
    assert pushed(desk, orjson.dumps({"events": [event]})) == (422, "BODY_INVALID")


@pytest.mark.parametrize("value", [True, "1", 1.5])
def test_a_number_is_a_number(desk: Desk, value: object) -> None:
    event = wire(desk.receive())
    assert pushed(desk, orjson.dumps({"events": [{**event, "desk": value}]})) == (422, "BODY_INVALID")
    side = {"events": value, "dossiers": 0, "hash": "0" * 64}
    answer = desk.post("closings", {"date": "2026-11-23", "side": side, "digests": {}})
    assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "body.side.events"})


def test_more_events_than_a_batch_are_refused(desk: Desk) -> None:
    event = wire(desk.receive())
    assert pushed(desk, orjson.dumps({"events": [event] * 501})) == (422, "BODY_INVALID")


def test_a_problem_never_repeats_what_was_sent(desk: Desk) -> None:
    event = wire(desk.receive()) | {"desk": "Nguyễn Thị Đặng"}
    answer = desk.post("push", {"events": [event]})
    assert answer.status_code == 422
    assert "Đặng" not in answer.text


def test_a_gzipped_push_is_read_and_answered_gzipped(desk: Desk) -> None:
    body = canonical({"events": [wire(desk.receive()) for _ in range(20)]})
    headers = {**desk.headers, "Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
    answer = desk.client.post("/v1/push", content=gzip.compress(body), headers=headers)
    assert answer.headers["content-encoding"] == "gzip"
    assert [each["verdict"] for each in answer.json()["answers"]] == ["accepted"] * 20


def test_a_gzip_bomb_is_too_large(desk: Desk) -> None:
    bomb = gzip.compress(bytes(50 * MAX_BODY_BYTES))
    assert len(bomb) < MAX_BODY_BYTES
    assert pushed(desk, bomb, **{"Content-Encoding": "gzip"}) == (413, "TOO_LARGE")


def test_a_huge_body_is_too_large_and_the_largest_is_read(desk: Desk) -> None:
    assert pushed(desk, b" " * (MAX_BODY_BYTES + 1)) == (413, "TOO_LARGE")
    assert pushed(desk, b" " * MAX_BODY_BYTES) == (422, "BODY_INVALID")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not gzip", id="not-gzip"),
        pytest.param(gzip.compress(b"{}" * 100)[:-9], id="cut-short"),
        pytest.param(gzip.compress(b"{}") * 2, id="two-members"),
    ],
)
def test_broken_gzip_is_a_bad_request(desk: Desk, content: bytes) -> None:
    assert pushed(desk, content, **{"Content-Encoding": "gzip"}) == (400, "BODY_INVALID")


def test_an_unknown_encoding_is_refused(desk: Desk) -> None:
    assert pushed(desk, b"{}", **{"Content-Encoding": "br"}) == (415, "BODY_INVALID")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", "/docs", 404), ("PUT", "/v1/push", 405)]
)
def test_an_unknown_place_answers_with_a_problem_not_a_page(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path, headers=SPEAKS)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "facts"}


@pytest.mark.parametrize("query", ["after=-1", "after=x", f"after={2**70}", "limit=0", "limit=501", "own=2"])
def test_a_query_out_of_range_is_refused(desk: Desk, query: str) -> None:
    answer = desk.client.get(f"/v1/pull?{query}", headers=desk.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")


def test_a_dossier_id_that_is_none_is_refused(desk: Desk) -> None:
    assert desk.client.get("/v1/dossiers/%00", headers=desk.headers).status_code == 422


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (ZeroDivisionError("Đặng"), (500, "INCIDENT")),
        (OperationalError("Đặng", {}, Exception("Đặng")), (503, "SERVER")),
    ],
)
def test_a_fault_of_the_relay_says_nothing_personal_to_anybody(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    answer: tuple[int, str],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(ingest, "push", fail)
    with caplog.at_level(logging.DEBUG):
        assert pushed(desk, canonical({"events": []})) == answer
    assert type(error).__name__ in caplog.text
    assert "Đặng" not in caplog.text


@pytest.mark.parametrize("path", ["/v1/health", "/v1/pull", "/v1/nowhere"])
def test_an_answer_says_its_question_back_and_is_kept_by_nobody(client: TestClient, path: str) -> None:
    """Whatever the answer: a page, a refusal, a path that is none."""
    for question in ("q1", "q2"):
        answer = client.get(path, headers={"Motcua-Question": question, "Motcua-Protocol": str(VERSION)})
        assert (answer.headers["Motcua-Question"], answer.headers["Cache-Control"]) == (question, "no-store")
    plain = client.get(path, headers={"Motcua-Protocol": str(VERSION)})
    assert "Motcua-Question" not in plain.headers
    assert plain.headers["Cache-Control"] == "no-store"


def test_an_answer_about_a_body_that_is_too_large_says_its_question_back_too(desk: Desk) -> None:
    headers = {**desk.headers, "Motcua-Question": "q"}
    answer = desk.client.post("/v1/push", content=b"x" * (MAX_BODY_BYTES + 1), headers=headers)
    assert (answer.status_code, answer.headers["Motcua-Question"]) == (413, "q")


RESERVED = ("files/" + "0" * 64, "files/" + "0" * 64 + "/3", "catalogue", "settings")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("path", RESERVED)
def test_a_lane_that_is_reserved_is_told_to_a_desk_and_to_nobody_else(
    client: TestClient, desk: Desk, method: str, path: str
) -> None:
    def asked(headers: dict[str, str]) -> tuple[int, object]:
        content = b"x" if method != "GET" else None
        answer = client.request(method, f"/v1/{path}", content=content, headers=headers)
        return answer.status_code, answer.json()

    assert asked(desk.headers) == (404, {"code": "NOT_YET", "facts": {}})
    stranger = {**desk.headers, "Authorization": "Bearer H15.10~x"}
    assert asked(stranger) == (401, {"code": "AUTH", "facts": {"revoked": False}})
    assert asked({**desk.headers, VERSION_HEADER: "1"})[0] == 426


def test_what_is_reserved_is_no_part_of_the_document() -> None:
    paths = orjson.loads(openapi_document())["paths"]
    assert not [path for path in paths if path.startswith(("/v1/files", "/v1/catalogue", "/v1/settings"))]
