"""How full an area was when last looked at, and what was said about it; derived, with a memory."""

from __future__ import annotations

from django.db import models

from factory.core import clock
from factory.sites.models import SiteOwned
from occupancy.areas import Level
from occupancy.models.areas import Area

LEVELS = [(level.value, level.value.title()) for level in Level]


class AreaLevel(SiteOwned):
    """The level that an area is held to be at, and the last alert about it.

    ``told`` and ``told_at`` are of the last alert that was raised, ``open`` whether it still stands.
    """

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=9, choices=LEVELS, default=Level.OK)
    since = models.DateTimeField(default=clock.now)
    told = models.CharField(max_length=9, choices=LEVELS, default=Level.OK)
    told_at = models.DateTimeField(null=True)
    open = models.BooleanField(default=False)

    class Meta:
        ordering = ["site", "area"]

    def __str__(self) -> str:
        return f"{self.area}: {self.level}"
