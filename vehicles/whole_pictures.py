"""Plates in whole pictures, for a camera without a detector: when to look, and which plate is whose."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import cv2
import numpy as np

from streaming.frames import Image
from vehicles.confusions import skeleton
from vehicles.plate_families import Family
from vehicles.plates import PlateReading

LOOKS: Final = 20
"""At a picture that stays as it is: ten seconds' worth, as for a vehicle that stands."""

GRID: Final = (64, 36)
CHANGED: Final = 16
"""Levels of grey by which a cell of the grid differs."""

LEAST_CHANGED: Final = 0.005
"""Of the cells; a plate at the least width that is read covers more."""


def may_be_plate(reading: PlateReading) -> bool:
    """Return whether a text is a plate or nearly one: no vehicle around it says so here.

    The form of before 1989 is no sign of that: a camera that writes CAM 01 into its picture has it.
    """
    plates = [one.plate for one in reading.corrections]
    return any(one.family is not Family.PRE_1989 for one in (reading.plate, *plates) if one)


class WholePictures:
    """One camera's pictures. Time comes in; not safe for several threads at once."""

    def __init__(self, *, max_age: timedelta) -> None:
        self._max_age = max_age
        self._shown: Image | None = None
        self._looks = 0
        self._tracks: dict[str, tuple[int, datetime]] = {}
        self._numbers = 0

    def wants(self, picture: Image) -> bool:
        """Return whether to read this picture, and count it as read if so."""
        small = cv2.cvtColor(
            cv2.resize(picture, GRID, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
        )
        shown = np.asarray(small, np.uint8)
        if self._shown is None or _differ(self._shown, shown):
            self._shown, self._looks = shown, 0
        self._looks += 1
        return self._looks <= LOOKS

    def track_of(self, text: str, at: datetime) -> int:
        """Return the number of the vehicle: that of the last read that looks alike, or a new one."""
        self._tracks = {
            known: (number, seen)
            for known, (number, seen) in self._tracks.items()
            if at - seen <= self._max_age
        }
        known = self._tracks.get(skeleton(text))
        if known is None:
            self._numbers += 1
        number = known[0] if known else self._numbers
        self._tracks[skeleton(text)] = number, at
        return number


def _differ(one: Image, other: Image) -> bool:
    changed = cv2.absdiff(one, other) > CHANGED
    return float(np.mean(changed)) > LEAST_CHANGED
