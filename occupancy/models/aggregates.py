"""Sums by hour, day and month, one row for each camera and area; all can be rebuilt from the logs."""

from __future__ import annotations

from django.db import models

from occupancy.models.facts import Counted


class Aggregate(Counted):
    """Abstract: figures of one camera in one area over a span of the site's own time.

    Counts below zero stay, for an exit door by itself counts down and its area's doors add up: what is
    shown of them together is never below. ``avg_occupancy`` is the mean over the readings, each weighing
    the same: how long each count held would take a window over all of them, a third slower at the least.
    ``coverage`` is the share of the span's minutes in which there was a reading, of a counter that tells
    less often those that lie no further from one than is usual for it: a gap is a gap and never a zero.
    """

    samples = models.PositiveBigIntegerField()
    # An exact whole number, so that sums of sums and rebuilds agree to the last bit.
    count_sum = models.BigIntegerField()
    avg_occupancy = models.FloatField(
        help_text="mean over the readings, not over time: where a counter reports at each change too,"
        " busy minutes count for more"
    )
    max_occupancy = models.BigIntegerField()
    min_occupancy = models.BigIntegerField()
    entries = models.PositiveBigIntegerField()
    exits = models.PositiveBigIntegerField()
    peak_at = models.DateTimeField(help_text="the first moment of the greatest count")
    minutes_seen = models.PositiveIntegerField()
    coverage = models.FloatField()
    time_zone = models.CharField(max_length=64)
    computed_at = models.DateTimeField(help_text="when these figures last changed")

    class Meta:
        abstract = True


class OccupancyDailyAggregate(Aggregate):
    """One hour of a day. ``hour`` is its number on the site's clock; two share it in autumn."""

    hour_start = models.DateTimeField()
    hour = models.PositiveSmallIntegerField()
    business_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "area_id", "camera_id", "hour_start"], name="houraggregate_once"
            )
        ]
        indexes = [
            # Charts of a site or area over days, and the days' own sums.
            models.Index(fields=["site", "business_date", "area_id"], name="houraggregate_days")
        ]
        ordering = ["-hour_start", "camera_id"]

    def __str__(self) -> str:
        return f"camera {self.camera_id} {self.business_date} {self.hour:02}:00"


class OccupancyDaySummary(Aggregate):
    """One business date, from its hours."""

    business_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "area_id", "camera_id", "business_date"], name="daysummary_once"
            )
        ]
        indexes = [models.Index(fields=["site", "business_date"], name="daysummary_days")]
        ordering = ["-business_date", "camera_id"]
        verbose_name_plural = "occupancy day summaries"

    def __str__(self) -> str:
        return f"camera {self.camera_id} {self.business_date}"


class OccupancyMonthlyAggregate(Aggregate):
    """One month, from its days; ``month`` is its first day."""

    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "area_id", "camera_id", "month"], name="monthaggregate_once"
            )
        ]
        indexes = [models.Index(fields=["site", "month"], name="monthaggregate_months")]
        ordering = ["-month", "camera_id"]

    def __str__(self) -> str:
        return f"camera {self.camera_id} {self.month:%Y-%m}"
