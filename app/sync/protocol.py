"""The words a desk and a relay exchange: wire models, verdicts, version (DESIGN §3.12).

JSON over HTTPS, gzip both ways, a bearer token after `enrol`. Two lanes: events here; files after, addressed by the
SHA-256 that an event's components carry (`FileRef` in the body), so the relay can count what is still on its way
before the file lane exists. The relay's OpenAPI document is generated from these models.

    POST /v1/enrol      Enrolment      → Enrolled       no token; an invitation code, used once; both sides' keys
    POST /v1/token      Trade          → Traded         a new token for the one shown, which dies when that is shown;
                                                        both sides' keys, where they have not been said
    POST /v1/push       Push           → Pushed         events in the desk's chain order, at most BATCH
    GET  /v1/pull       ?after=&limit= → Pulled         accepted events of the agency after a relay number; the
                                                        desk's own ones only with &own=1, for a replaced PC; with &n=
                                                        and &log= it is checked first that both hold the same up to n
    GET  /v1/log        ?n=            → Log            the agency's log after its n-th accepted event
    GET  /v1/dossiers/ID               → Pulled         one dossier's accepted events, and the asking desk's refused
                                                        ones (with no seq), for repair
    POST /v1/closings   Closing        → Closed         compare a day; signed only when both sides hold the same
    GET  /v1/health                    → Health         no token

    reserved: /v1/files/…  /v1/catalogue  /v1/settings  the scans, the province's catalogue, a centre's settings; asked
                                                        with a token like the others, and answered 404 NOT_YET

A desk that asks a relay which has not a reserved lane yet (NOT_YET, NOT_FOUND at one of 0.3.0 or before; REFUSED to it)
goes on with what it holds, keeps what it would have sent and asks again in a later round; no event and no closing
waits for that.

Every request carries `Motcua-Protocol`; a relay answers 426 to one it no longer speaks, with those it does, and a desk
that speaks one of them goes on in it: it is the relay that is updated first, but a desk may be before it. The request
carries a `Motcua-Question` of its own too, which the relay says back and lets nobody keep (`no-store`): an answer to
another question, of another desk or from a cache, is none. A relay of 0.3.0 says nothing back and is believed. An error
is `{"code": …, "facts": {…}}` with one of the codes of SyncError or of `Reason`.

Each accepted event moves the agency's log on, `log(n) = SHA-256(log(n-1) ‖ hash)`. A desk keeps (n, log) of what it has
taken in; a relay that says another log there, LOG, was put back to an older state or holds something else, and both go
on from where they last agreed (DESIGN §3.7).

A verdict is about a dossier, never about the relay. Where its own code fails it answers 500 INCIDENT (facts: incident,
the number its log knows the fault by), having stored nothing: the desk looks for the one event with ever smaller
batches, and the province's operator may refuse that one by hand. A desk that does not know INCIDENT (0.2.0) takes it
as SERVER, like every 5xx. SERVER, 503, is a relay without its database: the same is sent again later.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt
from pyrage import RecipientError, x25519

from app.rules.closing import Side, Why
from app.rules.events import Body, Event

VERSION = 2
"""1: 2026-11, the first; enrol, push, pull, closings. 2: 2026-12, the agency's log, edition 2 of the event, tokens that
name their agency, kinds nobody knows."""
OLDEST = 1
"""The oldest version of which a desk still speaks enough for a day's work: then it writes edition 1 of the event."""
VERSION_HEADER, QUESTION_HEADER = "Motcua-Protocol", "Motcua-Question"
NAMED = "~"
"""Stands in a token between the agency and what is secret."""
BATCH = 500
"""Events in one push or pull: about 28 kB gzipped, some ten seconds on a 23 kbps line."""
MAX_BODY_BYTES = 8 * 1024 * 1024
"""Largest request body a relay reads, unpacked; a batch of ordinary events is about 0.5 MB."""


ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Id = Annotated[str, Field(pattern=ID)]
"""A UUID as `new_id` writes it. Machines make ids and hashes, so a request with a broken one is stopped whole (422);
everything an officer may have typed is judged event by event instead."""
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hex."""
SigningKey = Annotated[str, Field(pattern="^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$")]
"""The public half of an Ed25519 key: 32 bytes, base64."""


def _recipient(text: str) -> str:
    """Return an age recipient whose letters add up. Raises ValueError, which does not say them, for another text."""
    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        raise ValueError("no recipient") from None
    return text


Recipient = Annotated[str, Field(pattern="^age1[02-9ac-hj-np-z]{58}$"), AfterValidator(_recipient)]
"""The public half of an X25519 key as age writes it: whom a package is encrypted for."""


class Wire(BaseModel):
    """Base of every message: unknown fields are ignored, so that a newer side may add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Verdict(StrEnum):
    """What the relay says of one event; stored on both sides, and the same at every resend."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why an event was refused, or a request stopped."""

    BODY_INVALID = "BODY_INVALID"
    """The body is not of its kind's shape; facts: field. Or the operator refused the event by hand; facts: by_hand,
    the reason in words. It has no member of its own because desks up to 0.2.0 read only the ones listed here."""
    HASH_WRONG = "HASH_WRONG"
    UNKNOWN_DOSSIER = "UNKNOWN_DOSSIER"
    DOSSIER_EXISTS = "DOSSIER_EXISTS"
    CODE_TAKEN = "CODE_TAKEN"
    NUMBER_OUTSIDE_LEASE = "NUMBER_OUTSIDE_LEASE"
    STATE = "STATE"
    """Not legal from the state the relay finds; facts: act, state."""
    BASE_MOVED = "BASE_MOVED"
    """Somebody else wrote the same fields since `base`; facts: fields, by (ids of the events in between)."""
    BASE_UNKNOWN = "BASE_UNKNOWN"
    """`base` is itself refused or was never seen."""


class WireEvent(Wire):
    """An event on the wire: the printed event plus its dossier and its edition; `seq` is the relay's order, null when
    unasked.
    """

    dossier: Id
    id: Id
    kind: str
    at: str
    officer: str
    desk: StrictInt
    base: Id | None
    prev_hash: Sha256 | None
    hash: Sha256
    body: dict[str, Any]
    edition: StrictInt = 1
    seq: StrictInt | None = None

    def event(self) -> Event:
        """Unwrap the event; its hash is not checked here."""
        return Event(
            self.id,
            self.dossier,
            self.kind,
            self.at,
            self.officer,
            self.desk,
            self.base,
            self.prev_hash,
            self.hash,
            cast(Body, self.body),
            self.edition,
        )


def wire(event: Event) -> dict[str, Any]:
    """Return an event as it goes on the wire."""
    return {"dossier": event.dossier, "edition": event.edition, **event.as_json()}


class Keys(Wire):
    """The public halves of a desk's keys: what it will sign packages with, and whom those for it are encrypted for.

    They come with a token and serve as long as the desk: another PC brings others, which take their place.
    """

    signing: SigningKey
    recipient: Recipient


class Enrolment(Wire):
    """A desk asks to join with an invitation code."""

    code: str = Field(max_length=100)
    officer: str = Field(min_length=1, max_length=200)
    nonce: str | None = Field(None, min_length=16, max_length=100)
    """Random, of this joining: the same code with it is answered the same for ten minutes, should an answer be lost."""
    agency: str | None = Field(default=None, max_length=40)
    desk: StrictInt | None = None
    lowest: StrictInt | None = None
    highest: StrictInt | None = None
    """Where a store that joins belongs already, and the numbers it has issued: an invitation to another place is not
    used up by it (ENROL_MISMATCH; facts: what, here, there)."""
    keys: Keys | None = None
    """A program of 0.3.0 or before gives none."""


class Enrolled(Wire):
    """The desk's place in the province: its lease of numbers, its token, and the key that signs closings.

    `head` is the hash of the desk's last event the relay knows: a replaced PC goes on with that chain.
    `key` is the relay's Ed25519 public key, base64; `recipient` whom packages for the relay are encrypted for, null at
    a relay of 0.3.0 or before.
    """

    token: str
    agency: str
    commune: str
    name: str
    desk: int
    first: int
    last: int
    key: str
    head: str | None
    server_time: str
    recipient: Recipient | None = None


class Trade(Wire):
    """A desk asks for another token; asked again with the same `nonce`, it gets the same.

    `keys` take the place of those the relay has of it, if any: so a desk that joined without gives them.
    """

    nonce: str = Field(min_length=16, max_length=100)
    keys: Keys | None = None


class Traded(Wire):
    """The new token. The one shown serves until this one is shown for the first time. `recipient` as in `Enrolled`."""

    token: str
    server_time: str
    recipient: Recipient | None = None


class Push(Wire):
    """Events in the order of the desk's chain."""

    events: list[WireEvent] = Field(max_length=BATCH)


class Answer(Wire):
    """The verdict on one event; `seq` orders accepted ones, `reason` and `facts` explain a refusal."""

    id: str
    verdict: Verdict
    seq: int | None = None
    reason: Reason | None = None
    facts: dict[str, Any] = {}


class Pushed(Wire):
    """One answer for each event, in the order sent."""

    answers: list[Answer]
    server_time: str


class Pulled(Wire):
    """Accepted events in the relay's order; `cursor` is where to go on, `more` whether at once.

    `head` is the hash of the asking desk's last event here, accepted or refused: a store that does not know it was put
    back after a loss. `log` is the agency's log at `cursor`. A relay of 0.3.0 says neither.
    """

    events: list[WireEvent]
    cursor: int
    more: bool
    server_time: str
    head: str | None = None
    log: Sha256 | None = None
    refused: list[Id] = []
    """Of one dossier: the ids of all events of it that were refused, whoever sent them."""


class Log(Wire):
    """The agency's log after `n` accepted events, null where there are not so many; `last` is how many there are."""

    n: int
    log: Sha256 | None
    last: int
    server_time: str


class Closing(Wire):
    """The desk's side of a day: for each dossier it touched, the digest of `app.rules.events.dossier_digest`, and the
    agency's log up to the `n`-th event, which is the newest it has taken in.
    """

    date: str = Field(json_schema_extra={"format": "date"})
    side: Side
    digests: dict[Id, Sha256]
    n: StrictInt = Field(ge=0, le=2**53)
    log: Sha256


class Difference(Wire):
    """One dossier the two sides do not hold alike."""

    dossier: str
    code: str | None
    why: Why


class Closed(Wire):
    """The relay's side; `signature` (base64 Ed25519 over canonical `statement`) only when nothing differs."""

    equal: bool
    side: Side
    differences: list[Difference]
    statement: dict[str, Any] | None = None
    signature: str | None = None


class Health(Wire):
    """That a relay is there, and which protocol versions it speaks."""

    protocol: int
    oldest: int
    server_time: str


class Problem(Wire):
    """The body of every answer that is not 2xx."""

    code: str
    facts: dict[str, Any] = {}
