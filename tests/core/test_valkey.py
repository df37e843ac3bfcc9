"""The embedded Valkey starts on its socket, answers by every address, and keeps what it took."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kombu import Connection
from redis import Redis
from redis.exceptions import ConnectionError as NoConnectionError

from factory import valkey
from factory.rundir import short_dir

pytestmark = pytest.mark.redis
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Give a path with what a URL would mistake for its own."""
    folder = tmp_path / "my data %41?#"
    yield folder
    shutil.rmtree(short_dir(folder))


@pytest.fixture
def start(data_dir: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        server = subprocess.Popen(valkey.server_command(data_dir), stdout=subprocess.DEVNULL)
        started.append(server)
        _wait(data_dir)
        return server

    yield begin
    for server in started:
        server.kill()
        server.wait()


def _wait(data_dir: Path) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            with Redis.from_url(valkey.cache_url(data_dir)) as client:
                client.ping()
        except NoConnectionError:
            assert time.monotonic() < until
            time.sleep(0.02)
        else:
            return


def test_it_answers_by_both_addresses(data_dir: Path, start: Start) -> None:
    start()
    with Redis.from_url(valkey.cache_url(data_dir)) as client:
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with Connection(valkey.broker_url(data_dir)) as broker:
        queue = broker.SimpleQueue("gate")
        queue.put({"plate": "KA01AB1234"})
        assert queue.get(timeout=2).payload == {"plate": "KA01AB1234"}
        queue.close()


def test_clearing_the_cache_leaves_the_queues(data_dir: Path, start: Start) -> None:
    start()
    with Connection(valkey.broker_url(data_dir)) as broker:
        queue = broker.SimpleQueue("faces")
        queue.put("kept")
        with Redis.from_url(valkey.cache_url(data_dir)) as cache:
            cache.flushdb()
        assert queue.qsize() == 1
        queue.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_keeps_the_data(data_dir: Path, start: Start, number: signal.Signals) -> None:
    server = start()
    with Redis.from_url(valkey.cache_url(data_dir)) as client:
        client.set("kept", "yes")
    server.send_signal(number)
    server.wait()
    start()
    with Redis.from_url(valkey.cache_url(data_dir)) as client:
        assert client.get("kept") == b"yes"


def test_the_socket_is_for_its_owner_alone(data_dir: Path, start: Start) -> None:
    start()
    socket = valkey.socket_path(data_dir)
    assert socket.is_socket()
    assert socket.stat().st_mode & 0o077 == 0
    assert socket.parent.stat().st_mode & 0o077 == 0


def test_a_platform_without_the_wheel_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "WHEEL", "no-such-wheel")
    with pytest.raises(valkey.NoValkeyError, match="set REDIS_URL"):
        valkey.server_program()


def test_a_wheel_without_the_server_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "PROGRAM", "no-such-program")
    with pytest.raises(valkey.NoValkeyError, match="set REDIS_URL"):
        valkey.server_program()
