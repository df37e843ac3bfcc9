"""Every kept picture: what it shows, how long it may stay, and where the file is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.ids import uuid7
from factory.sites.models import SiteOwned


class Snapshot(SiteOwned):
    """A picture kept for a reason and until a day; other tables point here with SET_NULL."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", "Unknown face"
        FACE = "faces", "Known face"
        VEHICLE = "vehicles", "Vehicle"
        CAMERA = "cameras", "Camera picture"

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    path = models.CharField(max_length=200, unique=True, editable=False)
    bytes = models.PositiveIntegerField(editable=False)
    captured_at = models.DateTimeField(default=clock.now)
    # Only what is to go sooner than its class's days say: those are counted anew each time, so that a
    # longer retention counts for what is kept already.
    ends_at = models.DateTimeField(
        null=True, editable=False, help_text="an end of its own, whatever the retention"
    )
    legal_hold = models.BooleanField(default=False, help_text="kept past its day while this is set")

    class Meta:
        indexes = [
            # A page's rows, and the purge's, which go by class and age.
            models.Index(fields=["site", "kind", "-captured_at"], name="snapshot_of_site"),
            models.Index(
                fields=["ends_at"], condition=Q(ends_at__isnull=False), name="snapshot_ends"
            ),
        ]
        ordering = ["-captured_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {clock.wall_time(self.captured_at)}"


class PurgeRun(models.Model):
    """One purge that was let start: what the next one compares its clock and retention with."""

    at = models.DateTimeField(default=clock.now)
    retention_days = models.PositiveSmallIntegerField()
    retention = models.JSONField(default=dict, help_text="days by class, and by site and class")
    boot = models.CharField(max_length=64, help_text="which start of which machine")
    ticks = models.FloatField(help_text="seconds since that start, whatever the clock says")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return clock.wall_time(self.at)
