"""The shapes of answers that are no rows, for the documentation and for showing buckets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from occupancy.heat import WEEKDAYS, Cell
from occupancy.quality import Fault
from occupancy.selectors.aggregates import Bucket


class ScheduleSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    next_run_time = serializers.DateTimeField(read_only=True, allow_null=True)
    trigger = serializers.CharField()
    last_run_time = serializers.DateTimeField(read_only=True, allow_null=True)
    last_status = serializers.CharField(allow_null=True)
    missed = serializers.IntegerField()


class SchedulerStatusSerializer(serializers.Serializer[Any]):
    running = serializers.BooleanField()
    jobs = ScheduleSerializer(many=True)


class HourAnswerSerializer(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    hour = serializers.IntegerField(help_text="the hour's number on the site's clock")
    period_start = serializers.DateTimeField(read_only=True)
    records_processed = serializers.IntegerField()
    aggregate_created = serializers.BooleanField()
    duration_seconds = serializers.FloatField()


class DriftAnswerSerializer(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    cameras_reset = serializers.IntegerField()


class LiveCameraSerializer(serializers.Serializer[Any]):
    camera = serializers.IntegerField()
    count = serializers.IntegerField()
    counted_at = serializers.DateTimeField(read_only=True, allow_null=True)
    people_detected = serializers.IntegerField(allow_null=True)
    clock_ahead_seconds = serializers.IntegerField(
        help_text="0: its clock is right; else its readings are told by ours, beyond 3600 refused"
    )


class LiveAreaSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    within = serializers.IntegerField(allow_null=True, help_text="the area that it lies within")
    count = serializers.IntegerField(allow_null=True, help_text="null: never counted")
    imbalance = serializers.IntegerField(help_text="below zero: more left than were seen to come")
    capacity = serializers.IntegerField(allow_null=True)
    percent = serializers.FloatField(allow_null=True)
    level = serializers.CharField(help_text="ok, warn, full or unlimited; with hysteresis")
    level_since = serializers.DateTimeField(read_only=True, allow_null=True)
    closed = serializers.BooleanField()
    counted_at = serializers.DateTimeField(read_only=True, allow_null=True)
    clock_ahead_seconds = serializers.IntegerField(help_text="of the worst of its cameras")
    cameras = LiveCameraSerializer(many=True)


class LiveSerializer(serializers.Serializer[Any]):
    site = serializers.IntegerField()
    time = serializers.DateTimeField(read_only=True)
    count = serializers.IntegerField(
        allow_null=True,
        help_text="in all areas; an area within another is in the outer one's count",
    )
    areas = LiveAreaSerializer(many=True)


class BucketSerializer(serializers.Serializer[Any]):
    start = serializers.CharField(help_text="an hour's start with offset, or a date")
    camera = serializers.IntegerField(allow_null=True)
    area = serializers.IntegerField(allow_null=True)
    avg_occupancy = serializers.FloatField(
        help_text="mean over the readings, not over time; of several cameras their means added up"
    )
    max_occupancy = serializers.IntegerField()
    min_occupancy = serializers.IntegerField()
    entries = serializers.IntegerField()
    exits = serializers.IntegerField()
    imbalance = serializers.IntegerField(help_text="entries less exits")
    peak_at = serializers.DateTimeField(read_only=True)
    samples = serializers.IntegerField()
    coverage = serializers.FloatField(help_text="0 to 1; of the worst of several cameras")
    exact = serializers.BooleanField(
        help_text="false: maximum and minimum are the cameras' added up, that is bounds"
    )
    cameras = serializers.IntegerField()
    computed_at = serializers.DateTimeField(read_only=True)


class AggregatesSerializer(serializers.Serializer[Any]):
    site = serializers.IntegerField()
    time_zone = serializers.CharField()
    granularity = serializers.CharField()
    by = serializers.CharField()
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    results = BucketSerializer(many=True)


class HeatCellSerializer(serializers.Serializer[Any]):
    hour = serializers.IntegerField()
    avg_occupancy = serializers.FloatField(
        allow_null=True, help_text="mean of the hours' means over their readings; null: never read"
    )
    max_occupancy = serializers.IntegerField(allow_null=True)
    hours = serializers.IntegerField(help_text="how many hours it is the mean of")
    coverage = serializers.FloatField()


class HeatDaySerializer(serializers.Serializer[Any]):
    weekday = serializers.CharField()
    hours = HeatCellSerializer(many=True)


class HeatMapSerializer(serializers.Serializer[Any]):
    site = serializers.IntegerField()
    time_zone = serializers.CharField()
    area = serializers.IntegerField(allow_null=True)
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    weekdays = HeatDaySerializer(many=True, help_text="seven, from Monday")


class BalanceSerializer(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="on which it began")
    entries = serializers.IntegerField()
    exits = serializers.IntegerField()
    imbalance = serializers.IntegerField(help_text="entries less exits")
    error = serializers.FloatField(help_text="of the larger sum, 0 to 1")
    coverage = serializers.FloatField()


class QualitySerializer(serializers.Serializer[Any]):
    site = serializers.IntegerField()
    fault = serializers.ChoiceField(choices=[one.value for one in Fault], allow_null=True)
    days = BalanceSerializer(many=True)


def shown_week(week: Sequence[Sequence[Cell | None]]) -> list[dict[str, Any]]:
    """Return a week's cells as JSON."""
    return [
        {"weekday": day, "hours": [_heat_cell(hour, cell) for hour, cell in enumerate(cells)]}
        for day, cells in zip(WEEKDAYS, week, strict=True)
    ]


def _heat_cell(hour: int, cell: Cell | None) -> dict[str, Any]:
    return {
        "hour": hour,
        "avg_occupancy": round(cell.avg, 3) if cell else None,
        "max_occupancy": cell.most if cell else None,
        "hours": cell.hours if cell else 0,
        "coverage": round(cell.coverage, 4) if cell else 0.0,
    }


def shown_bucket(bucket: Bucket, zone: ZoneInfo) -> dict[str, Any]:
    """Return a bucket as JSON, times in the site's zone."""
    start, figures = bucket.start, bucket.figures
    local = start.astimezone(zone) if isinstance(start, datetime) else start
    return {
        "start": local.isoformat(),
        "camera": bucket.camera_id,
        "area": bucket.area_id,
        "avg_occupancy": round(figures.avg, 3),
        "max_occupancy": figures.most,
        "min_occupancy": figures.least,
        "entries": figures.entries,
        "exits": figures.exits,
        "imbalance": figures.entries - figures.exits,
        "peak_at": figures.peak_at.astimezone(zone).isoformat(),
        "samples": figures.samples,
        "coverage": round(figures.coverage, 4),
        "exact": figures.exact,
        "cameras": bucket.cameras,
        "computed_at": bucket.computed_at.astimezone(zone).isoformat(),
    }
