"""Every value of a closed vocabulary has its Vietnamese, in small letters as a sentence holds it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import pytest

from app.rules.vocabulary import CHANNELS, DELIVERIES, METHODS, Channel, Delivery, Method, capitalised


@pytest.mark.parametrize(("vocabulary", "words"), [(Channel, CHANNELS), (Delivery, DELIVERIES), (Method, METHODS)])
def test_every_value_has_a_word_of_its_own(vocabulary: type[StrEnum], words: Mapping[str, str]) -> None:
    assert set(words) == set(vocabulary)
    assert len(set(words.values())) == len(words)
    assert all(word == word.lower() for word in words.values())


def test_a_word_begins_a_label_with_its_first_letter_alone_made_large() -> None:
    assert [capitalised(word) for word in ("tại trung tâm", "đất", "")] == ["Tại trung tâm", "Đất", ""]
