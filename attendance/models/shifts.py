"""Shifts, and the versions of what they ask."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from attendance.durations import Rounding
from attendance.models.choices import choices_of
from attendance.shifts import Overtime, ShiftRule
from attendance.vocabulary import ClosedBy, RoundingMode, WorkedBasis
from factory.core.dates import check_day
from factory.sites.models import SiteOwned

ALWAYS = date(2000, 1, 1)
"""From when on a shift's first version holds, unless somebody says otherwise."""


class Shift(SiteOwned):
    """A shift by name. What it asks is in its versions, so that past days keep the rule they had."""

    name = models.CharField(max_length=80)
    colour = models.CharField(
        max_length=7,
        default="#3b82f6",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "A colour such as #3b82f6.")],
    )
    active = models.BooleanField(default=True, help_text="offered for new assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="shift_name_once")]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name

    def hours_on(self, day: date) -> str:
        """Return the hours that hold on a day, such as 08:00-17:00; empty before the first version."""
        begun = [one for one in self.versions.all() if one.effective_from <= day]
        newest = max(begun, key=lambda one: one.effective_from, default=None)
        return f"{newest.start:%H:%M}-{newest.end:%H:%M}" if newest else ""


class RosterStamp(SiteOwned):
    """Changes whenever what a site's people share of the roster does: shifts, patterns, days off.

    Who keeps a copy in memory asks whether the stamp is still the same. It is random, so that no
    two states of a roster, even undone ones, have the same.
    """

    stamp = models.UUIDField(default=uuid4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="rosterstamp_once")]

    def __str__(self) -> str:
        return f"{self.stamp}"


class ShiftVersion(SiteOwned):
    """What a shift asks from a date on, until the next version's date; lengths in minutes."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="versions")
    effective_from = models.DateField(default=ALWAYS, validators=[check_day])
    start = models.TimeField(help_text="by the site's wall clock")
    end = models.TimeField(help_text="not after the start: on the next day")
    grace_in_minutes = models.PositiveSmallIntegerField(default=5)
    grace_out_minutes = models.PositiveSmallIntegerField(default=0)
    before_minutes = models.PositiveSmallIntegerField(
        default=120, help_text="how long before the start a punch belongs to the shift"
    )
    after_minutes = models.PositiveSmallIntegerField(
        default=240, help_text="how long after the end a punch belongs to the shift"
    )
    half_day_below_minutes = models.PositiveSmallIntegerField(default=0, help_text="0: never")
    absent_below_minutes = models.PositiveSmallIntegerField(default=0, help_text="0: never")
    break_minutes = models.PositiveSmallIntegerField(default=0, help_text="unpaid")
    break_after_minutes = models.PositiveSmallIntegerField(default=0)
    longest_span_minutes = models.PositiveSmallIntegerField(
        default=960, help_text="a longer stay is flagged for review"
    )
    worked_basis = models.CharField(
        max_length=20, choices=choices_of(WorkedBasis), default=WorkedBasis.FIRST_IN_LAST_OUT
    )
    missed_out_closes_at = models.CharField(
        max_length=16,
        choices=choices_of([ClosedBy.SHIFT_END, ClosedBy.LAST_SIGHTING]),
        default=ClosedBy.SHIFT_END,
    )
    rounding_step_minutes = models.PositiveSmallIntegerField(default=1)
    rounding_mode = models.CharField(
        max_length=8, choices=choices_of(RoundingMode), default=RoundingMode.DOWN
    )
    overtime_before_from_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="empty: coming early earns no overtime"
    )
    overtime_before_cap_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    overtime_after_from_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="empty: staying on earns no overtime"
    )
    overtime_after_cap_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    overtime_cap_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    overtime_needs_full_day = models.BooleanField(default=True)
    overtime_on_days_off = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "effective_from"], name="shiftversion_once")
        ]
        ordering = ["shift", "-effective_from"]

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M} from {self.effective_from}"

    def clean(self) -> None:
        """Refuse lengths that make no sense together; what is missing is said field by field."""
        if None in {self.start, self.end}:
            return
        try:
            self.rule()
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def rule(self) -> ShiftRule:
        """Return the version as the rules see it; raises ValueError where it makes no sense."""
        return ShiftRule(
            start=self.start,
            end=self.end,
            grace_in_minutes=self.grace_in_minutes,
            grace_out_minutes=self.grace_out_minutes,
            before_minutes=self.before_minutes,
            after_minutes=self.after_minutes,
            half_day_below_minutes=self.half_day_below_minutes,
            absent_below_minutes=self.absent_below_minutes,
            break_minutes=self.break_minutes,
            break_after_minutes=self.break_after_minutes,
            longest_span_minutes=self.longest_span_minutes,
            worked_basis=WorkedBasis(self.worked_basis),
            missed_out_closes_at=ClosedBy(self.missed_out_closes_at),
            rounding=Rounding(
                step_minutes=self.rounding_step_minutes, mode=RoundingMode(self.rounding_mode)
            ),
            overtime_before=_overtime(
                self.overtime_before_from_minutes, self.overtime_before_cap_minutes
            ),
            overtime_after=_overtime(
                self.overtime_after_from_minutes, self.overtime_after_cap_minutes
            ),
            overtime_cap_minutes=self.overtime_cap_minutes,
            overtime_needs_full_day=self.overtime_needs_full_day,
            overtime_on_days_off=self.overtime_on_days_off,
        )


def _overtime(minimum: int | None, cap: int | None) -> Overtime | None:
    if minimum is None:
        return None
    return Overtime(minimum_minutes=minimum, cap_minutes=cap)
