"""One command starts everything, says what is down, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import patient
from tests.system.processes import until
from tests.system.product import Product, bytes_of

pytestmark = [pytest.mark.slow, pytest.mark.both]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path, DEMO="0")
    yield made
    made.end()


def pids(product: Product, word: bytes) -> list[int]:
    """Return the product's own processes whose command line holds ``word``."""
    return [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if word in bytes_of(path)
        and str(product.folder).encode() in bytes_of(path.with_name("environ"))
    ]


def down(product: Product) -> set[str]:
    services = product.health()["services"]
    return {name for name, one in services.items() if one["status"] != "up"}


def test_it_is_healthy_says_what_is_down_and_stops_whole(product: Product) -> None:
    product.until("healthy", 90)
    workers = pids(product, b"maintenance@")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    until(lambda: "worker.maintenance" in down(product), 60, product.log)
    # Where it was frozen in the midst of writing it holds SQLite's lock: signs of life wait for it too.
    assert not down(product) & {"database", "broker"}
    assert product.health()["status"] == "degraded"
    for pid in workers:
        os.kill(pid, signal.SIGCONT)
    product.until("healthy", 60)
    assert product.stop() < 12
    # Who was frozen may still work off what waited for it.
    late = [line for line in product.log().splitlines() if "did not stop in time" in line]
    assert [line for line in late if "worker.maintenance" not in line] == [], "nothing to do"
    assert product.left_behind() == []


def test_a_process_that_dies_is_started_again(product: Product) -> None:
    product.until("healthy", 90)
    (beat,) = pids(product, b"\0beat\0")
    os.kill(beat, signal.SIGKILL)
    deadline = time.monotonic() + patient(15)
    while not set(pids(product, b"\0beat\0")) - {beat}:
        assert time.monotonic() < deadline, product.log()
        time.sleep(0.2)
    assert product.until("healthy", 60)["services"]["beat"]["status"] == "up"
    product.process.kill()
    product.process.wait()
    deadline = time.monotonic() + patient(15)
    while product.left_behind():
        assert time.monotonic() < deadline, product.left_behind()
        time.sleep(0.3)
