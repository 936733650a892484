"""The relay over HTTP: endpoints of `app.sync.protocol`, each a few lines around one transaction.

Endpoints are plain functions, so the framework runs them in threads and the event loop stays free while the
database works. JSON is read by orjson alone: the hash of an event is over orjson's reading of it, and another
reader would see large numbers differently.

`python -m app.province.api` prints the OpenAPI document that is kept in resources/relay-openapi.json.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from app.errors import MotcuaError, SyncError, UserError
from app.province import closings, enrolment, guesses, ingest, keys, pull
from app.province.door import Door, problem
from app.province.home import Relay
from app.province.store import Store
from app.rules.clock import iso, now
from app.sync.protocol import (
    BATCH,
    VERSION,
    VERSION_HEADER,
    Closed,
    Closing,
    Enrolled,
    Enrolment,
    Health,
    Id,
    Log,
    Problem,
    Pulled,
    Push,
    Pushed,
    Reason,
    Sha256,
    Trade,
    Traded,
)

OLDEST = 2
"""The oldest protocol version this relay still speaks: a desk of 0.3.0 or before cannot check the log, and would take
what it lacks for the whole."""
_SPOKEN = {str(version) for version in range(OLDEST, VERSION + 1)}
STATUS = {
    "AUTH": 401,
    "INVITATION_UNKNOWN": 403,
    "INVITATION_USED": 403,
    "INVITATION_EXPIRED": 403,
    "UNKNOWN_DOSSIER": 404,
    "CLONED": 409,
    "CHAIN_GAP": 409,
    "LOG": 409,
    "ENROL_MISMATCH": 409,
    "DATE_FORMAT": 422,
    "TOO_OLD": 426,
    "BUSY": 429,
}
"""The HTTP status of each code; 400 for any other."""


class _Request(Request):
    async def json(self) -> Any:
        """Read the body with the reader that hashes are defined by."""
        return orjson.loads(await self.body())


class _Route(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def handle_ours(request: Request) -> Response:
            answer: Response = await handle(_Request(request.scope, request.receive))
            return answer

        return handle_ours


_bearer = HTTPBearer(auto_error=False, description="The token that enrol answered with.")


async def _speaks(protocol: Annotated[str | None, Header(alias=VERSION_HEADER)] = None) -> None:
    if protocol not in _SPOKEN:
        raise SyncError("TOO_OLD", protocol=VERSION, oldest=OLDEST)


async def _token(sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    return sent.credentials if sent else ""


async def _relay(request: Request) -> Relay:
    relay: Relay = request.app.state.relay
    return relay


Token = Annotated[str, Depends(_token)]
AtRelay = Annotated[Relay, Depends(_relay)]
_open = APIRouter(prefix="/v1", route_class=_Route)
_spoken = APIRouter(prefix="/v1", route_class=_Route, dependencies=[Depends(_speaks)])
_ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "What is wrong with the request"},
    "5XX": {
        "model": Problem,
        "description": "The relay cannot work now (503) or failed (500 INCIDENT); nothing is stored",
    },
}


_RESERVED = ["GET", "POST", "PUT"]


def _json(value: object) -> Response:
    return Response(orjson.dumps(value), media_type="application/json")


def _page(page: pull.Page) -> Response:
    said = {"events": page.events, "cursor": page.cursor, "more": page.more, "head": page.head, "log": page.log}
    said |= {"refused": page.refused} if page.refused else {}
    return _json({**said, "server_time": iso(now())})


@_open.get("/health", response_model=Health, responses=_ERRORS)
async def health() -> Response:
    """Tell that a relay is here and which protocol versions it speaks."""
    return _json({"protocol": VERSION, "oldest": OLDEST, "server_time": iso(now())})


@_spoken.post("/enrol", response_model=Enrolled, responses=_ERRORS)
def enrol(message: Enrolment, relay: AtRelay) -> Response:
    """Trade an invitation code for a desk's place in the province; a code works once."""
    secret, place = enrolment.typed_code(message.code).secret, None
    if message.agency is not None and message.desk is not None:
        place = enrolment.Place(message.agency, message.desk, message.lowest, message.highest)
    with relay.store.write() as tx:
        guesses.check(tx)
        try:
            desk, token = enrolment.enrol(
                tx, message.code, message.officer, lambda agency: relay.token(agency, secret, message.nonce), place
            )
        except UserError as problem:
            wrong = problem
            if problem.code != "ENROL_MISMATCH":
                guesses.note(tx)
        else:
            keys.replace(tx, desk, message.keys)
            # The answer is made before the code counts as used: without it the token is nowhere.
            enrolled = Enrolled(
                token=token,
                agency=desk.agency,
                commune=desk.commune,
                name=desk.name,
                desk=desk.number,
                first=desk.first,
                last=desk.last,
                key=relay.public_key(),
                head=desk.head,
                server_time=iso(now()),
                recipient=relay.recipient(),
            )
            return _json(enrolled.model_dump())
    raise wrong  # once it is counted


@_spoken.post("/token", response_model=Traded, responses=_ERRORS)
def trade(message: Trade, token: Token, relay: AtRelay) -> Response:
    """Give the desk another token, and take its keys; the one it shows now dies when the new one is shown."""
    with relay.store.write() as tx:
        agency = enrolment.admit(tx, token, lock=True).agency
        made = relay.token(agency, token, message.nonce)
        desk = enrolment.trade(tx, token, made)
        if message.keys is not None:
            keys.replace(tx, desk, message.keys)
    return _json({"token": made, "server_time": iso(now()), "recipient": relay.recipient()})


@_spoken.post("/push", response_model=Pushed, responses=_ERRORS)
def push(message: Push, token: Token, relay: AtRelay) -> Response:
    """Store events of the desk's chain and answer each; sending again changes nothing and answers the same."""
    answers = ingest.push(relay.store, token, [event.event() for event in message.events])
    body = Pushed.model_construct(answers=answers, server_time=iso(now()))
    return Response(body.model_dump_json(), media_type="application/json")


@_spoken.get("/pull", response_model=Pulled, responses=_ERRORS)
def pull_events(
    token: Token,
    relay: AtRelay,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=BATCH)] = BATCH,
    own: Annotated[int, Query(ge=0, le=1)] = 0,
    n: Annotated[int, Query(ge=0, le=2**53)] = 0,
    log: Annotated[Sha256 | None, Query()] = None,
) -> Response:
    """Give accepted events of the agency after a number; the desk's own ones only with own=1.

    With `log` the desk says what it makes of the first `n`: a relay that holds something else answers 409 LOG.
    """
    with relay.store.write() as tx:
        desk = enrolment.admit(tx, token)
        pull.check_log(tx, desk, after, None)
        pull.check_log(tx, desk, n, log)
        return _page(pull.after(tx, desk, after, limit, own=bool(own)))


@_spoken.get("/log", response_model=Log, responses=_ERRORS)
def log_at(token: Token, relay: AtRelay, n: Annotated[int, Query(ge=0, le=2**53)]) -> Response:
    """Give the agency's log after its n-th accepted event."""
    with relay.store.write() as tx:
        desk = enrolment.admit(tx, token)
        said = {"n": n, "log": pull.log_at(tx, desk, n), "last": desk.last_seq}
    return _json({**said, "server_time": iso(now())})


@_spoken.get("/dossiers/{dossier}", response_model=Pulled, responses=_ERRORS)
def dossier_events(dossier: Annotated[Id, Path()], token: Token, relay: AtRelay) -> Response:
    """Give one dossier's accepted events in order, then the desk's own refused ones with no seq."""
    with relay.store.write() as tx:
        desk = enrolment.admit(tx, token)
        return _page(pull.whole_dossier(tx, desk, dossier))


@_spoken.post("/closings", response_model=Closed, responses=_ERRORS)
def close_day(message: Closing, token: Token, relay: AtRelay) -> Response:
    """Compare a desk's day with the relay's and sign it when nothing differs."""
    with relay.store.write() as tx:
        desk = enrolment.admit(tx, token)
        closed = closings.close(tx, relay, desk, message)
    return _json(closed.model_dump())


@_spoken.api_route("/files/{_rest:path}", methods=_RESERVED, include_in_schema=False)
@_spoken.api_route("/catalogue", methods=_RESERVED, include_in_schema=False)
@_spoken.api_route("/settings", methods=_RESERVED, include_in_schema=False)
def not_yet(token: Token, relay: AtRelay) -> Response:
    """Tell a desk, and nobody else, that this relay has no such lane yet."""
    with relay.store.write() as tx:
        enrolment.admit(tx, token)
    return problem(404, "NOT_YET")


def _refuse(_request: Request, error: Exception) -> Response:
    assert isinstance(error, MotcuaError)
    return problem(STATUS.get(error.code, 400), error.code, error.facts)


def _unreadable(_request: Request, error: Exception) -> Response:
    """Name the first field that is wrong, and nothing of what was sent."""
    assert isinstance(error, RequestValidationError)
    where = [str(part) for part in error.errors()[0]["loc"]]
    return problem(422, Reason.BODY_INVALID, {"field": ".".join(where)})


def _plain(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = problem(error.status_code, "NOT_FOUND" if error.status_code == 404 else "REQUEST")
    answer.headers.update(error.headers or {})  # a 405 says what is allowed
    return answer


def create_app(relay: Relay) -> FastAPI:
    """Build the application; it closes the relay's database when it stops."""

    def known(token: str) -> None:
        at: Relay = app.state.relay
        with at.store.read() as tx:
            enrolment.known(tx, token)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        relay.store.close()

    app = FastAPI(
        title="Một Cửa relay",
        version=str(VERSION),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # to redirect, it would have to believe somebody about its own address
        lifespan=lifespan,
    )
    app.state.relay = relay
    app.add_exception_handler(MotcuaError, _refuse)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _plain)
    app.include_router(_open)
    app.include_router(_spoken)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=5)
    app.add_middleware(Door, known=known)
    return app


def openapi_document() -> bytes:
    """Return the OpenAPI document of the protocol, as it is kept in resources."""
    app = create_app(Relay(Store("sqlite://"), Ed25519PrivateKey.generate()))
    document = app.openapi()
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(openapi_document())
