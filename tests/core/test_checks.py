"""What ``manage.py check`` says of a database, a directory and a Redis, by id."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.core.checks import run_checks
from django.db import OperationalError
from django.test import override_settings
from pytest_django import Settings
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import ResponseError

from factory.core import checks


class Server:
    """A Redis that answers what it is told to."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.answer = answer

    def config_get(self, _name: str) -> Any:
        return self.answer()


def _raises(error: Exception) -> Callable[..., Any]:
    def answer(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return answer


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        pytest.param(lambda: {"maxmemory-policy": "noeviction"}, [], id="keeps everything"),
        pytest.param(lambda: {"maxmemory-policy": "allkeys-lru"}, ["factory.E004"], id="evicts"),
        pytest.param(_raises(NoConnection()), ["factory.E003"], id="is away"),
        pytest.param(_raises(ResponseError()), ["factory.I002"], id="answers, but not that"),
    ],
)
def test_a_redis(
    answer: Callable[[], Any], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Redis, "from_url", lambda *_, **__: Server(answer))
    with override_settings(REDIS_URL="redis://queue.example:6379/0"):
        said = checks.production_broker()
    assert [one.id for one in said] == ids
    assert all(one.hint for one in said)


def test_no_redis_at_all() -> None:
    with override_settings(REDIS_URL=""):
        assert [one.id for one in checks.production_broker()] == ["factory.W002"]


def test_a_database_of_one_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "connection", type("Connection", (), {"vendor": "sqlite"}))
    assert [one.id for one in checks.production_database()] == ["factory.W001"]


class Executor:
    """Migrations of which some wait."""

    loader = MagicMock()

    def __init__(self, _connection: object) -> None:
        self.waiting: list[object] = [object()]

    def migration_plan(self, _targets: object) -> list[object]:
        return self.waiting


class Away(Executor):
    def __init__(self, _connection: object) -> None:
        raise OperationalError


class Whole(Executor):
    def migration_plan(self, _targets: object) -> list[object]:
        return []


@pytest.mark.parametrize(
    ("executor", "ids"),
    [
        pytest.param(Whole, [], id="answers"),
        pytest.param(Away, ["factory.E005"], id="is away"),
        pytest.param(Executor, ["factory.W003"], id="is not migrated"),
    ],
)
def test_a_production_database(
    executor: type[Executor], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "connection", type("Connection", (), {"vendor": "postgresql"}))
    monkeypatch.setattr(checks, "MigrationExecutor", executor)
    said = checks.production_database()
    assert [one.id for one in said] == ids
    assert all(one.hint for one in said)


def test_a_data_directory_that_cannot_be_written(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").write_text("not a directory")
    settings.SNAPSHOT_DIR = tmp_path / "file" / "snapshots"
    (said,) = checks.data_directory()
    assert said.id == "factory.E002"
    assert str(settings.DATA_DIR) in said.msg
    assert said.hint is not None
    assert "DATA_DIR" in said.hint


def test_a_data_directory_is_made_where_it_is_missing(tmp_path: Path, settings: Settings) -> None:
    settings.SNAPSHOT_DIR = tmp_path / "new" / "snapshots"
    assert checks.data_directory() == []
    assert {path.name for path in settings.SNAPSHOT_DIR.iterdir()} == set(settings.SNAPSHOT_FOLDERS)


def test_the_plain_check_asks_nobody_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs before every command, some of which bring up what it would ask."""
    monkeypatch.setattr(Redis, "from_url", _raises(AssertionError("Redis was asked")))
    monkeypatch.setattr(checks, "MigrationExecutor", _raises(AssertionError("it was asked")))
    with override_settings(REDIS_URL="redis://queue.example:6379/0"):
        run_checks()
        with pytest.raises(AssertionError, match="was asked"):
            run_checks(include_deployment_checks=True)
