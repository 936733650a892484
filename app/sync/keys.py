"""The keys of a desk: made when it joins, kept in its store, their public halves given to the relay with its token.

They are for packages that go by hand where there is no line (DESIGN §3.9): the desk signs its own with the one and
opens those for it with the other. A joining makes new ones, so that a PC that was replaced can sign no more; a trade of
tokens gives those the store has. They are in the store before they are sent: what the relay knows, the desk holds.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import x25519

from app.models import setting
from app.models.setting import DeskKeys
from app.models.store import Store
from app.sync.protocol import Keys


def new_keys() -> DeskKeys:
    """Make the keys of a desk."""
    signing = Ed25519PrivateKey.generate().private_bytes_raw()
    return DeskKeys(base64.b64encode(signing).decode(), str(x25519.Identity.generate()))


def public(keys: DeskKeys) -> Keys:
    """Return the halves that are given away."""
    signing = Ed25519PrivateKey.from_private_bytes(base64.b64decode(keys.signing)).public_key()
    recipient = x25519.Identity.from_str(keys.identity).to_public()
    return Keys(signing=base64.b64encode(signing.public_bytes_raw()).decode(), recipient=str(recipient))


def held(store: Store) -> DeskKeys:
    """Return the keys of the desk of a store; one that joined without, with 0.3.0 or before, has them made now."""
    with store.write() as connection:
        found = setting.keys(connection)
        if found is None:
            found = new_keys()
            setting.put_keys(connection, found)
    return found
