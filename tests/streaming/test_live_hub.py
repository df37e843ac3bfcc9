"""One upstream for all viewers of a channel, the newest part for each, a placeholder in between."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from streaming.capture import wire
from streaming.capture.pictures import Picture, Size
from streaming.capture.wire import HEADER, Ask, Kind
from streaming.cards import jpeg
from streaming.live import upstream
from streaming.live.channel import Channel
from streaming.live.feed import Feed, Viewer
from streaming.live.hub import Hub
from streaming.live.parts import Part, part
from streaming.live.snapshot import newest
from tests.patience import patient
from tests.streaming.capturing import decoded
from tests.streaming.looping import in_loop


class FakeCapture:
    """Speaks the capture side of ``wire`` and remembers who asked for what."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while True:
                kind, length, _ = wire.unpack_header(await reader.readexactly(HEADER.size))
                body = await reader.readexactly(length)
                if kind is Kind.ASK:
                    self.asks.append(wire.read_ask(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.writers.remove(writer)
            writer.close()

    def send(self, body: bytes, at_ns: int = 0, kind: Kind = Kind.PICTURE) -> None:
        for writer in self.writers:
            writer.write(wire.pack(kind, body, at_ns))


@asynccontextmanager
async def capture(path: Path) -> AsyncIterator[FakeCapture]:
    fake = FakeCapture()
    server = await asyncio.start_unix_server(fake.serve, str(path))
    try:
        yield fake
    finally:
        server.close()
        for writer in tuple(fake.writers):
            writer.transport.abort()
        await asyncio.sleep(0.01)


async def until_live(viewer: Viewer) -> Part:
    async with asyncio.timeout(patient(5)):
        while True:
            got = await viewer.next()
            assert got is not None
            if got.live:
                return got


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(patient(5)):
        while not condition():  # noqa: ASYNC110 - looks at what other code does, which sets no event
            await asyncio.sleep(0.01)


async def asked(fake: FakeCapture, count: int) -> None:
    await until(lambda: len(fake.asks) >= count)


@in_loop
async def test_fifty_viewers_are_one_upstream_and_share_the_bytes(tmp_path: Path) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture(Size.SMALL))
    async with capture(tmp_path / "c") as fake:
        before = threading.active_count()

        async def view() -> Part:
            with hub.watch(channel) as viewer:
                return await until_live(viewer)

        tasks = [asyncio.ensure_future(view()) for _ in range(50)]
        await asked(fake, 1)
        fake.send(b"jpeg")
        parts = await asyncio.gather(*tasks)
        assert len({id(one.chunk) for one in parts}) == 1
        assert fake.asks == [Ask(Picture(Size.SMALL))]
        assert threading.active_count() == before
        assert hub.viewers == {}


@in_loop
async def test_the_upstream_ends_with_the_last_viewer(tmp_path: Path) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture())
    async with capture(tmp_path / "c") as fake:
        with hub.watch(channel):
            with hub.watch(channel):
                await asked(fake, 1)
            assert hub.viewers == {channel: 1}
            assert len(fake.writers) == 1
        await until(lambda: not fake.writers)


@in_loop
async def test_the_upstream_is_asked_for_the_rate_that_serves_all(tmp_path: Path) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture())
    async with capture(tmp_path / "c") as fake:
        with hub.watch(channel, fps=5):
            await asked(fake, 1)
            with hub.watch(channel, fps=12):
                await asked(fake, 2)
            await asked(fake, 3)
    assert [ask.fps for ask in fake.asks] == [5, 12, 5]


@in_loop
async def test_absence_is_a_placeholder_until_capture_is_back(tmp_path: Path) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture(Size.SMALL), "CAM-MAIN")
    with hub.watch(channel) as viewer:
        first = await viewer.next()
        assert first is not None
        assert not first.live
        assert decoded(first.jpeg).shape == (360, 640, 3)
        async with capture(tmp_path / "c") as fake:
            await asked(fake, 1)
            fake.send(b"jpeg", 7)
            assert (await until_live(viewer)).jpeg == b"jpeg"
        async with asyncio.timeout(3):
            gone = await viewer.next()
        assert gone is not None
        assert not gone.live


@in_loop
async def test_absence_shows_the_last_picture_dimmed_and_why(tmp_path: Path) -> None:
    words: list[str | None] = ["disabled since 2026-11-26 18:00:00"]

    async def tell(told: Channel) -> str | None:
        assert told.camera == 41
        return words[0]

    hub, channel = Hub(tell), Channel(str(tmp_path / "c"), Picture(), "Gate", 41)
    with hub.watch(channel) as viewer:
        async with capture(tmp_path / "c") as fake:
            await asked(fake, 1)
            fake.send(jpeg(np.full((360, 640, 3), 200, np.uint8)), 7)
            await until_live(viewer)
        async with asyncio.timeout(3):
            card = await viewer.next()
        assert card is not None
        picture = decoded(card.jpeg)
        assert picture.shape == (360, 640, 3)
        assert picture[5, 5] == pytest.approx([70] * 3, abs=3), "the picture before, dimmed"
        assert picture[150:210].max() > 200, "and words in its middle"
        words[0] = None
        async with asyncio.timeout(6):
            while await viewer.next():
                pass


@in_loop
async def test_nonsense_from_upstream_is_an_absence(tmp_path: Path) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture())
    async with capture(tmp_path / "c") as fake:
        with hub.watch(channel) as viewer:
            await asked(fake, 1)
            fake.writers[0].write(b"HTTP/1.1 200 OK\r\n\r\n")
            got = await viewer.next()
            assert got is not None
            assert not got.live


@in_loop
async def test_a_snapshot_prefers_a_live_picture_and_else_gives_what_there_is(
    tmp_path: Path,
) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture())
    async with capture(tmp_path / "c") as fake:
        wanted = asyncio.ensure_future(newest(hub, channel))
        await asked(fake, 1)
        fake.send(b"held", kind=Kind.HELD)
        await asyncio.sleep(0.05)
        fake.send(b"live", time.time_ns())
        live = await wanted
        assert live is not None
        assert live.jpeg == b"live"
        wanted = asyncio.ensure_future(newest(hub, channel, patience=0.2))
        await asked(fake, 2)
        fake.send(b"held", kind=Kind.HELD)
        held = await wanted
        assert held is not None
        assert (held.jpeg, held.live) == (b"held", False)


@in_loop
async def test_a_snapshot_beside_a_slow_viewer_is_of_now(tmp_path: Path) -> None:
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture())
    async with capture(tmp_path / "c") as fake:
        with hub.watch(channel, fps=0.02) as slow:
            await asked(fake, 1)
            # Less often than that, it would be taken for dead.
            assert fake.asks[0].fps == 1
            fake.send(b"old", time.time_ns() - 5 * 10**9)
            assert (await until_live(slow)).jpeg == b"old"
            wanted = asyncio.ensure_future(newest(hub, channel))
            await asked(fake, 2)
            assert fake.asks[1].fps == 0
            fake.send(b"new", time.time_ns())
            got = await wanted
            assert got is not None
            assert got.jpeg == b"new"
            # A camera that gives nothing newer: then what there is.
            old = await newest(hub, channel, patience=0.2)
            assert old is not None


@in_loop
async def test_a_closed_hub_lets_everybody_go(tmp_path: Path) -> None:
    hub = Hub()
    with hub.watch(Channel(str(tmp_path / "c"), Picture())) as viewer:
        assert await viewer.next() is not None
        hub.close()
        assert await viewer.next() is None
        assert hub.viewers == {}
    assert await newest(Hub(), Channel(str(tmp_path / "c"), Picture()), 0.1) is not None


@in_loop
async def test_a_slow_viewer_skips_to_the_newest() -> None:
    feed = Feed()
    viewer = Viewer(feed, 0)
    feed.join(viewer)
    for n in range(5):
        feed.publish(part(n, b"%d" % n, live=True))
    got = await viewer.next()
    assert got is not None
    assert got.jpeg == b"4"
    waiting = asyncio.ensure_future(viewer.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    feed.publish(part(5, b"5", live=True))
    again = await waiting
    assert again is not None
    assert again.jpeg == b"5"


@pytest.mark.parametrize(("fps", "expected"), [(0, 20), (10, 2)], ids=["all", "ten a second"])
@in_loop
async def test_a_viewer_gets_no_more_than_it_asked_for(fps: float, expected: int) -> None:
    feed, got = Feed(), 0
    viewer = Viewer(feed, fps)
    feed.join(viewer)

    async def count() -> None:
        nonlocal got
        while await viewer.next():
            got += 1

    counting = asyncio.ensure_future(count())
    for n in range(20):
        await asyncio.sleep(0.002)
        feed.publish(part(n, b"x", live=True))
    await asyncio.sleep(0.002)
    viewer.stop()
    await counting
    assert got == pytest.approx(expected, abs=1)


@in_loop
async def test_a_capture_that_hangs_is_an_absence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "SILENT_S", 0.2)
    hub, channel = Hub(), Channel(str(tmp_path / "c"), Picture())
    async with capture(tmp_path / "c") as fake:
        with hub.watch(channel) as viewer:
            await asked(fake, 1)
            fake.send(b"jpeg")
            assert (await until_live(viewer)).jpeg == b"jpeg"
            async with asyncio.timeout(2):
                got = await viewer.next()
            assert got is not None
            assert not got.live


@in_loop
async def test_who_leaves_as_a_picture_comes_leaves_no_connection(tmp_path: Path) -> None:
    path = tmp_path / "c.sock"
    hub, channel = Hub(), Channel(str(path), Picture(), "CAM")
    async with capture(path) as fake:
        for turns in range(12):
            with hub.watch(channel):
                await until(lambda: bool(fake.asks))
                fake.asks.clear()
                fake.send(b"jpeg")
                for _ in range(turns):  # until it has met the leaving at every step of its way
                    await asyncio.sleep(0)
            await asyncio.sleep(0.02)
            fake.send(b"jpeg")
            await asyncio.sleep(0.02)
        assert hub.viewers == {}
        assert fake.writers == []
