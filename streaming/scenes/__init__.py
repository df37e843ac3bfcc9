"""Endless drawn scenes for demo and tests: seeded, cheap, good to look at, their truth known."""

from __future__ import annotations

from streaming.scene_names import SCENES
from streaming.scenes.catalogue import scene
from streaming.scenes.stage import Scene
from streaming.scenes.truth import Truth

__all__ = ["SCENES", "Scene", "Truth", "scene"]
