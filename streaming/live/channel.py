"""What a viewer watches: one picture of one camera."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.capture.pictures import Picture


@dataclass(frozen=True, slots=True)
class Channel:
    """Equal channels share one connection to the capture process at ``socket``.

    ``name`` is shown while that process is absent, and how the camera of the number ``camera`` does.
    """

    socket: str
    picture: Picture
    name: str = ""
    camera: int = 0
