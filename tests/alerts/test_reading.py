"""Reading the stream through the death of its server: viewers are told to start afresh."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from pathlib import Path

import pytest
from pytest_django import Settings
from redis.asyncio import Redis

from factory import valkey
from factory.alerts import reading as reading_module
from factory.alerts.events import STREAM
from factory.alerts.mailbox import Mailbox
from factory.alerts.reader import Reader

pytestmark = pytest.mark.redis


class Server:
    """A Valkey of the test's own, that can be killed and started again."""

    def __init__(self, data_dir: Path) -> None:
        self.url = valkey.cache_url(data_dir)
        self._data_dir = data_dir
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            valkey.server_command(self._data_dir), stdout=subprocess.DEVNULL
        )
        while not valkey.socket_path(self._data_dir).exists():
            time.sleep(0.01)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            valkey.socket_path(self._data_dir).unlink()

    async def publish(self, number: int) -> None:
        event = {"site": 1, "topic": "alert", "perm": "alerts.view_alert", "ids": [number]}
        client = Redis.from_url(self.url, protocol=2)
        await client.xadd(STREAM, {"event": json.dumps(event)})
        await client.aclose()


async def told(mailbox: Mailbox) -> tuple[bool, list[bytes]]:
    assert await mailbox.wait(15), "nothing came"
    taken = mailbox.empty()
    return taken.reset, [event.frame.split(b"data: ")[1].strip() for event in taken.events]


def _frame(number: int) -> bytes:
    return b'{"site":1,"topic":"alert","ids":[%d]}' % number


@pytest.mark.slow
def test_a_server_that_dies_and_comes_back(tmp_path: Path, settings: Settings) -> None:
    async def work(server: Server) -> None:
        server.start()
        with Reader().join() as (mailbox, reading):
            assert await reading.ready(5)
            await server.publish(1)
            assert await told(mailbox) == (False, [_frame(1)])
            server.kill()
            await asyncio.sleep(0.5)
            server.start()
            assert await told(mailbox) == (True, [])
            await server.publish(2)
            assert await told(mailbox) == (False, [_frame(2)])

    server = Server(tmp_path)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.url}}
    try:
        asyncio.run(work(server))
    finally:
        server.kill()


def test_a_viewer_without_a_server_waits_and_is_not_refused(
    tmp_path: Path, settings: Settings
) -> None:
    async def work() -> None:
        with Reader().join() as (mailbox, reading):
            assert not await reading.ready(0.1)
            assert await reading.since(reading.position or (0, 0)) is None  # type: ignore[arg-type]
            assert not await mailbox.wait(0.1)

    nowhere = valkey.cache_url(tmp_path)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": nowhere}}
    asyncio.run(work())


def test_one_reader_serves_all_and_ends_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "BLOCK_MILLISECONDS", 200)

    async def work() -> None:
        reader = Reader()
        with reader.join() as (_, first):
            with reader.join() as (_, second):
                assert first is second
            assert await first.ready(5)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        _, left = await asyncio.wait(others, timeout=2)
        assert not left
        with reader.join() as (_, third):
            assert third is not first

    asyncio.run(work())
