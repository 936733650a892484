"""The line to the relay: one HTTP client, patience that grows with size, and a kind for every failure.

A request is given up when nothing moves, not when it is long: the wait for an answer grows with what was sent,
because on a slow line the kernel has taken the whole request long before it is out of the building, and an answer
may take as long as it likes while it keeps arriving. Failures become SyncError with a code and nothing of the
request: an exception of the HTTP library knows the address and the token, so it is never passed on or chained.

A clock that is wrong stops nothing. The relay orders events by its own numbers (DESIGN §3.5), so holding a day's
dossiers back would help nobody; `clock_wrong` lets the round that has just succeeded say so.

Each exchange runs on a thread of its own, because no socket can be told from outside to give up: `interrupt` makes
the caller return at once and leaves that thread to its timeout. It holds no transaction and nothing waits for it.
"""

from __future__ import annotations

import gzip
import ipaddress
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

import httpx2
import orjson
from pydantic import ValidationError

from app.errors import SyncError, UserError
from app.models.setting import ProvinceLink
from app.rules import clock
from app.rules.events import LOG_START, Event
from app.sync.protocol import (
    BATCH,
    OLDEST,
    QUESTION_HEADER,
    VERSION,
    VERSION_HEADER,
    Closed,
    Closing,
    Enrolled,
    Enrolment,
    Health,
    Log,
    Problem,
    Pulled,
    Pushed,
    Trade,
    Traded,
    Wire,
    wire,
)

CONNECT_SECONDS = 10.0
STALL_SECONDS = 30.0
"""With nothing moving for so long, an exchange is given up."""
SLOWEST_UPLOAD = 1000
"""Bytes a second assumed while an answer is awaited: a third of the 23 kbps line of DESIGN §3.6."""
SLOWEST_DOWNLOAD = 200
"""Bytes a second below which an answer that trickles in is as good as stalled."""
LONGEST_ANSWER = 64 * 1024 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)

_BY_STATUS = {401: "AUTH", 408: "TIMEOUT", 413: "TOO_LARGE", 426: "TOO_OLD", 429: "BUSY", 504: "TIMEOUT"}
_KINDS = frozenset({"AUTH", "TOO_OLD", "TOO_LARGE", "SERVER", "CLONED", "CHAIN_GAP", "LOG", "BUSY"})

_Params = dict[str, int | str]
Answer = TypeVar("Answer", bound=Wire)
Result = TypeVar("Result")


class Transport:
    """A desk's line to one relay; used by one thread at a time, except `interrupt`."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        protocol: int = VERSION,
        http: httpx2.BaseTransport | None = None,
        now: Callable[[], datetime] = clock.now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the client; nothing is sent yet. `http` replaces the network in tests.

        `protocol` is the version to begin with: an answer 426 of a relay that speaks another one of ours changes it.

        Raises UserError URL_INVALID, or URL_NOT_SECURE for plain http to another machine.
        """
        loopback = check_url(url)
        self.protocol = protocol
        # A proxy of the office must not be asked for this very machine.
        accept = {"Accept": "application/json"}
        self._client = httpx2.Client(base_url=url, headers=accept, transport=http, trust_env=not loopback)
        self.show(token)
        self._now, self._monotonic = now, monotonic
        self._interrupted: Future[None] = Future()
        self._call: Future[Any] | None = None
        self.clock_wrong = False
        self.restored = False
        """Whether a store put back after a loss has what it had said again (`app.sync.restored`), and none was told."""

    @classmethod
    def of(cls, link: ProvinceLink, *, http: httpx2.BaseTransport | None = None) -> Self:
        """Return the line to the relay this desk is enrolled with."""
        return cls(link.url, link.token, http=http, protocol=link.protocol)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back; a call that was interrupted and is still under way does it when it ends."""
        under_way = self._call is not None and not self._call.done()
        if not (self._interrupted.done() and under_way):
            self._client.close()

    def interrupt(self) -> None:
        """Make a call under way, and every later one, raise SyncError OFFLINE at once; from any thread."""
        if not self._interrupted.done():
            self._interrupted.set_result(None)

    def show(self, token: str | None) -> None:
        """Show this token from now on."""
        if token is not None:
            self._client.headers["Authorization"] = f"Bearer {token}"

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        """Trade an invitation for a place; asked again with the same nonce, it answers the same.

        Raises UserError INVITATION_UNKNOWN, _USED or _EXPIRED, ENROL_MISMATCH (what, here, there), and SyncError, BUSY
        among them: a wrong code came just before, from anywhere.
        """
        return self._ask("POST", "enrol", Enrolled, body=enrolment.model_dump())

    def trade(self, trade: Trade) -> Traded:
        """Ask for another token; the one shown serves until that is shown (`show`)."""
        return self._ask("POST", "token", Traded, body=trade.model_dump())

    def push(self, events: Iterable[Event]) -> Pushed:
        """Send events in the order of the chain."""
        return self._ask("POST", "push", Pushed, body={"events": [wire(event) for event in events]})

    def pull(
        self, after: int, *, own: bool = False, n: int = 0, log: str = LOG_START, limit: int | None = None
    ) -> Pulled:
        """Ask for accepted events after a number, at most `limit` or a batch; the desk's own ones only with `own`.

        Raises SyncError LOG where the relay's log after `n` events is another one than `log`.
        """
        asked: dict[str, int | str] = {"after": after, "limit": limit or BATCH, "own": int(own), "n": n, "log": log}
        return self._ask("GET", "pull", Pulled, params=asked)

    def log(self, n: int) -> Log:
        """Ask what the agency's log says after its `n`-th accepted event."""
        return self._ask("GET", "log", Log, params={"n": n})

    def dossier(self, id_: str) -> Pulled | None:
        """Ask for all the relay holds of one dossier; None when it holds nothing."""
        try:
            return self._ask("GET", f"dossiers/{id_}", Pulled)
        except SyncError as problem:
            if problem.facts.get("why") == "UNKNOWN_DOSSIER":
                return None
            raise

    def close_day(self, closing: Closing) -> Closed:
        """Ask the relay to compare a day and to sign it."""
        return self._ask("POST", "closings", Closed, body=closing.model_dump())

    def health(self) -> Health:
        """Ask whether a relay is there."""
        return self._ask("GET", "health", Health)

    def _ask(
        self, method: str, path: str, model: type[Answer], *, params: _Params | None = None, body: object = None
    ) -> Answer:
        packed = b"" if body is None else gzip.compress(orjson.dumps(body), 6)
        status, raw = self._carry(lambda: self._exchange(method, f"v1/{path}", params, packed))
        if status == 426 and self._speaks_another(raw):
            status, raw = self._carry(lambda: self._exchange(method, f"v1/{path}", params, packed))
        if not 200 <= status < 300:
            raise _problem(status, raw)
        try:
            answer = model.model_validate(orjson.loads(raw))
            said = getattr(answer, "server_time", None)
            if said is not None:
                self.clock_wrong = abs(clock.parse_moment(said) - self._now()) > CLOCK_TOLERANCE
        except (ValidationError, orjson.JSONDecodeError, UserError):
            answer = None
        if answer is None:  # raised here and not above: what could not be read may be personal
            raise SyncError("SERVER", status=status)
        return answer

    def _speaks_another(self, raw: bytes) -> bool:
        """Go on in the version of a relay that speaks another one of ours; tell whether it does."""
        spoken = _problem(426, raw).facts.get("protocol")
        if not isinstance(spoken, int) or spoken == self.protocol or not OLDEST <= spoken <= VERSION:
            return False
        self.protocol = spoken
        return True

    def _exchange(self, method: str, path: str, params: _Params | None, packed: bytes) -> tuple[int, bytes]:
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"} if packed else {}
        headers[VERSION_HEADER] = str(self.protocol)
        headers[QUESTION_HEADER] = question = secrets.token_urlsafe(12)
        patience = httpx2.Timeout(
            STALL_SECONDS, connect=CONNECT_SECONDS, read=STALL_SECONDS + len(packed) / SLOWEST_UPLOAD
        )
        sent: dict[str, Any] = {"content": packed} if packed else {}
        try:
            with self._client.stream(
                method, path, params=params, headers=headers, timeout=patience, **sent
            ) as response:
                # What is no answer of the relay's at all, an error of something between, says nothing back.
                unbound = question if self.protocol < 2 or not response.is_success else None
                if response.headers.get(QUESTION_HEADER, unbound) != question:
                    raise SyncError("SERVER", why="QUESTION")
                return response.status_code, self._read(response)
        except (httpx2.HTTPError, OSError) as problem:
            kind = _kind(problem)
        raise SyncError(kind)

    def _read(self, response: httpx2.Response) -> bytes:
        began, answer = self._monotonic(), bytearray()
        for piece in response.iter_bytes():
            answer += piece
            if len(answer) > LONGEST_ANSWER:
                raise SyncError("SERVER", status=response.status_code)
            if self._monotonic() - began > 2 * STALL_SECONDS + len(answer) / SLOWEST_DOWNLOAD:
                raise SyncError("TIMEOUT")
        return bytes(answer)

    def _carry(self, work: Callable[[], Result]) -> Result:
        outcome: Future[Result] = Future()

        def run() -> None:
            try:
                outcome.set_result(work())
            except BaseException as problem:
                outcome.set_exception(problem)
            if self._interrupted.done():
                self._client.close()

        if not self._interrupted.done():
            self._call = outcome
            threading.Thread(target=run, name="sync-exchange", daemon=True).start()
            either: tuple[Future[Any], ...] = (outcome, self._interrupted)
            wait(either, return_when=FIRST_COMPLETED)
        if not outcome.done():
            raise SyncError("OFFLINE", why="interrupted")
        return outcome.result()


def check_url(url: str) -> bool:
    """Tell whether a relay's address is on this machine. Raises UserError URL_INVALID or URL_NOT_SECURE."""
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError):
        parsed = None
    if parsed is None or parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        raise UserError("URL_INVALID", field="url")
    try:
        loopback = parsed.host == "localhost" or ipaddress.ip_address(parsed.host).is_loopback
    except ValueError:
        loopback = False
    if parsed.scheme == "http" and not loopback:
        raise UserError("URL_NOT_SECURE", field="url")
    return loopback


def _kind(problem: BaseException) -> str:
    """Name the failure of a line; the certificate is somewhere in the chain of causes."""
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "CERTIFICATE"
        cause = cause.__cause__ or cause.__context__
    if isinstance(problem, httpx2.DecodingError):
        return "SERVER"
    if isinstance(problem, httpx2.TimeoutException) and not isinstance(problem, httpx2.ConnectTimeout):
        return "TIMEOUT"
    return "OFFLINE"


def _problem(status: int, raw: bytes) -> SyncError | UserError:
    """Read an answer that is not 2xx; one without a Problem comes from something between desk and relay."""
    try:
        problem = Problem.model_validate(orjson.loads(raw))
    except (ValidationError, orjson.JSONDecodeError):
        return SyncError(_BY_STATUS.get(status, "SERVER"), status=status)
    facts = {name: value for name, value in problem.facts.items() if name != "field"}
    if problem.code.startswith("INVITATION_") or problem.code == "ENROL_MISMATCH":
        return UserError(problem.code, field="code", **facts)
    if problem.code == "INCIDENT":
        return SyncError("SERVER", status=status, incident=str(facts.get("incident")))
    if problem.code in _KINDS:
        return SyncError(problem.code, **facts)
    if status in _BY_STATUS or status >= 500:
        return SyncError(_BY_STATUS.get(status, "SERVER"), status=status)
    return SyncError("REFUSED", why=problem.code)
