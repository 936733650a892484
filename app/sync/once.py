"""One round of the conversation: push, then pull, and what came of it in the words of `motcua sync`.

Pushing comes first so that what is pulled meets a desk that knows the verdicts on its own events. When the relay
cannot take what we send for a reason of its own, what others did is still fetched: nobody waits for our trouble.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from app.errors import SyncError, UserError
from app.models import setting
from app.models.engine import scalar
from app.models.store import Store
from app.rules.clock import iso
from app.rules.events import EDITION
from app.sync.protocol import NAMED, VERSION
from app.sync.pull import pull
from app.sync.push import push, waiting
from app.sync.reconcile import close_kept
from app.sync.restored import trade
from app.sync.transport import Transport

_SILENT = frozenset({"OFFLINE", "TIMEOUT", "CERTIFICATE", "AUTH", "TOO_OLD", "CLONED"})
"""After these there is nobody to pull from, or no right to."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round has come: `lane` is push or pull, `total` what is to be done where it is known."""

    lane: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a round did. `state` is done, clock (all done, but this PC's clock is wrong), restored (all done, and this
    store was an old copy: what it had lost came back), old_relay (all done, with a relay of 0.3.0 or before) or a
    SyncError's code.

    `sent` counts events that got a verdict, `received` events of others, `waiting` events still without a verdict,
    `parked` dossiers that wait for an officer. `stuck` is the code of the dossier whose event the relay fails on, so
    that nothing after it gets through; `incident` the number under which the relay logged its fault. Both null as a
    rule.
    """

    state: str
    sent: int
    received: int
    waiting: int
    parked: int
    files_sent: int = 0
    files_waiting: int = 0
    stuck: str | None = None
    incident: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what `motcua sync --json` prints."""
        return asdict(self)


def sync_once(
    store: Store, transport: Transport, now: datetime, report: Callable[[Progress], None] = lambda _: None
) -> SyncResult:
    """Do one round; a failure of the line is a state of the result, never an exception.

    Raises UserError NOT_ENROLLED, and KnownError when the store cannot be written.
    """
    with store.read() as connection:
        if setting.link(connection) is None:
            raise UserError("NOT_ENROLLED")
        total = waiting(connection)
    sent = received = 0
    failed: list[str] = []
    stuck = incident = None
    try:
        for count in push(store, transport):
            sent += count
            report(Progress("push", sent, max(sent, total)))
    except SyncError as problem:
        failed.append(problem.code)
        stuck, incident = problem.facts.get("dossier"), problem.facts.get("incident")
    if not failed or failed[0] not in _SILENT:
        try:
            for count in pull(store, transport):
                received += count
                report(Progress("pull", received, None))
        except SyncError as problem:
            failed.append(problem.code)
            if "incident" in problem.facts:
                # A relay that fails at a question about nothing of ours fails at everything: no dossier is to blame.
                stuck, incident = None, problem.facts["incident"]
    if not failed:
        try:
            close_kept(store, transport, now)
            _renew(store, transport)
        except SyncError as problem:
            failed.append(problem.code)
    calm = "old_relay" if transport.protocol < VERSION else "done"
    calm = "restored" if transport.restored else "clock" if transport.clock_wrong else calm
    state = failed[0].lower() if failed else calm
    if not failed:
        # Said once, by the first round that ends well: the window keeps one transport over many rounds.
        transport.restored = False
        _note_contact(store, transport, now)
    with store.read() as connection:
        parked = int(scalar(connection, "SELECT count(*) FROM dossier WHERE sync = 'parked'", {}))
        return SyncResult(
            state, sent, received, waiting(connection), parked, stuck=_text(stuck), incident=_text(incident)
        )


def _text(fact: object) -> str | None:
    return None if fact is None else str(fact)


def _renew(store: Store, transport: Transport) -> None:
    """Trade a token of 0.3.0 or before for one that names its agency, and with it the keys of desk and relay.

    So is the token of a copy that was put back: the PC it came from has it too. It dies when the new one is shown.
    """
    with store.read() as connection:
        link, put_back = setting.link(connection), setting.get(connection, setting.RESTORED)
    if link is None or transport.protocol < 2:
        return
    if NAMED not in link.token or link.recipient is None or put_back:
        trade(store, transport)
    if put_back:
        transport.log(0)


def _note_contact(store: Store, transport: Transport, now: datetime) -> None:
    with store.write() as connection:
        link, centre = setting.link(connection), setting.centre(connection)
        if link is None:
            return
        setting.put_link(connection, replace(link, last_contact=iso(now), protocol=transport.protocol))
        writes = min(EDITION, transport.protocol)
        if centre.writes != writes:
            setting.put_centre(connection, replace(centre, writes=writes))
