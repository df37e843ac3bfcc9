"""Looks at past reads that a block asks for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from factory.core import clock
from factory.core.leases import Claimable
from factory.core.models import WorkQuerySet
from factory.sites.models import SiteOwned
from vehicles.models.lists import Vehicle


class Recheck(Claimable, SiteOwned):
    """A look at past reads because a vehicle was blocked: it may be inside already.

    Each block asks for two: one at once, and one for the reads that were being decided by the old
    list while it changed.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="rechecks")
    since = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta:
        indexes = [Claimable.waiting_index("recheck_waiting")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.vehicle} since {clock.wall_time(self.since)}"
