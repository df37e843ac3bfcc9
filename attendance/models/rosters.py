"""Who works which shift when, and what is off: assignments, weekly offs, holidays, leave."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet

from attendance.models.choices import choices_of
from attendance.models.patterns import WEEKDAYS, ShiftPattern
from attendance.models.shifts import Shift
from attendance.models.spans import ONE_OPEN, GroupSpan, Span, SpanQuerySet
from attendance.patterns import LONGEST_CYCLE
from attendance.vocabulary import Leave as LeavePart
from attendance.week_cycles import WeekCycle, check_weeks, cycle_from
from factory.core.dates import check_day
from factory.sites.models import SiteOwned
from identity.models import Employee


class AssignmentQuerySet(SpanQuerySet):
    """Filters over assignments."""

    def people_on(self, shift_id: int) -> QuerySet[Any, Any]:
        """Keys of the employees who are or were given a shift, by itself or within a pattern."""
        given = Q(shift_id=shift_id) | Q(pattern__days__shift_id=shift_id)
        return self.filter(given).order_by().values("employee_id")


class ShiftAssignment(Span):
    """An employee's shift, or rotating pattern, for a span of days.

    Two at once may not overlap in their hours.
    """

    employee = models.ForeignKey(
        Employee, on_delete=models.CASCADE, related_name="shift_assignments"
    )
    shift = models.ForeignKey(
        Shift, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    pattern = models.ForeignKey(
        ShiftPattern,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        help_text="in the place of a shift",
    )
    start_week = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CYCLE)],
        help_text="the week of the pattern in which the first day lies",
    )

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            Span.order_check("shiftassignment_order"),
            models.CheckConstraint(
                condition=Q(shift__isnull=False, pattern__isnull=True)
                | Q(shift__isnull=True, pattern__isnull=False),
                name="shiftassignment_one_work",
                violation_error_message="Name a shift or a pattern, one of them.",
            ),
        ]
        # A day's derivation asks for the assignments of some employees.
        indexes = [models.Index(fields=["employee", "from_date"], name="assignment_of_employee")]
        ordering = ["employee", "-from_date"]

    def __str__(self) -> str:
        return f"{self.employee}: {self.work} from {self.from_date}"

    @property
    def work(self) -> Shift | ShiftPattern | None:
        """What is worked: the shift or the pattern."""
        return self.shift or self.pattern


class WeeklyOff(GroupSpan):
    """Weekdays off, of one employee, of a department, or of the whole site; the narrowest counts.

    ``weeks`` holds one list of weekdays (Monday is 0) for each week of the cycle, whose first week
    is the one of ``from_date``.
    """

    GROUP = ("employee_id", "department")

    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="weekly_offs"
    )
    department = models.CharField(max_length=120, blank=True, help_text="empty: all")
    weeks = models.JSONField(
        default=list, help_text="[[6]] is every Sunday, [[6], [5, 6]] every second Saturday too"
    )

    class Meta:
        constraints = [
            Span.order_check("weeklyoff_order"),
            models.CheckConstraint(
                condition=Q(employee__isnull=True) | Q(department=""),
                name="weeklyoff_one_group",
                violation_error_message="Name an employee or a department, not both.",
            ),
            # Spans that overlap are refused by the service, which waits its turn at the site; of
            # two without an end it would be forgotten most easily, and the database refuses them.
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(employee__isnull=False, to_date__isnull=True),
                name="weeklyoff_one_open_of_employee",
                violation_error_message=ONE_OPEN,
            ),
            models.UniqueConstraint(
                fields=["site", "department"],
                condition=Q(employee__isnull=True, to_date__isnull=True),
                name="weeklyoff_one_open_of_group",
                violation_error_message=ONE_OPEN,
            ),
        ]
        ordering = ["site", "-from_date", "id"]

    def __str__(self) -> str:
        return f"{self.employee or self.department or 'everybody'}: {self.weeks}"

    @property
    def group(self) -> str:
        """Whose days they are."""
        return str(self.employee or self.department or "everybody")

    @property
    def in_words(self) -> str:
        """The weekdays as people say them: "Sat Sun, then Sun"."""
        try:
            cycle = self.offs()
        except (TypeError, ValueError):
            return str(self.weeks)
        weeks = (" ".join(WEEKDAYS[day][:3] for day in sorted(week)) for week in cycle.weeks)
        return ", then ".join(week or "none" for week in weeks)

    def clean(self) -> None:
        """Refuse weekdays that are none, and a second row of the group."""
        super().clean()
        try:
            check_weeks(self.weeks)
            self.offs()
        except (TypeError, ValueError) as error:
            raise ValidationError(
                {"weeks": f"Expected lists of weekdays 0-6 ({error})."}
            ) from error

    def offs(self) -> WeekCycle:
        """Return the cycle as the rules see it; raises ValueError or TypeError for a bad one."""
        return cycle_from(self.from_date, self.weeks)


class Holiday(SiteOwned):
    """A day on which a site is closed."""

    day = models.DateField(validators=[check_day])
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="holiday_once")]
        ordering = ["site", "-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Leave(Span):
    """Granted leave: whole days, or half of one day."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="leaves")
    part = models.CharField(
        max_length=12,
        choices=choices_of([LeavePart.FULL, LeavePart.FIRST_HALF, LeavePart.SECOND_HALF]),
        default=LeavePart.FULL,
    )
    kind = models.CharField(max_length=40, default="leave", help_text="casual, sick, earned ...")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            Span.order_check("leave_order"),
            models.CheckConstraint(
                condition=Q(to_date__isnull=False),
                name="leave_has_an_end",
                violation_error_message="Leave has a last day.",
            ),
            models.CheckConstraint(
                condition=Q(part=LeavePart.FULL) | Q(to_date=F("from_date")),
                name="leave_half_of_one_day",
                violation_error_message="Half a day of leave is on one day.",
            ),
        ]
        indexes = [models.Index(fields=["employee", "from_date"], name="leave_of_employee")]
        ordering = ["employee", "-from_date"]

    def __str__(self) -> str:
        return f"{self.employee}: {self.kind} from {self.from_date}"
