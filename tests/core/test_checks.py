"""What ``manage.py check`` says of a database, a directory and a Redis, by id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings
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


def _raises(error: Exception) -> Callable[[], Any]:
    def answer() -> Any:
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


@pytest.mark.parametrize(("vendor", "ids"), [("sqlite", ["factory.W001"]), ("postgresql", [])])
def test_the_database(vendor: str, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "connection", type("Connection", (), {"vendor": vendor}))
    assert [one.id for one in checks.production_database()] == ids
