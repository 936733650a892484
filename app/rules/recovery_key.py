"""The recovery key as it stands on paper: 54 digits that give the key of a store back, each group checked by itself.

What is printed is a secret of 128 bits, and the key of the store is derived from it. Digits, because an input method
leaves them alone where it would turn DD into Đ, and because everybody can read them out on a telephone. Eight groups
of six say sixteen bits each, times eleven: a digit typed wrong, or two that changed places, are noticed in their own
group. The ninth group is made of the other eight: it notices groups that changed places, and is the number of the
paper, by which the program can say which paper it asks for without knowing what stands on it.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from app.errors import UserError

BYTES = 16
GROUPS, DIGITS = 9, 6
_CHECK = 11
_INFO = b"motcua store key 1"


def written(secret: bytes) -> tuple[str, ...]:
    """Return the nine groups of six digits that stand on paper for a secret of 16 bytes."""
    values = [int.from_bytes(secret[at : at + 2]) for at in range(0, BYTES, 2)]
    return tuple(f"{value * _CHECK:0{DIGITS}d}" for value in [*values, _sum(secret)])


def paper(secret: bytes) -> str:
    """Return the number of the paper: its last group, which tells nothing of the others."""
    return written(secret)[-1]


def right(group: str) -> bool:
    """Tell whether six digits are one group as it was printed, of whatever paper: a group checks itself."""
    value, rest = divmod(int(group), _CHECK)
    return not rest and value <= 0xFFFF


def read(typed: str) -> bytes:
    """Return the secret of what was typed from a paper or read by a scanner, whatever stands between the digits.

    Raises UserError RECOVERY_KEY_SHORT (have, need: digits), RECOVERY_KEY_GROUP (group: the first of the nine that
    is not as it was printed, counted from 1), RECOVERY_KEY_ORDER where each is right and they do not go together.
    """
    digits = re.sub(r"[^0-9]", "", typed)
    if len(digits) != GROUPS * DIGITS:
        raise UserError("RECOVERY_KEY_SHORT", field="recovery_key", have=len(digits), need=GROUPS * DIGITS)
    groups = [digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS)]
    wrong = next((at for at, group in enumerate(groups, start=1) if not right(group)), None)
    if wrong is not None:
        raise UserError("RECOVERY_KEY_GROUP", field="recovery_key", group=wrong)
    values = [int(group) // _CHECK for group in groups]
    secret = b"".join(value.to_bytes(2) for value in values[:-1])
    if values[-1] != _sum(secret):
        raise UserError("RECOVERY_KEY_ORDER", field="recovery_key")
    return secret


def store_key(secret: bytes) -> bytes:
    """Return the 32-byte key of the store a secret is for (HKDF with SHA-256, RFC 5869, no salt).

    Nothing slow is needed: nobody guesses 128 random bits.
    """
    seed = hmac.digest(bytes(hashlib.sha256().digest_size), secret, "sha256")
    return hmac.digest(seed, _INFO + b"\x01", "sha256")


def _sum(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"motcua recovery paper 1" + secret).digest()[:2])
