"""Frames through shared memory: whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from streaming.capture.rawring import SLOTS, RawReader, RawWriter
from streaming.frames import Image


def picture(value: int, height: int = 90) -> Image:
    return np.full((height, 160, 3), value, np.uint8)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[RawWriter]:
    made = RawWriter(str(tmp_path), "camera")
    yield made
    made.close()


@pytest.fixture
def reader() -> Iterator[RawReader]:
    made = RawReader()
    yield made
    made.close()


def test_a_frame_arrives_as_it_was(writer: RawWriter, reader: RawReader) -> None:
    image = np.random.default_rng(1).integers(0, 255, (90, 160, 3), np.uint8)
    got = reader.read(writer.write(image))
    assert got is not None
    assert np.array_equal(got, image)


def test_an_overwritten_frame_is_refused(writer: RawWriter, reader: RawReader) -> None:
    first = writer.write(picture(0))
    for value in range(1, SLOTS):
        writer.write(picture(value))
    kept = reader.read(first)
    assert kept is not None
    assert not kept.any()
    writer.write(picture(9))
    assert reader.read(first) is None


def test_a_frame_that_is_being_written_is_refused(writer: RawWriter, reader: RawReader) -> None:
    frame = writer.write(picture(1))
    assert writer._memory is not None
    writer._memory[frame.offset] = frame.sequence - 1  # odd: the writer is inside
    assert reader.read(frame) is None


def test_a_larger_picture_gets_a_new_file_and_the_old_one_goes(
    writer: RawWriter, reader: RawReader, tmp_path: Path
) -> None:
    small = writer.write(picture(1))
    large = writer.write(picture(2, height=900))
    got = reader.read(large)
    assert got is not None
    assert got.shape == (900, 160, 3)
    assert not Path(small.path).exists()
    assert reader.read(replace(small, path="/nowhere")) is None
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    left = RawWriter(str(tmp_path), "camera").write(picture(1))
    other = RawWriter(str(tmp_path), "other camera").write(picture(1))
    RawWriter(str(tmp_path), "camera")
    assert not Path(left.path).exists()
    assert Path(other.path).exists()


def test_what_a_killed_process_of_another_camera_left_is_removed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    stale = tmp_path / f"factory-frames-0123456789abcdef-{ended.pid}-1"
    stale.touch()
    RawWriter(str(tmp_path), "camera")
    assert not stale.exists()


def test_only_this_user_may_read_the_frames(writer: RawWriter) -> None:
    assert Path(writer.write(picture(1)).path).stat().st_mode & 0o777 == 0o600
