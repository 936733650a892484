"""Sending what waits: the outbox in the chain's order, in batches, and the relay's verdicts stored as they come.

An event leaves the outbox by a verdict only. When a reply is lost the same events go out again and get the same
answers. A batch the line or the relay cannot take is halved, because a slow line fails on size first. An event the
relay refuses parks its dossier (`journal.answer`) and the rest go on.

A batch on which the relay itself fails (an incident) is halved too, until the one event is known. The chain has an
order, so what follows that event waits with it; all before it is sent. The event is remembered in the store and asked
for first and alone from then on, until the relay is mended or its operator refuses the event by hand (DESIGN §3.14).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from app.errors import SyncError
from app.models import chain, event_rows, journal, setting
from app.models.engine import scalar
from app.models.store import Store
from app.rules.events import Event
from app.sync.protocol import BATCH, Answer, Verdict
from app.sync.restored import say_again
from app.sync.transport import Transport

KEEP = 50
"""Verdicts stored in one transaction: some 50 ms, so that a citizen's receipt never waits for a day's backlog."""
_STUCK = "stuck"
"""The setting that holds the id of the event on which the relay failed last."""


def push(store: Store, transport: Transport) -> Iterator[int]:
    """Send until nothing waits, yielding after each request how many events got their verdict.

    Raises SyncError; SERVER (why=ANSWERS) when the relay answers for none of a batch: it is asked again in the next
    round, not in a hot loop; CHAIN_GAP only when sending again from the relay's last event did not close it, CLONED
    only when saying again what an old copy wrote did not (`restored`); SERVER with the facts incident and dossier (its
    code) when the relay fails on the event that is next.
    """
    size, mended = BATCH, set[str]()
    while events := _next(store, size):
        try:
            answers = transport.push(events).answers
        except SyncError as problem:
            incident = problem.facts.get("incident")
            if len(events) > 1 and (incident or problem.code in ("TIMEOUT", "TOO_LARGE")):
                size = len(events) // 2
            elif incident:
                raise SyncError("SERVER", incident=incident, dossier=_remember(store, events[0])) from None
            elif problem.code in _MENDED and problem.code not in mended:
                _MENDED[problem.code](store, transport, problem)
                mended.add(problem.code)
            else:
                raise
            continue
        settled = _keep(store, events, answers)
        if not settled:
            raise SyncError("SERVER", why="ANSWERS")
        yield settled


def waiting(connection: Connection) -> int:
    """Return how many events wait for a verdict."""
    return int(scalar(connection, "SELECT count(*) FROM outbox", {}))


def _next(store: Store, size: int) -> list[Event]:
    """Return what is to be sent next, at most `size`: alone where it is the event on which the relay failed last."""
    with store.read() as connection:
        events = event_rows.waiting(connection, size)
        alone = bool(events) and events[0].id == setting.get(connection, _STUCK)
    return events[:1] if alone else events


def _remember(store: Store, event: Event) -> str:
    """Remember the event on which the relay fails; return the code of its dossier, its id where it has no row here."""
    with store.write() as connection:
        if setting.get(connection, _STUCK) != event.id:
            setting.put(connection, _STUCK, event.id)
        code = text("SELECT code FROM dossier WHERE id = key(:id)")
        return str(connection.execute(code, {"id": event.dossier}).scalar() or event.dossier)


def _keep(store: Store, events: Sequence[Event], answers: Sequence[Answer]) -> int:
    """Store the verdicts that are about events just sent; an event without one keeps waiting."""
    sent = {event.id for event in events}
    verdicts: dict[str, tuple[str, int | None, event_rows.Refused | None]] = {}
    for answer in answers:
        if answer.id in sent and (answer.verdict is Verdict.REFUSED or answer.seq is not None):
            refused = event_rows.Refused(answer.reason, answer.facts) if answer.verdict is Verdict.REFUSED else None
            verdicts[answer.id] = (answer.id, answer.seq if refused is None else None, refused)
    stored = list(verdicts.values())
    for start in range(0, len(stored), KEEP):
        with store.write() as connection:
            journal.answer(connection, stored[start : start + KEEP])
    return len(verdicts)


def _go_back(store: Store, transport: Transport, problem: SyncError) -> None:
    """Put every own event after the relay's last one into the outbox: the relay has lost what it had.

    Where that one is none of this store's, another PC has written since as this desk: what this one has to say comes
    after it. Raises as `say_again`.
    """
    head = problem.facts.get("head")
    with store.write() as connection:
        known = chain.send_from(connection, setting.centre(connection), None if head is None else str(head))
    if not known:
        say_again(store, transport)


def _come_after(store: Store, transport: Transport, _problem: SyncError) -> None:
    say_again(store, transport)


_MENDED = {"CHAIN_GAP": _go_back, "CLONED": _come_after}
"""What the relay says of a chain that does not go on from its last event, and what is done about it, once a push."""
