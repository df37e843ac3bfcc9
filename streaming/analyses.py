"""Reads: what the recognisers of a camera say of themselves, for people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from factory.core import clock
from streaming.condition import analysis
from streaming.models import Camera
from streaming.selectors import condition_of


@dataclass(frozen=True, slots=True)
class Part:
    """The detector or a recogniser of a camera: what its last picture took, and what is wrong."""

    name: str
    milliseconds: float
    error: str


def analysis_now(camera: Camera) -> dict[str, dict[str, Any]]:
    """Return what the detector and each recogniser say now: ``ms, frames, error``."""
    status = getattr(camera, "status", None)
    if status is None or not camera.consumers:
        return {}
    at, now = status.analysed_at, clock.now()
    said = analysis(status.analysis, at, condition_of(camera), now)
    return {name: dict(one) for name, one in said.items()}


def analysis_of(camera: Camera) -> list[Part]:
    """Return the same for people; nothing where nothing has looked yet."""
    return [
        Part(name, float(one.get("ms", 0)), str(one.get("error", "")))
        for name, one in analysis_now(camera).items()
    ]
