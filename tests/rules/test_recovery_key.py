"""The digits of a recovery key: they come back, and what is typed wrong is named by its group."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules import recovery_key

SECRETS = st.binary(min_size=16, max_size=16)
KNOWN = bytes(range(16))
ON_PAPER = ("000011", "005665", "011319", "016973", "022627", "028281", "033935", "039589")


def refused(typed: str) -> UserError:
    with pytest.raises(UserError) as caught:
        recovery_key.read(typed)
    return caught.value


def test_a_known_secret_stands_on_paper_as_it_always_will() -> None:
    """A paper printed today must be read by every later program."""
    groups = recovery_key.written(KNOWN)
    assert groups[:8] == ON_PAPER
    assert groups[8] == recovery_key.paper(KNOWN) == "377597"
    assert recovery_key.store_key(KNOWN).hex() == "f8d534b026b5b44726cda76487b0078142e4777f5ae490169aef1eb816281800"
    assert recovery_key.read("  000011-005665 011319\n016973/022627.028281\t033935 039589 377597") == KNOWN


@given(SECRETS)
def test_what_is_written_is_read_and_gives_the_same_key_as_the_standard_says(secret: bytes) -> None:
    groups = recovery_key.written(secret)
    assert [len(group) for group in groups] == [6] * 9
    assert recovery_key.read("".join(groups)) == secret
    derived = HKDF(SHA256(), 32, salt=None, info=b"motcua store key 1").derive(secret)
    assert recovery_key.store_key(secret) == derived


@given(SECRETS, st.integers(0, 53), st.integers(1, 9))
def test_one_wrong_digit_is_named_by_its_group(secret: bytes, at: int, more: int) -> None:
    digits = "".join(recovery_key.written(secret))
    wrong = digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    problem = refused(wrong)
    assert (problem.code, problem.facts) == ("RECOVERY_KEY_GROUP", {"group": at // 6 + 1})


@given(SECRETS, st.integers(0, 52))
def test_two_digits_that_changed_places_are_noticed(secret: bytes, at: int) -> None:
    digits = "".join(recovery_key.written(secret))
    if digits[at] != digits[at + 1]:
        problem = refused(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
        assert problem.code == "RECOVERY_KEY_GROUP"


@given(SECRETS, st.integers(0, 8), st.integers(0, 5), st.integers(1, 9))
def test_a_group_alone_says_whether_it_was_typed_as_printed(secret: bytes, group: int, at: int, more: int) -> None:
    printed = recovery_key.written(secret)[group]
    assert recovery_key.right(printed)
    assert not recovery_key.right(printed[:at] + str((int(printed[at]) + more) % 10) + printed[at + 1 :])


def test_groups_that_changed_places_are_noticed() -> None:
    groups = list(recovery_key.written(KNOWN))
    groups[2], groups[5] = groups[5], groups[2]
    assert refused(" ".join(groups)).code == "RECOVERY_KEY_ORDER"


@pytest.mark.parametrize("typed", ["", "000011", "0" * 53, "0" * 55, "１" * 54])
def test_too_few_or_too_many_digits_are_counted(typed: str) -> None:
    problem = refused(typed)
    assert problem.code == "RECOVERY_KEY_SHORT"
    assert problem.facts == {"have": sum(letter in "0123456789" for letter in typed), "need": 54}


def test_a_group_beyond_sixteen_bits_is_none() -> None:
    assert refused("999999" + "".join(recovery_key.written(KNOWN))[6:]).facts == {"group": 1}
    assert 999_999 % 11 == 0
