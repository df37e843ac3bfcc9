"""Which kind of source a camera's URL means."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TypeAlias, cast

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import Source
from streaming.capture.sources.camera import open_camera
from streaming.capture.sources.file import FileSource
from streaming.capture.sources.synthetic import SceneFactory, open_scene

Opener: TypeAlias = Callable[[CaptureConfig], Source]


def open_source(config: CaptureConfig) -> Source:
    """Open what ``config.url`` names. Raises SourceError."""
    if config.scheme == "scene":
        return open_scene(config, scene_factory(config.scenes))
    if config.scheme == "file":
        return FileSource(config)
    return open_camera(config)


def scene_factory(dotted: str) -> SceneFactory:
    """Return the factory at ``module:name``, loaded only by the cameras that play scenes."""
    module, _, name = dotted.partition(":")
    return cast("SceneFactory", getattr(importlib.import_module(module), name))
