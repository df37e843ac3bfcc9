"""``python -m streaming.capture``: configuration as one JSON line on stdin, then commands, until its end.

The supervisor holds the other end of stdin, so that a capture process never outlives it; one that is
frozen renews no lease.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from typing import Final

import cv2

from factory.core.heaps import give_back_large, share_heaps
from streaming.capture.config import BadConfigError, CaptureConfig, parse_command, parse_config
from streaming.capture.process import Capture

BAD_CONFIG: Final = 2


async def run(config: CaptureConfig) -> None:
    """Serve until stdin or the lease ends, or the process is told to stop."""
    capture = Capture(config)
    serving = asyncio.ensure_future(capture.serve())
    obeying = asyncio.ensure_future(_obey(capture))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    done, pending = await asyncio.wait({serving, obeying}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    for task in done | pending:
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _obey(capture: Capture) -> None:
    """Do as the supervisor says, until it is gone or its lease on this camera has ended."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    lease: float | None = None
    with contextlib.suppress(TimeoutError):
        while line := await _line(lines, lease):
            try:
                command = parse_command(line.decode())
            except (BadConfigError, UnicodeDecodeError) as error:
                sys.stderr.write(f"command ignored: {error}\n")
                continue
            lease = lease if command.lease is None else command.lease
            if command.always is not None:
                capture.set_always(command.always)


async def _line(lines: asyncio.StreamReader, lease: float | None) -> bytes:
    # The loop's clock is the monotonic one, by which the lease is told.
    async with asyncio.timeout_at(lease):
        return await lines.readline()


def main() -> int:
    share_heaps()
    # Byte by byte from the pipe: what a buffered reader took beyond the line would be lost to the loop.
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    try:
        config = parse_config(line.decode())
    except (BadConfigError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return BAD_CONFIG
    if config.scheme != "scene":
        # What is drawn asks for new room all the time.
        give_back_large()
    # One process per camera shares the cores with the others; OpenCV's pool would fight over them.
    cv2.setNumThreads(1)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    asyncio.run(run(config))
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Not sys.exit: a reader blocked in FFmpeg for some seconds must not hold the exit.
    os._exit(code)
