"""The closed vocabularies of a dossier: how it came, how its result goes out, how money is paid, how far it is sent.

A word that is not among them stops at the door (a draft, the relay), so nothing behind it meets a value it has no
sentence for. The Vietnamese stands beside each, in small letters, because a fee's own sentence says it too; a label
or a cell takes it `capitalised`. The states and the kinds of event are in `states` and `acts`, beside the rules
about them, and their Vietnamese and that of `Sync` in `app/words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Channel(StrEnum):
    """How a dossier was handed in (NĐ 118/2025 art. 17: in person, by post, online)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


CHANNELS: Mapping[str, str] = {Channel.COUNTER: "trực tiếp", Channel.POST: "bưu chính", Channel.ONLINE: "trực tuyến"}


class Delivery(StrEnum):
    """How a result goes out: what the citizen wished (`deliver`), and what was done (`via`)."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


DELIVERIES: Mapping[str, str] = {
    Delivery.COUNTER: "tại trung tâm",
    Delivery.POST: "bưu chính",
    Delivery.ONLINE: "trực tuyến",
}


class Method(StrEnum):
    """How money was paid, or given back."""

    CASH = "cash"
    TRANSFER = "transfer"


METHODS: Mapping[str, str] = {Method.CASH: "tiền mặt", Method.TRANSFER: "chuyển khoản"}


def capitalised(word: str) -> str:
    """Return a word as it begins a label or a cell."""
    return word[:1].upper() + word[1:]


class Sync(StrEnum):
    """How far a dossier or an event of it has come to the province (UI §6)."""

    LOCAL = "local"
    """There is no province to wait for, or none that is sent it any more: its desk and the relay have both lost it."""
    WAITING = "waiting"
    SENT = "sent"
    RECONCILED = "reconciled"
    """Part of a signed closing."""
    PARKED = "parked"
    """Refused: an officer has to choose."""
    ASIDE = "aside"
    """Something was said of it that this program cannot read: shown as it was, and nothing is done to it meanwhile."""
