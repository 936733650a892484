"""The loose tools at the foot of the house: the vault, one PC's settings, its log and where its data lies."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError

from app import logs, paths, vault
from app.errors import KnownError, UserError
from app.paths import data_home, drop, put, resource
from app.settings import Settings
from app.words import sentence


class Ring(KeyringBackend):
    """A keyring that keeps its secrets in memory, or fails as it likes; it calls itself the desktop's."""

    priority = 1
    __module__ = "keyring.backends.SecretService"

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}
        self.fails: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.fails:
            raise self.fails
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class OtherRing(Ring):
    __module__ = "keyring.backends.kwallet"


class PlainRing(Ring):
    """One of those anybody may install, which write what they are given into a file."""

    __module__ = "keyrings.alt.file"


class Chain(ChainerBackend):
    """keyring's own way to ask several, over the ones of a test."""

    __module__ = ChainerBackend.__module__
    backends: list[Ring] = []  # noqa: RUF012

    def __init__(self, *rings: Ring) -> None:
        self.backends = list(rings)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    ask(monkeypatch, made)
    return made


def ask(monkeypatch: pytest.MonkeyPatch, ring: KeyringBackend) -> None:
    monkeypatch.delenv("MOTCUA_KEY_FILE", raising=False)
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)


def refusal(home: Path, *, create: bool = False) -> str:
    with pytest.raises(KnownError) as refused:
        vault.store_key(home, create=create)
    return refused.value.code


def test_a_key_is_made_once_for_each_store_and_kept_in_the_keyring(ring: Ring, tmp_path: Path) -> None:
    assert refusal(tmp_path) == "KEY_MISSING"
    key = vault.store_key(tmp_path, create=True)
    assert len(key) == 32
    assert vault.store_key(tmp_path) == vault.store_key(tmp_path, create=True) == key
    assert vault.store_key(tmp_path / "other", create=True) != key
    assert vault.key_place() == "keyring"
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_holds_something_else_is_said(ring: Ring, tmp_path: Path) -> None:
    ring.kept[vault.SERVICE, str(tmp_path)] = "12"
    assert refusal(tmp_path) == "KEY_BROKEN"
    ring.kept[vault.SERVICE, str(tmp_path)] = b"bytes"
    assert refusal(tmp_path) == "KEY_BROKEN"


@pytest.mark.parametrize("raised", [KeyringError(), RuntimeError(), OSError(5, "D-Bus"), TypeError(), AssertionError()])
def test_a_keyring_that_fails_as_it_likes_is_said_and_gets_no_new_key(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    ring.fails = raised
    assert refusal(tmp_path, create=True) == "KEYRING_MISSING"
    assert ring.kept == {}

    def broken() -> Ring:
        raise raised

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert refusal(tmp_path, create=True) == "KEYRING_MISSING"
    with pytest.raises(KnownError, match="KEYRING_MISSING"):
        vault.check_place()
    vault.forget(tmp_path)


@pytest.mark.parametrize(
    "plain", [PlainRing(), Chain(PlainRing()), Chain(), *(one() for one in (fail.Keyring, null.Keyring))]
)
def test_a_keyring_nobody_named_gets_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: KeyringBackend
) -> None:
    ask(monkeypatch, plain)
    assert refusal(tmp_path, create=True) == "KEYRING_MISSING"
    with pytest.raises(KnownError, match="KEYRING_MISSING"):
        vault.check_place()
    assert getattr(plain, "kept", {}) == {}


def test_every_keyring_that_is_named_is_one_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {entry.value for entry in entry_points(group="keyring.backends")}
    assert vault._KEYRINGS | {vault._CHAIN} == known


def test_of_a_chain_the_first_that_is_named_keeps_a_new_key_and_each_is_asked_for_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, one, other = PlainRing(), Ring(), OtherRing()
    ask(monkeypatch, Chain(plain, one, other))
    key = vault.store_key(tmp_path, create=True)
    assert (plain.kept, len(one.kept), other.kept) == ({}, 1, {})
    # After a log-in to another desktop the other one may come first.
    ask(monkeypatch, Chain(other, plain, one))
    assert vault.store_key(tmp_path) == vault.store_key(tmp_path, create=True) == key
    other.fails = RuntimeError()
    assert vault.store_key(tmp_path) == key
    assert refusal(tmp_path / "another", create=True) == "KEYRING_MISSING"
    other.fails = None
    vault.forget(tmp_path)
    assert (one.kept, other.kept) == ({}, {})


def test_a_key_file_that_a_kill_left_empty_is_made_again_and_no_other_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "key"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(kept))
    kept.touch()
    assert refusal(tmp_path) == "KEY_BROKEN"
    key = vault.store_key(tmp_path, create=True)
    assert vault.store_key(tmp_path) == vault.store_key(tmp_path, create=True) == key
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_text("half a key")
    assert refusal(tmp_path, create=True) == "KEY_BROKEN"
    assert kept.read_text() == "half a key"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o601, 0o666])
def test_a_key_file_that_others_may_read_is_refused_and_its_sentence_says_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    kept = tmp_path / "key"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(kept))
    key = vault.store_key(tmp_path, create=True)
    kept.chmod(mode)
    for create in (False, True):
        with pytest.raises(KnownError) as refused:
            vault.store_key(tmp_path, create=create)
        assert f"chmod 600 {kept}" in sentence(refused.value)
        assert refused.value.code == "KEY_EXPOSED"
    for private in (0o600, 0o400):
        kept.chmod(private)
        assert vault.store_key(tmp_path) == key


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to another account")
def test_a_key_file_of_another_account_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "key"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(kept))
    vault.store_key(tmp_path, create=True)
    os.chown(kept, 65534, -1)
    assert refusal(tmp_path) == "KEY_EXPOSED"


@pytest.mark.parametrize(("shut", "code"), [(0o711, "KEY_EXPOSED"), (0o755, "KEY_EXPOSED"), (0o700, None)])
def test_on_a_stick_that_knows_no_modes_the_folders_on_the_way_decide(
    monkeypatch: pytest.MonkeyPatch, shut: int, code: str | None
) -> None:
    # Not in pytest's own folder, which nobody else may enter; and this disk is called a stick.
    monkeypatch.setattr(paths, "_MODELESS", frozenset({paths.file_system(Path("/tmp").stat().st_dev)}))
    with TemporaryDirectory(dir="/tmp") as made:
        kept = Path(made) / "stick" / "key"
        monkeypatch.setenv("MOTCUA_KEY_FILE", str(kept))
        key = vault.store_key(Path(made), create=True)
        kept.parent.chmod(0o755)
        kept.chmod(0o755)
        Path(made).chmod(shut)
        assert code == refusal(Path(made)) if code else vault.store_key(Path(made)) == key


def test_the_key_of_a_practice_centre_is_no_secret(tmp_path: Path) -> None:
    vault.make_practice_key(tmp_path)
    (tmp_path / vault.PRACTICE_KEY).chmod(0o644)
    assert len(vault.store_key(tmp_path)) == 32


def test_an_error_never_shows_what_was_typed_to_a_log() -> None:
    assert "0912345678" not in repr(UserError("PHONE_LENGTH", field="phone", text="0912345678"))
    assert "0912345678" not in str(UserError("PHONE_LENGTH", field="phone", text="0912345678"))


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    assert Settings.load(tmp_path) == Settings()
    Settings(theme="dark", text_size=125).save(tmp_path)
    assert Settings.load(tmp_path) == Settings(theme="dark", text_size=125)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("said", ["{", "\xff", "null", "[1]", '{"text_size": "huge", "theme": 5, "colour": "red"}'])
def test_damaged_settings_never_keep_an_officer_from_the_counter(tmp_path: Path, said: str) -> None:
    (tmp_path / "settings.json").write_bytes(said.encode("latin-1"))
    assert Settings.load(tmp_path) == Settings()
    Settings(text_size=115).save(tmp_path)
    assert Settings.load(tmp_path) == Settings(text_size=115)


@pytest.fixture
def quiet_log() -> Iterator[logging.Logger]:
    log = logging.getLogger("app")
    yield log
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()


def test_a_log_is_written_in_one_place_however_often_it_is_started(tmp_path: Path, quiet_log: logging.Logger) -> None:
    logs.start(tmp_path)
    logs.start(tmp_path)
    quiet_log.info("started")
    assert (tmp_path / "logs" / "motcua.log").read_text(encoding="utf-8").count("started") == 1


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, quiet_log: logging.Logger) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    logs.start(tmp_path)
    quiet_log.info("nobody reads this")


def test_data_lies_where_it_is_asked_to_else_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path / "variable"))
    assert data_home(tmp_path / "asked") == tmp_path / "asked"
    assert data_home() == tmp_path / "variable"
    monkeypatch.delenv("MOTCUA_HOME")
    assert data_home().is_absolute()
    assert resource("communes.csv").is_file()


def held(number: int) -> PermissionError:
    """Return what Windows says of a file that another program has open."""
    problem = PermissionError(13, "held")
    problem.winerror = number  # type: ignore[attr-defined,unused-ignore]
    return problem


@pytest.mark.parametrize("step", ["replace", "unlink"])
def test_a_file_that_antivirus_holds_for_a_moment_is_put_in_place_or_taken_away_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    (tmp_path / "new").write_text("mới", encoding="utf-8")
    refused, real = [held(5), held(32), held(33)], getattr(Path, step)

    def stubborn(path: Path, *given: Any, **how: Any) -> Any:
        if refused:
            raise refused.pop()
        return real(path, *given, **how)

    monkeypatch.setattr(Path, step, stubborn)
    if step == "replace":
        put(tmp_path / "new", tmp_path / "kept")
        assert (tmp_path / "kept").read_text(encoding="utf-8") == "mới"
    else:
        drop(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert refused == []


def test_a_file_that_is_held_for_longer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: next(moments) / 4)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)

    def stubborn(_path: Path, *, missing_ok: bool) -> None:
        raise held(32)

    monkeypatch.setattr(Path, "unlink", stubborn)
    with pytest.raises(PermissionError):
        drop(tmp_path / "new")


def test_a_folder_that_is_closed_to_the_program_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_fresh: Path, _path: Path) -> Path:
        raise PermissionError(13, "closed")

    monkeypatch.setattr("time.sleep", lambda _seconds: pytest.fail("waited"))
    monkeypatch.setattr(Path, "replace", closed)
    with pytest.raises(PermissionError):
        put(tmp_path / "new", tmp_path / "kept")
