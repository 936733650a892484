"""What a body may say: forms and history find text, an object or a moment under a name, or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from app.rules.body import moment_in, object_in, text_in
from app.rules.clock import VN


@pytest.mark.parametrize(
    ("value", "text", "whole", "moment"),
    [
        ("x", "x", {}, None),
        ({"a": 1}, "", {"a": 1}, None),
        ("2026-11-23T08:15:00+07:00", "2026-11-23T08:15:00+07:00", {}, datetime(2026, 11, 23, 8, 15, tzinfo=VN)),
        ("0001-01-01", "0001-01-01", {}, None),
        (5, "", {}, None),
        (["x"], "", {}, None),
        (None, "", {}, None),
    ],
)
def test_what_is_not_of_its_kind_is_nothing(
    value: object, text: str, whole: dict[str, Any], moment: datetime | None
) -> None:
    body = {"name": value}
    assert (text_in(body, "name"), object_in(body, "name"), moment_in(body, "name")) == (text, whole, moment)
    assert (text_in({}, "name"), object_in({}, "name"), moment_in({}, "name")) == ("", {}, None)
