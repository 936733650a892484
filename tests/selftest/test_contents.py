"""The list of shipped files says what is there: after a change of resources/ it is written anew.

By `python -m app.selftest.contents`.
"""

from __future__ import annotations

from pathlib import Path

from app.selftest import contents


def test_the_list_names_every_shipped_file_as_it_is() -> None:
    assert contents.found() == contents.listed(), "run: python -m app.selftest.contents"


def test_other_line_ends_are_no_damage(shipped: Path) -> None:
    path = shipped / "grounds.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert contents.found() == contents.listed()


def test_a_list_written_anew_is_the_same(shipped: Path) -> None:
    before = (shipped / contents.LIST).read_bytes()
    contents.write()
    assert (shipped / contents.LIST).read_bytes() == before
