"""A camera in the network: opened at its own host or not at all, and with a reason if not."""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import urlsplit

from streaming.capture.config import CaptureConfig
from streaming.capture.refusals import ANSWERED, refusal
from streaming.capture.sources.base import ElsewhereError, SourceError, UnopenedError
from streaming.capture.sources.relay import Relay
from streaming.capture.sources.video import VideoSource, opened
from streaming.capture.sources.whereabouts import strayed

SILENT_S: Final = 2.0
"""Patience with one that did not answer FFmpeg: is it there at all?"""
FAST: Final = "|analyzeduration;0|probesize;32"
"""Opens a camera in 0.3 s instead of 1.2 s where it works; not every source can be known by 32 bytes."""


def open_camera(config: CaptureConfig) -> VideoSource:
    """Open rtsp(s) or http(s): fast, or else by FFmpeg's defaults. Raises SourceError, which says why."""
    start = time.monotonic()
    try:
        return _relayed(config, FAST)
    except UnopenedError as error:
        silent = time.monotonic() - start >= config.open_timeout * 0.9
        why = refusal(config, SILENT_S if silent else config.open_timeout)
        # Only where it has nothing against us; and asking otherwise would double a wait for nothing.
        if silent or why != ANSWERED:
            raise SourceError(why) from error
    try:
        return _relayed(config, "")
    except UnopenedError as error:
        raise SourceError(ANSWERED) from error


def _relayed(config: CaptureConfig, extra: str) -> VideoSource:
    relay = Relay(config)
    try:
        source = VideoSource(opened(config, extra, relay.address), config.read_timeout, relay)
        if strayed(urlsplit(config.url).hostname or "", relay.places):
            source.close()
            raise ElsewhereError
    except SourceError as error:
        relay.close()
        raise relay.refusal or error from error
    return source
