"""How far apart counters' readings are to be, in time."""

from __future__ import annotations

from django.db import models

from factory.core import clock
from occupancy.models.facts import Counted


class CounterPace(Counted):
    """A counter tells every so many minutes, from ``since`` on: set by a person, or learnt.

    Kept in time, so that the coverage of the past can be made anew as it was.
    """

    minutes = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    learnt = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "area_id", "camera_id", "since"], name="counterpace_once"
            )
        ]
        ordering = ["site", "area_id", "camera_id", "since"]

    def __str__(self) -> str:
        return f"camera {self.camera_id}: every {self.minutes} minutes"
