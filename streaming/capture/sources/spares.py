"""Room for pictures that is used again: three megabytes for each frame are much to ask for anew."""

from __future__ import annotations

import sys
from typing import Final

from streaming.frames import Image

UNHELD: Final = 3
"""References to an array that only ``Spares`` knows: its list, its loop, and the question itself."""
MOST: Final = 2
"""What is shown, and what is read meanwhile."""


class Spares:
    """The arrays of the last pictures. One is free again once nobody else refers to it."""

    def __init__(self) -> None:
        self._known: list[Image] = []

    def take(self) -> Image | None:
        """Return an array that nobody looks at any more; None if there is none."""
        for one in self._known:
            if sys.getrefcount(one) <= UNHELD:
                return one
        return None

    def keep(self, image: Image) -> None:
        """Remember an array, and none of another size."""
        if all(image is not one for one in self._known):
            same = [one for one in self._known if one.shape == image.shape]
            self._known = [*same, image][-MOST:]
