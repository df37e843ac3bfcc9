"""Raw frames in shared memory: one writer, any number of readers, no lock.

The file holds ``SLOTS`` slots of a head (one sequence number) and pixels. The writer makes the number
odd, copies the pixels, makes it even; a reader copies the pixels and believes them only if the number
is the announced one before and after. A writer that laps a reader costs it that frame, never a torn one.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import struct
from pathlib import Path
from typing import Final

import numpy as np

from streaming.capture.wire import RawFrame
from streaming.frames import Image

SLOTS: Final = 3
HEAD: Final = struct.Struct("=Q56x")


class RawWriter:
    """Writes frames of any size; a frame that does not fit gets a new file, readers follow by path."""

    def __init__(self, folder: str, name: str) -> None:
        digest = hashlib.sha256(name.encode()).hexdigest()[:16]
        self._stem = Path(folder) / f"factory-frames-{digest}"
        self._generation = 0
        self._memory: mmap.mmap | None = None
        self._path = Path()
        self._room = 0
        self._count = 0
        # Left by processes that were killed: of this camera, or of one that may never come back.
        for old in self._stem.parent.glob("factory-frames-*-*-*"):
            if old.name.startswith(self._stem.name) or not _running(int(old.name.split("-")[3])):
                old.unlink(missing_ok=True)

    def write(self, image: Image) -> RawFrame:
        memory = self._fitting(image.nbytes)
        self._count += 1
        offset = (self._count % SLOTS) * (HEAD.size + self._room)
        HEAD.pack_into(memory, offset, self._count * 2 - 1)
        start = offset + HEAD.size
        memory[start : start + image.nbytes] = image.data.cast("B")
        HEAD.pack_into(memory, offset, self._count * 2)
        return RawFrame(
            str(self._path), offset, image.shape[1], image.shape[0], sequence=self._count * 2
        )

    def close(self) -> None:
        if self._memory:
            self._memory.close()
            self._memory = None
            self._path.unlink(missing_ok=True)

    def _fitting(self, size: int) -> mmap.mmap:
        if self._memory is None or size > self._room:
            self.close()
            self._generation += 1
            self._room = -(-size // 4096) * 4096
            self._path = Path(f"{self._stem}-{os.getpid()}-{self._generation}")
            self._memory = _make(self._path, SLOTS * (HEAD.size + self._room))
        return self._memory


class RawReader:
    """Copies announced frames out of shared memory."""

    def __init__(self) -> None:
        self._path = ""
        self._memory: mmap.mmap | None = None

    def read(self, frame: RawFrame) -> Image | None:
        """Return the frame as uint8[height, width, 3]; None where it has been overwritten or is gone."""
        memory = self._mapped(frame.path)
        if memory is None or self._sequence(frame) != frame.sequence:
            return None
        count = frame.width * frame.height * 3
        view = np.frombuffer(memory, np.uint8, count, frame.offset + HEAD.size)
        copy = view.reshape(frame.height, frame.width, 3).copy()
        return copy if self._sequence(frame) == frame.sequence else None

    def close(self) -> None:
        if self._memory:
            self._memory.close()
        self._memory, self._path = None, ""

    def _sequence(self, frame: RawFrame) -> int:
        assert self._memory is not None
        number: int = HEAD.unpack_from(self._memory, frame.offset)[0]
        return number

    def _mapped(self, path: str) -> mmap.mmap | None:
        if path != self._path:
            self.close()
            with contextlib.suppress(OSError), Path(path).open("rb") as file:
                self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                self._path = path
        return self._memory


def _running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _make(path: Path, size: int) -> mmap.mmap:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.ftruncate(handle, size)
        return mmap.mmap(handle, size)
    finally:
        os.close(handle)
