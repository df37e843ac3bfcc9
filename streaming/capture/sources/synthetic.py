"""Scenes made by our own code as a source: ``scene:NAME?seed=1``."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import SourceError
from streaming.capture.sources.paced import Metronome
from streaming.frames import Image


class Scene(Protocol):
    def frame(self, n: int, /) -> Image: ...


class SceneFactory(Protocol):
    def __call__(
        self, name: str, /, *, seed: int, width: int, height: int, fps: float
    ) -> Scene: ...


class SceneSource:
    """Frame after frame of a scene, at the camera's rate."""

    def __init__(self, scene: Scene, fps: float) -> None:
        self._scene = scene
        self._metronome = Metronome(fps)
        self._n = -1

    @property
    def codec(self) -> str:
        return "drawn"

    def grab(self) -> None:
        self._metronome.wait()
        self._n += 1

    def picture(self) -> Image:
        return self._scene.frame(self._n)

    def close(self) -> None:
        return None


def open_scene(config: CaptureConfig, factory: SceneFactory) -> SceneSource:
    """Raises SourceError for a scene that the factory does not know."""
    parts = urlsplit(config.url)
    fps = config.fps or 25.0
    try:
        seed = int(parse_qs(parts.query).get("seed", ["0"])[0])
        scene = factory(parts.path, seed=seed, width=config.width, height=config.height, fps=fps)
    except (KeyError, ValueError) as error:
        raise SourceError("no such scene") from error
    return SceneSource(scene, fps)
