"""One to eight cameras with two viewers each, beside as many of GStreamer's pipelines."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.streaming import peers
from benchmarks.streaming.camera import FilmCamera
from benchmarks.streaming.fanout import Address
from benchmarks.streaming.proc import cpu_seconds, megabytes
from benchmarks.streaming.product import Product
from benchmarks.streaming.viewers import SETTLE_S, Audience, wait_until_shown

EACH = 2
FIRST_PORT = 18600


def several(product: Product, camera: FilmCamera, count: int, seconds: float) -> str:
    """Read the one film as ``count`` cameras, watch all of them, and return a line about it."""
    server = product.server
    with ExitStack() as stack:
        addresses = [
            Address(
                server.port,
                product.path(number),
                product.headers,
                [stack.enter_context(product.reading(number, camera.url))],
            )
            for number in product.cameras[:count]
        ]
        addresses[0].pids.append(server.pid)
        return _watched("ours", addresses, camera, seconds)


def several_of_gstreamer(camera: FilmCamera, count: int, seconds: float, folder: Path) -> str:
    """Do the same with one of GStreamer's pipelines for each camera."""
    with ExitStack() as stack:
        ports = range(FIRST_PORT, FIRST_PORT + count)
        addresses = [
            Address(port, "/", {}, stack.enter_context(peers.gstreamer(camera.url, port, folder)))
            for port in ports
        ]
        return _watched("GStreamer", addresses, camera, seconds)


def _watched(name: str, addresses: list[Address], camera: FilmCamera, seconds: float) -> str:
    for one in addresses:
        wait_until_shown(one.port, one.path, one.headers)
    pids = [pid for one in addresses for pid in one.pids]
    time.sleep(1)
    audience = Audience(EACH, camera.age_of)
    for one in addresses:
        audience.connect(one.port, one.path, one.headers)
    audience.pump(SETTLE_S)
    before = cpu_seconds(pids)
    seen = audience.watch(seconds)
    cpu = 100 * (cpu_seconds(pids) - before) / seen.seconds
    audience.close()
    count = len(addresses)
    return (
        f"{name:10s}{count} cameras, {EACH} viewers each: {seen.fps:5.1f} fps each"
        f" (worst {seen.slowest_fps:4.1f}), CPU {cpu:5.1f} % ({cpu / count:4.1f} % a camera),"
        f" {1000 * seen.age:5.1f} ms old, {megabytes(pids):4.0f} MB"
    )
