"""Every distinct picture is made once, for whoever is due, and slow clients skip."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.capture import wire
from streaming.capture.config import CaptureConfig
from streaming.capture.connection import Connection
from streaming.capture.monitor import Monitor
from streaming.capture.notes import Note, note_to_json
from streaming.capture.pictures import Picture, Size
from streaming.capture.publisher import Publisher
from streaming.capture.reader import Captured
from streaming.capture.wire import HEADER, Ask, Kind
from streaming.frames import Annotations, Detection
from tests.streaming.capturing import decoded

FACE = Detection("face", 0.9, (10, 10, 90, 90), text="Ada", personal=True)
PANELLESS = CaptureConfig(url="scene:x", socket="x", panel=False)


class CountingMonitor(Monitor):
    encodings = 0

    def encoded(self, milliseconds: float) -> None:
        self.encodings += 1


class Pipe(asyncio.Transport):
    """A transport that keeps what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.aborted = False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def is_closing(self) -> bool:
        return self.aborted

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))

    def abort(self) -> None:
        self.aborted = True

    @property
    def kinds(self) -> str:
        return b"".join(data[:1] for data in self.written).decode()


def client(*packed: bytes) -> tuple[Connection, Pipe]:
    made, pipe = Connection(lambda *_: None), Pipe()
    made.connection_made(pipe)
    for one in packed:
        made.data_received(one)
    return made, pipe


def asking(picture: Picture, fps: float = 0.0) -> tuple[Connection, Pipe]:
    return client(wire.pack_json(Kind.ASK, wire.ask_to_json(Ask(picture, fps))))


def annotating(*detections: Detection) -> tuple[Connection, Pipe]:
    note = Note(10**18, (1280, 720), Annotations(detections))
    return client(wire.pack_json(Kind.NOTES, note_to_json(note), note.at_ns))


def frame(value: int = 0) -> Captured:
    return Captured(np.full((720, 1280, 3), value, np.uint8), 10**18)


def publish(*clients: tuple[Connection, Pipe], frames: int = 1) -> CountingMonitor:
    monitor = CountingMonitor(2.0)
    publisher = Publisher(PANELLESS, monitor, [connection for connection, _ in clients])
    for n in range(frames):
        publisher.publish(frame(n))
    publisher.close()
    return monitor


@pytest.mark.parametrize(
    ("pictures", "seen", "encodings"),
    [
        pytest.param([Picture()] * 50, [FACE], 1, id="fifty times the same"),
        pytest.param(
            [Picture(), Picture(personal=True)] * 5, [FACE], 2, id="with and without names"
        ),
        pytest.param([Picture(), Picture(personal=True)] * 5, [], 1, id="no names to be seen"),
        pytest.param([Picture(), Picture(overlay=False)], [], 1, id="nothing to draw"),
        pytest.param([Picture(Size.MEDIUM), Picture(Size.FULL)], [FACE], 1, id="medium is full"),
        pytest.param(
            [Picture(Size.SMALL), Picture(), Picture(quality=50)], [FACE], 3, id="all differ"
        ),
        pytest.param([], [FACE], 0, id="nobody watches"),
    ],
)
def test_encodings_for_one_frame(
    pictures: list[Picture], seen: list[Detection], encodings: int
) -> None:
    clients = [asking(picture) for picture in pictures]
    monitor = publish(*clients, annotating(*seen))
    assert monitor.encodings == encodings
    assert [pipe.kinds for _, pipe in clients] == ["P"] * len(clients)


def test_equal_pictures_are_the_same_bytes() -> None:
    (one, first), (other, second) = asking(Picture()), asking(Picture())
    publish((one, first), (other, second))
    assert first.written == second.written
    kind, length, at_ns = wire.unpack_header(first.written[0][: HEADER.size])
    assert (kind, length, at_ns) == (Kind.PICTURE, len(first.written[0]) - HEADER.size, 10**18)


def test_a_client_who_is_not_due_costs_nothing() -> None:
    slow, pipe = asking(Picture(), fps=0.001)
    assert publish((slow, pipe), frames=10).encodings == 1
    assert pipe.kinds == "P"


def test_a_full_client_keeps_only_the_newest_picture() -> None:
    monitor = CountingMonitor(2.0)
    connection, pipe = asking(Picture())
    publisher = Publisher(PANELLESS, monitor, [connection])
    connection.pause_writing()
    for n in range(5):
        publisher.publish(frame(n * 40))
    assert pipe.written == []
    connection.resume_writing()
    assert pipe.kinds == "P"
    other, newest = asking(Picture())
    Publisher(PANELLESS, monitor, [other]).publish(frame(160))
    assert pipe.written == newest.written


def test_a_held_picture_is_made_once_for_all() -> None:
    monitor = CountingMonitor(2.0)
    clients = [asking(Picture()) for _ in range(3)]
    publisher = Publisher(PANELLESS, monitor, [connection for connection, _ in clients])
    publisher.hold()
    assert [pipe.kinds for _, pipe in clients] == ["H"] * 3
    assert len({pipe.written[0] for _, pipe in clients}) == 1


def test_raw_frames_are_announced_once_written(tmp_path: Path) -> None:
    config = CaptureConfig(url="scene:x", socket="x", memory=str(tmp_path))
    vision, pipe = client(wire.pack_json(Kind.RAW, {"fps": 0}))
    publisher = Publisher(config, Monitor(2.0), [vision])
    publisher.publish(frame())
    assert pipe.kinds == "F"
    publisher.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "packed",
    [b"?" * HEADER.size, wire.pack(Kind.PICTURE, b""), wire.pack(Kind.RAW, b'{"fps":"x"}')],
    ids=["not ours", "the wrong way", "no number"],
)
def test_nonsense_ends_the_connection(packed: bytes) -> None:
    assert client(packed)[1].aborted


def test_messages_may_arrive_in_pieces() -> None:
    connection, _ = client()
    for byte in wire.pack_json(Kind.ASK, {"size": "small"}):
        connection.data_received(bytes([byte]))
    assert connection.wishes.ask == Ask(Picture(Size.SMALL))


def test_what_cannot_be_drawn_takes_no_picture_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def draw(image: Any, *_args: object, **_options: object) -> None:
        image[:] = 255
        raise OverflowError("too far outside")

    monkeypatch.setattr("streaming.overlay.draw", draw)
    (_, small), (_, full) = clients = [asking(Picture(Size.SMALL)), asking(Picture())]
    publish(*clients, annotating(FACE), frames=3)
    assert (small.kinds[-3:], full.kinds[-3:]) == ("PPP", "PPP")
    for pipe in (small, full):
        assert decoded(pipe.written[-1][HEADER.size :]).max() <= 3
    assert caplog.text.count("cannot be") == 1
