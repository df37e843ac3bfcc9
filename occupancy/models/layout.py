"""What people set up: areas, the cameras that count for them, and the lines and zones they watch."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from occupancy.geometry import Side, why_not_points
from streaming.models import Camera

DEFAULT_RESET = time(3, 0)


class AreaQuerySet(ScopedQuerySet):
    def reset_daily(self) -> Self:
        """Areas that the day's schedule sets right."""
        return self.filter(reset_by__in=[Area.ResetBy.CLOCK, Area.ResetBy.QUIET])

    def counted_by_punches(self) -> Self:
        """Areas whose count attendance hands over at their reset time."""
        return self.filter(reset_by=Area.ResetBy.PUNCHES)


class Area(SiteOwned):
    """A place whose people are counted. Statistics are its own: a swapped camera keeps its history."""

    class ResetBy(models.TextChoices):
        CLOCK = "clock", "The clock: nobody is in at the reset time"
        QUIET = "quiet", "The quietest minute of the day before the reset time"
        PUNCHES = "punches", "Attendance: at the reset time those are in whose punches say so"
        HEADCOUNT = "headcount", "Head counts only, by a person or over the API"
        NEVER = "never", "Never: the place does not empty"

    name = models.CharField(max_length=120)
    capacity = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="people; empty: no limit",
    )
    warn_percent = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    reset_by = models.CharField(
        max_length=9,
        choices=ResetBy.choices,
        default=ResetBy.CLOCK,
        help_text="what sets the count right, since every counter misses somebody now and then",
    )
    reset_time = models.TimeField(
        null=True,
        blank=True,
        default=DEFAULT_RESET,
        help_text="site time: when nobody is in, when to look back for the quietest minute, or when"
        " attendance says who is in",
    )
    closed_from = models.TimeField(null=True, blank=True, help_text="site time")
    closed_until = models.TimeField(null=True, blank=True)

    objects: ClassVar[Any] = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="area_name_once"),
            models.CheckConstraint(
                condition=Q(closed_from__isnull=True, closed_until__isnull=True)
                | Q(closed_from__isnull=False, closed_until__isnull=False),
                name="area_closed_both",
                violation_error_message="Closed hours need a beginning and an end.",
            ),
            models.CheckConstraint(
                condition=Q(reset_by__in=["headcount", "never"]) | Q(reset_time__isnull=False),
                name="area_reset_time",
                violation_error_message="This way of resetting needs a reset time.",
            ),
        ]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name


class OfArea(SiteOwned):
    """Abstract: a camera's part in an area of its own site."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Camera and area belong to this row's site."""
        super().clean()
        for name in ("area", "camera"):
            other = getattr(self, name, None) if getattr(self, f"{name}_id") else None
            if other is not None and other.site_id != self.site_id:
                raise ValidationError({name: f"There is no such {name} at this site."})


class AreaCamera(OfArea):
    """Which part a camera plays in an area."""

    class Role(models.TextChoices):
        ENTRY = "entry", "Entry: counts those who come in"
        EXIT = "exit", "Exit: counts those who leave"
        BOTH = "both", "Entry and exit"
        INSIDE = "inside", "Inside: counts those who are there"

    role = models.CharField(max_length=8, choices=Role.choices, default=Role.BOTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "camera"], name="areacamera_once"),
        ]
        ordering = ["area", "camera"]

    def __str__(self) -> str:
        return f"{self.camera} in {self.area}: {self.role}"


class CountingLine(OfArea):
    """A line that people cross, or a zone that they are in, on one camera's picture.

    ``points`` are ``[x, y]`` from 0 to 1, from the picture's upper left corner: two for a line, more for
    a zone. A line runs from its first point to its second; ``in_side`` is where people are once they
    have gone in, seen along the line.
    """

    class Kind(models.TextChoices):
        LINE = "line", "Line"
        ZONE = "zone", "Zone"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.LINE)
    points = models.JSONField(help_text="[[x, y], [x, y]], each from 0 to 1")
    in_side = models.CharField(
        max_length=5,
        choices=[(side.value, side.value.title()) for side in Side],
        default=Side.LEFT.value,
        help_text="seen from the first point towards the second",
    )
    enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camera", "name"], name="countingline_name_once")
        ]
        ordering = ["camera", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        problem = why_not_points(self.points, zone=self.kind == self.Kind.ZONE)
        if problem:
            raise ValidationError({"points": problem})
