"""One command starts everything, says what is down, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.house import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(240)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """``manage.py run`` in a data directory and on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "DEMO": "1",
        }
        with (folder / "run.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def get(self, path: str) -> Any:
        url = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)

    def health(self) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self.get("/api/health")
        except OSError:
            return {"status": "unreachable", "services": {}}
        return answer

    def until(self, status: str, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while (health := self.health())["status"] != status:
            log = (self.folder / "run.log").read_text(errors="replace")[-3000:]
            assert time.monotonic() < deadline, f"{health}\n{log}"
            time.sleep(0.5)
        return health

    def stop(self) -> float:
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(20)
        return time.monotonic() - began

    def left_behind(self) -> list[str]:
        """Return the command lines of processes that still use this data directory."""
        needle = f"DATA_DIR={self.folder}".encode()
        return [
            (path.parent / "cmdline").read_text().replace("\0", " ")
            for path in Path("/proc").glob("[0-9]*/environ")
            if needle in _bytes(path)
        ]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path)
    yield made
    if made.process.poll() is None:
        made.stop()


def test_it_is_healthy_says_what_is_down_and_stops_whole(product: Product) -> None:
    product.until("healthy", 90)
    workers = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"maintenance@" in _bytes(path)
        and str(product.folder).encode() in _bytes(path.with_name("environ"))
    ]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    degraded = product.until("degraded", 60)
    down = {name for name, one in degraded["services"].items() if one["status"] != "up"}
    assert down == {"worker.maintenance"}
    for pid in workers:
        os.kill(pid, signal.SIGCONT)
    product.until("healthy", 60)
    assert product.stop() < 12
    assert product.left_behind() == []


def test_a_process_that_dies_is_started_again(product: Product) -> None:
    product.until("healthy", 90)
    (beat,) = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"\0beat\0" in _bytes(path)
        and str(product.folder).encode() in _bytes(path.with_name("environ"))
    ]
    os.kill(beat, signal.SIGKILL)
    time.sleep(3)
    assert product.until("healthy", 60)["services"]["beat"]["status"] == "up"
    log = (product.folder / "run.log").read_text(errors="replace")
    assert "beat" in log
    product.process.kill()
    product.process.wait()
    deadline = time.monotonic() + 15
    while product.left_behind():
        assert time.monotonic() < deadline, product.left_behind()
        time.sleep(0.3)
