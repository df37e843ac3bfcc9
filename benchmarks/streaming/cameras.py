"""One to eight cameras with two viewers each, on this machine's cores."""

from __future__ import annotations

import time
from contextlib import ExitStack

from benchmarks.streaming.camera import FilmCamera
from benchmarks.streaming.proc import cpu_seconds, megabytes
from benchmarks.streaming.product import Product
from benchmarks.streaming.viewers import SETTLE_S, Audience

EACH = 2


def several(product: Product, camera: FilmCamera, count: int, seconds: float) -> str:
    """Read the one film as ``count`` cameras, watch all of them, and return a line about it."""
    numbers = product.cameras[:count]
    with ExitStack() as stack:
        pids = [stack.enter_context(product.reading(number, camera.url)) for number in numbers]
        pids.append(product.server.pid)
        time.sleep(3)
        audience = Audience(EACH, camera.age_of)
        for number in numbers:
            audience.connect(product.server.port, product.path(number), product.headers)
        audience.pump(SETTLE_S)
        before = cpu_seconds(pids)
        seen = audience.watch(seconds)
        cpu = 100 * (cpu_seconds(pids) - before) / seen.seconds
        line = (
            f"{count} cameras, {EACH} viewers each: {seen.fps:5.1f} fps each"
            f" (worst {seen.slowest_fps:4.1f}), CPU {cpu:5.1f} % ({cpu / count:4.1f} % a camera),"
            f" {1000 * seen.age:5.1f} ms old, {megabytes(pids):4.0f} MB"
        )
        audience.close()
        return line
