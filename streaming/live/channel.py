"""What a viewer watches: one picture of one camera."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.capture.pictures import Picture


@dataclass(frozen=True, slots=True)
class Channel:
    """Equal channels share one connection to the capture process at ``socket``.

    ``name`` is shown on the placeholder while that process is absent.
    """

    socket: str
    picture: Picture
    name: str = ""
