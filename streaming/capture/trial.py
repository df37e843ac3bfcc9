"""``python -m streaming.capture.trial``: opens the source named on stdin, looks, says what it saw.

One JSON object on stdout: ``ok, reason, width, height, fps, codec, milliseconds, jpeg`` (base64). A
process of its own, because a source that hangs takes its thread with it.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Final

import cv2

from streaming import cards
from streaming.capture.config import BadConfigError, CaptureConfig, parse_config
from streaming.capture.sources.base import ResizedError, Source, SourceError
from streaming.capture.sources.opening import open_source

LOOKS_FOR_S: Final = 1.5
AT_LEAST: Final = 3
"""Frames: the first may be a grey one, and a rate needs two."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there was to see; ``milliseconds`` until the first picture, ``fps`` as measured."""

    ok: bool
    reason: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    codec: str = ""
    milliseconds: int = 0
    jpeg: str = ""


def look(config: CaptureConfig, seconds: float = LOOKS_FOR_S) -> Seen:
    """Open the source and watch it for a moment; never raises."""
    try:
        try:
            return _opened(config, seconds)
        except ResizedError:
            # Some begin by a picture of another size: mostly it has its own when it is asked again.
            return _opened(config, seconds, of_any_size=True)
    except SourceError as error:
        return Seen(ok=False, reason=str(error))


def _opened(config: CaptureConfig, seconds: float, *, of_any_size: bool = False) -> Seen:
    began = time.monotonic()
    source = open_source(config)
    try:
        return _watch(source, began, seconds, _grab_any if of_any_size else _grab)
    finally:
        source.close()


def _grab(source: Source) -> None:
    source.grab()


def _grab_any(source: Source) -> None:
    with suppress(ResizedError):
        source.grab()


def _watch(source: Source, began: float, seconds: float, grab: Callable[[Source], None]) -> Seen:
    grab(source)
    first = time.monotonic()
    frames, now = 0, first
    while now - first < seconds or frames < AT_LEAST:
        grab(source)
        frames, now = frames + 1, time.monotonic()
    image = source.picture()
    return Seen(
        ok=True,
        width=image.shape[1],
        height=image.shape[0],
        fps=round(frames / (now - first), 1),
        codec=source.codec,
        milliseconds=round((first - began) * 1000),
        jpeg=base64.b64encode(cards.jpeg(image)).decode("ascii"),
    )


def main() -> int:
    try:
        seen = look(parse_config(sys.stdin.readline()))
    except BadConfigError as error:
        seen = Seen(ok=False, reason=str(error))
    sys.stdout.write(json.dumps(asdict(seen)))
    return 0


if __name__ == "__main__":
    cv2.setNumThreads(1)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    code = main()
    sys.stdout.flush()
    # Not sys.exit: FFmpeg may still be closing, for as long as it likes.
    os._exit(code)
