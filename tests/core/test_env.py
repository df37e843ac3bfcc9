"""A bad value stops the start with its name and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factory.env import BadSetting, Env


def env(monkeypatch: pytest.MonkeyPatch, **values: str) -> Env:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Env()


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    assert env(monkeypatch, X_FLAG=value).flag("X_FLAG") is expected


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        ("maybe", lambda e: e.flag("X"), "X: expected one of 1, true"),
        (
            "99",
            lambda e: e.whole("X", 1, least=1, most=9),
            "X: expected a whole number from 1 to 9",
        ),
        ("two", lambda e: e.whole("X", 1, least=1, most=9), "X: expected a whole number"),
        ("1.2", lambda e: e.fraction("X", 0.5), "X: expected a number from 0 to 1"),
        ("c", lambda e: e.choice("X", "a", of=("a", "b")), "X: expected one of a, b"),
    ],
)
def test_bad_values_name_themselves(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[Env], Any], expected: str
) -> None:
    with pytest.raises(BadSetting, match=expected):
        read(env(monkeypatch, X=value))


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    assert env(monkeypatch, X_FILE=str(tmp_path / "key")).text("X") == "s3cret"


def test_a_missing_secret_file_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting, match="X_FILE: expected a readable file"):
        env(monkeypatch, X_FILE=str(tmp_path / "none")).text("X")


def test_the_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("X_A=file\nX_B=file\n")
    monkeypatch.setenv("X_A", "process")
    read = Env(tmp_path / ".env")
    assert (read.text("X_A"), read.text("X_B")) == ("process", "file")


def test_a_generated_secret_is_kept_and_private(tmp_path: Path) -> None:
    keep = tmp_path / "secrets" / "key"
    first = Env().kept_secret("X_NOT_SET", keep)
    assert len(first) >= 48
    assert Env().kept_secret("X_NOT_SET", keep) == first
    assert keep.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "value",
    [
        "only-a-secret-of-length",
        "k1:",
        ":0123456789abcdef",
        "k1:short",
        "k1:...",
        "k1:0123456789abcdef,k1:fedcba9876543210",
        "k1:0123456789abcdef,K1:fedcba9876543210",
    ],
)
def test_a_key_without_a_secret_of_its_own_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    with pytest.raises(BadSetting, match="X_KEYS: expected id:secret"):
        env(monkeypatch, X_KEYS=value).keys("X_KEYS")


def test_keys_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    value = "new:0123456789abcdef, old:fedcba9876543210"
    assert env(monkeypatch, X_KEYS=value).keys("X_KEYS") == value.split(", ")


RINGS = [
    pytest.param([], None, ["local"], id="nothing configured: one is made"),
    pytest.param(["k1"], None, ["k1"], id="configured from the start"),
    pytest.param(["k1"], "kept", ["k1", "local"], id="the made one still decrypts"),
    pytest.param(["local"], "kept", ["local"], id="configured under the made one's id"),
    pytest.param(["Local"], "kept", ["Local", "local"], id="another case is another key"),
]


@pytest.mark.parametrize(("ids", "kept", "ring"), RINGS)
def test_the_made_key_opens_what_it_closed(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    ids: list[str],
    kept: str | None,
    ring: list[str],
) -> None:
    keep = tmp_path / "encryption_key"
    if kept:
        keep.write_text(f"{kept}\n")
    keys = [f"{key_id}:0123456789abcdef" for key_id in ids]
    found = env(monkeypatch).key_ring("X_KEY", keep, keys)
    assert [key.partition(":")[0] for key in found] == ring
    assert keep.exists() == (bool(kept) or not ids)
    if len(ring) > len(ids) and kept:
        assert found[-1] == "local:kept"
