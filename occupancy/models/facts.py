"""Facts, append-only: what counters reported and when counts were reset; and the live count, derived."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import Site, SiteOwned


class Counted(SiteOwned):
    """Abstract: something about one camera's count for one area, both as plain numbers.

    Facts outlive what they are about, so that neither is a foreign key. Area 0 is a camera that counts
    for no area (yet).
    """

    area_id = models.BigIntegerField(default=0)
    camera_id = models.BigIntegerField()

    class Meta:
        abstract = True


class OccupancyLog(Counted):
    """One reading of one counter. Partitioned by month on PostgreSQL; nothing references it.

    ``current_count`` is the counter's count just after it, signed: more may have left than were seen to
    come. With ``absolute`` the counter itself said so and it never changes; else it is derived: from the
    newest reset or report before it and the entries and exits since, anew when one of these comes late.
    Where the counter's clock was ahead ``timestamp`` is by ours, and ``said_at`` what the counter said.
    """

    # Checked by the service; a constraint would cost a look-up for each of millions of rows.
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    timestamp = models.DateTimeField()
    current_count = models.BigIntegerField()
    entries = models.PositiveIntegerField(default=0)
    exits = models.PositiveIntegerField(default=0)
    people_detected = models.PositiveIntegerField(null=True)
    absolute = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=clock.now)
    said_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # By which such a reading is known when it is repeated.
            models.Index(
                fields=["site", "camera_id", "said_at"],
                condition=Q(said_at__isnull=False),
                name="occupancylog_said",
            )
        ]
        constraints = [
            # Repeated rows are the same row; and the index by which one camera's hour is read.
            models.UniqueConstraint(
                fields=["site", "camera_id", "timestamp", "area_id"], name="occupancylog_once"
            )
        ]
        ordering = ["-timestamp", "-id"]

    def __str__(self) -> str:
        return f"camera {self.camera_id} {clock.wall_time(self.timestamp)}: {self.current_count}"


class DirtyHour(Counted):
    """A mark: this hour has readings that its aggregate has not seen. Appended, seen, deleted."""

    hour_start = models.DateTimeField()
    hour_end = models.DateTimeField()

    class Meta:
        # What has closed by now, of one site: the aggregation's first question.
        indexes = [models.Index(fields=["site", "hour_end"], name="dirtyhour_closed")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"camera {self.camera_id} {clock.wall_time(self.hour_start)}"


class CountReset(Counted):
    """A count set right, as an event: counts before it stay, those from it on go on from ``after``.

    ``before`` is what the count stood at by all that was known when the reset was recorded. Those of
    changed parts are derived: they follow from the parts and the facts before them, also from late ones.
    """

    class Reason(models.TextChoices):
        CLOCK = "clock", "The area's reset time"
        HAND = "hand", "By a person"
        HEADCOUNT = "headcount", "A head count"
        QUIET = "quiet", "The area's quietest minute"
        PART = "part", "A camera's part in the area changed"
        CARRIED = "carried", "Carried over: the readings before it were deleted"

    at = models.DateTimeField(help_text="from this moment on")
    before = models.BigIntegerField()
    after = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "area_id", "camera_id", "at"], name="countreset_once"
            )
        ]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"camera {self.camera_id}: {self.before} → {self.after}"


class LiveCountQuerySet(ScopedQuerySet):
    """Filters over live counts."""

    def told(self) -> Self:
        """Counters that have said something: a reset alone, of one that never did, is no history."""
        return self.exclude(counted_at=None, count=0)


class LiveCount(Counted):
    """What a counter stands at now; derived from readings and resets, and rebuilt from them at need.

    ``base_at`` is the newest reset or absolute reading: entries and exits since then go on from it.
    """

    # A counter that is never set right may count for ever: none of its readings must be lost by it.
    count = models.BigIntegerField(default=0)
    base_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    people_detected = models.PositiveIntegerField(null=True)
    ahead_seconds = models.PositiveIntegerField(default=0, help_text="how far its clock is ahead")
    said_until = models.DateTimeField(
        null=True, help_text="the latest time that it has said while its clock was ahead"
    )

    objects: ClassVar[Any] = LiveCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "area_id", "camera_id"], name="livecount_once")
        ]
        ordering = ["site", "area_id", "camera_id"]

    def __str__(self) -> str:
        return f"camera {self.camera_id}: {self.count}"
