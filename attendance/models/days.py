"""Attendance days, derived from punches and rosters, and the marks of what must be derived again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from attendance.models.choices import choices_of
from attendance.models.own import own_or_granted
from attendance.models.punches import Punch
from attendance.models.shifts import Shift
from attendance.vocabulary import HALVES, ClosedBy, DayStatus, Leave
from factory.core import clock
from factory.core.scoping import ScopedQuerySet, access_of
from factory.sites.models import Site, SiteOwned
from identity.models import Employee

_BESIDE_HALF_LEAVE = {DayStatus.HALF_DAY, DayStatus.ABSENT}
VIEW = "attendance.view_attendanceday"


class AttendanceDayQuerySet(ScopedQuerySet):
    """Filters over days."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the sites whose days the caller may see, and the caller's own."""
        return self.filter(own_or_granted(access_of(user), user, VIEW))

    def unsettled(self, closed_by: datetime) -> Self:
        """Days not judged for good, whose window had closed by that moment."""
        return self.filter(is_settled=False, closes__lte=closed_by)


class AttendanceDay(SiteOwned):
    """One employee's occurrence of a shift: derived, never edited, rebuilt at any time."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="attendance_days")
    shift = models.ForeignKey(
        Shift,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="none: the shift came with the punch",
    )
    day = models.DateField(help_text="on which the shift starts")
    department = models.CharField(max_length=120, blank=True, help_text="on that day")
    zone = models.CharField(max_length=64)
    start = models.DateTimeField()
    end = models.DateTimeField()
    closes = models.DateTimeField(help_text="until then a punch can belong to the day")
    status = models.CharField(max_length=12, choices=choices_of(DayStatus))
    is_scheduled = models.BooleanField(default=True)
    is_settled = models.BooleanField(default=False, help_text="time alone changes nothing any more")
    leave = models.CharField(max_length=12, choices=choices_of(Leave), default=Leave.NONE)
    first_in = models.DateTimeField(null=True)
    last_out = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    closed_by_rule = models.CharField(max_length=16, choices=choices_of(ClosedBy), blank=True)
    is_late = models.BooleanField(default=False)
    late_minutes = models.PositiveIntegerField(default=0)
    is_early_exit = models.BooleanField(default=False)
    early_minutes = models.PositiveIntegerField(default=0)
    grace_period_applied = models.BooleanField(default=False)
    due_minutes = models.PositiveIntegerField(default=0)
    worked_minutes = models.PositiveIntegerField(default=0)
    overtime_before_minutes = models.PositiveIntegerField(default=0)
    overtime_after_minutes = models.PositiveIntegerField(default=0)
    flagged_for_review = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, help_text="why a person should look")
    needs_review = models.BooleanField(
        default=False, help_text="flagged, and nobody has found it right as it is"
    )
    rules_version = models.CharField(max_length=8)

    objects: ClassVar[Any] = AttendanceDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "start"], name="attendanceday_once")
        ]
        indexes = [
            models.Index(fields=["site", "day"], name="attendanceday_of_site"),
            # Payroll and calendars read one employee's month.
            models.Index(fields=["employee", "day"], name="attendanceday_of_employee"),
            # What time may yet change; few rows, however long the history.
            models.Index(
                fields=["site", "closes"],
                name="attendanceday_unsettled",
                condition=Q(is_settled=False),
            ),
            models.Index(
                fields=["site", "day"],
                name="attendanceday_flagged",
                condition=Q(flagged_for_review=True),
            ),
            # The review queue.
            models.Index(
                fields=["site", "day"],
                name="attendanceday_to_review",
                condition=Q(needs_review=True),
            ),
        ]
        ordering = ["-day", "employee", "start"]

    def __str__(self) -> str:
        return f"{self.day} {self.status}"

    @property
    def shown(self) -> str:
        """The status in words; somebody who is in lacks nothing yet, and half leave is said."""
        is_open = self.status == DayStatus.INCOMPLETE and not self.is_settled
        if is_open and self.last_out is None:
            return "In, late" if self.is_late else "In"
        is_half = self.leave in HALVES and self.status in _BESIDE_HALF_LEAVE
        return (
            f"{self.get_status_display()}, half leave"
            if is_half
            else str(self.get_status_display())
        )

    @property
    def overtime_minutes(self) -> int:
        return self.overtime_before_minutes + self.overtime_after_minutes


class StrayPunch(SiteOwned):
    """A punch outside all of its employee's shifts: derived, and looked at by a person."""

    punch = models.OneToOneField(Punch, on_delete=models.CASCADE, related_name="stray")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(help_text="of the punch, by the site's clock")

    class Meta:
        verbose_name_plural = "stray punches"
        indexes = [
            models.Index(fields=["employee", "day"], name="straypunch_of_employee"),
            # Payroll asks for a site's month among years of passing by.
            models.Index(fields=["site", "day"], name="straypunch_of_site"),
        ]
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.day} {self.employee_id}"


class DirtyDayQuerySet(ScopedQuerySet):
    """Filters over marks."""

    def waiting(self) -> Self:
        """Marks to be worked off, those that were set aside among them when their time has come."""
        return self.filter(Q(reason="") | Q(again_at__lte=clock.now()))

    def set_aside(self) -> Self:
        """Marks whose days could not be derived, until somebody or something of theirs is mended."""
        return self.exclude(reason="")


class DirtyDay(SiteOwned):
    """A mark: these days must be derived again. Appended, seen, worked off piece by piece, deleted.

    Not unique: whoever used a mark that was there already might see it deleted by a worker that has
    not yet seen the change. Without an employee it is about all who are rostered at the site.
    """

    # Few rows, of few sites: an index by site would cost every punch more than it ever saves.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    employee = models.ForeignKey(Employee, null=True, on_delete=models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(
        max_length=300,
        blank=True,
        db_default="",
        help_text="why the days cannot be derived; empty while they wait",
    )
    again_at = models.DateTimeField(
        null=True, editable=False, help_text="when days that cannot be derived are tried again"
    )

    objects: ClassVar[Any] = DirtyDayQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.employee_id or 'all'} {self.first} to {self.last}"
