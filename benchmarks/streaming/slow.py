"""One viewer that reads 300 kB/s among 50: how old its pictures are, and the others' rate."""

from __future__ import annotations

import statistics
from concurrent.futures import ProcessPoolExecutor

from benchmarks.streaming.camera import FilmCamera
from benchmarks.streaming.fanout import Address
from benchmarks.streaming.viewers import SETTLE_S, Audience, SlowReader

RATE = 300_000
VIEWERS = 50


def trail(name: str, address: Address, camera: FilmCamera, seconds: float) -> str:
    """Return a line about a running subject; ages are those of the second half."""
    others = Audience(VIEWERS - 1, camera.age_of)
    others.connect(address.port, address.path, address.headers)
    others.pump(SETTLE_S)
    with ProcessPoolExecutor(1) as pool:
        reading = pool.submit(_read, address, camera, seconds)
        seen = others.watch(seconds)
        ages = reading.result()
    others.close()
    late = ages[len(ages) // 2 :] or (float("nan"),)
    age = f"{statistics.median(late):.2f} s old (at most {max(late):.2f})"
    return (
        f"{name:22s}{VIEWERS - 1} viewers {seen.fps:5.1f} fps each (worst {seen.slowest_fps:4.1f});"
        f" a {RATE // 1000} kB/s reader beside sees {len(ages) / seconds:.1f} fps, {age}"
    )


def _read(address: Address, camera: FilmCamera, seconds: float) -> tuple[float, ...]:
    reader = SlowReader(address.port, address.path, address.headers, camera.age_of)
    ages = reader.read(RATE, seconds)
    reader.close()
    return ages
