"""Rotating patterns: cycles of weeks, with a shift for each day of work."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from attendance.models.shifts import Shift
from attendance.patterns import LONGEST_CYCLE
from factory.sites.models import SiteOwned

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ShiftPattern(SiteOwned):
    """A cycle of weeks. Once somebody works it, it is history: another one takes its place."""

    name = models.CharField(max_length=80)
    weeks = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CYCLE)],
        help_text="after so many weeks it begins again",
    )
    active = models.BooleanField(default=True, help_text="offered for new assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="shiftpattern_once")]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name


class PatternDay(SiteOwned):
    """A day of work in a pattern; days without a row are off."""

    pattern = models.ForeignKey(ShiftPattern, on_delete=models.CASCADE, related_name="days")
    week = models.PositiveSmallIntegerField(help_text="of the cycle, from 1")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "week", "weekday"], name="patternday_once")
        ]
        ordering = ["pattern", "week", "weekday"]

    def __str__(self) -> str:
        return f"week {self.week}, {WEEKDAYS[self.weekday]}"
