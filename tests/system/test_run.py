"""One command starts everything, says what is down, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.product import Product, bytes_of

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.timeout(240)]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path, DEMO="0")
    yield made
    made.end()


def test_it_is_healthy_says_what_is_down_and_stops_whole(product: Product) -> None:
    product.until("healthy", 90)
    workers = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"maintenance@" in bytes_of(path)
        and str(product.folder).encode() in bytes_of(path.with_name("environ"))
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
    assert "did not stop in time" not in product.log(), "who has nothing to do stops at once"
    assert product.left_behind() == []


def test_a_process_that_dies_is_started_again(product: Product) -> None:
    product.until("healthy", 90)
    (beat,) = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"\0beat\0" in bytes_of(path)
        and str(product.folder).encode() in bytes_of(path.with_name("environ"))
    ]
    os.kill(beat, signal.SIGKILL)
    time.sleep(3)
    assert product.until("healthy", 60)["services"]["beat"]["status"] == "up"
    assert "beat" in product.log()
    product.process.kill()
    product.process.wait()
    deadline = time.monotonic() + 15
    while product.left_behind():
        assert time.monotonic() < deadline, product.left_behind()
        time.sleep(0.3)
